"""What the evidence comes to: grouping, counting, wording, effect sizes, gaps, the map, and their answers."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from app.evidence.aggregation import (
    COMPARISON_ORDER,
    ResultKind,
    deduplicate_results,
    magnesium_given,
    result_kind,
)
from app.evidence.effect_sizes import Sample, effect_of, hedges_g
from app.evidence.evidence_map import evidence_map
from app.evidence.schemas import CellState, DomainSummary, GapRule, MagnesiumGiven, NoEffectSize
from app.evidence.summary import Evidence, summaries, summarise
from app.models import DatasetStamp, TidyOutcome, Trial
from app.models.design import Design
from app.models.domain import Certainty, Domain
from app.models.outcome import AnalysisSet, Comparison, Direction, DoubtfulReading, Role, Significance
from app.models.provenance import Basis, Verification
from app.models.trial import Identification
from app.publishing.content import tidy_outcomes
from app.seeds.library import Library
from tests.conftest import walk
from tests.evidence.test_labels import REASSURING

Get = Callable[[str], Any]

WHOLE = "macian-2022/stress-whole-sample"
MILD = "macian-2022/stress-mild-moderate-subgroup"
SEVERE = "macian-2022/stress-severe-subgroup"

UNREAD = {
    "verification": Verification.unverified,
    "direction": Direction.not_reported,
    "groups": [],
    "p_value": None,
}
"""What makes a result one that nobody read."""


@pytest.fixture(scope="module")
def evidence(library: Library) -> Evidence:
    """The real records."""
    records = library.records
    return Evidence(
        dataset=DatasetStamp(version="2026.11.0", digest="0" * 64),
        domains=list(records["domains"].values()),
        outcomes=tidy_outcomes(library),
        trials=records["trials"],
        forms=list(records["forms"].values()),
        disagreements=list(records["disagreements"].values()),
    )


@pytest.fixture(scope="module")
def stress(evidence: Evidence) -> TidyOutcome:
    """A result that was read: primary, between arms, magnesium alone, means and SDs in both arms."""
    return next(each for each in evidence.outcomes if each.id == WHOLE)


@pytest.fixture(scope="module")
def macian(evidence: Evidence) -> Trial:
    """The trial it is from."""
    return evidence.trials["macian-2022"]


def domain_of(evidence: Evidence, slug: str) -> Domain:
    return next(each for each in evidence.domains if each.slug == slug)


def summary_of(evidence: Evidence, slug: str) -> DomainSummary:
    return summarise(domain_of(evidence, slug), evidence)


def only(evidence: Evidence, *outcomes: TidyOutcome) -> Evidence:
    """The same records with other results."""
    return replace(evidence, outcomes=outcomes)


def ids_in(summary: DomainSummary) -> Iterator[str]:
    """Every outcome a summary shows, as often as it shows it."""
    results = [
        *summary.reviews,
        *(each for group in summary.groups for each in [*group.results, *group.article_results]),
    ]
    for result in results:
        yield from (result.outcome.id, *result.also_reported_as)
    yield from (question.outcome for question in summary.open_questions)


# Sorting ------------------------------------------------------------------------------------------

KINDS = [
    ({}, ResultKind.trial_result),
    ({"verification": Verification.secondary}, ResultKind.trial_result),
    ({"verification": Verification.derived}, ResultKind.trial_result),
    ({"basis": Basis.article}, ResultKind.article_report),
    ({"design": Design.systematic_review}, ResultKind.review_finding),
    ({"design": Design.narrative_review}, ResultKind.review_finding),
    ({"design": Design.systematic_review, "basis": Basis.article}, ResultKind.review_finding),
    ({"design": Design.unspecified_group, "basis": Basis.article}, ResultKind.article_report),
    ({"verification": Verification.unverified}, ResultKind.open_question),
    ({"verification": Verification.unverified, "basis": Basis.article}, ResultKind.open_question),
    ({"verification": Verification.unverified, "design": Design.systematic_review}, ResultKind.open_question),
]


@pytest.mark.parametrize(("change", "kind"), KINDS)
def test_an_outcome_has_one_kind(stress: TidyOutcome, change: dict[str, Any], kind: ResultKind) -> None:
    assert result_kind(stress.model_copy(update=change)) is kind


GIVEN = [
    ({"single_agent": True}, MagnesiumGiven.alone),
    ({"single_agent": False}, MagnesiumGiven.combined),
    ({"single_agent": None}, MagnesiumGiven.not_stated),
    ({"single_agent": True, "arm": "magnesium"}, MagnesiumGiven.alone),
    ({"single_agent": False, "arm": "magnesium"}, MagnesiumGiven.combined),
    ({"single_agent": True, "arm": "placebo"}, MagnesiumGiven.without),
    ({"single_agent": None, "arm": "placebo"}, MagnesiumGiven.without),
]


@pytest.mark.parametrize(("change", "expected"), GIVEN)
def test_what_was_given_is_that_of_the_arm(
    stress: TidyOutcome, macian: Trial, change: dict[str, Any], expected: MagnesiumGiven
) -> None:
    assert magnesium_given(stress.model_copy(update=change), macian) is expected


def named(stress: TidyOutcome, name: str, same_as: str | None = None, **change: Any) -> TidyOutcome:
    """A result under another name."""
    change = {"id": f"macian-2022/{name}", "name": name, "same_result_as": same_as, **change}
    return stress.model_copy(update=change)


SAME = [
    ({"a": None}, {("a",)}),
    ({"a": None, "b": None}, {("a",), ("b",)}),
    ({"a": "b", "b": None}, {("b", "a")}),
    ({"a": "b", "b": "c", "c": None}, {("c", "a", "b")}),
    ({"a": "c", "b": "c", "c": None}, {("c", "a", "b")}),
    ({"a": "b", "b": "a"}, {("a", "b")}),
    ({"a": "b", "b": "c", "c": "b"}, {("a", "b", "c")}),
    ({"a": "elsewhere", "b": "elsewhere"}, {("a", "b")}),
]


@pytest.mark.parametrize(("names", "expected"), SAME)
def test_entries_of_one_result_stand_together(
    stress: TidyOutcome, names: dict[str, str | None], expected: set[tuple[str, ...]]
) -> None:
    together = deduplicate_results([named(stress, name, same) for name, same in names.items()])
    assert {tuple(each.name for each in entries) for entries in together} == expected


def test_of_two_entries_of_one_result_the_one_that_was_read_counts(stress: TidyOutcome) -> None:
    unread = named(stress, "b", verification=Verification.unverified, direction=Direction.not_reported)
    ((first, second),) = deduplicate_results([unread, named(stress, "a", "b")])
    assert (first.name, second.name) == ("a", "b")


def test_every_outcome_of_the_flat_table_is_in_one_place(get: Get) -> None:
    flat = list(walk(get, "/v1/outcomes?limit=200"))
    summaries = get("/v1/summaries")["items"]
    shown = [id for each in summaries for id in ids_in(DomainSummary.model_validate(each))]
    assert sorted(shown) == sorted(each["id"] for each in flat)
    for summary in summaries:
        accounting = summary["accounting"]
        assert accounting.pop("outcomes") == sum(accounting.values())
        assert sum(accounting.values()) == sum(each["domain"] == summary["domain"] for each in flat)


def test_counts_are_those_of_the_flat_table(get: Get, library: Library) -> None:
    """Counted again, from the rows a caller can download."""
    expected: Counter[tuple[Any, ...]] = Counter()
    for row in walk(get, "/v1/outcomes?limit=200"):
        arms = {arm.name: arm.role for arm in library.records["trials"][row["trial"]].arms}
        if (
            row["verification"] != "unverified"
            and row["same_result_as"] is None
            and "review" not in row["design"]
        ):
            alone = {True: "alone", False: "combined", None: "not_stated"}[row["single_agent"]]
            given = "without" if arms.get(row["arm"], "magnesium") != "magnesium" else alone
            expected[row["domain"], row["comparison"], given, row["basis"], row["direction"]] += 1
    counted: Counter[tuple[Any, ...]] = Counter()
    for summary in get("/v1/summaries")["items"]:
        for group in summary["groups"]:
            for basis, counts in (("primary", group["counts"]), ("article", group["article_counts"])):
                assert (
                    sum(counts["by_direction"].values())
                    == sum(counts["by_verification"].values())
                    == counts["results"]
                )
                for direction, number in counts["by_direction"].items():
                    if number:
                        counted[summary["domain"], group["comparison"], group["given"], basis, direction] += (
                            number
                        )
    assert counted == expected


def test_groups_stand_from_what_can_show_an_effect_to_what_cannot(evidence: Evidence) -> None:
    given = list(MagnesiumGiven)
    for summary in summaries(evidence).items:
        places = [
            (COMPARISON_ORDER.index(group.comparison), given.index(group.given)) for group in summary.groups
        ]
        assert places == sorted(set(places))
        for group in summary.groups:
            controlled = group.comparison in (Comparison.between_arms, Comparison.withdrawal)
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


# Null and positive results side by side -----------------------------------------------------------


def test_sleep_has_the_null_result_the_positive_reports_and_the_disagreement(evidence: Evidence) -> None:
    sleep = summary_of(evidence, "sleep")
    found = {each.outcome.id: each.outcome.direction for group in sleep.groups for each in group.results}
    assert found["macian-2022/sleep"] is Direction.no_clear_difference
    assert found["rossello-aubach-2025/sleep-supplement"] is Direction.improved_within_group
    assert sleep.groups[0].results[0].outcome.id == "macian-2022/sleep"
    reviews = {each.outcome.id: each.outcome.direction for each in sleep.reviews}
    assert reviews["article-systematic-review/sleep"] is Direction.improved_within_group
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


def test_roles_come_in_order_then_names(evidence: Evidence, stress: TidyOutcome) -> None:
    roles = [Role.not_reported, Role.subgroup, Role.secondary, Role.primary, Role.primary]
    outcomes = [named(stress, name, role=role) for name, role in zip("abced", roles, strict=True)]
    (group,) = summary_of(only(evidence, *outcomes), "stress").groups
    assert [each.outcome.name for each in group.results] == ["d", "e", "c", "b", "a"]


def test_pain_is_counted_once_though_two_entries_report_it(evidence: Evidence) -> None:
    group = summary_of(evidence, "pain").groups[0]
    (result,) = group.results
    assert result.outcome.id == "macian-2022/pain-mild-moderate-subgroup"
    assert result.also_reported_as == ["macian-2022/pain-abstract"]
    assert group.counts.results == 1


def test_what_happened_on_placebo_is_no_evidence_on_magnesium(evidence: Evidence) -> None:
    fatigue = summary_of(evidence, "fatigue")
    apart = [group for group in fatigue.groups if group.given is MagnesiumGiven.without]
    assert [each.outcome.id for group in apart for each in group.results] == [
        "rossello-aubach-2025/fatigue-placebo",
        "gomez-centeno-fatmia/fatigue-placebo",
    ]
    others = {each.outcome.id for group in fatigue.groups if group not in apart for each in group.results}
    assert not {each for each in others if each.endswith("-placebo")}


# Sentences ----------------------------------------------------------------------------------------

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
    domain = domain_of(evidence, "stress")
    certainty = domain.certainty.model_copy(update={"rating": rating, "note": "Nobody looked."})
    rated = domain.model_copy(update={"certainty": certainty})
    conclusion = summarise(rated, only(evidence, *outcomes)).conclusion
    assert (conclusion.text, conclusion.rule) == (text, rule)
    assert conclusion.records == ["domains/stress", *(f"trials/{each.id}" for each in outcomes)]


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
    domain = domain_of(evidence, "stress")
    certainty = domain.certainty.model_copy(update={"rating": Certainty.high})
    rated = domain.model_copy(update={"certainty": certainty})
    outcome = named(stress, "r", **{"direction": FOR, **change})
    assert summarise(rated, only(evidence, outcome)).conclusion.rule == "grade_without_direction"


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
        for said in (summary.conclusion, *(group.statement for group in summary.groups), *summary.gaps):
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


# Gaps ---------------------------------------------------------------------------------------------


def rules(summary: DomainSummary) -> set[GapRule]:
    return {gap.rule for gap in summary.gaps}


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


# Effect sizes -------------------------------------------------------------------------------------

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


def people(outcome: TidyOutcome, magnesium: int | None, placebo: int | None) -> TidyOutcome:
    """A result with people in its arms."""
    known = {"magnesium": magnesium, "placebo": placebo}
    groups = [group.model_copy(update={"participants": known[group.arm]}) for group in outcome.groups]
    return outcome.model_copy(update={"groups": groups})


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
        "macian-2022/pain-mild-moderate-subgroup": -0.5,
    }
    for effect in effects.values():
        assert effect.hedges_g is None
        assert NoEffectSize.participants_not_read in effect.not_computed
    assert any("sd at baseline, not used" in each for each in effects[MILD].doubts)


# The map ------------------------------------------------------------------------------------------


def test_the_map_has_every_form_and_every_domain(evidence: Evidence) -> None:
    found = evidence_map(evidence)
    forms = [None, *(form.slug for form in evidence.forms)]
    for given_ in (MagnesiumGiven.alone, MagnesiumGiven.combined):
        assert {row.form for row in found.rows if row.given is given_} == set(forms)
    slugs = [domain.slug for domain in evidence.domains]
    assert [domain.slug for domain in found.domains] == slugs
    for row in found.rows:
        assert [cell.domain for cell in row.cells] == slugs


def test_the_map_holds_what_the_summaries_count(evidence: Evidence) -> None:
    rows = evidence_map(evidence).rows
    for at, summary in enumerate(summaries(evidence).items):
        counted = [
            (group.given, each.outcome.form, each.outcome.comparison, each.outcome.direction, each.outcome.id)
            for group in summary.groups
            if group.given is not MagnesiumGiven.without
            for each in group.results
        ]
        mapped = [
            (row.given, row.form, tally.comparison, tally.direction, id)
            for row in rows
            for tally in row.cells[at].tallies
            for id in tally.outcomes
        ]
        assert sorted(map(str, mapped)) == sorted(map(str, counted))


def test_empty_cells_are_named(evidence: Evidence) -> None:
    states: Counter[CellState] = Counter()
    for row in evidence_map(evidence).rows:
        for cell in row.cells:
            states[cell.state] += 1
            assert bool(cell.tallies) is (cell.state is CellState.results)
            assert bool(cell.trials) is (cell.state is not CellState.no_trial_found)
            assert (cell.text == "no trial found") is (cell.state is CellState.no_trial_found)
    assert states[CellState.no_trial_found] > states[CellState.results] > states[CellState.not_read] > 0


def test_glycinate_has_no_trial_and_says_so(get: Get) -> None:
    for row in get("/v1/evidence-map")["rows"]:
        if row["form"] == "magnesium-glycinate":
            assert {cell["text"] for cell in row["cells"]} == {"no trial found"}


def test_a_result_whose_combination_is_not_stated_gets_a_row_of_its_own(
    evidence: Evidence, stress: TidyOutcome
) -> None:
    rows = evidence_map(only(evidence, stress.model_copy(update={"single_agent": None}))).rows
    assert [(row.form, row.given) for row in rows if row.given is MagnesiumGiven.not_stated] == [
        ("magnesium-chloride", MagnesiumGiven.not_stated)
    ]


# The answers --------------------------------------------------------------------------------------


def test_a_summary_alone_is_that_of_the_list(get: Get) -> None:
    for summary in get("/v1/summaries")["items"]:
        assert get(f"/v1/domains/{summary['domain']}/summary") == summary


def test_a_record_is_still_where_it_was(get: Get) -> None:
    assert get("/v1/domains/sleep")["slug"] == "sleep"


@pytest.mark.parametrize(
    "address", ["/v1/domains/{}/summary", "/v1/figures/domains/{}", "/v1/figures/domains/{}.svg"]
)
def test_an_unknown_domain_is_not_found_and_the_nearest_is_named(client: TestClient, address: str) -> None:
    answer = client.get(address.format("sleeep"))
    assert answer.status_code == 404
    assert answer.json()["detail"] == "there is no such domain; did you mean 'sleep'?"
    assert client.get(address.format("no%20slug")).status_code == 404


@pytest.mark.parametrize(
    "address",
    ["/v1/summaries", "/v1/evidence-map", "/v1/domains/sleep/summary", "/v1/figures/domains/sleep.svg"],
)
def test_answers_can_be_kept(client: TestClient, address: str) -> None:
    answer = client.get(address)
    again = client.get(address, headers={"if-none-match": answer.headers["etag"]})
    assert (answer.status_code, again.status_code, again.content) == (200, 304, b"")
    assert client.get(f"{address}?include=summary").status_code == 422
