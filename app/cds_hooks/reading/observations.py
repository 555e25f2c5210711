"""Read eGFR and age from a record, each as a range.

What must stay true: a bound such as `>60` is never read as a value. A value in another unit is not used, but
for one in mL/s, which is converted.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from app.cds_hooks.reading.fhir import (
    FoundResource,
    Resource,
    clean_text,
    coded_name,
    objects,
    to_float,
    value_at,
)
from app.cds_hooks.reading.kidneys import MAX_EGFR, KidneyMeasure, KidneyReading, KidneyValue
from app.medicines.names import plain

EGFR_CODES = frozenset(
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
LOINC_SYSTEMS = (LOINC, "urn:oid:2.16.840.1.113883.6.1")
EGFR_NAME = re.compile(r"(?<![a-z])(?:e-?)?gfr|\bdfg\b|glomerul\w* filtra|filtra\w* (?:di )?glomerul")
"""Names of glomerular filtration rates in plain letters, in several languages."""

OF_THE_RECEPTOR = re.compile(r"\b(?:mutation|gene|exon|receptor|variant|ihc|fish)\b")
"""Words of a test for the receptor of a growth factor, which is called EGFR too."""

MAX_AGE_YEARS = 130

VALUE_TEXT = re.compile(r"\s*(<=?|>=?|≤|≥)?\s*(\d{1,4}(?:\.\d{1,4})?)\s*(ml\b.*)?", re.IGNORECASE)
"""A value as text, with or without its unit."""

SQUARE_METRES = re.compile(r"sq(?:uare)?\.?m(?:et(?:er|re)s?\b)?|qm|m²")
AREA = r"\.?[/.]?1[.,]?73[/.]?(?:m2\.?)?(?:bsa)?"
EGFR_UNIT = re.compile(rf"mls?/mi?n(?:ute)?{AREA}")
"""The unit of a filtration rate, without blanks and signs."""

EGFR_EACH_SECOND = re.compile(rf"mls?/s(?:ec)?{AREA}")
SECONDS_IN_A_MINUTE = 60

COMPARATORS = {"≤": "<=", "≥": ">="}


def read_kidney_values(found: FoundResource, today: date) -> KidneyReading | None:
    """Return the eGFR values of an observation and its components; None when it is of something else."""
    observation = found.resource
    whole = is_egfr(observation.get("code"))
    parts = [part for part in objects(observation.get("component")) if whole or is_egfr(part.get("code"))]
    if not whole and not parts:
        return None
    first_day, last_day = days_of(observation, today)
    said: list[KidneyValue | str] = []
    for part in [*([observation] if whole else []), *parts]:
        coded_as_egfr = part is observation or is_egfr(part.get("code"))
        said += egfr_value(part, first_day, last_day, coded_as_egfr)
    values = tuple(each for each in said if isinstance(each, KidneyValue))
    doubts = [each for each in said if isinstance(each, str)]
    if not values and not doubts:
        doubts = ["an eGFR has no value that could be read"]
    return KidneyReading(found, values, tuple(doubts))


def egfr_value(
    part: Resource, first_day: date, last_day: date, coded_as_egfr: bool
) -> Iterator[KidneyValue | str]:
    """Yield the value of an observation or component as an eGFR, or the reason why it is not used.

    A part that is not coded as eGFR itself counts only with a unit of an eGFR.
    """
    quantity = next(iter(objects(part.get("valueQuantity"))), None)
    if quantity is None:
        coded = next(iter(coded_name(part.get("valueCodeableConcept")).texts), None)
        raw = part.get("valueString", part.get("valueInteger", part.get("valueDecimal", coded)))
        found = VALUE_TEXT.fullmatch(str(raw)) if raw is not None and not isinstance(raw, bool) else None
        if found is None:
            if raw is not None and coded_as_egfr:
                yield "an eGFR could not be read as a number"
            return
        quantity = {"value": float(found[2]), "comparator": found[1] or "", "unit": found[3]}
    value = to_float(quantity.get("value"))
    given = str(quantity.get("comparator") or "")
    comparator = COMPARATORS.get(given, given)
    units = [unit for key in ("code", "unit") if (unit := clean_text(quantity.get(key)))]
    if value is None:
        return
    factors = {factor for unit in units if (factor := egfr_factor(unit))}
    rate = round(value * max(factors, default=1), 6)
    if units and len(factors) != 1:
        if coded_as_egfr:
            yield "an eGFR has a unit that is not mL/min/1.73 m² and was not used"
    elif not coded_as_egfr and not units:
        return
    elif not 0 <= rate <= MAX_EGFR or comparator not in ("", "<", "<=", ">", ">="):
        yield "an eGFR is outside the possible range and was not used"
    else:
        reported = f"{value:g} {units[-1]}" if SECONDS_IN_A_MINUTE in factors else ""
        yield KidneyValue(KidneyMeasure.egfr, rate, comparator, first_day, last_day, bool(units), reported)


def is_egfr_unit(unit: str) -> bool:
    """Return whether a unit is mL/min per 1.73 m², in any spelling."""
    return EGFR_UNIT.fullmatch(without_signs(unit)) is not None


def egfr_factor(unit: str) -> int | None:
    """Return by how much a value is multiplied to be in mL/min per 1.73 m²; None for another unit."""
    if is_egfr_unit(unit):
        return 1
    return SECONDS_IN_A_MINUTE if EGFR_EACH_SECOND.fullmatch(without_signs(unit)) else None


def without_signs(unit: str) -> str:
    """Return a unit in small letters without blanks, brackets and signs of powers: `ml/min/1.73m2`."""
    shown = re.sub(r"[\s{}_^*()\[\]]", "", unit.lower().replace("per", "/"))
    return SQUARE_METRES.sub("m2", shown)


def is_egfr(code: Any) -> bool:
    """Return whether a code is an estimated glomerular filtration rate: by LOINC, else by its name."""
    name = coded_name(code)
    loinc = [value for system, value in name.codes if system.rstrip("/").lower() in LOINC_SYSTEMS]
    if loinc:
        return any(value in EGFR_CODES for value in loinc)
    texts = [plain(each) for each in name.texts]
    return any(EGFR_NAME.search(each) and not OF_THE_RECEPTOR.search(each) for each in texts)


def days_of(observation: Resource, today: date) -> tuple[date, date]:
    """Return the first and last possible day; any day when the date is missing or in the future."""
    for given in (
        observation.get("effectiveDateTime"),
        value_at(observation, "effectivePeriod", "end"),
        observation.get("effectiveInstant"),
        value_at(observation, "effectivePeriod", "start"),
        observation.get("issued"),
    ):
        if (found := date_range(given)) and found[0] <= today + timedelta(days=1):
            return found
    return date.min, date.max


def date_range(text: Any) -> tuple[date, date] | None:
    """Return the first and last day of a FHIR date, which may be a day, a month or a year."""
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
class AgeRange:
    """Lowest and highest possible age, in completed years."""

    low: int
    high: int


def age_range(patient: Resource | None, today: date) -> AgeRange | None:
    """Return the age of a patient; None when the date of birth is missing or impossible."""
    born = date_range((patient or {}).get("birthDate"))
    if born is None or born[0] > today:
        return None
    low, high = (completed_years(each, today) for each in (min(born[1], today), born[0]))
    return AgeRange(low, high) if high <= MAX_AGE_YEARS else None


def completed_years(born: date, today: date) -> int:
    """Return the number of completed years between two days."""
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))
