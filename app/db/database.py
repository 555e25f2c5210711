"""An open dataset, in an SQLite file or a PostgreSQL server.

What must stay true: a server answers from one dataset, the one that was whole when it started. When it can no
longer read that one, it answers 503.
"""

import math
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, make_url, select
from sqlalchemy.exc import ArgumentError

from app.db.digest import digest_of, row_documents
from app.db.errors import UnusableError
from app.db.schema import head
from app.db.tables import VOCABULARY, DatasetRow, ReleaseRow, derived, key_column, table_of
from app.models import DatasetStamp
from app.registry import LISTS

CONNECTIONS = 8
"""Connections of a server; a request waits for one rather than opening more."""

WAIT_SECONDS = 2
"""Time a request waits for a connection."""

ANSWER_SECONDS = 4.0
"""Time a request may use a database in all. The drivers keep to it; no request is ever cancelled."""

NO_DATASET = "The database holds no dataset: run `fibromag publish`."
DATASET_REPLACED = "The dataset was replaced while it was being served: restart to serve the new one."

DEADLINE: ContextVar[float] = ContextVar("deadline", default=math.inf)
"""Time by which the statements of this request must have ended, by the monotonic clock."""


class Database:
    """One whole dataset, open for reading."""

    def __init__(self, engine: Engine, stamp: DatasetStamp) -> None:
        self.engine = engine
        self.stamp = stamp

    @contextmanager
    def connect(self, seconds: float = ANSWER_SECONDS) -> Iterator[Connection]:
        """Give a connection for one request; raise when the dataset was changed, even while it was read."""
        with time_limit(seconds), self.engine.connect() as connection:
            self.check_unchanged()
            try:
                yield connection
            finally:
                self.check_unchanged()

    def must_have(self, name: str) -> None:
        """Raise `NotFoundError` when this release has no such list: an empty one would be an answer."""

    def check_unchanged(self) -> None:
        """Raise when the database can no longer hold the dataset that was opened. It is called often."""

    def inspect(self) -> None:
        """Raise when the dataset is not as it was published. Costly checks run at intervals only."""
        with self.connect() as connection:
            if stored_stamp(connection).digest != self.stamp.digest:
                raise UnusableError("The database holds another dataset than the one being served.")

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()


# Addresses ----------------------------------------------------------------------------------------


def open_database(url: str) -> Database:
    """Open the dataset at an address and check that it is whole; raise `UnusableError` when it is not."""
    if is_postgresql(url):
        from app.db import postgresql

        return postgresql.open_schema(url)
    from app.db import sqlite

    return sqlite.open_file(sqlite_file(url))


def is_postgresql(url: str) -> bool:
    """Return whether an address is one for libpq, which may name several hosts."""
    return url.startswith(("postgresql:", "postgres:"))


def sqlite_file(url: str) -> Path:
    """Return the file of an SQLite address; raise `UnusableError` for any other address."""
    try:
        address = make_url(url)
    except ArgumentError:
        address = None
    if address is None or address.get_backend_name() != "sqlite" or not address.database:
        raise UnusableError("FIBROMAG_DATABASE_URL must be sqlite:///a-file or postgresql://a-server/a-name.")
    return Path(address.database)


# Time ---------------------------------------------------------------------------------------------


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Set the time by which the drivers end every statement."""
    token = DEADLINE.set(time.monotonic() + seconds)
    try:
        yield
    finally:
        DEADLINE.reset(token)


def time_left() -> float:
    """Return the seconds this request may still use the database; infinite without a limit."""
    return DEADLINE.get() - time.monotonic()


# Content ------------------------------------------------------------------------------------------


def current_stamp(connection: Connection) -> DatasetStamp:
    """Return version and digest; raise `UnusableError` when the tables are of another revision."""
    found = stored_stamp(connection)
    if found.schema_revision != head():
        raise UnusableError(
            f"The dataset was published for tables {found.schema_revision} and this program has "
            f"{head()}: run `fibromag publish` with this version of the program."
        )
    return DatasetStamp(version=found.version, digest=found.digest)


def stored_stamp(connection: Connection) -> Any:
    """Return version, digest and schema revision as the database has them."""
    table = derived(DatasetRow)
    if found := connection.execute(
        select(table.c.version, table.c.digest, table.c.schema_revision)
    ).one_or_none():
        return found
    raise UnusableError(NO_DATASET)


def release_digests(connection: Connection) -> dict[str, str]:
    """Return the digest of each past release by version."""
    table = derived(ReleaseRow)
    return dict(connection.execute(select(table.c.version, table.c.digest)).all())


def check_content(connection: Connection, stamp: DatasetStamp) -> None:
    """Raise unless the database holds this dataset, record by record."""
    if current_stamp(connection) != stamp or digest_of(stored_documents(connection)) != stamp.digest:
        raise UnusableError("The new dataset differs from the seed files; nothing was replaced.")


def stored_documents(connection: Connection) -> Iterator[tuple[str, str, str]]:
    """Yield (collection, key, document) of every stored record, in the order of the digest."""
    for collection in LISTS:
        table, key = table_of(collection), key_column(collection)
        order = (table.c[collection.part_of], key) if collection.part_of else (key,)
        for slug, document in connection.execute(select(key, table.c.document).order_by(*order)):
            yield collection.name, slug, document
    for vocabulary in VOCABULARY:
        rows = connection.execute(select(vocabulary).order_by(vocabulary.c.number))
        yield from row_documents(vocabulary.name, rows)
