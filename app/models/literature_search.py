"""Searches: where and with which words records were looked for, as far as that was noted."""

from datetime import date

from app.models.base import Document, Name, Prose, Reported, Slug
from app.models.provenance import Record


class LiteratureSearchFields(Document):
    """One search: where, with which words, when, and what came back."""

    slug: Slug
    name: Name
    """What was looked for."""
    where: Prose
    """Where it was looked for."""
    words: Reported[list[str] | None] = None
    """Search words; null when they were not noted."""
    searched_on: Reported[date | None] = None
    """Day of the search; null when it was not noted."""
    hits: Reported[int | None] = None
    """Number of records that came back; null when it was not counted."""
    found: Prose
    """Result of the search."""
    limits: list[Prose] = []
    """What the search could not see."""


class LiteratureSearch(Record, LiteratureSearchFields):
    """One search for records. Words, days and hits are null where nobody noted them."""
