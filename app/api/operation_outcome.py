"""Problems of CDS Hooks as an `OperationOutcome` of FHIR. They repeat nothing of what was sent."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Scope

from app.cds_hooks.failures import UNAUTHORIZED, FailedError
from app.cds_hooks.schemas import FHIR_JSON, OperationOutcome, OutcomeIssue, OutcomeText
from app.errors import Problem, problem

CDS_HOOKS_PREFIX = "/cds-services"
"""Path of CDS Hooks."""

CODES = {
    400: "invalid",
    401: "login",
    404: "not-found",
    405: "not-supported",
    408: "timeout",
    412: "required",
    413: "too-long",
    414: "too-long",
    415: "not-supported",
    429: "throttled",
    431: "too-long",
    503: "transient",
}
"""Status → issue type of FHIR; any other is an `exception`."""


def speaks_fhir(scope: Scope) -> bool:
    """Return whether an address is one of CDS Hooks, or begins like one."""
    path: str = scope["path"]
    return path.startswith(CDS_HOOKS_PREFIX)


def operation_outcome(status: int, detail: str) -> Response:
    """Return a failure as a response; a body of the wrong shape is a bad request here."""
    status = 400 if status == 422 else status
    code = CODES.get(status, "exception")
    issue = OutcomeIssue(severity="error", code=code, details=OutcomeText(text=detail))
    body = OperationOutcome(resourceType="OperationOutcome", issue=[issue]).model_dump_json()
    return Response(body, status, {"cache-control": "no-store"}, FHIR_JSON)


def problem_outcome(scope: Scope, problem: Problem) -> Response | None:
    """Return a problem of CDS Hooks as an outcome; None for other addresses."""
    if not speaks_fhir(scope):
        return None
    faults = "; ".join(f"{each.place}: {each.problem}" for each in problem.errors)
    return operation_outcome(problem.status, f"{problem.detail} {faults}".strip())


def call_failed(_: Request, error: Exception) -> Response:
    """Return the failure of a call of CDS Hooks."""
    status = error.status if isinstance(error, FailedError) else 500
    headers = {"www-authenticate": "Bearer"} if status == UNAUTHORIZED else {}
    return problem(status, str(error), headers=headers)
