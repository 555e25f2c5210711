"""Compute the certainty of an answer from recorded judgements, by GRADE. Pure.

What must stay true: every judgement counts once; `unclear` lowers nothing; the level is the sum, cut off at
very low and at high; what is not rated has no sum.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from app.models.certainty import LOWERING, Certainty, Concern, Judgement
from app.models.design import Design

WEIGHTS = {
    Concern.not_serious: 0,
    Concern.unclear: 0,
    Concern.serious: 1,
    Concern.very_serious: 2,
    Concern.not_present: 0,
    Concern.present: 1,
    Concern.strongly_present: 2,
}
"""Levels by which a concern lowers or raises."""

POINTS = {Certainty.very_low: 1, Certainty.low: 2, Certainty.moderate: 3, Certainty.high: 4}
"""The levels as numbers; the lowest is the floor, the highest the ceiling."""

LEVELS = {number: level for level, number in POINTS.items()}

RANDOMISED = frozenset({Design.randomised_parallel, Design.randomised_crossover})


@dataclass(frozen=True)
class Rating:
    """A computed rating."""

    start: Certainty
    lowered: int
    raised: int

    @property
    def points(self) -> int:
        """Return the sum: the start, less what lowers, plus what raises. It may lie below the floor."""
        return POINTS[self.start] - self.lowered + self.raised

    @property
    def level(self) -> Certainty:
        """Return the level of the sum."""
        return LEVELS[min(max(self.points, POINTS[Certainty.very_low]), POINTS[Certainty.high])]


def starting_level(designs: Iterable[Design], controlled: bool) -> Certainty:
    """Return the level by design: high for a comparison that a trial randomised, else low."""
    return Certainty.high if controlled and RANDOMISED.intersection(designs) else Certainty.low


def rate(start: Certainty, judgements: Iterable[Judgement]) -> Rating:
    """Return the rating that follows from a starting level and judgements."""
    lowered = raised = 0
    for judgement in judgements:
        if judgement.reason in LOWERING:
            lowered += WEIGHTS[judgement.concern]
        else:
            raised += WEIGHTS[judgement.concern]
    return Rating(start, lowered, raised)
