"""A cache of responses, with ETags (RFC 9110) and 304.

What must stay true: a response is stored only if it depends on its address and the dataset alone. One cache
belongs to one dataset. Stored are responses with status 200 to GET, without `Cache-Control` of their own;
safety checks, health and metrics set theirs. Requests that carry credentials, a range or a body neither read
nor fill it.
"""

import hashlib
import re
from collections import OrderedDict
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from brotli_asgi import BrotliMiddleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.middleware.access_log import route_template
from app.middleware.headers import Headers
from app.middleware.limits import Fields
from app.models import DatasetStamp

PRIVATE = frozenset(
    {b"authorization", b"cookie", b"range", b"content-length", b"content-type", b"transfer-encoding"}
)
"""Header fields of requests that are not answered from the cache."""

CACHE_CONTROL = b"public, max-age=300, stale-if-error=86400"
"""How long callers may keep a response that depends on the dataset alone."""

CODINGS = ("br", "gzip")
"""How a body may be compressed; of two that a caller likes equally, the first is used."""

SHORTEST_COMPRESSED = 600
"""Bytes from which a body is compressed."""

UNCOMPRESSED = "/data/"
"""Path of files that are sent as they are: ranges of a file fit together by its ETag."""

LARGEST_SHARE = 16
"""The share of the cache that one response may take: a sixteenth."""

FIELD_BYTES = 150
"""Memory of a header field beside its name and value, about."""

ENTRY_BYTES = 1_000
"""Memory of a stored response beside its key, header fields and body, about."""

REPLACED = frozenset({b"content-length", b"etag", b"last-modified", b"vary"})
"""Header fields of the app's response that the cache sets itself."""

OF_CONTENT = frozenset({b"content-length", b"content-type", b"content-encoding", b"content-disposition"})
"""Header fields that a 304 leaves out."""

VARY = frozenset({b"", b"accept-encoding", b"origin"})
"""What a stored response may vary by: every response is the same for all origins."""


class CacheKey(NamedTuple):
    """What a response depends on."""

    host: bytes | None
    path: bytes
    query: bytes
    """Parameters in one order."""
    coding: str
    """How the body is compressed, of `CODINGS`; empty for a body as it is."""
    page: bool
    """Whether the caller accepts HTML, at an address that has a page for browsers; False elsewhere."""


@dataclass(slots=True)
class Stored:
    """A complete response."""

    route: str | None
    headers: Headers
    etag: bytes
    body: bytes

    async def send(self, known: bytes | None, send: Send) -> None:
        """Send it, or a 304 to a caller that has it, by the `If-None-Match` field."""
        status, headers, body = 200, self.headers, self.body
        if known is not None and matches(known.decode("latin-1"), self.etag.decode()):
            status, body = 304, b""
            headers = [field for field in headers if field[0] not in OF_CONTENT]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    def size(self, key: CacheKey) -> int:
        """Return the bytes it takes with its key, about."""
        of_key = len(key.host or b"") + len(key.path) + len(key.query)
        of_head = sum(len(name) + len(value) + FIELD_BYTES for name, value in self.headers)
        return of_key + of_head + len(self.body) + ENTRY_BYTES


class CachedResponses:
    """Stored responses, in the order in which they were last used; bounded in bytes."""

    def __init__(self, most_bytes: int) -> None:
        self.most_bytes = most_bytes
        self.bytes = 0
        self.by_key: OrderedDict[CacheKey, Stored] = OrderedDict()

    def find(self, key: CacheKey) -> Stored | None:
        """Return a stored response."""
        if (response := self.by_key.get(key)) is not None:
            self.by_key.move_to_end(key)
        return response

    def store(self, key: CacheKey, response: Stored) -> None:
        """Store a response, unless it is too large; remove the least recently used."""
        size = response.size(key)
        if size > self.most_bytes // LARGEST_SHARE:
            return
        if (before := self.by_key.pop(key, None)) is not None:  # two asked at the same time
            self.bytes -= before.size(key)
        self.by_key[key] = response
        self.bytes += size
        while self.bytes > self.most_bytes:
            oldest, removed = self.by_key.popitem(last=False)
            self.bytes -= removed.size(oldest)


