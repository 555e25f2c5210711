"""An eGFR is read as a range; doubts are reported."""

from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from app.cds_hooks.reading.egfr import is_egfr_unit
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

RATES: list[tuple[str, list[Json], set[str]]] = [
    ("a value", [egfr(24)], {"kidney-function-below-30", "kidney-function-below-60"}),
    ("in the band below 60", [egfr(45)], {"kidney-function-below-60"}),
    ("enough", [egfr(60)], set()),
    ("another method", [egfr(24, code="33914-3")], {"kidney-function-below-30", "kidney-function-below-60"}),
    ("creatinine is another thing", [egfr({"value": 2.4, "unit": "mg/dL"}, code="2160-0")], set()),
    ("per area in another spelling", [egfr({"value": 45, "code": "mL/min/{1.73_m2}"})], {"kidney-function-below-60"}),
    ("not per area", [egfr({"value": 24, "unit": "mL/min"})], set()),
    ("per area each second", [egfr({"value": 0.4, "unit": "mL/s/1.73m2"})], {"kidney-function-below-30", "kidney-function-below-60"}),
    ("per area each second, by code", [egfr({"value": 0.9, "code": "mL/s/{1.73_m2}"})], {"kidney-function-below-60"}),
    ("each second, not per area", [egfr({"value": 0.4, "unit": "mL/s"})], set()),
    ("in two units", [egfr({"value": 0.4, "unit": "mL/s/1.73m2", "code": "mL/min/{1.73_m2}"})], set()),
    ("without a unit", [egfr({"value": 45})], {"kidney-function-below-60"}),
    ("as text", [egfr({}) | {"valueQuantity": None, "valueString": "<30"}], {"kidney-function-below-30", "kidney-function-below-60"}),
    ("below a bound", [egfr({"value": 30, "comparator": "<", "unit": "mL/min/1.73m2"})], {"kidney-function-below-30", "kidney-function-below-60"}),
    ("below a high bound", [egfr({"value": 60, "comparator": "<", "unit": "mL/min/1.73m2"})], {"kidney-function-below-60"}),
    ("above a bound", [egfr({"value": 60, "comparator": ">", "unit": "mL/min/1.73m2"})], set()),
    ("the newest day counts", [egfr(24, TODAY - timedelta(days=90)), egfr(80)], set()),
    ("the lowest of that day", [egfr(80), egfr(45)], {"kidney-function-below-60"}),
    ("without a day it may be the newest", [egfr(45, None), egfr(80)], {"kidney-function-below-60"}),
    ("a day that is to come is none", [egfr(80, TODAY + timedelta(days=400)), egfr(45)], {"kidney-function-below-60"}),
    ("a month may hold the newest day", [egfr(45, f"{TODAY:%Y-%m}"), egfr(80, TODAY)], {"kidney-function-below-60"}),
    ("entered in error", [egfr(24, status="entered-in-error")], set()),
    ("in a component, with only a day of issue", [egfr(0, None, issued=f"{TODAY}T10:00:00Z") | {"valueQuantity": None, "component": [{"valueQuantity": {"value": 45, "unit": "mL/min/1.73m2"}}]}], {"kidney-function-below-60"}),
    ("a component of a panel", [egfr(0, code="45066-8") | {"valueQuantity": None, "component": [{"code": {"coding": [{"system": "http://loinc.org", "code": "98979-8"}]}, "valueQuantity": {"value": 45, "unit": "mL/min/1.73m2"}}]}], {"kidney-function-below-60"}),
    ("by name", [egfr(45) | {"code": {"text": "eGFR (CKD-EPI)"}}], {"kidney-function-below-60"}),
    ("by another name", [egfr(45) | {"code": {"text": "Estimated GFR"}}], {"kidney-function-below-60"}),
    ("by a German name", [egfr(45) | {"code": {"text": "Glomeruläre Filtrationsrate"}}], {"kidney-function-below-60"}),
    *((f"by the name {name}", [egfr(45) | {"code": {"text": name}}], {"kidney-function-below-60"}) for name in (
        "Tasa de filtración glomerular", "Filtrado glomerular estimado", "Filtrato glomerulare", "Velocità di filtrazione glomerulare",
        "Taxa de filtração glomerular", "Glomerulaire filtratiesnelheid")),
    ("by a French name", [egfr(45) | {"code": {"text": "DFG estimé (CKD-EPI)"}}], {"kidney-function-below-60"}),
    ("as a concept", [egfr({}) | {"valueQuantity": None, "valueCodeableConcept": {"text": "<15"}}], {"kidney-function-below-30", "kidney-function-below-60"}),
    ("a test for a receptor of that name", [egfr(24) | {"code": {"text": "EGFR gene mutation"}}], set()),
    ("a receptor has another name", [egfr(45) | {"code": {"text": "FGFR3"}}], set()),
    ("as text with its unit", [egfr({}) | {"valueQuantity": None, "valueString": "<30 mL/min/1.73m2"}], {"kidney-function-below-30", "kidney-function-below-60"}),
    ("as text with another unit", [egfr({}) | {"valueQuantity": None, "valueString": "24 mL/min"}], set()),
    *((f"as the text {text}", [egfr({}) | {"valueQuantity": None, "valueString": text}], {"kidney-function-below-30", "kidney-function-below-60"})
      for text in ("22,5 ml/min/1,73m²", "22 (L)", "22 L", "22*", "22 mL/min/1.73m2 (L)", "eGFR 22", "eGFR: <30 mL/min/1.73m2", "15-25", "15 – 25 mL/min/1.73m2")),
    ("as a text that may be either", [egfr({}) | {"valueQuantity": None, "valueString": "20-40"}], {"kidney-function-below-60"}),
    ("as a text above a bound", [egfr({}) | {"valueQuantity": None, "valueString": "60-89"}], set()),
    ("as a range", [egfr({}) | {"valueQuantity": None, "valueRange": {"low": {"value": 15, "unit": "mL/min/1.73m2"}, "high": {"value": 25, "unit": "mL/min/1.73m2"}}}],
     {"kidney-function-below-30", "kidney-function-below-60"}),
    ("as a range in another unit", [egfr({}) | {"valueQuantity": None, "valueRange": {"low": {"value": 15, "unit": "mL/min"}, "high": {"value": 25, "unit": "mL/min"}}}], set()),
    ("by name, with a code of LOINC that is not known", [egfr(80, TODAY - timedelta(days=90)), egfr(24) | {"code": {"coding": [
        {"system": "http://loinc.org", "code": "99999-9", "display": "Glomerular filtration rate/1.73 sq M.predicted"}]}}],
     {"kidney-function-below-30", "kidney-function-below-60"}),
    ("outside what can be meant", [egfr(-4), egfr(4000)], set()),
    ("nothing", [], set()),
]  # fmt: skip


