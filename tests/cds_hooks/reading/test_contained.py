"""What other resources contain is read; an order of a type that is not read is reported."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.cds_hooks.calls import (
    CIPRO,
    MAGNESIUM,
    Json,
    active_orders,
    answer_of,
    bundle,
    cards_of,
    egfr,
    hook_request,
    order,
    recognised_magnesium,
    rules_on,
)

BY_REFERENCE = {
    **order({}, "inside"),
    "medicationReference": {"reference": "#what"},
}
MEDICATION = {"resourceType": "Medication", "id": "what", "code": {"text": MAGNESIUM}}


def group(*contained: Json, kind: str = "RequestGroup", **more: Any) -> Json:
    """Return a group of orders that contains them and refers to each."""
    return {
        "resourceType": kind,
        "id": "group",
        "status": "draft",
        "contained": list(contained),
        "action": [{"action": [{"resource": {"reference": f"#{each['id']}"}}]} for each in contained],
    } | more


@pytest.mark.parametrize("kind", ["RequestGroup", "RequestOrchestration", "CarePlan", "List"])
@pytest.mark.parametrize(
    "contained", [[order(MAGNESIUM, "inside")], [BY_REFERENCE, MEDICATION]], ids=["by name", "by reference"]
)
def test_an_order_that_a_group_of_orders_contains_is_read(
    client: TestClient, kind: str, contained: list[Json]
) -> None:
    call = hook_request(group(*contained, kind=kind), medicationRequests=active_orders(CIPRO))
    cards = cards_of(client, call)
    assert recognised_magnesium(cards) == {MAGNESIUM}
    assert "ciprofloxacin" in rules_on(cards)
    assert not [card for card in cards if "of a type that is not read" in card["detail"]]


def test_an_order_inside_a_group_cannot_be_removed_by_its_id(client: TestClient) -> None:
    """The client knows the group, not what is in it."""
    cards = cards_of(client, hook_request(group(order(MAGNESIUM, "inside")), egfr=bundle(egfr(20))))
    suggested = [each["label"] for card in cards for each in card.get("suggestions", [])]
    assert suggested == ["Order serum magnesium"]


@pytest.mark.parametrize(
    ("draft", "reported"),
    [
        ({"resourceType": "CarePlan", "activity": [{"detail": {"kind": "MedicationRequest"}}]}, True),
        ({"resourceType": "RequestGroup", "action": [{"title": "Give magnesium"}]}, True),
        (
            {"resourceType": "RequestGroup", "action": [{"resource": {"reference": "MedicationRequest/x"}}]},
            True,
        ),
        (
            {"resourceType": "RequestGroup", "action": [{"resource": {"reference": "ServiceRequest/mri"}}]},
            False,
        ),
        ({"resourceType": "SupplyRequest", "itemCodeableConcept": {"text": "Magnesium"}}, True),
        ({"resourceType": "OrderOfTomorrow"}, True),
        ({"resourceType": "OrderOfTomorrow", "status": "entered-in-error"}, False),
        ({"resourceType": "DeviceRequest"}, False),
        ({"resourceType": "Task", "description": "Call the patient"}, False),
    ],
)
def test_an_order_of_a_type_that_is_not_read_is_reported(
    client: TestClient, draft: Json, reported: bool
) -> None:
    """Silence would mean that everything was checked."""
    mri = {"resourceType": "ServiceRequest", "id": "mri", "status": "draft", "code": {"text": "MRI"}}
    answer = answer_of(client, hook_request({"id": "1", "status": "draft"} | draft, mri))
    said = [
        card
        for card in answer["cards"]
        if f"{draft['resourceType']}/1 is an order of a type" in card["detail"]
    ]
    assert bool(said) is reported
    assert answer["extension"]["fibromag"]["resources"]["open"] == reported


@pytest.mark.parametrize(
    ("activity", "status", "reported"),
    [
        ({"detail": {"productCodeableConcept": {"text": "Magnesium oxide"}}}, "active", True),
        ({"detail": {"productReference": {"reference": "Medication/1"}}}, "active", True),
        ({"detail": {"productCodeableConcept": {"text": "Magnesium oxide"}}}, "completed", False),
        ({"detail": {"description": "Walk every day"}}, "active", False),
        ({"detail": 7}, "active", False),
    ],
)
def test_a_care_plan_that_names_a_product_is_reported(
    client: TestClient, activity: Json, status: str, reported: bool
) -> None:
    plan = {"resourceType": "CarePlan", "id": "1", "status": status, "activity": [activity]}
    answer = answer_of(client, hook_request(order("Lisinopril"), plans=bundle(plan)))
    assert bool(answer["cards"]) is reported
    assert answer["extension"]["fibromag"]["resources"]["open"] == reported


def report(of: str = "p", **more: Any) -> Json:
    """Return a report of a laboratory that contains a low eGFR."""
    inside = {"resourceType": "Observation", "id": "value"} | egfr(20)
    about = {"subject": {"reference": f"Patient/{of}"}}
    return (
        {"resourceType": "DiagnosticReport", "id": "r", "status": "final", "contained": [inside]}
        | about
        | more
    )


@pytest.mark.parametrize(
    ("sent", "used"),
    [
        (report(), True),
        (report(status="entered-in-error"), False),
        (report(status="cancelled"), False),
        (report(of="somebody-else"), False),
        (report() | {"resourceType": "FamilyMemberHistory"}, False),
    ],
)
def test_an_observation_that_a_report_contains_is_read(client: TestClient, sent: Json, used: bool) -> None:
    """What it contains has its patient, and counts for nothing if it does not count itself."""
    cards = cards_of(client, hook_request(order(MAGNESIUM), egfr=bundle(sent)))
    assert ("kidney-function-below-30" in rules_on(cards)) is used


def panel(*components: Json, **more: Any) -> Json:
    whole = egfr(90) | {"code": {"text": "Panel"}, "component": list(components)} | more
    return {key: value for key, value in whole.items() if key != "valueQuantity"}


HIGH_MAGNESIUM: Json = {
    "code": {"coding": [{"system": "http://loinc.org", "code": "19123-9"}]},
    "valueQuantity": {"value": 5.1, "unit": "mg/dL"},
    "interpretation": [{"coding": [{"code": "HH"}]}],
}
PREGNANT: Json = {
    "code": {"coding": [{"system": "http://loinc.org", "code": "82810-3"}]},
    "valueCodeableConcept": {"coding": [{"code": "77386006"}]},
}
KIDNEYS: Json = {
    "code": {"coding": [{"system": "http://loinc.org", "code": "98979-8"}]},
    "valueQuantity": {"value": 20, "unit": "mL/min/1.73m2"},
}


@pytest.mark.parametrize(
    ("sent", "rules"),
    [
        (panel(HIGH_MAGNESIUM, KIDNEYS), {"hypermagnesaemia", "kidney-function-below-30"}),
        (panel(PREGNANT), {"pregnancy"}),
        (panel(HIGH_MAGNESIUM, PREGNANT, status="entered-in-error"), set()),
        (panel(HIGH_MAGNESIUM, subject={"reference": "Patient/somebody-else"}), set()),
    ],
)
def test_components_of_a_panel_are_read(client: TestClient, sent: Json, rules: set[str]) -> None:
    looked_for = {"hypermagnesaemia", "kidney-function-below-30", "pregnancy"}
    woman = {"resourceType": "Patient", "id": "p", "gender": "female", "birthDate": "1996-01-01"}
    call = hook_request(order(MAGNESIUM), patient=woman, results=bundle(sent))
    assert rules_on(cards_of(client, call)) & looked_for == rules
