"""Failures on the addresses of CDS Hooks, as FHIR says them. They repeat nothing of what was sent."""

import json
from collections.abc import Mapping

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ..cds.failures import UNTRUSTED, FailedError
from ..cds.shapes import FHIR_JSON, OperationOutcome, OutcomeIssue, OutcomeText
from ..errors import PROBLEM

CODES = {
    400: "invalid",
    401: "login",
    404: "not-found",
    405: "not-supported",
    412: "required",
    413: "too-long",
    414: "too-long",
    415: "not-supported",
    429: "throttled",
    431: "too-long",
    503: "transient",
}
"""Status → kind of issue, as FHIR names it; any other is an `exception`."""

KEPT = frozenset({"allow", "connection", "retry-after", "www-authenticate"})
"""Headers of a failure that say more than it does."""


def speaks_fhir(scope: Scope) -> bool:
    """Whether an address is one of CDS Hooks."""
    path: str = scope["path"]
    return path == "/cds-services" or path.startswith("/cds-services/")


def outcome(status: int, detail: str, headers: Mapping[str, str] | None = None) -> Response:
    """A failure, as a response; what has the wrong shape is a bad request here."""
    status = 400 if status == 422 else status
    code = CODES.get(status, "exception")
    issue = OutcomeIssue(severity="error", code=code, details=OutcomeText(text=detail))
    body = OperationOutcome(resourceType="OperationOutcome", issue=[issue]).model_dump_json()
    return Response(body, status, {"cache-control": "no-store", **(headers or {})}, FHIR_JSON)


def failed(_: Request, error: Exception) -> Response:
    """A call of CDS Hooks that fails, as a response."""
    status = error.status if isinstance(error, FailedError) else 500
    return outcome(status, str(error), {"www-authenticate": "Bearer"} if status == UNTRUSTED else {})


class Outcomes:
    """Turns the problems of what is behind it into outcomes, on the addresses of CDS Hooks."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not speaks_fhir(scope):
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
                    kept = {name: headers[name] for name in KEPT.intersection(headers)}
                    told = json.loads(b"".join(parts))
                    await outcome(started["status"], said(told), kept)(scope, receive, send)

        await self.app(scope, receive, reply)


def is_problem(message: Message) -> bool:
    """Whether an answer that begins is a problem."""
    return Headers(scope=message).get("content-type") == PROBLEM


def said(problem: dict[str, object]) -> str:
    """All that a problem says, in one text."""
    faults = problem["errors"]
    parts = [f"{each['place']}: {each['problem']}" for each in faults] if isinstance(faults, list) else []
    return " ".join([str(problem["detail"]), "; ".join(parts)]).strip()
