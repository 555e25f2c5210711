"""The evidence map: form of magnesium × symptom domain. Pure.

What must stay true: every form that people buy has a row and every domain a column, so that nothing
found is said as plainly as something found; a result stands in exactly one cell.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from app.evidence.aggregation import COMPARISONS, Entry, First, Names, Place, is_subgroup
from app.evidence.labels import COMPARED, SAID
from app.evidence.schemas import CellState, EvidenceMap, MagnesiumGiven, MapCell, MapColumn, MapRow, Tally
from app.evidence.summary import Evidence
from app.models import DatasetStamp, Domain, Form
from app.models.outcome import Comparison, Direction

LEFT_OUT = (
    "Left out: reviews, what the article reports, what happened in comparison arms without magnesium, and "
    "second reports of the same result. Results in subgroups are in it."
)

NOTHING = {CellState.not_read: "result not read", CellState.no_trial_found: "no trial found"}
"""What a cell without results says."""

UNNAMED = "Form not reported"


class Pointing:
    """Results of one comparison in one cell that point one way."""

    def __init__(self) -> None:
        self.outcomes: First[str] = First()
        self.in_subgroups = 0


class Placed:
    """What has its place in one cell of the map."""

    def __init__(self) -> None:
        self.trials = Names()
        self.ways: defaultdict[tuple[Comparison, Direction], Pointing] = defaultdict(Pointing)
        """What was read; a result that was looked for and not read leaves its trial only."""


class Cells:
    """The cells of the map, filled one result after the other."""

    def __init__(self) -> None:
        self.placed: defaultdict[tuple[str | None, MagnesiumGiven, str], Placed] = defaultdict(Placed)

    def add(self, entry: Entry) -> None:
        """Put one more result on the map, if it has a place there."""
        outcome = entry.outcome
        counted = entry.place is Place.counted
        if entry.given is MagnesiumGiven.without or not (counted or entry.place is Place.open_question):
            return
        placed = self.placed[outcome.form, entry.given, outcome.domain]
        placed.trials.note(outcome.trial)
        if counted:
            way = placed.ways[outcome.comparison, outcome.direction]
            way.outcomes.add(entry.order, outcome.id)
            if is_subgroup(outcome):
                way.in_subgroups += 1

    def merge(self, other: "Cells") -> None:
        """Put the results of other trials on the map."""
        for key, theirs in other.placed.items():
            placed = self.placed[key]
            placed.trials.merge(theirs.trials)
            for way, pointing in theirs.ways.items():
                placed.ways[way].outcomes.merge(pointing.outcomes)
                placed.ways[way].in_subgroups += pointing.in_subgroups


def evidence_map(evidence: Evidence) -> EvidenceMap:
    """Form × domain: what exists, and which way it points. Magnesium alone and combinations apart."""
    cells = Cells()
    for entry in evidence.entries():
        cells.add(entry)
    return drawn(cells, evidence.domains, evidence.forms, evidence.dataset)


def drawn(
    cells: Cells, domains: Sequence[Domain], forms: Sequence[Form], dataset: DatasetStamp
) -> EvidenceMap:
    """The cells as rows and columns."""
    there = {(form, given) for form, given, _ in cells.placed}
    return EvidenceMap(
        domains=[MapColumn(slug=domain.slug, name=domain.name) for domain in domains],
        rows=[
            MapRow(
                form=form.slug if form else None,
                name=form.name if form else UNNAMED,
                given=given,
                cells=[
                    cell(domain.slug, cells.placed.get((form.slug if form else None, given, domain.slug)))
                    for domain in domains
                ],
            )
            for given in (MagnesiumGiven.alone, MagnesiumGiven.combined, MagnesiumGiven.not_stated)
            for form in (*forms, None)
            if given is not MagnesiumGiven.not_stated or (form.slug if form else None, given) in there
        ],
        left_out=LEFT_OUT,
        dataset=dataset,
    )


def cell(domain: str, placed: Placed | None) -> MapCell:
    """What one row has for one domain."""
    tallies = list(tallied(placed)) if placed else []
    state = CellState.results if tallies else CellState.not_read if placed else CellState.no_trial_found
    return MapCell(
        domain=domain,
        state=state,
        text="; ".join(map(in_words, tallies)) or NOTHING[state],
        trials=list(placed.trials) if placed else [],
        tallies=tallies,
    )


def tallied(placed: Placed) -> Iterator[Tally]:
    """Outcomes by what was compared and which way they point."""
    for comparison in COMPARISONS:
        for direction in Direction:
            if found := placed.ways.get((comparison, direction)):
                yield Tally(
                    comparison=comparison,
                    direction=direction,
                    results=found.outcomes.total,
                    outcomes=list(found.outcomes),
                    in_subgroups=found.in_subgroups,
                )


def in_words(tally: Tally) -> str:
    """A tally as a cell says it: `2 no clear difference (against a comparator; 1 in a subgroup)`."""
    apart = f"; {tally.in_subgroups} in a subgroup" if tally.in_subgroups else ""
    return f"{tally.results} {SAID[tally.direction]} ({COMPARED[tally.comparison]}{apart})"
