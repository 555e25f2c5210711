"""Every failure as problem details (RFC 9457).

What must stay true: a problem repeats nothing of the request and shows no text of an unexpected exception.
"""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from http import HTTPStatus
from typing import Any, Literal

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from pydantic import BaseModel, ConfigDict, ValidationError
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from starlette.exceptions import HTTPException
from starlette.types import Receive, Scope, Send

from app.db.errors import BadQuestionError, NotFoundError, UnusableError
from app.safety.self_test import NotTrustedError
from app.seeds.annotations import field_names
from app.suggestions import did_you_mean

PROBLEM = "application/problem+json"
MOST_PROBLEMS = 20
"""Maximum number of faults that one problem lists; the rest are counted."""


RESPONSE_CONFIG = ConfigDict(
    defer_build=True,
    json_schema_serialization_defaults_required=True,
    use_attribute_docstrings=True,
)
"""Configuration of models of responses: the validator is built when it is first used."""

REQUEST_CONFIG = ConfigDict(
    extra="forbid",
    hide_input_in_errors=True,
    use_attribute_docstrings=True,
)
"""Configuration of models of requests: unknown fields are refused; errors show no value that was sent."""


class Fault(BaseModel):
    """One fault of a request."""

    model_config = RESPONSE_CONFIG

    place: str
    """Its place: `query.limit`, `body.person.age`."""
    problem: str
    """The fault, and the values that are allowed."""


class Problem(BaseModel):
    """Problem details (RFC 9457)."""

    model_config = RESPONSE_CONFIG

    type: Literal["about:blank"] = "about:blank"
    """Always `about:blank`: the status is the type of the problem."""
    title: str
    """Name of the status."""
    status: int
    """HTTP status code."""
    detail: str
    """The reason, and what to do."""
    errors: list[Fault]
    """Faults of the request; empty when the problem is not one of its parts."""


ProblemFormat = Callable[[Scope, Problem], Response | None]
"""Returns a problem in another format for the callers that read it, and None for all others."""

KEPT_HEADERS = frozenset({"allow", "connection", "retry-after", "www-authenticate"})
"""Headers of a problem that every format keeps."""


class ProblemResponse(Response):
    """A problem as JSON, or in the format of `app.state.problem_formats` that the caller reads."""

    def __init__(self, problem: Problem, headers: Mapping[str, str]) -> None:
        super().__init__(problem.model_dump_json(), problem.status, headers, PROBLEM)
        self.problem = problem

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        formats: Sequence[ProblemFormat] = getattr(scope["app"].state, "problem_formats", ())
        for write in formats:
            if (response := write(scope, self.problem)) is not None:
                kept = {name: value for name, value in self.headers.items() if name in KEPT_HEADERS}
                response.headers.update(kept)
                await response(scope, receive, send)
                return
        await super().__call__(scope, receive, send)


def problem(
    status: int, detail: str, faults: list[Fault] | None = None, headers: Mapping[str, str] | None = None
) -> ProblemResponse:
    """Return a problem as a response."""
    found = Problem(title=title(status), status=status, detail=detail, errors=faults or [])
    more = {"retry-after": "2"} if status == HTTPStatus.SERVICE_UNAVAILABLE else {}
    return ProblemResponse(found, {"cache-control": "no-store", **more, **(headers or {})})


async def server_error(request: Request, error: Exception) -> Response:
    """Return the problem of an unexpected exception."""
    return problem(500, FAILED)


NAMES = {
    413: "Content Too Large",
    414: "URI Too Long",
    416: "Range Not Satisfiable",
    422: "Unprocessable Content",
}
"""Names of RFC 9110 that `HTTPStatus` has only since Python 3.13."""


def title(status: int) -> str:
    """Return the name of a status."""
    return NAMES.get(status) or HTTPStatus(status).phrase


