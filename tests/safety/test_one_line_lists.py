"""Numbered lists in one line."""

import pytest

from app.safety.typed_lists import entries, read_medicine_entry
from tests.safety.asking import checker


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("1. cipro bid 2. zinc daily 3. iron", ["cipro bid", "zinc daily", "iron"]), ("1) cipro, 2) zinc", ["cipro", "zinc"]), ("(1) cipro (2) zinc", ["cipro", "zinc"]),
        ("#1 cipro #2 zinc", ["cipro", "zinc"]), ("a) cipro b) zinc c) iron", ["cipro", "zinc", "iron"]), ("1.Cipro 2.Zinc", ["Cipro", "Zinc"]),
        ("1- cipro 2- zinc", ["cipro", "zinc"]), ("1/ cipro 2/ zinc", ["cipro", "zinc"]), ("- cipro bid • zinc", ["cipro bid", "zinc"]),
        ("cipro 500 mg bid · zinc", ["cipro 500 mg bid", "zinc"]), ("cipro | zinc | iron", ["cipro", "zinc", "iron"]), ("cipro · 500 mg · bid", ["cipro · 500 mg · bid"]), ("cipro | 500 mg | iron", ["cipro | 500 mg | iron"]),
        ("Medications: 1. cipro 2. zinc", ["cipro", "zinc"]), ("Stopped: 1. cipro 2. zinc", ["Stopped: cipro", "Stopped: zinc"]),
        ("1. vitamin B12 2. vitamin C", ["vitamin B12", "vitamin C"]), ("1. xyzzy 2. zinc", ["xyzzy", "zinc"]), ("1. cipro 500 mg, bid 2. zinc, iron", ["cipro 500 mg, bid", "zinc", "iron"]),
        ("1. cipro 500 mg 1. tablet", ["1. cipro 500 mg 1. tablet"]), ("1. cipro 2. tablets daily", ["1. cipro 2. tablets daily"]), ("cipro 1. zinc 2. iron", ["cipro 1. zinc 2. iron"]),
        ("1. cipro 2.5 mg", ["1. cipro 2.5 mg"]), ("1. cipro day 2. stop", ["1. cipro day 2. stop"]), ("1. cipro 3. zinc", ["1. cipro 3. zinc"]), ("1. 2. 3.", ["1. 2. 3."]),
    ],
)  # fmt: skip
def test_a_numbered_list_in_one_line_is_split(text: str, found: list[str]) -> None:
    assert entries(text, checker().names.said_of_medicine) == found


def test_a_number_after_a_stage_is_no_item() -> None:
    said = checker().names.said_of_condition
    assert entries("1. CKD stage 2. gout", said) == ["1. CKD stage 2. gout"]
    assert entries("1. CKD stage 3 2. gout", said) == ["CKD stage 3", "gout"]


def test_each_item_has_its_own_frequency() -> None:
    listed = entries("1. cipro 500 mg bid 2. zinc daily", checker().names.said_of_medicine)
    assert [read_medicine_entry(each).get("frequency") for each in listed] == ["bid", "daily"]
