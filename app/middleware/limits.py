"""Limits of the head of a request, and of requests that are answered at the same time.

What must stay true: a request that can be read in one way passes; every other one is refused, with a reason
that repeats nothing of it.
"""

import re
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from functools import lru_cache
from ipaddress import ip_address
from urllib.parse import parse_qsl, unquote, unquote_to_bytes

from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from app.errors import Fault, FaultCode, problem
from app.middleware.headers import Headers

LONGEST_TARGET = 8 * 1024
"""Bytes of an address with its query."""

MOST_FIELDS = 64
"""Maximum number of header fields of a request."""

LONGEST_HEAD = 16 * 1024
"""Bytes of all names and values of header fields."""

PROBES = frozenset({"/livez", "/readyz", "/metrics"})
"""Paths that are served under any host name: a probe may know this process by its address only."""

SINGLE = frozenset(
    {
        b"authorization",
        b"content-encoding",
        b"content-length",
        b"content-type",
        b"host",
        b"range",
        b"transfer-encoding",
        b"x-request-id",
    }
)
"""Header fields that a request may have once."""

BODY = frozenset({b"content-length", b"transfer-encoding"})
"""Header fields of a request with a body."""

HOST = re.compile(r"([a-z0-9._-]+|\[[0-9a-f:.]+\])(:[0-9]{1,5})?")

ABSOLUTE = re.compile(rb"https?://([^/?]+)(/[^?]*)?", re.IGNORECASE)
"""The absolute form of a request target (RFC 9112, section 3.2.2), without its query."""

CLOSE = {"connection": "close"}
"""Closes the connection: after an ambiguous head, the bytes that follow are ambiguous too."""

Fields = dict[bytes, bytes]
"""Header fields by name; of a repeated one, the last."""

Hosts = frozenset[str]
"""Names of the service; `*` is any."""

ReadBody = Callable[[Scope, Receive], AbstractAsyncContextManager[tuple[Receive, ASGIApp | None]]]
"""Read a body: give a `receive` that repeats it, and the refusal of a wrong body."""


class HeadLimits:
    """Refuse requests whose head is too large, ambiguous, or for another host."""

    def __init__(self, app: ASGIApp, hosts: str) -> None:
        self.app = app
        self.hosts = frozenset(each.strip().lower() for each in hosts.split(","))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        if not scope["raw_path"].startswith(b"/"):
            use_origin_form(scope)
        refused = refused_head(scope, self.hosts)
        if refused is None:
            await self.app(scope, receive, send)
        else:
            await unread(refused, scope)(scope, receive, send)


def unread(refusal: Response, scope: Scope) -> Response:
    """Return a refusal that closes the connection when the request has a body: it was not read."""
    if not BODY.isdisjoint(name for name, _ in scope["headers"]):
        refusal.headers.update(CLOSE)
    return refusal


def use_origin_form(scope: Scope) -> None:
    """Replace the absolute form of a target by its path, and the `Host` field by the target's host."""
    if absolute := ABSOLUTE.fullmatch(scope["raw_path"]):
        host, path = absolute[1], absolute[2] or b"/"
        others: Headers = [field for field in scope["headers"] if field[0] != b"host"]
        scope["raw_path"], scope["path"] = path, unquote(path.decode("ascii"))
        scope["headers"] = [*others, (b"host", host)]


def refused_head(scope: Scope, hosts: Hosts) -> Response | None:
    """Return the refusal of a request for its head; None when it may pass."""
    given: Headers = scope["headers"]
    fields: Fields = dict(given)
    if scope["http_version"] not in ("1.0", "1.1"):
        return problem(400, "This service speaks HTTP/1.1 and HTTP/1.0.", headers=CLOSE)
    if not scope["raw_path"].startswith(b"/"):
        return problem(400, "The target of the request is no address of this service.", headers=CLOSE)
    if len(scope["raw_path"]) + len(scope["query_string"]) > LONGEST_TARGET:
        return problem(414, f"An address may have at most {LONGEST_TARGET} bytes.")
    if len(given) > MOST_FIELDS or sum([len(name) + len(value) for name, value in given]) > LONGEST_HEAD:
        return problem(431, f"A head may have at most {MOST_FIELDS} fields and {LONGEST_HEAD} bytes.")
    if len(fields) != len(given) and repeats_single_field(given):
        return problem(400, "A header field was given twice that may be given only once.", headers=CLOSE)
    if b"transfer-encoding" in fields and not is_chunked(scope, fields):
        return problem(400, "A body has a length, or is sent in chunks of HTTP/1.1; not both.", headers=CLOSE)
    if b"host" not in fields:
        return problem(400, "The request names no host.", headers=CLOSE)
    if not is_served(fields[b"host"], hosts) and scope["path"] not in PROBES:
        return problem(421, "This service is not known by that host name: see FIBROMAG_HOSTS.")
    return None


