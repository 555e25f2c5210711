"""Publish: build the database from the seed files, the old dataset or the new one, never anything between.

The content is the same for every database; `app/db/sqlite.py` and `app/db/postgresql.py` each replace the old
dataset by the new one in one step.
"""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection, Table, insert
from sqlmodel import SQLModel

from app.db import sqlite
from app.db.database import is_postgresql, sqlite_file
from app.db.errors import UnusableError
from app.db.schema import head
from app.models import DatasetStamp
from app.publishing.rows import Content, Row, content_of
from app.registry import COLLECTIONS
from app.seeds.library import Library

Progress = Callable[[str, int, int], None]
"""Called with a step's name, the number of rows done and the number of rows to do."""


@dataclass(frozen=True)
class Published:
    """The result of a publication."""

    stamp: DatasetStamp
    changed: bool
    """False when the database already held exactly this dataset."""
    records: int


def publish(library: Library, url: str, progress: Progress = lambda *_: None) -> Published:
    """Make the database hold exactly the records of a library."""
    content = content_of(library)

    def write(connection: Connection) -> None:
        write_content(connection, content, progress)

    if is_postgresql(url):
        from app.db import postgresql

        changed = postgresql.replace(url, content.stamp, write)
    else:
        changed = sqlite.replace(sqlite_file(url), content.stamp, write)
    return Published(content.stamp, changed, content.records)


def check_examples(library: Library) -> None:
    """Raise `UnusableError` when a collection has no record that the documentation can show."""
    for collection in COLLECTIONS:
        if collection.example not in library.records[collection.name]:
            raise UnusableError(
                f"The example of `{collection.name}` in app/registry.py is `{collection.example}`, "
                f"and there is no file seeds/{collection.name}/{collection.example}.yaml."
            )


def write_content(connection: Connection, content: Content, progress: Progress = lambda *_: None) -> None:
    """Write a dataset into empty tables, rows that others refer to first."""
    total = sum(map(len, content.rows.values()))
    done = 0
    for table in SQLModel.metadata.sorted_tables:
        rows = content.rows.get(table.name, [])
        progress(table.name, done, total)
        write_rows(connection, table, rows)
        done += len(rows)
    write_rows(connection, SQLModel.metadata.tables["dataset"], [dataset_row(content)])
    index_words(connection)
    progress("checks", total, total)


def write_rows(connection: Connection, table: Table, rows: list[Row]) -> None:
    """Insert rows into a table."""
    if rows:
        connection.execute(insert(table), rows)


def dataset_row(content: Content) -> Row:
    """Return the row that names the dataset."""
    return {
        "version": content.stamp.version,
        "digest": content.stamp.digest,
        "schema_revision": head(),
        "document": content.about,
    }


def index_words(connection: Connection) -> None:
    """Fill SQLite's full-text index; PostgreSQL fills its own."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(
            "INSERT INTO search_index(rowid, words) SELECT id, words FROM search_entries ORDER BY id"
        )
