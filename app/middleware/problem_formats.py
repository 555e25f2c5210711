"""Problems, told again in the form that some callers read: a page, or an outcome of FHIR.

What must stay true: only the form changes. Status, and headers that say more than it does, stay.
"""

import json
from collections.abc import Callable
from typing import Any

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.errors import PROBLEM

KEPT = frozenset({"allow", "connection", "retry-after", "www-authenticate"})
"""Headers of a failure that say more than it does."""


class Retold:
    """A layer that tells the problems of what is behind it in another form, to those it is for."""

    def __init__(
        self, app: ASGIApp, wanted: Callable[[Scope], bool], told: Callable[[Scope, dict[str, Any]], Response]
    ) -> None:
        self.app = app
        self.wanted = wanted
        self.told = told

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not self.wanted(scope):
            await self.app(scope, receive, send)
            return
        started: Message | None = None
        parts: list[bytes] = []

        async def reply(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start" and is_problem(message):
                started = message
            elif started is None:
                await send(message)
            else:
                parts.append(message.get("body", b""))
                if not message.get("more_body", False):
                    headers = Headers(scope=started)
                    answer = self.told(scope, json.loads(b"".join(parts)))
                    answer.headers.update({name: headers[name] for name in KEPT.intersection(headers)})
                    await answer(scope, receive, send)

        await self.app(scope, receive, reply)


def is_problem(message: Message) -> bool:
    """Whether an answer that begins is a problem."""
    return Headers(scope=message).get("content-type") == PROBLEM
