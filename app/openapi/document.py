"""The OpenAPI document: what FastAPI generates from the routes, made plain enough for code generators.

What must stay true: the document depends on the program alone, so that its committed copy changes only when
the API does. The served and the committed document are the same bytes, and an operation answers in one media
type.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator
from copy import deepcopy
from functools import cache
from typing import Any
from urllib.parse import urlencode

from fastapi import FastAPI

from app.cds_hooks.schemas import FHIR_JSON, OperationOutcome
from app.errors import PROBLEM, Problem, title
from app.formats import MEDIA_TYPES
from app.models.base import SLUG
from app.models.filters import LONGEST_SLUG
from app.openapi.schemas import (
    loosened,
    name_choices,
    put_defaults_in_words,
    share_fields,
    share_reasons,
    simplified,
)
from app.openapi.texts import (
    BYTE_RANGE,
    DATA_FILES,
    EVERYWHERE,
    FORMATS,
    JSON_BODY,
    NAMED,
    NO_STORE,
    PROBLEMS,
    RETRY_AFTER,
    TABLE_FILE,
    TABLE_FORMAT,
    TAGS,
    Json,
)
from app.registry import LISTS, answers_past_releases, by_name


def install(app: FastAPI) -> None:
    """Make `app.openapi()` return the contract, generated when it is first asked for."""
    generate = app.openapi
    app.openapi = cache(lambda: contract(generate()))  # type: ignore[method-assign]


def document_text(spec: Json) -> str:
    """Return the document as it is served and committed: each operation and each component is one line."""
    return f"{nested(spec, depth=3)}\n"


def nested(value: Any, depth: int) -> str:
    """Return JSON with a line for each member of the outer objects."""
    if not depth or not isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    members = (f"{json.dumps(name)}: {nested(each, depth - 1)}" for name, each in value.items())
    return "{{\n{}\n}}".format(",\n".join(members))


# The contract -------------------------------------------------------------------------------------


def contract(spec: Json) -> Json:
    """Return FastAPI's document with problems and headers, without what code generators stumble over."""
    parts = spec["components"]
    for unused in ("HTTPValidationError", "ValidationError"):
        parts["schemas"].pop(unused, None)
    for failure in (Problem, OperationOutcome):
        schema = failure.model_json_schema(mode="serialization", ref_template="#/components/schemas/{model}")
        parts["schemas"] |= schema.pop("$defs") | {failure.__name__: schema}
    parts["schemas"] = {name: simplified(schema) for name, schema in sorted(parts["schemas"].items())}
    put_defaults_in_words(parts["schemas"])
    parts["responses"] = shared_responses()
    parts["headers"] = {"NoStore": NO_STORE}
    spec["paths"] = dict(one_media_type_each(spec["paths"]))
    for path, _, operation in operations(spec):
        operation["tags"] = [tag_of(path)]
        operation["parameters"] = [
            described_parameter(each, parts, referred_list(path, each["name"]))
            for each in operation.get("parameters", [])
        ]
        if answers_past_releases(path):
            operation["parameters"].append(deepcopy(RELEASE))
            operation["responses"].setdefault("404", {})  # no such release
        document_answers(operation, parts["responses"])
    share_parameters(spec)
    loosen_answers(spec)
    parts["schemas"]["Slug"] = {
        **SLUG_TEXT,
        "description": "Lower-case letters and digits, with hyphens between.",
    }
    share_reasons(spec["components"]["schemas"])
    share_fields(spec["components"]["schemas"])
    name_choices(spec, spec["components"]["schemas"])
    drop_unused(spec)
    spec["info"]["contact"] = {"name": "The fibromag authors"}
    spec["servers"] = [{"url": "/", "description": "The server that served this document."}]
    spec["security"] = []
    spec["tags"] = [{"name": tag.name, "description": tag.description} for tag in TAGS]
    return spec


