"""Requests made from the examples of the OpenAPI document, each of which has an answer."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from app.openapi.texts import JSON_BODY, Json


def example_requests(path: str, method: str, operation: Json) -> Iterator[tuple[str, Any]]:
    """Yield (address, body) of each example of an operation."""
    address = example_address(path, operation)
    if method == "get":
        yield address, None
    else:
        for body in operation["requestBody"]["content"][JSON_BODY].get("examples", {}).values():
            yield address, body["value"]


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
