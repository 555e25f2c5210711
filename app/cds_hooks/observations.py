"""Kidney function and age, as a record tells them: each between a least and a most it can be.

What must stay true: a bound is never taken for a value, a value in another unit is not used, and the lowest
value of the newest day counts.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from app.cds_hooks.fhir import Found, Resource, member, named, number_of, objects, text_of, word_of

EGFR = frozenset(
    [
        "98979-8",
        "98980-6",
        "62238-1",
        "94677-2",
        "88294-4",
        "88293-6",
        "33914-3",
        "48642-3",
        "48643-1",
        "50044-7",
        "77147-7",
        "70969-1",
        "50210-4",
        "69405-9",
        "50384-7",
        "102097-3",
    ]
)
"""LOINC codes of estimated glomerular filtration rates."""

LOINC = "http://loinc.org"
EGFR_NAME = re.compile(r"\be-?gfr\b|glomerular filtration", re.IGNORECASE)

NOT_USED = frozenset({"entered-in-error", "cancelled"})
HIGHEST = 250.0
"""The highest rate the check takes, mL/min/1.73 m²."""

OLD_AFTER = timedelta(days=365)

BOUND = re.compile(r"\s*(<=?|>=?|≤|≥)?\s*(\d{1,4}(?:\.\d{1,4})?)\s*")
ALIKE = {"≤": "<=", "≥": ">="}


@dataclass(frozen=True)
class Rate:
    """One estimated glomerular filtration rate, mL/min/1.73 m²."""

    value: float
    comparator: str
    """`<`, `<=`, `>`, `>=`, or empty."""
    first: date
    """Earliest day it can be of."""
    last: date
    """Latest day it can be of."""
    unit_told: bool

    @property
    def range(self) -> tuple[float, float]:
        """The least and the most it can be."""
        match self.comparator:
            case "<":
                return 0.0, max(0.0, round(self.value - 0.01, 2))
            case "<=":
                return 0.0, self.value
            case ">":
                return min(HIGHEST, round(self.value + 0.01, 2)), HIGHEST
            case ">=":
                return self.value, HIGHEST
        return self.value, self.value

    @property
    def shown(self) -> str:
        """As it was reported, with its day."""
        day = f", {self.last.isoformat()}" if self.first == self.last else ""
        return f"eGFR {self.comparator}{self.value:g} mL/min/1.73 m²{day}"


@dataclass(frozen=True)
class Kidneys:
    """What a record says of kidney function."""

    rates: tuple[Rate, ...] = ()
    """Those of the newest day, the lowest first."""
    doubts: tuple[str, ...] = ()
    told: str = ""

    @property
    def range(self) -> tuple[float, float] | None:
        """The least and the most it can be; None when it is not known."""
        if not self.rates:
            return None
        return min(each.range[0] for each in self.rates), min(each.range[1] for each in self.rates)


def kidneys(found: list[Found], today: date) -> Kidneys:
    """The lowest rate of the newest day, and what is doubtful about it."""
    doubts: list[str] = []
    rates: list[Rate] = []
    for each in found:
        if each.kind == "Observation" and word_of(each.resource.get("status")) not in NOT_USED:
            for rate in rates_in(each.resource, today):
                if isinstance(rate, str):
                    doubts.append(rate)
                else:
                    rates.append(rate)
    if not rates:
        return Kidneys(doubts=tuple(dict.fromkeys(doubts)))
    newest = max((rate.first for rate in rates if rate.first > date.min), default=date.min)
    used = sorted((rate for rate in rates if rate.last >= newest), key=lambda rate: (rate.range, rate.shown))
    lowest = used[0]
    if newest > date.min and today - newest > OLD_AFTER:
        doubts.append(f"the newest eGFR is older than 12 months ({newest.isoformat()})")
    if newest == date.min:
        doubts.append("the eGFR has no date")
    if not all(rate.unit_told for rate in used):
        doubts.append("an eGFR was given without a unit and taken as mL/min/1.73 m²")
    if lowest.comparator:
        doubts.append(f"the eGFR is known as a bound only ({lowest.comparator}{lowest.value:g})")
    return Kidneys(tuple(used), tuple(dict.fromkeys(doubts)), lowest.shown)


def rates_in(observation: Resource, today: date) -> Iterator[Rate | str]:
    """The rates of one observation, in its value or its components, or why one is not used."""
    whole = is_egfr(observation.get("code"))
    parts = [part for part in objects(observation.get("component")) if whole or is_egfr(part.get("code"))]
    first, last = days(observation, today)
    for part in [*([observation] if whole else []), *parts]:
        yield from rate_of(part, first, last, named_so=is_egfr(part.get("code")) or part is observation)


def rate_of(part: Resource, first: date, last: date, named_so: bool) -> Iterator[Rate | str]:
    """A value as a rate, when it is one."""
    quantity = next(iter(objects(part.get("valueQuantity"))), None)
    if quantity is None:
        raw = part.get("valueString", part.get("valueInteger", part.get("valueDecimal")))
        found = BOUND.fullmatch(str(raw)) if raw is not None and not isinstance(raw, bool) else None
        if found is None:
            if raw is not None and named_so:
                yield "an eGFR could not be read as a number"
            return
        quantity = {"value": float(found[2]), "comparator": found[1] or ""}
    value = number_of(quantity.get("value"))
    comparator = ALIKE.get(str(quantity.get("comparator") or ""), str(quantity.get("comparator") or ""))
    units = [unit for key in ("code", "unit") if (unit := text_of(quantity.get(key)))]
    if value is None:
        return
    if units and not any(map(per_area, units)):
        if named_so:
            yield "an eGFR has a unit that is not mL/min/1.73 m² and was not used"
    elif not named_so and not units:
        return
    elif not 0 <= value <= HIGHEST or comparator not in ("", "<", "<=", ">", ">="):
        yield "an eGFR is outside what can be meant and was not used"
    else:
        yield Rate(value, comparator, first, last, bool(units))


def per_area(unit: str) -> bool:
    """Whether a unit is millilitres a minute per 1.73 square metres, however it is written."""
    plain = re.sub(
        r"[\s{}_^*()\[\]]", "", unit.lower().replace("²", "2").replace("per", "/").replace("sqm", "m2")
    )
    return plain.replace("min.1.73", "min/1.73") in (
        "ml/min/1.73m2",
        "ml/min/1.73",
        "ml/min/173m2",
        "ml/min/1,73m2",
    )


def is_egfr(code: Any) -> bool:
    """Whether an observation is an estimated glomerular filtration rate: by LOINC, else by its name."""
    told = named(code)
    loinc = [
        value
        for system, value in told.codes
        if system.rstrip("/").lower() in (LOINC, "urn:oid:2.16.840.1.113883.6.1")
    ]
    if loinc:
        return any(value in EGFR for value in loinc)
    return any(EGFR_NAME.search(each) for each in told.texts)


def days(observation: Resource, today: date) -> tuple[date, date]:
    """The first and last day an observation can be of; any day when it does not say, or says the future."""
    for told in (
        observation.get("effectiveDateTime"),
        member(observation, "effectivePeriod", "end"),
        observation.get("effectiveInstant"),
        member(observation, "effectivePeriod", "start"),
        observation.get("issued"),
    ):
        if (found := span(told)) and found[0] <= today + timedelta(days=1):
            return found
    return date.min, date.max


def span(text: Any) -> tuple[date, date] | None:
    """The first and last day of a date of FHIR: a day, a month or a year."""
    found = re.match(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?(?![\d-])", text) if isinstance(text, str) else None
    if found is None:
        return None
    year, month, day = (None if part is None else int(part) for part in found.groups())
    try:
        if year is None:
            return None
        first = date(year, month or 1, day or 1)
        if day is not None:
            return first, first
        if month is not None:
            return first, date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
        return first, date(year, 12, 31)
    except ValueError:
        return None


@dataclass(frozen=True)
class Age:
    """Completed years, between a least and a most."""

    least: int
    most: int


def age_of(patient: Resource | None, today: date) -> Age | None:
    """How old someone is; None when it is not told or cannot be."""
    born = span((patient or {}).get("birthDate"))
    if born is None or born[0] > today:
        return None
    least, most = (years(each, today) for each in (min(born[1], today), born[0]))
    return Age(least, most) if most <= 130 else None


def years(born: date, today: date) -> int:
    """Completed years."""
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))