def operations(spec: Json) -> Iterator[tuple[str, str, Json]]:
    """Yield (path, method, operation) of every operation."""
    for path, methods in spec["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def resolved(part: Json, spec: Json) -> Json:
    """Return the component that a reference names, or the part itself."""
    if "$ref" not in part:
        return part
    _, _, kind, name = part["$ref"].split("/")
    found: Json = spec["components"][kind][name]
    return found


def inlined(spec: Json) -> Json:
    """Return the document with its shared parameters and responses in each operation; schemas stay apart."""
    spec = deepcopy(spec)
    for _, _, operation in operations(spec):
        operation["parameters"] = [resolved(each, spec) for each in operation["parameters"]]
        operation["responses"] = {
            status: resolved(each, spec) for status, each in operation["responses"].items()
        }
    return spec


def tag_of(path: str) -> str:
    """Return the tag of the operations of a path."""
    if path.endswith(f".{TABLE_FORMAT}"):
        return DATA_FILES
    fitting = [(begin, tag.name) for tag in TAGS for begin in tag.paths if path.startswith(begin)]
    return max(fitting, key=lambda each: len(each[0]))[1]


def one_media_type_each(paths: Json) -> Iterator[tuple[str, Json]]:
    """Yield the paths, with an operation of its own for the table of a list.

    The other formats, and `?format=` of the list itself, are left out: they are the same rows at a like
    address.
    """
    for path, methods in paths.items():
        content = methods.get("get", {}).get("responses", {}).get("200", {}).get("content", {})
        if path.endswith(".{suffix}"):
            formats = [FORMATS[media_type] for media_type in content]
            yield path.replace("{suffix}", TABLE_FORMAT), {"get": table_operation(methods["get"], formats)}
        else:
            if JSON_BODY in content and len(content) > 1:
                methods["get"]["parameters"] = without(methods["get"]["parameters"], "format")
                for media_type in content.keys() & FORMATS.keys():
                    del content[media_type]
            yield path, methods


def table_operation(operation: Json, formats: list[str]) -> Json:
    """Return the operation that downloads a list as a table; its description names the other formats."""
    others = ", ".join(f"`.{format}`" for format in formats if format != TABLE_FORMAT)
    operation = {
        **operation,
        "operationId": f"{operation['operationId']}_{TABLE_FORMAT}",
        "summary": f"{operation['summary']} as {TABLE_FORMAT.upper()}",
        "description": f"Also with the ending {others}.",
        "parameters": without(operation["parameters"], "suffix"),
    }
    operation["responses"] |= {
        "200": {"$ref": "#/components/responses/Table"},
        "307": {"$ref": "#/components/responses/ByteRange"},
    }
    return operation


def without(parameters: list[Json], name: str) -> list[Json]:
    """Return all parameters but one."""
    return [each for each in parameters if each["name"] != name]


def loosen_answers(spec: Json) -> None:
    """Leave out of schemas of answers what a later version may widen: patterns, bounds, the set of fields.

    Clients must bear an answer of a later version; requests keep every constraint.
    """
    schemas = spec["components"]["schemas"]
    bodies = [operation.get("requestBody", {}) for _, _, operation in operations(spec)]
    for name in schemas.keys() - named_in(bodies, schemas):
        schemas[name] = loosened(schemas[name])


def named_in(value: Any, schemas: Json) -> set[str]:
    """Return the names of all schemas that a piece of the document refers to, directly or not."""
    found: set[str] = set()
    waiting = [value]
    while waiting:
        new = {reference.rpartition("/")[2] for reference in references(waiting.pop())} - found
        found |= new
        waiting += [schemas[name] for name in new if name in schemas]
    return found


def drop_unused(spec: Json) -> None:
    """Remove components that nothing refers to, again until all are used."""
    parts = spec["components"]
    while unused := components(parts) - references([spec["paths"], parts]):
        for reference in unused:
            _, _, kind, name = reference.split("/")
            del parts[kind][name]


def components(parts: Json) -> set[str]:
    """Return the reference to each component."""
    return {f"#/components/{kind}/{name}" for kind, named in parts.items() for name in named}


def references(value: Any) -> set[str]:
    """Return every reference in a piece of the document."""
    if isinstance(value, list):
        return set().union(*map(references, value))
    if not isinstance(value, dict):
        return set()
    own = {value["$ref"]} if isinstance(value.get("$ref"), str) else set()
    return own.union(*map(references, value.values()))


RELEASE: Json = {
    "name": "release",
    "in": "query",
    "description": "The release that answers, of those in `/v1/releases`; without it, the current one.",
    "schema": {"type": "string", "pattern": r"^\d{4}\.\d{1,2}\.\d+$"},
    "example": "2026.11.1",
}
"""The parameter of every read, which `app/middleware/release.py` takes before the routes."""


# Parameters ---------------------------------------------------------------------------------------


SLUG_TEXT: Json = {"type": "string", "maxLength": LONGEST_SLUG, "pattern": SLUG}
SLUG_REFERENCE: Json = {"$ref": "#/components/schemas/Slug"}

LISTS_BY_PATH = {f"/v1/{collection.address}": collection for collection in LISTS} | {
    "/v1/safety/interactions": by_name("rules")
}


def referred_list(path: str, name: str) -> str | None:
    """Return the address of the list whose slugs a filter takes; None for other parameters."""
    listed = LISTS_BY_PATH.get(path) or LISTS_BY_PATH.get(path.rpartition(".")[0])
    filter = listed.filter_by_name.get(name) if listed else None
    return (
        None if filter is None or filter.collection is None else f"/v1/{by_name(filter.collection).address}"
    )


def described_parameter(given: Json, parts: Json, slugs: str | None) -> Json:
    """Return a parameter that is not nullable, with one example beside its description."""
    schema: Json = {**given["schema"]}
    kinds = [kind for kind in schema.pop("anyOf", []) if kind != {"type": "null"}]
    schema = simplified({**schema, **(kinds[0] if kinds else {})})
    description = given.get("description") or schema.get("description")
    words = resolved(schema, {"components": parts})
    schema.pop("description", None)
    if slugs is not None:
        description = f"{description} A slug of `{slugs}`."
    example = next(iter(schema.pop("examples", words.get("enum", []))), None)
    described = {**given, "schema": schema}
    if schema.get("type") == "array":  # several values, with commas between them
        schema["items"] = item = {**schema["items"]}
        words = resolved(item, {"components": parts})
        found = next(iter(item.pop("examples", words.get("enum", []))), None)
        example = example if found is None else [found]
        item.pop("description", None)
        schema["items"] = SLUG_REFERENCE if item == SLUG_TEXT else item
        described["explode"] = False
    elif schema == SLUG_TEXT:
        described["schema"] = SLUG_REFERENCE
    described["description"] = description or words["description"]
    if not given["required"]:
        del described["required"]
    return described if example is None else {**described, "example": example}


def share_parameters(spec: Json) -> None:
    """Make each parameter that several operations take one component."""
    uses = Counter(key(each) for _, _, operation in operations(spec) for each in operation["parameters"])
    shared = spec["components"]["parameters"] = {}
    named: dict[str, str] = {}
    for path, _, operation in operations(spec):
        for number, each in enumerate(operation["parameters"]):
            if uses[key(each)] > 1:
                if key(each) not in named:
                    own = camel(each["name"])
                    named[key(each)] = name = own if own not in shared else own + camel(collection(path))
                    shared[name] = each
                operation["parameters"][number] = {"$ref": f"#/components/parameters/{named[key(each)]}"}


def key(parameter: Json) -> str:
    """Return a text that is equal for equal parameters."""
    return json.dumps(parameter, sort_keys=True)


def camel(words: str) -> str:
    """Return words as the name of a component: `min_year` is `MinYear`."""
    return "".join(word.capitalize() for word in re.findall("[a-z]+", words))


def collection(path: str) -> str:
    """Return the list that a path is about, as the end of a component's name: `of-trials`."""
    return "of-" + next(part for part in path.split("/")[::-1] if part and "{" not in part).partition(".")[0]


# Responses ----------------------------------------------------------------------------------------


def shared_responses() -> Json:
    """Return the responses that operations refer to."""
    shared = {str(status): problem_response(status) for status in PROBLEMS}
    others = ", ".join(f"{status} ({title(status)})" for status in EVERYWHERE)
    for prefix, media_type, schema in (("", PROBLEM, Problem), ("Fhir", FHIR_JSON, OperationOutcome)):
        shared[f"{prefix}Problem"] = {
            "description": f"Any other problem: {others}.",
            "headers": {"Retry-After": {"description": RETRY_AFTER, "schema": {"type": "string"}}},
            "content": {media_type: {"schema": {"$ref": f"#/components/schemas/{schema.__name__}"}}},
        }
    media_type = MEDIA_TYPES[TABLE_FORMAT].partition(";")[0]
    shared["ByteRange"] = {"description": BYTE_RANGE}
    shared["Table"] = {
        "description": TABLE_FILE,
        "content": {media_type: {"schema": file_schema(media_type)}},
    }
    return shared


def file_schema(media_type: str) -> Json:
    """Return the schema of a body that is not JSON: text, or bytes."""
    return {"type": "string"} if media_type.startswith("text/") else {"type": "string", "format": "binary"}


def problem_response(status: int) -> Json:
    """Return a problem as a response: when it is returned, its headers, and an example."""
    about = PROBLEMS[status]
    value = Problem.of(status, about.detail, about.errors)
    example = {"summary": about.request, "value": value.model_dump()}
    schema = {"$ref": "#/components/schemas/Problem"}
    content = {PROBLEM: {"schema": schema, "examples": {"problem": example}}}
    return {"description": about.when, "content": content}


def document_answers(operation: Json, shared: Json) -> None:
    """Give the answer of an operation the schema of its media type, and refer to its problems."""
    responses = operation["responses"]
    problems = "Fhir" if any(FHIR_JSON in about.get("content", {}) for about in responses.values()) else ""
    for status in sorted(responses.keys() - {"200", "307"}):
        about = responses.pop(status)
        if int(status) in NAMED and not (problems and status == "422"):
            name = problems + status
            shared.setdefault(name, about)
            responses[status] = {"$ref": f"#/components/responses/{name}"}
    for others in ("4XX", "5XX"):  # not `default`, which clients take for a file, too
        responses[others] = {"$ref": f"#/components/responses/{problems}Problem"}
    found = responses["200"]
    for media_type, content in found.get("content", {}).items():
        schema = simplified(content.get("schema", {}))
        content["schema"] = schema if media_type == JSON_BODY else file_schema(media_type)
    operation["responses"] = dict(sorted(responses.items()))


# The examples -------------------------------------------------------------------------------------


def example_address(path: str, operation: Json) -> str:
    """Return an address with an answer: required parameters, and the shortest page.

    The operation is one of a document that is `inlined`.
    """
    given = {each["name"]: each for each in operation["parameters"]}
    for name, each in given.items():
        if each["in"] == "path":
            path = path.replace(f"{{{name}}}", each["example"])
    asked = {
        name: example_text(each["example"])
        for name, each in given.items()
        if each["in"] == "query" and "required" in each
    }
    if "limit" in given:
        asked["limit"] = given["limit"]["example"]
    return f"{path}?{urlencode(asked)}" if asked else path


def example_text(example: Any) -> Any:
    """Return the example of a parameter as a query has it: several values with commas between them."""
    return ",".join(example) if isinstance(example, list) else example


def example_requests(path: str, method: str, operation: Json) -> Iterator[tuple[str, Any]]:
    """Yield (address, body) of each example of an operation."""
    address = example_address(path, operation)
    if method == "get":
        yield address, None
    else:
        for body in operation["requestBody"]["content"][JSON_BODY].get("examples", {}).values():
            yield address, body["value"]
