"""Records arranged for pages: sides, columns and order of results."""

from typing import Any

import pytest

from app.evidence.evidence_map import evidence_map
from app.evidence.labels import DIRECTIONS, Tone
from app.evidence.schemas import MagnesiumGiven
from app.evidence.summary import Evidence
from app.models import TidyOutcome, Trial
from app.models.outcome import AnalysisSet, Comparison, Direction, Role
from app.models.provenance import Basis
from app.web.presenters import (
    StudiesAndPeople,
    circumstances,
    findings_row,
    map_table,
    outcome_tables,
    results_by_side,
    studies_and_people,
)
from app.web.text import record_words
from tests.evidence.records import named, only, summary_of

SIDES = {
    Tone.toward: "in_favour",
    Tone.level: "not_in_favour",
    Tone.away: "not_in_favour",
    Tone.unclear: "unclear",
}


@pytest.mark.parametrize("direction", Direction)
def test_a_result_stands_on_the_side_of_its_tone(
    evidence: Evidence, stress: TidyOutcome, direction: Direction
) -> None:
    sides = results_by_side(summary_of(only(evidence, named(stress, "r", direction=direction)), "stress"))
    found = [side for side, results in sides.items() if results]
    assert found == [SIDES[DIRECTIONS[direction].tone]]


def test_results_that_can_show_an_effect_stand_first_and_comparison_arms_and_the_article_nowhere(
    evidence: Evidence, stress: TidyOutcome
) -> None:
    outcomes = [
        named(stress, "a", comparison=Comparison.within_arm),
        named(stress, "b", basis=Basis.article),
        named(stress, "c"),
        named(stress, "d", comparison=Comparison.within_arm, arm="placebo"),
    ]
    sides = results_by_side(summary_of(only(evidence, *outcomes), "stress"))
    assert [(title, result.outcome.name) for title, result in sides["not_in_favour"]] == [
        ("Magnesium alone, against a comparator", "c"),
        ("Magnesium alone, before against after, uncontrolled", "a"),
    ]


def test_a_result_that_the_article_reports_too_stands_on_a_side_once(evidence: Evidence) -> None:
    for domain in evidence.domains:
        summary = summary_of(evidence, domain.slug)
        sides = [result.outcome for results in results_by_side(summary).values() for _, result in results]
        assert all(outcome.basis is Basis.primary for outcome in sides), domain.slug
        expected = [
            result.outcome.id
            for group in summary.groups
            if group.given is not MagnesiumGiven.without
            for result in group.results
        ]
        assert sorted(outcome.id for outcome in sides) == sorted(expected), domain.slug
    sleep = summary_of(evidence, "sleep")
    assert any(group.article_results for group in sleep.groups)
    assert [
        result.outcome.trial
        for _, result in results_by_side(sleep)["not_in_favour"]
        if result.outcome.trial == "macian-2022"
    ] == ["macian-2022"]


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ({}, "alone"),
        ({"single_agent": False}, "combined"),
        ({"single_agent": None}, "combined"),
        ({"comparison": Comparison.within_arm}, "uncontrolled"),
        ({"comparison": Comparison.withdrawal}, "uncontrolled"),
        ({"comparison": Comparison.not_stated}, "uncontrolled"),
        ({"basis": Basis.article}, "article"),
        ({"comparison": Comparison.within_arm, "arm": "placebo"}, None),
    ],
)
def test_a_result_is_counted_in_one_column_of_the_summary_of_findings(
    evidence: Evidence, stress: TidyOutcome, change: dict[str, Any], column: str | None
) -> None:
    row = findings_row(summary_of(only(evidence, stress.model_copy(update=change)), "stress"))
    assert {name: cell.counts.total() for name, cell in row.items()} == {
        name: int(name == column) for name in ("alone", "combined", "uncontrolled", "article")
    }