@pytest.mark.parametrize(("rates", "expected"), [row[1:] for row in RATES], ids=[row[0] for row in RATES])
def test_kidney_function_is_read(client: TestClient, rates: list[Json], expected: set[str]) -> None:
    said = cards_of(client, hook_request(order(MAGNESIUM), egfr=bundle(*rates)))
    assert {rule for rule in rules_on(said) if rule.startswith("kidney-function")} == expected


@pytest.mark.parametrize(
    ("rates", "words"),
    [
        ([], "no kidney function (eGFR) was found"),
        ([egfr({"value": 24, "unit": "mL/min"})], "was not used"),
        ([egfr({"value": 60, "comparator": "<", "unit": "mL/min/1.73m2"})], "undecided: Kidney function below 30"),
        ([egfr({"value": 30, "comparator": ">", "unit": "mL/min/1.73m2"})], "undecided: Kidney function below 60"),
        ([egfr(45, TODAY - timedelta(days=500))], "older than 12 months"),
        ([egfr({"value": 45})], "without a unit"),
        ([egfr(45, None)], "the eGFR has no date that can be used"),
        ([egfr(45, TODAY + timedelta(days=30))], "the eGFR has no date that can be used"),
    ],
)  # fmt: skip
def test_doubts_about_kidney_function_are_reported(client: TestClient, rates: list[Json], words: str) -> None:
    assert words in cards_of(client, hook_request(order(MAGNESIUM), egfr=bundle(*rates)))[-1]["detail"]


@pytest.mark.parametrize(
    ("unit", "per_area"),
    [
        ("mL/min/1.73m2", True),
        ("mL/min/{1.73_m2}", True),
        ("mL/min/1.73 m²", True),
        ("ml/min/1.73m^2", True),
        ("mL/min/1.73 m*2", True),
        ("mL/min/1.73 sq. m", True),
        ("ml/min/1,73qm", True),
        ("mL/(min*1.73m2)", True),
        ("mL/(min.1.73 m2)", True),
        ("mL/min per 1.73m2", True),
        ("ml/mn/1,73m2", True),
        ("mls/min/1.73m2", True),
        ("mL/min/1.73/m2", True),
        ("mL/min/1.73 square meters", True),
        ("mL/minute/1.73 m2", True),
        ("mL/min/1.73m2 BSA", True),
        ("mL/min", False),
        ("mL/min/m2", False),
        ("mL/s/1.73m2", False),
        ("mg/dL", False),
    ],
)
def test_a_unit_per_area_is_known_in_every_spelling(unit: str, per_area: bool) -> None:
    assert is_egfr_unit(unit) is per_area


def test_a_summary_gives_the_kidney_function_as_it_was_reported(client: TestClient) -> None:
    below = egfr({"value": 15, "comparator": "<", "unit": "mL/min/1.73m2"})
    summary = cards_of(client, hook_request(order(MAGNESIUM), egfr=bundle(below)))[0]["summary"]
    assert "(eGFR <15 mL/min/1.73 m²" in summary


def test_a_kidney_function_each_second_is_shown_as_it_was_reported_as_well(client: TestClient) -> None:
    slow = egfr({"value": 0.4, "unit": "mL/s/1.73m2"})
    summary = cards_of(client, hook_request(order(MAGNESIUM), egfr=bundle(slow)))[0]["summary"]
    assert "(eGFR 24 mL/min/1.73 m² (0.4 mL/s/1.73m2)" in summary