def add_error_handlers(app: FastAPI) -> None:
    """Register the handlers that turn exceptions into problems."""
    app.exception_handler(NotFoundError)(lambda _, error: problem(404, str(error)))
    app.exception_handler(BadQuestionError)(
        lambda _, error: problem(422, WRONG, [Fault(place=f"query.{error.place}", problem=str(error))])
    )
    app.exception_handler(RequestValidationError)(invalid_request)
    app.exception_handler(HTTPException)(plain_status)
    for unavailable in (UnusableError, NotTrustedError):
        app.exception_handler(unavailable)(lambda _, error: problem(503, str(error)))
    for kind in (DBAPIError, PoolTimeoutError):
        app.exception_handler(kind)(lambda *_: problem(503, "The database does not answer; try again soon."))


FAILED = "The server failed. Its log has the failure under the X-Request-Id of this response."
"""Detail of status 500; the log has the place of the failure."""

WRONG = "The request does not match the documentation; nothing was looked up."


def plain_status(_: Request, error: HTTPException) -> Response:
    """Return the problem of a status that routing or a handler raised."""
    detail = {
        404: "There is nothing at this address; `/v1` lists the addresses.",
        405: "This address does not support this method.",
    }.get(error.status_code, HTTPStatus(error.status_code).description or "The request was refused.")
    return problem(error.status_code, detail, headers=error.headers)


def invalid_request(request: Request, error: RequestValidationError) -> Response:
    """Return the faults of a request, with the values that are allowed."""
    found = error.errors()
    if any(each["type"] == "json_invalid" for each in found):
        return problem(400, "The body is not JSON.")
    detail, faults = validation_faults(found, parameters(request), body_fields(request))
    return problem(422, detail, faults)


def faults_of(error: ValidationError, model: type[BaseModel]) -> Problem:
    """Return the problem of one request of a batch."""
    detail, faults = validation_faults(
        error.errors(include_url=False, include_input=False), [], field_names(model)
    )
    return Problem(title=title(422), status=422, detail=detail, errors=faults)


def validation_faults(
    found: Sequence[Any], parameters: list[str], fields: Collection[str]
) -> tuple[str, list[Fault]]:
    """Return (detail, faults) of validation errors; at most `MOST_PROBLEMS` faults are listed."""
    faults = [fault(each, parameters, fields) for each in found[:MOST_PROBLEMS]]
    rest = len(found) - len(faults)
    return f"{WRONG} {rest} more problems are not listed." if rest else WRONG, faults


def fault(error: Any, parameters: list[str], fields: Collection[str]) -> Fault:
    """Return one validation error without the value that was sent."""
    *place, last = error["loc"] or ("question",)
    if error["type"] != "extra_forbidden":
        return Fault(place=".".join(map(str, (*place, last))), problem=wording(error))
    if place == ["query"]:
        return Fault(place="query", problem=f"there is no such parameter{choices(str(last), parameters)}")
    hint = did_you_mean(str(last), fields)
    return Fault(place=".".join(map(str, place)) or "question", problem=f"there is no such field{hint}")


def body_fields(request: Request) -> set[str]:
    """Return every field name that the body of this route may have."""
    route = request.scope.get("route")
    fields = route.dependant.body_params if isinstance(route, APIRoute) else []
    models = [each.field_info.annotation for each in fields]
    return {name for model in models if isinstance(model, type) for name in field_names(model)}


def parameters(request: Request) -> list[str]:
    """Return the names of the query parameters of the requested route."""
    route = request.scope.get("route")
    names: list[str] = []
    for field in route.dependant.query_params if isinstance(route, APIRoute) else []:
        model = field.field_info.annotation
        names += list(getattr(model, "model_fields", None) or [field.name])
    return names


def choices(given: str, known: list[str]) -> str:
    """Return the allowed values, after the most similar one."""
    return f"{did_you_mean(given, known)}; allowed: {', '.join(known)}" if known else ""


def wording(error: Any) -> str:
    """Return the message of our validators or of Pydantic, without any value that was sent."""
    if error["type"] in ("enum", "literal_error"):
        words = re.findall(r"'([^']+)'", error["ctx"]["expected"])
        return f"should be one of: {', '.join(words)}"
    return str(error["msg"]).removeprefix("Input ").removeprefix("Value error, ")


def problem_responses(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return the problems of an operation; `openapi.PROBLEMS` describes each."""
    return {status: {"description": title(status)} for status in statuses}
