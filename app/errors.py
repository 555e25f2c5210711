"""Every failure, said the same way: RFC 9457 problem details.

What must stay true: nothing that was sent is repeated, and no text of an exception is shown.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from http import HTTPStatus
from typing import Any, Literal

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from pydantic import BaseModel, ConfigDict, ValidationError
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from starlette.exceptions import HTTPException

from app.db.opening import UnusableError
from app.db.queries import BadQuestionError, NotFoundError
from app.seeds.annotations import field_names
from app.suggestions import did_you_mean

PROBLEM = "application/problem+json"
MOST_PROBLEMS = 20
"""How many problems of one request are listed; the rest are counted."""


CONFIG = ConfigDict(use_attribute_docstrings=True, json_schema_serialization_defaults_required=True)


class Fault(BaseModel):
    """One thing that is wrong with a request."""

    model_config = CONFIG

    place: str
    """Where: `query.limit`, `body.person.age`."""
    problem: str
    """What is wrong and what is allowed."""


class Problem(BaseModel):
    """What went wrong, for people and for programs."""

    model_config = CONFIG

    type: Literal["about:blank"] = "about:blank"
    """The status says what kind of problem it is."""
    title: str
    """The name of the status."""
    status: int
    """The HTTP status code, repeated."""
    detail: str
    """What is wrong, and what to do."""
    errors: list[Fault]
    """Every part of the request that is wrong; empty when it is not about parts."""


def problem(
    status: int, detail: str, faults: list[Fault] | None = None, headers: Mapping[str, str] | None = None
) -> Response:
    """Any problem, as a response."""
    body = Problem(title=title(status), status=status, detail=detail, errors=faults or [])
    more = {"retry-after": "2"} if status == HTTPStatus.SERVICE_UNAVAILABLE else {}
    return Response(
        body.model_dump_json(), status, {"cache-control": "no-store", **more, **(headers or {})}, PROBLEM
    )


def title(status: int) -> str:
    """The name of a status; `HTTPStatus` knows today's name of 422 only since Python 3.13."""
    return "Unprocessable Content" if status == 422 else HTTPStatus(status).phrase


def install(app: FastAPI) -> None:
    """Make every failure leave the app as a `Problem`."""
    app.exception_handler(NotFoundError)(lambda _, error: problem(404, str(error)))
    app.exception_handler(BadQuestionError)(
        lambda _, error: problem(422, WRONG, [Fault(place=f"query.{error.place}", problem=str(error))])
    )
    app.exception_handler(RequestValidationError)(invalid_request)
    app.exception_handler(HTTPException)(plain_status)
    app.exception_handler(UnusableError)(lambda _, error: problem(503, str(error)))
    for kind in (DBAPIError, PoolTimeoutError):
        app.exception_handler(kind)(lambda *_: problem(503, "The database does not answer; try again soon."))
    app.exception_handler(Exception)(lambda *_: problem(500, FAILED))


FAILED = "Something went wrong here; it is in the log under the X-Request-Id of this answer."
"""All that is said of a failure; where it happened is in the log."""

WRONG = "The request does not match the documentation; nothing was looked up."


def plain_status(_: Request, error: HTTPException) -> Response:
    """A status that routing or a handler raised."""
    detail = {
        404: "There is nothing at this address; `/v1` lists what there is.",
        405: "This address does not take this method.",
    }.get(error.status_code, HTTPStatus(error.status_code).description or "The request was refused.")
    return problem(error.status_code, detail, headers=error.headers)


def invalid_request(request: Request, error: RequestValidationError) -> Response:
    """Say which parts of a request are wrong, and what is allowed there."""
    found = error.errors()
    if any(each["type"] == "json_invalid" for each in found):
        return problem(400, "The body is not JSON.")
    detail, faults = told(found, parameters(request), body_fields(request))
    return problem(422, detail, faults)


def faults_of(error: ValidationError, model: type[BaseModel]) -> Problem:
    """What is wrong with one question of several."""
    detail, faults = told(error.errors(include_url=False, include_input=False), [], field_names(model))
    return Problem(title=title(422), status=422, detail=detail, errors=faults)


def told(found: Sequence[Any], parameters: list[str], fields: Collection[str]) -> tuple[str, list[Fault]]:
    """Validation errors in words: the first of them, and how many more there are."""
    faults = [fault(each, parameters, fields) for each in found[:MOST_PROBLEMS]]
    rest = len(found) - len(faults)
    return f"{WRONG} {rest} more problems are not listed." if rest else WRONG, faults


def fault(error: Any, parameters: list[str], fields: Collection[str]) -> Fault:
    """One validation error, without what was sent."""
    *place, last = error["loc"] or ("question",)
    if error["type"] != "extra_forbidden":
        return Fault(place=".".join(map(str, (*place, last))), problem=wording(error))
    if place == ["query"]:
        return Fault(place="query", problem=f"there is no such parameter{choices(str(last), parameters)}")
    hint = did_you_mean(str(last), fields)
    return Fault(place=".".join(map(str, place)) or "question", problem=f"there is no such field{hint}")


def body_fields(request: Request) -> set[str]:
    """Every field name that a body of this route may hold."""
    route = request.scope.get("route")
    fields = route.dependant.body_params if isinstance(route, APIRoute) else []
    models = [each.field_info.annotation for each in fields]
    return {name for model in models if isinstance(model, type) for name in field_names(model)}


def parameters(request: Request) -> list[str]:
    """The query parameters of the route that was asked."""
    route = request.scope.get("route")
    names: list[str] = []
    for field in route.dependant.query_params if isinstance(route, APIRoute) else []:
        model = field.field_info.annotation
        names += list(getattr(model, "model_fields", None) or [field.name])
    return names


def choices(given: str, known: list[str]) -> str:
    """What may stand there, the nearest first."""
    return f"{did_you_mean(given, known)}; allowed: {', '.join(known)}" if known else ""


def wording(error: Any) -> str:
    """What is wrong, in words of ours or of the validator, never of the caller."""
    if error["type"] in ("enum", "literal_error"):
        words = re.findall(r"'([^']+)'", error["ctx"]["expected"])
        return f"should be one of: {', '.join(words)}"
    return str(error["msg"]).removeprefix("Input ").removeprefix("Value error, ")


def problem_responses(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The problems an operation can answer with; `openapi.PROBLEMS` says more of each."""
    return {status: {"description": title(status)} for status in statuses}
