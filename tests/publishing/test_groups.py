"""The values of each arm become rows: one for each time it was measured, one for a count."""

import pytest

from app.models import Trial
from app.models.group import Moment
from app.models.outcome import GroupValues, Measure
from app.publishing.groups import measures_of, tidy_groups_of
from app.seeds.library import Library

MEASURE = Measure(reported="5.1", mean=5.1)


@pytest.mark.parametrize(
    ("baseline", "endpoint", "moments"),
    [
        (MEASURE, MEASURE, [Moment.baseline, Moment.endpoint]),
        (MEASURE, None, [Moment.baseline]),
        (None, MEASURE, [Moment.endpoint]),
        (None, None, [Moment.endpoint]),
    ],
)
def test_an_arm_has_a_row_for_each_time_it_was_measured(
    baseline: Measure | None, endpoint: Measure | None, moments: list[Moment]
) -> None:
    group = GroupValues.model_construct(arm="magnesium", baseline=baseline, endpoint=endpoint)
    assert [moment for moment, _ in measures_of(group)] == moments


def test_every_value_of_every_arm_is_in_a_row(library: Library) -> None:
    trials: dict[str, Trial] = library.records["trials"]
    measured = counted = 0
    for trial in trials.values():
        rows = {row.id: row for row in tidy_groups_of(trial)}
        assert list(rows) == sorted(rows)
        for outcome in trial.outcomes:
            place = f"{trial.slug}/{outcome.name}"
            for group in outcome.groups:
                for moment in ("baseline", "endpoint"):
                    if (measure := getattr(group, moment)) is not None:
                        row = rows[f"{place}/{group.arm}/{moment}"]
                        assert (row.mean, row.sd, row.reported) == (
                            measure.mean,
                            measure.sd,
                            measure.reported,
                        )
                        assert row.participants == group.participants
                        measured += 1
            if outcome.count is not None:
                row = rows[f"{place}/{outcome.arm or 'all'}/endpoint"]
                assert (row.people_with_event, row.participants) == (outcome.count.people, outcome.count.of)
                counted += 1
    assert measured > 5
    assert counted > 0
