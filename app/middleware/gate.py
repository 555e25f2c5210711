"""The outermost layer: what is asked of every request, and said of every answer.

What must stay true: every request gets one answer, one line in the log and one count, whatever happens
behind this layer.
"""

from time import perf_counter

from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from app.errors import problem, title
from app.middleware.access_log import Journal, template
from app.middleware.cache import AnswerCache, Sent, written_out
from app.middleware.headers import REQUEST_ID, Headers, RequestIds, completed
from app.middleware.last_resort import LastResort
from app.middleware.limits import Fields, refused_address, refused_head
from app.middleware.metrics import Metrics
from app.middleware.rate_limit import Rates
from app.middleware.refusals import refuse
from app.settings import Settings

METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"})
"""Methods that are named in log and metrics; any other is `other`."""

LOOKS = frozenset({"GET", "HEAD"})

BODY = frozenset({b"content-length", b"transfer-encoding"})
"""Header fields of a body; a connection on which one was not read is closed."""

LEFT = 499
"""Logged as the status of who left before there was an answer."""


class Edge:
    """Request id, guards, kept answers, headers, log line and metrics."""

    def __init__(
        self,
        cache: AnswerCache,
        journal: Journal,
        metrics: Metrics,
        fixed: Headers,
        settings: Settings,
    ) -> None:
        self.cache = cache
        self.behind = LastResort(cache, journal)
        self.journal = journal
        self.metrics = metrics
        self.fixed = fixed
        self.hosts = frozenset(each.strip().lower() for each in settings.hosts.split(","))
        self.most_in_flight = settings.most_in_flight
        self.rates = Rates(settings) if settings.rate_limit else None
        self.in_flight = 0
        self.ids = RequestIds()
        metrics.in_flight.set_function(lambda: self.in_flight)
        metrics.kept_bytes.set_function(lambda: cache.taken)

    def at_once(self, scope: Scope) -> tuple[Sent, Headers] | None:
        """Return the cached answer to a request and its own headers; None when there is none."""
        if self.rates is not None:
            return None
        began = perf_counter()
        fields = dict(scope["headers"])
        self.in_flight += 1
        try:
            if refused_head(scope, fields, self.hosts) is not None:
                return None
            found = self.ready(scope, fields)
        except Exception:  # whoever awaits the answer comes upon the same
            return None
        finally:
            self.in_flight -= 1
        if found is None:
            return None
        route, sent = found
        request_id = self.ids.name(fields.get(REQUEST_ID))
        self.note(scope["method"], route, sent.status, began, request_id)
        return sent, [(REQUEST_ID, request_id.encode())]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.cache.app(scope, receive, send)
            return
        began = perf_counter()
        fields = dict(scope["headers"])
        request_id = self.ids.name(fields.get(REQUEST_ID))
        own: Headers = [(REQUEST_ID, request_id.encode())]
        route, status = None, LEFT
        self.in_flight += 1
        try:
            refused = refused_head(scope, fields, self.hosts)
            if refused is None and self.rates is not None:
                refused = await self.too_often(scope, fields, own)
            found: tuple[str | None, Sent] | None = None
            if refused is None:
                found = self.ready(scope, fields)
            if found is None:
                route, status = await self.enter(scope, receive, send, refused, own)
            else:
                route, sent = found
                await send(
                    {"type": "http.response.start", "status": sent.status, "headers": sent.headers + own}
                )
                await send(
                    {"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else sent.body}
                )
                status = sent.status
        except Exception as error:
            self.journal.failure(error, request_id)
        finally:
            self.in_flight -= 1
            self.note(scope["method"], route, status, began, request_id)

    def ready(self, scope: Scope, fields: Fields) -> tuple[str | None, Sent] | None:
        """Return the route and the answer when it is cached."""
        kept = self.cache.find(scope, fields) if scope["method"] in LOOKS else None
        return None if kept is None else (kept[0].route, kept[1].to(fields.get(b"if-none-match")))

    def note(self, method: str, route: str | None, status: int, began: float, request_id: str) -> None:
        """Log and count a request that was answered, or was left."""
        seconds = perf_counter() - began
        if method not in METHODS:
            method = "other"
        self.journal.request(method, route, status, seconds, request_id)
        self.metrics.requests.count(method, route, status, seconds)

    async def enter(
        self, scope: Scope, receive: Receive, send: Send, refused: Response | None, own: Headers
    ) -> tuple[str | None, int]:
        """Answer what is not kept; the route and the status."""
        head = scope["method"] == "HEAD"
        status = LEFT

        async def reply(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = completed(message["headers"], self.fixed)
                message = {**message, "headers": [*headers, *own]}
            elif head:
                message = {**message, "body": b""}
            await send(message)

        inner = {**scope, "method": "GET" if head else scope["method"], "request_id": own[0][1].decode()}
        refused = refused or self.too_many(inner) or refused_address(inner)
        if refused and not BODY.isdisjoint(name for name, _ in scope["headers"]):
            refused.headers["connection"] = "close"
        await (refused or self.behind)(inner, receive, reply)
        return template(inner), status

    def too_many(self, scope: Scope) -> Response | None:
        """The refusal when as many requests are being answered as can be."""
        if self.in_flight <= self.most_in_flight or scope["path"] == "/livez":
            return None
        soon = {"retry-after": "2"}
        return refuse(scope, 503, "Too many requests are being answered; try again soon.", headers=soon)

    async def too_often(self, scope: Scope, fields: Fields, own: Headers) -> Response | None:
        """The refusal of a client that asks too often; whoever asks is told what is left."""
        left = await self.rates.allowance(scope, fields) if self.rates else None
        if left is None:
            return None
        own += left.headers
        if not left.exceeded:
            return None
        wait = {"retry-after": str(left.wait)}
        return refuse(scope, 429, "Too many requests came from this address; try again later.", headers=wait)

    def unasked(self, status: int, detail: str) -> bytes:
        """The answer, as it is sent, to what never became a request."""
        request_id = self.ids.name(None)
        answer = problem(status, detail, headers={"connection": "close"})
        headers = completed(answer.raw_headers, self.fixed)
        self.journal.request("none", None, status, 0, request_id)
        self.metrics.requests.count("none", None, status, 0)
        first = f"HTTP/1.1 {status} {title(status)}\r\nx-request-id: {request_id}\r\n".encode()
        return first + written_out(headers) + b"\r\n" + bytes(answer.body)
