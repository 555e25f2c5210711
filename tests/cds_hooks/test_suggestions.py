"""A card suggests what its text says: to remove the order of magnesium, and to order a blood test."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from app.cds_hooks.suggestions import NAMES_BLOOD_TEST
from app.models.rule import Severity
from tests.cds_hooks.calls import (
    CIPRO,
    MAGNESIUM,
    Json,
    active_orders,
    bundle,
    cards_of,
    egfr,
    hook_request,
    order,
)
from tests.safety.asking import RULES


def suggested(cards: list[Json]) -> list[Json]:
    return [each for card in cards for each in card.get("suggestions", [])]


def actions(cards: list[Json], kind: str) -> list[Json]:
    return [each for one in suggested(cards) for each in one["actions"] if each["type"] == kind]


def test_the_order_can_be_removed_where_a_source_says_not_to(client: TestClient) -> None:
    said = cards_of(client, hook_request(order(MAGNESIUM), egfr=bundle(egfr(20))))
    assert said[0]["selectionBehavior"] == "any"
    (delete,) = actions(said[:1], "delete")
    assert delete["resourceId"] == "MedicationRequest/draft"
    assert MAGNESIUM in delete["description"]


@pytest.mark.parametrize(
    "call",
    [
        hook_request(order(MAGNESIUM), medicationRequests=active_orders(CIPRO)),
        hook_request(order(CIPRO), medicationRequests=active_orders(MAGNESIUM), egfr=bundle(egfr(20))),
        hook_request(order(MAGNESIUM, id=None), egfr=bundle(egfr(20))),
        hook_request(order(MAGNESIUM, id="a/b?c"), egfr=bundle(egfr(20))),
    ],
    ids=["spacing is enough", "it is not ordered", "no id", "an id that is none"],
)
def test_nothing_else_is_removed(client: TestClient, call: Json) -> None:
    assert actions(cards_of(client, call), "delete") == []


def test_a_blood_test_can_be_ordered_once(client: TestClient) -> None:
    call = hook_request(
        order(MAGNESIUM),
        egfr=bundle(egfr(20)),
        medicationRequests=active_orders("Furosemide 40 MG Oral Tablet"),
    )
    said = cards_of(client, call)
    (create,) = actions(said, "create")
    assert create["resource"]["resourceType"] == "ServiceRequest"
    assert create["resource"]["subject"] == {"reference": "Patient/p"}
    assert create["resource"]["code"]["coding"][0]["code"] == "19123-9"
    assert actions(said[:1], "create")


OFFERING_THE_BLOOD_TEST = {
    "digoxin", "k-sparing", "kidney-disease-severe", "kidney-disease-stage-3", "kidney-function-below-30",
    "kidney-function-below-60", "loop-thiazide", "magnesium-by-injection", "mg-wasting", "patiromer", "ppi",
}  # fmt: skip
"""Rules above `info` whose advice names magnesium in the blood."""


def test_the_blood_test_is_offered_for_the_rules_whose_advice_names_it_and_for_no_other() -> None:
    named = {
        slug
        for slug, rule in RULES.items()
        if rule.severity is not Severity.info and NAMES_BLOOD_TEST.search(rule.action)
    }
    assert named == OFFERING_THE_BLOOD_TEST


@pytest.mark.parametrize("patient_id", [None, "", 7, "a b", "x" * 65])
def test_without_a_patient_no_test_is_ordered(client: TestClient, patient_id: Any) -> None:
    call = hook_request(order(MAGNESIUM), egfr=bundle(egfr(20)), patient=None)
    call["context"]["patientId"] = patient_id
    assert actions(cards_of(client, call), "create") == []


def test_suggestions_keep_their_identifier(client: TestClient) -> None:
    call = hook_request(order(MAGNESIUM), egfr=bundle(egfr(20)))
    one, two = (suggested(cards_of(client, call)) for _ in range(2))
    assert one == two
    assert len({each["uuid"] for each in one}) == len(one) == 2
