"""Build the evidence map: form of magnesium × symptom domain. Pure.

What must stay true: every form that people buy has a row and every domain a column, so that an empty cell
is as visible as a full one; a result stands in exactly one cell.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from app.evidence.aggregation import COMPARISON_ORDER, LIST_LIMIT, ResultKind, ResultSet, UniqueResult
from app.evidence.labels import label
from app.evidence.schemas import CellState, EvidenceMap, MagnesiumGiven, MapCell, MapColumn, MapRow, Tally
from app.evidence.summary import Evidence
from app.models import Form
from app.models.outcome import Comparison, Direction

LEFT_OUT = (
    "Left out: reviews, what the article reports, what happened in comparison arms without magnesium, and "
    "second reports of the same result. Results in subgroups are in it."
)

EMPTY_CELL = {CellState.not_read: "result not read", CellState.no_trial_found: "no trial found"}
"""Text of a cell without results."""

FORM_NOT_REPORTED = "Form not reported"

RowKey = tuple[str | None, MagnesiumGiven]
"""Slug of a form, None where it is not reported; what was given."""


def evidence_map(evidence: Evidence) -> EvidenceMap:
    """Return the map of all forms and domains, magnesium alone and combinations in rows of their own."""
    cells = results_by_cell(evidence)
    filled = {row for row, _ in cells}
    return EvidenceMap(
        domains=[MapColumn(slug=domain.slug, name=domain.name) for domain in evidence.domains],
        rows=[
            MapRow(
                form=form.slug if form else None,
                name=form.name if form else FORM_NOT_REPORTED,
                given=given,
                cells=[
                    map_cell(domain.slug, cells.get(((form.slug if form else None, given), domain.slug), []))
                    for domain in evidence.domains
                ],
            )
            for form, given in map_rows(evidence.forms, filled)
        ],
        left_out=LEFT_OUT,
        dataset=evidence.dataset,
    )


def results_by_cell(evidence: Evidence) -> dict[tuple[RowKey, str], list[UniqueResult]]:
    """Return the results on the map by row and domain; those that were not read are among them."""
    cells: defaultdict[tuple[RowKey, str], list[UniqueResult]] = defaultdict(list)
    for result in evidence.results:
        on_map = result.kind in (ResultKind.trial_result, ResultKind.open_question)
        if on_map and result.given is not MagnesiumGiven.without:
            cells[(result.outcome.form, result.given), result.outcome.domain].append(result)
    return dict(cells)


def map_rows(forms: Sequence[Form], filled: set[RowKey]) -> Iterator[tuple[Form | None, MagnesiumGiven]]:
    """Yield the rows: every form alone and in combination; not stated only where there is a result."""
    for given in (MagnesiumGiven.alone, MagnesiumGiven.combined, MagnesiumGiven.not_stated):
        for form in (*forms, None):
            if given is not MagnesiumGiven.not_stated or (form.slug if form else None, given) in filled:
                yield form, given


def map_cell(domain: str, results: Sequence[UniqueResult]) -> MapCell:
    """Return the cell of one row for one domain."""
    tallies = list(tally_results(results))
    state = CellState.results if tallies else CellState.not_read if results else CellState.no_trial_found
    return MapCell(
        domain=domain,
        state=state,
        text="; ".join(map(tally_text, tallies)) or EMPTY_CELL[state],
        trials=sorted({result.outcome.trial for result in results})[:LIST_LIMIT],
        tallies=tallies,
    )


def tally_results(results: Sequence[UniqueResult]) -> Iterator[Tally]:
    """Count the results that were read by comparison and direction."""
    tallies: defaultdict[tuple[Comparison, Direction], list[UniqueResult]] = defaultdict(list)
    for result in results:
        if result.kind is ResultKind.trial_result:
            tallies[result.outcome.comparison, result.outcome.direction].append(result)
    for comparison in COMPARISON_ORDER:
        for direction in Direction:
            if found := ResultSet(tallies.get((comparison, direction), ())):
                yield Tally(
                    comparison=comparison,
                    direction=direction,
                    results=len(found),
                    outcomes=[result.outcome.id for result in found.listed],
                    in_subgroups=found.in_subgroups,
                )


def tally_text(tally: Tally) -> str:
    """Return a tally in words: `2 no clear difference (against a comparator; 1 in a subgroup)`."""
    subgroups = f"; {tally.in_subgroups} in a subgroup" if tally.in_subgroups else ""
    direction, comparison = label(tally.direction).wording, label(tally.comparison).wording
    return f"{tally.results} {direction} ({comparison}{subgroups})"
