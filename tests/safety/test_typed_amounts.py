"""Amounts of magnesium as people type them."""

from typing import Any

import pytest

from app.safety.typed_amounts import NotReadError, read_amount

AMOUNTS: dict[str, dict[str, Any]] = {
    "200": {"elemental_mg": 200}, "200 mg": {"elemental_mg": 200}, " 200mg ": {"elemental_mg": 200}, "0.4 g": {"elemental_mg": 400},
    "250 mcg": {"elemental_mg": 0.25}, "10 mmol": {"elemental_mmol": 10}, "20 mEq": {"elemental_meq": 20}, "24.3 mg": {"elemental_mg": 24.3},
    "200 mg a day": {"elemental_mg": 200}, "200 mg/day": {"elemental_mg": 200}, "200 mg daily": {"elemental_mg": 200},
    "2 x 100 mg": {"per_unit": {"elemental_mg": 100, "units": 2, "times_a_day": 1}},
    "2 tablets of 100 mg": {"per_unit": {"elemental_mg": 100, "units": 2, "times_a_day": 1}},
    "100 mg twice a day": {"per_unit": {"elemental_mg": 100, "units": 1, "times_a_day": 2}},
    "100 mg bid": {"per_unit": {"elemental_mg": 100, "units": 1, "times_a_day": 2}},
    "2 capsules of 50 mg 3 times a day": {"per_unit": {"elemental_mg": 50, "units": 2, "times_a_day": 3}},
    "4 mmol tds": {"per_unit": {"elemental_mmol": 4, "units": 1, "times_a_day": 3}},
    "0.5 x 400 mg": {"per_unit": {"elemental_mg": 400, "units": 0.5, "times_a_day": 1}},
    "two tablets of 200 mg": {"per_unit": {"elemental_mg": 200, "units": 2, "times_a_day": 1}},
    "two 400 mg tablets daily": {"per_unit": {"elemental_mg": 400, "units": 2, "times_a_day": 1}},
    "one 250mg tablet twice a day": {"per_unit": {"elemental_mg": 250, "units": 1, "times_a_day": 2}},
    "a tablet of 200 mg": {"elemental_mg": 200}, "an 84 mg capsule": {"elemental_mg": 84},
    "half a 500 mg tablet": {"per_unit": {"elemental_mg": 500, "units": 0.5, "times_a_day": 1}},
    "1/2 tablet of 400 mg": {"per_unit": {"elemental_mg": 400, "units": 0.5, "times_a_day": 1}},
    "3 capsules (144 mg each)": {"per_unit": {"elemental_mg": 144, "units": 3, "times_a_day": 1}},
    "144 mg x 3": {"per_unit": {"elemental_mg": 144, "units": 3, "times_a_day": 1}},
    "2 x 133 mg morning and evening": {"per_unit": {"elemental_mg": 133, "units": 2, "times_a_day": 2}},
    "100 mg three times a day with food": {"per_unit": {"elemental_mg": 100, "units": 1, "times_a_day": 3}},
    "1 scoop (325 mg)": {"elemental_mg": 325}, "400 mg tablet": {"elemental_mg": 400}, ".5 g": {"elemental_mg": 500},
    "300 mg/Tag": {"elemental_mg": 300}, "100 mg 2x täglich": {"per_unit": {"elemental_mg": 100, "units": 1, "times_a_day": 2}},
    "4 caps x 120 mg": {"per_unit": {"elemental_mg": 120, "units": 4, "times_a_day": 1}}, "500 mg (elemental)": {"elemental_mg": 500},
    "120mg x 4 capsules": {"per_unit": {"elemental_mg": 120, "units": 4, "times_a_day": 1}},
    "2 gélules de 150 mg": {"per_unit": {"elemental_mg": 150, "units": 2, "times_a_day": 1}},
    "zwei Kapseln zu 150 mg abends": {"per_unit": {"elemental_mg": 150, "units": 2, "times_a_day": 1}},
    "200 mg at breakfast and 100 mg at dinner": {"elemental_mg": 300},
    "About 300 mg": {"elemental_mg": 300}, "~300mg": {"elemental_mg": 300}, "400 mg with dinner": {"elemental_mg": 400},
    "300 mg elemental magnesium": {"elemental_mg": 300}, "300 mg of magnesium": {"elemental_mg": 300}, "1 gram": {"elemental_mg": 1000},
    "200 mg in the morning and 100 mg at night": {"elemental_mg": 300}, "200 mg am + 200 mg pm": {"elemental_mg": 400},
    "2 x 100 mg am and 50 mg pm": {"elemental_mg": 250}, "5 mmol and 5 mmol at night": {"elemental_mmol": 10},
}  # fmt: skip


@pytest.mark.parametrize(("text", "fields"), AMOUNTS.items())
def test_an_amount_is_read_with_its_unit(text: str, fields: dict[str, Any]) -> None:
    assert read_amount(text, compound=False) == fields


def test_milligrams_of_the_salt_are_kept_apart_and_mmol_are_always_magnesium() -> None:
    assert read_amount("1000 mg", compound=True) == {"compound_mg": 1000}
    assert read_amount("10 mmol", compound=True) == {"elemental_mmol": 10}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "two",
        "1,5",
        "1,000 mg",
        "200 ml",
        "-5",
        "200 mg now and then",
        "200 mg 300 mg",
        "\uff12\uff10\uff10 mg",
        "mg",
        "1e3",
        "1 scoop",
        "3 capsules",
        "3 capsules 2 a day",
        "400 mg tablets",
        "2 tablets (400 mg)",
        "325 mg per scoop",
        "250-500 mg",
        "200 mg every other day",
        "400 mg once a week",
        "500 mg magnesium citrate",
        "200 mg and 5 mmol",
        "200 mg and a tablet",
        "twice a day",
    ],
)
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(NotReadError):
        read_amount(text, compound=False)


def test_what_is_called_elemental_is_no_amount_of_a_salt() -> None:
    with pytest.raises(NotReadError):
        read_amount("300 mg elemental", compound=True)
