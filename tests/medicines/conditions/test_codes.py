"""Codes of conditions: themselves, and what is above, below or beside them."""

import pytest

from app.medicines.conditions.codes import Found, RecognitionStatus
from tests.medicines.conditions.readings import reader, recognised


@pytest.mark.parametrize(
    ("code", "conditions", "found"),
    [
        ("N18.4", {"renal/ckd-stage-4"}, Found.code),
        ("N184", {"renal/ckd-stage-4"}, Found.code),
        ("n18.4", {"renal/ckd-stage-4"}, Found.code),
        ("I10", {"hypertension"}, Found.code),
        ("E11.65", {"type-2-diabetes"}, Found.code_group),
        ("K50.012", {"gastrointestinal/crohn-disease"}, Found.code_group),
        ("K51.3", {"gastrointestinal/ulcerative-colitis"}, Found.code_group),
        ("N17.0", {"renal/acute-kidney-injury"}, Found.code_group),
        ("K56.600", {"gastrointestinal/intestinal-obstruction"}, Found.code_group),
        # Beside a code of a condition that no rule names: checked, and not taken for that condition.
        ("E87.0", set(), Found.code_group),
        ("J45.20", set(), Found.code_group),
    ],
)
def test_an_icd_code_is_read(code: str, conditions: set[str], found: Found) -> None:
    reading = reader().code("icd10cm", code)
    assert recognised(reading) == conditions
    assert reading.found is found


@pytest.mark.parametrize(
    ("code", "condition"),
    [
        ("N18", "renal/ckd-stage-4"),
        ("R00.0", "cardiac-conduction/bradycardia"),
        ("Z99.81", "renal/dialysis"),
        ("Z94.1", "renal/kidney-transplant"),
        ("Z33.2", "reproductive/pregnancy"),
    ],
)
def test_a_code_beside_or_above_one_that_a_rule_names_is_ambiguous(code: str, condition: str) -> None:
    reading = reader().code("icd10cm", code)
    assert reading.recognition is RecognitionStatus.ambiguous
    assert condition in reading.conditions


@pytest.mark.parametrize(
    ("system", "value"), [("icd10cm", "S72.001A"), ("icd10cm", "N"), ("icd10cm", "123"), ("snomed", "1")]
)
def test_a_code_that_is_not_on_record_is_unknown(system: str, value: str) -> None:
    assert reader().code(system, value).recognition is RecognitionStatus.unknown
