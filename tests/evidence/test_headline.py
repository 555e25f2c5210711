"""The two sentences that begin the first page follow the ratings and count the results."""

from collections import Counter

import pytest

from app.db.database import Database
from app.evidence.headline import certainty_sentence, compared_alone, evidence_headline, results_sentence
from app.evidence.labels import label
from app.evidence.published import PublishedSummaries
from app.evidence.schemas import DomainSummary
from app.loading import load_summaries
from app.models.certainty import Certainty


@pytest.fixture(scope="module")
def summaries(database: Database) -> list[DomainSummary]:
    published: PublishedSummaries = load_summaries(database)
    return list(published.summaries.values())


def rated(summary: DomainSummary, rating: Certainty) -> DomainSummary:
    certainty = summary.certainty.model_copy(update={"rating": rating})
    return summary.model_copy(update={"certainty": certainty})


def test_numbers_are_those_of_the_summaries(summaries: list[DomainSummary]) -> None:
    sure, compared = evidence_headline(summaries)
    ratings = Counter(each.certainty.rating for each in summaries)
    unrated = ratings.pop(Certainty.not_rated)
    assert f"for the {ratings.total()} symptoms that could be rated" in sure
    assert f"{unrated} could not be rated" in sure
    results = sum(group.counts.results for group in compared_alone(summaries))
    assert f"of {results} results" in compared


def test_uncertain_is_said_only_of_low_and_very_low(summaries: list[DomainSummary]) -> None:
    low = [rated(each, Certainty.low) for each in summaries]
    assert certainty_sentence(low).startswith("It is uncertain whether magnesium helps")
    mixed = [rated(summaries[0], Certainty.moderate), *low[1:]]
    assert not certainty_sentence(mixed).startswith("It is uncertain")
    assert "moderate or low" in certainty_sentence(mixed)
    none = [rated(each, Certainty.not_rated) for each in summaries]
    assert certainty_sentence(none) == "How sure the evidence is could not be rated for any symptom."


def test_every_direction_is_counted_once(summaries: list[DomainSummary]) -> None:
    by_tone: Counter[str] = Counter()
    for group in compared_alone(summaries):
        for direction, number in group.counts.by_direction.items():
            by_tone[label(direction).tone.value] += number
    assert f"{by_tone['toward']} point in favour of magnesium" in results_sentence(summaries)
    assert results_sentence([]) == "No study compared magnesium alone with something else."
