"""The values of each arm of each result as rows of one flat table."""

from collections.abc import Iterator
from operator import attrgetter
from typing import Any

from app.models import Outcome, Trial
from app.models.group import Moment, TidyGroup
from app.models.outcome import GroupValues, Measure


def tidy_groups_of(trial: Trial) -> Iterator[TidyGroup]:
    """Yield the groups of all results of a trial, in the order of their ids."""
    found = [group for outcome in trial.outcomes for group in groups_of(trial, outcome)]
    yield from sorted(found, key=attrgetter("id"))


def groups_of(trial: Trial, outcome: Outcome) -> Iterator[TidyGroup]:
    """Yield the groups of one result: two for an arm that was measured twice, one for a count."""
    for group in outcome.groups:
        for moment, measure in measures_of(group):
            yield row(
                trial,
                outcome,
                group.arm,
                moment,
                participants=group.participants,
                mean=measure.mean if measure else None,
                sd=measure.sd if measure else None,
                reported=measure.reported if measure else None,
                in_doubt=bool(measure and measure.doubt),
            )
    if (count := outcome.count) is not None:
        yield row(
            trial,
            outcome,
            outcome.arm,
            Moment.endpoint,
            participants=count.of,
            people_with_event=count.people,
            events=count.events,
            reported=count.reported,
        )


def measures_of(group: GroupValues) -> Iterator[tuple[Moment, Measure | None]]:
    """Yield the times at which an arm was measured; the end of a trial when only its people are known."""
    if group.baseline is not None:
        yield Moment.baseline, group.baseline
    if group.endpoint is not None or group.baseline is None:
        yield Moment.endpoint, group.endpoint


NO_VALUES: dict[str, Any] = {
    "participants": None,
    "mean": None,
    "sd": None,
    "people_with_event": None,
    "events": None,
    "reported": None,
    "in_doubt": False,
}


def row(trial: Trial, outcome: Outcome, arm_name: str | None, moment: Moment, **values: Any) -> TidyGroup:
    """Return one row: the values, with the result and the arm they belong to."""
    arm = next((arm for arm in trial.arms if arm.name == arm_name), None)
    return TidyGroup(
        id=f"{trial.slug}/{outcome.name}/{arm_name or 'all'}/{moment.value}",
        outcome=f"{trial.slug}/{outcome.name}",
        outcome_label=outcome.label,
        trial=trial.slug,
        trial_name=trial.name,
        domain=outcome.domain,
        instrument=outcome.instrument,
        arm=arm_name,
        arm_label=arm.label if arm else None,
        arm_role=arm.role if arm else None,
        moment=moment,
        timepoint_weeks=0 if moment is Moment.baseline else outcome.timepoint_weeks,
        basis=outcome.basis,
        verification=outcome.verification,
        sources=outcome.sources,
        **{**NO_VALUES, **values},
    )
