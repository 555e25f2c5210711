"""A key that holds something else than its list, or a List without its entries, is reported."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.cds_hooks.calls import Json, bundle, cards_of, condition, dosage_instructions, hook_request, order

MAN = {"resourceType": "Patient", "id": "p", "birthDate": "1980-01-01", "gender": "male"}
ONE_A_DAY = dosage_instructions(1, "tablet", frequency=1, period=1, periodUnit="d")
ORDER = order("Magnesium citrate 100 mg elemental oral tablet", dosageInstruction=ONE_A_DAY)
TAKEN = {
    "resourceType": "MedicationStatement",
    "status": "active",
    "medicationCodeableConcept": "Asthma spray",
}

OTHER_TYPES: dict[str, Json] = {
    "parameters": {"resourceType": "Parameters", "parameter": [{"name": "list", "valueString": "none"}]},
    "a composition": bundle({"resourceType": "Composition", "status": "final"}),
    "a document": {"resourceType": "DocumentReference", "description": "List of medicines"},
    "a file": {"resourceType": "Binary", "contentType": "text/plain"},
    "the patient": bundle(MAN),
}


def list_of(*entries: Json, **more: Any) -> Json:
    return {"resourceType": "List", "status": "current", "mode": "working", "entry": list(entries)} | more


LACKING: dict[str, Json] = {
    "entries that were not sent": list_of({"item": {"reference": "Condition/7"}}),
    "entries that only have a display": list_of({"item": {"display": "Levothyroxine 50 mcg"}}),
    "no entries, because nobody asked": list_of(emptyReason={"coding": [{"code": "notasked"}]}),
}


def summaries(client: TestClient, **prefetch: Any) -> list[str]:
    return [each["detail"] for each in cards_of(client, hook_request(ORDER, patient=MAN, **prefetch))]


@pytest.mark.parametrize("key", ["medicationRequests", "medicationStatements", "conditions"])
@pytest.mark.parametrize("sent", OTHER_TYPES)
def test_a_key_that_holds_something_else_was_not_sent(client: TestClient, key: str, sent: str) -> None:
    (said,) = summaries(client, **{key: OTHER_TYPES[sent]})
    assert "were not sent" in said


@pytest.mark.parametrize("key", ["medicationStatements", "conditions"])
@pytest.mark.parametrize("sent", LACKING)
def test_a_list_without_its_entries_was_not_sent_in_full(client: TestClient, key: str, sent: str) -> None:
    (said,) = summaries(client, **{key: LACKING[sent]})
    assert "not all" in said


@pytest.mark.parametrize(
    "sent",
    [
        list_of(emptyReason={"coding": [{"code": "nilknown"}]}),
        list_of(),
        list_of({"deleted": True, "item": {"reference": "Condition/7"}}),
        bundle(list_of({"item": {"reference": "Condition/7"}}), condition("Asthma") | {"id": "7"}),
        list_of({"item": {"reference": "#7"}}, contained=[condition("Asthma") | {"id": "7"}]),
    ],
)
def test_a_list_with_its_entries_was_sent(client: TestClient, sent: Json) -> None:
    assert summaries(client, conditions=sent) == []