class ResponseCache:
    """Answer GET and HEAD from stored responses; the least recently used are removed first.

    `pages` are addresses that answer a browser with a page, and everyone else with JSON.
    """

    def __init__(
        self,
        app: ASGIApp,
        stamp: DatasetStamp,
        cached: CachedResponses,
        pages: frozenset[str] = frozenset(),
    ) -> None:
        self.app = app
        self.pages = pages
        self.compressing: dict[str, ASGIApp] = {
            "br": BrotliMiddleware(app, quality=5, minimum_size=SHORTEST_COMPRESSED),
            "gzip": GZipMiddleware(app, SHORTEST_COMPRESSED, compresslevel=6),
        }
        self.digest = stamp.digest.encode()
        self.cached = cached

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
            await self.app(scope, receive, send)
            return
        fields: Fields = dict(scope["headers"])
        if PRIVATE.isdisjoint(fields):
            key = cache_key(scope, fields, scope["path"] in self.pages)
            response = self.cached.find(key)
            if response is None and (response := await self.fetch(key.coding, scope, receive, send)):
                self.cached.store(key, response)
        else:
            response = await self.fetch("", scope, receive, send)
        if response is not None:
            scope["route_template"] = response.route
            await response.send(fields.get(b"if-none-match"), send)

    async def fetch(self, coding: str, scope: Scope, receive: Receive, send: Send) -> Stored | None:
        """Return the app's response if it can be stored; send any other as it comes.

        The app sees a GET: every GET endpoint supports HEAD, of which the server sends no body.
        """
        start: Message | None = None
        parts: list[bytes] = []
        complete = False

        async def reply(message: Message) -> None:
            nonlocal start, complete
            if start is not None:
                parts.append(message.get("body", b""))
                complete = not message.get("more_body", False)
            elif message["type"] == "http.response.start" and can_be_stored(message):
                start = message
            else:
                await send(message)

        inner = {**scope, "method": "GET"}
        await self.compressing.get(coding, self.app)(inner, receive, reply)
        route = scope["route_template"] = route_template(inner)
        if start is None or not complete:  # incomplete: the caller left
            return None
        vary = b"accept, accept-encoding" if scope["path"] in self.pages else b"accept-encoding"
        return self.finished(route, start["headers"], vary, b"".join(parts))

    def finished(self, route: str | None, headers: Headers, vary: bytes, body: bytes) -> Stored:
        """Return a response with everything that follows from its content."""
        etag = f'"{hashlib.blake2b(body, key=self.digest, digest_size=16).hexdigest()}"'.encode()
        own = [field for field in headers if field[0] not in REPLACED]
        own += [(b"cache-control", CACHE_CONTROL), (b"vary", vary), (b"etag", etag)]
        return Stored(route, [*own, (b"content-length", b"%d" % len(body))], etag, body)


def can_be_stored(start: Message) -> bool:
    """Return whether a response depends on its address and the dataset alone."""
    headers = dict(start["headers"])
    vary = {each.strip().lower() for each in headers.get(b"vary", b"").split(b",")}
    return start["status"] == 200 and b"cache-control" not in headers and vary <= VARY


def matches(known: str, etag: str) -> bool:
    """Return whether an `If-None-Match` field names this response."""
    return known.strip() == "*" or etag in (each.strip().removeprefix("W/") for each in known.split(","))


def cache_key(scope: Scope, fields: Fields, has_page: bool) -> CacheKey:
    """Return the key of the response to a request; `has_page` when browsers get a page at its address."""
    path: str = scope["path"]
    coding = "" if path.startswith(UNCOMPRESSED) else coding_for(fields.get(b"accept-encoding", b""))
    page = has_page and b"text/html" in fields.get(b"accept", b"")
    return CacheKey(fields.get(b"host"), scope["raw_path"], sorted_query(scope["query_string"]), coding, page)


def sorted_query(query: bytes) -> bytes:
    """Return a query with its parameters in one order, each as it was written."""
    return b"&".join(sorted(query.split(b"&"))) if b"&" in query else query


@lru_cache(maxsize=256)
def coding_for(accepted: bytes) -> str:
    """Return how to compress a body by the `Accept-Encoding` field; empty when it names none of `CODINGS`."""
    weights = dict.fromkeys(CODINGS, 0.0)
    for each in accepted.decode("latin-1").lower().split(","):
        coding, _, weight = each.partition(";")
        if coding.strip() in weights:
            weights[coding.strip()] = quality(weight)
    best = max(CODINGS, key=weights.__getitem__)
    return best if weights[best] > 0 else ""


def quality(weight: str) -> float:
    """Return the weight of a coding, `q=0.5`; 1 when there is none, 0 when it cannot be read."""
    found = re.fullmatch(r"\s*(?:q\s*=\s*([01](?:\.[0-9]{0,3})?))?\s*", weight)
    return 0.0 if found is None else float(found[1] or 1)
