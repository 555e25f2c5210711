"""The parts of an answer that are put together in `app/safety/check.py`, each by itself."""

from types import SimpleNamespace
from typing import Any

import pytest

from app.medicines.concepts import Match
from app.medicines.schemas import InputStatus
from app.models import Rule
from app.models.rule import Separation, When
from app.safety.answers import GivenAs
from app.safety.check import (
    NOT_CHECKED,
    CheckResult,
    checked,
    checked_dose,
    given_amount,
    intervals_unknown,
    not_checked,
    usual_spacing,
)
from app.safety.dose import Amount
from app.safety.inputs import RecognisedInput
from app.safety.request import CheckRequest, Supplement
from tests.safety.asking import asked


def general(before: float | None, after: float | None, **when: Any) -> Rule:
    """A rule about any other medicine, with some hours."""
    hours = Separation.model_construct(
        medicine_before_magnesium_hours=before, medicine_after_magnesium_hours=after
    )
    return Rule.model_construct(
        when=When.model_validate({"any_other_medicine": True, **when}), separation=hours
    )


@pytest.mark.parametrize(
    ("before", "after", "usual"), [(2, 4, (2, 4)), (2, None, (2, 0)), (None, 4, (0, 4)), (2, 0, (2, 0))]
)
def test_the_usual_spacing_is_that_from_any_other_medicine(
    before: float | None, after: float | None, usual: tuple[float, float]
) -> None:
    named = general(6, 6, any_other_medicine=False, medicines=["a/b"])
    no_hours = Rule.model_construct(when=When.model_validate({"any_other_medicine": True}), separation=None)
    assert usual_spacing([named, no_hours, general(before, after), general(9, 9)]) == usual


def test_without_a_rule_about_any_other_medicine_there_is_no_usual_spacing() -> None:
    assert (
        usual_spacing([])
        == usual_spacing([general(6, 6, any_other_medicine=False, medicines=["a/b"])])
        == (0, 0)
    )


def evaluation(subject: str, *, fires: bool = False, unsolved: bool = False, scheduled: bool = False) -> Any:
    compiled = SimpleNamespace(not_solved_by_hours=unsolved, scheduled=scheduled)
    return SimpleNamespace(subject=subject, fires=fires, compiled=compiled)


def given(place: str, status: InputStatus = InputStatus.not_recognised, **match: Any) -> RecognisedInput:
    return RecognisedInput(place, "x", Match(status, **match))


def test_intervals_are_unknown_of_open_rules_that_have_one_and_of_medicines_not_checked() -> None:
    found = intervals_unknown(
        [
            evaluation("d", scheduled=True),
            evaluation("a", unsolved=True),
            evaluation("d", unsolved=True),
            evaluation("b", fires=True, scheduled=True),
            evaluation("c"),
        ],
        [given("medicines[1]"), given("conditions[0]"), given("supplement.form"), given("medicines[0]")],
    )
    assert found == ["a", "d", "medicines[1]", "medicines[0]"]


@pytest.mark.parametrize(
    ("amount", "given_as"),
    [
        ({}, GivenAs.not_given),
        ({"elemental_mg": 1.0}, GivenAs.elemental),
        ({"elemental_meq": 1.0}, GivenAs.elemental),
        ({"compound_mg": 1.0}, GivenAs.compound),
        ({"per_unit": {"compound_mg": 1.0}}, GivenAs.compound),
        ({"per_unit": {"elemental_mmol": 1.0}}, GivenAs.elemental),
    ],
)
def test_an_amount_is_of_the_salt_or_of_magnesium(amount: dict[str, Any], given_as: GivenAs) -> None:
    assert given_amount(Supplement.model_validate(amount)) is given_as


@pytest.mark.parametrize(
    ("amount", "shown"),
    [
        (Amount(200.04, 200.04), (200.0, 200.0, 200.0)),
        (Amount(100.26, 200.04), (None, 100.3, 200.0)),
        (Amount(0.0, None, ("a",)), (None, 0.0, None)),
    ],
)
def test_a_dose_is_one_figure_or_a_range(amount: Amount, shown: tuple[float | None, ...]) -> None:
    dose = checked_dose(asked(), amount, "as given")
    assert (dose.elemental_mg_per_day, dose.elemental_mg_per_day_min, dose.elemental_mg_per_day_max) == shown
    assert dose.how == "as given"


def test_what_was_checked_names_the_facts_that_were_given() -> None:
    ruled = given("medicines[0]", InputStatus.matched)
    figures = "the amount against dose figures of US, EU, UK"
    nobody = CheckRequest.model_validate({"supplement": {}})
    assert checked(nobody, [given("medicines[0]")]) == [figures]
    assert checked(nobody, [given("medicines[0]"), ruled]) == [
        figures, "each input that a rule names against their rules",
    ]  # fmt: skip
    person = {"age": 0.0, "sex": "male", "egfr": None, "creatinine_clearance": 90.0, "pregnant": False}
    told = CheckRequest.model_validate({"supplement": {}, "person": person, "jurisdictions": ["NO"]})
    assert checked(told, []) == [
        "the amount against dose figures of NO",
        "age, sex, creatinine clearance, pregnant against their rules",
    ]


def result(request: CheckRequest, *unchecked: RecognisedInput, **change: Any) -> CheckResult:
    nothing: dict[str, Any] = {"evaluations": [], "fired": [], "undecided": [], "contradictions": []}
    dose = checked_dose(request, Amount(0.0, 0.0), "")
    values = {"inputs": [], "dose": dose, "newer": None, **nothing, **change}
    return CheckResult(request=request, unchecked=list(unchecked), **values)


def test_what_was_not_checked_is_of_this_request_and_then_of_any() -> None:
    untold = CheckRequest.model_validate({"supplement": {}, "conditions": []})
    found = not_checked(
        result(
            untold,
            given("medicines[0]", InputStatus.outside_coverage),
            given(
                "medicines[1]", InputStatus.matched, not_checked=("its route",), not_understood=("zz", "yy")
            ),
            newer="a later rule",
        )
    )
    assert found == [
        "a later rule",
        "medicines: not stated",
        "medicines[0]: outside coverage",
        "medicines[1]: its route",
        "medicines[1]: not understood: zz",
        "medicines[1]: not understood: yy",
        *NOT_CHECKED,
    ]
    assert not_checked(result(asked())) == [*NOT_CHECKED]


@pytest.mark.parametrize(
    "change",
    [{"undecided": [1]}, {"contradictions": ["a"]}, {"newer": "a"}, {"unchecked": [given("medicines[0]")]}],
)
def test_anything_left_open_makes_an_answer_incomplete(change: dict[str, Any]) -> None:
    assert result(asked()).complete is True
    assert result(asked())._replace(**change).complete is False
