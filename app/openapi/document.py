"""The OpenAPI document: what FastAPI generates from the routes, made plain enough for code generators.

What must stay true: the document depends on the program alone, so that its committed copy changes only when
the API does. The served and the committed document are the same bytes, and an operation answers in one media
type.
"""

import json
from collections.abc import Iterator
from copy import deepcopy
from functools import cache
from typing import Any

from fastapi import FastAPI

from app.cds_hooks.schemas import OperationOutcome
from app.errors import Problem
from app.openapi.parameters import (
    RELEASE,
    SLUG_TEXT,
    described_parameter,
    referred_list,
    share_parameters,
)
from app.openapi.responses import document_answers, shared_responses
from app.openapi.schemas import (
    loosened,
    name_choices,
    put_defaults_in_words,
    share_fields,
    share_reasons,
    simplified,
)
from app.openapi.structure import drop_unused, named_in, operations
from app.openapi.texts import DATA_FILES, FORMATS, JSON_BODY, NO_STORE, TABLE_FORMAT, TAGS, Json
from app.registry import answers_past_releases


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


REPLACED_BY_PROBLEMS = frozenset({"HTTPValidationError", "ValidationError"})
"""FastAPI's schemas of its own errors, which no route answers with."""


def contract(spec: Json) -> Json:
    """Return FastAPI's document with problems and headers, without what code generators stumble over."""
    parts = spec["components"]
    parts["schemas"] = plain_schemas(parts["schemas"])
    parts["responses"] = shared_responses()
    parts["headers"] = {"NoStore": NO_STORE}
    spec["paths"] = dict(one_media_type_each(spec["paths"]))
    document_operations(spec)
    share_parameters(spec)
    loosen_answers(spec)
    parts["schemas"]["Slug"] = {
        **SLUG_TEXT,
        "description": "Lower-case letters and digits, with hyphens between.",
    }
    share_reasons(parts["schemas"])
    share_fields(parts["schemas"])
    name_choices(spec, parts["schemas"])
    drop_unused(spec)
    spec["info"]["contact"] = {"name": "The fibromag authors"}
    spec["servers"] = [{"url": "/", "description": "The server that served this document."}]
    spec["security"] = []
    spec["tags"] = [{"name": tag.name, "description": tag.description} for tag in TAGS]
    return spec


def plain_schemas(schemas: Json) -> Json:
    """Return the schemas made plain, with our problems in the place of FastAPI's."""
    ours = {name: each for name, each in schemas.items() if name not in REPLACED_BY_PROBLEMS}
    for failure in (Problem, OperationOutcome):
        schema = failure.model_json_schema(mode="serialization", ref_template="#/components/schemas/{model}")
        ours |= schema.pop("$defs") | {failure.__name__: schema}
    plain = {name: simplified(schema) for name, schema in sorted(ours.items())}
    put_defaults_in_words(plain)
    return plain


def document_operations(spec: Json) -> None:
    """Give each operation its tag, its parameters in words, and its answers."""
    parts = spec["components"]
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
        "description": f"Also as {others}.",
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
