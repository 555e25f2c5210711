"""Values that undecided rules need: each rule once, and each value in words for people."""

from types import SimpleNamespace
from typing import Any, NamedTuple

import pytest

from app.safety.answers import Undecided
from app.safety.missing_values import missing_value, missing_values, undecided, with_given_names


class Given(NamedTuple):
    place: str
    given: str


INPUTS = [Given("medicines[0]", "Maalox"), Given("medicines[1]", "tums")]


def evaluation(rule: str, *needs: str, fires: bool = False) -> Any:
    return SimpleNamespace(compiled=SimpleNamespace(slug=rule), fires=fires, needs=needs)


def test_a_rule_is_undecided_once_with_everything_it_needs() -> None:
    found = undecided(
        [
            evaluation("b", "person.age", "person.egfr"),
            evaluation("a", "medicines"),
            evaluation("c", "person.age", fires=True),
            evaluation("b", "person.egfr", "conditions"),
        ]
    )
    assert [(each.rule, each.needs) for each in found] == [
        ("a", ["medicines"]),
        ("b", ["person.age", "person.egfr", "conditions"]),
    ]


@pytest.mark.parametrize(
    ("need", "words"),
    [
        ("person.egfr", "kidney function (eGFR)"),
        ("supplement.elemental_mg", "the amount of magnesium"),
        ("supplement.route", "how the magnesium is taken"),
        ("supplement.per_unit.times_a_day", "how often a day the magnesium is taken"),
        ("supplements[0].form", "the form of magnesium product 1"),
        ("supplements[9].elemental_mg", "how much magnesium magnesium product 10 holds"),
        ("medicines[0].elemental_mg", "how much magnesium “Maalox” holds"),
        ("medicines[0].per_unit.elemental_mg", "how much magnesium is in one unit of “Maalox”"),
        ("medicines[1].route", "how “tums” is taken"),
        ("a rule that works", "a rule that works"),
    ],
)
def test_a_value_is_told_in_words_with_its_product(need: str, words: str) -> None:
    assert missing_value(need, INPUTS) == words


def test_values_stand_in_one_order_each_once() -> None:
    rules = [
        Undecided(rule="a", needs=["medicines[1].route", "person.age", "supplement.form"]),
        Undecided(rule="b", needs=["medicines[0].route", "medicines", "person.age"]),
    ]
    assert missing_values(rules, INPUTS) == [
        "which medicines are taken",
        "the age",
        "the form of magnesium",
        "how “Maalox” is taken",
        "how “tums” is taken",
    ]


def test_products_of_one_name_are_asked_about_once() -> None:
    twice = [Given("medicines[0]", "Maalox"), Given("medicines[1]", "Maalox")]
    needs = [Undecided(rule="a", needs=["medicines[0].route", "medicines[1].route"])]
    assert missing_values(needs, twice) == ["how “Maalox” is taken"]


def test_places_in_a_text_become_the_names_that_were_given() -> None:
    assert (
        with_given_names("medicines[1], medicines[0] and the rest", INPUTS) == "“tums”, “Maalox” and the rest"
    )
