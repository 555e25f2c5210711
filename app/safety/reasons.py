"""Reasons why a rule fires: a sentence for people, with its kind and place for programs.

What must stay true: programs compare kinds and places; no module reads a sentence.
"""

from collections.abc import Callable
from enum import Enum
from typing import Any, Self

from pydantic_core import CoreSchema


class ReasonKind(Enum):
    """What a reason is about."""

    medicine_or_condition = "medicine_or_condition"
    """What an input is: `medicines[0] is warfarin`."""
    route = "route"
    """How a medicine is taken, as it was stated or is usual."""
    route_by_name = "route_by_name"
    """How a medicine is taken by its name."""
    form = "form"
    """The form of magnesium."""
    amount = "amount"
    """The amount of magnesium, above a figure."""
    kidney_function = "kidney_function"
    """The kidney function, below a figure."""
    kidney_function_unknown = "kidney_function_unknown"
    age = "age"
    state = "state"
    """Pregnancy or breastfeeding."""


class Reason(str):
    """A reason in words, as answers show it, with its kind and the place of the input that it names."""

    __slots__ = ("kind", "place")
    kind: ReasonKind
    place: str
    """`medicines[0]`; empty when it is about no input, or about several."""

    def __new__(cls, kind: ReasonKind, words: str, place: str = "") -> Self:
        reason = super().__new__(cls, words)
        reason.kind = kind
        reason.place = place
        return reason

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Callable[[Any], CoreSchema]) -> CoreSchema:
        """Describe a reason as a plain text, as answers send it."""
        return handler(str)
