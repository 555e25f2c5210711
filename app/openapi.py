"""The OpenAPI document: what FastAPI generates from the routes, simplified and completed.

What must stay true: the document depends on the program alone, so that its committed copy changes only when
the API does. `app/api/contract.py` serves it with answers of the server as examples.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import urlencode

from fastapi import FastAPI

from app.cds_hooks.schemas import FHIR_JSON, OperationOutcome
from app.errors import FAILED, PROBLEM, WRONG, Fault, Problem, title
from app.formats import MEDIA_TYPES

DESCRIPTION = """\
The clinical evidence on magnesium for fibromyalgia: one lay article, audited sentence by sentence, and the
primary record behind it.

Every value names its source and says how far that source was read. A value that a source does not report is
null, with the reason in `absent`. Null and negative results are listed beside positive ones. Mechanisms and
blood values never count as clinical evidence.

The API informs professionals and careful readers. It does not prescribe. No record here is no proof that
nothing can happen.

Every GET endpoint supports HEAD. An unknown parameter is refused with status 422.
"""

LICENCE = {"name": "Apache 2.0 (program), CC BY 4.0 (data)", "identifier": "Apache-2.0 AND CC-BY-4.0"}

TAGS = [
    {
        "name": "evidence",
        "description": "Claims of the article, trials, outcomes and summaries.",
    },
    {"name": "safety", "description": "Reasons not to take magnesium, and what was not checked."},
    {"name": "cds-hooks", "description": "The safety check for health record systems: CDS Hooks 2.0.1."},
    {
        "name": "vocabulary",
        "description": "Names and codes by which medicines and conditions are recognised; no evidence.",
    },
    {"name": "dataset", "description": "Version, vocabularies, full-text search and files of the dataset."},
    {"name": "service", "description": "Health checks and metrics, for operators."},
]

HEADERS = {
    "Cache-Control": "How long the response may be cached, and by whom.",
    "Dataset-Version": "Version of the dataset that the response was made from.",
    "X-Request-Id": "Identifier of this request in the server's log.",
    "ETag": "Changes when the response changes. Sent as `If-None-Match`, it is answered with 304 until then.",
    "Retry-After": "Seconds to wait before the next attempt.",
}
"""Header → its description."""


@dataclass(frozen=True)
class ProblemExample:
    """When a problem is returned, and an example."""

    when: str
    request: str
    """A request that gets it."""
    detail: str
    errors: tuple[Fault, ...] = ()


PROBLEMS = {
    400: ProblemExample(
        "The request cannot be read as text or, where it has a body, as JSON.",
        "GET /v1/search?q=%00",
        "The address holds characters that are not plain UTF-8 text.",
    ),
    404: ProblemExample(
        "There is no record with this name; the nearest name is suggested.",
        "GET /v1/trials/macian-2023",
        "there is no such trial; did you mean 'macian-2022'?",
    ),
    408: ProblemExample(
        "The request was not complete in time; the connection is closed.",
        "POST /v1/safety/checks",
        "The request was not whole in time.",
    ),
    413: ProblemExample(
        "The body is longer than 256 KiB.",
        "POST /v1/safety/checks",
        "A body may have 262144 bytes.",
    ),
    414: ProblemExample(
        "The address is longer than 8 KiB.",
        "GET /v1/search?q=…",
        "An address may have 8192 bytes.",
    ),
    415: ProblemExample(
        "The body is compressed, or its `Content-Type` is not JSON in UTF-8.",
        "POST /v1/safety/checks",
        "A body has to be application/json, in UTF-8.",
    ),
    421: ProblemExample(
        "The service does not answer for this host name.",
        "GET /v1",
        "This service is not known by that host name: see FIBROMAG_HOSTS.",
    ),
    422: ProblemExample(
        "A part of the request is invalid. Every such part is listed, with the values that are allowed.",
        "GET /v1/trials?limit=0",
        WRONG,
        (Fault(place="query.limit", problem="should be greater than or equal to 1"),),
    ),
    429: ProblemExample(
        "The client exceeded its rate limit, where one is set. `RateLimit` and `RateLimit-Policy`, on every "
        "response then, say what is left.",
        "GET /v1",
        "Too many requests came from this address; try again later.",
    ),
    431: ProblemExample(
        "The head of the request has more than 64 fields, or 16 KiB.",
        "GET /v1",
        "A head may have 64 fields and 16384 bytes.",
    ),
    500: ProblemExample(
        "The server failed. Its log has the failure, without the request.", "GET /v1", FAILED
    ),
    503: ProblemExample(
        "The database does not answer, or holds another dataset than when the server started; or the server "
        "answers as many requests as it can.",
        "GET /readyz",
        "The database does not answer; try again soon.",
    ),
}
"""Status → the problem; `problem_responses` names those of an operation."""

EVERYWHERE = (400, 408, 413, 414, 421, 429, 431, 500, 503)
"""Problems that the middleware may return for any request."""

Json = dict[str, Any]


def install(app: FastAPI) -> None:
    """Make `app.openapi()` return the contract, generated when it is first asked for."""
    generate = app.openapi
    app.openapi = cache(lambda: contract(generate()))  # type: ignore[method-assign]


# The contract -------------------------------------------------------------------------------------


def contract(spec: Json) -> Json:
    """Return FastAPI's document with problems and headers, without titles and null defaults."""
    parts = spec["components"]
    for unused in ("HTTPValidationError", "ValidationError"):
        parts["schemas"].pop(unused, None)
    for failure in (Problem, OperationOutcome):
        schema = failure.model_json_schema(mode="serialization", ref_template="#/components/schemas/{model}")
        parts["schemas"] |= schema.pop("$defs") | {failure.__name__: schema}
    parts["schemas"] = {name: simplified(schema) for name, schema in sorted(parts["schemas"].items())}
    borrow_descriptions(parts["schemas"])
    parts["responses"] = {component_name(status): problem_response(status) for status in PROBLEMS}
    parts["headers"] = {
        name: {"description": about, "schema": {"type": "string"}} for name, about in HEADERS.items()
    }
    for path, method, operation in operations(spec):
        operation["parameters"] = [
            described_parameter(each, parts) for each in operation.get("parameters", [])
        ]
        document_answers(path, method, operation)
    spec["info"]["contact"] = {"name": "The fibromag authors"}
    spec["servers"] = [{"url": "/", "description": "The server that served this document."}]
    spec["security"] = []
    return spec


