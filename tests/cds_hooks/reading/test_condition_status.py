"""A condition is present unless its status, its end or its code says otherwise."""

from datetime import timedelta
from typing import Any

import pytest

from app.cds_hooks.reading.condition_status import doubt_of, reason_not_present
from app.cds_hooks.reading.outcomes import NotRelevantReason
from tests.cds_hooks.calls import TODAY, Json, condition

YESTERDAY, TOMORROW = str(TODAY - timedelta(days=1)), str(TODAY + timedelta(days=1))


def coded(word: str) -> Json:
    return {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/any", "code": word}]}


def german(certainty: str) -> Json:
    """Return the code of a condition with what ICD-10-GM says of its certainty."""
    address = "http://fhir.de/StructureDefinition/icd-10-gm-diagnosesicherheit"
    extension = {"url": address, "valueCoding": {"code": certainty}}
    return {"code": {"coding": [{"code": "N18.4", "extension": [extension]}]}}


@pytest.mark.parametrize(
    ("told", "present"),
    [
        ({}, True),
        ({"clinicalStatus": coded("active")}, True),
        ({"clinicalStatus": coded("recurrence")}, True),
        ({"clinicalStatus": coded("relapse")}, True),
        ({"clinicalStatus": coded("unknown")}, True),
        ({"clinicalStatus": None}, True),
        ({"clinicalStatus": coded("resolved")}, False),
        ({"clinicalStatus": "remission"}, False),
        ({"clinicalStatus": " Resolved "}, False),
        ({"clinicalStatus": {"text": "Resolved"}}, False),
        ({"clinicalStatus": {"coding": [{"display": "Resolved"}]}}, False),
        ({"clinicalStatus": {"coding": [{"display": "x"}, *coded("resolved")["coding"]]}}, False),
        (
            {
                "clinicalStatus": {
                    "coding": [{"system": "urn:ours", "code": "9"}, *coded("resolved")["coding"]]
                }
            },
            False,
        ),
        ({"clinicalStatus": {"coding": "resolved"}}, True),
        ({"clinicalStatus": [7]}, True),
        ({"abatementDateTime": YESTERDAY}, False),
        ({"abatementDateTime": f"{YESTERDAY}T10:00:00Z"}, False),
        ({"abatementDateTime": "2019"}, False),
        ({"abatementDateTime": TOMORROW}, True),
        ({"abatementDateTime": "soon"}, True),
        ({"abatementDateTime": YESTERDAY, "clinicalStatus": coded("active")}, True),
        ({"abatementPeriod": {"start": "2019-01-01", "end": YESTERDAY}}, False),
        ({"abatementPeriod": {"start": "2019-01-01"}}, True),
        ({"abatementString": "after surgery"}, False),
        ({"abatementAge": {"value": 12, "unit": "a"}}, False),
        ({"abatementBoolean": True}, False),
        ({"abatementBoolean": False}, True),
        ({"verificationStatus": coded("refuted")}, False),
        ({"verificationStatus": coded("provisional")}, True),
        (german("G"), True),
        (german("V"), True),
        (german("A"), False),
        (german("Z"), False),
        ({"code": "a word"}, True),
        ({"code": [{"coding": "a word"}]}, True),
    ],
)
def test_a_condition_is_present_unless_the_record_says_otherwise(told: dict[str, Any], present: bool) -> None:
    reason = reason_not_present(condition("CKD stage 4") | told, TODAY)
    assert reason is (None if present else NotRelevantReason.not_current)


def test_an_error_is_told_apart_from_the_past() -> None:
    wrong = condition("CKD stage 4", verificationStatus=coded("entered-in-error"))
    assert reason_not_present(wrong, TODAY) is NotRelevantReason.entered_in_error


@pytest.mark.parametrize(
    ("told", "word"),
    [
        ({}, ""),
        ({"verificationStatus": coded("confirmed")}, ""),
        ({"verificationStatus": coded("unconfirmed")}, "unconfirmed"),
        ({"verificationStatus": "differential"}, "differential"),
        (german("V"), "suspected"),
        (german("G"), ""),
    ],
)
def test_a_doubt_is_told_in_a_word(told: dict[str, Any], word: str) -> None:
    assert doubt_of(condition("CKD stage 4") | told, TODAY) == word


@pytest.mark.parametrize(
    "told", [coded("entered-in-error"), {"text": "Entered in Error"}, "Entered-in-error"]
)
def test_an_entry_in_error_is_no_condition(told: Json | str) -> None:
    told = condition("CKD stage 4") | {"verificationStatus": told}
    assert reason_not_present(told, TODAY) is NotRelevantReason.entered_in_error


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"onsetDateTime": TOMORROW}, f"from {TOMORROW}"),
        (
            {"onsetPeriod": {"start": TOMORROW}, "verificationStatus": "provisional"},
            f"provisional; from {TOMORROW}",
        ),
        ({"onsetDateTime": YESTERDAY}, ""),
        ({"clinicalStatus": "active", "abatementDateTime": YESTERDAY}, "abated"),
        ({"clinicalStatus": "active", "abatementDateTime": TOMORROW}, ""),
    ],
)
def test_a_condition_that_is_past_or_to_come_is_shown_so(told: Json, words: str) -> None:
    assert doubt_of(condition("CKD") | told, TODAY) == words
