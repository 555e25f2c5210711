"""An open dataset, wherever it lives.

What must stay true: a server answers from one dataset, the one it found whole when it started; what it
cannot answer from that one, it does not answer.
"""

import math
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from sqlalchemy import Connection, Engine, select

from app.db.schema import REVISION
from app.models import COLLECTIONS, OUTCOMES, DatasetRow, DatasetStamp
from app.publishing.digest import digest_of

LISTS = (*COLLECTIONS, OUTCOMES)

CONNECTIONS = 8
"""Connections a server keeps; a request waits for one rather than opening more."""

WAIT_SECONDS = 2
"""How long a request waits for a connection."""

ANSWER_SECONDS = 4.0
"""How long a request may use a database in all. The drivers keep to it; no request is ever cancelled."""

END: ContextVar[float] = ContextVar("end", default=math.inf)
"""When the statements of this request must have ended, by the monotonic clock."""


class UnusableError(Exception):
    """There is no dataset to serve, or it is not whole; the message is one plain sentence."""


class Database:
    """One whole dataset, open for reading."""

    def __init__(self, engine: Engine, stamp: DatasetStamp) -> None:
        self.engine = engine
        self.stamp = stamp

    @contextmanager
    def connect(self, seconds: float = ANSWER_SECONDS) -> Iterator[Connection]:
        """A connection for one request; raises when the dataset was changed, even while it was read."""
        with time_limit(seconds), self.engine.connect() as connection:
            self.unchanged()
            try:
                yield connection
            finally:
                self.unchanged()

    def unchanged(self) -> None:
        """Raise when what is read can no longer be the dataset that was opened; asked often, so cheap."""

    def inspect(self) -> None:
        """Raise when the dataset is not as it was published; what costs much is done now and then."""
        with self.connect() as connection:
            if stored_stamp(connection).digest != self.stamp.digest:
                raise UnusableError("The database holds another dataset than the one being served.")

    def close(self) -> None:
        """Give all connections back to the system."""
        self.engine.dispose()


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Let the drivers end every statement in time."""
    token = END.set(time.monotonic() + seconds)
    try:
        yield
    finally:
        END.reset(token)


def time_left() -> float:
    """Seconds this request may still use the database; infinite outside a limit."""
    return END.get() - time.monotonic()


def current_stamp(connection: Connection) -> DatasetStamp:
    """Version and digest of a dataset whose tables are those of this program."""
    found = stored_stamp(connection)
    if found.schema_revision != REVISION:
        raise UnusableError(
            f"The dataset was published for tables {found.schema_revision} and this program has "
            f"{REVISION}: run `fibromag publish` with this version of the program."
        )
    return DatasetStamp(version=found.version, digest=found.digest)


def stored_stamp(connection: Connection) -> Any:
    """Version, digest and schema revision as the database has them."""
    table = DatasetRow.__table__  # type: ignore[attr-defined]
    if found := connection.execute(
        select(table.c.version, table.c.digest, table.c.schema_revision)
    ).one_or_none():
        return found
    raise UnusableError("The database holds no dataset: run `fibromag publish`.")


def check_content(connection: Connection, stamp: DatasetStamp) -> None:
    """Raise unless what was just written is the dataset it should be, record by record."""
    if current_stamp(connection) != stamp or stored_digest(connection) != stamp.digest:
        raise UnusableError("The new dataset differs from the seed files; nothing was replaced.")


def stored_digest(connection: Connection) -> str:
    """The digest of every record that is stored."""
    return digest_of([each.name for each in LISTS], stored_documents(connection))


def stored_documents(connection: Connection) -> Iterator[tuple[str, Sequence[Any]]]:
    """(collection, some of its keys and documents) of every record, in the order of the digest."""
    for collection in LISTS:
        table = collection.row.__table__  # type: ignore[attr-defined]
        key = table.primary_key.columns[0]
        order = (table.c.trial, key) if collection is OUTCOMES else (key,)
        wanted = select(key, table.c.document).order_by(*order)
        rows = connection.execute(wanted, execution_options={"yield_per": 500})
        for some in rows.partitions():
            yield collection.name, some
