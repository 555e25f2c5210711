"""Route, clock times and amount a day are read from instructions and product names."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from app.cds_hooks.reading.dosage import NO_CONTENT, ProductContent, read_dosage, strength_of_piece
from app.cds_hooks.reading.record_reader import read_request
from app.models.rule import MedicineRoute
from tests.cds_hooks.calls import (
    MAGNESIUM,
    TODAY,
    Json,
    cards_of,
    dosage_instructions,
    hook_request,
    order,
    rules_on,
)


@pytest.mark.parametrize(
    ("more", "name", "route"),
    [
        ({"route": {"text": "Oral"}}, "ciprofloxacin", MedicineRoute.oral),
        (
            {"route": {"coding": [{"system": "http://snomed.info/sct", "code": "47625008"}]}},
            "gentamicin",
            MedicineRoute.intravenous,
        ),
        ({"route": {"coding": [{"code": "IV"}]}}, "gentamicin", MedicineRoute.intravenous),
        ({"route": {"text": "Suun kautta"}}, "ciprofloxacin", None),
        ({}, "ciprofloxacin", None),
    ],
)
def test_the_route_is_read(more: Json, name: str, route: MedicineRoute | None) -> None:
    (found,) = read_request(hook_request(order(name, dosageInstruction=[more])), TODAY).selected
    assert found.dosage.routes.possible == ((route,) if route else ())


def told_twice(*doses: tuple[float, str, str | None]) -> list[Json]:
    """Return one instruction a day with its dose in several ways: value, unit and type."""
    ways = [
        {"doseQuantity": {"value": value, "unit": unit}} | ({"type": {"text": kind}} if kind else {})
        for value, unit, kind in doses
    ]
    return [{"doseAndRate": ways, "timing": {"repeat": {"frequency": 1, "period": 1, "periodUnit": "d"}}}]


@pytest.mark.parametrize(
    ("dosage", "milligrams"),
    [
        (dosage_instructions(1, "{pill}", frequency=1, period=1, periodUnit="d"), 400),
        (dosage_instructions(2, "tablet", frequency=3, period=1, periodUnit="d"), 2400),
        (dosage_instructions(1, "", frequency=1, period=8, periodUnit="h"), 1200),
        (dosage_instructions(300, "mg", frequency=2, period=1, periodUnit="d"), 600),
        (dosage_instructions(0.5, "g", frequency=1, period=1, periodUnit="d"), 500),
        (dosage_instructions(1, "{pill}", timeOfDay=["08:00:00", "20:00:00"]), 800),
        (dosage_instructions(1, "{pill}", frequency=1, period=1, periodUnit="wk"), 400),
        ([{"doseQuantity": {"value": 2, "code": "{tbl}"}, "timing": {"repeat": {"frequency": 1, "period": 1, "periodUnits": "d"}}}], 800),
        ([{"doseQuantity": {"value": 1, "unit": "capsule"}, "timing": {"code": {"coding": [{"code": "BID"}]}}}], 800),
        (dosage_instructions(1, "{pill}", timeOfDay=["08:00"]) + dosage_instructions(2, "{pill}", timeOfDay=["20:00"]), 1200),
        (told_twice((1, "tablet", "calculated"), (400, "mg", "ordered")), 400),
        (told_twice((2, "tablet", "calculated"), (2, "tablet", "ordered")), 800),
        (told_twice((5, "mL", "calculated"), (400, "mg", "ordered")), 400),
        (told_twice((5, "mL", "calculated"), (1, "bottle", "ordered")), None),
        (told_twice((1, "tablet", None), (400, "mg", None)), None),
        (dosage_instructions(5, "mL", frequency=1, period=1, periodUnit="d"), None),
        (dosage_instructions(1, "{pill}"), None),
        ([], None),
    ],
)  # fmt: skip
def test_the_amount_a_day_is_calculated_only_from_recorded_steps(
    dosage: list[Json], milligrams: float | None
) -> None:
    (found,) = read_request(hook_request(order(MAGNESIUM, dosageInstruction=dosage)), TODAY).selected
    told = found.dosage.milligrams_a_day(ProductContent(per_piece=400))
    assert (told.value if told else None) == milligrams


def amounts(*instructions: Json) -> float | None:
    """The milligrams a day of instructions, whose tablets hold 100 mg."""
    told = read_dosage({"dosageInstruction": list(instructions)}).milligrams_a_day(
        ProductContent(per_piece=100)
    )
    return None if told is None else told.value


def instruction(value: float, unit: str = "tablet", **more: Any) -> Json:
    """An instruction of so much once a day."""
    repeat = {"frequency": 1, "period": 1, "periodUnit": "d"} | more.pop("repeat", {})
    return {
        "doseAndRate": [{"doseQuantity": {"value": value, "unit": unit}}],
        "timing": {"repeat": repeat},
    } | more


WEEK = {"boundsDuration": {"value": 7, "code": "d"}}


def days(first: str, last: str) -> Json:
    return {"boundsPeriod": {"start": first, "end": last}}


@pytest.mark.parametrize(
    ("instructions", "milligrams"),
    [
        ([instruction(1), instruction(2)], 300),
        ([instruction(1, sequence=1), instruction(2, sequence=1)], 300),
        ([instruction(1, sequence=1, repeat=WEEK), instruction(2, sequence=2)], 200),
        ([instruction(3, sequence=1, repeat=WEEK), instruction(2, sequence=2)], 300),
        ([instruction(1, sequence=1), instruction(2, sequence=2)], 300),
        ([instruction(1, sequence=1, repeat=WEEK), instruction(2, sequence=2), instruction(2, sequence=2)], 400),
        ([instruction(1, repeat=days("2026-11-01", "2026-11-07")), instruction(2, repeat=days("2026-11-08", "2026-11-14"))], 200),
        ([instruction(1, repeat=days("2026-11-01", "2026-11-08")), instruction(2, repeat=days("2026-11-08", "2026-11-14"))], 300),
        ([instruction(1), instruction(1, "mL")], None),
    ],
)  # fmt: skip
def test_the_highest_day_of_several_instructions_counts(
    instructions: list[Json], milligrams: float | None
) -> None:
    assert amounts(*instructions) == milligrams


MOST = {
    "maxDosePerPeriod": {"numerator": {"value": 800, "unit": "mg"}, "denominator": {"value": 24, "code": "h"}}
}


@pytest.mark.parametrize(
    ("given", "milligrams"),
    [
        (instruction(2, asNeededBoolean=True) | MOST, 800),
        (instruction(2, asNeededBoolean=True, repeat={"frequency": 12}) | MOST, 800),
        (instruction(2, asNeededCodeableConcept={"text": "constipation"}), 200),
        (instruction(2, asNeeded=True), 200),
        (instruction(2, asNeededFor=[{"text": "pain"}]) | MOST, 800),
        (instruction(2) | MOST, 200),
        ({"asNeededBoolean": True} | MOST, 800),
        ({"asNeededBoolean": True, "maxDosePerPeriod": [MOST["maxDosePerPeriod"]]}, 800),
        (instruction(1, asNeededBoolean=True, maxDosePerPeriod={"numerator": {"value": 8, "unit": "drops"}, "denominator": {"value": 1, "code": "d"}}), None),
        (instruction(1, asNeededBoolean=True, maxDosePerPeriod={"numerator": {"value": 4, "comparator": ">", "unit": "tablet"}, "denominator": {"value": 1, "code": "d"}}), None),
        ({"doseAndRate": [{"doseRange": {"high": {"value": 2, "comparator": ">=", "unit": "tablet"}}}], "timing": {"code": {"text": "BID"}}}, None),
        ({"asNeededBoolean": True, "maxDosePerPeriod": {"numerator": {"value": 800, "unit": "mg"}, "denominator": {"value": 1, "code": "wk"}}}, None),
        ({"doseAndRate": [{"doseRange": {"low": {"value": 1, "unit": "tablet"}, "high": {"value": 2, "unit": "tablet"}}}], "timing": {"code": {"text": "BID"}}}, 400),
        ({"doseAndRate": [{"doseQuantity": {"value": 1, "unit": "tablet"}}, {"doseQuantity": {"value": 5, "unit": "mL"}}], "timing": {"code": {"text": "BID"}}}, None),
    ],
)  # fmt: skip
def test_the_highest_amount_that_is_allowed_counts(given: Json, milligrams: float | None) -> None:
    assert amounts(given) == milligrams


def test_moles_are_of_magnesium_and_milligrams_may_be_of_the_salt() -> None:
    def elemental(unit: str) -> bool:
        told = read_dosage({"dosageInstruction": [instruction(10, unit)]}).milligrams_a_day(NO_CONTENT)
        assert told is not None
        return told.elemental

    assert elemental("mmol")
    assert elemental("mEq")
    assert not elemental("mg")


TABLET = {"value": 1, "unit": "tablet"}


@pytest.mark.parametrize(
    ("ingredient", "strength"),
    [
        ({"strength": {"numerator": {"value": 40, "code": "mg"}, "denominator": TABLET}}, "40 mg"),
        (
            {"strength": {"numerator": {"value": 80, "code": "mg"}, "denominator": TABLET | {"value": 2}}},
            "40 mg",
        ),
        ({"strengthRatio": {"numerator": {"value": 12, "unit": "mmol"}, "denominator": TABLET}}, "12 mmol"),
        ({"strengthQuantity": {"value": 0.4, "unit": "g"}}, "400 mg"),
        ({"strength": {"numerator": {"value": 40, "code": "mg"}}}, "40 mg"),
        (
            {
                "strength": {
                    "numerator": {"value": 40, "code": "mg"},
                    "denominator": {"value": 1, "unit": "mL"},
                }
            },
            None,
        ),
        ({"strength": {"numerator": {"value": 40}, "denominator": TABLET}}, None),
        ({"strength": {"numerator": {"value": "x", "unit": "mg"}, "denominator": 7}}, None),
        ({"strength": "40 mg"}, None),
        ({}, None),
    ],
)
def test_the_strength_of_an_ingredient_is_that_of_one_piece(ingredient: Json, strength: str | None) -> None:
    assert strength_of_piece(ingredient) == strength


def test_the_strength_of_the_only_ingredient_gives_the_amount(client: TestClient) -> None:
    half = {"numerator": {"value": 12, "unit": "mmol"}, "denominator": TABLET}
    medication = {
        "resourceType": "Medication",
        "id": "x",
        "code": {"text": "Magnesium tablets"},
        "ingredient": [{"itemCodeableConcept": {"text": "magnesium"}, "strength": half}],
    }
    draft = {**order({}), "contained": [medication], "medicationReference": {"reference": "#x"}}
    draft["dosageInstruction"] = dosage_instructions(1, "tablet", frequency=2, period=1, periodUnit="d")
    assert "above-eu-upper-limit-4-years-and-over" in rules_on(cards_of(client, hook_request(draft)))


@pytest.mark.parametrize(
    ("name", "doses", "told"),
    [
        ("Magnesium hydroxide 400 mg/5 mL oral suspension", dosage_instructions(30, "mL", frequency=1, period=1, periodUnit="d"), "1000.3 to 2400 mg"),
        ("Magnesium citrate 1 mmol/mL oral solution", dosage_instructions(10, "ml", frequency=2, period=1, periodUnit="d"), "486.1 mg"),
        ("Magnesium hydroxide 8 % oral suspension", dosage_instructions(30, "mL", frequency=1, period=1, periodUnit="d"), ""),
        ("Magnesium oxide 400 mg tablet", dosage_instructions(30, "mL", frequency=1, period=1, periodUnit="d"), ""),
        ("Magnesium hydroxide 400 mg/5 mL oral suspension", dosage_instructions(1, "tablet", frequency=1, period=1, periodUnit="d"), ""),
    ],
)  # fmt: skip
def test_a_dose_in_millilitres_counts_by_the_content_of_one(
    client: TestClient, name: str, doses: list[Json], told: str
) -> None:
    said = cards_of(client, hook_request(order(name, dosageInstruction=doses)))
    about = [card["summary"] for card in said if " mg a day: " in card["summary"]]
    assert [each.removeprefix("Magnesium ").partition(" a day")[0] for each in about] == [told][: bool(told)]


def test_of_a_dose_in_mass_and_in_millilitres_the_mass_counts() -> None:
    ways = [
        {"type": {"text": "calculated"}, "doseQuantity": {"value": 2400, "unit": "mg"}},
        {"type": {"text": "ordered"}, "doseQuantity": {"value": 30, "unit": "mL"}},
    ]
    timing = {"repeat": {"frequency": 1, "period": 1, "periodUnit": "d"}}
    dosage = read_dosage({"dosageInstruction": [{"doseAndRate": ways, "timing": timing}]})
    found = dosage.milligrams_a_day(NO_CONTENT)
    assert found is not None
    assert found.value == 2400
