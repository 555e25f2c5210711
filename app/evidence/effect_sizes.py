"""Compute effect sizes from printed means and standard deviations. Pure.

What must stay true: no number is computed from one that is in doubt, from groups that are not separate
people, or from a number of people that was not read; the answer says which of these it was.
"""

from collections.abc import Iterator
from decimal import Decimal
from math import sqrt
from typing import NamedTuple

from app.evidence.schemas import ArmMean, Effect, HedgesG, NoEffectSize
from app.models import TidyOutcome, Trial
from app.models.design import Design
from app.models.outcome import CONTROLLED, GroupValues, Measure
from app.models.trial import ArmRole

Z_95 = 1.959964
"""Normal deviate of a 95 % confidence interval."""

HEDGES_G_FORMULA = (
    "g = (1 − 3/(4N − 9)) × (mean with magnesium − mean with the comparator) / pooled SD; "
    "SE² = N/(n₁n₂) + g²/(2(N − 3.94)); interval g ± 1.96 SE; N = n₁ + n₂"
)

HEDGES_G_SOURCE = (
    "Hedges and Olkin, Statistical Methods for Meta-Analysis (1985); standard error as in Deeks and Higgins, "
    "Statistical algorithms in Review Manager 5 (2010)"
)


class Sample(NamedTuple):
    """Size, mean and standard deviation of one group of people."""

    participants: int
    mean: float
    sd: float


def hedges_g(one: Sample, other: Sample) -> tuple[float, float, float]:
    """Return Hedges' g of the first group minus the other, and the limits of its 95 % confidence interval.

    Each group must have at least two people, and one of them a standard deviation above 0.
    """
    n1, n2 = one.participants, other.participants
    n = n1 + n2
    pooled = sqrt(((n1 - 1) * one.sd**2 + (n2 - 1) * other.sd**2) / (n - 2))
    g = (1 - 3 / (4 * n - 9)) * (one.mean - other.mean) / pooled
    half = Z_95 * sqrt(n / (n1 * n2) + g**2 / (2 * (n - 3.94)))
    return g, g - half, g + half


def effect_of(outcome: TidyOutcome, trial: Trial) -> Effect | None:
    """Return the difference between two arms at the endpoint; None unless means and SDs of both were read."""
    found = two_arms(outcome, trial)
    if found is None:
        return None
    magnesium, comparator = (arm_mean(group, endpoint) for group, endpoint in found)
    reasons = list(reasons_not_computed(magnesium, comparator, trial))
    return Effect(
        instrument=outcome.instrument,
        magnesium=magnesium,
        comparator=comparator,
        mean_difference=mean_difference(magnesium.mean, comparator.mean),
        hedges_g=None if reasons else standardised_effect(magnesium, comparator),
        not_computed=reasons,
        doubts=[doubt for group, _ in found for doubt in doubtful_numbers(group)],
    )


def two_arms(outcome: TidyOutcome, trial: Trial) -> list[tuple[GroupValues, Measure]] | None:
    """Return magnesium arm and comparator, if exactly these two print mean and SD at the endpoint."""
    if outcome.comparison not in CONTROLLED or not outcome.groups:
        return None
    roles = {arm.name: arm.role for arm in trial.arms}
    printed = [
        (group, group.endpoint)
        for group in outcome.groups
        if group.endpoint is not None and group.endpoint.sd is not None
    ]
    printed.sort(key=lambda each: roles[each[0].arm] is not ArmRole.magnesium)
    with_magnesium = [roles[group.arm] is ArmRole.magnesium for group, _ in printed]
    return printed if with_magnesium == [True, False] else None


def arm_mean(group: GroupValues, endpoint: Measure) -> ArmMean:
    """Return an arm's endpoint; a number that is in doubt becomes None."""
    doubtful = endpoint.doubt.field if endpoint.doubt else None
    return ArmMean(
        arm=group.arm,
        participants=group.participants,
        mean=None if doubtful == "mean" else endpoint.mean,
        sd=None if doubtful == "sd" else endpoint.sd,
        reported=endpoint.reported,
    )


def mean_difference(one: float | None, other: float | None) -> float | None:
    """Subtract two printed numbers in decimal, so that no digits are added."""
    return None if one is None or other is None else float(Decimal(str(one)) - Decimal(str(other)))


def reasons_not_computed(magnesium: ArmMean, comparator: ArmMean, trial: Trial) -> Iterator[NoEffectSize]:
    """Yield every reason why no standardised effect can be computed."""
    arms = (magnesium, comparator)
    if any(arm.participants is None for arm in arms):
        yield NoEffectSize.participants_not_read
    if any(arm.mean is None or arm.sd is None for arm in arms):
        yield NoEffectSize.doubtful_value
    if trial.design is not Design.randomised_parallel:
        yield NoEffectSize.not_parallel_groups
    if any(arm.participants is not None and arm.participants < 2 for arm in arms):
        yield NoEffectSize.too_few
    if all(arm.sd == 0 for arm in arms):
        yield NoEffectSize.no_spread


def standardised_effect(magnesium: ArmMean, comparator: ArmMean) -> HedgesG:
    """Return Hedges' g of two arms; all their numbers must be known."""
    samples = [
        Sample(arm.participants, arm.mean, arm.sd)
        for arm in (magnesium, comparator)
        if arm.participants is not None and arm.mean is not None and arm.sd is not None
    ]
    value, low, high = (round(each, 4) for each in hedges_g(*samples))
    return HedgesG(value=value, ci_low=low, ci_high=high, formula=HEDGES_G_FORMULA, source=HEDGES_G_SOURCE)


def doubtful_numbers(group: GroupValues) -> Iterator[str]:
    """Yield the doubts about an arm's printed numbers."""
    measures = {"baseline": group.baseline, "endpoint": group.endpoint}
    for when, measure in measures.items():
        if measure is not None and measure.doubt is not None:
            yield f"{group.arm}, {measure.doubt.field} at {when}, not used: {measure.doubt.why}"
