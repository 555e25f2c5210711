"""Three-valued predicates: a table for each, with the missing value in it."""

from typing import Any

import pytest

from app.medicines.concepts import Match
from app.medicines.schemas import InputStatus
from app.models import Limit
from app.models.rule import MedicineRoute, When
from app.safety.dose import Amount
from app.safety.predicates import (
    FALSE,
    TRUE,
    Facts,
    RouteBasis,
    TakenMagnesium,
    TakenMedicine,
    Truth,
    age_between,
    all_of,
    amount_above,
    any_of,
    figure_of,
    kidney_function_below,
    kidney_function_known,
    magnesium_form,
    magnesium_product,
    magnesium_route,
    may_be_pregnant,
    medicine_route,
    person_flag,
)
from app.safety.reasons import Reason, ReasonKind
from app.safety.request import CheckRequest, Person
from tests.safety.asking import checker

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


# Magnesium ----------------------------------------------------------------------------------------


def when(**given: Any) -> When:
    return When.model_validate({"dose_above_mg": 1.0, **given})


def product(form: str | None, antacid: bool | None, route: str = "oral") -> TakenMagnesium:
    return TakenMagnesium("supplement", MedicineRoute[route], form, antacid)


OXIDE, CITRATE = product("magnesium-oxide", True), product("magnesium-citrate", False)
NO_FORM, NO_TYPE = product(None, None), product("magnesium-x", None)


@pytest.mark.parametrize(
    ("wanted", "given", "holds"),
    [
        ({}, OXIDE, True), ({}, NO_FORM, True),
        ({"forms": ["magnesium-oxide"]}, OXIDE, True), ({"forms": ["magnesium-oxide"]}, CITRATE, False),
        ({"forms": ["magnesium-oxide"]}, NO_FORM, None), ({"forms": ["magnesium-x"]}, NO_TYPE, True),
        ({"antacid_type": True}, OXIDE, True), ({"antacid_type": True}, CITRATE, False),
        ({"antacid_type": False}, CITRATE, True), ({"antacid_type": False}, OXIDE, False),
        ({"antacid_type": True}, NO_TYPE, None), ({"antacid_type": False}, NO_FORM, None),
        ({"forms": ["magnesium-oxide"], "antacid_type": False}, OXIDE, False),
        ({"forms": ["magnesium-citrate"], "antacid_type": True}, OXIDE, False),
    ],
)  # fmt: skip
def test_a_form_is_the_one_of_a_rule_and_of_its_type(
    wanted: dict[str, Any], given: TakenMagnesium, holds: bool | None
) -> None:
    truth = magnesium_form(when(**wanted), given)
    assert truth.holds is holds
    assert truth.needs == (("supplement.form",) if holds is None else ())
    assert bool(truth.because) is (holds is True and bool(wanted))


@pytest.mark.parametrize(
    ("routes", "route", "holds"),
    [
        ([], "oral", True), ([], "other", True), (["oral"], "oral", True), (["oral"], "other", None),
        (["oral"], "intravenous", False), (["oral", "intravenous"], "intravenous", True),
    ],
)  # fmt: skip
def test_a_route_that_is_another_leaves_a_rule_about_routes_open(
    routes: list[str], route: str, holds: bool | None
) -> None:
    truth = magnesium_route(when(magnesium_routes=routes), product(None, None, route))
    assert truth.holds is holds
    assert truth.needs == (("supplement.route",) if holds is None else ())


def test_a_product_needs_what_its_route_and_its_form_need() -> None:
    both = when(magnesium_routes=["oral"], forms=["magnesium-oxide"])
    truth = magnesium_product(both, product(None, None, "other"))
    assert (truth.holds, truth.needs) == (None, ("supplement.route", "supplement.form"))
    assert magnesium_product(both, OXIDE).because == magnesium_form(both, OXIDE).because is not None
    assert magnesium_product(both, product(None, None, "intravenous")).holds is False
    assert magnesium_product(both, CITRATE).holds is False


@pytest.mark.parametrize(
    ("amount", "figure", "holds", "words"),
    [
        (Amount(350.0, 350.0), 350.0, False, None),
        (Amount(350.5, 350.5), 350.0, True, "350.5 mg a day is above 350 mg"),
        (Amount(350.04, 350.04), 350.0, True, "350.04 mg a day is above 350 mg"),
        (Amount(351.26, 351.26), 350.5, True, "351.3 mg a day is above 350.5 mg"),
        (Amount(400.0, None, ("a",)), 350.0, True, "400 mg or more a day is above 350 mg"),
        (Amount(400.0, 500.0), 350.0, True, "400 mg or more a day is above 350 mg"),
        (Amount(100.0, None, ("a",)), 350.0, None, None),
        (Amount(100.0, 350.0), 350.0, False, None),
    ],
)
def test_an_amount_at_a_figure_is_not_above_it(
    amount: Amount, figure: float, holds: bool | None, words: str | None
) -> None:
    truth = amount_above(amount, figure)
    assert truth.holds is holds
    if words:
        assert truth.because is not None
        assert str(truth.because) == words
    if holds is not False:
        assert truth.needs == amount.needs


def test_a_dose_figure_is_the_lower_end_of_a_range() -> None:
    def limit(one: float | None, least: float | None) -> Any:
        return Limit.model_construct(slug="x", elemental_mg_per_day=one, elemental_mg_per_day_min=least)

    assert figure_of(limit(350, None)) == figure_of(limit(350, 200)) == 350
    assert figure_of(limit(None, 200)) == 200
    with pytest.raises(ValueError, match="x has no figure"):
        figure_of(limit(None, None))


# Medicines ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wanted", "routes", "holds", "told"),
    [
        ([], ["other"], True, None),
        (["oral"], ["oral"], True, "oral"),
        (["oral"], ["intravenous"], False, None),
        (["oral"], ["oral", "other"], None, None),
        (["oral", "intravenous"], ["intravenous", "inhaled", "oral"], True, "intravenous or oral"),
    ],
)
def test_a_medicine_is_taken_by_a_route_of_the_rule(
    wanted: list[str], routes: list[str], holds: bool | None, told: str | None
) -> None:
    given = tuple(MedicineRoute[route] for route in routes)
    taken = TakenMedicine(Match(InputStatus.matched), "medicines[0]", given, RouteBasis.stated, None, None)
    truth = medicine_route(when(medicine_routes=wanted), taken)
    assert truth.holds is holds
    assert truth.needs == (("medicines[0].route",) if holds is None else ())
    assert truth.because == (told and Reason(ReasonKind.route, f"the route is {told}"))


def test_any_of_several_keeps_the_needs_of_those_that_are_open_alone() -> None:
    other = Truth(None, needs=("b",))
    assert any_of([UNKNOWN, FALSE, other]).needs == ("a", "b")
    assert any_of([FALSE, UNKNOWN, TRUE]) is TRUE
    assert any_of([Truth(None), FALSE]) is FALSE
