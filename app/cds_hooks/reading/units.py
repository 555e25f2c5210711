"""Read the units of doses, by code or by word, in several languages.

What must stay true: a code and a word that name different units leave the unit unknown.
"""

import csv
import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from app.cds_hooks.reading.fhir import Resource, clean_text, code_text, to_float
from app.medicines.names import fold
from app.medicines.parsing.tokens import MILLIGRAMS
from app.safety.dose import MG_PER_MEQ, MG_PER_MMOL

FACTORS = {
    **MILLIGRAMS,
    "mmol": MG_PER_MMOL,
    "meq": MG_PER_MEQ,
}
"""Unit → milligrams."""

BRACKETS = re.compile(r"[()]")


class UnitKind(StrEnum):
    """Kinds of units."""

    mass = "mass"
    """Of what is weighed: a salt, or magnesium."""
    magnesium = "magnesium"
    """Of the ion itself."""
    piece = "piece"
    """Tablets and the like."""
    volume = "volume"
    """Millilitres."""


@dataclass(frozen=True)
class Unit:
    """A unit of a dose."""

    kind: UnitKind
    milligrams: float
    """Milligrams in one; 0 for pieces and millilitres."""


@dataclass(frozen=True)
class Quantity:
    """A number with its unit."""

    value: float
    unit: Unit


UPPER_BOUNDS = (None, "", "<", "<=", "≤")
"""Comparators of a value that the amount does not exceed."""

PIECE = Unit(UnitKind.piece, 0.0)


@lru_cache(maxsize=1)
def unit_words() -> dict[str, Unit]:
    """Return the units of `units.csv` by each of their words."""
    lines = (Path(__file__).parent / "units.csv").read_text("utf-8").splitlines()
    rows = csv.DictReader(line for line in lines if not line.startswith("#"))
    return {
        unit_word(word): Unit(UnitKind(row["kind"]), FACTORS.get(row["unit"], 0.0))
        for row in rows
        for word in row["words"].split(";")
    }


def unit_word(text: str) -> str:
    """Return a unit's word as it is compared: `{tbl}` as `tbl`, `Tablet(s)` as `tablets`."""
    return fold(BRACKETS.sub("", text))


def unit_of(word: str) -> Unit | None:
    """Return the unit of a word or code; None when it is not known."""
    return unit_words().get(unit_word(word))


def read_quantity(quantity: Resource) -> Quantity | None:
    """Return a Quantity as an amount; None without a positive value or a unit that is understood.

    A Quantity without any unit counts pieces. `<2` counts as 2; the amount of `>2` is not known.
    """
    if quantity.get("comparator") not in UPPER_BOUNDS:
        return None
    value = to_float(quantity.get("value"))
    words = [word for word in (code_text(quantity.get("code")), clean_text(quantity.get("unit"))) if word]
    known = {unit for word in words if (unit := unit_of(word))}
    if value is None or value <= 0 or len(known) > 1 or (words and not known):
        return None
    return Quantity(value, known.pop() if known else PIECE)