def repeats_single_field(given: Headers) -> bool:
    """Return whether a header field that a request may have once was given twice."""
    names = [name for name, _ in given if name in SINGLE]
    return len(names) != len(set(names))


def is_chunked(scope: Scope, fields: Fields) -> bool:
    """Return whether chunks are the only framing of a body, and may be."""
    chunked = fields[b"transfer-encoding"].lower() == b"chunked"
    return chunked and scope["http_version"] == "1.1" and b"content-length" not in fields


@lru_cache(maxsize=256)
def is_served(host: bytes, hosts: Hosts) -> bool:
    """Return whether a `Host` field is a name of this service or an IP address, with or without a port.

    No other site can make a browser send it an IP address as the host.
    """
    found = HOST.fullmatch(host.decode("latin-1").lower())
    return found is not None and ("*" in hosts or found[1] in hosts or is_ip_address(found[1].strip("[]")))


def is_ip_address(name: str) -> bool:
    """Return whether a host is named by its IP address."""
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


def refused_address(scope: Scope) -> Response | None:
    """Return the refusal of an address that can be read in more than one way; None when it may pass."""
    query: bytes = scope["query_string"]
    for part in (scope["raw_path"], query):
        if b"#" in part:
            return problem(400, "The address holds a fragment (`#…`), which is never sent.")
        if not is_printable(unquote_to_bytes(part)):
            return problem(400, "The address holds characters that are not plain UTF-8 text.")
    names = [name for name, _ in parse_qsl(query.decode("ascii", "replace"), keep_blank_values=True)]
    if len(names) != len(set(names)):
        once = "a parameter may be given once only; several values of one stand in it with commas"
        faults = [Fault(code=FaultCode.repeated, place="query", problem=once)]
        return problem(422, "A parameter was given more than once; nothing was looked up.", faults)
    return None


def is_printable(raw: bytes) -> bool:
    """Return whether bytes are UTF-8 without control characters."""
    try:
        return raw.decode("utf-8").isprintable()
    except UnicodeDecodeError:
        return False


class RequestLimits:
    """Refuse ambiguous addresses and bodies, and requests while as many are being answered as can be.

    A request counts once its body was read: callers that send slowly keep nobody from an answer.
    """

    def __init__(
        self, app: ASGIApp, read_body: ReadBody, in_flight: set[object], most_in_flight: int
    ) -> None:
        self.app = app
        self.read_body = read_body
        self.in_flight = in_flight
        """One object for each request that is being answered."""
        self.most_in_flight = most_in_flight

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        if scope["method"] == "POST" or not BODY.isdisjoint(name for name, _ in scope["headers"]):
            async with self.read_body(scope, receive) as (again, refused):
                await self.answer(scope, again, send, refused)
        else:
            await self.answer(scope, receive, send, None)

    async def answer(self, scope: Scope, receive: Receive, send: Send, refused: ASGIApp | None) -> None:
        """Answer a request whose body was read, or refuse it."""
        refused = refused or refused_address(scope) or self.too_many(scope)
        if refused is not None:
            await refused(scope, receive, send)
            return
        this = object()
        self.in_flight.add(this)
        try:
            await self.app(scope, receive, send)
        finally:
            self.in_flight.discard(this)

    def too_many(self, scope: Scope) -> Response | None:
        """Return the refusal when as many requests are being answered as can be."""
        if len(self.in_flight) < self.most_in_flight or scope["path"] == "/livez":
            return None
        return problem(503, "Too many requests are being answered; try again soon.")
