"""The formats of a list: the words for them, their media types, and what a file of each holds.

A further format is named here and gets its writer in `lists`. Naming a format loads no writer.
"""

from app.models import Vocabulary
from app.models.collection import Collection

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


MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "jsonl": "application/jsonl",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "bib": "application/x-bibtex",
    "ris": "application/x-research-info-systems",
}
"""Media type of each format of a list."""

FILE_DESCRIPTIONS = {
    "csv": "One `{one}` per row; the first row names the columns.",
    "jsonl": "One `{one}` per line, as JSON.",
    "xlsx": "One `{one}` per row of the sheet `data`; the sheet `codebook` says what the columns hold.",
    "bib": "One entry per source to cite, under its slug.",
    "ris": "One reference per source to cite.",
}
"""Description of a file in each format."""

TABLE_FORMATS = ("csv", "xlsx")
"""Formats with columns, which may have labels."""

CITATION_FORMATS = ("bib", "ris")
"""Formats of what to cite, which have neither fields nor an order."""
