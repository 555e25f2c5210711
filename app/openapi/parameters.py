"""Parameters of the OpenAPI document: described once, with an example each."""

import json
import re
from collections import Counter

from app.models.base import SLUG
from app.models.dataset import VERSION
from app.models.filters import LONGEST_SLUG
from app.openapi.schemas import simplified
from app.openapi.structure import operations, resolved
from app.openapi.texts import Json
from app.registry import LISTS, by_name

RELEASE: Json = {
    "name": "release",
    "in": "query",
    "description": "The release that answers, of those in `/v1/releases`; without it, the current one.",
    "schema": {"type": "string", "pattern": f"^{VERSION}$"},
    "example": "2026.11.1",
}
"""The parameter of every read, which `app/middleware/release.py` takes before the routes."""

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
    """Make each parameter that several operations take one component.

    Of those with the same name, the one that most operations take is called by it alone.
    """
    taken = [(path, each) for path, _, operation in operations(spec) for each in operation["parameters"]]
    uses = Counter(key(each) for _, each in taken)
    first = {key(each): (path, each) for path, each in reversed(taken)}
    shared = spec["components"]["parameters"] = {}
    names: dict[str, str] = {}
    for text, number in uses.most_common():
        if number > 1:
            path, each = first[text]
            own = camel(each["name"])
            names[text] = name = own if own not in shared else own + camel(collection(path))
            shared[name] = each
    for _, _, operation in operations(spec):
        operation["parameters"] = [
            {"$ref": f"#/components/parameters/{names[key(each)]}"} if key(each) in names else each
            for each in operation["parameters"]
        ]


def key(parameter: Json) -> str:
    """Return a text that is equal for equal parameters."""
    return json.dumps(parameter, sort_keys=True)


def camel(words: str) -> str:
    """Return words as the name of a component: `min_year` is `MinYear`."""
    return "".join(word.capitalize() for word in re.findall("[a-z]+", words))


def collection(path: str) -> str:
    """Return the list that a path is about, as the end of a component's name: `of-trials`."""
    return "of-" + next(part for part in path.split("/")[::-1] if part and "{" not in part).partition(".")[0]
