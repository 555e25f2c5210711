"""Dialysis that is done or ordered is a condition; other procedures, and what was not done, are none."""

from datetime import timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.cds_hooks.calls import MAGNESIUM, TODAY, Json, bundle, cards_of, hook_request, order, rules_on

SEVERE = "kidney-disease-severe"
DIALYSIS: Json = {
    "coding": [{"system": "http://snomed.info/sct", "code": "265764009"}],
    "text": "Hemodialysis",
}


def service(status: str = "active", name: Json | str = DIALYSIS, **more: Any) -> Json:
    code = {"text": name} if isinstance(name, str) else name
    return {"resourceType": "ServiceRequest", "id": "s", "status": status, "code": code} | more


def procedure(status: str, days_ago: int | None = None, **more: Any) -> Json:
    when = {} if days_ago is None else {"performedDateTime": str(TODAY - timedelta(days=days_ago))}
    return service(status, resourceType="Procedure", **when) | more


@pytest.mark.parametrize(
    ("sent", "counts"),
    [
        (service(), True),
        (service("revoked"), False),
        (service("completed"), False),
        (service("entered-in-error"), False),
        (service(doNotPerform=True), False),
        (service(name="Hemodialysis"), True),
        (service(name="MRI of the head"), False),
        (service(name="Pregnancy test"), False),
        (procedure("in-progress"), True),
        (procedure("completed", 3), True),
        (procedure("completed", 3000), False),
        (procedure("not-done"), False),
        (procedure("completed", 3, notDone=True), False),
        (procedure("completed", 3, notPerformed=True), False),
        (procedure("completed", 3, notPerformed=False), True),
        (procedure("entered-in-error", 3), False),
    ],
)
def test_a_procedure_with_the_name_of_a_condition_counts(
    client: TestClient, sent: Json, counts: bool
) -> None:
    """Beside a prefetch, and as a draft beside the magnesium."""
    cards = cards_of(client, hook_request(order(MAGNESIUM), services=bundle(sent)))
    assert (SEVERE in rules_on(cards)) is counts
    assert "pregnancy" not in rules_on(cards)
    if sent["resourceType"] == "ServiceRequest":
        draft = cards_of(client, hook_request(order(MAGNESIUM), sent))
        assert (SEVERE in rules_on(draft)) is counts


def test_a_card_says_that_it_is_a_procedure(client: TestClient) -> None:
    cards = cards_of(client, hook_request(order(MAGNESIUM), services=bundle(service())))
    assert any("Hemodialysis (ordered)" in card["summary"] for card in cards)


ILL: Json = {"text": "Myasthenia gravis"}
CURED: Json = {"resourceType": "Condition", "id": "1", "code": ILL, "clinicalStatus": "resolved"}


@pytest.mark.parametrize(
    ("medicine", "said"),
    [
        ({"reasonCode": [ILL]}, "counts"),
        ({"reasonReference": [{"display": "MG"}], "reasonCode": [{"text": "pain"}, ILL]}, "counts"),
        ({"reason": [{"concept": ILL}]}, "counts"),
        ({"reasonReference": [{"display": "Myasthenia gravis"}]}, "counts"),
        ({"reasonReference": [{"reference": "Condition/1", "display": "Myasthenia gravis"}]}, "counts"),
        ({"reason": [{"reference": {"reference": "Condition/1", "display": "Myasthenia gravis"}}]}, "counts"),
        (
            {"reasonReference": [{"reference": "#1", "display": "Myasthenia gravis"}], "contained": [CURED]},
            "",
        ),
        ({"reasonReference": [{"reference": "Condition/1"}, 7]}, ""),
        ({"reasonForUseCodeableConcept": ILL}, "counts"),
        ({"reasonCodeableConcept": ILL}, "counts"),
        ({"reasonCode": [{"text": "rule out myasthenia gravis"}]}, "in doubt"),
        ({"reasonCode": [{"text": "no myasthenia gravis"}]}, "in doubt"),
        ({"reasonCode": [ILL], "status": "stopped"}, ""),
    ],
)
def test_what_a_medicine_is_taken_for_counts_as_a_condition(
    client: TestClient, medicine: Json, said: str
) -> None:
    taken = order("pyridostigmine 60 mg", "taken", status="active") | medicine
    cards = cards_of(client, hook_request(order(MAGNESIUM), medicationRequests=bundle(taken)))
    assert ("myasthenia-gravis" in rules_on(cards)) is (said == "counts")
    shown = [card for card in cards if "(reason for pyridostigmine 60 mg)" in card["detail"]]
    assert bool(shown) is bool(said)
    assert any("not stated as present" in card["detail"] for card in shown) is (said == "in doubt")
