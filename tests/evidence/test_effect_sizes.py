"""Effect sizes: Hedges' g as another program computes it, and the reasons for having none."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.evidence.effect_sizes import Sample, effect_of, hedges_g
from app.evidence.schemas import NoEffectSize
from app.evidence.summary import Evidence, summaries
from app.models import TidyOutcome, Trial
from app.models.design import Design
from app.models.outcome import Comparison, DoubtfulReading
from app.models.provenance import Verification
from tests.evidence.records import MILD, WHOLE, people

numbers = st.floats(-1000, 1000).map(lambda each: round(each, 3))


spreads = st.floats(0.01, 500).map(lambda each: round(each, 3))


samples = st.builds(Sample, st.integers(2, 5000), numbers, spreads)


@pytest.fixture(scope="module")
def effectsize_smd() -> Any:
    """Standardised mean difference of statsmodels, which takes a second to import."""
    from statsmodels.stats import meta_analysis

    return meta_analysis.effectsize_smd


@given(one=samples, other=samples)
def test_hedges_g_and_its_interval_are_those_of_statsmodels(
    effectsize_smd: Any, one: Sample, other: Sample
) -> None:
    expected, variance = effectsize_smd(
        one.mean, one.sd, one.participants, other.mean, other.sd, other.participants
    )
    value, low, high = hedges_g(one, other)
    assert value == pytest.approx(expected, rel=1e-9, abs=1e-12)
    assert (low, high) == pytest.approx((expected - 1.959964 * variance**0.5, expected + 1.959964 * variance**0.5), rel=1e-6, abs=1e-9)  # fmt: skip


@given(one=samples, other=samples)
def test_the_other_way_round_g_has_the_other_sign(one: Sample, other: Sample) -> None:
    value, low, high = hedges_g(one, other)
    assert hedges_g(other, one) == pytest.approx((-value, -high, -low))


def endpoint(outcome: TidyOutcome, arm: str, **change: Any) -> TidyOutcome:
    """A result with another endpoint in one arm."""
    groups = [
        group.model_copy(update={"endpoint": group.endpoint.model_copy(update=change)})
        if group.arm == arm and group.endpoint
        else group
        for group in outcome.groups
    ]
    return outcome.model_copy(update={"groups": groups})


def doubt(field: str) -> DoubtfulReading:
    return DoubtfulReading(field=field, other_value=1, sources=[], verification=Verification.secondary, why="It cannot be.")  # fmt: skip


def test_an_effect_that_is_wholly_known_has_a_size(
    effectsize_smd: Any, stress: TidyOutcome, macian: Trial
) -> None:
    effect = effect_of(people(stress, 38, 38), macian)
    assert effect is not None
    assert effect.hedges_g is not None
    assert effect.mean_difference == 0.2
    assert (effect.magnesium.arm, effect.comparator.arm) == ("magnesium", "placebo")
    expected, _ = effectsize_smd(21.8, 9.6, 38, 21.6, 10.8, 38)
    assert effect.hedges_g.value == pytest.approx(expected, abs=5e-5)
    assert effect.hedges_g.ci_low < effect.hedges_g.value < effect.hedges_g.ci_high
    assert not effect.not_computed


def test_the_order_of_the_arms_changes_nothing(stress: TidyOutcome, macian: Trial) -> None:
    known = people(stress, 38, 38)
    turned = known.model_copy(update={"groups": known.groups[::-1]})
    assert effect_of(turned, macian) == effect_of(known, macian)


REASONS = [
    ((38, 38), {}, Design.randomised_parallel, set()),
    ((None, None), {}, Design.randomised_parallel, {NoEffectSize.participants_not_read}),
    ((38, None), {}, Design.randomised_parallel, {NoEffectSize.participants_not_read}),
    ((38, 38), {"doubt": doubt("sd")}, Design.randomised_parallel, {NoEffectSize.doubtful_value}),
    ((38, 38), {"doubt": doubt("mean")}, Design.randomised_parallel, {NoEffectSize.doubtful_value}),
    ((38, 38), {}, Design.randomised_crossover, {NoEffectSize.not_parallel_groups}),
    ((38, 38), {}, Design.controlled_not_randomised, {NoEffectSize.not_parallel_groups}),
    ((38, 1), {}, Design.randomised_parallel, {NoEffectSize.too_few}),
    ((38, 38), {"sd": 0.0}, Design.randomised_parallel, set()),
    ((None, 1), {"doubt": doubt("sd")}, Design.randomised_crossover, set(NoEffectSize) - {NoEffectSize.no_spread}),
]  # fmt: skip


@pytest.mark.parametrize(("numbers", "change", "design", "reasons"), REASONS)
def test_where_there_is_no_effect_size_it_says_why(
    stress: TidyOutcome,
    macian: Trial,
    numbers: tuple[int | None, int | None],
    change: dict[str, Any],
    design: Design,
    reasons: set[NoEffectSize],
) -> None:
    outcome = endpoint(people(stress, *numbers), "placebo", **change)
    effect = effect_of(outcome, macian.model_copy(update={"design": design}))
    assert effect is not None
    assert set(effect.not_computed) == reasons
    assert (effect.hedges_g is None) is bool(reasons)
    doubted = change["doubt"].field if "doubt" in change else None
    assert (effect.mean_difference is None) is (doubted == "mean")
    assert (effect.comparator.sd is None) is (doubted == "sd")
    assert any("not used" in each for each in effect.doubts) is bool(doubted)


def test_without_any_spread_there_is_no_effect_size(stress: TidyOutcome, macian: Trial) -> None:
    flat = endpoint(endpoint(people(stress, 9, 9), "placebo", sd=0.0), "magnesium", sd=0.0)
    effect = effect_of(flat, macian)
    assert effect is not None
    assert effect.not_computed == [NoEffectSize.no_spread]


@pytest.mark.parametrize(
    "change",
    [{"comparison": Comparison.within_arm}, {"comparison": Comparison.withdrawal}, {"groups": []}],
)
def test_without_two_compared_arms_there_is_no_effect(
    stress: TidyOutcome, macian: Trial, change: dict[str, Any]
) -> None:
    assert effect_of(people(stress, 38, 38).model_copy(update=change), macian) is None


def test_a_mean_without_its_spread_is_no_effect(stress: TidyOutcome, macian: Trial) -> None:
    assert effect_of(endpoint(people(stress, 38, 38), "placebo", sd=None), macian) is None


def test_of_three_arms_none_is_picked(stress: TidyOutcome, macian: Trial) -> None:
    third = stress.groups[1].model_copy(update={"arm": "other"})
    arms = [*macian.arms, macian.arms[1].model_copy(update={"name": "other"})]
    outcome = stress.model_copy(update={"groups": [*stress.groups, third]})
    assert effect_of(outcome, macian.model_copy(update={"arms": arms})) is None


def test_no_effect_size_is_served_that_was_not_read(evidence: Evidence) -> None:
    """People per arm were read for no result yet: there are differences in points, and no more."""
    effects = {
        each.outcome.id: each.effect
        for summary in summaries(evidence).items
        for group in summary.groups
        for each in group.results
        if each.effect
    }
    assert {id: effect.mean_difference for id, effect in effects.items()} == {
        WHOLE: 0.2,
        MILD: -10.6,
    }
    for effect in effects.values():
        assert effect.hedges_g is None
        assert NoEffectSize.participants_not_read in effect.not_computed
    assert any("sd at baseline, not used" in each for each in effects[MILD].doubts)
