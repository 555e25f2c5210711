"""Conditions are found by code or name; unknown ones are reported."""

import pytest
from starlette.testclient import TestClient

from tests.cds_hooks.calls import MAGNESIUM, Json, bundle, cards_of, condition, hook_request, order, rules_on


@pytest.mark.parametrize(
    ("problem", "present"),
    [
        (condition(None, ("http://hl7.org/fhir/sid/icd-10-cm", "N18.4")), True),
        (condition(None, ("http://hl7.org/fhir/sid/icd-10", "N18.4")), True),
        (condition(None, ("http://snomed.info/sct", "431857002")), True),
        (condition("CKD stage 4"), True),
        (condition("a local word", ("http://snomed.info/sct", "431857002")), True),
        (condition("CKD stage 4", ("urn:local", "4711")), True),
        (condition("CKD stage 4", clinicalStatus={"coding": [{"code": "resolved"}]}), False),
        (condition("CKD stage 4", clinicalStatus="inactive"), False),
        (condition("CKD stage 4", clinicalStatus="active"), True),
        (condition("CKD stage 4", verificationStatus={"coding": [{"code": "refuted"}]}), False),
        (condition("CKD stage 4", verificationStatus="provisional"), True),
    ],
)
def test_conditions_are_read(client: TestClient, problem: Json, present: bool) -> None:
    said = cards_of(client, hook_request(order(MAGNESIUM), conditions=bundle(problem)))
    assert ("kidney-disease-severe" in rules_on(said)) is present


def test_an_unknown_condition_is_reported(client: TestClient) -> None:
    said = cards_of(
        client, hook_request(order(MAGNESIUM), conditions=bundle(condition("Acute duodenal ulcer")))
    )
    assert "Acute duodenal ulcer”: not recognised" in said[-1]["detail"]


def test_pregnancy_is_read_from_the_conditions(client: TestClient) -> None:
    pregnant = bundle(condition(None, ("http://snomed.info/sct", "77386006")))
    said = cards_of(client, hook_request(order(MAGNESIUM), conditions=pregnant))
    assert "not told: whether pregnant" not in said[-1]["detail"].replace("\\", "")
    assert {"pregnancy", "pregnancy-condition"} <= rules_on(said)