def test_subgroups_are_counted_beside_the_directions(evidence: Evidence) -> None:
    assert findings_row(summary_of(evidence, "stress"))["alone"].in_subgroups == 2


def test_the_map_table_has_the_forms_that_were_studied_or_the_chosen_one(evidence: Evidence) -> None:
    found = evidence_map(evidence)
    tried = [row for row in found.rows if row.trials]
    table = map_table(found, None, None)
    assert len(table) == len(tried)
    measured = [[cell.text for cell in row.cells if cell.trials] for row in tried]
    assert [[text for _, text in rows] for _, rows in table] == measured
    assert map_table(found, "sleep", "magnesium-glycinate") == [
        ("Magnesium glycinate: magnesium alone", [("Sleep", "no trial found")])
    ]
    ((_, whole),) = map_table(found, None, "magnesium-glycinate")
    assert [symptom for symptom, _ in whole] == [domain.name for domain in found.domains]
    assert [heading for heading, _ in map_table(found, "pain", "magnesium-malate")] == [
        "Magnesium malate: magnesium alone",
        "Magnesium with malic acid",
    ]


def test_results_of_a_trial_stand_by_comparison_then_role_and_the_article_last(macian: Trial) -> None:
    tables = list(outcome_tables(macian.outcomes))
    assert tables[0][0] == "Against a comparator"
    assert tables[0][2][0].role is Role.primary
    assert tables[-1][0] == "As the article reports it"
    assert sum(len(outcomes) for _, _, outcomes in tables) == len(macian.outcomes)


def test_circumstances_leave_out_what_was_not_read(stress: TidyOutcome) -> None:
    unknown = {
        "instrument": None,
        "timepoint_weeks": None,
        "timepoint_reported": None,
        "role": Role.not_reported,
        "analysis_set": AnalysisSet.not_stated,
        "blinded": None,
    }
    assert circumstances(stress.model_copy(update=unknown)) == []
    known = {**unknown, "timepoint_weeks": 8.0, "role": Role.primary, "blinded": False}
    assert circumstances(stress.model_copy(update=known)) == ["8 weeks", "primary endpoint", "not blinded"]


@pytest.mark.parametrize(
    ("change", "people", "expected"),
    [
        ({}, 31, StudiesAndPeople(1, 1, 31, 1)),
        ({}, None, StudiesAndPeople(1, 1, 0, 0)),
        ({"comparison": Comparison.within_arm}, 31, StudiesAndPeople(1, 0, 31, 1)),
        ({"basis": Basis.article}, 31, StudiesAndPeople(0, 0, 0, 0)),
        ({"comparison": Comparison.within_arm, "arm": "placebo"}, 31, StudiesAndPeople(0, 0, 0, 0)),
    ],
)
def test_studies_are_counted_once_with_the_people_that_were_read(
    evidence: Evidence,
    stress: TidyOutcome,
    macian: Trial,
    change: dict[str, Any],
    people: int | None,
    expected: StudiesAndPeople,
) -> None:
    outcomes = [named(stress, name, **change) for name in ("a", "b")]
    nobody = {f"participants_{kind}": None for kind in ("analysed", "completed", "randomised", "enrolled")}
    population = macian.population.model_copy(update={**nobody, "participants_randomised": people})
    trial = macian.model_copy(update={"population": population})
    summary = summary_of(only(evidence, *outcomes), "stress")
    assert studies_and_people(summary, {trial.slug: trial}) == expected


@pytest.mark.parametrize(
    ("reference", "words"),
    [
        ("trials/macian-2022/sleep", "Macian 2022: sleep"),
        ("forms/magnesium-glycinate", "Magnesium glycinate"),
        ("claims/s28", "Sentence S28"),
        ("evidence-profiles/oral-magnesium-against-placebo/pain", "Oral magnesium against placebo: pain"),
    ],
)
def test_a_place_in_the_dataset_in_words(reference: str, words: str) -> None:
    assert record_words(reference) == words
