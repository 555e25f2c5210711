"""Three-valued predicates: a table for each, with the missing value in it."""

from typing import Any

import pytest

from app.safety.dose import Amount
from app.safety.predicates import (
    FALSE,
    TRUE,
    Facts,
    Truth,
    age_between,
    all_of,
    any_of,
    kidney_function_below,
    kidney_function_known,
    may_be_pregnant,
    person_flag,
)
from app.safety.request import CheckRequest, Person
from tests.safety.test_rules import checker

UNKNOWN = Truth(None, needs=("a",))


@pytest.mark.parametrize(
    ("values", "both", "either"),
    [
        ([TRUE, TRUE], True, True), ([TRUE, FALSE], False, True), ([FALSE, FALSE], False, False),
        ([TRUE, UNKNOWN], None, True), ([FALSE, UNKNOWN], False, None), ([UNKNOWN, UNKNOWN], None, None), ([], True, False),
    ],
)  # fmt: skip
def test_truth_values_combine_as_in_kleenes_logic(
    values: list[Truth], both: bool | None, either: bool | None
) -> None:
    assert all_of(values) is both
    assert any_of(values).holds is either


def facts(**person: Any) -> Facts:
    """Return the facts of a request that tells of the person alone."""
    return Facts((), Person.model_validate(person), Amount(0.0, 0.0), [], None, None)


@pytest.mark.parametrize(
    ("person", "below", "known"),
    [
        ({}, None, False),
        ({"egfr": 29.9}, True, True), ({"egfr": 30}, False, True), ({"egfr": 30.1}, False, True),
        ({"creatinine_clearance": 29.9}, True, True), ({"egfr": 90, "creatinine_clearance": 20}, True, True),
    ],
)  # fmt: skip
def test_the_lower_kidney_function_counts_and_one_that_is_not_told_is_unknown(
    person: dict[str, float], below: bool | None, known: bool
) -> None:
    truth = kidney_function_below(30.0, facts(**person))
    assert truth.holds is below
    assert truth.needs == (("person.egfr",) if below is None else ())
    assert bool(truth.because) is (below is True)
    assert [kidney_function_known(wanted, facts(**person)).holds for wanted in (True, False)] == [
        known,
        not known,
    ]


@pytest.mark.parametrize(
    ("age", "inside"), [(None, None), (17.9, False), (18, True), (49.9, True), (50, False)]
)
def test_an_age_band_holds_its_first_year_and_not_its_last(age: float | None, inside: bool | None) -> None:
    assert age_between(18.0, 50.0, Person.model_validate({"age": age})).holds is inside
    assert age_between(18, None, Person.model_validate({"age": 120.0})).holds is True


SEXES = ("female", "male", "unknown")


@pytest.mark.parametrize(
    ("age", "sex", "asked"),
    [
        (None, "unknown", True), (None, "female", True), (None, "male", False), (9.9, "female", False), (10, "female", True),
        (10, "unknown", True), (60, "female", True), (60.1, "female", False), (61, "unknown", False), (30, "male", False),
    ],
)  # fmt: skip
def test_pregnancy_is_asked_from_10_to_60_years_unless_male(age: float | None, sex: str, asked: bool) -> None:
    person = Person.model_validate({"age": age, "sex": sex})
    assert may_be_pregnant(person) is asked
    for name in ("pregnant", "breastfeeding"):
        assert person_flag(name, True, person).holds is (None if asked else False)


@pytest.mark.parametrize("sex", SEXES)
@pytest.mark.parametrize("age", [None, 5, 30, 80])
def test_what_is_told_of_pregnancy_always_counts(sex: str, age: float | None) -> None:
    for told in (True, False):
        person = Person.model_validate({"age": age, "sex": sex, "pregnant": told, "breastfeeding": told})
        assert person_flag("pregnant", True, person).holds is told
        assert person_flag("breastfeeding", True, person).holds is told


def asked(**person: Any) -> set[str]:
    """Return what the check still needs to know of a person."""
    question = {"supplement": {"form": "citrate", "elemental_mg": 200}, "medicines": [], "conditions": []}
    answer = checker().check(CheckRequest.model_validate({**question, "person": {"egfr": 90, **person}}))
    return {need for each in answer.undecided for need in each.needs}


def test_a_man_need_not_deny_pregnancy() -> None:
    assert asked(age=50) == {"person.pregnant", "person.breastfeeding"}
    assert asked(age=50, sex="male") == set()
    assert asked(age=70) == set()
