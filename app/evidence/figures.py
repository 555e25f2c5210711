"""Make figures as data: what is drawn, as a table and in words. `formats/svg.py` draws them. Pure.

What must stay true: one mark per result, of one size whichever way it points; every mark says by a letter
and a word what its colour says.
"""

from collections.abc import Iterable, Iterator, Sequence

from app.evidence.aggregation import is_subgroup
from app.evidence.evidence_map import tally_text
from app.evidence.figure_schemas import Figure, FigureMark, FigureRow, LegendEntry
from app.evidence.labels import (
    DIRECTIONS,
    Tone,
    count_in_words,
    group_title,
    label,
    quantity,
    uncapitalised,
)
from app.evidence.map_schemas import CellState, EvidenceMap, MapCell, MapRow
from app.evidence.schemas import DomainSummary, MagnesiumGiven, Result
from app.models.outcome import Role

DIRECTION_COLUMNS = {
    Tone.away: "Worse",
    Tone.level: "No clear difference",
    Tone.toward: "Better",
    Tone.unclear: "Mixed or not read",
}
"""Columns of a direction plot, by the tone of the directions that stand in them."""

FORM_SUFFIX = {
    MagnesiumGiven.alone: ", alone",
    MagnesiumGiven.combined: "",
    MagnesiumGiven.not_stated: ", alone or not",
}
"""Words after the name of a form or preparation that say what was given."""


def direction_figure(summary: DomainSummary) -> Figure:
    """Return the figure of a domain: one mark per result, in the column of its direction."""
    results = list(figure_results(summary))
    tones = list(DIRECTION_COLUMNS)
    marks = [
        FigureMark(
            row=number,
            column=1 + tones.index(label(result.outcome.direction).tone),
            comparison=result.outcome.comparison,
            direction=result.outcome.direction,
            letter=label(result.outcome.direction).letter,
            results=1,
            outcomes=[result.outcome.id],
        )
        for number, (_, result) in enumerate(results)
    ]
    rows = [
        FigureRow(
            heading=heading,
            cells=[
                row_label(result),
                *(mark_text(mark) if mark.column == at else "" for at in range(1, len(tones) + 1)),
            ],
        )
        for (heading, result), mark in zip(results, marks, strict=True)
    ]
    return Figure(
        name=f"domains/{summary.domain}",
        title=f"{summary.name}: which way each result points",
        alternative=rows_as_text(rows),
        svg=f"/v1/figures/domains/{summary.domain}.svg",
        columns=["Result", *DIRECTION_COLUMNS.values()],
        rows=rows,
        marks=marks,
        legend=legend_entries(marks),
        notes=[
            f"Not read, so without a mark: {each.trial_name}, {uncapitalised(each.text)}."
            for each in summary.open_questions
        ],
        dataset=summary.dataset,
    )


def row_label(result: Result) -> str:
    """Return the name of a result in a figure, marked as primary endpoint or subgroup where it is one."""
    outcome = result.outcome
    role = "primary endpoint" if outcome.role is Role.primary else "subgroup" if is_subgroup(outcome) else ""
    counted = f", {count_in_words(outcome.count)}" if outcome.count is not None else ""
    return f"{outcome.trial_name}: {outcome.label}{counted}{f' ({role})' if role else ''}"


def figure_results(summary: DomainSummary) -> Iterator[tuple[str, Result]]:
    """Yield (heading, result) of everything that was read: trials, then the article, then reviews."""
    titles = [group_title(group.given, group.comparison) for group in summary.groups]
    for title, group in zip(titles, summary.groups, strict=True):
        yield from ((title, result) for result in group.results)
    for title, group in zip(titles, summary.groups, strict=True):
        heading = f"As the article has it: {uncapitalised(title)}"
        yield from ((heading, result) for result in group.article_results)
    yield from (("Reviews, which may draw on the trials above", result) for result in summary.reviews)


