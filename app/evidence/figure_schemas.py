"""Schemas of figures as data, which `figures.py` makes from summaries and the evidence map."""

from app.evidence.schemas import OutcomeId
from app.models.base import Component
from app.models.dataset import DatasetStamp
from app.models.outcome import Comparison, Direction


class FigureRow(Component):
    """Row of a figure and of its table."""

    heading: str
    """Heading of its group of rows."""
    cells: list[str]
    """One text per column."""


class FigureMark(Component):
    """Mark of a figure."""

    row: int
    """Index of its row, from 0."""
    column: int
    """Index of its column, from 0."""
    comparison: Comparison
    direction: Direction
    letter: str
    """Letter in the mark, for readers who do not see its colour."""
    results: int
    """Number of results it represents."""
    outcomes: list[OutcomeId]
    """Identifiers of the results."""


class LegendEntry(Component):
    """Kind of mark."""

    direction: Direction
    letter: str
    """Letter in the mark."""
    meaning: str
    """Meaning of the mark."""


class Figure(Component):
    """Figure as data: marks, table and text alternative."""

    name: str
    """`evidence-map`, or `domains/` and the slug of a domain."""
    title: str
    """Title of the figure."""
    alternative: str
    """Text alternative with the full content of the figure."""
    svg: str
    """URL of the SVG."""
    columns: list[str]
    """Headings of the columns."""
    rows: list[FigureRow]
    marks: list[FigureMark]
    legend: list[LegendEntry]
    """The kinds of marks that occur."""
    notes: list[str]
    """Notes on what the figure does not show."""
    dataset: DatasetStamp
