"""Past releases of the dataset, each opened from the database that was stored when it was published."""

import json
import sqlite3
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, QueuePool, create_engine, select

from app.db.database import Database
from app.db.errors import NotFoundError
from app.db.sqlite import prepare_reading
from app.db.tables import VOCABULARY, ReleaseRow, derived
from app.models import DatasetStamp
from app.registry import LOOKUP_TABLES
from app.suggestions import did_you_mean

COPIES = 2
"""Connections to one release; each holds a copy of it in memory."""


@dataclass(frozen=True)
class ReleaseAbout:
    """A past release, without its content."""

    stamp: DatasetStamp
    about: dict[str, Any]
    """Description of the dataset, with its counts."""


class PastDatabase(Database):
    """A past release, open for reading."""

    def __init__(self, engine: Engine, stamp: DatasetStamp, counts: Mapping[str, int]) -> None:
        super().__init__(engine, stamp)
        self.lists = frozenset(counts) | self.filled_tables()

    def filled_tables(self) -> frozenset[str]:
        """Return the tables of the vocabulary that have rows: the counts of a release leave them out."""
        with self.connect() as connection:
            filled = {
                table.name
                for table in VOCABULARY
                if connection.execute(select(table).limit(1)).first() is not None
            }
        return frozenset(lookup.name for lookup in LOOKUP_TABLES if lookup.table in filled)

    def must_have(self, name: str) -> None:
        """Raise `NotFoundError` when the program that published the release had no list of this name."""
        if name not in self.lists:
            words = name.replace("-", " ")
            raise NotFoundError(f"release {self.stamp.version} has no {words}; they begin with a later one")


def past_releases(database: Database) -> list[ReleaseAbout]:
    """Return every past release, the newest first."""
    table = derived(ReleaseRow)
    with database.connect() as connection:
        rows = connection.execute(select(table.c.version, table.c.digest, table.c.document)).all()
    found = [
        ReleaseAbout(DatasetStamp(version=row.version, digest=row.digest), json.loads(row.document))
        for row in rows
    ]
    return sorted(found, key=lambda release: release.about["released"], reverse=True)


def open_release(database: Database, version: str) -> Database:
    """Open a past release in memory; raise `NotFoundError` when there is none of this version."""
    table = derived(ReleaseRow)
    with database.connect() as connection:
        versions = connection.execute(select(table.c.version)).scalars().all()
        row = connection.execute(
            select(table.c.digest, table.c.database, table.c.document).where(table.c.version == version)
        ).one_or_none()
    if row is None:
        known = [database.stamp.version, *versions]
        raise NotFoundError(f"there is no release of this version{did_you_mean(version, known)}")
    content = zlib.decompress(row.database)

    def connect() -> sqlite3.Connection:
        connection = sqlite3.connect(":memory:", check_same_thread=False)
        connection.deserialize(content)
        prepare_reading(connection)
        return connection

    engine = create_engine(
        "sqlite://",
        creator=connect,
        poolclass=QueuePool,
        pool_size=COPIES,
        max_overflow=0,
        hide_parameters=True,
    )
    counts = json.loads(row.document)["counts"]
    return PastDatabase(engine, DatasetStamp(version=version, digest=row.digest), counts)


def release_file(database: Database, version: str) -> bytes:
    """Return the file of a past release; raise `NotFoundError` when there is none of this version."""
    table = derived(ReleaseRow)
    with database.connect() as connection:
        file = connection.execute(select(table.c.file).where(table.c.version == version)).scalar()
    if file is None:
        raise NotFoundError("there is no past release of this version")
    return bytes(file)
