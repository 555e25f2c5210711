"""Writer functions by format: records in, bytes out."""

from collections.abc import Callable, Iterable

from app.formats.citations import CitedSource, to_bibtex, to_ris
from app.formats.csv import to_csv
from app.formats.jsonl import to_jsonl
from app.formats.xlsx import to_xlsx
from app.models import Document

TABLE_WRITERS: dict[str, Callable[[type[Document], Iterable[str]], bytes]] = {
    "csv": to_csv,
    "jsonl": to_jsonl,
    "xlsx": to_xlsx,
}
"""Writers of formats that hold whole records; records are given as JSON."""


def parquet_writer(document: type[Document], records: Iterable[str]) -> bytes:
    """Return records as Parquet. Only the export offers it, so that a server never loads Arrow."""
    from app.formats.parquet import to_parquet

    return to_parquet(document, records)


EXPORT_WRITERS = {**TABLE_WRITERS, "parquet": parquet_writer}
"""Writers of the formats of an export."""

CITATION_WRITERS: dict[str, Callable[[Iterable[CitedSource]], bytes]] = {"bib": to_bibtex, "ris": to_ris}
"""Writers of formats that hold references to cite."""
