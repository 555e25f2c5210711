"""Who may connect and who is let go, on connections without a network; `test_connections.py` asks a real server."""

import asyncio
import time
from collections.abc import Callable
from typing import Any

import pytest
from fastapi import FastAPI
from uvicorn import Config
from uvicorn.server import ServerState

from app.middleware import connections
from app.middleware.connections import READ_STEP, Connection, Connections

PATIENCE = 10.0
HEAD = b"GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n"


class Transport:
    """What a connection sees of the network."""

    def __init__(self, peer: str) -> None:
        self.peer = peer
        self.unread = 0
        self.closing = self.aborted = False
        self.written: list[bytes] = []

    def get_extra_info(self, name: str) -> Any:
        return {"peername": (self.peer, 1), "sockname": ("127.0.0.1", 8000)}.get(name)

    def get_write_buffer_size(self) -> int:
        return self.unread

    def is_closing(self) -> bool:
        return self.closing

    def set_protocol(self, _: Any) -> None: ...

    def pause_reading(self) -> None: ...

    def resume_reading(self) -> None: ...

    def write(self, data: bytes) -> None:
        self.written.append(data)

    def close(self) -> None:
        self.closing = True

    def abort(self) -> None:
        self.aborted = self.closing = True


async def waiting(_: Any, receive: Any, __: Any) -> None:
    """An app that never answers."""
    await asyncio.Event().wait()


Connect = Callable[..., tuple[Connection, Transport]]


@pytest.fixture
def every() -> Connections:
    return Connections(FastAPI(), PATIENCE, ["10.0.0.0/8"])


@pytest.fixture
def connect(every: Connections, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Open connections; a refusal is the number of its status."""
    monkeypatch.setattr(connections, "raw_problem", lambda _, status, __: b"%d" % status)
    loop = asyncio.new_event_loop()
    config = Config(waiting, log_config=None, lifespan="off")

    def opened(peer: str = "192.0.2.1") -> tuple[Connection, Transport]:
        connection = Connection(config, ServerState(), {"connections": every}, loop)
        transport = Transport(peer)
        connection.connection_made(transport)  # type: ignore[arg-type]
        return connection, transport

    yield opened
    for task in asyncio.all_tasks(loop):
        task.cancel()
    loop.run_until_complete(asyncio.sleep(0))
    loop.close()


# How many -----------------------------------------------------------------------------------------


def test_a_client_may_hold_its_share_and_no_more(
    every: Connections, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "MOST_OF_ONE_CLIENT", 2)
    first, transport = connect()
    assert [connect()[1].written, connect()[1].written] == [[], [b"503"]]
    assert connect("192.0.2.2")[1].written == [], "another client"
    assert [connect("10.0.0.1")[1].written for _ in range(3)] == [[], [], []], "a trusted proxy"
    first.connection_lost(None)
    assert not transport.written
    assert every.by_client["192.0.2.1"] == 2


def test_all_together_may_be_as_many_as_can_be(
    every: Connections, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "MOST_CONNECTIONS", 2)
    held = [connect(f"192.0.2.{number}") for number in range(1, 4)]
    assert [transport.written for _, transport in held] == [[], [], [b"503"]]
    assert held[2][1].closing
    for connection, _ in held:
        connection.connection_lost(None)
    assert (every.open, dict(every.by_client)) == (set(), {})
    assert connect()[1].written == []


@pytest.mark.parametrize(
    ("network", "trusted"),
    [("10.1.2.3", True), ("11.0.0.1", False), ("2001:db8::", False), ("unknown", False)],
)
def test_a_proxy_is_trusted_by_its_network(every: Connections, network: str, trusted: bool) -> None:
    assert every.trusts(network) is trusted


# Progress -----------------------------------------------------------------------------------------


def test_a_caller_that_says_nothing_is_let_go_without_a_word(connect: Connect) -> None:
    connection, transport = connect()
    began = connection.head_since
    assert began is not None
    connection.end_if_stalled(began + PATIENCE)
    assert not transport.closing
    connection.end_if_stalled(began + PATIENCE + 0.1)
    assert (transport.closing, transport.aborted, transport.written) == (True, False, [])


def test_half_a_head_is_told_that_it_was_too_slow(connect: Connect) -> None:
    connection, transport = connect()
    began = connection.head_since
    assert began is not None
    connection.data_received(HEAD[:10])
    assert connection.head_since == began, "what is sent now and then is no new beginning"
    connection.end_if_stalled(began + PATIENCE + 0.1)
    assert (transport.written, transport.closing) == ([b"408"], True)


def test_a_whole_head_has_the_time_of_its_answer(connect: Connect) -> None:
    connection, transport = connect()
    connection.data_received(HEAD)
    assert connection.head_since is None
    connection.end_if_stalled(time.monotonic() + 100 * PATIENCE)
    assert not transport.closing


def test_a_caller_that_reads_has_time_and_one_that_does_not_is_cut_off(connect: Connect) -> None:
    connection, transport = connect()
    connection.data_received(HEAD)
    transport.unread = 10 << READ_STEP
    connection.end_if_stalled(100)
    transport.unread = 9 << READ_STEP
    connection.end_if_stalled(100 + PATIENCE)
    transport.unread += 1
    connection.end_if_stalled(100 + 2 * PATIENCE)
    assert not transport.aborted
    connection.end_if_stalled(100 + 2 * PATIENCE + 0.1)
    assert transport.aborted


def test_a_connection_that_does_not_finish_closing_is_cut_off(connect: Connect) -> None:
    connection, transport = connect()
    transport.closing = True
    connection.end_if_stalled(100)
    connection.end_if_stalled(100 + PATIENCE)
    assert not transport.aborted
    connection.end_if_stalled(100 + PATIENCE + 0.1)
    assert transport.aborted


# The end ------------------------------------------------------------------------------------------


def test_a_caller_that_closes_its_side_is_kept_only_for_its_answer(connect: Connect) -> None:
    asking, answered = connect()[0], connect()[0]
    asking.data_received(HEAD)
    assert asking.eof_received() is True
    assert answered.eof_received() is False
    sending, _ = connect()
    sending.data_received(b"POST /v1 HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n{")
    assert sending.eof_received() is False


def test_who_closed_its_side_and_has_its_answer_is_let_go(connect: Connect) -> None:
    connection, transport = connect()
    now = time.monotonic()
    connection.end_if_stalled(now)
    assert not transport.closing
    connection.half_closed = True
    connection.end_if_stalled(now)
    assert (transport.closing, transport.written) == (True, [])


@pytest.mark.parametrize(
    ("sent", "status"),
    [(b"HELLO\r\n\r\n", b"400"), (b"GET /v1 HTTP/1.1\r\nX: " + b"a" * 200_000, b"431")],
)
def test_what_is_no_request_is_refused_once(connect: Connect, sent: bytes, status: bytes) -> None:
    connection, transport = connect()
    connection.data_received(sent)
    assert (transport.written, transport.closing) == ([status], True)
    connection.refuse(400, "…")
    assert transport.written == [status]


def test_connections_are_looked_at_until_the_server_ends(
    every: Connections, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "LOOK_SECONDS", 0.001)
    looked: list[float] = []
    connection, _ = connect()
    monkeypatch.setattr(connection, "end_if_stalled", looked.append)

    async def watch() -> None:
        watching = asyncio.create_task(every.watch())
        while len(looked) < 2:
            await asyncio.sleep(0.001)
        watching.cancel()

    asyncio.run(watch())
    assert looked == sorted(looked)
    assert looked[0] <= time.monotonic()
