"""Finished answers, kept: who asks the same again is answered without entering the app.

What must stay true: an answer is kept only if it depends on its address and the dataset alone. One cache
belongs to one dataset. Kept is what was found for a request that does not say who is asking, and never
what says itself how long it may be kept, as safety checks, health and metrics do.
"""

import asyncio
import gzip
import hashlib
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.middleware.access_log import template
from app.middleware.headers import KEPT_FOR, Headers, completed
from app.middleware.limits import Fields
from app.models import DatasetStamp

SOMEBODY = frozenset(
    {b"authorization", b"cookie", b"range", b"content-length", b"content-type", b"transfer-encoding"}
)
"""Header fields of requests that ask for themselves, for a part, or with a body: nothing of them is kept."""

SHORTEST_CODED = 600
"""Bytes from which a body is compressed."""

CODED_AT_ONCE = 32 * 1024
"""Bytes up to which compressing takes no thread of its own."""

LARGEST_SHARE = 16
"""The part of all room that one answer may take before it is compressed."""

OVERHEAD = 2_000
"""Bytes an answer takes beyond its bodies, about."""

REPLACED = frozenset({b"content-length", b"etag", b"last-modified", b"vary"})
"""Headers of the app's answer that are said anew."""

ORIGIN_ONLY = (None, b"Origin")
"""What an answer that is kept may depend on: pages of every origin may read every answer."""

Key = tuple[bytes | None, bytes, bytes]
"""Host, path, and query in order: the whole address, since an answer may hold it."""


@dataclass(slots=True)
class Sent:
    """A finished answer as it is sent, but for what differs from request to request."""

    status: int
    headers: Headers
    body: bytes
    head: bytes
    """The headers again, as lines."""


@dataclass(slots=True)
class Answer:
    """A finished answer in one coding."""

    etag: bytes
    whole: Sent
    unchanged: Sent
    """For who has it already."""

    def to(self, known: bytes | None) -> Sent:
        """What is sent to somebody who has the answers that an If-None-Match field names."""
        if known is None:
            return self.whole
        if known == self.etag or matches(known.decode("latin-1"), self.etag.decode()):
            return self.unchanged
        return self.whole


@dataclass(slots=True)
class Kept:
    """A finished answer, by the route that gave it."""

    route: str | None
    plain: Answer
    gzip: Answer | None = None
    """Made when it is first asked for; the plain one again where compressing is not worth it."""
    counted: int = 0
    """Bytes that count as taken by it."""


class CutShortError(Exception):
    """The app began an answer and did not finish it."""


