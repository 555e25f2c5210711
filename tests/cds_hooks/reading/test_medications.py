"""A medicine is recognised in every shape of an order or statement, of any FHIR release."""

import pytest
from starlette.testclient import TestClient

from tests.cds_hooks.calls import (
    CIPRO,
    MAGNESIUM,
    ORDER_SHAPES,
    Json,
    bundle,
    cards_of,
    hook_request,
    order,
    recognised_magnesium,
    rules_on,
)


@pytest.mark.parametrize("shape", ORDER_SHAPES)
def test_an_order_of_magnesium_is_recognised(client: TestClient, shape: str) -> None:
    assert recognised_magnesium(cards_of(client, hook_request(ORDER_SHAPES[shape])))


@pytest.mark.parametrize(
    "more",
    [{"status": "cancelled"}, {"status": "entered-in-error"}, {"status": "stopped"}, {"doNotPerform": True}],
)
def test_a_cancelled_order_is_ignored(client: TestClient, more: Json) -> None:
    assert cards_of(client, hook_request(order(MAGNESIUM, **more))) == []


REFERRED = {"resourceType": "Medication", "id": "x", "code": {"text": MAGNESIUM}}


@pytest.mark.parametrize(
    ("reference", "full_url"),
    [
        ("Medication/x", None),
        ("Medication/x", "https://ehr.test/fhir/Medication/x"),
        ("https://ehr.test/fhir/Medication/x", "https://ehr.test/fhir/Medication/x"),
        ("https://ehr.test/fhir/Medication/x/_history/2", None),
        ("urn:uuid:6e111d17-8627-4913-a9d4-b484574f3a24", "urn:uuid:6e111d17-8627-4913-a9d4-b484574f3a24"),
        ("urn:uuid:x", None),
    ],
)
@pytest.mark.parametrize("beside", ["order", "prefetch"])
def test_a_referenced_medication_is_found_in_order_and_prefetch(
    client: TestClient, reference: str, full_url: str | None, beside: str
) -> None:
    call = hook_request({**order({}), "medicationReference": {"reference": reference}})
    entry = {"resource": REFERRED} | ({"fullUrl": full_url} if full_url else {})
    if beside == "order":
        call["context"]["draftOrders"]["entry"].append(entry)
    else:
        call["prefetch"]["medications"] = {"resourceType": "Bundle", "entry": [entry]}
    assert recognised_magnesium(cards_of(client, call)) == {MAGNESIUM}


@pytest.mark.parametrize("beside", ["order", "prefetch"])
def test_a_medication_is_found_by_its_identifier(client: TestClient, beside: str) -> None:
    known = {"identifier": {"system": "https://pharmacy.test/article", "value": "77"}}
    call = hook_request({**order({}), "medicationReference": known})
    if beside == "order":
        call["context"]["draftOrders"]["entry"].append({"resource": REFERRED | known})
    else:
        call["prefetch"]["medications"] = bundle(REFERRED | known)
    assert recognised_magnesium(cards_of(client, call)) == {MAGNESIUM}


def test_the_substance_that_an_ingredient_refers_to_is_read(client: TestClient) -> None:
    for code in ({"text": "magnesium citrate"}, {"concept": {"text": "magnesium citrate"}}):
        medication = {
            "resourceType": "Medication",
            "id": "x",
            "ingredient": [{"item": {"reference": {"reference": "Substance/s"}}}],
        }
        substance = {"resourceType": "Substance", "id": "s", "code": code}
        call = hook_request(
            {**order({}), "medication": {"reference": {"reference": "Medication/x"}}},
            medications=bundle(medication, substance),
            medicationRequests=bundle(order(CIPRO, "m", status="active")),
        )
        assert "ciprofloxacin" in rules_on(cards_of(client, call))


def medication(id: str, kind: str = "Medication", **content: Json | list[Json]) -> Json:
    return {"resourceType": kind, "id": id, **content}


PART: list[Json] = [{"itemCodeableConcept": {"text": CIPRO}}]


@pytest.mark.parametrize(
    "sent",
    [
        [medication("x", "MedicationKnowledge", code={"text": CIPRO})],
        [medication("x", "Substance", code={"text": CIPRO})],
        [medication("x", "Substance", code={"concept": {"text": CIPRO}})],
        [
            medication("x", ingredient=[{"itemReference": {"reference": "Medication/y"}}]),
            medication("y", ingredient=PART),
        ],
        [
            medication("x", code={"text": "Bag"}, ingredient=[{"itemReference": {"reference": "Medication/y"}}]),
            medication("y", code={"text": "Mix"}, ingredient=[{"item": {"reference": {"reference": "Medication/z"}}}]),
            medication("z", ingredient=PART),
        ],
        [
            medication("x", ingredient=[{"itemReference": {"reference": "Medication/y"}}, *PART]),
            medication("y", ingredient=[{"itemReference": {"reference": "Medication/x"}}]),
        ],
        [medication("x", ingredient=[{"itemReference": {"reference": "Medication/x"}}, *PART])],
    ],
)  # fmt: skip
def test_what_a_medicine_is_made_of_is_read_wherever_it_stands(client: TestClient, sent: list[Json]) -> None:
    """An ingredient may be a Medication that has ingredients itself, also by mistake the one that holds it."""
    taken = order({}, "m", status="active") | {
        "medicationReference": {"reference": f"{sent[0]['resourceType']}/x"}
    }
    cards = cards_of(
        client, hook_request(order(MAGNESIUM), medicationRequests=bundle(taken), others=bundle(*sent))
    )
    assert "ciprofloxacin" in rules_on(cards)
    assert not any("not sent" in card["detail"].partition("conditions")[0] for card in cards)


