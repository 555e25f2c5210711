"""Other people's requests: each is answered as CDS Hooks allows, and a magnesium order in its shape is seen."""

import json
from copy import deepcopy
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.middleware.strict_json import DEEPEST

from tests.conftest import ROOT  # isort: skip
from tests.cds_hooks.calls import (
    MAGNESIUM,
    REQUESTS,
    RXNORM,
    SAMPLES,
    Json,
    assert_matches_schema,
    json_lines,
    nested_values,
    service_path,
)  # isort: skip

ORDERS = ("MedicationRequest", "MedicationOrder")


def answer_of(client: TestClient, request: Json) -> Json | None:
    """The answer, when there is one; otherwise it must be the failure that the standard has for it."""
    answer = client.post(service_path(request["hook"]), json=request)
    if answer.status_code == 412:
        assert answer.json()["resourceType"] == "OperationOutcome"
        return None
    assert answer.status_code == 200, answer.text
    assert_matches_schema("response", answer.json())
    found: Json = answer.json()
    return found


@pytest.mark.parametrize("name", REQUESTS)
def test_every_sample_request_is_answered(client: TestClient, name: str) -> None:
    answer = answer_of(client, REQUESTS[name])
    if "order" in REQUESTS[name]["hook"] or "prescribe" in REQUESTS[name]["hook"]:
        assert answer is not None


def by_name(named: Json) -> None:
    """Magnesium as a name in the place of the name there is."""
    for each in [named, *named.get("coding", [])]:
        for key in ("text", "display"):
            if key in each:
                each[key] = MAGNESIUM
        each.pop("code", None)


def by_code(named: Json) -> None:
    """Magnesium as the code of a product, without any name."""
    named.clear()
    named["coding"] = [{"system": RXNORM, "code": "252430"}]


def grafted(request: Json, graft: Any) -> tuple[Json, int]:
    """A request with magnesium in the place of each medicine that is ordered."""
    request, found = deepcopy(request), 0
    for _, each in list(
        nested_values({key: value for key, value in request["context"].items() if key != "prefetch"})
    ):
        if isinstance(each, dict) and each.get("resourceType") in ORDERS:
            if "medicationReference" in each:
                each["medicationReference"]["display"] = MAGNESIUM
            elif "medication" in each:
                graft(each["medication"]["concept"])
            elif "medicationCodeableConcept" in each:
                graft(each["medicationCodeableConcept"])
            else:
                each["medicationCodeableConcept"] = {"text": MAGNESIUM}
            found += 1
    return request, found


@pytest.mark.parametrize("graft", [by_name, by_code])
@pytest.mark.parametrize("name", [name for name in REQUESTS if grafted(REQUESTS[name], by_name)[1]])
def test_a_magnesium_order_is_recognised_in_every_shape(client: TestClient, name: str, graft: Any) -> None:
    request, _ = grafted(REQUESTS[name], graft)
    answer = answer_of(client, request)
    assert answer
    assert all("agnesium" in card["summary"] for card in answer["cards"])
    if name in OF_ANOTHER_PATIENT:
        assert answer["extension"]["fibromag"]["resources"]["open_reasons"]["another_patient"] >= 1
        assert "another patient" in answer["cards"][-1]["detail"]
        return
    recognised = {each for card in answer["cards"] for each in card["extension"]["fibromag"]["recognised"]}
    assert recognised == {MAGNESIUM} or graft is by_code
    assert recognised


OF_ANOTHER_PATIENT = {"inferno-crd__order_sign_hook_request", "cds-hooks-ig__examples"}
"""Requests whose orders name another patient than the call."""


def test_enough_samples_hold_an_order() -> None:
    assert len(REQUESTS) == 37
    assert sum(grafted(request, by_name)[1] > 0 for request in REQUESTS.values()) >= 25


def test_the_recorded_sandbox_gets_the_expected_cards(client: TestClient) -> None:
    cards = [
        (answer_of(client, each["request"]) or {})["cards"]
        for each in json_lines("sandbox-recorded.jsonl")
        if "request" in each
    ]
    assert cards[0] == [] == cards[1]
    said = [(card["indicator"], card["extension"]["fibromag"].get("rules")) for card in cards[2]]
    assert said[0][0] == "critical"
    assert {"kidney-disease-severe", "kidney-function-below-30", "kidney-function-below-60"} <= set(
        said[0][1]
    )
    assert ("warning", ["ciprofloxacin"]) in said
    assert said[-1] == ("info", None)
    assert "dose basis unknown" in cards[2][-1]["detail"]


def test_the_recorded_feedback_is_accepted(client: TestClient) -> None:
    (told,) = (each["feedback"] for each in json_lines("sandbox-recorded.jsonl") if "feedback" in each)
    answer = client.post("/cds-services/magnesium-safety-order-select/feedback", json=told)
    assert (answer.status_code, answer.content) == (200, b"")


def test_sample_bodies_are_far_from_the_limits() -> None:
    """Records nest deeper than our own questions do."""
    for request in REQUESTS.values():
        deepest = max(path.count("/") for path, _ in nested_values(request))
        assert deepest < DEEPEST * 2 / 3
        assert len(json.dumps(request)) < 64 * 1024


def test_the_samples_name_their_origin() -> None:
    told = (SAMPLES / "README.md").read_text("utf-8")
    for each in json_lines("requests.jsonl"):
        assert each["origin"]["repo"] in told
        assert each["origin"]["licence"].startswith(("CC0-1.0", "Apache-2.0"))
    assert (ROOT / "LICENSE").exists()
