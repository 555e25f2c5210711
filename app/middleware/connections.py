"""Limits of connections: how many there are, and how long a caller may keep one waiting.

uvicorn limits neither; its h11 protocol bounds the bytes of a head and reads one request at a time. What must
stay true: a connection whose caller makes no progress is ended; what was asked before a faulty request is
answered; only methods of `asyncio.Protocol` and names that uvicorn and h11 publish are used.
"""

import asyncio
import resource
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable, Collection
from ipaddress import ip_address, ip_network
from secrets import token_hex
from threading import Event
from types import FrameType
from typing import Any, cast

import h11
from fastapi import FastAPI
from uvicorn import Config
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.server import ServerState

from app.errors import problem, title
from app.middleware.headers import completed, fixed_headers
from app.middleware.limits import CLOSE
from app.middleware.rate_limit import network_of

MOST_CONNECTIONS = 1000
"""Maximum number of open connections of one process."""

MOST_OF_ONE_CLIENT = MOST_CONNECTIONS // 2
"""Maximum number of open connections of one IPv4 address or IPv6 /56, other than a trusted proxy."""

LOOK_SECONDS = 0.5
"""Interval at which connections are looked at."""

READ_STEP = 14
"""A caller that reads makes progress when 2 ** 14 bytes fewer are waiting for it."""

SignalHandler = Callable[[int, FrameType | None], object]


def raw_problem(app: FastAPI, status: int, detail: str) -> bytes:
    """Return the whole response to something that never became a request; log and count it."""
    request_id = token_hex(8)
    resources, refusal = app.state.resources, problem(status, detail, headers=CLOSE)
    app.state.log.request("none", None, status, 0, request_id)
    resources.metrics.requests.labels("none", "", f"{status // 100}xx").observe(0)
    own = [*refusal.raw_headers, (b"x-request-id", request_id.encode())]
    headers = completed(own, fixed_headers(resources.database.stamp))
    lines = [b"HTTP/1.1 %d %b" % (status, title(status).encode()), *[b": ".join(field) for field in headers]]
    return b"\r\n".join([*lines, b"", bytes(refusal.body)])


class Connections:
    """The open connections of one process."""

    def __init__(self, app: FastAPI, patience: float, proxies: Collection[str]) -> None:
        self.app = app
        self.patience = patience
        """Seconds that a caller may take to send a head, and to read some of a response."""
        self.proxies = [ip_network(each) for each in proxies]
        used, allowed = resource.getrlimit(resource.RLIMIT_NOFILE)
        files = max(used, min(2 * MOST_CONNECTIONS, allowed))
        resource.setrlimit(resource.RLIMIT_NOFILE, (files, allowed))
        self.open: set[Connection] = set()
        self.by_client: Counter[str] = Counter()

    def add(self, connection: "Connection") -> bool:
        """Add a connection; return whether it may stay."""
        self.open.add(connection)
        self.by_client[connection.network] += 1
        share = self.by_client[connection.network] <= MOST_OF_ONE_CLIENT or self.trusts(connection.network)
        return share and len(self.open) <= MOST_CONNECTIONS

    def remove(self, connection: "Connection") -> None:
        """Forget a closed connection."""
        self.open.discard(connection)
        self.by_client[connection.network] -= 1
        if not self.by_client[connection.network]:
            del self.by_client[connection.network]

    def trusts(self, network: str) -> bool:
        """Return whether a client is a trusted proxy, which stands for many."""
        return network != "unknown" and any(ip_address(network) in proxy for proxy in self.proxies)

    async def watch(self) -> None:
        """End connections without progress, until cancelled."""
        while True:
            for connection in list(self.open):
                connection.end_if_stalled(time.monotonic())
            await asyncio.sleep(min(LOOK_SECONDS, self.patience / 4))


def drain_at_sigterm(ending: Event, seconds: float) -> None:
    """Set `ending` at SIGTERM, and let uvicorn end after some seconds; a second SIGTERM ends at once."""
    loop, end = asyncio.get_running_loop(), cast("SignalHandler", signal.getsignal(signal.SIGTERM))

    def drain(number: int, frame: FrameType | None) -> None:
        if ending.is_set():
            end(number, frame)
        else:
            ending.set()
            loop.call_soon_threadsafe(loop.call_later, seconds, end, number, frame)

    signal.signal(signal.SIGTERM, drain)


class Connection(H11Protocol):
    """One connection of a caller. A lifespan state named `connections` has those of the process."""

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self.all: Connections = app_state["connections"]
        self.network = "unknown"
        self.head_since: float | None = time.monotonic()
        """Time at which the head began that is not complete; at first, that of the connection."""
        self.silent = True
        self.half_closed = False
        self.seen = (0, False)
        """Bytes not read by the caller, in steps, and whether the connection is closing."""
        self.seen_since = 0.0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Refuse a connection when there are too many."""
        super().connection_made(transport)
        self.network = network_of((transport.get_extra_info("peername") or [""])[0])
        if not self.all.add(self):
            self.refuse(503, "Too many connections are open; try again soon.")

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the connection."""
        self.all.remove(self)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Note when a head began that is not complete."""
        self.silent = False
        super().data_received(data)
        if not self.awaits_head():
            self.head_since = None
        elif self.head_since is None:
            self.head_since = time.monotonic()

    def eof_received(self) -> bool:  # type: ignore[override]
        """Keep the connection of a caller that sent its request and closed its side."""
        self.half_closed = True
        return not self.awaits_head() and self.conn.their_state is not h11.SEND_BODY

    def awaits_head(self) -> bool:
        """Return whether no complete head waits for its body or its response."""
        return self.conn.their_state is h11.IDLE

    def send_400_response(self, msg: str) -> None:
        """Refuse what h11 cannot read, with the status that it suggests."""
        status = getattr(sys.exception(), "error_status_hint", 400)
        self.refuse(status if status in (400, 431) else 400, "The request cannot be read as HTTP.")

    def refuse(self, status: int, detail: str) -> None:
        """Answer something that never became a request, and close."""
        if not self.transport.is_closing():
            self.transport.write(raw_problem(self.all.app, status, detail))
            self.transport.close()

    def end_if_stalled(self, now: float) -> None:
        """End the connection of a caller that has not sent or read anything for too long."""
        unread = self.transport.get_write_buffer_size()
        seen = unread >> READ_STEP, self.transport.is_closing()
        if seen != self.seen:
            self.seen, self.seen_since = seen, now
        elif (unread or self.transport.is_closing()) and now - self.seen_since > self.all.patience:
            self.transport.abort()
        elif self.awaits_head() and self.head_since and now - self.head_since > self.all.patience:
            if self.silent:
                self.transport.close()
            else:
                self.refuse(408, "The request was not complete in time.")
        elif self.half_closed and self.awaits_head():
            self.transport.close()
