"""Problems of seed files in plain words."""

import re
from typing import Any

from pydantic import BaseModel

from app.seeds.annotations import field_names
from app.suggestions import did_you_mean


class SeedError(Exception):
    """Wrong seed files; the message has one `file:line: location: problem` per line."""


def explain(problem: Any, model: type[BaseModel]) -> str:
    """Return a validation error of Pydantic in plain words, with a suggestion."""
    match problem["type"]:
        case "missing":
            return "is required"
        case "extra_forbidden":
            return f"there is no such field{did_you_mean(str(problem['loc'][-1]), field_names(model))}"
        case "enum" | "literal_error":
            words = re.findall(r"'([^']+)'", problem["ctx"]["expected"])
            given = str(problem["input"])
            return f"{given!r} is not one of {', '.join(words)}{did_you_mean(given, words)}"
        case "list_type":
            return "should be a list"
        case "too_short":
            return f"needs at least {problem['ctx']['min_length']}, and has {problem['ctx']['actual_length']}"
        case "value_error":
            return str(problem["ctx"]["error"])
        case _:
            return str(problem["msg"]).removeprefix("Input ").strip()
