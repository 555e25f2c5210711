"""The ingredients of a medicine follow from any of its names and codes."""

import pytest
from starlette.testclient import TestClient

from tests.cds_hooks.calls import (
    CIPRO,
    MAGNESIUM,
    RXNORM,
    WHO,
    Json,
    active_orders,
    bundle,
    cards_of,
    concept,
    hook_request,
    order,
    recognised_magnesium,
    rules_on,
)


@pytest.mark.parametrize(
    "name",
    [
        "Magnesium Salicylate 600 MG Oral Tablet",
        "esomeprazole magnesium 20 MG Delayed Release Oral Capsule [Nexium]",
        "Choline / Magnesium Salicylate Pill",
        "aripiprazole 10 MG Oral Tablet",
        "Lisinopril 10 MG Oral Tablet",
    ],
)
def test_a_compound_not_taken_for_its_magnesium_is_not_recognised(client: TestClient, name: str) -> None:
    assert not recognised_magnesium(cards_of(client, hook_request(order(name))))


@pytest.mark.parametrize(
    "medicine",
    [
        concept("Cipro"),
        concept(CIPRO),
        concept("Cipro 500 mg tab"),
        concept(None, (RXNORM, "309309")),
        concept(None, (RXNORM, "2551")),
        concept(None, (WHO, "J01MA02")),
        concept(None, ("urn:oid:2.16.840.1.113883.6.88", "309309")),
        concept("something else", (RXNORM, "309309")),
    ],
)
def test_both_directions_are_checked(client: TestClient, medicine: Json) -> None:
    ordered = hook_request(order(MAGNESIUM), medicationRequests=active_orders(medicine))
    assert "ciprofloxacin" in rules_on(cards_of(client, ordered))
    statement = {
        "resourceType": "MedicationStatement",
        "status": "active",
        "medicationCodeableConcept": {"text": MAGNESIUM},
    }
    reverse = hook_request(order(medicine), medicationStatements=bundle(statement))
    assert "ciprofloxacin" in rules_on(cards_of(client, reverse))
