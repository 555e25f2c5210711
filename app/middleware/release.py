"""The parameter `release` of every read below `/v1`: the past release that answers."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.registry import answers_past_releases

PARAMETER = b"release="


class ReleaseParameter:
    """Take `release` out of the query, so that each route need not know it, and note it for the dependencies.

    A release that is named twice stays in the query, where it is refused as unknown.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not names_release(scope):
            await self.app(scope, receive, send)
            return
        parts = scope["query_string"].split(b"&")
        (named,) = [part for part in parts if part.startswith(PARAMETER)]
        version: bytes = named[len(PARAMETER) :]
        # In place: the cache reads from this scope which route answered.
        scope["query_string"] = b"&".join(part for part in parts if part is not named)
        scope["state"] = {**scope.get("state", {}), "release": version.decode("latin-1")}

        async def reply(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] == 200:
                message = {**message, "headers": [*message["headers"], (b"dataset-version", version)]}
            await send(message)

        await self.app(scope, receive, reply)


def names_release(scope: Scope) -> bool:
    """Return whether a request names one release, at an address that can answer from it."""
    parts = scope["query_string"].split(b"&")
    return answers_past_releases(scope["path"]) and sum(part.startswith(PARAMETER) for part in parts) == 1
