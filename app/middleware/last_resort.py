"""Whatever goes wrong behind it: one plain answer, and a log line that says where and not what.

Nothing is raised further, because a server logs what reaches it with its message.
"""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.errors import FAILED
from app.middleware.access_log import Journal
from app.middleware.refusals import refuse


class LastResort:
    """Answers 500 for any exception."""

    def __init__(self, app: ASGIApp, journal: Journal) -> None:
        self.app = app
        self.journal = journal

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = False

        async def reply(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self.app(scope, receive, reply)
        except Exception as error:
            self.journal.failure(error, scope.get("request_id", ""))
            if not started:
                await refuse(scope, 500, FAILED)(scope, receive, send)
