"""Read the clearance of creatinine, a measure of the kidney function beside eGFR.

What must stay true: only a number in mL/min or mL/s counts. Any other value is shown as not read.
"""

import re
from datetime import date

from app.cds_hooks.reading.code_systems import LOINC_SYSTEMS
from app.cds_hooks.reading.dates import days_of
from app.cds_hooks.reading.egfr import SECONDS_IN_A_MINUTE, egfr_factor, without_signs
from app.cds_hooks.reading.fhir import (
    CodedName,
    FoundResource,
    clean_text,
    coded_name,
    first_object,
    to_float,
)
from app.cds_hooks.reading.kidneys import COMPARATORS, MAX_EGFR, KidneyMeasure, KidneyReading, KidneyValue
from app.medicines.names import plain

CLEARANCE = re.compile(r"clearance|aclaramiento|clairance")
OF_CREATININE = re.compile(r"\b[ck]reatinin")
CLEARANCE_CODES = frozenset({"2164-2", "12195-8", "35591-7"})
"""LOINC codes of creatinine clearance: in urine of 24 hours, per body surface, by Cockcroft and Gault."""

A_COMPARISON = re.compile(r"\bratio\b|\bquotient\b")

EACH_MINUTE, EACH_SECOND = re.compile(r"mls?/mi?n(?:ute)?"), re.compile(r"mls?/s(?:ec)?")


def read_clearance(found: FoundResource, today: date) -> KidneyReading | None:
    """Return the clearance of creatinine in an observation; None without one that can be used."""
    observation = found.resource
    if not is_clearance(coded_name(observation.get("code"))):
        return None
    quantity = first_object(observation.get("valueQuantity"))
    value, units = (
        to_float(quantity.get("value")),
        [unit for key in ("code", "unit") if (unit := clean_text(quantity.get(key)))],
    )
    factors = {clearance_factor(unit) for unit in units}
    given = str(quantity.get("comparator") or "")
    comparator = COMPARATORS.get(given, given)
    if value is None or len(factors) != 1 or comparator not in ("", "<", "<=", ">", ">="):
        return None
    (factor,) = factors
    if factor is None or not 0 <= value * factor <= MAX_EGFR:
        return None
    reported = f"{value:g} {units[-1]}" if factor == SECONDS_IN_A_MINUTE else ""
    rate = round(value * factor, 6)
    days = days_of(observation, today)
    return KidneyReading(
        found, (KidneyValue(KidneyMeasure.clearance, rate, comparator, *days, True, reported),), ()
    )


def is_clearance(name: CodedName) -> bool:
    """Return whether a name or code is that of the clearance of creatinine."""
    if any(
        system.rstrip("/").lower() in LOINC_SYSTEMS and code in CLEARANCE_CODES for system, code in name.codes
    ):
        return True
    texts = " / ".join(map(plain, name.texts))
    named = CLEARANCE.search(texts) and OF_CREATININE.search(texts)
    return bool(named) and not A_COMPARISON.search(texts)


def clearance_factor(unit: str) -> int | None:
    """Return by how much a value is multiplied to be in mL/min; None for another unit.

    A value per body surface counts as it is.
    """
    written = without_signs(unit)
    if EACH_MINUTE.fullmatch(written):
        return 1
    return SECONDS_IN_A_MINUTE if EACH_SECOND.fullmatch(written) else egfr_factor(unit)
