"""Read what people type: amounts with units, lists with commas, medicines with routes and times. Pure.

What must stay true: what cannot be read is refused or kept in the name; nothing is dropped.
"""

import re
from typing import Any

from app.medicines.frequencies import doses_a_day
from app.medicines.tokens import MILLIGRAMS
from app.models.rule import MedicineRoute
from app.safety.amounts import clock_time

NUMBER = r"[0-9]{1,6}(?:\.[0-9]{1,3})?"

UNITS = {
    **dict.fromkeys(("mg", "milligram"), ("mg", MILLIGRAMS["mg"])),
    **dict.fromkeys(("g", "gram"), ("mg", MILLIGRAMS["g"])),
    # The micro sign, and the Greek letter that looks like it.
    **dict.fromkeys(("mcg", "ug", "\u00b5g", "\u03bcg", "microgram"), ("mg", MILLIGRAMS["µg"])),
    **dict.fromkeys(("mmol", "millimole"), ("mmol", 1.0)),
    **dict.fromkeys(("meq", "milliequivalent"), ("meq", 1.0)),
}
"""Unit → (field it belongs to, factor)."""

PIECES = "x|×|\\*|tablets?|tabs?|capsules?|caps?|sachets?|spoons?|servings?|scoops?"

AMOUNT = re.compile(
    rf"(?:({NUMBER}) ?(?:{PIECES})(?: of| à)? ?)?({NUMBER}) ?({'|'.join(UNITS)})?s?\.?(?: each)?(.*)",
    re.IGNORECASE,
)

A_DAY = re.compile(r"|a day|per day|daily|/ ?d(?:ay)?", re.IGNORECASE)

STRENGTH = re.compile(rf"{NUMBER} ?(?:{'|'.join(UNITS)}|ml|iu|units?|%)s?", re.IGNORECASE)

CLOCK_WORD = re.compile(
    r"(?:at |and )?([0-9]{1,2}(?:[:.][0-9]{2}(?::[0-9]{2})?)? ?(?:am|pm|a\.m\.|p\.m\.)"
    r"|[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?)",
    re.IGNORECASE,
)

LAST_CLOCK = re.compile(rf"(?:^|[\s,;])\s*{CLOCK_WORD.pattern}\s*$", re.IGNORECASE)

COMMA = re.compile(r"(?:;|,(?!\d)|(?<!\d),)(?![^(]*\))")
"""A semicolon or comma outside brackets, other than the comma of a number such as `2,5` or `1,000`."""

WORDS_IN_A_FREQUENCY = 4
"""Words in the longest frequency that is looked for at the end of an entry."""

ROUTES = {
    "by mouth": MedicineRoute.oral,
    "injection": MedicineRoute.other,
    **{route.value: route for route in MedicineRoute},
}
"""What may stand in brackets after a medicine's name."""


class NotReadError(ValueError):
    """What was typed cannot be read; the message repeats nothing of it."""


def read_amount(text: str, compound: bool) -> dict[str, Any]:
    """Return an amount as fields of a supplement: `200`, `200 mg`, `10 mmol`, `2 x 100 mg`, `100 mg bid`.

    Without a unit it is milligrams. `compound`: milligrams are of the salt. Raise `NotReadError`.
    """
    found = AMOUNT.fullmatch(" ".join(text.split()))
    if found is None:
        raise NotReadError("no number with a unit")
    pieces, number, unit, rest = found[1], float(found[2]), (found[3] or "mg").lower(), found[4].strip(" ,")
    kind, factor = UNITS[unit]
    field = {"mmol": "elemental_mmol", "meq": "elemental_meq"}.get(
        kind, "compound_mg" if compound else "elemental_mg"
    )
    amount = round(number * factor, 6)
    doses = 1.0 if A_DAY.fullmatch(rest) else doses_a_day(rest)
    if doses is None:
        raise NotReadError("words after the amount that are not understood")
    if pieces is None and doses == 1:
        return {field: amount}
    return {"per_unit": {field: amount, "units": float(pieces or 1), "times_a_day": doses}}


def read_times(text: str) -> list[str] | None:
    """Return clock times; None when something else is there."""
    rest, times = clock_times_at_end(text)
    return None if rest else times


def clock_times_at_end(text: str) -> tuple[str, list[str]]:
    """Return a text without the clock times it ends with, and these."""
    times: list[str] = []
    while (found := LAST_CLOCK.search(text)) is not None:
        times.insert(0, found[1])
        text = text[: found.start()].rstrip(" ,;")
    return text.strip(), [as_clock(time) for time in times]


def as_clock(text: str) -> str:
    """Return a clock time as `08:00`, or as it is when there is no such time."""
    try:
        return clock_time(text)
    except ValueError:
        return text


def entries(text: str) -> list[str]:
    """Return the entries of a list: one a line, or separated by commas or semicolons.

    A clock time, a strength or a frequency after a comma belongs to the entry before it.
    """
    found: list[str] = []
    for line in text.splitlines():
        for number, piece in enumerate(COMMA.split(line)):
            piece = piece.strip()
            if number and found and belongs_to_entry(piece):
                found[-1] += f", {piece}"
            elif piece:
                found.append(piece)
    return found


def belongs_to_entry(piece: str) -> bool:
    """Return whether a piece after a comma is about the name before it."""
    return bool(CLOCK_WORD.fullmatch(piece) or STRENGTH.fullmatch(piece)) or doses_a_day(piece) is not None


def read_medicine_entry(entry: str) -> dict[str, Any]:
    """Return `gentamicin (intravenous) 8am, 8pm` as an input of the check; only the name is required."""
    name, times = clock_times_at_end(entry)
    name, frequency = frequency_at_end(name)
    before, bracket, inside = name.removesuffix(")").rpartition("(")
    route = ROUTES.get(inside.strip().lower()) if bracket and name.endswith(")") else None
    given: dict[str, Any] = {"text": before.strip() if route and before.strip() else name or entry}
    if route and before.strip():
        given["route"] = route
    if times:
        given["times"] = times
    if frequency:
        given["frequency"] = frequency
    return given


def frequency_at_end(text: str) -> tuple[str, str | None]:
    """Return a name without the frequency it ends with, and that."""
    words = text.split()
    for number in range(min(WORDS_IN_A_FREQUENCY, len(words) - 1), 0, -1):
        frequency = " ".join(words[-number:])
        if doses_a_day(frequency) is not None:
            return " ".join(words[:-number]).rstrip(","), frequency
    return text, None
