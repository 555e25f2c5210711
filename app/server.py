"""The server: uvicorn, with limits of its own on how long a caller may take.

What must stay true: a connection on which a caller makes no progress is closed, whatever was begun on
it; SIGTERM ends the process within ten seconds, whoever is connected; nothing that fails is logged with
its message or its data, and no core file is written.
"""

import asyncio
import gc
import resource
import sys
import time
import warnings
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import FrameType
from typing import Any, ClassVar

import uvicorn
from anyio.to_thread import current_default_thread_limiter
from fastapi import FastAPI
from uvicorn._types import HTTPScope
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol, RequestResponseCycle
from uvicorn.supervisors import Multiprocess

from app.db.database import open_database
from app.main import Service, create_app
from app.middleware.access_log import Journal
from app.middleware.limits import LONGEST_HEAD, LONGEST_TARGET
from app.settings import read_settings

MOST_CONNECTIONS = 500
"""Connections of one process; its files have to suffice."""

THREADS = 16
"""Requests of one process that wait for the database at the same time."""

IDLE_SECONDS = 5
"""How long a connection is kept for a further request."""

STARTING_SECONDS = 60
"""How long a process may take to read the dataset, before another takes its place."""

ENDING_SECONDS = 8
"""How long requests that were begun may go on after SIGTERM."""


MOST_HELD = 16
"""Answers that wait for one another before they go out."""

LARGEST_HELD = 64 * 1024
"""Bytes of an answer that waits for others; of a larger one it has to be seen at once whether it is read."""


