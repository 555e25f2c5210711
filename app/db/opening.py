"""The database: opened read-only by whatever answers, replaced by `publish` alone."""

from pathlib import Path

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from app.db import sqlite
from app.db.database import Database, UnusableError

__all__ = [
    "Database",
    "UnusableError",
    "is_postgresql",
    "open_database",
    "sqlite_file",
    "sqlite_path",
    "still_there",
]


def open_database(url: str) -> Database:
    """The dataset at an address, checked to be whole; `UnusableError` says why not."""
    if is_postgresql(url):
        from app.db import postgresql

        return postgresql.open_dataset(url)
    return sqlite.open_dataset(sqlite_file(url))


def is_postgresql(url: str) -> bool:
    """Whether an address is one for libpq, which may name several hosts."""
    return url.startswith(("postgresql:", "postgres:"))


def sqlite_path(url: str) -> Path | None:
    """The file behind an SQLite address; None for PostgreSQL."""
    return None if is_postgresql(url) else sqlite_file(url)


def sqlite_file(url: str) -> Path:
    """The file behind an SQLite address; `UnusableError` for any other address."""
    try:
        address = make_url(url)
    except ArgumentError:
        address = None
    if address is None or address.get_backend_name() != "sqlite" or not address.database:
        raise UnusableError("FIBROMAG_DATABASE_URL must be sqlite:///a-file or postgresql://a-server/a-name.")
    return Path(address.database)


def still_there(database: Database) -> None:
    """Raise when the database does not answer with the dataset that was opened, as it was published."""
    database.inspect()
