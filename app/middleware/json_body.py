"""Bodies that are short, JSON, and can be read in one way only."""

from urllib.parse import unquote_to_bytes

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.middleware.headers import Headers as Lines
from app.middleware.outcomes import speaks_fhir
from app.middleware.refusals import refuse
from app.middleware.strict_json import NotPlainError, plain_json

LONGEST_BODY = 64 * 1024
"""Bytes."""

JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
FORMS = frozenset({"/safety"})
"""Addresses of pages that are sent as a form."""


class PlainBodies:
    """Bodies that are short, JSON, and can be read in one way only; all others are refused unread.

    The addresses in `FORMS` take the body of a form instead. Health records announce JSON in several ways;
    on the addresses of CDS Hooks it is JSON whatever they call it.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        try:
            body = await whole_body(receive, Headers(scope=scope).get("content-length"))
        except GoneError:
            return
        refused = refusal(scope, body)
        if refused is not None:
            await refused(scope, receive, send)
            return
        if speaks_fhir(scope):
            scope["headers"] = announced_as_json(scope["headers"])
        message: Message = {"type": "http.request", "body": body, "more_body": False}
        await self.app(scope, replayed(message, receive), send)


class GoneError(Exception):
    """The caller left before the body was whole: there is nobody to answer."""


def replayed(message: Message, receive: Receive) -> Receive:
    """What a caller sends, from a message on that was read already."""
    messages = iter([message])

    async def again() -> Message:
        return next(messages, None) or await receive()

    return again


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
            raise GoneError
        parts.append(message.get("body", b""))
        length += len(parts[-1])
        if length > LONGEST_BODY:
            return None
        more = message.get("more_body", False)
    return b"".join(parts)


def refusal(scope: Scope, body: bytes | None) -> Response | None:
    """Why a body is refused; None when it may pass."""
    if body is None:
        return refuse(scope, 413, f"A body may have {LONGEST_BODY} bytes.", headers={"connection": "close"})
    if scope["method"] != "POST":
        return None
    headers = Headers(scope=scope)
    if not body and "content-type" not in headers:
        return None
    if headers.get("content-encoding", "identity") != "identity":
        return refuse(scope, 415, "Bodies are taken uncompressed only.")
    kind, *parameters = (part.strip().lower() for part in headers.get("content-type", "").split(";"))
    wanted = FORM if scope["path"] in FORMS else JSON
    if speaks_fhir(scope):
        kind, parameters = JSON, []
    if kind != wanted or any(each not in ("charset=utf-8", 'charset="utf-8"') for each in parameters):
        return refuse(scope, 415, f"A body has to be {wanted}, in UTF-8.")
    if wanted == FORM:
        return None if is_form(body) else refuse(scope, 400, "The form is not in UTF-8.")
    try:
        plain_json(body)
    except NotPlainError as error:
        return refuse(scope, 400, str(error))
    return None


def announced_as_json(headers: Lines) -> Lines:
    """Headers of a body that is JSON, whatever it was announced as."""
    others = [pair for pair in headers if pair[0] != b"content-type"]
    return [*others, (b"content-type", JSON.encode())]


def is_form(body: bytes) -> bool:
    """Whether the fields of a form can be read as text."""
    try:
        unquote_to_bytes(body).decode("utf-8")
    except UnicodeDecodeError:
        return False
    return body.isascii()
