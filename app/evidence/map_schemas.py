"""Schemas of the evidence map, which `evidence_map.py` computes."""

from app.evidence.schemas import MagnesiumGiven, OutcomeId
from app.models.base import Component, DomainRef, FormRef, PreparationRef, TrialRef, Vocabulary
from app.models.dataset import DatasetStamp
from app.models.outcome import Comparison, Direction


class CellState(Vocabulary):
    """State of a cell of the evidence map."""

    results = "results", "At least one result was read."
    not_read = "not_read", "A trial measured it, but its result was not read."
    not_measured = "not_measured", "There are trials; none of them is known to have measured it."
    preparation = "preparation", "No trial of it alone; there are trials of a preparation like it."
    no_trial_found = "no_trial_found", "No trial found."


class Tally(Component):
    """Results of one comparison with the same direction."""

    comparison: Comparison
    direction: Direction
    results: int
    """Number of results."""
    outcomes: list[OutcomeId]
    """Identifiers of the results; at most the first 25."""
    in_subgroups: int
    """Number of them in a subgroup of the participants."""


class MapCell(Component):
    """Results for one form in one domain."""

    domain: DomainRef
    """Slug of the symptom domain."""
    state: CellState
    text: str
    """Content in words; `no trial found` where there is none."""
    trials: list[TrialRef]
    """Trials that measured it."""
    tallies: list[Tally]


class MapRow(Component):
    """One form of magnesium alone, or one preparation with something else."""

    form: FormRef | None
    """Slug of the form; null for a combination, or when none of our forms is named."""
    preparation: PreparationRef | None
    """Slug of the preparation; null for magnesium alone or when not known."""
    name: str
    """Name of the form or preparation."""
    stands_for: list[FormRef]
    """Forms like this preparation; this row is about them, too."""
    trials: list[TrialRef]
    """Trials of it, whatever they measured."""
    given: MagnesiumGiven
    cells: list[MapCell]
    """One cell for each domain, in the order of `domains`."""


class MapColumn(Component):
    """Column of the map: one domain."""

    slug: DomainRef
    """Slug of the symptom domain."""
    name: str
    """Plain-language name."""


class EvidenceMap(Component):
    """Forms and preparations of magnesium by symptom domain, with the directions of the results."""

    domains: list[MapColumn]
    rows: list[MapRow]
    """Every form alone, then every preparation."""
    left_out: str
    """Records that the map leaves out."""
    dataset: DatasetStamp
