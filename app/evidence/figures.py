"""Figures as data: what is drawn, as a table and in words. `renderers/svg.py` draws it. Pure.

What must stay true: one mark per result, of one size whichever way it points, and every mark says by a
letter and a word what its colour says.
"""

from collections.abc import Iterable, Iterator, Sequence

from app.evidence.aggregation import is_subgroup
from app.evidence.labels import COMPARED, GIVEN, SAID, lowered, several
from app.evidence.schemas import (
    CellState,
    DomainSummary,
    EvidenceMap,
    Figure,
    FigureMark,
    FigureRow,
    LegendEntry,
    MagnesiumGiven,
    MapCell,
    MapRow,
    Result,
)
from app.models.outcome import Direction, Role

LETTERS = {
    Direction.favours_magnesium: "M",
    Direction.improved_within_group: "B",
    Direction.no_clear_difference: "N",
    Direction.unchanged_within_group: "U",
    Direction.favours_comparator: "C",
    Direction.worsened_within_group: "W",
    Direction.mixed: "X",
    Direction.not_reported: "?",
}
"""The letter in each mark: magnesium, better, no difference, unchanged, comparator, worse, mixed."""

WAYS = {
    "Worse": (Direction.favours_comparator, Direction.worsened_within_group),
    "No clear difference": (Direction.no_clear_difference, Direction.unchanged_within_group),
    "Better": (Direction.favours_magnesium, Direction.improved_within_group),
    "Mixed or not read": (Direction.mixed, Direction.not_reported),
}
"""Columns of a direction plot, and what stands in each."""


WITH = {
    MagnesiumGiven.alone: "alone",
    MagnesiumGiven.combined: "with something else",
    MagnesiumGiven.not_stated: "alone or not",
}
"""What was given, after the name of a form."""


def direction_figure(summary: DomainSummary) -> Figure:
    """One mark per result of a domain, by the way it points; what was compared heads its group."""
    placed = list(rows_of(summary))
    ways = list(WAYS)
    marks = [
        FigureMark(
            row=number,
            column=1 + next(at for at, way in enumerate(ways) if result.outcome.direction in WAYS[way]),
            comparison=result.outcome.comparison,
            direction=result.outcome.direction,
            letter=LETTERS[result.outcome.direction],
            results=1,
            outcomes=[result.outcome.id],
        )
        for number, (_, result) in enumerate(placed)
    ]
    rows = [
        FigureRow(
            heading=heading,
            cells=[
                called(result),
                *(said(mark) if mark.column == at else "" for at in range(1, len(ways) + 1)),
            ],
        )
        for (heading, result), mark in zip(placed, marks, strict=True)
    ]
    return Figure(
        name=f"domains/{summary.domain}",
        title=f"{summary.name}: which way each result points",
        alternative=spoken(rows),
        svg=f"/v1/figures/domains/{summary.domain}.svg",
        columns=["Result", *ways],
        rows=rows,
        marks=marks,
        legend=legend(marks),
        notes=[
            f"Not read, so without a mark: {each.trial_name}, {lowered(each.text)}."
            for each in summary.open_questions
        ],
        dataset=summary.dataset,
    )


def called(result: Result) -> str:
    """What a result is called in a figure: whether it is the primary endpoint or of a subgroup is said."""
    outcome = result.outcome
    role = "primary endpoint" if outcome.role is Role.primary else "subgroup" if is_subgroup(outcome) else ""
    return f"{outcome.trial_name}: {outcome.label}{f' ({role})' if role else ''}"


def rows_of(summary: DomainSummary) -> Iterator[tuple[str, Result]]:
    """(heading, result) of everything that was read: trials first, then the article, then reviews."""
    titles = [f"{GIVEN[group.given]}, {COMPARED[group.comparison]}" for group in summary.groups]
    for title, group in zip(titles, summary.groups, strict=True):
        yield from ((title, result) for result in group.results)
    for title, group in zip(titles, summary.groups, strict=True):
        yield from ((f"As the article has it: {lowered(title)}", result) for result in group.article_results)
    yield from (("Reviews, which may draw on the trials above", result) for result in summary.reviews)


def map_figure(evidence: EvidenceMap) -> Figure:
    """Domain × form: one mark per way that results point, with their number. Forms never tried are named."""
    tried = [row for row in evidence.rows if any(cell.trials for cell in row.cells)]
    marks = [
        FigureMark(
            row=number,
            column=at,
            comparison=tally.comparison,
            direction=tally.direction,
            letter=LETTERS[tally.direction],
            results=tally.results,
            outcomes=tally.outcomes,
        )
        for number in range(len(evidence.domains))
        for at, row in enumerate(tried, 1)
        for tally in row.cells[number].tallies
    ]
    rows = [
        FigureRow(heading="", cells=[domain.name, *(row.cells[number].text for row in tried)])
        for number, domain in enumerate(evidence.domains)
    ]
    columns = [f"{row.name}, {WITH[row.given]}" for row in tried]
    return Figure(
        name="evidence-map",
        title="Which form of magnesium was studied for which symptom",
        alternative=" ".join(map_words(evidence, tried, columns)),
        svg="/v1/figures/evidence-map.svg",
        columns=["Symptom", *columns],
        rows=rows,
        marks=marks,
        legend=legend(marks),
        notes=[*untried(evidence), evidence.left_out],
        dataset=evidence.dataset,
    )


def map_words(evidence: EvidenceMap, tried: Sequence[MapRow], columns: Sequence[str]) -> Iterator[str]:
    """The map read aloud, form by form; empty cells are named together."""
    for row, column in zip(tried, columns, strict=True):
        named = list(zip(evidence.domains, row.cells, strict=True))
        found = [f"{lowered(domain.name)}, {cell.text}" for domain, cell in named if not is_empty(cell)]
        empty = [lowered(domain.name) for domain, cell in named if is_empty(cell)]
        rest = f" No trial found for {', '.join(empty)}." if empty else ""
        yield f"{column}: {'; '.join(found)}.{rest}"
    yield from untried(evidence)


def untried(evidence: EvidenceMap) -> Iterator[str]:
    """Forms without a trial in any domain, in one sentence for each way of giving them."""
    for given in dict.fromkeys(row.given for row in evidence.rows):
        names = [
            lowered(row.name)
            for row in evidence.rows
            if row.given is given and row.form and all(map(is_empty, row.cells))
        ]
        if names:
            yield f"{GIVEN[given]}, no trial found for any symptom: {', '.join(names)}."


def is_empty(cell: MapCell) -> bool:
    """Whether no trial was found."""
    return cell.state is CellState.no_trial_found


def said(mark: FigureMark) -> str:
    """A mark in words, its letter first."""
    return f"{mark.letter}: {SAID[mark.direction]}"


def spoken(rows: Sequence[FigureRow]) -> str:
    """A direction plot read aloud, group by group."""
    parts = [several(len(rows), "result") + "."]
    for heading in dict.fromkeys(row.heading for row in rows):
        told = [
            f"{row.cells[0]}, {next(filter(None, row.cells[1:])).partition(': ')[2]}"
            for row in rows
            if row.heading == heading
        ]
        parts.append(f"{heading}: {'; '.join(told)}.")
    return " ".join(parts)


def legend(marks: Iterable[FigureMark]) -> list[LegendEntry]:
    """The kinds of marks that occur."""
    there = {mark.direction for mark in marks}
    return [
        LegendEntry(direction=direction, letter=letter, meaning=SAID[direction])
        for direction, letter in LETTERS.items()
        if direction in there
    ]
