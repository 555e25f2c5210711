"""Schemas of the OpenAPI document, without what code generators stumble over."""

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

PAGE_PARTS = (
    ("Page", "What every page of a list has.", PAGE),
    ("RecordPage", "A page of records.", (*PAGE, "included")),
)
"""Fields that the pages of several lists have: name and description of their schema, and the fields."""


def share_page_fields(schemas: Json) -> None:
    """Make the fields that pages have in common one schema, to which the pages refer."""
    for schema in list(schemas.values()):
        fields = schema.get("properties", {})
        for name, description, shared in PAGE_PARTS:
            if fields.keys() == {"items", *shared}:
                schemas.setdefault(name, part_of(schema, shared, description))
                schema["allOf"] = [{"$ref": f"#/components/schemas/{name}"}]
                schema["properties"] = {"items": fields["items"]}
                schema["required"] = ["items"]


def part_of(schema: Json, names: tuple[str, ...], description: str) -> Json:
    """Return the schema of some fields of an object, all of which it always has."""
    fields = {name: schema["properties"][name] for name in names}
    return {"type": "object", "description": description, "properties": fields, "required": list(names)}


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