def operations(spec: Json) -> Iterator[tuple[str, str, Json]]:
    """Yield (path, method, operation) of every operation."""
    for path, methods in spec["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def simplified(schema: Any) -> Any:
    """Return a schema without titles and null defaults, with `type: [x, null]` for nullable values."""
    if isinstance(schema, list):
        return [simplified(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    tidy: Json = {}
    for key, value in schema.items():
        if key in ("enum", "const", "examples"):
            tidy[key] = value
        elif key == "properties":
            tidy[key] = {name: simplified(each) for name, each in value.items()}
        elif key == "pattern":
            tidy[key] = value.replace(
                "(?s:.", r"(?:[\s\S]"
            )  # no modifiers in the regular expressions of JSON
        elif key != "title" and (key, value) != ("default", None):
            tidy[key] = simplified(value)
    for name in tidy.get("required", []):
        tidy["properties"][name].pop("default", None)
    return with_nullable_type(tidy)


def with_nullable_type(schema: Json) -> Json:
    """Return `anyOf` of a type and null as one schema of two types; keep enums and references."""
    kinds = schema.get("anyOf", [])
    if len(kinds) != 2 or kinds[1] != {"type": "null"} or not isinstance(kinds[0].get("type"), str):
        return schema
    if "enum" in kinds[0] or "const" in kinds[0]:
        return schema
    rest = {key: value for key, value in schema.items() if key != "anyOf"}
    return {**kinds[0], "type": [kinds[0]["type"], "null"], **rest}


def borrow_descriptions(schemas: Json) -> None:
    """Give a property without a description the first line of its type's description."""
    for schema in schemas.values():
        for value in schema.get("properties", {}).values():
            for kind in (value, value.get("items", {}), *value.get("anyOf", [])):
                if "$ref" in kind:
                    value.setdefault("description", resolved(kind, schemas)["description"].partition("\n")[0])


def resolved(schema: Json, schemas: Json) -> Json:
    """Return the schema that a reference names, or the schema itself."""
    found: Json = schemas[schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema
    return found


def described_parameter(given: Json, parts: Json) -> Json:
    """Return a parameter that is not nullable, with one example beside its description."""
    schema: Json = {**given["schema"]}
    kinds = [kind for kind in schema.pop("anyOf", []) if kind != {"type": "null"}]
    schema = simplified({**schema, **(kinds[0] if kinds else {})})
    description = given.get("description") or schema.get("description")
    words = resolved(schema, parts["schemas"])
    schema.pop("description", None)
    example = next(iter(schema.pop("examples", words.get("enum", []))), None)
    shown: Json = {} if example is None else {"example": example}
    return {**given, "description": description or words["description"], "schema": schema, **shown}


def component_name(status: int) -> str:
    """Return the name of the component that describes a problem."""
    return title(status).replace(" ", "")


def problem_response(status: int) -> Json:
    """Return a problem as a response: when it is returned, its headers, and an example."""
    about = PROBLEMS[status]
    value = Problem(title=title(status), status=status, detail=about.detail, errors=list(about.errors))
    example = {"summary": about.request, "value": value.model_dump()}
    schema = {"$ref": "#/components/schemas/Problem"}
    return {
        "description": about.when,
        "headers": header_references(
            "Cache-Control",
            "Dataset-Version",
            "X-Request-Id",
            *(["Retry-After"] if status in (429, 503) else []),
        ),
        "content": {PROBLEM: {"schema": schema, "examples": {"problem": example}}},
    }


def header_references(*names: str) -> Json:
    """Return response headers by reference."""
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def document_answers(path: str, method: str, operation: Json) -> None:
    """Add headers and examples to the responses of an operation, and its problems by reference."""
    responses = operation["responses"]
    for problem in EVERYWHERE:
        responses.setdefault(str(problem), {})
    as_fhir = {status for status, about in responses.items() if FHIR_JSON in about.get("content", {})}
    if as_fhir:
        responses.pop("422", None)
    for status in responses.keys() - as_fhir - {"200"}:
        responses[status] = {"$ref": f"#/components/responses/{component_name(int(status))}"}
    known = header_references("Cache-Control", "Dataset-Version", "X-Request-Id")
    not_kept = responses["200"].get("headers", {})
    if not not_kept:
        known |= header_references("ETag")
        unchanged = "The response is still the one whose ETag was sent as `If-None-Match`."
        responses["304"] = {"description": unchanged, "headers": known}
    responses["200"]["headers"] = known | not_kept
    for content in responses["200"].get("content", {}).values():
        content["schema"] = simplified(content["schema"])
    operation["responses"] = dict(sorted(responses.items()))
    if method == "get":
        for media_type, content in responses["200"]["content"].items():
            content["examples"] = {"answer": {"externalValue": example_address(path, operation, media_type)}}


# The examples -------------------------------------------------------------------------------------


def example_address(path: str, operation: Json, media_type: str = "application/json") -> str:
    """Return an address with a response of this media type: required parameters, and the shortest page."""
    given = {each["name"]: each for each in operation["parameters"]}
    for name, each in given.items():
        if each["in"] == "path":
            word = FORMATS.get(media_type) if name == "suffix" else None
            path = path.replace(f"{{{name}}}", word or each["example"])
    asked = {
        name: each["example"] for name, each in given.items() if each["in"] == "query" and each["required"]
    }
    if media_type != "application/json" and "format" in given:
        asked["format"] = FORMATS[media_type]
    elif "limit" in given:
        asked["limit"] = given["limit"]["example"]
    return f"{path}?{urlencode(asked)}" if asked else path


FORMATS = {media_type.partition(";")[0]: format for format, media_type in MEDIA_TYPES.items()}
"""Media type → the value of `format`, for formats other than JSON."""


def example_requests(path: str, method: str, operation: Json) -> Iterator[tuple[str, str, Any]]:
    """Yield (name, address, body) of each example of an operation."""
    address = example_address(path, operation)
    if method == "get":
        yield "answer", address, None
    else:
        for name, body in operation["requestBody"]["content"]["application/json"].get("examples", {}).items():
            yield name, address, body["value"]
