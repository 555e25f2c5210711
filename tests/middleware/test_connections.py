"""The real server, and callers who send slowly, read slowly, or send what is no request."""

import json
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress

import httpx
import psutil
import pytest

from app.middleware.connections import MOST_OF_ONE_CLIENT
from app.server import IDLE_SECONDS
from tests.serving import HEAD, POST, Served, closed, read, serve

__all__ = ["serve"]


@pytest.fixture(scope="module")
def served(serve: Callable[..., Served]) -> Served:
    """One with little patience."""
    return serve(FIBROMAG_PATIENCE_SECONDS="3")


def stalled(kind: str, caller: socket.socket, ended: threading.Event) -> None:
    """One caller who never becomes done, until the server has enough of it."""
    first, more = {
        "says nothing": (b"", b""),
        "half a head": (b"GET /v1 HTTP/1.1\r\nHost: loc", b""),
        "a header now and then": (b"GET /v1 HTTP/1.1\r\n" + HEAD, b"X-More: 1\r\n"),
        "a byte of a body now and then": (POST + b"Content-Length: 60000\r\n\r\n{", b" "),
        "half a body": (POST + b"Content-Length: 60000\r\n\r\n{", b""),
        "chunks for ever": (POST + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\n \r\n"),
        "empty lines for ever": (b"", b"\r\n"),
        "asks and does not read": (
            b"GET /v1/outcomes?limit=200 HTTP/1.1\r\nHost: localhost\r\n\r\n" * 100,
            b"",
        ),
    }[kind]
    with suppress(OSError):
        caller.sendall(first)
        while not ended.wait(0.2):
            if more:
                caller.sendall(more)
            if kind == "asks and does not read":
                caller.sendall(b"\r\n")
            elif closed(caller):
                return


KINDS = [
    "says nothing",
    "half a head",
    "a header now and then",
    "a byte of a body now and then",
    "half a body",
    "chunks for ever",
    "empty lines for ever",
    "asks and does not read",
]


def hold(served: Served, connections: int, longest: float) -> None:
    """Hold connections of every kind; all must end in time, and who asks meanwhile is answered."""
    ended = threading.Event()
    callers = [served.connect() for _ in range(connections)]
    for caller, number in zip(callers, range(connections), strict=True):
        if KINDS[number % len(KINDS)] == "asks and does not read":
            caller.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    threads = [
        threading.Thread(target=stalled, args=(KINDS[number % len(KINDS)], caller, ended), daemon=True)
        for number, caller in enumerate(callers)
    ]
    began = time.monotonic()
    for thread in threads:
        thread.start()
    answered = 0
    while any(thread.is_alive() for thread in threads) and time.monotonic() - began < longest:
        assert httpx.get(served.address("/v1/domains/sleep"), timeout=10).status_code == 200
        assert httpx.post(
            served.address("/v1/safety/checks"), json={"supplement": {"elemental_mg": 1}}, timeout=10
        ).is_success
        answered += 1
    took = time.monotonic() - began
    held = [KINDS[number % len(KINDS)] for number, thread in enumerate(threads) if thread.is_alive()]
    ended.set()
    for caller in callers:
        caller.close()
    print(
        f"{connections} connections of {len(KINDS)} kinds ended within {took:.1f} s; {answered} rounds were answered"
    )
    assert not held
    assert answered > 0


def test_who_makes_no_progress_is_let_go_and_others_are_answered(served: Served) -> None:
    hold(served, 2 * len(KINDS), longest=60)
    told = [json.loads(line) for line in served.log.read_text().splitlines()]
    assert 408 in {line["status"] for line in told if line["event"] == "request"}
    assert not [line for line in told if line["event"] != "request"]
    assert "Traceback" not in served.errors.read_text()


def test_a_connection_on_which_nothing_more_is_asked_is_kept_for_a_while(
    serve: Callable[..., Served],
) -> None:
    served = serve(FIBROMAG_PATIENCE_SECONDS="60")
    with served.connect() as caller:
        for _ in range(2):
            caller.sendall(b"GET /v1/domains/sleep HTTP/1.1\r\nHost: localhost\r\n\r\n")
            time.sleep(1)
            assert not closed(caller)
        began = time.monotonic()
        while not closed(caller):
            assert time.monotonic() - began < 2 * IDLE_SECONDS
        assert time.monotonic() - began > IDLE_SECONDS - 2


@pytest.mark.full
def test_two_hundred_are_let_go_within_twenty_seconds(serve: Callable[..., Served]) -> None:
    hold(serve(), 200, longest=20)


def test_a_request_that_comes_in_pieces_is_answered(served: Served) -> None:
    with served.connect() as caller:
        for byte in b"GET /livez HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n":
            caller.sendall(bytes([byte]))
            time.sleep(0.002)
        assert read(caller).startswith(b"HTTP/1.1 200 OK\r\n")
    several = b"GET /v1/domains/sleep HTTP/1.1\r\nHost: localhost\r\n\r\n" * 20
    with served.connect() as caller:
        caller.sendall(several + b"GET /livez HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        said = read(caller)
    assert said.count(b"HTTP/1.1 200 OK\r\n") == 21
    assert said.endswith(b'{"status":"alive"}')
    with served.connect() as caller:
        caller.sendall(b"HEAD /v1/domains/sleep HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        said = read(caller)
    assert said.endswith(b"\r\n\r\n")
    assert b"connection: close\r\n" in said.lower()
    assert b"content-length: 0" not in said


def test_answers_come_in_the_order_of_the_requests_whatever_they_take(served: Served) -> None:
    asked = json.dumps({"supplement": {"elemental_mg": 200}}).encode()
    kinds = {
        b"kept": b"GET /v1/domains/sleep HTTP/1.1\r\n" + HEAD + b"\r\n",
        b"check": POST + b"Content-Length: %d\r\n\r\n" % len(asked) + asked,
        b"alive": b"GET /livez HTTP/1.1\r\n" + HEAD + b"\r\n",
        b"nothing": b"GET /v1/domains/none HTTP/1.1\r\n" + HEAD + b"\r\n",
    }
    signs = {
        b"kept": b'"slug":"sleep"',
        b"check": b'"disposition":',
        b"alive": b'"alive"',
        b"nothing": b'"status":404',
    }
    order = [kind for kind in (*kinds, *reversed(kinds)) for _ in range(3)] * 3
    last = b"GET /livez HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    with served.connect() as caller:
        caller.sendall(b"".join(kinds[kind] for kind in order) + last + kinds[b"kept"])
        said = read(caller).split(b"HTTP/1.1 ")[1:]
    assert len(said) == len(order) + 1
    for answer, kind in zip(said, order, strict=False):
        assert signs[kind] in answer, kind


@pytest.mark.parametrize("kind", ["many short ones", "one with a long body"])
def test_what_was_read_already_is_no_part_of_a_head_that_is_not_whole(served: Served, kind: str) -> None:
    one = b"GET /v1/domains/sleep HTTP/1.1\r\n" + HEAD + b"\r\n"
    asked = json.dumps({"supplement": {"elemental_mg": 200}}).encode() + b" " * 30_000
    first, answers = {
        "many short ones": (one * 600, 600),
        "one with a long body": (POST + b"Content-Length: %d\r\n\r\n" % len(asked) + asked, 1),
    }[kind]
    last = b"GET /livez HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    with served.connect() as caller:
        caller.sendall(first + last[:20])
        time.sleep(0.2)
        caller.sendall(last[20:])
        said = read(caller)
    assert said.count(b"HTTP/1.1 200 OK\r\n") == answers + 1
    assert said.endswith(b'{"status":"alive"}')


LARGE = b"GET /vendor/swagger/swagger-ui-bundle.js HTTP/1.1\r\n" + HEAD + b"\r\n"


def test_large_answers_that_nobody_reads_do_not_pile_up(serve: Callable[..., Served]) -> None:
    served = serve()
    assert len(httpx.get(served.address("/vendor/swagger/swagger-ui-bundle.js")).content) > 1_000_000
    process = psutil.Process(served.process.pid)
    before, most = process.memory_info().rss, 0
    callers = [served.connect() for _ in range(20)]
    for caller in callers:
        caller.sendall(LARGE * 15)
    ends = time.monotonic() + 2
    while time.monotonic() < ends:
        most = max(most, process.memory_info().rss)
        time.sleep(0.02)
    for caller in callers:
        caller.close()
    assert most - before < 150 << 20


def test_who_pauses_while_reading_has_the_patience_that_was_set(serve: Callable[..., Served]) -> None:
    served = serve(FIBROMAG_PATIENCE_SECONDS="60")
    last = LARGE.removesuffix(b"\r\n") + b"Connection: close\r\n\r\n"
    with served.connect() as caller:
        caller.sendall(LARGE * 5 + last)
        time.sleep(IDLE_SECONDS + 2)
        said = read(caller)
    assert said.count(b"HTTP/1.1 200 OK\r\n") == 6
    assert len(said) > 6_000_000


def test_who_waits_to_be_told_to_go_on_is_told_that_it_is_too_much(served: Served) -> None:
    with served.connect() as caller:
        caller.sendall(POST + b"Expect: 100-continue\r\nContent-Length: 100000000\r\n\r\n")
        assert read(caller).startswith(b"HTTP/1.1 413 ")


def test_everybody_who_asks_at_once_gets_an_answer_of_their_own(served: Served) -> None:
    slugs = [each["slug"] for each in httpx.get(served.address("/v1/sources?limit=200")).json()["items"]]
    for _ in range(2):  # not kept, then kept
        callers = [served.connect() for _ in slugs]
        for caller, slug in zip(callers, slugs, strict=True):
            caller.sendall(
                b"GET /v1/sources/%b HTTP/1.1\r\n" % slug.encode() + HEAD + b"Connection: close\r\n\r\n"
            )
        for caller, slug in zip(callers, slugs, strict=True):
            with caller:
                assert json.loads(read(caller).partition(b"\r\n\r\n")[2])["slug"] == slug


NO_REQUESTS = {
    "no HTTP": (b"HELLO\r\n\r\n", 400),
    "an address of another server": (b"GET http://evil.example/ HTTP/1.1\r\nHost: localhost\r\n\r\n", 421),
    "another protocol": (b"GET /v1 RTSP/1.0\r\n" + HEAD + b"\r\n", 400),
    "a later version": (b"GET /v1 HTTP/1.2\r\n" + HEAD + b"\r\n", 400),
    "a target without a slash": (b"GET livez HTTP/1.1\r\n" + HEAD + b"\r\n", 400),
    "a length and chunks": (POST + b"Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}", 400),
    "a length that is no number": (POST + b"Content-Length: two\r\n\r\n{}", 400),
    "a length beyond all numbers": (POST + b"Content-Length: 100000000000000000000\r\n\r\n{}", 400),
    "a header without end": (b"GET /v1 HTTP/1.1\r\n" + HEAD + b"X-Long: " + b"a" * 200_000, 431),
    "headers without end": (b"GET /v1 HTTP/1.1\r\n" + HEAD + b"X: 1\r\n" * 40_000, 431),
    "a body that is announced too long": (POST + b"Content-Length: 100000000\r\n\r\n{", 413),
    "HTTP/0.9": (b"GET /v1\r\n\r\n", 400),
}


def test_what_is_no_request_is_one_problem_and_the_end(served: Served) -> None:
    for name, (sent, status) in NO_REQUESTS.items():
        with served.connect() as caller:
            with suppress(OSError):
                caller.sendall(sent)
            said = read(caller)
        if not said and status == 431:
            continue  # the connection was ended while it was still sending
        assert said.count(b"\r\n\r\n") == 1, name
        head, _, body = said.partition(b"\r\n\r\n")
        assert head.startswith(f"HTTP/1.1 {status} ".encode()), (name, head)
        assert b"content-type: application/problem+json" in head.lower(), name
        assert b"x-request-id: " in head.lower(), name
        assert json.loads(body)["status"] == status, name
        assert b"evil" not in said, name


# Requests that clients and attackers really send -------------------------------------------------

CHECK = json.dumps({"supplement": {"elemental_mg": 200}}).encode()
KEPT = b"GET /v1/domains/sleep HTTP/1.1\r\n" + HEAD + b"\r\n"
LAST = b"GET /livez HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
CHUNKED = POST + b"Transfer-Encoding: chunked\r\n\r\n%x\r\n%b\r\n0\r\n" % (len(CHECK), CHECK)


def test_trailers_without_end_take_no_memory(served: Served) -> None:
    process = psutil.Process(served.process.pid)
    before = process.memory_info().rss
    with served.connect() as caller:
        with suppress(OSError):
            caller.sendall(CHUNKED)
            for _ in range(1_000):
                caller.sendall(b"X-Trailer: a\r\n" * 4_000)
        assert process.memory_info().rss - before < 30 << 20
        assert b"200 OK" not in read(caller)


@pytest.mark.parametrize(
    "trailer", [b"Content-Type: text/plain", b"Host: evil.example", b"X-Forwarded-For: 192.0.2.1"]
)
def test_trailers_are_no_headers(served: Served, trailer: bytes) -> None:
    with served.connect() as caller:
        caller.sendall(CHUNKED + trailer + b"\r\n\r\n" + LAST)
        said = read(caller)
    assert said.count(b"HTTP/1.1 200 OK\r\n") == 2, said[:300]


@pytest.mark.parametrize("protocol", [b"h2c", b"foo", b"websocket"])
def test_an_offer_to_upgrade_is_ignored_and_its_body_is_read(served: Served, protocol: bytes) -> None:
    offer = b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: %b\r\nHTTP2-Settings: AAEAAEAA\r\n" % protocol
    body = CHECK.ljust(2_000)
    with served.connect() as caller:
        caller.sendall(POST + offer + b"Content-Length: %d\r\n\r\n" % len(body) + body + LAST)
        said = read(caller)
    assert said.count(b"HTTP/1.1 200 OK\r\n") == 2, said[:300]
    assert b'"disposition":"incomplete"' in said
    with served.connect() as caller:
        caller.sendall(POST + offer + b"Content-Length: %d\r\n\r\n" % len(LAST) + LAST)
        caller.settimeout(1)
        said = b""
        with suppress(TimeoutError):
            while part := caller.recv(65536):
                said += part
    assert said.count(b"HTTP/1.1 ") == 1, "the body was taken for a request"
    assert said.startswith(b"HTTP/1.1 400 ")


def test_callers_that_send_half_a_request_keep_nobody_from_an_answer(served: Served) -> None:
    halves = [served.connect() for _ in range(300)]
    for half in halves:
        half.sendall(POST + b"Content-Length: 1000\r\n\r\n{")
    time.sleep(0.5)
    for _ in range(5):
        assert httpx.get(served.address("/v1/trials?limit=7")).status_code == 200
        assert httpx.post(served.address("/v1/safety/checks"), json=json.loads(CHECK)).status_code == 200
    for half in halves:
        assert read(half).startswith(b"HTTP/1.1 408 ")
        half.close()


def test_one_address_may_hold_a_share_of_the_connections(served: Served) -> None:
    held = [served.connect() for _ in range(MOST_OF_ONE_CLIENT)]
    try:
        with served.connect() as caller:
            assert read(caller).startswith(b"HTTP/1.1 503 ")
        with socket.create_connection(("127.0.0.1", served.port), 60, ("127.0.0.2", 0)) as caller:
            caller.sendall(LAST)
            assert read(caller).startswith(b"HTTP/1.1 200 OK\r\n")
    finally:
        for each in held:
            each.close()
    for _ in range(100):
        with suppress(httpx.TransportError):
            if httpx.get(served.address("/livez")).status_code == 200:
                return
        time.sleep(0.1)
    raise AssertionError("closed connections are still counted")


@pytest.mark.parametrize("scheme", [b"http", b"HTTPS"])
def test_a_target_in_absolute_form_is_answered(served: Served, scheme: bytes) -> None:
    for target, host in ((b"localhost", b"localhost"), (b"127.0.0.1:8000", b"evil.example")):
        with served.connect() as caller:
            first = b"GET %b://%b/v1/trials?limit=1 HTTP/1.1\r\nHost: %b\r\n" % (scheme, target, host)
            caller.sendall(first + b"Connection: close\r\n\r\n")
            said = read(caller)
        assert said.startswith(b"HTTP/1.1 200 OK\r\n"), said
        assert json.loads(said.partition(b"\r\n\r\n")[2])["limit"] == 1


@pytest.mark.parametrize("good", [KEPT, CHUNKED + b"\r\n"], ids=["cached", "check"])
def test_requests_before_a_faulty_one_are_answered(served: Served, good: bytes) -> None:
    with served.connect() as caller:
        caller.sendall(good * 3 + b"HELLO\r\n\r\n" + KEPT)
        said = read(caller)
    assert said.count(b"HTTP/1.1 200 OK\r\n") == 3
    assert said.count(b"HTTP/1.1 400 ") == said.count(b"HTTP/1.1 ") - 3 == 1


def test_a_caller_that_closes_its_side_gets_its_answers(served: Served) -> None:
    with served.connect() as caller:
        caller.sendall(KEPT * 3 + CHUNKED + b"\r\n")
        caller.shutdown(socket.SHUT_WR)
        assert read(caller).count(b"HTTP/1.1 200 OK\r\n") == 4


def test_thirty_thousand_requests_of_one_caller_keep_no_other_waiting(served: Served) -> None:
    httpx.get(served.address("/v1/domains/sleep"))
    with served.connect() as greedy, served.connect() as other:
        ended = threading.Event()

        def send_and_read() -> None:
            with suppress(OSError):
                threading.Thread(target=greedy.sendall, args=(KEPT * 30_000,), daemon=True).start()
                while not ended.is_set() and greedy.recv(1 << 20):
                    pass

        thread = threading.Thread(target=send_and_read, daemon=True)
        thread.start()
        time.sleep(0.2)
        longest = 0.0
        for _ in range(10):
            began = time.monotonic()
            other.sendall(b"GET /livez HTTP/1.1\r\n" + HEAD + b"\r\n")
            said = b""
            while not said.endswith(b'{"status":"alive"}'):
                said += other.recv(65536)
            longest = max(longest, time.monotonic() - began)
        ended.set()
    print(f"the other caller waited {longest * 1000:.0f} ms at most")
    assert longest < 1
