"""Recognise code systems by their addresses or OIDs: of medicines, conditions and observations."""

import re
from collections.abc import Iterator

from app.cds_hooks.reading.fhir import CodedName
from app.medicines.conditions.codes import MARKS
from app.medicines.schemas import ConditionCode, ConditionSystem, MedicineSystem

LOINC = "http://loinc.org"
LOINC_SYSTEMS = (LOINC, "urn:oid:2.16.840.1.113883.6.1")

CODE = re.compile(r"[A-Za-z0-9.]{1,20}")

UNDOTTED = re.compile(r"^([A-Z]\d[0-9A-Z])([0-9A-Z]{1,4})$")
"""A code of ICD-10 below its category, written without the dot."""

RXNORM_ADDRESS = re.compile(r"rxnorm|2\.16\.840\.1\.113883\.6\.88$", re.IGNORECASE)

MEDICINE_SYSTEMS: tuple[tuple[MedicineSystem, re.Pattern[str]], ...] = (
    (MedicineSystem.rxnorm, RXNORM_ADDRESS),
    (MedicineSystem.atc, re.compile(r"\batc\b|2\.16\.840\.1\.113883\.6\.73$", re.IGNORECASE)),
    (MedicineSystem.unii, re.compile(r"unii|fdasis|2\.16\.840\.1\.113883\.4\.9$", re.IGNORECASE)),
)

SYSTEM_NAMES: dict[str, str] = {
    MedicineSystem.rxnorm: "RxNorm",
    MedicineSystem.atc: "ATC",
    MedicineSystem.unii: "UNII",
    ConditionSystem.snomed: "SNOMED CT",
    ConditionSystem.icd10cm: "ICD-10",
}
"""Code system → name for people."""

CONDITION_SYSTEMS: tuple[tuple[ConditionSystem, re.Pattern[str]], ...] = (
    (ConditionSystem.snomed, re.compile(r"snomed|2\.16\.840\.1\.113883\.6\.96$", re.IGNORECASE)),
    (
        ConditionSystem.icd10cm,
        re.compile(r"(?:icd|cim|cie|cid)-?10|2\.16\.840\.1\.113883\.6\.(90|3)$", re.IGNORECASE),
    ),
)


def medicine_codes(name: CodedName) -> Iterator[tuple[MedicineSystem, str]]:
    """Yield (system, code) of every code of a medicine in a system that the check accepts."""
    for address, code in name.codes:
        for system, pattern in MEDICINE_SYSTEMS:
            if pattern.search(address) and CODE.fullmatch(code):
                yield system, code


def condition_codes(name: CodedName) -> Iterator[ConditionCode]:
    """Yield every code of a condition in a system that the check accepts."""
    for address, code in name.codes:
        for system, pattern in CONDITION_SYSTEMS:
            value = code.rstrip(MARKS)
            if pattern.search(address) and CODE.fullmatch(value):
                yield ConditionCode(system=system, value=UNDOTTED.sub(r"\1.\2", value))


def shown_code(system: str, code: str) -> str:
    """Return a code as people write it: `RxNorm 252430`, or `code 123` of a system that is not known."""
    for named, pattern in (*MEDICINE_SYSTEMS, *CONDITION_SYSTEMS):
        if pattern.search(system):
            return f"{SYSTEM_NAMES[named]} {code}"
    return f"code {code}"
