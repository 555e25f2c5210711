"""Calls that were once answered wrongly, each with the right answer."""

import json
from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from tests.cds_hooks.calls import (
    TODAY,
    Json,
    assert_matches_schema,
    birth_date,
    json_lines,
    rules_on,
    service_path,
)

CALLS = {each["name"]: each["request"] for each in json_lines("faults.jsonl")}


@pytest.fixture
def cards(client: TestClient, request: pytest.FixtureRequest) -> list[Json]:
    call = brought_up_to_date(CALLS[request.param])
    answer = client.post(service_path(call["hook"]), json=call)
    assert answer.status_code == 200, answer.text
    assert_matches_schema("response", answer.json())
    found: list[Json] = answer.json()["cards"]
    return found


def brought_up_to_date(call: Json) -> Json:
    """Return a call with a kidney value of last month and a person of 50 years, whatever today is."""
    month_ago = TODAY - timedelta(days=30)
    text = json.dumps(call).replace("2026-11-01", str(month_ago)).replace("1976-05-05", birth_date(50))
    dated: Json = json.loads(text)
    return dated


def call(name: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("cards", [name], indirect=True)


@call("sum-of-taken-and-ordered-not-made")
def test_what_is_taken_is_added_to_what_is_ordered(cards: list[Json]) -> None:
    (card,) = cards
    assert card["summary"].startswith("Magnesium 500 mg a day")
    assert "EU 250, US 350, UK 400 mg" in card["summary"]


@call("three-a-week-read-as-three-a-day")
def test_three_times_a_week_are_not_three_times_a_day(cards: list[Json]) -> None:
    """200 mg on a day on which it is taken are above no limit."""
    assert cards == []


@call("when-twice-counted-once")
def test_morning_and_evening_are_two_times(cards: list[Json]) -> None:
    (card,) = cards
    assert card["summary"].startswith("Magnesium 400 mg a day")
    assert "EU 250, US 350 mg" in card["summary"]


@call("snomed-unit-code-hides-plain-unit")
def test_a_unit_is_read_by_its_word_when_its_code_is_another(cards: list[Json]) -> None:
    (card,) = cards
    assert card["summary"].startswith("Magnesium 400 mg a day")


@call("mmol-and-meq-not-converted")
def test_twenty_mmol_are_486_mg(cards: list[Json]) -> None:
    (card,) = cards
    assert card["summary"].startswith("Magnesium 486.1 mg a day")
    assert "EU 250, US 350, UK 400 mg" in card["summary"]


@call("six-warnings-for-one-dose")
def test_one_dose_has_one_card_with_every_limit_and_its_jurisdiction(cards: list[Json]) -> None:
    (card,) = cards
    assert "EU 250, US 350, UK 400 mg" in card["summary"]
    assert len(rules_on(cards)) == 6


@call("nameless-order-is-silent")
def test_an_order_without_a_name_has_a_card(cards: list[Json]) -> None:
    (card,) = cards
    assert "the order names no medicine that can be read" in card["summary"]
    assert "MedicationRequest/m1" in card["detail"]


@call("pregnancy-of-men-on-every-card")
def test_a_man_is_not_asked_for_pregnancy(cards: list[Json]) -> None:
    assert cards == []


@call("undotted-icd10")
def test_a_code_of_icd_10_needs_no_dot(cards: list[Json]) -> None:
    assert cards[0]["indicator"] == "critical"
    assert "kidney-disease-severe" in rules_on(cards)


def test_every_call_has_its_test() -> None:
    assert len(CALLS) == 9
