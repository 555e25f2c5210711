"""The database: opened for writing by `publish` only, and read-only by the server.

What must stay true: a server answers from one dataset, the one it found whole when it started. Each
connection it opens later is checked against that dataset and refused if the file was replaced.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url, select, text
from sqlalchemy.exc import DBAPIError

from .models import COLLECTIONS, OUTCOMES, DatasetRow, DatasetStamp, canonical
from .schema import code_revision

CONNECTIONS = 8
"""Connections a server keeps; a request waits for one rather than opening more."""

WAIT_SECONDS = 2
"""How long a request waits for a connection, and a statement for a lock."""


class UnusableError(Exception):
    """There is no dataset to serve, or it is not whole; the message is one plain sentence."""


def sqlite_path(url: str) -> Path | None:
    """The file behind an SQLite address; None for any other database."""
    address = make_url(url)
    return Path(address.database or "") if address.get_backend_name() == "sqlite" else None


def sqlite_for_writing(path: Path) -> Engine:
    """An engine on a file of its own that nobody else reads yet."""
    engine = create_engine(f"sqlite:///{path}", hide_parameters=True)

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _: Any) -> None:
        connection.execute("PRAGMA journal_mode = DELETE")
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("PRAGMA foreign_keys = ON")

    return engine


def sqlite_for_reading(path: Path) -> Engine:
    """An engine that cannot write, never creates a file, and keeps its connections."""
    engine = create_engine(
        f"sqlite:///file:{path.resolve()}?mode=ro&immutable=1&uri=true",
        hide_parameters=True,
        pool_size=CONNECTIONS,
        max_overflow=0,
        pool_timeout=WAIT_SECONDS,
        connect_args={"timeout": WAIT_SECONDS, "check_same_thread": False},
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _: Any) -> None:
        for pragma in (
            "query_only = ON",
            "trusted_schema = OFF",
            "temp_store = MEMORY",
            "mmap_size = 268435456",
        ):
            connection.execute(f"PRAGMA {pragma}")

    return engine


class Database:
    """One whole dataset, open for reading."""

    def __init__(self, engine: Engine, stamp: DatasetStamp) -> None:
        self.engine = engine
        self.stamp = stamp

    def connect(self) -> Connection:
        """A connection for one request."""
        return self.engine.connect()

    def close(self) -> None:
        """Give all connections back to the system."""
        self.engine.dispose()


def open_database(url: str) -> Database:
    """The dataset at an address, checked to be whole; `UnusableError` says why not."""
    path = sqlite_path(url)
    if path is None:
        raise UnusableError(
            f"{make_url(url).get_backend_name()} is not supported yet: use an sqlite:/// address."
        )
    if not path.is_file():
        raise UnusableError(f"There is no dataset at {path}: run `fibromag publish` first.")
    engine = sqlite_for_reading(path)
    try:
        with engine.connect() as connection:
            stamp = checked_stamp(connection)
    except DBAPIError:
        engine.dispose()
        raise UnusableError(
            f"{path} is not a dataset that can be read: run `fibromag publish` again."
        ) from None
    except UnusableError:
        engine.dispose()
        raise
    pin(engine, stamp)
    return Database(engine, stamp)


def checked_stamp(connection: Connection) -> DatasetStamp:
    """Version and digest of the dataset, after checking that tables and content are as published."""
    found = stored_stamp(connection)
    if found.schema_revision != code_revision():
        raise UnusableError(
            f"The dataset was published for tables {found.schema_revision} and this program has "
            f"{code_revision()}: run `fibromag publish` with this version of the program."
        )
    if digest_of(stored_documents(connection)) != found.digest:
        raise UnusableError(
            "The dataset is damaged, its content differs from its digest: run `fibromag publish` again."
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


def stored_documents(connection: Connection) -> Iterator[tuple[str, str, Any]]:
    """(collection, slug, content) of every record, in the order of the digest."""
    for collection in (*COLLECTIONS, OUTCOMES):
        table = collection.row.__table__  # type: ignore[attr-defined]
        key = table.primary_key.columns[0]
        for slug, document in connection.execute(select(key, table.c.document).order_by(key)):
            try:
                yield collection.name, slug, json.loads(document)
            except ValueError:
                raise UnusableError("The dataset is damaged: run `fibromag publish` again.") from None


def digest_of(documents: Iterable[tuple[str, str, Any]]) -> str:
    """SHA-256 over the canonical JSON of every record: equal wherever the content is equal."""
    total = hashlib.sha256()
    for collection, slug, content in documents:
        total.update(f"{collection}/{slug}\n{canonical(content)}\n".encode())
    return total.hexdigest()


def pin(engine: Engine, stamp: DatasetStamp) -> None:
    """Open every connection now, and refuse later ones that find another dataset."""

    @event.listens_for(engine, "connect")
    def compare(connection: Any, _: Any) -> None:
        if connection.execute("SELECT digest FROM dataset").fetchone() != (stamp.digest,):
            raise UnusableError(
                "The dataset was replaced while it was being served: restart to serve the new one."
            )

    held = [engine.connect() for _ in range(CONNECTIONS)]
    for connection in held:
        connection.close()


def still_there(database: Database) -> None:
    """Read the stamp again; raises when the database does not answer with the pinned dataset."""
    with database.connect() as connection:
        if connection.execute(text("SELECT digest FROM dataset")).scalar() != database.stamp.digest:
            raise UnusableError("The database holds another dataset than the one being served.")
