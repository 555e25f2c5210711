"""The results of trials as one flat table: the context that each gets from its trial."""

from typing import Any

import pytest

from app.models import Trial
from app.models.trial import Arm
from app.publishing.outcomes import context_of, tidy_outcomes_of
from app.seeds.library import Library


def arm(name: str, role: str = "magnesium", **given: Any) -> Arm:
    """Return an arm with a form and a dose of its own."""
    values = {"form": f"form-{name}", "preparation": f"preparation-{name}", "elemental_mg_per_day": 300}
    return Arm.model_construct(name=name, role=role, **{**values, "co_interventions": [], **given})


def trial(*arms: Arm, single_agent: bool | None = None) -> Trial:
    """Return a trial with some arms."""
    return Trial.model_construct(
        slug="t",
        name="T",
        year=2020,
        design="other",
        arms=list(arms),
        single_agent=single_agent,
        about_preparation="of-the-trial",
    )


ONE = (arm("high"), arm("placebo", "placebo"))
TWO = (arm("high"), arm("low"), arm("placebo", "placebo"))


@pytest.mark.parametrize(
    ("arms", "of_arm", "form", "preparation"),
    [
        (ONE, None, "form-high", "preparation-high"),
        (ONE, "high", "form-high", "preparation-high"),
        (TWO, "low", "form-low", "preparation-low"),
        (TWO, None, None, "of-the-trial"),
        (ONE, "placebo", None, "of-the-trial"),
        (TWO, "of no arm", None, "of-the-trial"),
        ((), None, None, "of-the-trial"),
    ],
)
def test_form_and_preparation_of_a_result_are_those_of_the_one_arm_it_is_about(
    arms: tuple[Arm, ...], of_arm: str | None, form: str | None, preparation: str
) -> None:
    context = context_of(trial(*arms), of_arm)
    assert (context["form"], context["preparation"]) == (form, preparation)
    assert (context["elemental_mg_per_day"] is None) is (form is None)


@pytest.mark.parametrize(
    ("of_trial", "beside", "of_arm", "expected"),
    [
        (None, [], None, True),
        (None, ["amitriptyline"], None, False),
        (None, ["amitriptyline"], "placebo", None),
        (False, [], None, False),
        (True, ["amitriptyline"], None, True),
    ],
)
def test_magnesium_is_the_single_agent_as_the_trial_says_or_else_as_the_arm_shows(
    of_trial: bool | None, beside: list[str], of_arm: str | None, expected: bool | None
) -> None:
    arms = arm("high", co_interventions=beside), arm("placebo", "placebo")
    assert context_of(trial(*arms, single_agent=of_trial), of_arm)["single_agent"] is expected


def test_a_result_keeps_its_fields_and_gets_those_of_its_trial(records: Library) -> None:
    of_trial = records.records["trials"]["macian-2022"]
    flat = list(tidy_outcomes_of(of_trial))
    assert [each.name for each in flat] == sorted(each.name for each in of_trial.outcomes)
    by_name = {each.name: each for each in of_trial.outcomes}
    for each in flat:
        original = by_name[each.name]
        assert {name: getattr(each, name) for name in type(original).model_fields} == dict(original)
        assert (each.id, each.trial) == (f"{of_trial.slug}/{each.name}", of_trial.slug)
