"""The kidney function of a record: values of eGFR and of the clearance of creatinine, each as a range.

What must stay true: of each measure the lowest value of the newest day counts, and of both measures the
lower, so that a value of one never hides the other.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

from app.cds_hooks.reading.fhir import FoundResource

MAX_EGFR = 250.0
"""Highest kidney function that the check accepts."""

MAX_AGE_OF_EGFR = timedelta(days=365)

COMPARATORS = {"≤": "<=", "≥": ">="}
"""Signs of a bound → how FHIR writes them."""


class KidneyMeasure(Enum):
    """Measures of the kidney function that rules read: the name, and the unit."""

    egfr = "eGFR", "mL/min/1.73 m²"
    clearance = "creatinine clearance", "mL/min"


@dataclass(frozen=True)
class KidneyValue:
    """One value of the kidney function."""

    measure: KidneyMeasure
    value: float
    comparator: str
    """`<`, `<=`, `>`, `>=`, or empty."""
    first_day: date
    """Earliest day it can be of."""
    last_day: date
    """Latest day it can be of."""
    has_unit: bool
    reported: str = ""
    """The value with its unit, where it was converted."""

    @property
    def range(self) -> tuple[float, float]:
        """Return the lowest and highest possible value."""
        match self.comparator:
            case "<":
                return 0.0, max(0.0, round(self.value - 0.01, 2))
            case "<=":
                return 0.0, self.value
            case ">":
                return min(MAX_EGFR, round(self.value + 0.01, 2)), MAX_EGFR
            case ">=":
                return self.value, MAX_EGFR
        return self.value, self.value

    @property
    def text(self) -> str:
        """Return the value as it was reported, with its day."""
        day = f", {self.last_day.isoformat()}" if self.first_day == self.last_day else ""
        converted = f" ({self.reported})" if self.reported else ""
        name, unit = self.measure.value
        return f"{name} {self.comparator}{self.value:g} {unit}{converted}{day}"


@dataclass(frozen=True)
class KidneyFunction:
    """Kidney function of a record."""

    values: tuple[KidneyValue, ...] = ()
    """Values of the newest day of each measure, lowest first."""
    caveats: tuple[str, ...] = ()
    """Reasons to doubt the value, in words."""
    text: str = ""
    """The lowest value as it was reported; empty when there is none."""

    @property
    def range(self) -> tuple[float, float] | None:
        """Return the lowest and highest possible value; None when unknown."""
        if not self.values:
            return None
        return min(each.range[0] for each in self.values), min(each.range[1] for each in self.values)


@dataclass(frozen=True, eq=False)
class KidneyReading:
    """The values of one observation."""

    found: FoundResource
    values: tuple[KidneyValue, ...]
    doubts: tuple[str, ...]
    """Why a value of it is not used, in words."""


def newest_kidney_function(readings: Iterable[KidneyReading]) -> KidneyFunction:
    """Return the values of the newest day of each measure, with reasons to doubt them."""
    readings = list(readings)
    caveats = [doubt for each in readings for doubt in each.doubts]
    values = [value for each in readings for value in each.values]
    if not values:
        return KidneyFunction(caveats=tuple(dict.fromkeys(caveats)))
    newest = [each for measure in KidneyMeasure for each in of_newest_day(values, measure)]
    used = sorted(newest, key=lambda each: (each.range, each.text))
    return KidneyFunction(tuple(used), tuple(dict.fromkeys(caveats)), used[0].text)


def of_newest_day(values: Iterable[KidneyValue], measure: KidneyMeasure) -> list[KidneyValue]:
    """Return the values of a measure that are, or may be, of its newest day."""
    own = [each for each in values if each.measure is measure]
    newest = max((each.first_day for each in own if each.first_day > date.min), default=date.min)
    return [each for each in own if each.last_day >= newest]


def kidney_doubts(kidneys: KidneyFunction, today: date) -> Iterator[str]:
    """Yield reasons to doubt the kidney function that is used, in words."""
    for measure in KidneyMeasure:
        values = [each for each in kidneys.values if each.measure is measure]
        if not values:
            continue
        name, unit = measure.value
        lowest = values[0]
        newest = max(value.first_day for value in values)
        if newest == date.min:
            yield f"the {name} has no date that can be used"
        elif today - newest > MAX_AGE_OF_EGFR:
            yield f"the newest {name} is older than 12 months ({newest.isoformat()})"
        if not all(value.has_unit for value in values):
            yield f"an {name} was given without a unit and taken as {unit}"
        if lowest.comparator:
            yield f"the {name} is known as a bound only ({lowest.comparator}{lowest.value:g})"
