"""Every alert belongs to one subject, and each subject has one card."""

import pytest
from starlette.testclient import TestClient

from app.cds_hooks.subjects import SubjectKind, subject_of
from app.models.rule import RuleKind
from tests.cds_hooks.calls import (
    MAGNESIUM,
    active_orders,
    bundle,
    cards_of,
    condition,
    egfr,
    hook_request,
    order,
)
from tests.safety.test_rules import RULES


@pytest.mark.parametrize("slug", RULES)
def test_every_rule_has_a_subject(slug: str) -> None:
    rule = RULES[slug]
    kind = subject_of("something", rule).kind
    if rule.kind is RuleKind.dose:
        assert kind is SubjectKind.dose
    if rule.when.kidney_function_below or any(each.startswith("renal/") for each in rule.when.conditions):
        assert kind is SubjectKind.kidneys
    if rule.kind is RuleKind.interaction:
        assert kind in (SubjectKind.medicine, SubjectKind.dose)


def test_the_kidneys_have_one_card_however_many_rules_speak(client: TestClient) -> None:
    ckd = condition(None, ("http://hl7.org/fhir/sid/icd-10-cm", "N18.4"))
    said = cards_of(client, hook_request(order(MAGNESIUM), egfr=bundle(egfr(27)), conditions=bundle(ckd)))
    (kidneys,) = (each for each in said if "kidney" in each["summary"])
    assert set(kidneys["extension"]["fibromag"]["rules"]) >= {
        "kidney-function-below-30", "kidney-function-below-60", "kidney-disease-severe",
    }  # fmt: skip
    assert kidneys["indicator"] == "critical"


def test_each_medicine_has_its_card(client: TestClient) -> None:
    taken = active_orders(
        "Ciprofloxacin 500 MG Oral Tablet", "Levothyroxine 75 mcg", "Digoxin 0.125 MG Oral Tablet"
    )
    said = cards_of(client, hook_request(order(MAGNESIUM), medicationRequests=taken))
    assert [card["summary"].split(":")[0] for card in said if card["indicator"] != "info"] == [
        "Magnesium and Ciprofloxacin 500 MG Oral Tablet",
        "Magnesium and Levothyroxine 75 mcg",
        "Magnesium and Digoxin 0.125 MG Oral Tablet",
    ]
