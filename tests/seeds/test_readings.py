"""The records say what their sources say: readings that were wrong once, each with the right one."""

import re
from typing import Any

import pytest

from app.models import Biomarker, Claim, Outcome, Trial
from app.models.biomarker import BiomarkerComparator, Level
from app.models.claim import Verdict
from app.models.outcome import CONTROLLED, AnalysisSet, Comparison, Direction, RestsOn, Significance
from app.models.provenance import Basis, Derivation, Verification
from app.publishing.outcomes import tidy_outcomes
from app.seeds.library import Library

HARMS = "adverse-events"
"""The domain of unwanted effects, whose results are counts and not changes of a symptom."""

P_VALUE = re.compile(r"-?0\.\d+")
"""The one format of printed p-values: the number alone, with its leading zero."""


def trial(library: Library, slug: str) -> Trial:
    found: Trial = library.records["trials"][slug]
    return found


def outcomes(library: Library, slug: str) -> dict[str, Outcome]:
    """Return the results of a trial by name."""
    return {outcome.name: outcome for outcome in trial(library, slug).outcomes}


def symptoms(library: Library, slug: str) -> dict[str, Outcome]:
    """Return the results of a trial on symptoms, unwanted effects left out, by name."""
    return {name: each for name, each in outcomes(library, slug).items() if each.domain != HARMS}


def biomarker(library: Library, slug: str) -> Biomarker:
    found: Biomarker = library.records["biomarkers"][slug]
    return found


def claim(library: Library, slug: str) -> Claim:
    found: Claim = library.records["claims"][slug]
    return found


@pytest.mark.parametrize("specimen", ["red-blood-cell", "whole-blood", "ionised"])
def test_raum_reports_figures_for_serum_alone(library: Library, specimen: str) -> None:
    other = biomarker(library, f"raum-{specimen}")
    assert other.level is Level.not_reported
    assert not any(figure in other.model_dump_json() for figure in ("0.76", "20.2", "83.8"))


def test_raum_reads_both_ways(library: Library) -> None:
    serum = biomarker(library, "raum-serum")
    assert serum.level is Level.within_range
    for text in (serum.other_results[0].text, claim(library, "s15").why):
        assert all(figure in text for figure in ("0.76 to 1.10 mmol/L", "20.2 %", "83.8 %", "0.4"))
    assert "raum-abstract" not in claim(library, "s18").sources
    assert "Raum" not in claim(library, "s18").why


def test_gomez_centeno_does_not_say_what_was_compared(library: Library) -> None:
    found = outcomes(library, "gomez-centeno-fatmia")
    null = {name: each for name, each in found.items() if name.endswith("-no-significant-difference")}
    assert len(null) == 8
    for each in null.values():
        assert (each.verification, each.derivation) == (Verification.derived, Derivation.inferred)
        assert each.comparison is Comparison.not_stated
    assert not any(each.comparison in CONTROLLED for each in found.values())
    within = [each for each in found.values() if each.direction is Direction.improved_within_group]
    assert len(within) == 7
    assert {each.significance for each in within} == {Significance.not_significant}
    assert found["active-coping"].direction is Direction.favourable_comparison_not_stated
    assert found["passive-coping"].direction is Direction.unfavourable_comparison_not_stated
    events = trial(library, "gomez-centeno-fatmia").adverse_events
    assert events is not None
    assert "3 of 23 left" in events.summary


def test_engen_reports_improvements_beside_the_null_results(library: Library) -> None:
    found = outcomes(library, "engen-2015")
    for name in ("cramps-reported", "fatigue-reported", "joint-and-muscle-pain-reported"):
        each = found[name]
        assert (each.direction, each.comparison) == (Direction.improved_within_group, Comparison.within_arm)
        assert each.verification is Verification.secondary
    for name in ("pain-sf36", "fatigue-sf36"):
        assert found[name].direction is Direction.unchanged_within_group
    assert any(
        "neither that of the paper nor that of the registry" in each.text
        for each in trial(library, "engen-2015").discrepancies
    )


def test_ali_measured_quality_of_life_and_says_once_that_both_groups_improved(library: Library) -> None:
    ali = trial(library, "ali-2009")
    assert outcomes(library, "ali-2009")["quality-of-life"].domain == "quality-of-life"
    assert "general-health" not in {each.domain for each in ali.outcomes}
    assert not any("improved" in (each.note or "") for each in ali.outcomes)
    assert ["both groups" in each.text for each in ali.limitations] == [True]


def test_the_pain_result_of_2022_leads_with_what_the_abstract_says(library: Library) -> None:
    found = outcomes(library, "macian-2022")
    leading, other = found["pain-abstract"], found["pain-mild-moderate-subgroup"]
    assert (leading.same_result_as, leading.analysis_set) == (None, AnalysisSet.not_stated)
    assert leading.verification is Verification.primary
    assert "subgroup" in leading.flags[0]
    assert (other.same_result_as, other.verification) == ("pain-abstract", Verification.secondary)


def test_how_many_people_were_in_each_arm_in_2022_was_not_read(library: Library) -> None:
    macian = trial(library, "macian-2022")
    assert [arm.participants for arm in macian.arms] == [None, None]
    assert macian.population.participants_randomised is None


