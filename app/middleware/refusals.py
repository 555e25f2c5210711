"""How the edge says no: one place, so that every refusal has the same shape."""

from collections.abc import Mapping

from starlette.responses import Response
from starlette.types import Scope

from app.errors import Fault, problem
from app.middleware.outcomes import outcome, speaks_fhir


def refuse(
    scope: Scope,
    status: int,
    detail: str,
    faults: list[Fault] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """A request refused before it reached a route."""
    if speaks_fhir(scope):
        return outcome(status, detail, headers)
    return problem(status, detail, faults, headers)
