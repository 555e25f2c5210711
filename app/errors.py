"""Every failure as problem details (RFC 9457).

What must stay true: a problem repeats nothing of the request, and shows no text of an unexpected exception
or of Pydantic.
"""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse
from fastapi.routing import APIRoute
from pydantic import BaseModel, ConfigDict, ValidationError
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from starlette.exceptions import HTTPException
from starlette.routing import Match, Mount
from starlette.types import Receive, Scope, Send

from app.db.errors import BadQuestionError, NotFoundError, UnusableError
from app.fault_words import UNLISTED, wording
from app.models import Vocabulary
from app.registry import answers_past_releases
from app.safety.self_test import NotTrustedError
from app.seeds.annotations import field_names
from app.suggestions import did_you_mean

PROBLEM_JSON = "application/problem+json"
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


class FaultCode(Vocabulary):
    """Kind of a fault of a request, for programs."""

    unknown_parameter = "unknown_parameter", "There is no such query parameter."
    unknown_field = "unknown_field", "The body has a field that is not known."
    unknown_value = "unknown_value", "The value is not one of those that are allowed."
    missing = "missing", "A part that is required was not given."
    repeated = "repeated", "A parameter was given more than once."
    invalid_value = "invalid_value", "The value has another type, form or range than the one documented."


class Fault(BaseModel):
    """One fault of a request."""

    model_config = RESPONSE_CONFIG

    code: FaultCode
    place: str
    """Its place: `query.limit`, `body.person.age`."""
    problem: str
    """The fault, and the values that are allowed."""


PROBLEM_PAGE = "/problems"
"""Address of the page that explains every kind of problem."""


class Problem(BaseModel):
    """Problem details (RFC 9457)."""

    model_config = RESPONSE_CONFIG

    type: str
    """Address that explains this kind of problem, below the address of the service."""
    code: str
    """Kind of the problem, for programs: `not_found`."""
    title: str
    """Name of the status."""
    status: int
    """HTTP status code."""
    detail: str
    """The reason, and what to do."""
    errors: list[Fault]
    """Faults of the request; empty when the problem is not one of its parts."""

    @classmethod
    def of(cls, status: int, detail: str, faults: Sequence[Fault] = ()) -> "Problem":
        """Return the problem of a status."""
        code = code_of(status)
        return cls(
            type=f"{PROBLEM_PAGE}#{code}",
            code=code,
            title=title(status),
            status=status,
            detail=detail,
            errors=list(faults),
        )


ProblemFormat = Callable[[Scope, Problem], Response | None]
"""Returns a problem in another format for the callers that read it, and None for all others."""

KEPT_HEADERS = frozenset({"allow", "connection", "retry-after", "www-authenticate"})
"""Headers of a problem that every format keeps."""


class ProblemResponse(Response):
    """A problem as JSON, or in the format of `app.state.problem_formats` that the caller reads."""

    def __init__(self, problem: Problem, headers: Mapping[str, str]) -> None:
        super().__init__(problem.model_dump_json(), problem.status, headers, PROBLEM_JSON)
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
    found = Problem.of(status, detail, faults or [])
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


def code_of(status: int) -> str:
    """Return the kind of a problem, for programs: `not_found`."""
    return re.sub(r"[^a-z]+", "_", title(status).lower())


def add_error_handlers(app: FastAPI) -> None:
    """Register the handlers that turn exceptions into problems."""
    app.exception_handler(NotFoundError)(lambda _, error: problem(404, as_sentence(str(error))))
    app.exception_handler(BadQuestionError)(
        lambda _, error: problem(
            422,
            WRONG,
            [Fault(code=FaultCode.unknown_value, place=f"query.{error.place}", problem=str(error))],
        )
    )
    app.exception_handler(RequestValidationError)(invalid_request)
    app.exception_handler(HTTPException)(plain_status)
    for unavailable in (UnusableError, NotTrustedError):
        app.exception_handler(unavailable)(lambda _, error: problem(503, str(error)))
    for kind in (DBAPIError, PoolTimeoutError):
        app.exception_handler(kind)(lambda *_: problem(503, "The database does not answer; try again soon."))


def as_sentence(message: str) -> str:
    """Return a message with a capital letter and a full stop, unless it ends as a question."""
    return f"{message[0].upper()}{message[1:]}{'' if message.endswith('?') else '.'}"


FAILED = "The server failed. Its log has the failure under the X-Request-Id of this response."
"""Detail of status 500; the log has the place of the failure."""

WRONG = "The request does not match the documentation; nothing was looked up."


def plain_status(request: Request, error: HTTPException) -> Response:
    """Return the answer to a status that routing or a handler raised.

    OPTIONS is answered with the methods of the address, and a slash at its end with a redirect.
    """
    headers = {name.lower(): value for name, value in (error.headers or {}).items()}
    if error.status_code == 405:
        headers["allow"] = ", ".join(allowed_methods(request, request.scope["path"]))
        if request.method == "OPTIONS":
            return Response(status_code=204, headers=headers)
    path: str = request.scope["path"]
    bare = path.rstrip("/")
    if error.status_code == 404 and path != bare and allowed_methods(request, bare):
        query = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(f"{request.scope.get('root_path', '')}{bare}{query}", 308)
    detail = {
        404: "There is nothing at this address; `/v1` lists the addresses.",
        405: "This address does not support this method; `Allow` lists those it supports.",
    }.get(error.status_code, HTTPStatus(error.status_code).description or "The request was refused.")
    return problem(error.status_code, detail, headers=headers)


