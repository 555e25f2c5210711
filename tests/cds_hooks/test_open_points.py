"""What may change or forbid an order and is read by no rule is said."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.cds_hooks.calls import (
    CIPRO,
    MAGNESIUM,
    Json,
    bundle,
    cards_of,
    condition,
    dosage_instructions,
    hook_request,
    order,
    resources_of,
    rules_on,
)


def allergy(to: str, **more: Any) -> Json:
    return {"resourceType": "AllergyIntolerance", "id": "a", "code": {"text": to}} | more


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        (allergy("Magnesium oxide"), True),
        (allergy("magnesium"), True),
        (allergy("Allergy to magnesium sulfate"), True),
        (allergy("", substance={"text": "Milk of magnesia"}), True),
        (allergy("Drug", reaction=[{"substance": {"text": "magnesium citrate"}}]), True),
        (allergy("Penicillin"), False),
        (allergy("Magnesium oxide", verificationStatus={"coding": [{"code": "refuted"}]}), False),
        (allergy("Magnesium oxide", verificationStatus={"coding": [{"code": "entered-in-error"}]}), False),
        (allergy("Magnesium oxide", clinicalStatus={"coding": [{"code": "resolved"}]}), False),
    ],
)
def test_an_allergy_to_magnesium_is_said(client: TestClient, sent: Json, said: bool) -> None:
    call = hook_request(order(MAGNESIUM), allergies=bundle(sent))
    assert any("list of allergies" in card["detail"] for card in cards_of(client, call)) is said
    assert resources_of(client, call)["open"] == said
    assert cards_of(client, hook_request(order(CIPRO), allergies=bundle(sent))) == []


MODIFIER = [{"url": "https://ehr.test/not-given", "valueBoolean": True}]


@pytest.mark.parametrize("where", ["the order", "its instruction", "the condition", "its rules", "nowhere"])
def test_a_modifier_that_is_not_read_is_said(client: TestClient, where: str) -> None:
    """FHIR: what has one may mean the opposite of what its other elements say."""
    modifier = {"modifierExtension": MODIFIER}
    taken = order(CIPRO, "taken", status="active")
    modified: dict[str, Json] = {
        "the order": modifier,
        "its instruction": {"dosageInstruction": [modifier]},
        "its rules": {"implicitRules": "https://ehr.test/rules"},
    }
    taken |= modified.get(where, {})
    ill = condition("myasthenia gravis", id="ill") | (modifier if where == "the condition" else {})
    call = hook_request(order(MAGNESIUM), medicationRequests=bundle(taken), conditions=bundle(ill))
    cards = cards_of(client, call)
    assert {"ciprofloxacin", "myasthenia-gravis"} <= rules_on(cards)
    assert any("modifier that is not read" in card["detail"] for card in cards) is (where != "nowhere")
    assert resources_of(client, call)["open"] == (where != "nowhere")


def test_a_dose_in_words_is_shown_as_not_read(client: TestClient) -> None:
    told = [{"text": "Take 3 tablets three times daily as directed"}]
    cards = cards_of(client, hook_request(order(MAGNESIUM, dosageInstruction=told)))
    assert "that can be used (only “Take 3 tablets three times daily as directed”)" in cards[-1]["detail"]
    in_numbers = dosage_instructions(100, "mg", frequency=1, period=1, periodUnit="d")
    cards = cards_of(client, hook_request(order(MAGNESIUM, dosageInstruction=in_numbers)))
    assert not [card for card in cards if "(only “" in card["detail"]]


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"text": "1 tablet daily for a week, then 4 tablets daily"}, True),
        ({"text": "Start with one, increase to 4 (four) tablets if needed"}, True),
        ({"additionalInstruction": [{"text": "May increase to 5 tablets"}]}, True),
        ({"additionalInstructions": {"text": "up to three tablets a day"}}, True),
        ({"patientInstruction": "Jusqu'à 3 comprimés par jour"}, True),
        ({"text": "1 tablet daily for a week, then as the doctor says"}, False),
        ({"text": "1 tablet with 250 ml of water"}, False),
        ({"additionalInstruction": [{"text": "Take 2 hours apart from other medicines"}]}, False),
        ({"text": "1 tablet of 400 mg"}, False),
    ],
)
def test_words_that_name_more_than_the_dose_are_said(client: TestClient, told: Json, said: bool) -> None:
    (dose,) = dosage_instructions(1, "tablet", frequency=1, period=1, periodUnit="d")
    name = "Magnesium citrate 100 mg elemental oral tablet"
    cards = cards_of(client, hook_request(order(name, dosageInstruction=[dose | told])))
    assert any("name more than the dose" in card["detail"] for card in cards) is said


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"deceasedBoolean": True}, True),
        ({"deceasedDateTime": "2026-01-01"}, True),
        ({"deceasedBoolean": False}, False),
        ({}, False),
    ],
)
def test_a_death_is_said(client: TestClient, told: Json, said: bool) -> None:
    patient = {"resourceType": "Patient", "id": "p", "birthDate": "1980-01-01"} | told
    cards = cards_of(client, hook_request(order(MAGNESIUM), patient=patient))
    assert any("the person has died" in card["detail"] for card in cards) is said


def test_magnesium_that_is_understood_in_part_does_not_interact_with_itself(client: TestClient) -> None:
    cards = cards_of(client, hook_request(order("magnesium citrate 200 mg unheardof")))
    assert "what else it may hold was not checked" in cards[-1]["detail"]


def test_no_information_about_a_list_is_told_apart_from_an_empty_list(client: TestClient) -> None:
    """Codes of the International Patient Summary."""
    said = {
        code: cards_of(
            client,
            hook_request(
                order(CIPRO),
                medicationStatements=bundle(
                    {
                        "resourceType": "MedicationStatement",
                        "status": "active",
                        "medicationCodeableConcept": {"coding": [{"code": code, "display": "None told"}]},
                    }
                ),
            ),
        )
        for code in ("no-known-medications", "no-medication-info")
    }
    assert said["no-known-medications"] == []
    (card,) = said["no-medication-info"]
    assert "no information about medication statements" in card["detail"]
    assert "whether magnesium is taken is not known" in card["detail"]
    assert "None told" not in card["detail"]


def test_a_list_of_conditions_without_information_is_not_told(client: TestClient) -> None:
    unknown = {"resourceType": "Condition", "code": {"coding": [{"code": "no-problem-info"}]}}
    cards = cards_of(client, hook_request(order(MAGNESIUM), conditions=bundle(unknown)))
    assert "no information about conditions" in cards[-1]["detail"]


@pytest.mark.parametrize("dose", ["400 g", "400000 mg", "400 spoons", "-3 mg"])
def test_a_dose_that_cannot_be_used_is_shown(client: TestClient, dose: str) -> None:
    """A slip of the pen would otherwise look like a dose that was not stated."""
    value, unit = dose.split()
    told = dosage_instructions(float(value), unit, frequency=1, period=1, periodUnit="d")
    cards = cards_of(client, hook_request(order("magnesium oxide", dosageInstruction=told)))
    assert f"(only “{float(value):g} {unit}”)" in cards[-1]["detail"]
