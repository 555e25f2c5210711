"""The clearance of creatinine is a kidney function of its own: the lower of it and the eGFR counts."""

from datetime import timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.cds_hooks.reading.clearance import clearance_factor
from tests.cds_hooks.calls import (
    MAGNESIUM,
    TODAY,
    Json,
    bundle,
    cards_of,
    egfr,
    hook_request,
    order,
    rules_on,
)

LOW, REDUCED = {"kidney-function-below-30", "kidney-function-below-60"}, {"kidney-function-below-60"}


def clearance(
    value: Any, unit: str | None = "mL/min", name: str = "Creatinine clearance", **more: Any
) -> Json:
    """Return an observation of the clearance of creatinine."""
    quantity = {"value": value, **({} if unit is None else {"unit": unit})}
    return egfr(0) | {"code": {"text": name}, "valueQuantity": quantity} | more


VALUES: list[tuple[str, list[Json], set[str]]] = [
    ("a value", [clearance(24)], LOW),
    ("in the band below 60", [clearance(45)], REDUCED),
    ("enough", [clearance(60)], set()),
    ("by formula", [clearance(24, name="Creatinine renal clearance predicted by Cockcroft-Gault")], LOW),
    ("of the urine of a day", [clearance(24, name="Creatinine clearance, 24 h urine")], LOW),
    ("in German", [clearance(24, name="Kreatinin-Clearance")], LOW),
    ("in French", [clearance(24, name="Clairance de la créatinine")], LOW),
    ("per body surface", [clearance(24, "mL/min/{1.73_m2}")], LOW),
    ("each second", [clearance(0.4, "mL/s")], LOW),
    ("a bound", [clearance(0, None) | {"valueQuantity": {"value": 30, "comparator": "<", "unit": "mL/min"}}], LOW),
    ("a component of a panel", [egfr(0, code="45066-8") | {"valueQuantity": None, "component": [clearance(24)]}], LOW),
    ("without a unit", [clearance(24, None)], set()),
    ("in another unit", [clearance(24, "mg/dL")], set()),
    ("a ratio", [clearance(24, name="Calcium / creatinine clearance ratio")], set()),
    ("of another substance", [clearance(24, name="Urea clearance")], set()),
    ("entered in error", [clearance(24, status="entered-in-error")], set()),
    ("outside what can be meant", [clearance(2400)], set()),
    ("the lower of both counts", [clearance(24), egfr(80)], LOW),
    ("also the other way", [clearance(80), egfr(24)], LOW),
    ("also where it is older", [clearance(24, effectiveDateTime=str(TODAY - timedelta(days=90))), egfr(80)], LOW),
    ("a newer clearance hides no eGFR", [clearance(90, effectiveDateTime=str(TODAY)), egfr(24)], LOW),
    ("the newest of its own", [clearance(24, effectiveDateTime=str(TODAY - timedelta(days=90))), clearance(80)], set()),
]  # fmt: skip


@pytest.mark.parametrize(("values", "expected"), [row[1:] for row in VALUES], ids=[row[0] for row in VALUES])
def test_a_clearance_is_read(client: TestClient, values: list[Json], expected: set[str]) -> None:
    said = cards_of(client, hook_request(order(MAGNESIUM), egfr=bundle(*values)))
    assert {rule for rule in rules_on(said) if rule.startswith("kidney-function")} == expected


def test_a_card_names_the_measure_as_it_was_reported(client: TestClient) -> None:
    said = cards_of(client, hook_request(order(MAGNESIUM), egfr=bundle(egfr(80), clearance(24))))
    assert "(creatinine clearance 24 mL/min, " in said[0]["summary"]


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ([clearance(24, None)], "no rule of the check reads it"),
        ([clearance(24, effectiveDateTime=None)], "the creatinine clearance has no date that can be used"),
        (
            [egfr(24, TODAY - timedelta(days=500)), clearance(90)],
            "the newest eGFR is older than 12 months",
        ),
    ],
)
def test_doubts_about_each_measure_are_reported(client: TestClient, values: list[Json], words: str) -> None:
    assert words in cards_of(client, hook_request(order(MAGNESIUM), egfr=bundle(*values)))[-1]["detail"]


@pytest.mark.parametrize(
    ("unit", "factor"),
    [("mL/min", 1), ("ml/min", 1), ("mL/min/1.73m2", 1), ("mL/s", 60), ("mL/s/1.73m2", 60), ("mg/dL", None), ("mL", None), ("mL/h", None)],
)  # fmt: skip
def test_a_unit_of_a_clearance_is_known(unit: str, factor: int | None) -> None:
    assert clearance_factor(unit) == factor


@pytest.mark.parametrize("code", ["2164-2", "12195-8", "35591-7"])
def test_a_clearance_is_known_by_its_code(client: TestClient, code: str) -> None:
    coded = {"coding": [{"system": "http://loinc.org", "code": code}]}
    said = cards_of(client, hook_request(order(MAGNESIUM), egfr=bundle(clearance(18, code=coded))))
    assert "kidney-function-below-30" in rules_on(said)
    (card,) = cards_of(client, hook_request(order(MAGNESIUM), egfr=bundle(clearance(18, None, code=coded))))
    assert "no rule of the check reads it" in card["detail"]
