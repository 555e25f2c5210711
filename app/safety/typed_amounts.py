"""Read an amount of magnesium as people type it: `200 mg`, `2 x 100 mg`, `3 capsules (144 mg each)`. Pure.

What must stay true: every word is understood, or the amount is refused. How many pieces are taken is never
guessed: `3 capsules` and `2 tablets (400 mg)` are refused.
"""

import re
from typing import Any, NamedTuple

from app.medicines.frequencies import doses_a_day
from app.medicines.parsing.number_words import NUMBERS_IN_WORDS
from app.medicines.parsing.tokens import MILLIGRAMS

UNITS = {
    **dict.fromkeys(("mg", "milligram"), ("mg", MILLIGRAMS["mg"])),
    **dict.fromkeys(("g", "gram"), ("mg", MILLIGRAMS["g"])),
    # The micro sign, and the Greek letter that looks like it.
    **dict.fromkeys(("mcg", "ug", "\u00b5g", "\u03bcg", "microgram"), ("mg", MILLIGRAMS["µg"])),
    **dict.fromkeys(("mmol", "millimole"), ("mmol", 1.0)),
    **dict.fromkeys(("meq", "milliequivalent"), ("meq", 1.0)),
}
"""Unit → (field it belongs to, factor)."""

NUMBER = r"(?:[0-9]{1,6}(?:\.[0-9]{1,3})?|\.[0-9]{1,3})"

PIECES = (
    r"(?:tablet|tab|pill|capsule|cap|softgel|lozenge|sachet|packet|spoon|teaspoon|serving|scoop"
    r"|tablette|kapsel|beutel|gélule|comprimé|comprimido|cápsula|compressa|capsula|bustina)"
)

COUNTS = {
    **dict.fromkeys(("half an", "half a", "half", "1/2", "½"), 0.5),
    **dict.fromkeys(("an", "a"), 1.0),
    **NUMBERS_IN_WORDS,
}
"""Numbers of pieces in words, the longer ones first."""

COUNT_IN_A_WORD = re.compile(rf"(?<![\w.])({'|'.join(COUNTS)}) ?(?=({PIECES})|[0-9])")

MORE_OR_LESS = re.compile(r"(?:about|approximately|approx\.?|around|roughly|~) ?")

COUNT, SIGN = rf"(?P<count>{NUMBER})", "[x×*]"
AMOUNT = rf"(?P<number>{NUMBER})"
OF_ELEMENTAL = r"(?P<elemental>(?: of)? elemental| \(elemental\))?"
UNIT = rf" ?(?P<unit>{'|'.join(UNITS)})s?\.?{OF_ELEMENTAL}(?:(?: of)? magnesium)?(?: each)?"

FORMS = tuple(
    re.compile(rf"{pattern}(?P<rest>(?![a-z]).*)")
    for pattern in (
        rf"(?:{COUNT} ?{SIGN} ?)?{AMOUNT}(?:{UNIT})?",
        rf"{COUNT} ?{PIECES}[sn]? (?:of|à|de|da|zu|von) {AMOUNT}(?:{UNIT})?",
        rf"{COUNT} ?{PIECES}[sn]? ?(?:{SIGN} ?)?{AMOUNT}{UNIT}",
        rf"{COUNT} ?{PIECES}[sn]? ?\({AMOUNT}{UNIT}(?<=each)\)",
        rf"(?P<count>1) ?{PIECES} ?\({AMOUNT}{UNIT}\)",
        rf"{AMOUNT}{UNIT} ?{SIGN} ?{COUNT}(?: ?{PIECES}[sn]?)?",
        rf"{COUNT} ?{SIGN} ?{AMOUNT}{UNIT} {PIECES}[sn]?",
        rf"{AMOUNT}{UNIT} {PIECES}",
    )
)
"""Ways to write an amount, up to how often it is taken. A piece needs a unit: `1 scoop` is no amount."""

PLUS = re.compile(r" ?\+ ?| (?:and|plus|&) (?=[0-9.])")
"""What stands between amounts of one day: `200 mg in the morning and 100 mg at night`."""

AFTER_AN_AMOUNT = {
    **dict.fromkeys(("", "a day", "per day", "/d", "/day", "/ day", "/tag", "/jour", "/giorno", "/dag"), 1.0)
}
"""Words after an amount that mean nothing after the name of a medicine → doses a day."""


class NotReadError(ValueError):
    """What was typed cannot be read; the message repeats nothing of it."""


class TypedAmount(NamedTuple):
    """An amount that is taken some times a day."""

    field: str
    """The field of a supplement that it belongs to."""
    each: float
    units: float
    times_a_day: float

    @property
    def a_day(self) -> float:
        """Return how much it is a day."""
        return round(self.each * self.units * self.times_a_day, 6)


def read_amount(text: str, compound: bool) -> dict[str, Any]:
    """Return an amount as fields of a supplement; several amounts of a day are added.

    Without a unit it is milligrams. `compound`: milligrams are of the salt. Raise `NotReadError`.
    """
    words = MORE_OR_LESS.sub("", " ".join(text.lower().split()), count=1)
    parts = [one_amount(part, compound) for part in PLUS.split(words)]
    first = parts[0]
    if any(part.field != first.field for part in parts):
        raise NotReadError("amounts of different kinds")
    if len(parts) > 1 or first.units * first.times_a_day == 1:
        return {first.field: round(sum(part.a_day for part in parts), 6)}
    return {"per_unit": {first.field: first.each, "units": first.units, "times_a_day": first.times_a_day}}


def one_amount(words: str, compound: bool) -> TypedAmount:
    """Return one amount; raise `NotReadError` unless every word is understood."""
    words = COUNT_IN_A_WORD.sub(in_digits, words)
    for found in filter(None, (form.fullmatch(words) for form in FORMS)):
        named = found.groupdict()
        rest = named["rest"].strip(" ,")
        times = AFTER_AN_AMOUNT.get(rest) or doses_a_day(rest, by_itself=True)
        if times is None or (named["elemental"] and compound):
            continue
        kind, factor = UNITS[named["unit"] or "mg"]
        fields = {"mmol": "elemental_mmol", "meq": "elemental_meq"}
        field = fields.get(kind, "compound_mg" if compound else "elemental_mg")
        return TypedAmount(
            field, round(float(named["number"]) * factor, 6), float(named.get("count") or 1), times
        )
    raise NotReadError("no amount that is understood")


def in_digits(found: re.Match[str]) -> str:
    """Return a number in digits: `two tablets` as `2 tablets`, `two 400 mg` as `2 x 400 mg`."""
    number = f"{COUNTS[found[1]]:g}"
    return f"{number} " if found[2] else f"{number} x "
