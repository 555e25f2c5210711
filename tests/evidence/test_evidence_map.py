"""The evidence map: form or preparation × domain, empty cells included."""

from collections import Counter
from dataclasses import replace

import pytest

from app.evidence.evidence_map import evidence_map, map_cell, tally_text
from app.evidence.map_schemas import CellState, Tally
from app.evidence.schemas import GapRule, MagnesiumGiven
from app.evidence.summary import Evidence, summaries
from app.models import TidyOutcome, Trial
from app.models.design import Design
from app.models.outcome import Comparison, Direction
from app.models.trial import ArmRole
from app.seeds.library import Library
from tests.conftest import walk
from tests.evidence.records import Get, only, summary_of


def test_the_map_has_every_form_every_combination_and_every_domain(evidence: Evidence) -> None:
    found = evidence_map(evidence)
    forms = {form.slug for form in evidence.forms}
    combinations = {each.slug for each in evidence.preparations if not each.magnesium_alone}
    alone = [row.form for row in found.rows if row.given is MagnesiumGiven.alone]
    combined = [row.preparation for row in found.rows if row.given is MagnesiumGiven.combined]
    assert sorted(form for form in alone if form) == sorted(forms)
    assert sorted(each for each in combined if each) == sorted(combinations)
    slugs = [domain.slug for domain in evidence.domains]
    assert [domain.slug for domain in found.domains] == slugs
    for row in found.rows:
        assert [cell.domain for cell in row.cells] == slugs


def test_the_map_holds_what_the_summaries_count(evidence: Evidence) -> None:
    rows = evidence_map(evidence).rows
    for at, summary in enumerate(summaries(evidence).items):
        counted = [
            (group.given, each.outcome.comparison, each.outcome.direction, each.outcome.id)
            for group in summary.groups
            if group.given is not MagnesiumGiven.without
            for each in group.results
        ]
        mapped = [
            (row.given, tally.comparison, tally.direction, id)
            for row in rows
            for tally in row.cells[at].tallies
            for id in tally.outcomes
        ]
        assert sorted(map(str, mapped)) == sorted(map(str, counted))


def test_a_result_stands_in_the_row_of_what_was_given(evidence: Evidence) -> None:
    outcomes = {outcome.id: outcome for outcome in evidence.outcomes}
    for row in evidence_map(evidence).rows:
        for id in (id for cell in row.cells for tally in cell.tallies for id in tally.outcomes):
            if row.given is MagnesiumGiven.combined:
                assert outcomes[id].preparation == row.preparation
            else:
                assert outcomes[id].form == row.form


def test_every_state_of_a_cell_occurs_and_says_what_it_is(evidence: Evidence) -> None:
    states: Counter[CellState] = Counter()
    for row in evidence_map(evidence).rows:
        for cell in row.cells:
            states[cell.state] += 1
            assert bool(cell.tallies) is (cell.state is CellState.results)
            assert bool(cell.trials) is (cell.state in (CellState.results, CellState.not_read))
            assert (cell.text == "no trial found") is (cell.state is CellState.no_trial_found)
    assert set(states) == set(CellState)
    assert states[CellState.no_trial_found] > states[CellState.results]


def test_no_trial_found_stands_only_where_there_is_no_trial(evidence: Evidence, library: Library) -> None:
    """Neither of the form, nor of a preparation that stands for it, whatever the trial measured."""
    like = {form: each.slug for each in evidence.preparations for form in each.stands_for}
    arms = [arm for trial in library.records["trials"].values() for arm in trial.arms]
    tried = {arm.preparation for arm in arms}
    tried |= {arm.form for arm in arms if arm.preparation == "magnesium-alone"}
    for row in evidence_map(evidence).rows:
        for cell in row.cells:
            if cell.state is CellState.no_trial_found:
                assert row.form is None or row.form not in tried
                assert like.get(row.form or "", "none") not in tried
                assert row.preparation is None or row.preparation not in tried


def test_malate_leads_to_the_trials_with_malic_acid(get: Get) -> None:
    rows = get("/v1/evidence-map")["rows"]
    (malate,) = [row for row in rows if row["form"] == "magnesium-malate"]
    assert {cell["text"] for cell in malate["cells"]} == {"not tried alone; see magnesium with malic acid"}
    (combined,) = [row for row in rows if row["preparation"] == "magnesium-with-malic-acid"]
    assert combined["stands_for"] == ["magnesium-malate"]
    assert combined["trials"] == ["abraham-flechas-1992", "russell-1995-blinded", "russell-1995-open"]
    texts = {cell["domain"]: cell["text"] for cell in combined["cells"]}
    assert "no clear difference" in texts["pain"]
    assert texts["quality-of-life"] == "result not read"
    assert texts["fatigue"] == "not known to be measured"


