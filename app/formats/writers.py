"""The function that writes each format: documents in, bytes out."""

from collections.abc import Callable, Iterable

from app.formats.citations import Cited, bibtex, ris
from app.formats.csv import csv
from app.formats.xlsx import xlsx
from app.models import Document


def jsonl(document: type[Document], records: Iterable[str]) -> bytes:
    """Return one JSON document per line."""
    return "".join(f"{record}\n" for record in records).encode()


TABLES: dict[str, Callable[[type[Document], Iterable[str]], bytes]] = {
    "csv": csv,
    "jsonl": jsonl,
    "xlsx": xlsx,
}
"""Writer of each format that holds whole records."""

CITATIONS: dict[str, Callable[[Iterable[Cited]], bytes]] = {"bib": bibtex, "ris": ris}
"""Writer of each format that holds what to cite."""
