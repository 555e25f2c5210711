"""Every resource ends in one outcome; nothing of another patient is used, and no copy counts twice."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from app.cds_hooks.reading.outcomes import MAX_RESOURCES
from tests.cds_hooks.calls import (
    CIPRO,
    MAGNESIUM,
    RXNORM,
    Json,
    active_orders,
    bundle,
    cards_of,
    concept,
    condition,
    egfr,
    hook_request,
    order,
    resources_of,
    rules_on,
    service_path,
)


def taken(**more: Any) -> Json:
    return hook_request(
        order(MAGNESIUM), medicationRequests=bundle(order(CIPRO, "m", status="active") | more)
    )


OUTCOMES: list[tuple[str, Json, str]] = [
    ("used", taken(), "used"),
    ("stopped", taken(status="stopped"), "ended"),
    ("not to be given", taken(doNotPerform=True), "not_taken"),
    ("an error", taken(status="entered-in-error"), "entered_in_error"),
    ("another patient", taken(subject={"reference": "Patient/someone-else"}), "another_patient"),
    ("an empty concept", taken(medicationCodeableConcept={}), "no_name"),
    ("an empty text", taken(medicationCodeableConcept={"text": ""}), "no_name"),
    ("no medicine at all", taken(medicationCodeableConcept=None), "no_name"),
    ("a mask", taken(medicationCodeableConcept={"coding": [
        {"system": "http://terminology.hl7.org/CodeSystem/data-absent-reason", "code": "masked"}]}), "no_name"),
    ("a number that is no code", taken(medicationCodeableConcept={"coding": [{"system": RXNORM, "code": 123456789}]}), "not_recognised"),
    ("a reference that was not sent", taken(medicationCodeableConcept=None, medicationReference={"reference": "Medication/x"}), "not_sent"),
    ("an identifier alone", taken(medicationCodeableConcept=None, medicationReference={"identifier": {"value": "1"}}), "not_sent"),
    ("no known medications", taken(medicationCodeableConcept={"coding": [{"code": "no-known-medications"}]}), "nothing_known"),
    ("no known problems", hook_request(order(MAGNESIUM), conditions=bundle(condition("None", ("", "no-known-problems")))), "nothing_known"),
    ("no information on medicines", taken(medicationCodeableConcept={"coding": [{"code": "no-medication-info"}]}), "no_information"),
    ("a blood test", hook_request({"resourceType": "ServiceRequest", "status": "draft", "code": {"text": "Magnesium"}}), "other_type"),
    ("food", hook_request({"resourceType": "NutritionOrder", "status": "draft", "oralDiet": {}}), "food"),
    ("no information on problems", hook_request(order(MAGNESIUM), conditions=bundle(condition("None", ("", "no-problem-info")))), "no_information"),
    ("an unknown name", taken(medicationCodeableConcept={"text": "Unheardofine"}), "not_recognised"),
    ("another type", hook_request(order(MAGNESIUM), other={"resourceType": "Encounter", "id": "e"}), "other_type"),
    ("no resource", hook_request(order(MAGNESIUM), other={"id": "e"}), "unreadable"),
    ("a word", hook_request(order(MAGNESIUM), other="hello"), "unreadable"),
    ("an entry that is null", hook_request(order(MAGNESIUM), other={"resourceType": "Bundle", "entry": [None]}), "unreadable"),
    ("a message", hook_request(order(MAGNESIUM), other={"resourceType": "OperationOutcome"}), "message"),
    ("a past condition", hook_request(order(MAGNESIUM), conditions=bundle(condition("CKD", clinicalStatus="resolved"))), "not_current"),
    ("a condition without a name", hook_request(order(MAGNESIUM), conditions=bundle(condition())), "no_name"),
    ("an unknown condition", hook_request(order(MAGNESIUM), conditions=bundle(condition("Nothing known"))), "not_recognised"),
    ("another observation", hook_request(order(MAGNESIUM), egfr=bundle(egfr(90), egfr(2, code="2160-0"))), "other_observation"),
    ("an older value", hook_request(order(MAGNESIUM), egfr=bundle(egfr(90), egfr(20, "2020-01-01"))), "superseded"),
    ("a value in another unit", hook_request(order(MAGNESIUM), egfr=bundle(egfr({"value": 20, "unit": "mL/min"}))), "value_not_used"),
    ("a medication of nobody", hook_request(order(MAGNESIUM), other={"resourceType": "Medication", "id": "x"}), "not_referenced"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("call", "word"), [each[1:] for each in OUTCOMES], ids=[each[0] for each in OUTCOMES]
)
def test_each_resource_has_its_outcome(client: TestClient, call: Json, word: str) -> None:
    told = resources_of(client, call)
    counts = {"used": told["used"]} | told.get("not_relevant_reasons", {}) | told.get("open_reasons", {})
    assert counts.get(word, 0) >= 1, told
    assert told["not_relevant"] == sum(told.get("not_relevant_reasons", {}).values())
    assert told["open"] == sum(told.get("open_reasons", {}).values())


UNREADABLE = [
    each for each in OUTCOMES if each[2] in ("no_name", "not_sent", "unreadable", "another_patient")
]


@pytest.mark.parametrize(
    ("call", "word"), [each[1:] for each in UNREADABLE], ids=[each[0] for each in UNREADABLE]
)
def test_what_cannot_be_read_is_on_a_card(client: TestClient, call: Json, word: str) -> None:
    (card,) = (each for each in cards_of(client, call) if each["indicator"] == "info")
    words = {
        "no_name": "can be read",
        "not_sent": "not sent",
        "unreadable": "can be read",
        "another_patient": "another patient",
    }
    assert words[word] in card["detail"]


@pytest.mark.parametrize(
    "subject",
    [
        {"reference": "Patient/p"},
        {"reference": "https://ehr.test/fhir/Patient/p"},
        {"reference": "Patient/p/_history/3"},
        {"reference": "p"},
        {"reference": "#someone"},
        {"display": "Somebody"},
        {"identifier": {"value": "1"}},
        {},
        None,
        "Patient/other",
    ],
)
def test_a_subject_that_is_the_patient_or_names_nobody_is_used(client: TestClient, subject: Any) -> None:
    assert "ciprofloxacin" in rules_on(cards_of(client, taken(subject=subject)))


@pytest.mark.parametrize("key", ["subject", "patient"])
@pytest.mark.parametrize(
    "reference", ["Patient/q", "https://ehr.test/fhir/Patient/q", "urn:uuid:q", "q", "Patient/P"]
)
def test_nothing_of_another_patient_is_used(client: TestClient, key: str, reference: str) -> None:
    said = cards_of(client, taken(**{key: {"reference": reference}}))
    assert "ciprofloxacin" not in rules_on(said)
    assert "names another patient and was not used" in said[-1]["detail"]
    assert cards_of(client, hook_request(order(MAGNESIUM) | {key: {"reference": reference}}))


def test_a_patient_of_another_id_is_not_the_patient_of_the_call(client: TestClient) -> None:
    child = {"resourceType": "Patient", "id": "q", "birthDate": "2024-01-01"}
    said = cards_of(client, hook_request(order(MAGNESIUM), patient=child))
    assert "children" not in rules_on(said)
    assert "the age is not known" in said[-1]["detail"]


def test_the_same_resource_twice_is_one_and_another_of_the_same_id_is_not(client: TestClient) -> None:
    magnesium, cipro = order(MAGNESIUM, "m", status="active"), order(CIPRO, "m", status="active")
    call = hook_request(order("Levothyroxine", "d"), medicationRequests=bundle(magnesium, magnesium, cipro))
    assert resources_of(client, call)["not_relevant_reasons"] == {"same_as_another": 1}
    assert {"ciprofloxacin", "thyroid"} <= rules_on(cards_of(client, call))


@pytest.mark.parametrize("status", ["active", "draft"])
def test_an_order_with_the_id_of_a_draft_and_another_medicine_is_read(
    client: TestClient, status: str
) -> None:
    call = hook_request(order(CIPRO, "x"), medicationRequests=bundle(order(MAGNESIUM, "x", status=status)))
    assert "ciprofloxacin" in rules_on(cards_of(client, call))


def test_the_version_that_a_draft_replaces_is_not_added(client: TestClient) -> None:
    call = hook_request(
        order(MAGNESIUM, "x"), medicationRequests=bundle(order(MAGNESIUM, "x", status="active"))
    )
    assert resources_of(client, call)["not_relevant_reasons"] == {"superseded": 1}
    assert len(cards_of(client, call)[-1]["extension"]["fibromag"]["recognised"]) == 1


def test_too_many_resources_are_refused(client: TestClient) -> None:
    one = {"resourceType": "Basic"}
    for number, status in ((MAX_RESOURCES - 3, 200), (MAX_RESOURCES + 1, 413)):
        call = hook_request(
            order(MAGNESIUM), other=[one] * (number // 2), more=[one] * (number - number // 2)
        )
        answer = client.post(service_path("order-sign"), json=call)
        assert answer.status_code == status, answer.text


def test_every_medicine_is_counted_when_nothing_is_in_play(client: TestClient) -> None:
    call = hook_request(order(CIPRO), medicationRequests=active_orders("Levothyroxine", "Lisinopril"))
    assert cards_of(client, call) == []
    assert resources_of(client, call)["used"] == 5


def test_a_medicine_under_a_text_and_a_code_that_cannot_be_read_has_its_words_on_the_card(
    client: TestClient,
) -> None:
    strange = concept("Grandma's drops", (RXNORM, "999999999"))
    said = cards_of(client, hook_request(order(MAGNESIUM), medicationRequests=active_orders(strange)))
    assert "Grandma's drops" in said[-1]["detail"]
