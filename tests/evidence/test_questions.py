"""The questions of the evidence profiles, answered from the real records."""

from dataclasses import replace

import pytest

from app.evidence.published import ARTICLE, PublishedSummaries
from app.evidence.questions import all_known, people_in
from app.evidence.summary import Evidence
from app.models import TidyOutcome, TidyQuestion, Trial
from tests.evidence.records import named, only

STRESS = "oral-magnesium-against-placebo/stress"


def question(evidence: Evidence, id: str = STRESS) -> TidyQuestion:
    """One question with its answer."""
    return next(each for each in evidence.questions if each.id == id)


def test_a_difference_of_means_names_its_scale_where_there_is_one(
    evidence: Evidence, stress: TidyOutcome
) -> None:
    answered = question(only(evidence, stress))
    assert answered.effect == "1 result: no clear difference; difference of means 0.2 on DASS-42"
    without_scale = question(only(evidence, stress.model_copy(update={"instrument": None})))
    assert without_scale.effect == "1 result: no clear difference; difference of means 0.2"
    subgroup = named(stress, "mild", subgroup="Mild stress")
    assert question(only(evidence, subgroup)).effect.endswith("on DASS-42 (mild stress)")
    assert question(only(evidence)).effect == "no result was read"


def test_people_are_counted_only_when_each_study_says_how_many(
    evidence: Evidence, stress: TidyOutcome, macian: Trial
) -> None:
    unread = question(only(evidence, stress))
    assert (unread.participants, unread.participants_reported) == (None, "Macian 2022: not read")
    population = macian.population.model_copy(update={"participants_analysed": 70})
    counted = macian.model_copy(update={"population": population})
    read = question(replace(only(evidence, stress), trials={**evidence.trials, "macian-2022": counted}))
    assert (read.participants, read.participants_reported) == (70, "Macian 2022: 70 analysed")


@pytest.mark.parametrize(
    ("people", "known"),
    [
        ([], False),
        ([(20, "twenty")], True),
        ([(20, "twenty"), (None, "not read")], False),
        ([(None, "not read")], False),
        ([(0, "none"), (4, "four")], True),
    ],
)
def test_a_sum_of_people_needs_every_number(people: list[tuple[int | None, str]], known: bool) -> None:
    assert all_known(people) is known


@pytest.mark.parametrize(
    ("profile", "people"),
    [("oral-magnesium-before-and-after", 21), ("magnesium-with-amitriptyline-before-and-after", 23)],
)
def test_where_nothing_is_compared_the_people_of_its_own_arm_count(
    evidence: Evidence, profile: str, people: int
) -> None:
    """The arms of Bagis 2013: magnesium, amitriptyline, both."""
    bagis = evidence.trials["bagis-2013"]
    arms = [each.model_copy(update={"participants": 21 + at}) for at, each in enumerate(bagis.arms)]
    asked = next(each for each in evidence.profiles if each.slug == profile)
    counted = people_in(bagis.model_copy(update={"arms": arms}), asked)
    assert counted == (people, f"{bagis.name}: {people} given it")


def test_a_release_without_the_article_has_none(evidence: Evidence) -> None:
    published = PublishedSummaries(evidence.dataset, [], [], [], {})
    with pytest.raises(KeyError, match=ARTICLE):
        _ = published.article
