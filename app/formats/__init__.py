"""The same records, written in the format the caller asked for: documents in, bytes out."""

from collections.abc import Callable, Iterable

from app.formats.citations import Cited, bibtex, ris
from app.formats.csv import csv
from app.formats.xlsx import xlsx
from app.models import Document


def jsonl(document: type[Document], records: Iterable[str]) -> bytes:
    """One JSON document per line."""
    return "".join(f"{record}\n" for record in records).encode()


TABLES: dict[str, Callable[[type[Document], Iterable[str]], bytes]] = {
    "csv": csv,
    "jsonl": jsonl,
    "xlsx": xlsx,
}
"""Writer of each format that holds whole records."""

CITATIONS: dict[str, Callable[[Iterable[Cited]], bytes]] = {"bib": bibtex, "ris": ris}
"""Writer of each format that holds what to cite."""

MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "jsonl": "application/jsonl",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "bib": "application/x-bibtex",
    "ris": "application/x-research-info-systems",
}
"""Media type of each format."""
