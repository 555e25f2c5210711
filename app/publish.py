"""Build the database from the seed files: the old dataset or the new one, never anything between.

SQLite: a new file is built beside the old one, checked, flushed to disk and renamed over it, under a
lock. Nothing in it depends on the time or on chance, so the same seeds give the same bytes.
"""

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, insert, text
from sqlmodel import SQLModel

from .content import describe, documents, links, members, row, search_entries
from .database import (
    UnusableError,
    checked_stamp,
    digest_of,
    open_database,
    sqlite_for_writing,
    sqlite_path,
    stored_documents,
)
from .models import COLLECTIONS, OUTCOMES, DatasetRow, DatasetStamp, canonical
from .models.lookup import LinkRow, SearchRow
from .schema import code_revision, upgrade
from .seeds import Library

APPLICATION_ID = 0x4D674670
"""`MgFp`: tells programs such as `file` that an SQLite file is ours."""

Progress = Callable[[str, int, int], None]
"""Called with a step's name, what is done and what there is to do."""


@dataclass(frozen=True)
class Published:
    """What a publication did."""

    stamp: DatasetStamp
    changed: bool
    """False when the database already held exactly this dataset."""
    records: int


def publish(library: Library, url: str, progress: Progress = lambda *_: None) -> Published:
    """Make the database hold exactly what the library says."""
    path = sqlite_path(url)
    if path is None:
        raise UnusableError("Only SQLite can be published to so far: use an sqlite:/// address.")
    path.parent.mkdir(parents=True, exist_ok=True)
    stamp = DatasetStamp(version=library.dataset.version, digest=digest_of(documents(library)))
    records = sum(1 for _ in documents(library))
    with locked(path):
        if published_already(url, stamp):
            return Published(stamp, changed=False, records=records)
        new = path.with_name(f".{path.name}.new")
        for leftover in (new, new.with_name(f"{new.name}-journal")):
            leftover.unlink(missing_ok=True)
        try:
            build(library, stamp, new, progress)
            put_in_place(new, path)
        finally:
            new.unlink(missing_ok=True)
    return Published(stamp, changed=True, records=records)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """One publisher at a time; the others wait."""
    with open(path.with_name(f".{path.name}.lock"), "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def published_already(url: str, stamp: DatasetStamp) -> bool:
    """Whether the database already holds this very dataset, whole."""
    try:
        database = open_database(url)
    except UnusableError:
        return False
    database.close()
    return database.stamp == stamp


def build(library: Library, stamp: DatasetStamp, path: Path, progress: Progress) -> None:
    """A new SQLite file with everything in it, checked."""
    engine = sqlite_for_writing(path)
    try:
        with engine.connect() as connection:
            connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
            upgrade(connection)
            connection.commit()
            fill(connection, library, stamp, progress)
            connection.execute(text("INSERT INTO search_index(search_index) VALUES ('rebuild')"))
            connection.execute(text("INSERT INTO search_index(search_index) VALUES ('optimize')"))
            connection.commit()
            connection.exec_driver_sql("ANALYZE")
            connection.commit()
            connection.exec_driver_sql("VACUUM")
            check(connection, stamp)
    finally:
        engine.dispose()


def fill(connection: Connection, library: Library, stamp: DatasetStamp, progress: Progress) -> None:
    """Write every record in one transaction; what is referred to goes first."""
    by_table = {collection.row.__tablename__: collection for collection in (*COLLECTIONS, OUTCOMES)}
    order = [by_table[table.name] for table in SQLModel.metadata.sorted_tables if table.name in by_table]
    total = len(order) + 3
    for done, collection in enumerate(order):
        progress(collection.name, done, total)
        add(
            connection,
            collection.row,
            [row(collection.row, record) for _, record in members(library, collection)],
        )
    progress("links", total - 3, total)
    add(connection, LinkRow, links(library))
    progress("search", total - 2, total)
    add(connection, SearchRow, search_entries(library))
    progress("dataset", total - 1, total)
    about = {"version": stamp.version, "digest": stamp.digest, "schema_revision": code_revision()}
    add(connection, DatasetRow, [{**about, "document": canonical(describe(library, stamp))}])
    connection.commit()
    progress("done", total, total)


def add(connection: Connection, row_type: Any, rows: list[dict[str, Any]]) -> None:
    """Insert rows, if there are any."""
    if rows:
        connection.execute(insert(row_type.__table__), rows)


def check(connection: Connection, stamp: DatasetStamp) -> None:
    """Read everything back: pages, references, counts and digest."""
    integrity = connection.exec_driver_sql("PRAGMA integrity_check").scalar()
    if integrity != "ok" or connection.exec_driver_sql("PRAGMA foreign_key_check").first():
        raise UnusableError("The new dataset did not pass SQLite's own checks; nothing was replaced.")
    if checked_stamp(connection) != stamp or digest_of(stored_documents(connection)) != stamp.digest:
        raise UnusableError("The new dataset differs from the seed files; nothing was replaced.")


def put_in_place(new: Path, path: Path) -> None:
    """Make the new file the dataset, for good, in one step."""
    new.chmod(0o444)
    with open(new, "rb") as file:
        os.fsync(file.fileno())
    os.replace(new, path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
