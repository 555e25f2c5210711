"""Whole calls as records send them, and what their cards say: amounts, rates, units, and whom they are about."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.cds_hooks.calls import (
    Json,
    bundle,
    cards_of,
    condition,
    dosage_instructions,
    egfr,
    hook_request,
    order,
    rules_on,
)

CITRATE = "Magnesium citrate 200 mg elemental oral tablet"
OXIDE = "Magnesium oxide 400 mg elemental oral tablet"
MAN = {"resourceType": "Patient", "id": "p", "birthDate": "1976-05-05", "gender": "male"}
ONCE = {"frequency": 1, "period": 1, "periodUnit": "d"}
TWICE = {**ONCE, "frequency": 2}
MASS = {"value": 200, "unit": "mg", "code": "mg"}


def call_of(*drafts: Json, hook: str = "order-select", **prefetch: Any) -> Json:
    """Return a call about a man of fifty with healthy kidneys and nothing else, unless it is given."""
    told = {"medicationRequests": bundle(), "conditions": bundle(), "patient": MAN, "egfr": bundle(egfr(90))}
    return hook_request(*drafts, hook=hook, **{**told, **prefetch})


def ordered(repeat: Json, quantity: Json) -> Json:
    """Return an order of magnesium citrate with its rate and dose."""
    return order(
        CITRATE,
        dosageInstruction=[{"timing": {"repeat": repeat}, "doseAndRate": [{"doseQuantity": quantity}]}],
    )


AMOUNTS: dict[str, tuple[Json, Json, str | None]] = {
    "600 mg once a day": (ONCE, {**MASS, "value": 600}, "600 mg a day"),
    "three times a week": ({"frequency": 3, "period": 1, "periodUnit": "wk", "dayOfWeek": ["mon", "wed", "fri"]}, MASS, None),
    "three times a week, 300 mg": ({"frequency": 3, "period": 1, "periodUnit": "wk"}, {**MASS, "value": 300}, "300 mg a day"),
    "in the morning and in the evening": ({**ONCE, "when": ["MORN", "EVE"]}, MASS, "400 mg a day"),
    "at two times": ({**ONCE, "timeOfDay": ["08:00:00", "20:00:00"]}, MASS, "400 mg a day"),
    "a code of SNOMED CT, the word mg": (TWICE, {"value": 200, "unit": "mg", "system": "http://snomed.info/sct", "code": "258684004"}, "400 mg a day"),
    "mmol": (TWICE, {"value": 10, "unit": "mmol", "code": "mmol"}, "486.1 mg a day"),
    "mEq": (TWICE, {"value": 20, "unit": "mEq", "code": "meq"}, "486.1 mg a day"),
}  # fmt: skip


@pytest.mark.parametrize(("repeat", "quantity", "amount"), AMOUNTS.values(), ids=AMOUNTS)
def test_the_amount_of_a_day_is_on_one_card(
    client: TestClient, repeat: Json, quantity: Json, amount: str | None
) -> None:
    said = cards_of(client, call_of(ordered(repeat, quantity)))
    assert len(said) == (amount is not None)
    assert all(f"Magnesium {amount}: " in card["summary"] for card in said)


def test_what_is_taken_is_added_to_what_is_ordered(client: TestClient) -> None:
    taken = order(OXIDE, "m2", status="active", dosageInstruction=dosage_instructions(400, "mg", **ONCE))
    (card,) = cards_of(
        client, call_of(ordered(ONCE, {**MASS, "value": 100}), medicationRequests=bundle(taken))
    )
    assert card["summary"].startswith("Magnesium 500 mg a day: ")
    assert card["summary"].endswith("above the limits of EU 250, US 350, UK 400 mg")


@pytest.mark.parametrize("named", [{}, {"text": ""}, {"coding": []}])
def test_an_order_without_a_name_is_named_when_magnesium_is_taken(client: TestClient, named: Json) -> None:
    taken = bundle(order(CITRATE, "m9", status="active"))
    (card,) = cards_of(client, call_of(order(named, "m1"), medicationRequests=taken))
    assert "the order names no medicine that can be read" in card["summary"]
    assert "MedicationRequest/m1" in card["detail"]


@pytest.mark.parametrize(
    ("patient", "asked"),
    [(MAN, False), ({**MAN, "gender": "female", "birthDate": "1940-05-05"}, False), ({**MAN, "gender": "female"}, True)],
)  # fmt: skip
def test_pregnancy_is_asked_of_nobody_who_cannot_be_pregnant(
    client: TestClient, patient: Json, asked: bool
) -> None:
    taken = order(CITRATE, "m9", status="active", dosageInstruction=dosage_instructions(200, "mg", **ONCE))
    said = cards_of(
        client,
        call_of(order("Lisinopril 10 mg oral tablet"), medicationRequests=bundle(taken), patient=patient),
    )
    assert [("whether pregnant" in card["detail"]) for card in said if card["indicator"] == "info"] == [
        True
    ] * asked


@pytest.mark.parametrize("code", ["N184", "N18.4", "n184"])
def test_a_code_of_icd_10_is_read_with_and_without_its_dot(client: TestClient, code: str) -> None:
    kidneys = condition(None, ("http://hl7.org/fhir/sid/icd-10-cm", code))
    said = cards_of(
        client,
        call_of(
            hook="patient-view",
            conditions=bundle(kidneys),
            medicationRequests=bundle(order(CITRATE, "m9", status="active")),
        ),
    )
    assert said[0]["indicator"] == "critical"
    assert "kidney-disease-severe" in rules_on(said)
