"""A medicine that was supplied, requested from a store or eaten is taken; a device is nothing."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.cds_hooks.calls import (
    CIPRO,
    MAGNESIUM,
    Json,
    bundle,
    cards_of,
    hook_request,
    order,
    recognised_magnesium,
    resources_of,
    rules_on,
)


def supply(kind: str = "SupplyDelivery", status: str = "completed", **more: Any) -> Json:
    return {"resourceType": kind, "id": "s", "status": status} | more


def delivered(item: Json, status: str = "completed") -> Json:
    return supply(status=status, suppliedItem=item, occurrenceDateTime="2026-11-01")


NAMED: Json = {"text": CIPRO}
KNOWN: Json = {"resourceType": "Medication", "id": "x", "code": NAMED}


@pytest.mark.parametrize(
    ("sent", "taken"),
    [
        (delivered({"itemCodeableConcept": NAMED}), True),
        (delivered({"itemReference": {"reference": "Medication/x"}}), True),
        (delivered({"item": {"reference": {"reference": "Medication/x"}}}), True),
        (delivered({"reference": "Medication/x"}), True),
        (supply("SupplyRequest", "active", itemCodeableConcept=NAMED), True),
        (supply("SupplyRequest", "active", item={"concept": NAMED}), True),
        (supply("SupplyRequest", "active", orderedItemReference={"display": CIPRO}), True),
        (supply("NutritionIntake", consumedItem=[{"nutritionProduct": {"concept": NAMED}}]), True),
        (delivered({"itemCodeableConcept": NAMED}, "abandoned"), False),
        (delivered({"itemCodeableConcept": NAMED}, "entered-in-error"), False),
        (supply("SupplyRequest", "completed", itemCodeableConcept=NAMED), False),
        (delivered({"itemCodeableConcept": {"text": "Gauze"}}), False),
        (delivered({"itemReference": {"reference": "Device/1"}}), False),
        (supply("NutritionIntake", consumedItem=[{"type": {"text": "Bread"}}, 3, None]), False),
    ],
)
def test_a_supplied_medicine_is_taken(client: TestClient, sent: Json, taken: bool) -> None:
    call = hook_request(order(MAGNESIUM), supplies=bundle(sent, KNOWN))
    cards = cards_of(client, call)
    assert ("ciprofloxacin" in rules_on(cards)) is taken
    assert not any("could not be read" in card["detail"] for card in cards)
    assert resources_of(client, call)["open"] == 0


def test_supplied_magnesium_is_found_and_its_day_shown(client: TestClient) -> None:
    sent = delivered({"itemCodeableConcept": {"text": MAGNESIUM}})
    cards = cards_of(client, hook_request(order(CIPRO), supplies=bundle(sent)))
    assert "ciprofloxacin" in rules_on(cards)
    assert recognised_magnesium(cards) == {MAGNESIUM}
    assert any(f"{MAGNESIUM} (supplied 2026-11-01)" in card["detail"] for card in cards)
