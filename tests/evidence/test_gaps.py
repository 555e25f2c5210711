"""Gaps: every rule finds what is missing, and only that."""

from dataclasses import replace
from typing import Any

import pytest

from app.evidence.findings import HARMS
from app.evidence.gaps import GAP_FINDERS, participants_known
from app.evidence.schemas import GapRule
from app.evidence.summary import Evidence, summaries
from app.models import TidyOutcome, Trial
from app.models.outcome import Comparison
from app.models.trial import Identification
from tests.evidence.records import UNREAD, named, only, people, rules, summary_of


def test_every_kind_of_gap_has_a_rule() -> None:
    assert list(GAP_FINDERS) == list(GapRule)


def test_every_kind_of_gap_is_found_somewhere_and_missing_somewhere(
    evidence: Evidence, stress: TidyOutcome, macian: Trial
) -> None:
    known = people(stress, 20, 21)
    forms = [form for form in evidence.forms if form.slug == "magnesium-chloride"]
    whole = replace(only(evidence, known), forms=forms)
    assert rules(summary_of(whole, "stress")) == {GapRule.one_trial, GapRule.duration, GapRule.dose}
    real = [rules(summary) for summary in summaries(evidence).items]
    for rule in GapRule:
        assert any(rule in each for each in real), rule
    for rule in set(GapRule) - {GapRule.forms_without_trial}:
        assert not all(rule in each for each in real), rule


GAPS = [
    ({"timepoint_weeks": 12.0}, "No controlled result of magnesium alone is from later than week 12."),
    ({"timepoint_weeks": None}, "When the controlled results of magnesium alone were measured was not read."),
    ({"elemental_mg_per_day": 250.0}, "Doses at which magnesium alone was compared, of magnesium a day: 250 mg."),
    ({"elemental_mg_per_day": None}, "Doses at which magnesium alone was compared, of magnesium a day: not read."),
    ({"groups": []}, "Means with standard deviations in both arms were not read for 1 of 1 controlled results."),
    ({"groups": [], "domain": HARMS}, "Counts of people in both arms were not read for 1 of 1 controlled results."),
    ({"form": None}, "Which form of magnesium was given is not known for 1 of 1 results."),
    ({"single_agent": False}, "No result that was read compares magnesium alone with anything."),
    (UNREAD, "No result was read."),
]  # fmt: skip


@pytest.mark.parametrize(("change", "text"), GAPS)
def test_a_gap_says_what_is_missing(
    evidence: Evidence, stress: TidyOutcome, change: dict[str, Any], text: str
) -> None:
    outcome = stress.model_copy(update=change)
    gaps = summary_of(only(evidence, outcome), outcome.domain).gaps
    assert text in [gap.text for gap in gaps]


def test_results_of_two_trials_are_no_longer_of_one(evidence: Evidence, stress: TidyOutcome) -> None:
    other = stress.model_copy(update={"trial": "schweiger-2020", "id": "schweiger-2020/r", "groups": []})
    assert GapRule.one_trial not in rules(summary_of(only(evidence, stress, other), "stress"))


def test_a_trial_that_was_found_is_no_gap(evidence: Evidence, macian: Trial) -> None:
    reported = [each for each in evidence.outcomes if each.id == "macian-2022/article-stress"]
    assert GapRule.article_not_traced not in rules(summary_of(only(evidence, *reported), "stress"))
    lost = macian.model_copy(update={"identification": Identification.unidentified})
    unnamed = replace(only(evidence, *reported), trials={**evidence.trials, macian.slug: lost})
    assert GapRule.article_not_traced in rules(summary_of(unnamed, "stress"))


def test_a_share_is_that_of_the_controlled_results(evidence: Evidence, stress: TidyOutcome) -> None:
    uncontrolled = named(stress, "uncontrolled", comparison=Comparison.within_arm)
    gaps = {gap.rule: gap for gap in summary_of(only(evidence, stress, uncontrolled), "stress").gaps}
    missing = gaps[GapRule.participants_not_read]
    assert missing.text.endswith("for 1 of 1 controlled results.")
    assert missing.records == [f"trials/{stress.id}"]


def test_the_longest_follow_up_counts(evidence: Evidence, stress: TidyOutcome) -> None:
    weeks = (4.0, 12.0, 8.0, None)
    times = [named(stress, f"r{at}", timepoint_weeks=each) for at, each in enumerate(weeks)]
    gaps = {gap.rule: gap.text for gap in summary_of(only(evidence, *times), "stress").gaps}
    assert gaps[GapRule.duration] == (
        "No controlled result of magnesium alone is from later than week 12; of 1 the time was not read."
    )


@pytest.mark.parametrize(
    ("in_trial", "in_result", "known"),
    [
        ((20, 21), (None, None), True),
        ((None, None), (20, 21), True),
        ((20, None), (None, 21), True),
        ((20, None), (20, None), False),
        ((None, None), (20, 0), False),
    ],
)
def test_people_are_known_from_the_trial_or_the_result_for_every_arm(
    stress: TidyOutcome,
    macian: Trial,
    in_trial: tuple[int | None, int | None],
    in_result: tuple[int | None, int | None],
    known: bool,
) -> None:
    arms = [
        arm.model_copy(update={"participants": number})
        for arm, number in zip(macian.arms, in_trial, strict=True)
    ]
    trial = macian.model_copy(update={"arms": arms})
    assert [arm.name for arm in arms] == ["magnesium", "placebo"]
    assert participants_known(people(stress, *in_result), trial) is known


def test_people_of_a_trial_without_arms_are_not_known(stress: TidyOutcome, macian: Trial) -> None:
    assert not participants_known(stress, macian.model_copy(update={"arms": []}))


def test_doses_are_in_order_and_each_once(evidence: Evidence, stress: TidyOutcome) -> None:
    doses = (300.0, None, 62.5, 300.0)
    results = [named(stress, f"r{at}", elemental_mg_per_day=each) for at, each in enumerate(doses)]
    gaps = {gap.rule: gap.text for gap in summary_of(only(evidence, *results), "stress").gaps}
    assert gaps[GapRule.dose].endswith("of magnesium a day: 62.5 mg, 300 mg, not read.")
