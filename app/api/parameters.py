"""Query parameters of lists: the page, the format, and the filters of the collection."""

from typing import Annotated, Any

from pydantic import Field, create_model

from app.models import Vocabulary
from app.models.filters import PLAINLY, Filters
from app.registry import Collection

MOST_ROWS = 200
"""The most records on one page of a list."""

JSON = "json", "One page of records as JSON."
CSV = "csv", "All matching records as one flat table."
JSONL = "jsonl", "All matching records, one JSON document per line."
XLSX = "xlsx", "All matching records as one flat table in a workbook that explains its columns."
BIB = "bib", "What to cite for the matching records, as BibTeX."
RIS = "ris", "What to cite for the matching records, as RIS."


class Format(Vocabulary):
    """How a list is written."""

    json = JSON
    csv = CSV
    jsonl = JSONL
    xlsx = XLSX


class CitableFormat(Vocabulary):
    """How a list of what can be cited is written."""

    json = JSON
    csv = CSV
    jsonl = JSONL
    xlsx = XLSX
    bib = BIB
    ris = RIS


class Suffix(Vocabulary):
    """How a whole list is written."""

    csv = CSV
    jsonl = JSONL
    xlsx = XLSX


class CitableSuffix(Vocabulary):
    """How a whole list of what can be cited is written."""

    csv = CSV
    jsonl = JSONL
    xlsx = XLSX
    bib = BIB
    ris = RIS


def suffixes(collection: Collection) -> type[Suffix | CitableSuffix]:
    """Return the formats in which a list can be downloaded."""
    return CitableSuffix if collection.citable else Suffix


PageSize = Annotated[int, Field(ge=1, le=MOST_ROWS, examples=[1]), PLAINLY]
Cursor = Annotated[str, Field(min_length=1, max_length=400, pattern=r"^[A-Za-z0-9_-]+$")]


class Paged(Filters):
    """Page and format of a list."""

    limit: PageSize = 50
    """Most records in one page; JSON only."""
    cursor: Cursor | None = None
    """Where the page begins: taken from `next` of the page before; JSON only."""
    format: Format = Format.json
    """How to write the list. All formats but JSON hold every matching record."""

    def asked(self) -> dict[str, Any]:
        """Return the filters that were given, by name, without page and format."""
        return {name: value for name, value in super().asked().items() if name not in Paged.model_fields}


class PagedCitable(Paged):
    """Page and format of a list of what can be cited."""

    format: CitableFormat = CitableFormat.json  # type: ignore[assignment]
    """How to write the list. All formats but JSON hold every matching record."""


def paged(collection: Collection) -> type[Paged]:
    """Return the query parameters of a list: its filters, page and format."""
    filters = collection.filters
    filters.model_config["use_attribute_docstrings"] = False  # reading them again takes 5 ms a model
    base = PagedCitable if collection.citable else Paged
    name = f"Paged{collection.model.__name__}Filters"
    return create_model(name, __base__=(base, filters))  # type: ignore[arg-type]
