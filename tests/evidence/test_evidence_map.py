"""The evidence map: form × domain, empty cells included."""

from collections import Counter

from app.evidence.evidence_map import evidence_map
from app.evidence.schemas import CellState, MagnesiumGiven
from app.evidence.summary import Evidence, summaries
from app.models import TidyOutcome
from tests.evidence.records import Get, only


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
    assert states[CellState.no_trial_found] > states[CellState.results] > 0


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
