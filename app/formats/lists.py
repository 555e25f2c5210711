"""Write a whole list of the database in any format.

What must stay true: every format holds the same records, in the order of their keys or another that is asked.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from app.db import queries
from app.db.filters import Asked, Sort
from app.formats.citations import CITATION_WRITERS, CitedSource
from app.formats.csv import Column, columns, labelled, to_csv
from app.formats.jsonl import to_jsonl
from app.formats.xlsx import to_xlsx
from app.models import Source
from app.models.collection import Collection

COLUMN_WRITERS = {"csv": to_csv, "xlsx": to_xlsx}
"""Writers of formats with columns."""

EXPORTED_FORMATS = ("csv", "jsonl", "xlsx", "parquet")
"""Formats of each list in an export. A server offers no Parquet, so that it never loads Arrow."""


@dataclass(frozen=True)
class Selection:
    """Which records of a list are written, in which order, and what is shown of each."""

    asked: Asked
    sort: Sort = ()
    fields: tuple[str, ...] = ()
    """Fields to show beside the key; none stands for all."""
    labels: bool = False
    """Whether tables have a column of labels beside each column of words."""


def write_list(db: Connection, collection: Collection, selection: Selection, format: str) -> bytes:
    """Return every record that matches the filters, in one file."""
    if format in CITATION_WRITERS:
        return CITATION_WRITERS[format](cited_sources(db, collection, selection.asked))
    records = queries.everything(db, collection, selection.asked, selection.sort)
    if format in COLUMN_WRITERS:
        return COLUMN_WRITERS[format](collection.model, records, shown_columns(collection, selection))
    if format == "jsonl":
        return to_jsonl(shown_records(collection, records, selection.fields))
    if format == "parquet":
        from app.formats.parquet import to_parquet

        return to_parquet(collection.model, records)
    raise ValueError(f"no list is written as {format}")


def shown_columns(collection: Collection, selection: Selection) -> tuple[Column, ...]:
    """Return the columns of a table."""
    fields = {collection.key, *selection.fields}
    every = columns(collection.model)
    shown = tuple(column for column in every if column.field in fields) if selection.fields else every
    return labelled(shown) if selection.labels else shown


def shown_records(collection: Collection, records: Iterable[str], fields: tuple[str, ...]) -> list[str]:
    """Return records, given as JSON, with their key and these fields only; without fields, as they are."""
    if not fields:
        return list(records)
    wanted = {collection.key, *fields}
    return [with_fields(record, wanted) for record in records]


def with_fields(record: str, wanted: set[str]) -> str:
    """Return some fields of a record, as JSON."""
    content: dict[str, Any] = json.loads(record)
    shown = {name: value for name, value in content.items() if name in wanted}
    return json.dumps(shown, ensure_ascii=False, separators=(",", ":"))


def cited_sources(db: Connection, collection: Collection, asked: Asked) -> list[CitedSource]:
    """Return what to cite for the matching records: sources, or the main publication of each trial."""
    if collection.model is Source:
        return [CitedSource(source) for source in queries.documents(db, Source, asked)]
    trials_by_source: dict[str, list[str]] = {}
    # Not validated: trials of a past release may have fields that the model no longer has.
    for trial in map(json.loads, queries.everything(db, collection, asked)):
        for main in trial["publications"][:1]:
            trials_by_source.setdefault(main, []).append(f"{collection.name}/{trial['slug']}")
    sources = queries.documents(db, Source) if trials_by_source else []
    return [
        CitedSource(source, tuple(trials_by_source[source.slug]))
        for source in sources
        if source.slug in trials_by_source
    ]
