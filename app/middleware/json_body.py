"""Bodies of requests: short, whole in time, and JSON that can be read in one way only."""

import asyncio
from collections.abc import Collection
from urllib.parse import unquote_to_bytes

from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.errors import problem
from app.middleware.limits import CLOSE
from app.middleware.strict_json import NotPlainError, plain_json

LONGEST_BODY = 64 * 1024
"""Bytes."""

JSON = "application/json"
FORM = "application/x-www-form-urlencoded"


class JsonBodies:
    """Reads the body of a request, and refuses it unless it is plain JSON.

    The paths in `forms` take the body of a form instead. Health records announce JSON in several ways: below
    `always_json` a body is read as JSON, whatever its media type.
    """

    def __init__(self, seconds: float, forms: Collection[str], always_json: str) -> None:
        self.seconds = seconds
        self.forms = forms
        self.always_json = always_json

    async def read(self, scope: Scope, receive: Receive) -> tuple[Receive, ASGIApp | None]:
        """Return a `receive` that gives the body again, and the refusal of a body that may not pass."""
        try:
            async with asyncio.timeout(self.seconds):
                body = await read_body(receive, Headers(scope=scope).get("content-length"))
        except ClientDisconnect:
            return receive, no_response
        except TimeoutError:
            return receive, problem(408, "The body was not complete in time.", headers=CLOSE)
        if scope["path"].startswith(self.always_json):
            others = [field for field in scope["headers"] if field[0] != b"content-type"]
            scope["headers"] = [*others, (b"content-type", JSON.encode())]
        return replayed(body or b"", receive), self.refused(scope, body)

    def refused(self, scope: Scope, body: bytes | None) -> Response | None:
        """Return the refusal of a body; None when it may pass."""
        if body is None:
            return problem(413, f"A body may have {LONGEST_BODY} bytes.", headers=CLOSE)
        headers = Headers(scope=scope)
        if scope["method"] != "POST" or (not body and "content-type" not in headers):
            return None
        if headers.get("content-encoding", "identity") != "identity":
            return problem(415, "Bodies are taken uncompressed only.")
        wanted = FORM if scope["path"] in self.forms else JSON
        if not is_utf8_of(wanted, headers.get("content-type", "")):
            return problem(415, f"A body has to be {wanted}, in UTF-8.")
        if wanted == FORM:
            return None if is_form(body) else problem(400, "The form is not in UTF-8.")
        try:
            plain_json(body)
        except NotPlainError as error:
            return problem(400, str(error))
        return None


async def no_response(scope: Scope, receive: Receive, send: Send) -> None:
    """Send nothing to a caller that left."""


async def read_body(receive: Receive, length: str | None) -> bytes | None:
    """Return a whole body; None when it is longer than `LONGEST_BODY`, as announced or as received."""
    if length is not None and length.isdecimal() and int(length) > LONGEST_BODY:
        return None
    parts: list[bytes] = []
    size, more = 0, True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > LONGEST_BODY:
            return None
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
