"""Schemas of the OpenAPI document, without what breaks code generators."""

from collections.abc import Iterator
from typing import Any

from app.openapi.texts import Json


def simplified(schema: Any) -> Any:
    """Return a schema without titles and null defaults, with `type: [x, null]` for nullable values.

    A constant truth value and a default that is an object are left out: generated code does not compile with
    them, and the description says the same.
    """
    if isinstance(schema, list):
        return [simplified(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    tidy: Json = {}
    for key, value in schema.items():
        if key in ("enum", "examples"):
            tidy[key] = value
        elif key == "properties":
            tidy[key] = {name: simplified(each) for name, each in value.items()}
        elif key == "pattern":
            tidy[key] = value.replace(
                "(?s:.", r"(?:[\s\S]"
            )  # no modifiers in the regular expressions of JSON
        elif not is_noise(key, value):
            tidy[key] = simplified(value)
    if "patternProperties" in tidy:  # names of fields, of which a map has any number
        (tidy["additionalProperties"],) = tidy.pop("patternProperties").values()
    for name in tidy.get("required", []):
        tidy["properties"].get(name, {}).pop("default", None)
    return with_nullable_type(tidy)


def is_noise(key: str, value: Any) -> bool:
    """Return whether a member of a schema says nothing, or nothing that generated code can hold."""
    if key == "default":
        return value is None or isinstance(value, dict)
    return key == "title" or (key == "const" and isinstance(value, bool))


def with_nullable_type(schema: Json) -> Json:
    """Return `anyOf` of a type and null as one schema of two types; keep enums and references."""
    kinds = schema.get("anyOf", [])
    if len(kinds) != 2 or kinds[1] != {"type": "null"} or not isinstance(kinds[0].get("type"), str):
        return schema
    if "enum" in kinds[0] or "const" in kinds[0]:
        return schema
    rest = {key: value for key, value in schema.items() if key != "anyOf"}
    return {**kinds[0], "type": [kinds[0]["type"], "null"], **rest}


CONSTRAINTS = {
    *("pattern", "minLength", "maxLength", "minItems", "maxItems", "minProperties"),
    *("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"),
}
"""What the schema of an answer does not say of a value, because a later version may widen it."""


def loosened(schema: Any) -> Any:
    """Return a schema without constraints and examples of values, which may have more fields."""
    if isinstance(schema, list):
        return [loosened(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        key: {name: loosened(each) for name, each in value.items()}
        if key == "properties"
        else loosened(value)
        for key, value in schema.items()
        if key == "properties"
        or not (key in CONSTRAINTS or key == "examples" or (key, value) == ("additionalProperties", False))
    }


PAGE = ("total", "limit", "next", "cursor", "dataset")
"""Fields that every page of a list has."""

PARTS = {
    "RecordPage": ("A page of records.", (*PAGE, "included")),
    "Page": ("What every page of a list has.", PAGE),
    "CheckResult": (
        "What every answer of the check has.",
        (
            "headline",
            "actions",
            "disposition",
            "complete",
            "dose",
            "undecided",
            "schedule",
            "dataset",
            "notice",
        ),
    ),
    "QuestionResults": (
        "Studies and results that answer a question, and their effect.",
        (
            *("importance", "studies", "participants", "participants_reported", "results"),
            *("absolute_effect", "minimal_important_difference", "note"),
        ),
    ),
    "Sourced": ("A part of a record that names its own sources.", ("verification", "sources", "derivation")),
    "RecordFields": ("What every record has.", ("slug", "provenance", "absent", "review")),
}
"""Name of a schema, its description, and the fields that several schemas have in common."""

EXTENDED = {"TidyOutcome": "Outcome", "ArticleNumber": "StatedNumber"}
"""A schema, and the one all fields of which it has, too."""


CHOICES = {
    "SafetyAnswer": (
        "The answer to a check: `CheckAnswer`, with `detail=brief` `BriefAnswer`.",
        ("CheckAnswer", "BriefAnswer"),
    )
}
"""Name of a schema, its description, and the schemas between which it leaves the choice."""


def name_choices(value: Any, schemas: Json) -> None:
    """Make a choice between schemas a schema of its own, so that generated code has one type for it."""
    for name, (description, choices) in CHOICES.items():
        refs = [{"$ref": f"#/components/schemas/{choice}"} for choice in choices]
        for each in list(inside(value)):
            kinds = each.get("anyOf", [])
            if kinds == refs:
                del each["anyOf"]
                each["$ref"] = f"#/components/schemas/{name}"
            elif kinds[: len(refs)] == refs:
                kinds[: len(refs)] = [{"$ref": f"#/components/schemas/{name}"}]
        schemas[name] = {"description": description, "anyOf": refs}


def inside(value: Any) -> Iterator[Json]:
    """Yield every object in a piece of the document."""
    if isinstance(value, dict):
        yield value
    for each in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from inside(each)


def share_fields(schemas: Json) -> None:
    """Make fields that schemas of answers have in common one schema, to which the others refer by `allOf`."""
    for name, extended in EXTENDED.items():
        extend(schemas[name], extended, schemas)
    for name, (description, fields) in PARTS.items():
        having = [schema for schema in schemas.values() if set(fields) <= set(schema.get("required", []))]
        schemas[name] = part_of(having[0], fields, description)
        for schema in having:
            extend(schema, name, schemas)


def part_of(schema: Json, names: tuple[str, ...], description: str) -> Json:
    """Return the schema of some fields of an object, all of which it always has."""
    fields = {name: schema["properties"][name] for name in names}
    return {"type": "object", "description": description, "properties": fields, "required": list(names)}


def extend(schema: Json, name: str, schemas: Json) -> None:
    """Replace fields of a schema by a reference to another one that says the same of each of them."""
    shared, own = schemas[name]["properties"], schema["properties"]
    if all(own[field] == about for field, about in shared.items()):
        schema.setdefault("allOf", []).append({"$ref": f"#/components/schemas/{name}"})
        schema["properties"] = {field: about for field, about in own.items() if field not in shared}
        schema["required"] = [field for field in schema["required"] if field not in shared]


def share_reasons(schemas: Json) -> None:
    """Make the reasons why values are null one schema, to which the records refer."""
    for schema in list(schemas.values()):
        fields = schema.get("properties", {})
        if "absent" in fields:
            schemas.setdefault("Absent", fields["absent"])
            fields["absent"] = {"$ref": "#/components/schemas/Absent"}


def put_defaults_in_words(schemas: Json) -> None:
    """Say in its description what a field stands for when it is left out.

    openapi-typescript makes a field with a `default` required, also in a request.
    """
    for schema in schemas.values():
        for field in schema.get("properties", {}).values():
            if "default" in field:
                value = field.pop("default")
                if value in (None, "", []):
                    continue
                words = ", ".join(map(str, value)) if isinstance(value, list) else value
                field["description"] = f"{field.get('description', '')} Left out: `{words}`.".lstrip()
