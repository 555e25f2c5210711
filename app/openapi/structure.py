"""Walk an OpenAPI document: its operations, its components and the references to them."""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from app.openapi.texts import Json


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


def references(value: Any) -> set[str]:
    """Return every reference in a piece of the document."""
    if isinstance(value, list):
        return set().union(*map(references, value))
    if not isinstance(value, dict):
        return set()
    own = {value["$ref"]} if isinstance(value.get("$ref"), str) else set()
    return own.union(*map(references, value.values()))


def components(parts: Json) -> set[str]:
    """Return the reference to each component."""
    return {f"#/components/{kind}/{name}" for kind, named in parts.items() for name in named}


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
