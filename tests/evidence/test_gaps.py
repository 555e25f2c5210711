"""Gaps: every rule finds what is missing, and only that."""

from dataclasses import replace
from typing import Any

import pytest

from app.evidence.gaps import GAP_FINDERS
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
    ({"form": None}, "Which form of magnesium was given is not known for 1 of 1 results."),
    ({"single_agent": False}, "No result that was read compares magnesium alone with anything."),
    (UNREAD, "No result was read."),
]  # fmt: skip


@pytest.mark.parametrize(("change", "text"), GAPS)
def test_a_gap_says_what_is_missing(
    evidence: Evidence, stress: TidyOutcome, change: dict[str, Any], text: str
) -> None:
    gaps = summary_of(only(evidence, stress.model_copy(update=change)), "stress").gaps
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
