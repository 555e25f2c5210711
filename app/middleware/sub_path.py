"""Serve below a path of the host, such as `/fibromag` (setting `FIBROMAG_ROOT_PATH`).

Inside, every address is as without it. `StripPrefix` takes the path off requests, unless the proxy has done
so; `PrefixAddresses` puts it before the addresses in pages, JSON, scripts and redirects.
"""

import re

from starlette.types import ASGIApp, Message, Receive, Scope, Send

IN_PAGES = re.compile(rb"""((?:href|src|action|content)=["'])/(?!/)""")
"""An address of this service in HTML."""

IN_TEXTS = re.compile(rb"""(["'])/(?=(?:v1|data|cds-services|static|vendor|problems|openapi\.json)\b)""")
"""An address of this service as a string of JSON or a script."""

REWRITTEN = {
    b"text/html": (IN_PAGES, IN_TEXTS),
    b"application/json": (IN_TEXTS,),
    b"application/problem+json": (IN_TEXTS,),
    b"text/javascript": (IN_TEXTS,),
}
"""Media type → what is looked for in a body."""


class StripPrefix:
    """Take the path of the service off the path of a request."""

    def __init__(self, app: ASGIApp, prefix: str) -> None:
        self.app = app
        self.prefix = prefix

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path: str = scope.get("path", "")
        if scope["type"] == "http" and (path == self.prefix or path.startswith(f"{self.prefix}/")):
            raw: bytes = scope["raw_path"].removeprefix(self.prefix.encode())
            scope = {**scope, "path": path.removeprefix(self.prefix) or "/", "raw_path": raw or b"/"}
        await self.app(scope, receive, send)


class PrefixAddresses:
    """Put the path of the service before its addresses in responses."""

    def __init__(self, app: ASGIApp, prefix: str) -> None:
        self.app = app
        self.prefix = prefix.encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        start: Message | None = None
        parts: list[bytes] = []

        async def reply(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start":
                message["headers"] = [self.prefixed(*field) for field in message["headers"]]
                kind = dict(message["headers"]).get(b"content-type", b"").partition(b";")[0]
                if kind in REWRITTEN:
                    start = message
                    return
            if start is None:
                await send(message)
                return
            parts.append(message.get("body", b""))
            if not message.get("more_body", False):
                await self.finish(start, b"".join(parts), send)

        await self.app(scope, receive, reply)

    def prefixed(self, name: bytes, value: bytes) -> tuple[bytes, bytes]:
        """Return a header field; the path is put before the target of a redirect."""
        inside = name == b"location" and value.startswith(b"/")
        return name, self.prefix + value if inside else value

    async def finish(self, start: Message, body: bytes, send: Send) -> None:
        """Send a response whose body is complete."""
        kind = dict(start["headers"])[b"content-type"].partition(b";")[0]
        for pattern in REWRITTEN[kind]:
            body = pattern.sub(rb"\g<1>" + self.prefix + b"/", body)
        others = [field for field in start["headers"] if field[0] != b"content-length"]
        start["headers"] = [*others, (b"content-length", b"%d" % len(body))]
        await send(start)
        await send({"type": "http.response.body", "body": body})
