"""The OpenAPI document: what FastAPI makes of the routes, made plain, with examples that are true.

What must stay true: the contract depends on the program alone, so that its committed copy changes only
when the API does. What `/openapi.json` adds to it are answers of this very server.
"""

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from fastapi import FastAPI
from fastapi.responses import JSONResponse

from app.cds_hooks.schemas import FHIR_JSON, OperationOutcome
from app.errors import FAILED, PROBLEM, WRONG, Fault, Problem, title
from app.formats import MEDIA_TYPES

DESCRIPTION = """\
The clinical evidence on magnesium for fibromyalgia: one lay article, audited sentence by sentence, and the
primary record behind it.

Every value says where it comes from and how far that was read. What a source does not report is null, with
its reason in `absent`. Null and negative results stand beside positive ones. Mechanisms and blood values are
never counted as clinical evidence.

It informs professionals and careful readers; it does not prescribe, and that nothing is recorded about
something does not mean that nothing can happen.

Whatever answers GET answers HEAD. An unknown parameter is refused, never ignored.
"""

LICENCE = {"name": "Apache 2.0 (program), CC BY 4.0 (data)", "identifier": "Apache-2.0 AND CC-BY-4.0"}

TAGS = [
    {"name": "evidence", "description": "What was said, what was studied, and how it went."},
    {
        "name": "safety",
        "description": "What speaks against magnesium for a person, and what was not checked.",
    },
    {"name": "cds-hooks", "description": "The safety check as health records ask it: CDS Hooks 2.0.1."},
    {"name": "dataset", "description": "What the dataset holds, its words, and a search through all of it."},
    {"name": "service", "description": "For those who run the service."},
]

HEADERS = {
    "Cache-Control": "How long the answer may be kept, and by whom.",
    "Dataset-Version": "Version of the dataset the answer was made from.",
    "X-Request-Id": "Names this request in the server's log.",
    "ETag": "Changes when the answer does; sent back as `If-None-Match`, it saves sending the answer again.",
    "Retry-After": "Seconds after which to try again.",
}
"""What is said of each documented header."""


@dataclass(frozen=True)
class Refusal:
    """A status that is no answer: when it is given, and an example."""

    when: str
    asked: str
    """A request that is answered so."""
    detail: str
    errors: tuple[Fault, ...] = ()


PROBLEMS = {
    400: Refusal(
        "The request cannot be read as text or, where it has a body, as JSON.",
        "GET /v1/search?q=%00",
        "The address holds characters that are not plain UTF-8 text.",
    ),
    404: Refusal(
        "There is nothing of that name; the nearest name is suggested.",
        "GET /v1/trials/macian-2023",
        "there is no such trial; did you mean 'macian-2022'?",
    ),
    408: Refusal(
        "The request was begun, and not whole in time; the connection is closed.",
        "POST /v1/safety/checks",
        "The request was not whole in time.",
    ),
    413: Refusal(
        "The body is longer than 64 KiB.",
        "POST /v1/safety/checks",
        "A body may have 65536 bytes.",
    ),
    414: Refusal(
        "The address is longer than 8 KiB.",
        "GET /v1/search?q=…",
        "An address may have 8192 bytes.",
    ),
    415: Refusal(
        "The body is compressed, or is not announced as JSON in UTF-8.",
        "POST /v1/safety/checks",
        "A body has to be application/json, in UTF-8.",
    ),
    421: Refusal(
        "The service is not known by the host name that was asked.",
        "GET /v1",
        "This service is not known by that host name: see FIBROMAG_HOSTS.",
    ),
    422: Refusal(
        "Part of the request has no meaning here. Every such part is listed, with what is allowed.",
        "GET /v1/trials?limit=0",
        WRONG,
        (Fault(place="query.limit", problem="should be greater than or equal to 1"),),
    ),
    429: Refusal(
        "Where asking is limited: this client asked too often. `RateLimit` and `RateLimit-Policy`, on every "
        "answer then, say what is left.",
        "GET /v1",
        "Too many requests came from this address; try again later.",
    ),
    431: Refusal(
        "The head of the request has more than 64 fields, or 16 KiB.",
        "GET /v1",
        "A head may have 64 fields and 16384 bytes.",
    ),
    500: Refusal("Something went wrong here; it is in the log, without what was asked.", "GET /v1", FAILED),
    503: Refusal(
        "The database does not answer, or does not hold the dataset it held when the server started; or as "
        "many requests are being answered as can be.",
        "GET /readyz",
        "The database does not answer; try again soon.",
    ),
}
"""Every problem that an operation can name with `problem_responses`."""

