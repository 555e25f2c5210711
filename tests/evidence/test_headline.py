"""The sentences that begin the first page follow the ratings and count the results."""

import re
from collections import Counter
from typing import Any

import pytest

from app.db.database import Database
from app.evidence.aggregation import LIST_LIMIT
from app.evidence.headline import (
    POINTED,
    certainty_sentence,
    compared_alone,
    evidence_headline,
    results_sentence,
)
from app.evidence.labels import label
from app.evidence.schemas import DomainSummary
from app.evidence.summary import Evidence, summaries
from app.loading import load_summaries
from app.models import TidyOutcome, Trial
from app.models.certainty import Certainty
from app.models.outcome import AnalysisSet, Direction, Role
from app.models.trial import ArmRole
from tests.evidence.records import named, only


@pytest.fixture(scope="module")
def published(database: Database) -> list[DomainSummary]:
    return list(load_summaries(database).summaries.values())


def rated(summary: DomainSummary, rating: Certainty) -> DomainSummary:
    certainty = summary.certainty.model_copy(update={"rating": rating})
    return summary.model_copy(update={"certainty": certainty})


def sentence(evidence: Evidence, *outcomes: TidyOutcome) -> str:
    """What is said when these are the only results."""
    found = only(evidence, *outcomes) if outcomes else evidence
    return results_sentence(summaries(found).items, evidence.trials)


def test_numbers_are_those_of_the_summaries(published: list[DomainSummary], evidence: Evidence) -> None:
    sure, compared = evidence_headline(published, evidence.trials)
    ratings = Counter(each.certainty.rating for each in published)
    unrated = ratings.pop(Certainty.not_rated)
    assert f"for the {ratings.total()} outcomes that could be rated" in sure
    assert f"{unrated} could not be rated" in sure
    results = sum(group.counts.results for group in compared_alone(published))
    assert f"with {results} results" in compared
    assert sum(int(number) for number in re.findall(r"Of (\d+) results? in ", compared)) == results


def test_uncertain_is_said_only_of_low_and_very_low(published: list[DomainSummary]) -> None:
    low = [rated(each, Certainty.low) for each in published]
    assert certainty_sentence(low).startswith("It is uncertain whether magnesium helps")
    mixed = [rated(published[0], Certainty.moderate), *low[1:]]
    assert not certainty_sentence(mixed).startswith("It is uncertain")
    assert "moderate or low" in certainty_sentence(mixed)
    none = [rated(each, Certainty.not_rated) for each in published]
    assert certainty_sentence(none) == "How sure the evidence is could not be rated for any outcome."


def test_every_direction_is_counted_once(evidence: Evidence) -> None:
    by_tone: Counter[str] = Counter()
    for group in compared_alone(summaries(evidence).items):
        for direction, number in group.counts.by_direction.items():
            by_tone[label(direction).tone.value] += number
    said = re.sub(r"(\d+) results? [^,.]*, all point", r"\1 point", sentence(evidence).partition("Of ")[2])
    for tone, words in POINTED.items():
        numbers = re.findall(rf"(\d+)(?: points?)? {words}", said)
        assert sum(map(int, numbers)) == by_tone[tone.value], words
    assert results_sentence([], {}) == "No study tested magnesium alone against a comparator."


def test_the_whole_sample_stands_apart_from_subgroups_and_from_people_not_stated(evidence: Evidence) -> None:
    assert sentence(evidence) == (
        "1 study tested magnesium alone against a comparator (placebo), with 10 results. "
        "The primary endpoint points to no clear difference. "
        "Of 6 results in the whole sample, all point to no clear difference. "
        "Of 4 results in a subgroup or in people not stated, "
        "2 point in favour of magnesium and 2 to no clear difference."
    )


@pytest.mark.parametrize(
    ("change", "people"),
    [
        ({}, "in the whole sample"),
        ({"analysis_set": AnalysisSet.intention_to_treat}, "in the whole sample"),
        ({"analysis_set": AnalysisSet.per_protocol}, "in those who completed"),
        ({"analysis_set": AnalysisSet.subgroup}, "in a subgroup"),
        ({"role": Role.subgroup}, "in a subgroup"),
        ({"analysis_set": AnalysisSet.not_stated}, "in people not stated"),
    ],
)
def test_in_whom_a_result_was_found_is_said(
    evidence: Evidence, stress: TidyOutcome, change: dict[str, Any], people: str
) -> None:
    said = sentence(evidence, named(stress, "r", direction=Direction.favours_magnesium, **change))
    assert said.endswith(f"Of 1 result {people}, 1 points in favour of magnesium.")


def test_primary_endpoints_are_counted(evidence: Evidence, stress: TidyOutcome) -> None:
    secondary = named(stress, "a", role=Role.secondary)
    assert "No result of a primary endpoint was read." in sentence(evidence, secondary)
    against = named(stress, "b", direction=Direction.favours_comparator)
    unclear = named(stress, "c", direction=Direction.mixed)
    assert (
        "Of 3 primary endpoints, 1 points to no clear difference, 1 against magnesium "
        "and 1 to neither, or it was not read." in sentence(evidence, stress, against, unclear)
    )


def test_placebo_is_said_where_every_other_arm_had_one(evidence: Evidence, macian: Trial) -> None:
    magnesium, placebo = macian.arms
    other = placebo.model_copy(update={"role": ArmRole.active_comparator})
    for arms, known in (
        ([magnesium, placebo], True),
        ([magnesium, other], False),
        ([magnesium, placebo, other], False),
        ([magnesium], False),
        ([], False),
    ):
        trial = macian.model_copy(update={"arms": arms})
        said = results_sentence(summaries(evidence).items, {trial.slug: trial})
        assert ("against a comparator (placebo), " in said) is known


def test_results_that_a_summary_does_not_list_are_named(evidence: Evidence, stress: TidyOutcome) -> None:
    said = sentence(evidence, *(named(stress, f"r{number:02}") for number in range(LIST_LIMIT + 5)))
    assert f"with {LIST_LIMIT + 5} results." in said
    assert said.endswith(" 5 more results can be read in the list of results.")


def test_with_something_else_means_a_combination_only(evidence: Evidence) -> None:
    assert "something else" not in sentence(evidence)
    assert "something else" not in results_sentence([], {})
