"""Resources are found in whatever they are wrapped; what holds only a part is not the whole list."""

import pytest
from starlette.testclient import TestClient

from app.cds_hooks.reading.bundles import PrefetchValue, resources_in
from tests.cds_hooks.calls import (
    CIPRO,
    MAGNESIUM,
    Json,
    active_orders,
    bundle,
    cards_of,
    condition,
    hook_request,
    order,
    rules_on,
)

PATIENT: Json = {"resourceType": "Patient", "id": "p"}
TAG: Json = {
    "tag": [{"system": "http://terminology.hl7.org/CodeSystem/v3-ObservationValue", "code": "SUBSETTED"}]
}


def parameters(*parts: Json) -> Json:
    return {"resourceType": "Parameters", "parameter": list(parts)}


WRAPPED: dict[str, Json] = {
    "a resource": parameters({"name": "return", "resource": order(CIPRO, "m", status="active")}),
    "a Bundle": parameters({"name": "return", "resource": active_orders(CIPRO)}),
    "a part": parameters({"name": "x", "part": [{"name": "return", "resource": active_orders(CIPRO)}]}),
    "beside a value": parameters(
        {"name": "count", "valueInteger": 1}, {"name": "return", "resource": active_orders(CIPRO)}
    ),
    "in a Bundle": bundle(parameters({"name": "return", "resource": active_orders(CIPRO)})),
    "in Parameters": parameters(
        {"name": "return", "resource": parameters({"name": "return", "resource": active_orders(CIPRO)})}
    ),
}


@pytest.mark.parametrize("how", WRAPPED)
def test_what_parameters_hold_is_read(client: TestClient, how: str) -> None:
    call = hook_request(order(MAGNESIUM), medicationRequests=WRAPPED[how])
    assert "ciprofloxacin" in rules_on(cards_of(client, call))


def test_drafts_in_parameters_are_read(client: TestClient) -> None:
    call = hook_request(medicationRequests=active_orders(CIPRO))
    call["context"]["draftOrders"] = parameters({"name": "order", "resource": order(MAGNESIUM)})
    assert "ciprofloxacin" in rules_on(cards_of(client, call))


def test_resources_of_parameters_come_in_their_order() -> None:
    resources: list[Json] = [PATIENT | {"id": str(number)} for number in range(4)]
    first, second, third, fourth = ({"name": "x", "resource": each} for each in resources)
    nested = parameters(first, {"name": "x", "part": [second, third]}, fourth)
    assert [each.resource["id"] for each in resources_in(nested, "here")] == ["0", "1", "2", "3"]


@pytest.mark.parametrize(
    "value",
    [
        bundle(PATIENT, meta=TAG),
        bundle(PATIENT | {"meta": TAG}),
        PATIENT | {"meta": TAG},
        bundle(bundle(PATIENT, meta=TAG)),
        parameters({"name": "return", "resource": bundle(meta=TAG)}),
        parameters({"name": "return", "resource": bundle(PATIENT, link=[{"relation": "next"}])}),
    ],
)
def test_what_is_tagged_as_a_part_is_incomplete(value: Json) -> None:
    assert PrefetchValue(value, tuple(resources_in(value, "here"))).incomplete


def test_a_tag_of_another_kind_says_nothing() -> None:
    value = bundle(PATIENT, meta={"tag": [{"code": "ABSTRED"}, {"display": "summary"}]})
    assert not PrefetchValue(value, tuple(resources_in(value, "here"))).incomplete


def test_a_card_says_that_only_a_part_was_sent(client: TestClient) -> None:
    part = bundle(condition("asthma"), meta=TAG)
    (card,) = cards_of(client, hook_request(order(MAGNESIUM), conditions=part))
    assert "not all conditions were sent" in card["detail"]