EVERYWHERE = (400, 408, 413, 414, 421, 429, 431, 500, 503)
"""What the edge may answer to any request; one without a use for a body may have one, too."""

Json = dict[str, Any]


def install(app: FastAPI) -> None:
    """Make `app.openapi()` the contract, and serve it with examples at `/openapi.json`."""
    describe = app.openapi
    app.openapi = cache(lambda: contract(describe()))  # type: ignore[method-assign]
    app.openapi_url = "/openapi.json"
    document: Json = {}

    @app.get(app.openapi_url, include_in_schema=False)
    async def openapi_json() -> JSONResponse:
        if not document:
            document.update(await with_answers(app))
        return JSONResponse(document)


# The contract -------------------------------------------------------------------------------------


def contract(spec: Json) -> Json:
    """FastAPI's document with what it leaves out, and without what it makes up."""
    parts = spec["components"]
    for unused in ("HTTPValidationError", "ValidationError"):
        parts["schemas"].pop(unused, None)
    for failure in (Problem, OperationOutcome):
        schema = failure.model_json_schema(mode="serialization", ref_template="#/components/schemas/{model}")
        parts["schemas"] |= schema.pop("$defs") | {failure.__name__: schema}
    parts["schemas"] = {name: plain(schema) for name, schema in sorted(parts["schemas"].items())}
    borrow_descriptions(parts["schemas"])
    parts["responses"] = {name_of(status): refusal(status) for status in PROBLEMS}
    parts["headers"] = {
        name: {"description": about, "schema": {"type": "string"}} for name, about in HEADERS.items()
    }
    for path, method, operation in operations(spec):
        operation["parameters"] = [parameter(each, parts) for each in operation.get("parameters", [])]
        document_answers(path, method, operation)
    spec["info"]["contact"] = {"name": "The fibromag authors"}
    spec["servers"] = [{"url": "/", "description": "The server that served this document."}]
    spec["security"] = []
    return spec


