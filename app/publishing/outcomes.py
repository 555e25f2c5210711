"""The results of trials as rows of one flat table, each with the context of its trial."""

from collections.abc import Iterator
from operator import attrgetter
from typing import Any

from app.models import Outcome, TidyOutcome, Trial
from app.models.trial import Arm
from app.seeds.library import Library


def tidy_outcomes(library: Library) -> list[TidyOutcome]:
    """Return the outcomes of all trials with the context of their trial, in the order of their ids."""
    trials: dict[str, Trial] = library.records["trials"]
    found = [outcome for trial in trials.values() for outcome in tidy_outcomes_of(trial)]
    return sorted(found, key=attrgetter("id"))


def tidy_outcomes_of(trial: Trial) -> Iterator[TidyOutcome]:
    """Yield the outcomes of a trial with its context, in the order of their names."""
    contexts: dict[str | None, dict[str, Any]] = {}
    for outcome in sorted(trial.outcomes, key=attrgetter("name")):
        if outcome.arm not in contexts:
            contexts[outcome.arm] = context_of(trial, outcome.arm)
        yield with_context(outcome, {**contexts[outcome.arm], "id": f"{trial.slug}/{outcome.name}"})


def context_of(trial: Trial, arm_name: str | None) -> dict[str, Any]:
    """Return the trial's part of an outcome; form, dose and single agent are those of the arm concerned."""
    given = [arm for arm in trial.arms if arm.role == "magnesium"]
    arms: list[Arm] = [arm for arm in given if arm.name == arm_name] or ([] if arm_name else given)
    arm = arms[0] if len(arms) == 1 else None
    alone = trial.single_agent if trial.single_agent is not None or arm is None else not arm.co_interventions
    return {
        "trial": trial.slug,
        "trial_name": trial.name,
        "year": trial.year,
        "design": trial.design,
        "form": arm.form if arm else None,
        "preparation": arm.preparation if arm else trial.about_preparation,
        "elemental_mg_per_day": arm.elemental_mg_per_day if arm else None,
        "single_agent": alone,
    }


def with_context(outcome: Outcome, context: dict[str, Any]) -> TidyOutcome:
    """Return an outcome with its context; both were validated when they were read."""
    values = {**context, **{name: getattr(outcome, name) for name in Outcome.model_fields}}
    return TidyOutcome.model_construct(**values)
