"""Hours of the day beside the name of a medicine: `given 09:00`, `1 cpr h 8`."""

import re

from app.medicines.parsing.part_predicates import is_amount, is_year
from app.medicines.parsing.parts import Part, PartKind

HOUR, CLOCK_TIME = re.compile(r"[01]?\d|2[0-4]"), re.compile(r"(?:[01]\d|2[0-3])[0-5]\d")
"""An hour of the day, and one that is written with its minutes: `0830`."""


def is_before_a_clock_time(parts: list[Part], index: int) -> bool:
    """Return whether a time of the day follows: `given 09:00`, `last given at 9 am`; no `given 2 tablets`."""
    after = [each for each in parts[index + 1 : index + 4] if each.text not in ("at", "@")]
    if not after or after[0].kind is not PartKind.number:
        return False
    if len(after) > 1 and after[1].text in (":", "am", "pm"):
        return is_an_hour(after[0])
    return CLOCK_TIME.fullmatch(after[0].text) is not None and not is_year(after[0])


def is_before_an_hour(parts: list[Part], index: int) -> bool:
    """Return whether an hour of the day follows: Italian `1 cpr h 8`."""
    return is_not_after_a_name(parts, index) and any(map(is_an_hour, parts[index + 1 : index + 2]))


def is_not_after_a_name(parts: list[Part], index: int) -> bool:
    """Return whether no name stands directly before a part: `1 cpr h 20`; `ramipril H 5` is a product."""
    return index == 0 or parts[index - 1].found is None


def is_an_hour(part: Part) -> bool:
    """Return whether a part is the number of an hour of the day; Italian `8 e 20` has no unit `e`."""
    number, _, unit = part.text.partition(" ")
    return is_amount(part) and unit in ("", "unit") and HOUR.fullmatch(number) is not None