STATEMENT = {
    "resourceType": "MedicationStatement",
    "status": "active",
    "medicationCodeableConcept": {"text": CIPRO},
}


@pytest.mark.parametrize(
    ("statement", "counts"),
    [
        (STATEMENT, True),
        ({**STATEMENT, "status": "completed"}, False),
        ({**STATEMENT, "status": "stopped"}, False),
        ({**STATEMENT, "status": " Stopped "}, False),
        ({**STATEMENT, "status": "revoked"}, False),
        ({**STATEMENT, "status": "not-taken"}, False),
        ({**STATEMENT, "status": "entered-in-error"}, False),
        ({**STATEMENT, "status": "on-hold"}, True),
        ({**STATEMENT, "status": None}, True),
        ({**STATEMENT, "status": 7}, True),
        ({**STATEMENT, "wasNotTaken": True}, False),
        ({**STATEMENT, "taken": "n"}, False),
        ({**STATEMENT, "resourceType": "MedicationUsage", "status": "recorded"}, True),
        ({**STATEMENT, "adherence": {"code": {"coding": [{"code": "taking"}]}}}, True),
        ({**STATEMENT, "adherence": {"code": {"coding": [{"code": "on-hold-as-directed"}]}}}, True),
        ({**STATEMENT, "adherence": {"code": {"coding": [{"code": "not-taking"}]}}}, False),
        ({**STATEMENT, "adherence": {"code": {"coding": [{"code": "stopped"}]}}}, False),
        ({**STATEMENT, "adherence": {"code": {"coding": [{"code": "stopped-as-directed"}]}}}, False),
        ({**STATEMENT, "resourceType": "MedicationDispense", "status": "completed"}, True),
        ({**STATEMENT, "resourceType": "MedicationDispense", "status": "cancelled"}, False),
        ({**STATEMENT, "resourceType": "MedicationDispense", "status": "completed", "notDone": True}, False),
        ({**STATEMENT, "resourceType": "MedicationAdministration", "notGiven": True}, False),
        ({**STATEMENT, "resourceType": "MedicationAdministration", "notGiven": False}, True),
        ({**STATEMENT, "resourceType": "MedicationAdministration", "wasNotGiven": True}, False),
    ],
)
def test_a_medicine_that_is_no_longer_taken_is_ignored(
    client: TestClient, statement: Json, counts: bool
) -> None:
    said = cards_of(client, hook_request(order(MAGNESIUM), medicationStatements=bundle(statement)))
    assert ("ciprofloxacin" in rules_on(said)) is counts


def test_a_medication_without_a_name_is_called_by_all_its_ingredients(client: TestClient) -> None:
    parts = [{"itemCodeableConcept": {"text": each}} for each in ("calcium carbonate", "magnesium oxide")]
    made = {"resourceType": "Medication", "id": "x", "ingredient": parts}
    said = cards_of(
        client, hook_request(order({}) | {"contained": [made], "medicationReference": {"reference": "#x"}})
    )
    assert recognised_magnesium(said) == {"calcium carbonate / magnesium oxide"}


@pytest.mark.parametrize(
    ("parts", "recognised"),
    [
        (["metformin", "magnesium stearate"], set()),
        (["metformin", "Magnesium stearate 5 mg"], set()),
        (["metformin", "magnesium oxide"], {"metformin / magnesium oxide"}),
    ],
)
def test_magnesium_stearate_is_no_magnesium_that_is_taken(
    client: TestClient, parts: list[str], recognised: set[str]
) -> None:
    """It is in most tablets. Other salts count also when they are called inactive, as in buffered aspirin."""
    named = [{"itemCodeableConcept": {"text": each}, "isActive": each == "metformin"} for each in parts]
    made = {"resourceType": "Medication", "id": "x", "ingredient": named}
    draft = order({}) | {"contained": [made], "medicationReference": {"reference": "#x"}}
    said = cards_of(
        client, hook_request(draft, medicationRequests=bundle(order(CIPRO, "m", status="active")))
    )
    assert recognised_magnesium(said) == recognised
    assert bool(said) is bool(recognised)
