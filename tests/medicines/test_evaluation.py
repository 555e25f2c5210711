"""How well real strings are read: each figure is counted, and a wrong reading is worse than none.

`data/strings.csv` and `everyday.csv` quote records, claims and product lists, with the substances that each
stands for. `data/written.csv` was written in the styles of records, packs and people before it was read, as
were `phrases.csv`, what stands beside a name, and `not-taken.csv`, texts of a medicine that nobody may count as
taken.
"""

import csv
import json
from collections import Counter
from pathlib import Path

import pytest

from app.medicines.schemas import InputStatus
from app.safety.request import MedicineInput
from tests.safety.asking import checker

DATA = Path(__file__).parent / "data"

DIFFERENT_NAMES = {
    "magnesium glycerophosphate",
    "isosorbide mononitrate",
    "macrogol",
    "trimethylphloroglucinol",
}
"""Substances that the vocabulary has under another name or not apart."""


def rows(name: str) -> list[dict[str, str]]:
    """The rows of a file of test data."""
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def outcome(text: str, substances: str) -> str:
    """Whether a text is read exactly, wrongly, as ambiguous, or said not to be understood."""
    match = checker().names.medicine(MedicineInput(text=text))
    if match.not_understood or not match.substances:
        return "not understood"
    if match.status == "ambiguous":
        return "ambiguous"
    return "exact" if {each.slug for each in match.substances} == set(substances.split("; ")) else "wrong"


def test_real_strings_are_read_exactly_or_said_not_to_be_understood() -> None:
    found = Counter(outcome(row["string"], row["substances"]) for row in rows("strings.csv"))
    assert found["wrong"] == 0
    assert found["exact"] / found.total() >= 0.94


def test_every_everyday_medicine_is_understood() -> None:
    assert {outcome(row["name"], row["substances"]) for row in rows("everyday.csv")} == {"exact"}


def test_strings_written_in_the_styles_of_records_and_people_are_read() -> None:
    asked = [row for row in rows("written.csv") if not DIFFERENT_NAMES & set(row["substances"].split("; "))]
    found = Counter(outcome(row["string"], row["substances"]) for row in asked)
    assert found["wrong"] == 0
    assert found["exact"] / found.total() >= 0.9


@pytest.mark.parametrize("language", ["en", "de", "fr", "es", "it", "pt", "nl"])
def test_what_stands_beside_a_name_is_understood(language: str) -> None:
    texts = [
        f"metformin 500 mg {row['phrase']}" for row in rows("phrases.csv") if row["language"] == language
    ]
    assert len(texts) > 250
    assert [text for text in texts if outcome(text, "metformin") != "exact"] == []


def test_what_is_not_taken_is_never_read_as_taken() -> None:
    taken = {
        InputStatus.matched,
        InputStatus.not_listed,
        InputStatus.outside_coverage,
        InputStatus.listed_elsewhere,
    }
    for row in rows("not-taken.csv"):
        match = checker().names.medicine(MedicineInput(text=row["string"]))
        assert match.not_understood or match.status not in taken, row["string"]


def test_products_with_magnesium_are_known_to_hold_it() -> None:
    products = [row["product"] for row in rows("magnesium-products.csv")]
    known = 0
    for product in products:
        match = checker().names.medicine(MedicineInput(text=product))
        known += match.magnesium and not match.not_understood
    assert known / len(products) >= 0.95


def test_whole_lists_are_understood() -> None:
    found: Counter[str] = Counter()
    for line in (DATA / "lists.jsonl").read_text("utf-8").splitlines():
        for medicine in json.loads(line)["medicines"]:
            match = checker().names.medicine(MedicineInput(text=medicine["text"]))
            found["all"] += 1
            found["understood"] += bool(match.substances) and not match.not_understood
            found["understood"] -= match.status == "ambiguous"
    assert found["understood"] / found["all"] >= 0.97


@pytest.mark.parametrize(
    ("text", "form"),
    [
        *((salt, f"magnesium-{salt}") for salt in ("oxide", "hydroxide", "carbonate", "chloride", "sulfate")),
        *((salt, f"magnesium-{salt}") for salt in ("lactate", "gluconate", "aspartate", "glycerophosphate")),
        ("threonate", "magnesium-l-threonate"),
        ("magnesium bisglycinate (anhydrous)", "magnesium-glycinate"),
        ("buffered magnesium glycinate", "magnesium-glycinate"),
        ("Magnesiumcitrat", "magnesium-citrate"),
    ],
)
def test_a_form_of_magnesium_is_read(text: str, form: str) -> None:
    match = checker().names.form(text)
    assert match.status == "matched"
    assert [concept.slug for concept in match.concepts] == [form]


@pytest.mark.parametrize(
    ("text", "code", "status"),
    [
        ("Cipro 500 mg", "2551", "matched"),
        ("warfarin 5 mg", "2551", "conflicting"),
        ("stopped Cipro", "2551", "ambiguous"),
    ],
)
def test_a_name_and_a_code_are_compared(text: str, code: str, status: str) -> None:
    given = MedicineInput.model_validate({"text": text, "code": {"system": "rxnorm", "value": code}})
    match = checker().names.medicine(given)
    assert match.status == status
    assert "ciprofloxacin" in {each.slug for each in match.substances}


def test_of_a_name_that_is_partly_known_the_known_part_is_looked_at_and_the_rest_is_told() -> None:
    match = checker().names.medicine(MedicineInput(text="ciprofloxacin 500 mg zorbexil"))
    assert match.status == "not_recognised"
    assert match.evaluated
    assert not match.checked
    assert match.not_understood == ("zorbexil",)