def test_the_article_says_better_without_saying_than_what(library: Library) -> None:
    for outcome in tidy_outcomes(library):
        if outcome.basis is Basis.article:
            assert not outcome.direction.endswith("within_group")
            stated = outcome.comparison is not Comparison.not_stated
            assert stated or outcome.direction is Direction.favourable_comparison_not_stated
    for each in trial(library, "article-recent-trials").outcomes:
        assert each.direction is Direction.favours_magnesium
        assert "often" in each.flags[0]


@pytest.mark.parametrize(
    ("slug", "figures"),
    [
        ("s27", ("p=0.029", "p=0.003", "missed its primary endpoint", "p=0.930")),
        ("s30", ("significantly", "missed its primary endpoint")),
    ],
)
def test_a_sentence_with_favourable_results_is_overstated(
    library: Library, slug: str, figures: tuple[str, ...]
) -> None:
    judged = claim(library, slug)
    assert judged.verdict is Verdict.overstated
    assert all(figure in judged.why for figure in figures)
    assert "for magnesium alone" not in judged.why.split(".")[0]


@pytest.mark.parametrize(
    ("slug", "right", "hardened"),
    [
        ("s18", "consistently", "every time"),
        ("s20", "links", "is worse"),
        ("s30", "quality of sleep", "gains"),
    ],
)
def test_a_restatement_is_no_harder_than_its_sentence(
    library: Library, slug: str, right: str, hardened: str
) -> None:
    assert right in claim(library, slug).restatement
    assert hardened not in claim(library, slug).restatement


@pytest.mark.parametrize("slug", ["sendur-2008-serum", "andretta-2019-serum", "iasj-42868-serum"])
def test_controls_that_are_called_healthy_are_healthy(library: Library, slug: str) -> None:
    found = biomarker(library, slug)
    assert found.comparator is BiomarkerComparator.healthy_controls
    (entry,) = [each for each in found.provenance if each.fields == ["comparator"]]
    assert entry.verification is Verification.primary


def test_the_correlation_of_sendur_is_negative(library: Library) -> None:
    (link,) = biomarker(library, "sendur-2008-serum").symptom_links
    assert (link.domain, link.p_value) == ("fatigue", 0.003)
    assert "negative" in link.finding
    assert "boulis-2021" in link.sources


def test_massey_reports_the_same_p_value_for_each_symptom(library: Library) -> None:
    for each in symptoms(library, "massey-2007").values():
        assert (each.p_value, each.significance) == (0.005, Significance.significant)


def test_p_values_have_one_format(library: Library) -> None:
    rows: list[Any] = [*tidy_outcomes(library), *library.records["biomarkers"].values()]
    printed = [each.p_reported for each in rows if each.p_reported is not None]
    assert len(printed) > 10
    assert [each for each in printed if not P_VALUE.fullmatch(each)] == []


def test_a_p_value_below_0_05_is_called_significant(library: Library) -> None:
    rows: list[Any] = [*tidy_outcomes(library), *library.records["biomarkers"].values()]
    for each in rows:
        if each.p_value is not None and each.p_value < 0.05:
            assert each.significance is Significance.significant


def test_blood_pressure_medicines_rest_on_rules_and_a_product_text(library: Library) -> None:
    found = claim(library, "s42")
    assert {"rules/ccb", "rules/loop-thiazide"} <= set(found.records)
    assert {"product-text-magnesium-sulphate", "smpc-emc-12118"} <= set(found.sources)


def test_rossello_has_no_test_between_the_treatments(library: Library) -> None:
    found = outcomes(library, "rossello-aubach-2025")
    fatigue = found["fatigue-primary"]
    assert (fatigue.comparison, fatigue.direction) == (Comparison.crossover_periods, Direction.not_reported)
    assert fatigue.verification is Verification.unverified
    assert not any(
        each.comparison in CONTROLLED and each.direction is Direction.no_clear_difference
        for each in symptoms(library, "rossello-aubach-2025").values()
    )


def test_the_two_days_after_the_switch_are_unverified(library: Library) -> None:
    switch = outcomes(library, "abraham-flechas-1992")["tender-point-index-placebo-switch"]
    assert (switch.timepoint_weeks, switch.timepoint_reported) == (None, None)
    assert any(flag.startswith("Unverified") and "two days" in flag for flag in switch.flags)


def test_a_null_result_without_figures_says_so(library: Library) -> None:
    """One null result against a comparator prints means; all others rest on a statement."""
    null = [
        each
        for each in tidy_outcomes(library)
        if each.comparison in CONTROLLED
        and each.direction is Direction.no_clear_difference
        and each.domain != HARMS
    ]
    figures = [each.id for each in null if each.rests_on is RestsOn.figures]
    assert figures == ["macian-2022/stress-whole-sample"]
    assert {each.rests_on for each in null} == {RestsOn.figures, RestsOn.statement}


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({}, RestsOn.figures),
        ({"groups": []}, RestsOn.statement),
        ({"rests_on": "statement", "groups": []}, RestsOn.statement),
    ],
)
def test_what_a_result_rests_on_follows_from_what_it_holds(
    library: Library, change: dict[str, Any], found: RestsOn
) -> None:
    whole = outcomes(library, "macian-2022")["stress-whole-sample"].model_dump(exclude={"rests_on"})
    assert Outcome.model_validate({**whole, **change}).rests_on is found
    with pytest.raises(ValueError, match="by what the result holds"):
        Outcome.model_validate({**whole, "rests_on": "not_read"})
