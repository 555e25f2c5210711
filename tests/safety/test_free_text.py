"""What people type: amounts with units, lists, times."""

from typing import Any

import pytest

from app.safety.free_text import NotReadError, entries, read_amount, read_medicine_entry, read_times

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
    ],
)
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(NotReadError):
        read_amount(text, compound=False)


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("8am, 9:30 pm", ["08:00", "21:30"]), ("08:00 and 20:00", ["08:00", "20:00"]), ("8 a.m.; 12pm", ["08:00", "12:00"]), ("", []),
        ("in the morning", None), ("8", None), ("8am with food", None),
    ],
)  # fmt: skip
def test_times_are_read_or_not_at_all(text: str, times: list[str] | None) -> None:
    assert read_times(text) == times


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("aspirin, ibuprofen; digoxin", ["aspirin", "ibuprofen", "digoxin"]),
        ("cipro 9:00, 21:00\nomeprazole", ["cipro 9:00, 21:00", "omeprazole"]),
        ("cipro 9am, 9 pm, digoxin", ["cipro 9am, 9 pm", "digoxin"]),
        ("levothyroxine, 75 mcg, tds, iron", ["levothyroxine, 75 mcg, tds", "iron"]),
        ("calcium (carbonate, tablets), iron", ["calcium (carbonate, tablets)", "iron"]),
        ("omeprazole, cipro, 9am, 9 pm", ["omeprazole", "cipro, 9am, 9 pm"]),
        ("aspirin, 5-HTP", ["aspirin", "5-HTP"]),
        (" \n ,, ", []),
    ],
)  # fmt: skip
def test_a_list_is_read_by_lines_and_commas(text: str, found: list[str]) -> None:
    assert entries(text) == found


@pytest.mark.parametrize(
    ("entry", "given"),
    [
        ("gentamicin (intravenous) 8:00, 20:00", {"text": "gentamicin", "route": "intravenous", "times": ["08:00", "20:00"]}),
        ("ciprofloxacin 500 mg 9am and 9pm", {"text": "ciprofloxacin 500 mg", "times": ["09:00", "21:00"]}),
        ("ciprofloxacin bid", {"text": "ciprofloxacin", "frequency": "bid"}),
        ("ciprofloxacin every 8 hours", {"text": "ciprofloxacin", "frequency": "every 8 hours"}),
        ("insulin (subcutaneous)", {"text": "insulin", "route": "subcutaneous"}), ("vitamin D (drops)", {"text": "vitamin D (drops)"}),
        ("bid", {"text": "bid"}), ("8:00", {"text": "8:00", "times": ["08:00"]}), ("(oral)", {"text": "(oral)"}), ("cipro 25:00", {"text": "cipro", "times": ["25:00"]}),
    ],
)  # fmt: skip
def test_an_entry_is_a_name_with_route_times_and_frequency(entry: str, given: dict[str, Any]) -> None:
    assert read_medicine_entry(entry) == given
