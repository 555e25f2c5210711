"""What a schema says beyond types: formats of strings, and rules about several fields.

What must stay true: a rule is an `if` with what is refused. Code generators take `oneOf` and `not` beside
`properties` for a choice between types, and make code that does not work; `if` they leave to validators.
"""

from typing import Any

from pydantic import ConfigDict, Field

DATE = Field(json_schema_extra={"format": "date"})
"""Marks a string that is a whole date, ISO 8601."""

URI = Field(json_schema_extra={"format": "uri"})
"""Marks a string that is a whole address."""

REFERENCE = Field(json_schema_extra={"format": "uri-reference"})
"""Marks a string that is an address without the host."""

NULL = {"type": "null"}


def exactly_one_of(*fields: str) -> ConfigDict:
    """Return the configuration of a model with exactly one of these fields, neither left out nor null."""
    given = [{"properties": {field: {"not": NULL}}, "required": [field]} for field in fields]
    return refused({"not": {"oneOf": given}})


def at_least_one_of(*fields: str) -> ConfigDict:
    """Return the configuration of a model with at least one of these fields."""
    return refused({"properties": dict.fromkeys(fields, NULL)})


def refused(schema: dict[str, Any]) -> ConfigDict:
    """Return the configuration of a model that refuses what fits a schema."""
    return ConfigDict(json_schema_extra={"if": schema, "then": {"not": {}}})
