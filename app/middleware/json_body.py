"""Bodies of requests: short, whole in time, and JSON that can be read in one way only."""

import asyncio
from collections.abc import AsyncIterator, Callable, Collection
from contextlib import asynccontextmanager
from urllib.parse import unquote_to_bytes

from anyio import CapacityLimiter
from anyio.to_thread import run_sync
from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.errors import problem
from app.middleware.limits import CLOSE
from app.middleware.strict_json import NotPlainError, plain_json
from app.safety.request import LONGEST_QUESTION

LONGEST_BODY = LONGEST_QUESTION
"""Bytes."""

LONG_BODY = 64 * 1024
"""Bytes above which a body counts as long."""

LONGEST_RECORD = 2 * 1024 * 1024
"""Bytes of the body of a call of CDS Hooks, which holds a part of a health record."""

MOST_VALUES = 150_000
"""Values of JSON in such a body, counted by commas and brackets."""

MOST_LONG_BODIES = 8
"""Bodies above `LONG_BODY` that are held at the same time."""

CHECKS = CapacityLimiter(2)
"""Threads that check such bodies."""

JSON_TYPE = "application/json"
FORM_TYPE = "application/x-www-form-urlencoded"


class TooLongError(Exception):
    """A body is too long."""


class BusyError(Exception):
    """The maximum number of long bodies is held."""


class JsonBodies:
    """Read the body of a request, and refuse it unless it is plain JSON.

    The paths in `forms` take the body of a form instead. Health records announce JSON in several ways: below
    `always_json` a body is read as JSON, whatever its media type, and may be longer.
    """

    def __init__(self, seconds: float, forms: Collection[str], always_json: str) -> None:
        self.seconds = seconds
        self.forms = forms
        self.always_json = always_json
        self.long_bodies = 0
        """Number of long bodies that are held."""

    @asynccontextmanager
    async def read(self, scope: Scope, receive: Receive) -> AsyncIterator[tuple[Receive, ASGIApp | None]]:
        """Return a `receive` that repeats the body, and the refusal of a wrong body.

        A long body counts as held until the request is answered.
        """
        is_long = False

        def hold() -> None:
            nonlocal is_long
            if self.long_bodies >= MOST_LONG_BODIES:
                raise BusyError
            self.long_bodies += 1
            is_long = True

        try:
            yield await self._read(scope, receive, hold)
        finally:
            self.long_bodies -= is_long

    async def _read(
        self, scope: Scope, receive: Receive, hold: Callable[[], None]
    ) -> tuple[Receive, ASGIApp | None]:
        longest = LONGEST_RECORD if scope["path"].startswith(self.always_json) else LONGEST_BODY
        try:
            async with asyncio.timeout(self.seconds):
                body = await read_body(receive, Headers(scope=scope).get("content-length"), longest, hold)
        except ClientDisconnect:
            return receive, no_response
        except TimeoutError:
            return receive, problem(408, "The body was not complete in time.", headers=CLOSE)
        except TooLongError:
            return receive, problem(413, f"A body may have at most {longest} bytes.", headers=CLOSE)
        except BusyError:
            return receive, problem(
                503, "Too many long bodies are being read; try again soon.", headers=CLOSE
            )
        if body and scope["path"].startswith(self.always_json):
            others = [field for field in scope["headers"] if field[0] != b"content-type"]
            scope["headers"] = [*others, (b"content-type", JSON_TYPE.encode())]
        if len(body) <= LONG_BODY:
            return replayed(body, receive), self.refused(scope, body)
        if sum(map(body.count, (b",", b"[", b"{"))) > MOST_VALUES:
            return receive, problem(413, f"A body may have at most {MOST_VALUES} values.")
        return replayed(body, receive), await run_sync(self.refused, scope, body, limiter=CHECKS)

    def refused(self, scope: Scope, body: bytes) -> Response | None:
        """Return the refusal of a body; None when it may pass."""
        headers = Headers(scope=scope)
        if scope["method"] != "POST" or (not body and "content-type" not in headers):
            return None
        if headers.get("content-encoding", "identity") != "identity":
            return problem(415, "Compressed bodies are not accepted.")
        wanted = FORM_TYPE if scope["path"] in self.forms else JSON_TYPE
        if not is_utf8_of(wanted, headers.get("content-type", "")):
            return problem(415, f"A body has to be {wanted}, in UTF-8.")
        if wanted == FORM_TYPE:
            return None if is_form(body) else problem(400, "The form is not in UTF-8.")
        try:
            plain_json(body)
        except NotPlainError as error:
            return problem(400, str(error))
        return None


async def no_response(scope: Scope, receive: Receive, send: Send) -> None:
    """Send nothing to a caller that left."""


async def read_body(receive: Receive, length: str | None, longest: int, hold: Callable[[], None]) -> bytes:
    """Return a whole body; call `hold` once when it is above `LONG_BODY`.

    Raise `TooLongError` when it is longer than `longest`, as announced or as received.
    """
    if length is not None and length.isdecimal() and int(length) > longest:
        raise TooLongError
    parts: list[bytes] = []
    size, more, held = 0, True, False
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > longest:
            raise TooLongError
        if size > LONG_BODY and not held:
            hold()
            held = True
        more = message.get("more_body", False)
    return b"".join(parts)


def replayed(body: bytes, receive: Receive) -> Receive:
    """Return a `receive` that gives a body that was read already, and then what comes."""
    messages = iter([{"type": "http.request", "body": body, "more_body": False}])

    async def again() -> Message:
        return next(messages, None) or await receive()

    return again


def is_utf8_of(wanted: str, content_type: str) -> bool:
    """Return whether a `Content-Type` is the wanted media type, in UTF-8."""
    kind, *parameters = (part.strip().lower() for part in content_type.split(";"))
    return kind == wanted and all(each in ("charset=utf-8", 'charset="utf-8"') for each in parameters)


def is_form(body: bytes) -> bool:
    """Return whether the fields of a form can be read as text."""
    try:
        unquote_to_bytes(body).decode("utf-8")
    except UnicodeDecodeError:
        return False
    return body.isascii()
