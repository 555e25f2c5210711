"""The same records, written in the format the caller asked for: documents in, bytes out."""

from collections.abc import Callable, Iterable

from ..filters import Format
from ..models import Document
from .table import csv


def jsonl(document: type[Document], records: Iterable[str]) -> bytes:
    """One JSON document per line."""
    return "".join(f"{record}\n" for record in records).encode()


WRITERS: dict[Format, tuple[str, Callable[[type[Document], Iterable[str]], bytes]]] = {
    Format.csv: ("text/csv; charset=utf-8", csv),
    Format.jsonl: ("application/jsonl", jsonl),
}
"""Media type and writer of each format that holds a whole list."""
