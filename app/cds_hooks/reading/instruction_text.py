"""Read dose and times a day from the words of an instruction: `Take 1 tablet by mouth twice a day`.

What must stay true: only an instruction of which every word is understood is read. Of a range the higher
number counts.
"""

import re
from dataclasses import dataclass

from app.cds_hooks.reading.units import PIECE, Quantity, unit_of
from app.medicines.frequencies import DOSE_OF_EACH_MOMENT, doses_a_day
from app.medicines.names import plain
from app.medicines.parsing.number_words import NUMBERS_IN_WORDS

A_NUMBER = rf"\d{{1,5}}(?:\.\d{{1,3}})?(?![\d./,])|(?:{'|'.join(NUMBERS_IN_WORDS)})\b"

TAKE = r"(?:(?:take|give|prendre|prenez|tomar|tome|prenda|nehmen sie|neem) )?"
A_DOSE = rf"(?P<dose>{A_NUMBER})(?: ?(?:-|to|or|bis|a) ?(?P<most>{A_NUMBER}))?"

AT_FIRST_THE_DOSE = re.compile(rf"{TAKE}{A_DOSE} ?(?P<rest>.+)")
AT_LAST_THE_DOSE = re.compile(rf"{TAKE}(?P<often>.+?) (?:je )?{A_DOSE} ?(?P<unit>[^\d\W]+)")

AN_AMOUNT = re.compile(
    rf"(?<![\d.,/])(?P<number>{A_NUMBER})[\s()]*(?:(?:{A_NUMBER})[\s()]*)?(?P<unit>[^\d\W]+)"
)
"""A number before a word that may be a unit: `4 tablets`, `4 (four) tablets`."""

WAYS = re.compile(r"(?:to be taken|to be given|by mouth|orally|oral|po|p\.o\.|par voie orale|por via oral) ")
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
    words = " ".join(plain(text).rstrip(". ").split())
    if DOSE_OF_EACH_MOMENT.fullmatch(words) and "/" not in words:
        pieces = sum(map(float, words.split("-")))
        return DoseInWords(Quantity(pieces, PIECE), 1.0) if pieces else None
    if len(words) > MOST_CHARACTERS:
        return None
    return read_with_dose_first(words) or read_with_dose_last(words)


def read_with_dose_first(words: str) -> DoseInWords | None:
    """Return what `1 tablet twice a day` says; a number without a unit counts pieces."""
    found = AT_FIRST_THE_DOSE.fullmatch(words)
    if found is None:
        return None
    value = highest_number(found)
    first, _, others = found["rest"].partition(" ")
    unit = unit_of(first)
    rest = found["rest"] if unit is None else others
    times = doses_a_day(WAYS.sub("", rest, count=1), by_itself=True)
    if not value or times is None or (unit is None and value > MOST_PIECES_WITHOUT_A_UNIT):
        return None
    return DoseInWords(Quantity(value, unit or PIECE), times)


def read_with_dose_last(words: str) -> DoseInWords | None:
    """Return what `twice a day 1 tablet` says."""
    found = AT_LAST_THE_DOSE.fullmatch(words)
    unit = unit_of(found["unit"]) if found else None
    times = doses_a_day(found["often"], by_itself=True) if found else None
    if found is None or unit is None or times is None or not (value := highest_number(found)):
        return None
    return DoseInWords(Quantity(value, unit), times)


def names_more(text: str, daily: Quantity) -> bool:
    """Return whether a text names a higher amount than that of a day, in a unit of the same kind."""
    factor = daily.unit.milligrams or 1.0
    for found in AN_AMOUNT.finditer(plain(text)):
        unit = unit_of(found["unit"])
        if unit and unit.kind is daily.unit.kind:
            told = number_of(found["number"]) * (unit.milligrams or 1.0)
            if round(told, 6) > round(daily.value * factor, 6):
                return True
    return False


def highest_number(found: re.Match[str]) -> float:
    """Return the number of a dose, the higher one of a range."""
    return max(number_of(found[key]) for key in ("dose", "most") if found[key])


def number_of(word: str) -> float:
    """Return a number that is written in digits or as a word."""
    return NUMBERS_IN_WORDS.get(word) or float(word)
