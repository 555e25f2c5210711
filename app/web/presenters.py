"""What pages show: records arranged for reading. Pure: no web, no SQL, no HTML."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.evidence.aggregation import COMPARISONS, ROLES
from app.evidence.labels import COMPARED, GIVEN
from app.evidence.schemas import Counts, DomainSummary, EvidenceMap, MagnesiumGiven, Result, ResultGroup
from app.models.outcome import Comparison, Direction, Outcome
from app.models.provenance import Basis

SIDE_OF = {
    Direction.favours_magnesium: "toward",
    Direction.improved_within_group: "toward",
    Direction.no_clear_difference: "level",
    Direction.unchanged_within_group: "level",
    Direction.favours_comparator: "level",
    Direction.worsened_within_group: "level",
    Direction.mixed: "other",
    Direction.not_reported: "other",
}
"""Direction → the side it takes on whether magnesium helps."""


@dataclass
class Cell:
    """One cell of the summary of findings."""

    counts: Counter[Direction] = field(default_factory=Counter)
    """Results by the way they point."""
    in_subgroups: int = 0

    def add(self, counts: Counts) -> None:
        """Count the results of one more group."""
        self.counts.update(counts.by_direction)
        self.in_subgroups += counts.in_subgroups


def tallies(summary: DomainSummary) -> dict[str, Cell]:
    """How many results point which way, by what they can show."""
    found = {name: Cell() for name in ("alone", "combined", "uncontrolled", "article")}
    for group in summary.groups:
        found["article"].add(group.article_counts)
        if group.given is not MagnesiumGiven.without:
            found[column_of(group)].add(group.counts)
    return found


def column_of(group: ResultGroup) -> str:
    """The column of the summary of findings that a group of results stands in."""
    if group.comparison is not Comparison.between_arms:
        return "uncontrolled"
    return "alone" if group.given is MagnesiumGiven.alone else "combined"


def map_table(
    found: EvidenceMap, domain: str | None, form: str | None
) -> tuple[list[str], list[tuple[str, list[str]]]]:
    """(headings, rows) of the evidence map: forms that were tried, or the one asked for, by symptom."""
    shown = [
        row for row in found.rows if (row.form == form if form else any(cell.trials for cell in row.cells))
    ]
    headings = [f"{row.name}: {GIVEN[row.given].lower()}" for row in shown]
    rows = [
        (column.name, [row.cells[at].text for row in shown])
        for at, column in enumerate(found.domains)
        if domain in (None, column.slug)
    ]
    return headings, rows


def linked_data(about: dict[str, Any]) -> dict[str, Any]:
    """The dataset as schema.org describes one."""
    return {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "name": about["title"],
        "description": about["intended_use"],
        "version": about["version"],
        "datePublished": about["released"],
        "license": "https://creativecommons.org/licenses/by/4.0/",
        "creator": {"@type": "Organization", "name": about["publisher"]},
        "isAccessibleForFree": True,
    }


def sides(summary: DomainSummary) -> dict[str, list[tuple[str, Result]]]:
    """Results by the side they take, with what they rest on: from what can show an effect to what cannot."""
    found: dict[str, list[tuple[str, Result]]] = {"level": [], "toward": [], "other": []}
    told = [(group, each) for group in summary.groups for each in group.results]
    told += [(group, each) for group in summary.groups for each in group.article_results]
    for group, each in told:
        said = f"{GIVEN[group.given]}, {COMPARED[group.comparison]}"
        if each.outcome.basis is Basis.article:
            said = f"As the article reports it; {COMPARED[group.comparison]}"
        if group.given is not MagnesiumGiven.without:
            found[SIDE_OF[each.outcome.direction]].append((said, each))
    return found


def by_comparison(outcomes: Sequence[Outcome]) -> Iterator[tuple[str, str, list[Outcome]]]:
    """(heading, caption, results): what can show an effect first, the article's reports last."""
    ordered = sorted(outcomes, key=lambda each: ROLES.index(each.role))
    for comparison in COMPARISONS:
        found = [each for each in ordered if each.comparison is comparison and each.basis is Basis.primary]
        if found:
            yield COMPARED[comparison].capitalize(), comparison.meaning, found
    if found := [each for each in ordered if each.basis is Basis.article]:
        yield "As the article reports it", "The article's word; never added to the results above.", found
