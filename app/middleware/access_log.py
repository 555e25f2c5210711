"""The log of requests and failures: one JSON line each.

What must stay true: every request gets one line and is counted once, whatever happens; a line holds nothing
that was sent or answered, and no text of an exception. A reader of the log that stalls or goes away never
holds up a response.
"""

import asyncio
import json
import logging
import threading
import time
import traceback
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TextIO

from asgi_correlation_id import correlation_id
from prometheus_client import Histogram
from starlette.types import ASGIApp, Message, Receive, Scope, Send

WRITE_SECONDS = 0.2
"""Interval at which lines are written."""

MOST_WAITING = 50_000
"""Maximum number of lines that wait; when the log is read too slowly, later ones are dropped and counted."""

METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"})
"""Methods that are named in log and metrics; any other is `other`."""

DISCONNECTED = 499
"""Status of a request whose caller left before there was a response."""

APP = Path(__file__).parent.parent
"""The folder of our own code."""


class Log:
    """Lines that a thread of its own writes, once `start` was called.

    The standard library's `QueueHandler` costs ten times as much per line: an eighth of a cached response.
    """

    def __init__(self) -> None:
        self.waiting: list[str] = []
        self.dropped = 0
        self._ended = threading.Event()
        self._writer: threading.Thread | None = None

    def request(self, method: str, route: str | None, status: int, seconds: float, request_id: str) -> None:
        """Add the line of a request."""
        shown = "null" if route is None else f'"{route}"'
        self.line(
            f'{{"time":{time.time():.3f},"event":"request","method":"{method}","route":{shown},'
            f'"status":{status},"ms":{seconds * 1000:.2f},"request_id":"{request_id}"}}\n'
        )

    def failure(self, error: BaseException, request_id: str) -> None:
        """Add the line of an exception: its type and place, not its message."""
        about = {"time": round(time.time(), 3), "event": "failure", **place(error), "request_id": request_id}
        self.line(f"{json.dumps(about)}\n")

    def line(self, text: str) -> None:
        """Add a line, or count it as dropped."""
        if len(self.waiting) < MOST_WAITING:
            self.waiting.append(text)
        else:
            self.dropped += 1

    def start(self, stream: TextIO) -> None:
        """Write to a stream from now on."""
        self._writer = threading.Thread(target=self._write, args=(stream,), name="log", daemon=True)
        self._writer.start()

    def replace_server_log(self, loop: asyncio.AbstractEventLoop) -> None:
        """Leave out uvicorn's lines about requests and exceptions, which quote what was sent."""
        logging.getLogger("uvicorn.error").addFilter(
            lambda record: record.levelno != logging.WARNING and not record.exc_info
        )
        loop.set_exception_handler(
            lambda _, context: self.failure(context.get("exception") or RuntimeError(), "")
        )

    def close(self) -> None:
        """Write the lines that wait; give up after a second."""
        self._ended.set()
        if self._writer is not None:
            self._writer.join(timeout=1)

    def _write(self, stream: TextIO) -> None:
        ended = False
        while not ended:
            ended = self._ended.wait(WRITE_SECONDS)
            lines, self.waiting = self.waiting, []
            if dropped := self.dropped:
                self.dropped = 0
                lines.append(f'{{"time":{time.time():.3f},"event":"dropped","lines":{dropped}}}\n')
            if lines:
                with suppress(OSError, ValueError):
                    stream.write("".join(lines))
                    stream.flush()


def place(error: BaseException) -> dict[str, str]:
    """Return the type of an exception, where it was raised, and the last place in our code on the way."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if Path(frame.filename).is_relative_to(APP)]
    places = {"raised": frames[-1:], "ours": own[-1:]}
    shown = {
        name: f"{Path(each.filename).name}:{each.lineno}" for name, found in places.items() for each in found
    }
    return {"type": type(error).__qualname__, **shown}


def route_template(scope: Scope) -> str | None:
    """Return the path of a route as the program declares it; None when no route was found."""
    if "route_template" in scope:  # set by the cache
        template: str | None = scope["route_template"]
        return template
    if "route" in scope:
        return str(scope["route"].path)
    return f"{scope['root_path']}/{{path}}" if "endpoint" in scope else None


class AccessLog:
    """Log and count every request and every exception."""

    def __init__(self, app: ASGIApp, log: Log, histogram: Histogram) -> None:
        self.app = app
        self.log = log
        self.labelled = cache(histogram.labels)  # a third of the time

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began = time.perf_counter()
        method, request_id, status = scope["method"], correlation_id.get() or "", DISCONNECTED

        async def reply(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, reply)
        except Exception as error:
            self.log.failure(error, request_id)
            raise
        finally:
            seconds = time.perf_counter() - began
            route = route_template(scope)
            method = method if method in METHODS else "other"
            self.log.request(method, route, status, seconds, request_id)
            self.labelled(method, route or "", f"{status // 100}xx").observe(seconds)
