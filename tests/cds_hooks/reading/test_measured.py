"""Magnesium that the laboratory calls high is a condition; other values that no rule reads are said."""

from datetime import timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.cds_hooks.calls import (
    CIPRO,
    MAGNESIUM,
    TODAY,
    Json,
    bundle,
    cards_of,
    egfr,
    hook_request,
    order,
    resources_of,
    rules_on,
)

RULE = "hypermagnesaemia"
NOT_READ = "no rule of the check reads it"


def level(value: float = 4.9, code: str | Json = "19123-9", days_ago: int = 5, **more: Any) -> Json:
    """Return a measured value of magnesium, or of something else."""
    named = code if isinstance(code, dict) else {"coding": [{"system": "http://loinc.org", "code": code}]}
    return {
        "resourceType": "Observation",
        "status": "final",
        "code": named,
        "valueQuantity": {"value": value, "unit": "mg/dL"},
        "effectiveDateTime": str(TODAY - timedelta(days=days_ago)),
    } | more


def called(code: str) -> Json:
    return {"interpretation": [{"coding": [{"code": code}]}]}


def between(low: float, high: float, unit: str = "mg/dL") -> Json:
    return {"referenceRange": [{"low": {"value": low, "unit": unit}, "high": {"value": high, "unit": unit}}]}


@pytest.mark.parametrize(
    ("observations", "high", "said"),
    [
        ([level(**called("HH"))], True, False),
        ([level(**called("H"))], True, False),
        ([level(interpretation={"text": "Critical high"})], True, False),
        ([level(code="2601-3", **called("H"))], True, False),
        ([level(code={"text": "Magnésium sérique"}, **called("H"))], True, False),
        ([level(**between(1.7, 2.4))], True, False),
        ([level(2.0, **between(1.7, 2.4))], False, False),
        ([level(2.0, **called("N"))], False, False),
        ([level(1.2, **called("L"))], False, True),
        ([level()], False, True),
        ([level(**between(0.7, 1.1, "mmol/L"))], False, True),
        ([level(days_ago=400, **called("H"))], False, True),
        ([level(2.0, days_ago=1, **called("N")), level(days_ago=9, **called("H"))], False, False),
        ([level(2.0, days_ago=9, **called("N")), level(days_ago=1, **called("H"))], True, False),
        ([level(**called("H"), status="entered-in-error")], False, False),
        ([level(code={"text": "Magnesium, urine"}, **called("H"))], False, False),
        ([level(code={"text": "Dietary magnesium intake"}, **called("H"))], False, False),
    ],
)
def test_magnesium_in_the_blood_counts_as_the_laboratory_judges_it(
    client: TestClient, observations: list[Json], high: bool, said: bool
) -> None:
    """No threshold is ours; the newest value counts."""
    call = hook_request(order(MAGNESIUM), results=bundle(*observations))
    cards = cards_of(client, call)
    assert (RULE in rules_on(cards)) is high
    assert any(NOT_READ in card["detail"] for card in cards) is said
    assert resources_of(client, call)["open"] == said


def test_the_card_shows_the_value(client: TestClient) -> None:
    cards = cards_of(client, hook_request(order(MAGNESIUM), results=bundle(level(**called("HH")))))
    (card,) = [each for each in cards if RULE in each["extension"]["fibromag"].get("rules", [])]
    assert "4.9 mg/dL" in card["detail"]
    assert card["indicator"] == "critical"


CREATININE = level(3.2, "2160-0")
WITHOUT_NUMBER = level(3.2, "2160-0", valueQuantity=None)
CLEARANCE = level(24, {"text": "Creatinine clearance, 24 h urine"})


@pytest.mark.parametrize(
    ("kidneys", "said"),
    [
        (bundle(CREATININE), True),
        (bundle(CLEARANCE), True),
        (bundle(level(3.2, {"text": "Kreatinin i. S."})), True),
        (bundle(level(30, {"text": "Albumin/creatinine ratio"})), False),
        (bundle(CREATININE, egfr(90)), True),
        (bundle(CREATININE, egfr(90, TODAY)), False),
        (bundle(level(0.9, "2160-0", **called("N")), egfr(90)), False),
        (bundle(WITHOUT_NUMBER | {"valueRange": {"low": {"value": 3}, "high": {"value": 4}}}), True),
        (bundle(WITHOUT_NUMBER | {"valueRatio": {"numerator": {"value": 3}}}), True),
        (bundle(WITHOUT_NUMBER | {"valueInteger": 3}), True),
        (bundle(WITHOUT_NUMBER | {"valueString": "3.2 mg/dL"}), True),
        (bundle(WITHOUT_NUMBER | {"valueRange": {}}), False),
    ],
)
def test_a_measure_of_the_kidneys_that_is_no_egfr_is_said(
    client: TestClient, kidneys: Json, said: bool
) -> None:
    """Beside an eGFR when it is newer and not called normal."""
    cards = cards_of(client, hook_request(order(MAGNESIUM), egfr=kidneys))
    assert any(NOT_READ in card["detail"] for card in cards) is said


def test_without_magnesium_nothing_is_said(client: TestClient) -> None:
    assert cards_of(client, hook_request(order(CIPRO), results=bundle(level(**called("HH"))))) == []
