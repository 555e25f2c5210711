"""Read the values of eGFR in an observation.

What must stay true: a bound such as `>60` is never read as a value. A value in another unit is not used, but
for one in mL/s, which is converted.
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from app.cds_hooks.reading.code_systems import LOINC_SYSTEMS
from app.cds_hooks.reading.dates import days_of
from app.cds_hooks.reading.fhir import (
    FoundResource,
    Resource,
    clean_text,
    coded_name,
    objects,
    to_float,
)
from app.cds_hooks.reading.kidneys import COMPARATORS, MAX_EGFR, KidneyMeasure, KidneyReading, KidneyValue
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

EGFR_NAME = re.compile(r"(?<![a-z])(?:e-?)?gfr|\bdfg\b|glomerul\w* filtra|filtra\w* (?:di )?glomerul")
"""Names of glomerular filtration rates in plain letters, in several languages."""

OF_THE_RECEPTOR = re.compile(r"\b(?:mutation|gene|exon|receptor|variant|ihc|fish)\b")
"""Words of a test for the receptor of a growth factor, which is called EGFR too."""

VALUE_TEXT = re.compile(r"\s*(<=?|>=?|≤|≥)?\s*(\d{1,4}(?:\.\d{1,4})?)\s*(ml\b.*)?", re.IGNORECASE)
"""A value as text, with or without its unit."""

SQUARE_METRES = re.compile(r"sq(?:uare)?\.?m(?:et(?:er|re)s?\b)?|qm|m²")
AREA = r"\.?[/.]?1[.,]?73[/.]?(?:m2\.?)?(?:bsa)?"
EGFR_UNIT = re.compile(rf"mls?/mi?n(?:ute)?{AREA}")
"""The unit of a filtration rate, without blanks and signs."""

EGFR_EACH_SECOND = re.compile(rf"mls?/s(?:ec)?{AREA}")
SECONDS_IN_A_MINUTE = 60


def read_egfr(found: FoundResource, today: date) -> KidneyReading | None:
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
