"""Responses of the OpenAPI document: answers, files, and problems with an example each."""

from app.cds_hooks.schemas import FHIR_JSON, OperationOutcome
from app.errors import PROBLEM_JSON, Problem, title
from app.formats.list_formats import MEDIA_TYPES
from app.openapi.schemas import simplified
from app.openapi.texts import (
    BYTE_RANGE,
    EVERYWHERE,
    JSON_BODY,
    NAMED,
    PROBLEMS,
    RETRY_AFTER,
    TABLE_FILE,
    TABLE_FORMAT,
    Json,
)


def shared_responses() -> Json:
    """Return the responses that operations refer to."""
    shared = {str(status): problem_response(status) for status in PROBLEMS}
    others = ", ".join(f"{status} ({title(status)})" for status in EVERYWHERE)
    for prefix, media_type, schema in (("", PROBLEM_JSON, Problem), ("Fhir", FHIR_JSON, OperationOutcome)):
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
    content = {PROBLEM_JSON: {"schema": schema, "examples": {"problem": example}}}
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