def operations(spec: Json) -> Iterator[tuple[str, str, Json]]:
    """(path, method, operation) of everything that can be asked."""
    for path, methods in spec["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def plain(schema: Any) -> Any:
    """A schema without titles, without defaults that say nothing, and without detours to null."""
    if isinstance(schema, list):
        return [plain(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    tidy: Json = {}
    for key, value in schema.items():
        if key in ("enum", "const", "examples"):
            tidy[key] = value
        elif key == "properties":
            tidy[key] = {name: plain(each) for name, each in value.items()}
        elif key == "pattern":
            tidy[key] = value.replace(
                "(?s:.", r"(?:[\s\S]"
            )  # no modifiers in the regular expressions of JSON
        elif key != "title" and (key, value) != ("default", None):
            tidy[key] = plain(value)
    for name in tidy.get("required", []):
        tidy["properties"][name].pop("default", None)
    return without_detour(tidy)


def without_detour(schema: Json) -> Json:
    """`anyOf` a type or null, as one schema of two types; closed lists and references stay as they are."""
    kinds = schema.get("anyOf", [])
    if len(kinds) != 2 or kinds[1] != {"type": "null"} or not isinstance(kinds[0].get("type"), str):
        return schema
    if "enum" in kinds[0] or "const" in kinds[0]:
        return schema
    rest = {key: value for key, value in schema.items() if key != "anyOf"}
    return {**kinds[0], "type": [kinds[0]["type"], "null"], **rest}


def borrow_descriptions(schemas: Json) -> None:
    """Where a property says nothing of itself, its type speaks for it."""
    for schema in schemas.values():
        for value in schema.get("properties", {}).values():
            for kind in (value, value.get("items", {}), *value.get("anyOf", [])):
                if "$ref" in kind:
                    value.setdefault("description", resolved(kind, schemas)["description"].partition("\n")[0])


def resolved(schema: Json, schemas: Json) -> Json:
    """The schema that is meant by a reference, or the schema itself."""
    found: Json = schemas[schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema
    return found


def parameter(given: Json, parts: Json) -> Json:
    """A parameter that is there or not, but never null; with one example beside its description."""
    schema: Json = {**given["schema"]}
    kinds = [kind for kind in schema.pop("anyOf", []) if kind != {"type": "null"}]
    schema = plain({**schema, **(kinds[0] if kinds else {})})
    description = given.get("description") or schema.get("description")
    words = resolved(schema, parts["schemas"])
    schema.pop("description", None)
    example = next(iter(schema.pop("examples", words.get("enum", []))), None)
    shown: Json = {} if example is None else {"example": example}
    return {**given, "description": description or words["description"], "schema": schema, **shown}


def name_of(status: int) -> str:
    """The component that describes a problem."""
    return title(status).replace(" ", "")


def refusal(status: int) -> Json:
    """A problem as a response: when it is given, and an example."""
    about = PROBLEMS[status]
    value = Problem(title=title(status), status=status, detail=about.detail, errors=list(about.errors))
    example = {"summary": about.asked, "value": value.model_dump()}
    schema = {"$ref": "#/components/schemas/Problem"}
    return {
        "description": about.when,
        "headers": headers(
            "Cache-Control",
            "Dataset-Version",
            "X-Request-Id",
            *(["Retry-After"] if status in (429, 503) else []),
        ),
        "content": {PROBLEM: {"schema": schema, "examples": {"problem": example}}},
    }


def headers(*names: str) -> Json:
    """Headers of an answer, by reference."""
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def document_answers(path: str, method: str, operation: Json) -> None:
    """Headers and examples of what an operation answers with, and its problems by reference."""
    responses = operation["responses"]
    for problem in EVERYWHERE:
        responses.setdefault(str(problem), {})
    as_fhir = {status for status, about in responses.items() if FHIR_JSON in about.get("content", {})}
    if as_fhir:
        responses.pop("422", None)
    for status in responses.keys() - as_fhir - {"200"}:
        responses[status] = {"$ref": f"#/components/responses/{name_of(int(status))}"}
    known = headers("Cache-Control", "Dataset-Version", "X-Request-Id")
    not_kept = responses["200"].get("headers", {})
    if not not_kept:
        known |= headers("ETag")
        unchanged = "The answer is the one whose ETag was sent as `If-None-Match`."
        responses["304"] = {"description": unchanged, "headers": known}
    responses["200"]["headers"] = known | not_kept
    operation["responses"] = dict(sorted(responses.items()))
    if method == "get":
        for media_type, content in responses["200"]["content"].items():
            content["examples"] = {"answer": {"externalValue": question(path, operation, media_type)}}


# The examples -------------------------------------------------------------------------------------


def question(path: str, operation: Json, media_type: str = "application/json") -> str:
    """An address that is answered in a media type: required parameters, and the shortest page."""
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
"""The word for each format other than JSON, by media type."""


async def with_answers(app: FastAPI) -> Json:
    """The contract with the app's own answers in the place of their addresses."""
    spec: Json = deepcopy(app.openapi())
    import httpx  # late: a server is asked for this document seldom, and loading httpx takes a while

    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as client:
        for path, method, operation in operations(spec):
            content = operation["responses"]["200"].get("content", {}).get("application/json")
            if content is None:
                continue
            for name, address, body in questions(path, method, operation):
                answer = await client.request(method, address, json=body)
                if answer.is_success:
                    content.setdefault("examples", {})[name] = {"value": answer.json()}
                    show_cursor(operation, answer.json())
    return spec


def questions(path: str, method: str, operation: Json) -> Iterator[tuple[str, str, Any]]:
    """(name, address, body) of each example of an operation."""
    address = question(path, operation)
    if method == "get":
        yield "answer", address, None
    else:
        for name, body in operation["requestBody"]["content"]["application/json"].get("examples", {}).items():
            yield name, address, body["value"]


def show_cursor(operation: Json, answer: Json) -> None:
    """The cursor of the second page, as the example of what a cursor looks like."""
    if answer.get("next"):
        asked = parse_qs(urlsplit(answer["next"]).query)
        for each in operation["parameters"]:
            if each["name"] == "cursor":
                each["example"] = asked["cursor"][0]