@pytest.mark.parametrize(
    ("tried", "like", "state"),
    [
        (True, "Magnesium with malic acid", CellState.not_measured),
        (False, "Magnesium with malic acid", CellState.preparation),
        (False, None, CellState.no_trial_found),
    ],
)
def test_a_cell_leads_to_a_preparation_only_where_the_form_was_not_tried(
    tried: bool, like: str | None, state: CellState
) -> None:
    cell = map_cell("sleep", [], tried=tried, like=like)
    assert (cell.state, "see magnesium with malic acid" in cell.text) == (
        state,
        state is CellState.preparation,
    )


def test_glycinate_has_no_trial_and_says_so(get: Get) -> None:
    (glycinate,) = [row for row in get("/v1/evidence-map")["rows"] if row["form"] == "magnesium-glycinate"]
    assert {cell["text"] for cell in glycinate["cells"]} == {"no trial found"}


@pytest.mark.parametrize("query", ["form=magnesium-malate", "preparation=magnesium-with-malic-acid"])
def test_the_filters_find_russell_under_malate_and_under_malic_acid(get: Get, query: str) -> None:
    trials = {trial["slug"] for trial in get(f"/v1/trials?{query}")["items"]}
    assert {"russell-1995-blinded", "russell-1995-open", "abraham-flechas-1992"} <= trials
    found = {outcome["id"] for outcome in walk(get, f"/v1/outcomes?{query}")}
    assert {"russell-1995-blinded/pain", "article-malate-trials/tender-points"} <= found
    assert not any(id.startswith("macian-2022") for id in found)


def test_malate_is_no_gap_where_a_preparation_like_it_was_tried(evidence: Evidence) -> None:
    gaps = {gap.rule: gap for gap in summary_of(evidence, "pain").gaps}
    assert "forms/magnesium-malate" not in gaps[GapRule.forms_without_trial].records
    gaps = {gap.rule: gap for gap in summary_of(evidence, "stress").gaps}
    assert "forms/magnesium-malate" in gaps[GapRule.forms_without_trial].records


def test_every_arm_with_magnesium_names_its_preparation(evidence: Evidence, library: Library) -> None:
    alone = {each.slug for each in evidence.preparations if each.magnesium_alone}
    for trial in library.records["trials"].values():
        for arm in trial.arms:
            assert (arm.preparation is not None) is (arm.role is ArmRole.magnesium)
            if arm.preparation is not None:
                assert (arm.preparation in alone) is not bool(arm.co_interventions)


def test_a_result_whose_combination_is_not_stated_gets_a_row_of_its_own(
    evidence: Evidence, stress: TidyOutcome
) -> None:
    rows = evidence_map(only(evidence, stress.model_copy(update={"single_agent": None}))).rows
    assert [(row.form, row.given) for row in rows if row.given is MagnesiumGiven.not_stated] == [
        ("magnesium-chloride", MagnesiumGiven.not_stated)
    ]


def test_a_trial_whose_results_are_not_known_stands_in_the_row_of_its_arms(
    evidence: Evidence, macian: Trial
) -> None:
    without = replace(only(evidence), trials={macian.slug: macian})
    rows = {row.form: row for row in evidence_map(without).rows if row.given is MagnesiumGiven.alone}
    arm = next(arm for arm in macian.arms if arm.role is ArmRole.magnesium)
    assert {form for form, row in rows.items() if row.trials == [macian.slug]} == {arm.form}
    assert {cell.state for cell in rows[arm.form].cells} == {CellState.not_measured}


def test_a_review_stands_in_no_row_by_its_arms(evidence: Evidence, macian: Trial) -> None:
    review = macian.model_copy(update={"design": Design.systematic_review})
    rows = evidence_map(replace(only(evidence), trials={macian.slug: review})).rows
    assert not any(row.trials for row in rows)


@pytest.mark.parametrize(
    ("results", "subgroups", "text"),
    [
        (2, 0, "2 no clear difference (against a comparator)"),
        (2, 1, "2 no clear difference (against a comparator; 1 in a subgroup)"),
    ],
)
def test_a_tally_in_words_names_its_subgroups(results: int, subgroups: int, text: str) -> None:
    tally = Tally(
        comparison=Comparison.between_arms,
        direction=Direction.no_clear_difference,
        results=results,
        outcomes=[],
        in_subgroups=subgroups,
    )
    assert tally_text(tally) == text
