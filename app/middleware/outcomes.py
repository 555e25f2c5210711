"""Failures on the addresses of CDS Hooks, as FHIR says them. They repeat nothing of what was sent."""

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Scope

from app.cds_hooks.failures import UNAUTHORIZED, FailedError
from app.cds_hooks.schemas import FHIR_JSON, OperationOutcome, OutcomeIssue, OutcomeText

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
    return outcome(status, str(error), {"www-authenticate": "Bearer"} if status == UNAUTHORIZED else {})


def as_outcome(_: Scope, problem: dict[str, Any]) -> Response:
    """A problem as an outcome."""
    return outcome(problem["status"], said(problem))


def said(problem: dict[str, Any]) -> str:
    """All that a problem says, in one text."""
    faults = [f"{each['place']}: {each['problem']}" for each in problem["errors"]]
    return " ".join([problem["detail"], "; ".join(faults)]).strip()
