"""The edge: what every request passes before the routes, and every answer after them.

Plain ASGI layers. What must stay true: a question that could be read in two ways is refused; every
answer names its dataset; no header or log line repeats what was asked.
"""

import hashlib
import secrets
from typing import Any
from urllib.parse import parse_qsl, unquote_to_bytes

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .errors import Fault, problem
from .models import DatasetStamp
from .plain_json import NotPlainError, plain_json

REQUEST_ID = "x-request-id"
EXPOSED = ["Dataset-Version", "ETag", "Link", "X-Request-Id", "Retry-After", "Content-Range"]
"""Headers that a page of another origin may read."""

LONGEST_BODY = 64 * 1024
"""Bytes."""

FORM = "application/x-www-form-urlencoded"
FORMS = frozenset({"/safety"})
"""Addresses of pages that are sent as a form."""

SECURITY = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'",
}
"""On every answer that does not bring its own."""


class Edge:
    """Request id, dataset version and security headers; HEAD answered like GET, without the body."""

    def __init__(self, app: ASGIApp, stamp: DatasetStamp) -> None:
        self.app = app
        self.fixed = {**SECURITY, "dataset-version": stamp.version}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        head = scope["method"] == "HEAD"
        request_id = secrets.token_hex(8)
        scope = {**scope, "method": "GET"} if head else scope

        async def reply(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers[REQUEST_ID] = request_id
                for name, value in self.fixed.items():
                    headers.setdefault(name, value)
            elif head:
                message = {**message, "body": b""}
            await send(message)

        if refused := unreadable(scope):
            await refused(scope, receive, reply)
        else:
            await self.app(scope, receive, reply)


class PlainBodies:
    """Bodies that are short, JSON, and can be read in one way only; all others are refused unread.

    The addresses in `FORMS` take the body of a form instead.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        body = await whole_body(receive, Headers(scope=scope).get("content-length"))
        refused = refusal(scope, body)
        if refused is not None:
            await refused(scope, receive, send)
            return
        message: Message = {"type": "http.request", "body": body, "more_body": False}
        messages = iter([message])

        async def again() -> Message:
            return next(messages, None) or await receive()

        await self.app(scope, again, send)


async def whole_body(receive: Receive, announced: str | None) -> bytes | None:
    """All of a body; None when it is longer than any of ours, as announced or as received."""
    if announced is not None and announced.isdecimal() and int(announced) > LONGEST_BODY:
        return None
    parts: list[bytes] = []
    length = 0
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            break
        parts.append(message.get("body", b""))
        length += len(parts[-1])
        if length > LONGEST_BODY:
            return None
        more = message.get("more_body", False)
    return b"".join(parts)


def refusal(scope: Scope, body: bytes | None) -> Response | None:
    """Why a body is refused; None when it may pass."""
    if body is None:
        return problem(413, f"A body may have {LONGEST_BODY} bytes.", headers={"connection": "close"})
    if scope["method"] != "POST":
        return None
    headers = Headers(scope=scope)
    if not body and "content-type" not in headers:
        return None
    if headers.get("content-encoding", "identity") != "identity":
        return problem(415, "Bodies are taken uncompressed only.")
    kind, *parameters = (part.strip().lower() for part in headers.get("content-type", "").split(";"))
    wanted = FORM if scope["path"] in FORMS else "application/json"
    if kind != wanted or any(each not in ("charset=utf-8", 'charset="utf-8"') for each in parameters):
        return problem(415, f"A body has to be {wanted}, in UTF-8.")
    if wanted == FORM:
        return None if is_form(body) else problem(400, "The form is not in UTF-8.")
    try:
        plain_json(body)
    except NotPlainError as error:
        return problem(400, str(error))
    return None


def is_form(body: bytes) -> bool:
    """Whether the fields of a form can be read as text."""
    try:
        unquote_to_bytes(body).decode("utf-8")
    except UnicodeDecodeError:
        return False
    return body.isascii()


class Conditional:
    """A strong ETag on every JSON, text or table that was found, and 304 for who already has it."""

    def __init__(self, app: ASGIApp, stamp: DatasetStamp) -> None:
        self.app = app
        self.digest = stamp.digest

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "GET":
            await self.app(scope, receive, send)
            return
        known = Headers(scope=scope).get("if-none-match")
        started: Message | None = None
        parts: list[bytes] = []

        async def reply(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                if message["status"] == 200 and "cache-control" not in Headers(scope=message):
                    started = message
                    return
            elif started is not None:
                parts.append(message.get("body", b""))
                if not message.get("more_body", False):
                    await finish(started, b"".join(parts), self.digest, known, send)
                return
            await send(message)

        await self.app(scope, receive, reply)


async def finish(started: Message, body: bytes, digest: str, known: str | None, send: Send) -> None:
    """Send a whole answer with its ETag, or 304 when the caller has it."""
    etag = f'"{hashlib.blake2b(body, key=digest.encode(), digest_size=16).hexdigest()}"'
    headers = MutableHeaders(scope=started)
    headers["etag"] = etag
    headers["cache-control"] = "public, max-age=300, stale-if-error=86400"
    headers.add_vary_header("accept-encoding")
    if known is not None and matches(known, etag):
        del headers["content-length"]
        await send({**started, "status": 304})
        body = b""
    else:
        await send(started)
    await send({"type": "http.response.body", "body": body})


def matches(known: str, etag: str) -> bool:
    """Whether an If-None-Match header names this answer."""
    return known.strip() == "*" or etag in (each.strip().removeprefix("W/") for each in known.split(","))


def unreadable(scope: Scope) -> Any:
    """The refusal of an address that can be read in more than one way; None when it is plain."""
    raw_path = scope.get("raw_path") or scope["path"].encode()
    query: bytes = scope["query_string"]
    for part in (raw_path.partition(b"?")[0], query):
        if not is_plain(unquote_to_bytes(part)):
            return problem(400, "The address holds characters that are not plain UTF-8 text.")
    names = [name for name, _ in parse_qsl(query.decode("ascii", "replace"), keep_blank_values=True)]
    if len(names) != len(set(names)):
        faults = [Fault(place="query", problem="a parameter may be given once only")]
        return problem(422, "A parameter was given more than once; nothing was looked up.", faults)
    return None


def is_plain(raw: bytes) -> bool:
    """Whether bytes are UTF-8 without control characters."""
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return all(character.isprintable() for character in text)
