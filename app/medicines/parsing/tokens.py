"""Tokens of a text: numbers, runs of letters and signs, with the values of numbers."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from app.medicines.names import NAME_TOKEN


@dataclass(frozen=True, slots=True)
class Strength:
    """An amount, and what it is in."""

    amount: float | None
    """None when the number can be read in two ways."""
    unit: str
    per_amount: float | None = None
    per_unit: str | None = None


MILLIGRAMS = {"mg": 1.0, "µg": 0.001, "g": 1000.0}
"""Unit of mass → how many milligrams one has."""


class Token(NamedTuple):
    """One number, run of letters or sign of a text."""

    text: str
    start: int
    end: int
    is_number: bool
    is_sign: bool
    """Whether it is neither a number nor a word."""


GLUED = re.compile(
    r"\d(?:mg|mcg|μg|ug|g|ml|iu|units?)(?=(?:tab|cap)(?:s|lets?|sules?)?(?![^\W\d_])|x\b|x\d)"
    r"|\dx(?=(?:tgl|tagl|taglich|daily|day|dd?|die|j|jour|dia|morgens|mittags|abends|nachts|woche|"
    r"wochentlich|monatlich|pro|weekly|week|nightly|wk|semaine|settimana|semana)\b)"
)
"""A unit or a number of times that is written in one word with what is after it: `10mgtabs`, `1xtgl`."""

O_FOR_ZERO = re.compile(r"\d[\do]*o[\do]*(?=\s?(?:mg|mcg|μg|ug|g|ml|iu|units?)\b)")
L_FOR_ONE = re.compile(r" l(?=[\do]+\s?(?:mg|mcg|μg|ug|ml|iu|units?)\b)")
"""Letters inside a number with a unit, as scanned texts have them: `5OO mg`, ` l00mg`."""

COUNTED_PIECES = re.compile(r"(?<=\d)s\b(?! ?/)")
"""The ending of a number of pieces or of milligrams: `the 300s`."""

THOUSANDS = re.compile(r"(?<![\w.,])(\d{1,3})k\b")
"""A number of thousands: `5k IU`."""


def tokens_of(text: str) -> list[Token]:
    """Return the tokens of a text, which `app.medicines.names.plain` wrote."""
    text = GLUED.sub(r"\g<0> ", text)
    if " l" in text:
        text = L_FOR_ONE.sub(" 1", text)
    if "o" in text:
        text = O_FOR_ZERO.sub(lambda found: found[0].replace("o", "0"), text)
    if "s" in text:
        text = COUNTED_PIECES.sub("", text)
    if "k" in text:
        text = THOUSANDS.sub(r"\g<1>000", text)
    return [
        Token(found, each.start(), each.end(), found[-1].isdigit(), not found[-1].isalnum())
        for each in NAME_TOKEN.finditer(text)
        if (found := each[0])
    ]


@lru_cache(maxsize=1024)
def number_value(text: str) -> float | None:
    """Return the value of a number such as `1,000.5` or `2,5`; None when it can be read in two ways."""
    if re.fullmatch(r"[1-9]\d{0,2}(,\d{3})+(\.\d+)?", text):
        return float(text.replace(",", ""))
    if re.fullmatch(r"[1-9]\d{0,2}(\.\d{3})+(,\d+)?", text):
        return None if re.fullmatch(r"\d+\.\d{3}", text) else float(text.replace(".", "").replace(",", "."))
    single = text.replace(",", ".")
    return float(single) if single.count(".") <= 1 else None
