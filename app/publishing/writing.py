"""Write a dataset into the empty tables of a database, rows that others refer to first."""

from collections.abc import Callable

from sqlalchemy import Connection, Table, insert
from sqlmodel import SQLModel

from app.db.schema import head
from app.publishing.rows import Content
from app.publishing.stored import Row

Progress = Callable[[str, int, int], None]
"""Called with a step's name, the number of rows done and the number of rows to do."""


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
