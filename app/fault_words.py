"""What is wrong with a value that was sent, in our own words.

What must stay true: no text of Pydantic is shown, and nothing that was sent.
"""

import json
import re
from typing import Any

from app.db.pagination import CURSOR
from app.medicines.schemas import CODE_VALUE
from app.models.base import SLUG

UNLISTED = "unlisted"
"""Type of our own errors for a word outside a closed list."""

OTHER_FORM = "has another form than the one documented"

FAULT_WORDS = {
    "missing": "is required",
    "bool_parsing": "should be `true` or `false`",
    "bool_type": "should be `true` or `false`",
    "dict_type": "should be an object",
    "finite_number": "should be a finite number",
    "float_type": "should be a number, without quotation marks",
    "greater_than": "should be greater than {gt:g}",
    "greater_than_equal": "should be greater than or equal to {ge:g}",
    "int_parsing": "should be a whole number",
    "less_than_equal": "should be less than or equal to {le:g}",
    "list_type": "should be a list",
    "model_attributes_type": "should be an object",
    "model_type": "should be an object",
    "string_pattern_mismatch": OTHER_FORM,
    "string_too_long": "should have at most {max_length} characters",
    "string_too_short": "should have at least {min_length} characters",
    "string_type": "should be a string, in quotation marks",
    "too_long": "should list at most {max_length}",
    "too_short": "should list at least {min_length}",
    "tuple_type": "should be a list",
}
"""Type of Pydantic's errors → what is wrong, with the bound that the documentation has."""

PATTERN_WORDS = {
    CODE_VALUE: "should be 1 to 20 letters, digits and dots",
    CURSOR: "should be `cursor` of the page before",
    SLUG: "should be lower-case letters and digits, with single hyphens between words",
}
"""Pattern → the texts that match it."""

MAY_BE_EMPTY_TEXT = ("string_pattern_mismatch", "string_too_short", "value_error")
"""Errors that an empty text has."""

OBJECTS_AND_LISTS = ("dict_type", "list_type", "model_attributes_type", "model_type", "tuple_type")
"""Errors of a value that is no object or no list."""

EXAMPLES: dict[str, Any] = {
    "code": {"system": "atc", "value": "J01MA02"},
    "conditions": [{"text": "asthma"}],
    "medicines": [{"text": "Cipro"}],
    "person": {"age": 45},
    "supplement": {"elemental_mg": 300},
    "supplements": [{"elemental_mg": 300}],
    "times": ["08:00"],
}
"""Field of a body → what it may be, for those who gave something else than an object or a list."""


def wording(error: Any) -> str:
    """Return what is wrong, in our words and without any value that was sent."""
    kind = error["type"]
    if kind in ("enum", "literal_error"):
        words = re.findall(r"'([^']+)'", error["ctx"]["expected"])
        return f"should be one of: {', '.join(words)}"
    if kind in MAY_BE_EMPTY_TEXT and error.get("input") == "":
        return "is empty"
    if kind in ("value_error", UNLISTED):
        return str(error["msg"]).removeprefix("Value error, ")
    if kind == "string_pattern_mismatch":
        return PATTERN_WORDS.get(error["ctx"]["pattern"], OTHER_FORM)
    return FAULT_WORDS.get(kind, OTHER_FORM).format(**error.get("ctx", {})) + example(error)


def example(error: Any) -> str:
    """Return an example for a value that is no object or list; empty for another error."""
    place = [each for each in error["loc"] if isinstance(each, str)]
    shown = EXAMPLES.get(place[-1]) if place else None
    if shown is None or error["type"] not in OBJECTS_AND_LISTS:
        return ""
    return f", such as {json.dumps(shown[0] if isinstance(error['loc'][-1], int) else shown)}"