class AnswerCache:
    """Answers with what it keeps, and keeps what it can answer with again; the oldest go first."""

    def __init__(self, app: ASGIApp, stamp: DatasetStamp, fixed: Headers, room: int) -> None:
        self.app = app
        self.digest = stamp.digest.encode()
        self.fixed = fixed
        self.room = room
        self.taken = 0
        """Bytes."""
        self.kept: OrderedDict[Key, Kept] = OrderedDict()
        self.flights: dict[Key, asyncio.Event] = {}

    def find(self, scope: Scope, fields: Fields) -> tuple[Kept, Answer] | None:
        """What is kept, in the coding asked for."""
        if not SOMEBODY.isdisjoint(fields):
            return None
        key = key_of(scope, fields)
        kept = self.kept.get(key)
        if kept is None:
            return None
        answer = kept.gzip if takes_gzip(fields.get(b"accept-encoding", b"")) else kept.plain
        if answer is None:
            return None
        self.kept.move_to_end(key)
        return kept, answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer what is not kept in the coding asked for."""
        if scope["type"] != "http" or scope["method"] != "GET":
            await self.app(scope, receive, send)
            return
        fields: Fields = dict(scope["headers"])
        key = key_of(scope, fields)
        if SOMEBODY.isdisjoint(fields):
            if key in self.flights:
                await self.flights[key].wait()
            kept = self.kept.get(key) or await self.first(key, scope, receive, send)
        else:
            kept = await self.ask(scope, receive, send, landed=lambda: None)
        if kept is None:
            return
        scope["template"] = kept.route
        answer = kept.plain
        if takes_gzip(fields.get(b"accept-encoding", b"")):
            answer = await self.compressed(key, kept)
        sent = answer.to(fields.get(b"if-none-match"))
        await send({"type": "http.response.start", "status": sent.status, "headers": sent.headers})
        await send({"type": "http.response.body", "body": sent.body})

    async def first(self, key: Key, scope: Scope, receive: Receive, send: Send) -> Kept | None:
        """Ask, while others who ask the same wait until it is known whether the answer is for them too."""
        flight = self.flights[key] = asyncio.Event()

        def landed() -> None:
            if self.flights.get(key) is flight:
                del self.flights[key]
            flight.set()

        try:
            kept = await self.ask(scope, receive, send, landed)
            if kept is not None:
                self.keep(key, kept)
        finally:
            landed()
        return kept

    async def ask(
        self, scope: Scope, receive: Receive, send: Send, landed: Callable[[], None]
    ) -> Kept | None:
        """The app's answer, if it may be kept and came whole; any other is sent on as it comes."""
        started: Message | None = None
        parts: list[bytes] = []
        whole = left = False

        async def heard() -> Message:
            nonlocal left
            message = await receive()
            left = left or message["type"] == "http.disconnect"
            return message

        async def reply(message: Message) -> None:
            nonlocal started, whole
            if started is not None:
                parts.append(message.get("body", b""))
                whole = not message.get("more_body", False)
            elif message["type"] == "http.response.start" and is_for_all(message):
                started = message
            else:
                landed()
                await send(message)

        await self.app(scope, heard, reply)
        if started is None:
            return None
        if not whole:  # the app stopped because the caller left, or because it failed
            if left:
                return None
            raise CutShortError("an answer has no end")
        return Kept(template(scope), self.finished(started["headers"], parts))

    def finished(self, headers: Headers, parts: list[bytes]) -> Answer:
        """An answer with everything that follows from its content."""
        body = b"".join(parts)
        etag = f'"{hashlib.blake2b(body, key=self.digest, digest_size=16).hexdigest()}"'.encode()
        about = [pair for pair in headers if pair[0] not in REPLACED]
        about += [(b"cache-control", KEPT_FOR), (b"vary", b"accept-encoding")]
        return written(completed(about, self.fixed), body, etag)

    async def compressed(self, key: Key, kept: Kept) -> Answer:
        """An answer in gzip, made once; the plain one where that would not be smaller."""
        if kept.gzip is None:
            plain = kept.plain
            body = plain.whole.body
            if len(body) > CODED_AT_ONCE:
                body = await asyncio.to_thread(gzip.compress, body, 6, mtime=0)
            elif len(body) >= SHORTEST_CODED:
                body = gzip.compress(body, 6, mtime=0)
            if kept.gzip is not None:  # made meanwhile, for another caller
                return kept.gzip
            if len(body) < len(plain.whole.body):
                about = [
                    (b"content-encoding", b"gzip"),
                    *(pair for pair in plain.unchanged.headers if pair[0] != b"etag"),
                ]
                kept.gzip = written(about, body, plain.etag[:-1] + b'-gzip"')
                if self.kept.get(key) is kept:
                    self.keep(key, kept)
            else:
                kept.gzip = plain
        return kept.gzip

    def keep(self, key: Key, kept: Kept) -> None:
        """Keep an answer, as large as it is by now, and let go of those not asked for longest."""
        if len(kept.plain.whole.body) + OVERHEAD > self.room // LARGEST_SHARE:
            return
        if before := self.kept.pop(key, None):
            self.taken -= before.counted
        kept.counted = size(kept)
        self.kept[key] = kept
        self.taken += kept.counted
        while self.taken > self.room:
            _, gone = self.kept.popitem(last=False)
            self.taken -= gone.counted


def written(about: Headers, body: bytes, etag: bytes) -> Answer:
    """An answer from its parts."""
    about = [*about, (b"etag", etag)]
    length = (b"content-length", str(len(body)).encode())
    return Answer(etag, sent(200, [*about, length], body), sent(304, about, b""))


def sent(status: int, headers: Headers, body: bytes) -> Sent:
    """An answer with its headers written out."""
    return Sent(status, headers, body, written_out(headers))


def written_out(headers: Headers) -> bytes:
    """Headers as lines, each of which ends where it should."""
    lines = [name + b": " + value for name, value in headers]
    if any(b"\r" in line or b"\n" in line for line in lines):
        raise ValueError("a header holds the end of a line")
    return b"\r\n".join(lines) + b"\r\n"


def size(kept: Kept) -> int:
    """Bytes that an answer takes, about."""
    coded = 0 if kept.gzip is None or kept.gzip is kept.plain else len(kept.gzip.whole.body)
    return len(kept.plain.whole.body) + coded + OVERHEAD


def is_for_all(start: Message) -> bool:
    """Whether an answer was found, leaves open how long it may be kept, and is the same for everybody."""
    headers = dict(start["headers"])
    return start["status"] == 200 and b"cache-control" not in headers and headers.get(b"vary") in ORIGIN_ONLY


def matches(known: str, etag: str) -> bool:
    """Whether an If-None-Match header names this answer."""
    return known.strip() == "*" or etag in (each.strip().removeprefix("W/") for each in known.split(","))


def key_of(scope: Scope, fields: Fields) -> Key:
    """What an answer is kept under."""
    return fields.get(b"host"), scope["raw_path"], in_order(scope["query_string"])


def in_order(query: bytes) -> bytes:
    """A query with its parameters in one order, each as it was written."""
    return b"&".join(sorted(query.split(b"&"))) if b"&" in query else query


@lru_cache(maxsize=256)
def takes_gzip(accepted: bytes) -> bool:
    """Whether an Accept-Encoding header allows gzip."""
    wanted = {}
    for each in accepted.decode("latin-1").lower().split(","):
        coding, _, weight = each.partition(";")
        wanted[coding.strip()] = weight.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return wanted.get("gzip", wanted.get("*", False))