def map_figure(evidence: EvidenceMap) -> Figure:
    """Return the figure of the map: form or preparation, symptom by symptom, one mark per direction.

    Forms without any trial have no rows; a note names them.
    """
    tried = [row for row in evidence.rows if row.trials]
    tones = list(DIRECTION_COLUMNS)
    rows: list[FigureRow] = []
    marks: list[FigureMark] = []
    for tried_row in tried:
        heading = f"{tried_row.name}{FORM_SUFFIX[tried_row.given]}"
        for symptom, cell in measured(evidence, tried_row):
            texts = [tally_texts(cell, tone) for tone in tones]
            if cell.state is CellState.not_read:
                texts[tones.index(Tone.unclear)] = cell.text
            marks += [
                FigureMark(
                    row=len(rows),
                    column=1 + tones.index(label(tally.direction).tone),
                    comparison=tally.comparison,
                    direction=tally.direction,
                    letter=label(tally.direction).letter,
                    results=tally.results,
                    outcomes=tally.outcomes,
                )
                for tally in cell.tallies
            ]
            rows.append(FigureRow(heading=heading, cells=[symptom, *texts]))
        if unknown := not_measured(evidence, tried_row):
            rows.append(FigureRow(heading=heading, cells=[unknown, *[""] * len(tones)]))
    return Figure(
        name="evidence-map",
        title="Which form or preparation of magnesium was studied for which symptom",
        alternative=" ".join(map_as_text(evidence, tried)),
        svg="/v1/figures/evidence-map.svg",
        columns=["Symptom", *DIRECTION_COLUMNS.values()],
        rows=rows,
        marks=marks,
        legend=legend_entries(marks),
        notes=[*untried_forms(evidence), evidence.left_out],
        dataset=evidence.dataset,
    )


def measured(evidence: EvidenceMap, row: MapRow) -> Iterator[tuple[str, MapCell]]:
    """Yield (symptom, cell) of the symptoms that a trial of a row measured."""
    for domain, cell in zip(evidence.domains, row.cells, strict=True):
        if cell.trials:
            yield domain.name, cell


def not_measured(evidence: EvidenceMap, row: MapRow) -> str:
    """Return in words which symptoms no trial of a row is known to have measured; empty when none."""
    names = [
        uncapitalised(domain.name)
        for domain, cell in zip(evidence.domains, row.cells, strict=True)
        if not cell.trials
    ]
    return f"Not known to be measured: {', '.join(names)}" if names else ""


def tally_texts(cell: MapCell, tone: Tone) -> str:
    """Return the results of a cell whose direction has a tone, in words."""
    return "; ".join(tally_text(tally) for tally in cell.tallies if label(tally.direction).tone is tone)


def map_as_text(evidence: EvidenceMap, tried: Sequence[MapRow]) -> Iterator[str]:
    """Yield the map in sentences, row by row; symptoms that were not measured are named together."""
    for row in tried:
        found = "; ".join(
            f"{uncapitalised(symptom)}, {cell.text}" for symptom, cell in measured(evidence, row)
        )
        yield f"{row.name}{FORM_SUFFIX[row.given]}: {found or 'no result'}."
        if unknown := not_measured(evidence, row):
            yield f"{unknown}."
    yield from untried_forms(evidence)


def untried_forms(evidence: EvidenceMap) -> Iterator[str]:
    """Yield the forms without any trial, and the forms of which only a similar preparation was tried."""
    untried = [row for row in evidence.rows if not row.trials]
    names = [uncapitalised(row.name) for row in untried if is_empty(row.cells[0])]
    if names:
        yield f"Magnesium alone, no trial found for any symptom: {', '.join(names)}."
    yield from (f"{row.name}: {row.cells[0].text}." for row in untried if not is_empty(row.cells[0]))


def is_empty(cell: MapCell) -> bool:
    """Return whether there is no trial of a cell's form or preparation."""
    return cell.state is CellState.no_trial_found


def mark_text(mark: FigureMark) -> str:
    """Return a mark in words, its letter first."""
    return f"{mark.letter}: {label(mark.direction).wording}"


def rows_as_text(rows: Sequence[FigureRow]) -> str:
    """Return a direction plot in sentences, group by group."""
    parts = [quantity(len(rows), "result") + "."]
    for heading in dict.fromkeys(row.heading for row in rows):
        results = [
            f"{row.cells[0]}, {next(filter(None, row.cells[1:])).partition(': ')[2]}"
            for row in rows
            if row.heading == heading
        ]
        parts.append(f"{heading}: {'; '.join(results)}.")
    return " ".join(parts)


def legend_entries(marks: Iterable[FigureMark]) -> list[LegendEntry]:
    """Return the kinds of marks that occur, in the order of the labels."""
    used = {mark.direction for mark in marks}
    return [
        LegendEntry(direction=direction, letter=each.letter, meaning=each.wording)
        for direction, each in DIRECTIONS.items()
        if direction in used
    ]
