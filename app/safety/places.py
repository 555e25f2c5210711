"""Where in a question something was given, and what every answer says of such a place."""

from dataclasses import dataclass, field

from pydantic_core import to_json

from app.safety.schemas import MOST_ITEMS


@dataclass(frozen=True, eq=False, slots=True)
class Place:
    """One place of a question."""

    name: str
    """As an answer calls it: `medicines[0]`."""
    written: bytes = field(init=False)
    """The same in JSON, without quotes: the name needs no escapes."""
    opening: bytes = field(init=False)
    """The beginning of a `CheckedInput`, up to what was given."""
    looked_at: bytes = field(init=False)
    """As JSON, that rules looked at what was given there."""

    def __post_init__(self) -> None:
        for name, said in (
            ("written", self.name.encode()),
            ("opening", b'{"place":%b,"given":' % to_json(self.name)),
            ("looked_at", to_json(f"{self.name} against the rules that speak of it")),
        ):
            object.__setattr__(self, name, said)


FORM = Place("supplement.form")
CONDITIONS = [Place(f"conditions[{number}]") for number in range(MOST_ITEMS)]
MEDICINES = [Place(f"medicines[{number}]") for number in range(MOST_ITEMS)]

ANYWHERE = Place("inputs[*]")
"""Stands for the place of a medicine or condition in what is remembered of it."""