ROUTE_METHODS = ("DELETE", "GET", "PATCH", "POST", "PUT")
"""Methods that a route may take; every GET route supports HEAD, and every address OPTIONS."""


def allowed_methods(request: Request, path: str) -> list[str]:
    """Return the methods that an address supports; none when there is nothing at it."""
    routes = [route for route in request.app.router.routes if not isinstance(route, Mount)]
    found = {
        method
        for method in ROUTE_METHODS
        for route in routes
        if route.matches({**request.scope, "path": path, "method": method})[0] is Match.FULL
    }
    if not found:
        return []
    return sorted(found | {"OPTIONS"} | ({"HEAD"} if "GET" in found else set()))


def invalid_request(request: Request, error: RequestValidationError) -> Response:
    """Return the faults of a request, with the values that are allowed."""
    found = error.errors()
    if any(each["type"] == "json_invalid" for each in found):
        return problem(400, "The body is not JSON.")
    given = [] if "release" in request.scope.get("state", {}) else list(request.query_params)
    detail, faults = validation_faults(found, parameters(request), body_fields(request), given)
    return problem(422, detail, faults)


def faults_of(error: ValidationError, model: type[BaseModel]) -> Problem:
    """Return the problem of one request of a batch."""
    detail, faults = validation_faults(error.errors(include_url=False), [], field_names(model))
    return Problem.of(422, detail, faults)


def validation_faults(
    found: Sequence[Any], parameters: list[str], fields: Collection[str], given: Sequence[str] = ()
) -> tuple[str, list[Fault]]:
    """Return (detail, faults) of validation errors; at most `MOST_PROBLEMS` faults are listed.

    `given` are the names of the query parameters in their order: an unknown one is told by its place.
    """
    faults = [fault(each, parameters, fields, given) for each in found[:MOST_PROBLEMS]]
    rest = len(found) - len(faults)
    return f"{WRONG} {rest} more problems are not listed." if rest else WRONG, faults


def fault(error: Any, parameters: list[str], fields: Collection[str], given: Sequence[str]) -> Fault:
    """Return one validation error without the value that was sent."""
    *place, last = error["loc"] or ("question",)
    if place[:1] == ["query"] and isinstance(last, int):  # one of several values of a parameter
        *place, last = place
    if error["type"] != "extra_forbidden":
        code = FAULT_CODES.get(error["type"], FaultCode.invalid_value)
        return Fault(code=code, place=".".join(map(str, (*place, last))), problem=wording(error))
    if place == ["query"]:
        return Fault(
            code=FaultCode.unknown_parameter,
            place="query",
            problem=f"there is no such parameter{choices(str(last), parameters)}{which_of(str(last), given)}",
        )
    where, hint = ".".join(map(str, place)) or "question", did_you_mean(str(last), fields)
    return Fault(code=FaultCode.unknown_field, place=where, problem=f"there is no such field{hint}")


FAULT_CODES = {
    "enum": FaultCode.unknown_value,
    "literal_error": FaultCode.unknown_value,
    UNLISTED: FaultCode.unknown_value,
    "missing": FaultCode.missing,
}
"""Types of validation errors that have a kind of their own."""


def body_fields(request: Request) -> set[str]:
    """Return every field name that the body of this route may have."""
    route = request.scope.get("route")
    fields = route.dependant.body_params if isinstance(route, APIRoute) else []
    models = [each.field_info.annotation for each in fields]
    return {name for model in models if isinstance(model, type) for name in field_names(model)}


def parameters(request: Request) -> list[str]:
    """Return the names of the query parameters of the requested route, and `release` where it takes that."""
    route = request.scope.get("route")
    names: list[str] = []
    for field in route.dependant.query_params if isinstance(route, APIRoute) else []:
        model = field.field_info.annotation
        names += list(getattr(model, "model_fields", None) or [field.name])
    return [*names, "release"] if answers_past_releases(request.scope["path"]) else names


def which_of(name: str, given: Sequence[str]) -> str:
    """Return which of several parameters is meant, without its name."""
    if len(given) < 2 or name not in given:
        return ""
    return f"; it is parameter {given.index(name) + 1} of {len(given)}"


def choices(given: str, known: list[str]) -> str:
    """Return the allowed parameters, after those that are meant: by `year`, `min_year` and `max_year`."""
    if not known:
        return "; this address takes none"
    longer = [name for name in known if given.casefold() in name.split("_")]
    hint = f"; did you mean {' or '.join(map(repr, longer))}?" if longer else did_you_mean(given, known)
    return f"{hint}; allowed: {', '.join(known)}"


def problem_responses(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return the problems of an operation; `openapi.PROBLEMS` describes each."""
    return {status: {"description": title(status)} for status in statuses}
