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
    first_object,
    objects,
    to_float,
    value_at,
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

NOT_A_RATE = re.compile(r"\b(?:panel|mutation|gene|exon|receptor|variant|ihc|fish)\b")
"""Words of a panel, or of a test for the receptor of a growth factor, which is called EGFR too."""

VALUE_TEXT = re.compile(
    r"\s*(?:e-?gfr\b\s*[:=]?)?\s*(?P<sign><=?|>=?|≤|≥)?\s*(?P<value>\d{1,4}(?:[.,]\d{1,4})?)"
    r"(?:\s*[-–]\s*(?P<high>\d{1,4}(?:[.,]\d{1,4})?))?\s*(?P<unit>ml\b[^()\[\]]*?)?\s*[(\[]?[lh*]{0,2}[)\]]?\s*",
    re.IGNORECASE,
)
"""A value or a range as text, with or without its unit, and the flag of a laboratory."""

BOUNDS = (("low", ">="), ("high", "<="))
"""Ends of a range, each with the sign of the bound that it is."""

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
    quantities = quantities_of(part)
    if quantities is None:
        if coded_as_egfr:
            yield "an eGFR could not be read as a number"
        return
    for each in quantities:
        yield from value_of_quantity(each, first_day, last_day, coded_as_egfr)


def quantities_of(part: Resource) -> list[Resource] | None:
    """Return the value of a part, or both ends of a range as bounds; None when it is no number."""
    if quantity := next(iter(objects(part.get("valueQuantity"))), None):
        return [quantity]
    ends = ((first_object(value_at(part, "valueRange", end)), sign) for end, sign in BOUNDS)
    if bounds := [each | {"comparator": sign} for each, sign in ends if each]:
        return bounds
    coded = next(iter(coded_name(part.get("valueCodeableConcept")).texts), None)
    raw = part.get("valueString", part.get("valueInteger", part.get("valueDecimal", coded)))
    if raw is None or isinstance(raw, bool):
        return []
    if (found := VALUE_TEXT.fullmatch(clean_text(str(raw)) or "")) is None:
        return None
    told = {key: text and text.replace(",", ".") for key, text in found.groupdict().items()}
    value, high, unit = told["value"], told["high"], found["unit"]
    if high is None:
        return [{"value": value, "comparator": told["sign"] or "", "unit": unit}]
    return [
        {"value": each, "comparator": sign, "unit": unit}
        for each, (_, sign) in zip((value, high), BOUNDS, strict=True)
    ]


def value_of_quantity(
    quantity: Resource, first_day: date, last_day: date, coded_as_egfr: bool
) -> Iterator[KidneyValue | str]:
    """Yield a quantity as an eGFR, or the reason why it is not used."""
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
    """Return whether a code is an estimated glomerular filtration rate: by LOINC, or by its name."""
    name = coded_name(code)
    if any(
        system.rstrip("/").lower() in LOINC_SYSTEMS and value in EGFR_CODES for system, value in name.codes
    ):
        return True
    texts = [plain(each) for each in name.texts]
    return any(EGFR_NAME.search(each) and not NOT_A_RATE.search(each) for each in texts)
