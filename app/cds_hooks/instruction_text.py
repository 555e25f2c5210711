"""Read dose and times a day from the words of an instruction: `Take 1 tablet by mouth twice a day`.

What must stay true: only an instruction of which every word is understood is read. Of a range the higher
number counts.
"""

import re
from dataclasses import dataclass

from app.cds_hooks.units import PIECE, Quantity, unit_of
from app.medicines.frequencies import PATTERN, doses_a_day

NUMBERS_IN_WORDS = {"one": 1.0, "two": 2.0, "three": 3.0, "four": 4.0, "five": 5.0, "six": 6.0}

A_NUMBER = rf"\d{{1,5}}(?:\.\d{{1,3}})?(?![\d./,])|(?:{'|'.join(NUMBERS_IN_WORDS)})\b"

AT_FIRST_THE_DOSE = re.compile(
    rf"(?:take |give )?(?P<dose>{A_NUMBER})(?: ?(?:-|to|or) ?(?P<most>{A_NUMBER}))? ?(?P<rest>.+)"
)

WAYS = re.compile(r"(?:to be taken|to be given|by mouth|orally|oral|po|p\.o\.) ")
"""How it is given, which changes neither the dose nor how often it is taken."""

MOST_PIECES_WITHOUT_A_UNIT = 10
"""A higher number without a unit is no number of tablets."""

MOST_CHARACTERS = 100


@dataclass(frozen=True)
class DoseInWords:
    """A dose, and how often a day it is taken."""

    dose: Quantity
    times: float


def read_dose_in_words(text: str) -> DoseInWords | None:
    """Return the dose and times a day of an instruction; None unless all of it is understood."""
    words = " ".join(text.lower().rstrip(". ").split())
    if PATTERN.fullmatch(words) and "/" not in words:
        pieces = sum(map(float, words.split("-")))
        return DoseInWords(Quantity(pieces, PIECE), 1.0) if pieces else None
    found = AT_FIRST_THE_DOSE.fullmatch(words) if len(words) <= MOST_CHARACTERS else None
    if found is None:
        return None
    value = max(number_of(found[key]) for key in ("dose", "most") if found[key])
    first, _, others = found["rest"].partition(" ")
    unit = unit_of(first)
    rest = found["rest"] if unit is None else others
    times = doses_a_day(WAYS.sub("", rest, count=1))
    if not value or times is None or (unit is None and value > MOST_PIECES_WITHOUT_A_UNIT):
        return None
    return DoseInWords(Quantity(value, unit or PIECE), times)


def number_of(word: str) -> float:
    """Return a number that is written in digits or as a word."""
    return NUMBERS_IN_WORDS.get(word) or float(word)
