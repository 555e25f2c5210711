"""Sources: everything that was read, and how much of it."""

from typing import Annotated

from pydantic import Field

from app.models.base import (
    Document,
    Indexed,
    Name,
    Reported,
    Slug,
    Vocabulary,
)
from app.models.filters import SearchFilter, Several, Where, Year
from app.models.json_schema import URI
from app.models.provenance import Record, Remark


class SourceKind(Vocabulary):
    """Kind of source."""

    lay_article = "lay_article", "An article for the general public."
    journal_article = "journal_article", "A report in a scientific journal."
    conference_abstract = "conference_abstract", "A summary printed in conference proceedings."
    registry_entry = "registry_entry", "A trial's entry in a public registry."
    secondary_summary = (
        "secondary_summary",
        "Somebody else's account of a study or text: a news item, chapter, database or digest.",
    )
    label = "label", "A medicine's label or summary of product characteristics."
    guideline = "guideline", "A professional body's recommendations."
    fact_sheet = "fact_sheet", "A public body's information sheet, report or announcement."
    interaction_database = "interaction_database", "A drug-interaction publisher's monograph."
    code_list = "code_list", "A published list of codes or names."
    standard_table = "standard_table", "A table of physical constants."


class ReadDepth(Vocabulary):
    """How much of a source was read."""

    full_text = "full_text", "All of it."
    abstract = "abstract", "The abstract, or the part of it that could be opened."
    excerpt = "excerpt", "A passage of it, or a copy of a passage."
    record = "record", "A registry, library or code-list entry."
    citation = "citation", "Only the title and where it was printed."
    not_read = "not_read", "Named by another source; not opened."


URI_CHARACTERS = r"A-Za-z0-9._~:/?#@!$&'()*+,;=%-"
"""What an address may hold as it is (RFC 3986); all else is percent-encoded."""

Address = Annotated[
    str,
    Field(pattern=rf"^https?://[{URI_CHARACTERS}]+$", examples=["https://doi.org/10.3390/nu14102088"]),
    URI,
]


class SourceFields(Document):
    """Something that was read, or that a source names."""

    slug: Slug
    name: Name
    """Short name: first author and year, or the document's common name."""
    kind: Indexed[SourceKind]
    read: Indexed[ReadDepth]
    read_note: str | None = None
    """The parts that could be read, where that needs an explanation."""
    title: Reported[str | None] = None
    """Title as printed."""
    authors: Reported[list[str] | None] = None
    """Authors as printed, in order; null when not read."""
    authors_complete: bool | None = None
    """False when the list is known to be incomplete; null when there is no list."""
    container: Reported[str | None] = None
    """Journal, book, registry or body that published it."""
    year: Indexed[Reported[int | None]] = Field(default=None, ge=1900, le=2100)
    """Year of publication."""
    volume: Reported[str | None] = None
    """Volume of the journal."""
    issue: Reported[str | None] = None
    """Issue of the volume."""
    pages: Reported[str | None] = None
    """Pages or article number."""
    doi: Reported[
        Annotated[str, Field(pattern=r"^10\.\d{4,9}/\S+$", examples=["10.3390/nu14102088"])] | None
    ] = None
    """Digital object identifier."""
    pmid: Reported[Annotated[str, Field(pattern=r"^\d{1,8}$", examples=["35631229"])] | None] = None
    """PubMed identifier."""
    pmcid: Reported[Annotated[str, Field(pattern=r"^PMC\d{1,8}$", examples=["PMC9145501"])] | None] = None
    """PubMed Central identifier."""
    registration: Reported[Annotated[str, Field(pattern=r"^NCT\d{8}$", examples=["NCT03887000"])] | None] = (
        None
    )
    """Trial registry number, for registry entries."""
    address: Reported[Address | None] = None
    """Address of its publisher, registry or agency, or a resolver's for its identifier."""
    read_at: list[Address] = []
    """Addresses where it was read or is cited, when not at `address`."""
    version: str | None = None
    """Version or date that was read, as printed; null for a journal article."""
    interests: str | None = None
    """Interests of its authors as shown; null when none was noticed, which proves nothing."""
    warnings: list[Remark] = []
    """Errors found in this source; values that depend on them are not published."""


class Source(Record, SourceFields):
    """Something that was read: what it is, and how much of it was read."""


class SourceFilters(SearchFilter):
    """Filters of the sources."""

    kind: Several[SourceKind] | None = None
    """Only sources of this kind."""
    read: Several[ReadDepth] | None = None
    """Only records of which this much was read."""
    min_year: Annotated[Year | None, Where("ge", "year")] = None
    """Only from this year on; records without a year are left out."""
    max_year: Annotated[Year | None, Where("le", "year")] = None
    """Only up to this year; records without a year are left out."""
