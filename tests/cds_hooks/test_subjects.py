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
from tests.safety.asking import RULES


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


@pytest.mark.parametrize("slug", RULES)
def test_the_subject_rests_on_what_a_rule_is_about_not_on_its_name(slug: str) -> None:
    rule = RULES[slug]
    for other in ("kidney", "pregnancy", "anything"):
        assert subject_of("something", rule.model_copy(update={"slug": other})) == subject_of(
            "something", rule
        )


def test_the_rules_about_the_kidneys_are_these() -> None:
    about = {slug for slug, rule in RULES.items() if subject_of("x", rule).kind is SubjectKind.kidneys}
    assert about == {
        "acute-kidney-injury-or-transplant", "kidney-disease-function-known", "kidney-disease-severe",
        "kidney-disease-stage-1-2", "kidney-disease-stage-3", "kidney-disease-stage-unknown",
        "kidney-function-below-30", "kidney-function-below-60", "older-adult-kidney-function",
    }  # fmt: skip


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


def test_medicines_of_which_the_same_is_said_share_a_card(client: TestClient) -> None:
    taken = active_orders(
        "eplerenone 25 MG Oral Tablet", "Spironolactone 100 MG Oral Tablet", "Digoxin 125 mcg"
    )
    said = cards_of(client, hook_request(order(MAGNESIUM), medicationRequests=taken))
    cards = {card["summary"].split(":")[0]: card for card in said if card["indicator"] != "info"}
    assert set(cards) == {
        "Magnesium and Digoxin 125 mcg",
        "Magnesium and eplerenone 25 MG Oral Tablet, Spironolactone 100 MG Oral Tablet",
    }
    detail = cards["Magnesium and eplerenone 25 MG Oral Tablet, Spironolactone 100 MG Oral Tablet"]["detail"]
    assert "eplerenone 25 MG Oral Tablet; Spironolactone 100 MG Oral Tablet" in detail


def test_no_two_cards_say_the_same_and_each_medicine_is_named(client: TestClient) -> None:
    names = ("furosemide", "bumetanide", "torasemide", "hydrochlorothiazide", "indapamide", "chlortalidone")
    long = [f"{name} 40 MG Delayed Release Oral Tablet of a pharmacy" for name in names]
    call = hook_request(order(MAGNESIUM), medicationRequests=active_orders(*long, "spironolactone"))
    said = [card for card in cards_of(client, call) if card["indicator"] != "info"]
    assert len(said) == 3
    assert len({card["summary"] for card in said}) == len({card["detail"] for card in said}) == len(said)
    told = " ".join(card["summary"] + card["detail"] for card in said)
    assert all(name in told for name in (*names, "spironolactone"))
    assert all(len(card["detail"].split()) <= 120 and len(card["summary"]) <= 139 for card in said)


def test_times_too_close_keep_a_card_for_their_medicine(client: TestClient) -> None:
    at_nine = [{"timing": {"repeat": {"timeOfDay": ["09:00:00"]}}}]
    at_eight = [{"timing": {"repeat": {"timeOfDay": ["08:00:00"]}}}]
    taken = bundle(
        order("doxycycline 100 mg", "d", status="active", dosageInstruction=at_nine),
        order("minocycline 50 mg", "m", status="active"),
        order("lymecycline 408 mg", "l", status="active"),
    )
    said = cards_of(
        client, hook_request(order(MAGNESIUM, dosageInstruction=at_eight), medicationRequests=taken)
    )
    close = [card for card in said if "Times too close" in card["detail"]]
    assert [card["summary"].split(":")[0] for card in close] == ["Magnesium and doxycycline 100 mg"]
    assert len([card for card in said if card["indicator"] == "warning"]) == 2
