"""Names are compared without case, accents, marks and punctuation, and never by likeness."""

# ruff: noqa: RUF001 - signs that look alike are what this is about

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.medicines.names import fold, with_german_spellings


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Cipro®", "cipro"),
        ("Synthroid™ ", "synthroid"),
        ("diphenhydrAMINE", "diphenhydramine"),
        ("ＬＥＶＯＴＨＹＲＯＸＩＮＥ", "levothyroxine"),
        ("Lévothyrox", "levothyrox"),
        ("Weißdorn", "weissdorn"),
        ("  St. John’s  Wort ", "st johns wort"),
        ("L-Thyroxin", "l thyroxin"),
        ("vitamin B12", "vitamin b 12"),
        ("Vitamin B-12", "vitamin b 12"),
        ("E.P.O.", "epo"),
        ("heparin sodium, porcine", "heparin sodium porcine"),
        ("Dianeal Low Calcium 2,5", "dianeal low calcium 2.5"),
        ("α-tocopherol", "alpha tocopherol"),
        ("Slow\u2011Fe", "slow fe"),
        ("50µg", "50 μg"),
        ("levo\u00adthyroxine", "levothyroxine"),
        ("-", ""),
        ("tomo", "tomo"),
        ("TOMÓ", "tomó"),
        ("toméis", "tomeis"),
    ],
)
def test_names_are_folded(written: str, folded: str) -> None:
    assert fold(written) == folded


def test_letters_of_another_alphabet_are_not_latin() -> None:
    assert fold("gаbapentin") != "gabapentin"


@given(st.text(max_size=40))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(alphabet="abcdefg αß12.,-/ ®É", max_size=30))
def test_case_and_outer_blanks_do_not_matter(text: str) -> None:
    assert fold(f" {text.upper()} ") == fold(text) == fold(text.lower())


def test_german_names_are_also_spelled_without_umlauts() -> None:
    assert list(with_german_spellings(["Folsäure", "Übelkeit", "acide"])) == [
        "Folsäure",
        "Folsaeure",
        "Übelkeit",
        "Uebelkeit",
        "acide",
    ]
