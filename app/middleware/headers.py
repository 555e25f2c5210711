"""Headers that every response has."""

from threading import Event

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.models import DatasetStamp

Headers = list[tuple[bytes, bytes]]

EXPOSED = ["Dataset-Version", "ETag", "Link", "X-Request-Id", "Retry-After", "Content-Range"]
"""Headers that a page of another origin may read."""

CLOSING = (b"connection", b"close")


def fixed_headers(stamp: DatasetStamp) -> Headers:
    """Return the headers of a response that does not set its own.

    Pages of any origin may read every response, so that a cached one is right for all of them.
    """
    return [
        (b"access-control-allow-origin", b"*"),
        (b"access-control-expose-headers", ", ".join(EXPOSED).encode()),
        (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'; base-uri 'none'"),
        (b"dataset-version", stamp.version.encode()),
        (b"referrer-policy", b"no-referrer"),
        (b"x-content-type-options", b"nosniff"),
    ]


def completed(headers: Headers, fixed: Headers) -> Headers:
    """Return headers with those of `fixed` that are not among them."""
    names = {name for name, _ in headers}
    return [*headers, *[field for field in fixed if field[0] not in names]]


class ResponseHeaders:
    """Complete the headers of each response, and close connections once the process is ending."""

    def __init__(self, app: ASGIApp, fixed: Headers, ending: Event) -> None:
        self.app = app
        self.fixed = fixed
        self.ending = ending

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def reply(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = completed(message.get("headers", []), self.fixed)
                if self.ending.is_set() and CLOSING not in message["headers"]:
                    message["headers"].append(CLOSING)
            await send(message)

        await self.app(scope, receive, reply)
