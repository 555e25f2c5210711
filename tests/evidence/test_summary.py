"""Summaries by domain: groups, sentences, and what they rest on."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from app.evidence.aggregation import COMPARISON_ORDER, ResultSet
from app.evidence.schemas import Gap, Grading, MagnesiumGiven, Statement
from app.evidence.summary import Evidence, conclusion, summaries
from app.models import TidyOutcome
from app.models.certainty import Certainty
from app.models.design import Design
from app.models.outcome import CONTROLLED, AnalysisSet, Comparison, Direction, Role, Significance
from app.models.provenance import Basis
from app.seeds.library import Library
from tests.conftest import walk
from tests.evidence.records import (
    MILD,
    SEVERE,
    UNREAD,
    WHOLE,
    Get,
    domain_of,
    named,
    only,
    summary_of,
    without_concerns,
)
from tests.safety.test_reassurance import REASSURING


def test_groups_stand_from_what_can_show_an_effect_to_what_cannot(evidence: Evidence) -> None:
    given = list(MagnesiumGiven)
    for summary in summaries(evidence).items:
        places = [
            (COMPARISON_ORDER.index(group.comparison), given.index(group.given)) for group in summary.groups
        ]
        assert places == sorted(set(places))
        for group in summary.groups:
            controlled = group.comparison in {*CONTROLLED, Comparison.withdrawal}
            assert group.uncontrolled is not controlled
            assert ("cannot show an effect" in group.statement.text) is (
                not controlled and group.given is not MagnesiumGiven.without
            )
    assert COMPARISON_ORDER[0] is Comparison.between_arms
    assert set(COMPARISON_ORDER) == set(Comparison)


@given(order=st.randoms(use_true_random=False))
@settings(max_examples=20, deadline=None)
def test_the_order_of_records_changes_nothing(evidence: Evidence, order: Any) -> None:
    outcomes = list(evidence.outcomes)
    order.shuffle(outcomes)
    assert summaries(replace(evidence, outcomes=outcomes)) == summaries(evidence)


def test_sleep_has_the_null_result_the_positive_reports_and_the_disagreement(evidence: Evidence) -> None:
    sleep = summary_of(evidence, "sleep")
    found = {each.outcome.id: each.outcome.direction for group in sleep.groups for each in group.results}
    assert found["macian-2022/sleep"] is Direction.no_clear_difference
    assert found["rossello-aubach-2025/sleep-supplement"] is Direction.improved_within_group
    assert sleep.groups[0].results[0].outcome.id == "macian-2022/sleep"
    reviews = {each.outcome.id: each.outcome.direction for each in sleep.reviews}
    assert reviews["article-systematic-review/sleep"] is Direction.favourable_comparison_not_stated
    assert "sleep" in [each.slug for each in sleep.disagreements]
    assert sleep.conclusion.text.startswith(
        "The evidence is very uncertain about the effect of magnesium alone on sleep"
    )


def test_stress_has_its_primary_endpoint_before_the_subgroups(evidence: Evidence) -> None:
    (group,) = summary_of(evidence, "stress").groups
    assert [each.outcome.id for each in group.results] == [WHOLE, MILD, SEVERE]
    assert group.results[0].outcome.direction is Direction.no_clear_difference
    assert group.results[1].outcome.direction is Direction.favours_magnesium
    assert group.counts.in_subgroups == 2
    assert "2 in a subgroup" in group.statement.text


def test_what_happened_on_placebo_is_no_evidence_on_magnesium(evidence: Evidence) -> None:
    fatigue = summary_of(evidence, "fatigue")
    apart = [group for group in fatigue.groups if group.given is MagnesiumGiven.without]
    assert [each.outcome.id for group in apart for each in group.results] == [
        "rossello-aubach-2025/fatigue-placebo",
        "gomez-centeno-fatmia/fatigue-placebo",
    ]
    others = {each.outcome.id for group in fatigue.groups if group not in apart for each in group.results}
    assert not {each for each in others if each.endswith("-placebo")}


FOR, NULL, AGAINST = (
    Direction.favours_magnesium,
    Direction.no_clear_difference,
    Direction.favours_comparator,
)


SENTENCES = [
    (Certainty.high, [FOR], "Magnesium alone improves stress in fibromyalgia.", "grade_high"),
    (Certainty.high, [NULL, NULL], "Magnesium alone makes little or no difference to stress in fibromyalgia.", "grade_high"),
    (Certainty.moderate, [FOR], "Magnesium alone probably improves stress in fibromyalgia.", "grade_moderate"),
    (Certainty.moderate, [AGAINST], "Magnesium alone probably worsens stress in fibromyalgia.", "grade_moderate"),
    (Certainty.low, [FOR, Direction.not_reported], "Magnesium alone may improve stress in fibromyalgia.", "grade_low"),
    (Certainty.low, [NULL], "Magnesium alone may make little or no difference to stress in fibromyalgia.", "grade_low"),
    (Certainty.low, [AGAINST], "Magnesium alone may worsen stress in fibromyalgia.", "grade_low"),
    (Certainty.high, [FOR, NULL], "Certainty on magnesium alone for stress in fibromyalgia is rated high, but results point different ways.", "grade_without_direction"),
    (Certainty.high, [FOR, FOR, NULL], "Certainty on magnesium alone for stress in fibromyalgia is rated high, but results point different ways.", "grade_without_direction"),
    (Certainty.low, [Direction.mixed], "Certainty on magnesium alone for stress in fibromyalgia is rated low, but results point different ways.", "grade_without_direction"),
    (Certainty.moderate, [], "Certainty on magnesium alone for stress in fibromyalgia is rated moderate, but no result that says which way was read.", "grade_without_direction"),
    (Certainty.moderate, [Direction.not_reported], "Certainty on magnesium alone for stress in fibromyalgia is rated moderate, but no result that says which way was read.", "grade_without_direction"),
    (Certainty.very_low, [FOR], "The evidence is very uncertain about the effect of magnesium alone on stress in fibromyalgia.", "grade_very_low"),
    (Certainty.very_low, [], "The evidence is very uncertain about the effect of magnesium alone on stress in fibromyalgia.", "grade_very_low"),
    (Certainty.not_rated, [FOR], "No rating: nobody looked.", "grade_not_rated"),
]  # fmt: skip


@pytest.mark.parametrize(("rating", "directions", "text", "rule"), SENTENCES)
def test_a_sentence_says_no_more_than_its_rating(
    evidence: Evidence,
    stress: TidyOutcome,
    rating: Certainty,
    directions: list[Direction],
    text: str,
    rule: str,
) -> None:
    outcomes = [named(stress, f"r{at}", direction=way) for at, way in enumerate(directions)]
    deciding = only(evidence, *outcomes).results
    grade = Grading(rating=rating, question="None", asked_in=None, judgements=[], note="Nobody looked.")
    said = conclusion(domain_of(evidence, "stress"), grade, ResultSet(deciding))
    assert (said.text, said.rule) == (text, rule)
    assert said.records == ["domains/stress", *(f"trials/{each.id}" for each in outcomes)]


@pytest.mark.parametrize(
    "change",
    [
        {"analysis_set": AnalysisSet.subgroup},
        {"role": Role.subgroup},
        {"single_agent": False},
        {"single_agent": None},
        {"comparison": Comparison.within_arm},
        {"comparison": Comparison.withdrawal},
        {"comparison": Comparison.not_stated},
        {"basis": Basis.article},
        {"design": Design.systematic_review},
        UNREAD,
    ],
)
def test_only_whole_controlled_results_of_magnesium_alone_give_a_direction(
    evidence: Evidence, stress: TidyOutcome, change: dict[str, Any]
) -> None:
    outcome = named(stress, "r", **{"direction": FOR, **change})
    summary = summary_of(without_concerns(only(evidence, outcome)), "stress")
    assert summary.certainty.rating is Certainty.high
    assert summary.conclusion.rule == "grade_without_direction"


def test_significance_decides_nothing(evidence: Evidence) -> None:
    """The same summaries whatever the p-values: a direction is that of the estimate or statement."""
    swapped = [
        each.model_copy(update={"significance": Significance.not_reported, "p_value": None})
        for each in evidence.outcomes
    ]
    for before, after in zip(
        summaries(evidence).items, summaries(replace(evidence, outcomes=swapped)).items, strict=True
    ):
        assert before.conclusion == after.conclusion
        assert [group.statement for group in before.groups] == [group.statement for group in after.groups]


def test_every_sentence_can_be_traced(evidence: Evidence, library: Library) -> None:
    outcomes = {f"trials/{each.id}" for each in evidence.outcomes}
    slugs = {f"{name}/{slug}" for name, records in library.records.items() for slug in records}
    traced = 0
    for summary in summaries(evidence).items:
        slugs.add(str(summary.certainty.asked_in))
        sentences: list[Statement | Gap] = [summary.conclusion, *summary.gaps]
        for said in (*sentences, *(group.statement for group in summary.groups)):
            assert set(said.records) <= outcomes | slugs
            assert len(said.records) == len(set(said.records))
            traced += len(said.records)
        for group in summary.groups:
            assert set(group.statement.records) == {
                f"trials/{id}"
                for each in [*group.results, *group.article_results]
                for id in (each.outcome.id, *each.also_reported_as)
            }
        for each in summary.disagreements:
            assert f"disagreements/{each.slug}" in slugs
    assert traced > 300


def test_every_disagreement_of_a_domain_is_attached(get: Get) -> None:
    for summary in get("/v1/summaries")["items"]:
        listed = [each["slug"] for each in walk(get, f"/v1/disagreements?domain={summary['domain']}")]
        assert [each["slug"] for each in summary["disagreements"]] == listed


def test_no_summary_reassures(client: TestClient) -> None:
    for address in (
        "/v1/summaries",
        "/v1/evidence-map",
        "/v1/figures/evidence-map",
        "/v1/figures/domains/pain",
    ):
        assert not REASSURING.search(client.get(address).text)
