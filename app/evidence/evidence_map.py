"""Build the evidence map: form or preparation of magnesium × symptom domain. Pure.

What must stay true: every form that people buy has a row and every domain a column, so that an empty cell
is as visible as a full one; a result stands in exactly one cell; `no trial found` stands only where there is
no trial of the form or preparation, whatever it measured.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.evidence.aggregation import (
    COMPARISON_ORDER,
    LIST_LIMIT,
    REVIEW_DESIGNS,
    ResultKind,
    ResultSet,
    UniqueResult,
)
from app.evidence.labels import label, uncapitalised
from app.evidence.map_schemas import CellState, EvidenceMap, MapCell, MapColumn, MapRow, Tally
from app.evidence.schemas import MagnesiumGiven
from app.evidence.summary import Evidence
from app.models import Trial
from app.models.outcome import Comparison, Direction
from app.models.trial import ArmRole

LEFT_OUT = (
    "Left out: reviews, what the article reports, what happened in comparison arms without magnesium, and "
    "second reports of the same result. Results in subgroups are in it."
)

EMPTY_CELL = {
    CellState.not_read: "result not read",
    CellState.not_measured: "not known to be measured",
    CellState.no_trial_found: "no trial found",
}
"""Text of a cell without results."""

FORM_NOT_REPORTED = "Form not reported"
PREPARATION_NOT_REPORTED = "Combination not reported"


@dataclass(frozen=True)
class RowKey:
    """What was given: a form of magnesium alone, or a preparation of magnesium with something else."""

    given: MagnesiumGiven
    form: str | None = None
    preparation: str | None = None


def evidence_map(evidence: Evidence) -> EvidenceMap:
    """Return the map of all domains by all forms alone and all preparations."""
    cells = results_by_cell(evidence)
    trials = trials_by_row(evidence)
    rows = list(map_rows(evidence, {row for row, _ in cells}))
    like = {
        form: each.name
        for each in evidence.preparations
        if trials.get(RowKey(MagnesiumGiven.combined, preparation=each.slug))
        for form in each.stands_for
    }
    return EvidenceMap(
        domains=[MapColumn(slug=domain.slug, name=domain.name) for domain in evidence.domains],
        rows=[
            MapRow(
                form=row.form,
                preparation=row.preparation,
                name=name,
                stands_for=stands_for,
                given=row.given,
                trials=trials.get(row, [])[:LIST_LIMIT],
                cells=[
                    map_cell(
                        domain.slug,
                        cells.get((row, domain.slug), []),
                        tried=row in trials,
                        like=like.get(row.form) if row.form else None,
                    )
                    for domain in evidence.domains
                ],
            )
            for row, name, stands_for in rows
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
            row = row_key(result.given, result.outcome.form, result.outcome.preparation)
            cells[row, result.outcome.domain].append(result)
    return dict(cells)


def row_key(given: MagnesiumGiven, form: str | None, preparation: str | None) -> RowKey:
    """Return the row of a form and preparation: by preparation for combinations, else by form."""
    if given is MagnesiumGiven.combined:
        return RowKey(given, preparation=preparation)
    return RowKey(given, form=form)


def trials_by_row(evidence: Evidence) -> Mapping[RowKey, list[str]]:
    """Return the trials of each row by their arms and results, whatever they measured, in order."""
    found: defaultdict[RowKey, set[str]] = defaultdict(set)
    alone = {each.slug for each in evidence.preparations if each.magnesium_alone}
    for trial in evidence.trials.values():
        for form, preparation in given_in(trial):
            given = MagnesiumGiven.alone if preparation in alone else MagnesiumGiven.combined
            found[row_key(given, form, preparation)].add(trial.slug)
    for (row, _), results in results_by_cell(evidence).items():
        found[row] |= {result.outcome.trial for result in results}
    return {row: sorted(slugs) for row, slugs in found.items()}


def given_in(trial: Trial) -> Iterator[tuple[str | None, str]]:
    """Yield (form, preparation) of each arm with magnesium, for trials that are no review."""
    if trial.design not in REVIEW_DESIGNS:
        for arm in trial.arms:
            if arm.role is ArmRole.magnesium and arm.preparation is not None:
                yield arm.form, arm.preparation


def map_rows(evidence: Evidence, filled: set[RowKey]) -> Iterator[tuple[RowKey, str, list[str]]]:
    """Yield (row, name, forms it stands for); rows for an unknown form only where there is a result."""
    for form in evidence.forms:
        yield RowKey(MagnesiumGiven.alone, form=form.slug), form.name, []
    if RowKey(MagnesiumGiven.alone) in filled:
        yield RowKey(MagnesiumGiven.alone), FORM_NOT_REPORTED, []
    for each in evidence.preparations:
        if not each.magnesium_alone:
            yield RowKey(MagnesiumGiven.combined, preparation=each.slug), each.name, each.stands_for
    if RowKey(MagnesiumGiven.combined) in filled:
        yield RowKey(MagnesiumGiven.combined), PREPARATION_NOT_REPORTED, []
    names = {form.slug: form.name for form in evidence.forms}
    for form_slug in (*names, None):
        row = RowKey(MagnesiumGiven.not_stated, form=form_slug)
        if row in filled:
            yield row, names[form_slug] if form_slug else FORM_NOT_REPORTED, []


def map_cell(domain: str, results: Sequence[UniqueResult], *, tried: bool, like: str | None) -> MapCell:
    """Return the cell of one row for one domain; `like` names a preparation that stands for the form."""
    tallies = list(tally_results(results))
    state = cell_state(results, tallies, tried=tried, like=like)
    text = "; ".join(map(tally_text, tallies))
    if state is CellState.preparation and like:
        text = f"not tried alone; see {uncapitalised(like)}"
    return MapCell(
        domain=domain,
        state=state,
        text=text or EMPTY_CELL[state],
        trials=sorted({result.outcome.trial for result in results})[:LIST_LIMIT],
        tallies=tallies,
    )


def cell_state(
    results: Sequence[UniqueResult], tallies: Sequence[Tally], *, tried: bool, like: str | None
) -> CellState:
    """Return the state of a cell: the first that holds."""
    if tallies:
        return CellState.results
    if results:
        return CellState.not_read
    if tried:
        return CellState.not_measured
    return CellState.preparation if like else CellState.no_trial_found


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
