"""A dataset in PostgreSQL: each publication is a schema of its own, and one table says which is newest.

What must stay true: a schema is filled in one transaction and never changed. Readers stay with the schema
they opened, wait for no writer, and cannot see two datasets; the schema before the newest is kept for them.
A statement that waits for a lock fails soon, so that it does not hold a connection that others need. The
address goes to libpq as it is, so several hosts, TLS and passwords are written as libpq documents them.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from math import inf
from typing import Any

import psycopg
from psycopg import errors, sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from sqlalchemy import Connection, Engine, create_engine, event, func, select
from sqlalchemy.exc import DBAPIError

from app.db.database import (
    ANSWER_SECONDS,
    CONNECTIONS,
    DATASET_REPLACED,
    NO_DATASET,
    WAIT_SECONDS,
    Database,
    check_content,
    current_stamp,
    release_digests,
    time_left,
)
from app.db.errors import UnusableError
from app.db.schema import LOCK, head, upgrade
from app.models import DatasetStamp

KEPT_PUBLICATIONS = 2
"""Publications that stay: the newest, and the one before it, which servers may still read."""

CONNECT_SECONDS = 2
"""Time limit for a host to accept a connection; libpq's least."""

SETTINGS = {"jit": "off", "plan_cache_mode": "force_custom_plan"}
READING = {
    **SETTINGS,
    "default_transaction_read_only": "on",
    "statement_timeout": "3s",
    "lock_timeout": "100ms",
    "idle_in_transaction_session_timeout": "5s",
}
CHECKING = {**READING, "statement_timeout": "0"}
WRITING = {**SETTINGS, "client_connection_check_interval": "1s"}

NOT_THERE = (errors.UndefinedTable, errors.InvalidSchemaName)

PUBLISHED = """\
CREATE SCHEMA IF NOT EXISTS fibromag;
CREATE TABLE IF NOT EXISTS fibromag.published (
    number integer PRIMARY KEY,
    version text NOT NULL,
    digest text NOT NULL,
    schema_revision text NOT NULL,
    seal text NOT NULL
)
"""
"""The table that lists the publications."""


# Opening ------------------------------------------------------------------------------------------


class PostgresDatabase(Database):
    """A dataset in a schema of its own."""

    @contextmanager
    def connect(self, seconds: float = ANSWER_SECONDS) -> Iterator[Connection]:
        """Give a connection; a schema that is gone was replaced by two newer publications."""
        try:
            with super().connect(seconds) as connection:
                yield connection
        except DBAPIError as error:
            if isinstance(error.orig, NOT_THERE):
                raise UnusableError(DATASET_REPLACED) from None
            raise


