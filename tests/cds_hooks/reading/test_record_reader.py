"""Drafts, medicines taken and lists are found wherever they were sent; missing lists are reported."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.cds_hooks.calls import (
    CIPRO,
    MAGNESIUM,
    Json,
    active_orders,
    birth_date,
    bundle,
    cards_of,
    dosage_instructions,
    hook_request,
    order,
    recognised_magnesium,
    rules_on,
)

MAN = {"resourceType": "Patient", "id": "p", "birthDate": birth_date(40), "gender": "male"}


@pytest.mark.parametrize(
    ("selection", "seen"),
    [
        ("MedicationRequest/draft", True),
        ("https://ehr.test/fhir/MedicationRequest/draft", True),
        ("urn:uuid:draft", True),
        ("draft", True),
        ("MedicationRequest/unheard-of", True),
        ("ServiceRequest/mri", False),
        ("https://ehr.test/fhir/ServiceRequest/mri", False),
        ("urn:uuid:mri", False),
        ("mri", False),
    ],
)
def test_a_selection_may_name_an_order_by_reference_address_urn_or_id(
    client: TestClient, selection: str, seen: bool
) -> None:
    """What is selected and not found is no reason to be quiet; something else that is selected is."""
    mri = {"resourceType": "ServiceRequest", "id": "mri", "status": "draft"}
    call = hook_request(order(MAGNESIUM), mri, hook="order-select", selections=[selection])
    assert bool(recognised_magnesium(cards_of(client, call))) is seen


def test_an_order_that_is_not_selected_still_counts_as_a_medicine(client: TestClient) -> None:
    both = (order(MAGNESIUM, "mg"), order(CIPRO, "cipro"))
    for selected in ("MedicationRequest/mg", "MedicationRequest/cipro"):
        assert "ciprofloxacin" in rules_on(
            cards_of(client, hook_request(*both, hook="order-select", selections=[selected]))
        )


@pytest.mark.parametrize(
    "wrapped", ["prefetch", "context", "beside", "wrapper", "bare", "list", "no fullUrl type"]
)
def test_the_prefetch_is_found_wherever_it_was_put(client: TestClient, wrapped: str) -> None:
    call = hook_request(order(MAGNESIUM), medicationRequests=...)
    medicines: Any = active_orders(CIPRO)
    match wrapped:
        case "context":
            call["context"]["prefetch"] = {"item2": medicines}
        case "beside":
            call["item2"] = medicines
        case "wrapper":
            call["prefetch"]["item2"] = {"response": {"status": "200 OK"}, "resource": medicines}
        case "bare":
            call["prefetch"]["item2"] = medicines["entry"][0]["resource"]
        case "list":
            call["prefetch"]["item2"] = [each["resource"] for each in medicines["entry"]]
        case "no fullUrl type":
            call["prefetch"]["item2"] = {
                "resourceType": "Bundle",
                "entry": [medicines["entry"][0]["resource"]],
            }
        case _:
            call["prefetch"]["item2"] = medicines
    said = cards_of(client, call)
    assert "ciprofloxacin" in rules_on(said)
    assert "medication requests were not sent" in said[-1]["detail"]


OUTCOME = {"resourceType": "OperationOutcome", "issue": [{"severity": "error", "code": "forbidden"}]}


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (None, True),
        (bundle(), True),
        (active_orders("Lisinopril 10 MG Oral Tablet"), True),
        (..., False),
        (OUTCOME, False),
        (bundle(OUTCOME), False),
        ({"response": {"status": "404 Not Found"}}, False),
        ({"response": {"status": "200 OK"}, "resource": OUTCOME}, False),
    ],
)
def test_an_empty_list_and_a_missing_list_differ(client: TestClient, value: Any, told: bool) -> None:
    said = cards_of(client, hook_request(order(CIPRO), medicationRequests=value))
    assert (said == []) is told
    if not told:
        assert said[0]["indicator"] == "info"
        assert "whether magnesium is taken is not known" in said[0]["detail"]


@pytest.mark.parametrize(
    "more", [{"total": 7}, {"link": [{"relation": "next", "url": "https://ehr.test/2"}]}]
)
def test_a_list_with_further_pages_is_incomplete(client: TestClient, more: Json) -> None:
    call = hook_request(
        order(CIPRO), medicationRequests=bundle(order("Lisinopril", "m", status="active"), **more)
    )
    (said,) = cards_of(client, call)
    assert "not all medication requests were sent" in said["detail"]


@pytest.mark.parametrize("orders", [..., None, OUTCOME, bundle(OUTCOME)])
@pytest.mark.parametrize("hook", ["order-select", "order-sign"])
def test_a_context_without_orders_is_reported(client: TestClient, hook: str, orders: Any) -> None:
    call = hook_request(hook=hook)
    assert cards_of(client, call) == []
    call["context"] |= {"draftOrders": orders}
    if orders is ...:
        del call["context"]["draftOrders"]
    (said,) = cards_of(client, call)
    assert "no draft orders were sent" in said["detail"]


def test_the_draft_itself_is_not_another_medicine(client: TestClient) -> None:
    same = order(
        "magnesium citrate",
        dosageInstruction=dosage_instructions(4, "mmol", frequency=1, period=1, periodUnit="d"),
    )
    other = order(
        "magnesium oxide",
        "m",
        status="active",
        dosageInstruction=dosage_instructions(10, "mmol", frequency=1, period=1, periodUnit="d"),
    )
    assert cards_of(client, hook_request(same, patient=MAN, medicationRequests=bundle(same))) == []
    (card,) = cards_of(client, hook_request(same, patient=MAN, medicationRequests=bundle(other)))
    assert card["summary"].startswith("Magnesium 340.3 mg a day")