class Connection(HttpToolsProtocol):
    """One connection of a caller."""

    held: ClassVar[list[tuple[asyncio.Transport, bytes, bool]]] = []
    """Answers of all connections that go out together, and whether each is the last on its own."""
    open: ClassVar[set["Connection"]] = set()
    """Every one of this process."""
    waiting: tuple[RequestResponseCycle, Any] | None = None
    """A request of which the head was read, and who is to answer it."""
    busy = False
    """Whether it is seen to that what waits is answered."""
    in_task: RequestResponseCycle | None = None
    """The request that a task answers, or did last."""
    head_bytes = 0
    """Bytes of a head that is not whole yet."""
    seen: tuple[object, ...] = ()
    """How far things were at the last look, and since when."""
    since = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Turn callers away when there are too many."""
        super().connection_made(transport)  # type: ignore[arg-type]
        self.open.add(self)
        if len(self.open) > MOST_CONNECTIONS:
            self.turn_away(503, "Too many connections are open; try again soon.")

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget it, and tell the request that is being answered: uvicorn tells only the last that came."""
        self.open.discard(self)
        if self.in_task is not None:
            self.in_task.disconnected = True
            self.in_task.message_event.set()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read on, unless a head grows beyond all limits."""
        self.busy = True
        before, in_head_before = self.cycle, self.in_head()
        super().data_received(data)
        self.go_on()
        if not self.in_head():
            self.head_bytes = 0
        elif not in_head_before or self.cycle is not before:
            self.head_bytes = 1  # it began somewhere in this
        else:
            self.head_bytes += len(data)
            if self.head_bytes > LONGEST_HEAD + LONGEST_TARGET:
                self.turn_away(431, f"A head may have {LONGEST_HEAD} bytes.")

    def in_head(self) -> bool:
        """Whether a request is awaited of which the head is not whole."""
        scope: HTTPScope | None = self.scope
        return scope is None or "method" not in scope

    def on_headers_complete(self) -> None:
        """Take an address of this server only, not one with a host of its own."""
        if not self.url.startswith((b"/", b"*")):
            raise ValueError("not a path")
        super().on_headers_complete()

    def send_400_response(self, msg: str) -> None:
        """What cannot be read as HTTP."""
        self.turn_away(400, "The request is not HTTP as it should be.")

    def turn_away(self, status: int, detail: str) -> None:
        """Answer what never becomes a request, and close."""
        self.let_go()
        if not self.transport.is_closing():
            self.transport.write(self.app.edge.unasked(status, detail))
            self.transport.close()

    def look(self, now: float, patience: float) -> None:
        """Close the connection when the caller has made no progress for too long."""
        cycle: RequestResponseCycle | None = self.cycle
        unread = self.transport.get_write_buffer_size()
        if cycle is not None and cycle.response_complete and not unread and not self.in_head():
            patience = min(patience, IDLE_SECONDS)
        awaited = cycle is None or cycle.response_complete or cycle.more_body
        seen = cycle, awaited, self.in_head(), unread >> 14, self.transport.is_closing()
        if seen != self.seen:
            self.seen, self.since = seen, now
        elif now - self.since < patience or not (awaited or unread):
            return
        elif unread or self.transport.is_closing():
            self.transport.abort()
        elif self.head_bytes or not (cycle is None or cycle.response_started):
            self.turn_away(408, "The request was not whole in time.")
        else:
            self.transport.close()

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        """Let it wait until all that came was read: it may be answered without a task."""
        self.waiting = cycle, app
        if not self.busy:
            self.go_on()

    def go_on(self) -> None:
        """Answer what waits, now that all that came was read: at once where it can be, or in a task."""
        self.busy = True
        while self.waiting is not None:
            (cycle, app), self.waiting = self.waiting, None
            if cycle.more_body or not self.answer_at_once(cycle):
                self.in_task = cycle
                super()._start_asgi_task(cycle, app)
        self.busy = False

    def answer_at_once(self, cycle: RequestResponseCycle) -> bool:
        """Answer without a task, if nothing has to be awaited; say whether that was so."""
        if self.flow.write_paused or self.transport.is_closing():
            return False
        found = self.app.edge.at_once(cycle.scope)
        if found is None:
            return False
        sent, own = found
        lines = [STATUS_LINE[sent.status]]
        for name, value in (*cycle.default_headers, *own):
            lines += (name, b": ", value, b"\r\n")
        lines += (sent.head, b"\r\n" if cycle.keep_alive else b"connection: close\r\n\r\n")
        if cycle.scope["method"] != "HEAD":
            lines.append(sent.body)
        cycle.response_started = cycle.response_complete = True
        self.hold(b"".join(lines), last=not cycle.keep_alive)
        if not cycle.keep_alive:
            self.pipeline.clear()
        cycle.on_response()
        return True

    def hold(self, answer: bytes, last: bool) -> None:
        """Let an answer go out with others, once all that came on any connection was read.

        To write wakes whoever waits for it. In the midst of reading that costs as much as a kept answer does.
        """
        if not self.held:
            self.loop.call_soon(self.let_go)
        self.held.append((self.transport, answer, last))
        if len(self.held) >= MOST_HELD or len(answer) > LARGEST_HELD:
            self.let_go()

    @classmethod
    def let_go(cls) -> None:
        """Write what is held."""
        held, cls.held = cls.held, []
        for transport, answer, last in held:
            if not transport.is_closing():
                transport.write(answer)
                if last:
                    transport.close()

    def on_response_complete(self) -> None:
        """Go on with what else came. An idle connection has no timer: each is looked at anyway."""
        self.server_state.total_requests += 1
        if not self.transport.is_closing():
            self.flow.resume_reading()
            if self.pipeline:
                self._start_asgi_task(*self.pipeline.pop())

    def shutdown(self) -> None:
        """End it, when what was begun is answered."""
        self.let_go()
        super().shutdown()


@asynccontextmanager
async def running(app: FastAPI) -> AsyncIterator[None]:
    """What a process that serves does beside answering, from its start to its end."""
    resource.setrlimit(resource.RLIMIT_CORE, (1, 1))  # a core file would hold what was asked
    warnings.simplefilter("ignore")  # a warning may quote what was asked
    current_default_thread_limiter().total_tokens = THREADS
    journal: Journal = app.state.journal
    asyncio.get_running_loop().set_exception_handler(
        lambda _, context: journal.failure(context.get("exception") or RuntimeError(), "")
    )
    journal.start(sys.stdout)
    watching = asyncio.create_task(watch_connections(app.state.resources.settings.patience_seconds))
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
    try:
        yield
    finally:
        watching.cancel()
        journal.close()


async def watch_connections(patience: float) -> None:
    """Look at every connection, again and again."""
    while True:
        for connection in list(Connection.open):
            connection.look(time.monotonic(), patience)
        await asyncio.sleep(min(0.5, patience / 4))


class Server(uvicorn.Server):
    """A process that says for a while that it will end, before it does."""

    def __init__(self, config: uvicorn.Config, app: Service) -> None:
        super().__init__(config)
        self.app = app
        self.ends_at: float | None = None

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Be not ready from now on, and end when it is time; at once when told again."""
        told_before, self.app.state.resources.ending = self.app.state.resources.ending, True
        self.ends_at = time.monotonic() + self.app.state.resources.settings.drain_seconds
        if told_before:
            super().handle_exit(sig, frame)
        else:
            self._captured_signals.append(sig)

    async def on_tick(self, counter: int) -> bool:
        """End when it is time."""
        self.should_exit = self.should_exit or (self.ends_at is not None and time.monotonic() >= self.ends_at)
        return await super().on_tick(counter)


def service() -> Service:
    """What one process serves, as the environment says."""
    settings = read_settings()
    app = create_app(open_database(settings.database_url), settings.export, settings, running)
    app.state.resources.checker.test()
    return app


def serve(app: Service, host: str, port: int, workers: int) -> None:
    """Serve until told to end: `app` in this process, or one `service` in each of several."""
    config = uvicorn.Config(
        app if workers == 1 else "app.server:service",
        factory=workers > 1,
        host=host,
        port=port,
        workers=workers,
        http=Connection,
        loop="uvloop",
        ws="none",
        log_level=app.state.resources.settings.log_level,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        backlog=512,
        timeout_graceful_shutdown=ENDING_SECONDS,
        timeout_worker_healthcheck=STARTING_SECONDS,
    )
    if workers == 1:
        Server(config, app).run()
    else:
        app.state.resources.database.close()
        Multiprocess(config, sockets=[config.bind_socket()]).run()