class TimedConnection(psycopg.Connection[Any]):
    """A connection that keeps to the time limit of a request, even when its server hangs."""

    def wait(self, gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
        """Wait for the server, and close the connection when the time is over."""
        if (left := time_left()) < inf:
            timeout = max(left, 0.001)
        try:
            return super().wait(gen, interval, timeout)
        except psycopg.OperationalError:
            if time_left() <= 0:
                self.pgconn.finish()
            raise


def open_schema(url: str) -> PostgresDatabase:
    """Open the newest dataset and check that it is whole; raise `UnusableError` when it is not."""
    try:
        with disposing(engine_for(url, CHECKING)) as engine, engine.connect() as connection:
            found = newest(connection)
            connection.exec_driver_sql(f"SET search_path = {schema_of(found.number)}")
            stamp = current_stamp(connection)
            if schema_seal(connection) != found.seal:
                raise UnusableError("The dataset is damaged, its seal does not fit: run `fibromag publish`.")
    except DBAPIError as error:
        if isinstance(error.orig, NOT_THERE):
            raise UnusableError(NO_DATASET) from None
        raise UnusableError(f"PostgreSQL does not answer as it should: {reason(error)}.") from None
    engine = engine_for(url, {**READING, "search_path": schema_of(found.number)})
    refuse_other_datasets(engine, stamp)
    return PostgresDatabase(engine, stamp)


def engine_for(url: str, settings: dict[str, str]) -> Engine:
    """Return an engine for reading, with these settings, whose driver keeps to the time limits."""
    address = conninfo(url, settings)
    engine = create_engine(
        "postgresql+psycopg://",
        hide_parameters=True,
        pool_size=CONNECTIONS,
        max_overflow=0,
        pool_timeout=WAIT_SECONDS,
        pool_pre_ping=True,
        isolation_level="AUTOCOMMIT",
        skip_autocommit_rollback=True,
    )

    connect_by_libpq(engine, address)
    return engine


def connect_by_libpq(engine: Engine, address: str) -> None:
    """Pass the address to libpq as it is, and connect with a time limit."""

    @event.listens_for(engine, "do_connect")
    def connect(_: Any, __: Any, ___: Any, adapters: dict[str, Any]) -> TimedConnection:
        if time_left() <= 0:
            raise psycopg.OperationalError("no time is left to connect")
        return TimedConnection.connect(address, **adapters)


def conninfo(url: str, settings: dict[str, str], **more: str) -> str:
    """Return an address with settings for its sessions, as libpq understands them."""
    try:
        given = conninfo_to_dict(url)
    except psycopg.ProgrammingError:
        raise UnusableError("FIBROMAG_DATABASE_URL is not an address that PostgreSQL understands.") from None
    options = [str(given.get("options", "")), *(f"-c {name}={value}" for name, value in settings.items())]
    if "connect_timeout" not in given:
        more["connect_timeout"] = str(CONNECT_SECONDS)
    return make_conninfo(url, **more, options=" ".join(options).strip())


def refuse_other_datasets(engine: Engine, stamp: DatasetStamp) -> None:
    """Refuse hosts that hold another dataset, or do not hold this one yet."""

    @event.listens_for(engine, "connect")
    def compare(connection: Any, _: Any) -> None:
        try:
            found = connection.execute("SELECT digest FROM dataset").fetchone()
        except NOT_THERE:
            found = None
        if found != (stamp.digest,):
            raise UnusableError(DATASET_REPLACED)


@contextmanager
def disposing(engine: Engine) -> Iterator[Engine]:
    """Dispose of an engine in the end."""
    try:
        yield engine
    finally:
        engine.dispose()


def newest(connection: Connection) -> Any:
    """Return the newest publication; raise `UnusableError` when there is none."""
    rows = connection.exec_driver_sql("SELECT * FROM fibromag.published ORDER BY number DESC LIMIT 1")
    if found := rows.one_or_none():
        return found
    raise UnusableError(NO_DATASET)


def schema_of(number: int) -> str:
    """Return the schema of a publication."""
    return f"fibromag_{number}"


def schema_seal(connection: Connection) -> str:
    """Return a hash of every row and column of the schema in use, whatever their order."""
    total = hashlib.sha256()
    for table in tables(connection):
        content = SUM.format(sql.Identifier(table)).as_string()
        count, content = connection.exec_driver_sql(content).one()
        total.update(f"{table} {count} {content}\n".encode())
    return total.hexdigest()


SUM = sql.SQL(
    "SELECT count(*), coalesce(sum(('x' || left(md5({0}::text), 15))::bit(60)::bigint), 0) FROM {0}"
)


def tables(connection: Connection) -> Sequence[str]:
    """Return the tables of the schema in use."""
    found = connection.exec_driver_sql(
        "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename"
    )
    return found.scalars().all()


def reason(error: DBAPIError) -> str:
    """Return the class of an error and its SQLSTATE, without addresses and values."""
    state = getattr(error.orig, "sqlstate", None)
    return f"{type(error.orig).__name__} {state}" if state else type(error.orig).__name__


# Replacing ----------------------------------------------------------------------------------------


def replace_schema(
    url: str, stamp: DatasetStamp, past: dict[str, str], write: Callable[[Connection], None]
) -> bool:
    """Publish a dataset, unless it is the newest; readers go on with the one they opened.

    `past` has the digest of each past release by version.
    """
    address = conninfo(url, WRITING, target_session_attrs="read-write")
    engine = create_engine("postgresql+psycopg://", hide_parameters=True)
    connect_by_libpq(engine, address)
    published = False
    try:
        with disposing(engine), engine.connect() as connection:
            connection.execute(select(func.pg_advisory_xact_lock(LOCK)))
            connection.exec_driver_sql(PUBLISHED)
            if newest_is(connection, stamp, past):
                return False
            number = build_schema(connection, stamp, write)
            connection.commit()
            published = True
            drop_older(connection, number)
    except DBAPIError as error:
        if published:
            raise UnusableError(
                f"The dataset was published, but an older one could not be dropped ({reason(error)}); "
                "it stays until another is published."
            ) from None
        raise UnusableError(
            f"The dataset could not be written to PostgreSQL ({reason(error)}); the old one is untouched."
        ) from None
    return True


def newest_is(connection: Connection, stamp: DatasetStamp, past: dict[str, str]) -> bool:
    """Return whether the newest publication is this very dataset with these past releases, whole."""
    try:
        found = newest(connection)
    except UnusableError:
        return False
    if (found.version, found.digest, found.schema_revision) != (stamp.version, stamp.digest, head()):
        return False
    connection.exec_driver_sql(f"SET LOCAL search_path = {schema_of(found.number)}")
    return release_digests(connection) == past and bool(schema_seal(connection) == found.seal)


def build_schema(connection: Connection, stamp: DatasetStamp, write: Callable[[Connection], None]) -> int:
    """Fill a new schema, check and seal it; return the number of the publication."""
    last = connection.exec_driver_sql("SELECT coalesce(max(number), 0) FROM fibromag.published").scalar_one()
    number = int(last) + 1
    connection.exec_driver_sql(f"CREATE SCHEMA {schema_of(number)}")
    connection.exec_driver_sql(f"SET LOCAL search_path = {schema_of(number)}")
    upgrade(connection)
    write(connection)
    for table in tables(connection):
        connection.exec_driver_sql(f"ANALYZE {table}")
    check_content(connection, stamp)
    connection.exec_driver_sql(
        "INSERT INTO fibromag.published VALUES (%s, %s, %s, %s, %s)",
        (number, stamp.version, stamp.digest, head(), schema_seal(connection)),
    )
    return number


def drop_older(connection: Connection, newest: int) -> None:
    """Drop the publications that no server should read any more; one that is being read stays until later."""
    numbers = connection.exec_driver_sql(
        "SELECT number FROM fibromag.published WHERE number <= %s", (newest - KEPT_PUBLICATIONS,)
    )
    for number in numbers.scalars().all():
        connection.rollback()
        try:
            connection.exec_driver_sql("SET LOCAL lock_timeout = '1s'")
            connection.exec_driver_sql(f"DROP SCHEMA IF EXISTS {schema_of(number)} CASCADE")
            connection.exec_driver_sql("DELETE FROM fibromag.published WHERE number = %s", (number,))
            connection.commit()
        except DBAPIError as error:
            connection.rollback()
            if not isinstance(error.orig, errors.LockNotAvailable):
                raise
