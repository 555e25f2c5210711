"""Predicates of a part of a text that several modules ask: an amount, a year, a reason, between two names."""

import re

from app.medicines.parsing.amounts import YEAR
from app.medicines.parsing.parts import Part, PartKind
from app.medicines.parsing.salts import METALS
from app.medicines.parsing.words import A_CONDITION, TO_BE_STATED, WordKind

SHORT_TIMES = frozenset({"minute", "hour"})
"""Units after `over` and a number that tell how long an infusion runs; alone, `over` is an end."""

LONG_TIMES = frozenset({"day", "week", "month", "year"})
"""Units after `in` and a number that tell when a medicine begins; `8 in 24 hours` is a limit."""

ARROW = "->"
"""How each arrow is written in a part."""

LISTING = frozenset(",;/+&|")
"""Signs between the medicines of a list."""

NO_DOSES = SHORT_TIMES | LONG_TIMES
"""Units of numbers that are no dose."""

NOTHING = re.compile(r"0(?:(?:-0){2,})?")


def is_amount(part: Part) -> bool:
    """Return whether a part is a number, with a unit or without."""
    return part.kind in (PartKind.number, PartKind.strength)


def is_dose(part: Part) -> bool:
    """Return whether a part is an amount of a medicine."""
    return bool(part.strengths) and all(each.unit not in NO_DOSES for each in part.strengths)


def is_nothing(part: Part) -> bool:
    """Return whether a part is a dose of nothing: `0 mg`, `0-0-0-0`; not a minute, as in `8:00`."""
    if part.kind is PartKind.strength:
        return all(each.amount == 0 for each in part.strengths) and not part.text.startswith("00")
    return part.text.startswith("0") and NOTHING.fullmatch(part.text) is not None


def is_year(part: Part) -> bool:
    """Return whether a part is a number that is a year."""
    return part.kind is PartKind.number and YEAR.fullmatch(part.text) is not None


def is_concentration(part: Part) -> bool:
    """Return whether a part is an amount in an amount, as in `3 mg/g`, or in percent."""
    return any(strength.per_unit or strength.unit == "%" for strength in part.strengths)


def is_salt_of_a_metal(part: Part) -> bool:
    """Return whether a part names a salt of a metal, such as potassium chloride."""
    return any("-" in slug and slug.partition("-")[0] in METALS for slug in part.substances)


def is_of_a_list(part: Part) -> bool:
    """Return whether a part stands between two medicines of a list."""
    return part.is_word(WordKind.separator) or (part.kind is PartKind.sign and part.text in LISTING)


def says(part: Part, meaning: str) -> bool:
    """Return whether a part is a word of a meaning."""
    return any(word.meaning == meaning for word in part.words)


def says_what_for(part: Part) -> bool:
    """Return whether a part is a reason to take a medicine."""
    return bool(part.words) and part.words[0].meaning in ("reason", A_CONDITION, TO_BE_STATED)


def around(parts: list[Part], index: int) -> list[Part]:
    """Return the parts directly before and after another."""
    return parts[max(0, index - 1) : index] + parts[index + 1 : index + 2]


def joins_names(parts: list[Part], index: int) -> bool:
    """Return whether a name stands before a part, and another after it that is not among its substances."""
    before = [each.substances for each in parts[:index] if each.found]
    after = [each.substances for each in parts[index + 1 :] if each.found]
    return bool(before) and not all(each and each <= frozenset().union(*before) for each in after)
