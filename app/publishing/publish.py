"""Build the database from the seed files: the old dataset or the new one, never anything between.

What a dataset is made of is the same in every home; `app/homes/` knows how each replaces the old one.
"""

from dataclasses import dataclass

from sqlalchemy import Connection

from app.db import sqlite
from app.db.opening import is_postgresql, sqlite_file
from app.models import DatasetStamp
from app.publishing.content import documents, stamp_of
from app.publishing.load import Progress, load
from app.seeds.library import Library

__all__ = ["Progress", "Published", "publish"]


@dataclass(frozen=True)
class Published:
    """What a publication did."""

    stamp: DatasetStamp
    changed: bool
    """False when the database already held exactly this dataset."""
    records: int


def publish(
    library: Library,
    url: str,
    progress: Progress = lambda *_: None,
    fresh: bool = False,
    workers: int | None = None,
) -> Published:
    """Make the database hold exactly what the library says.

    `fresh` replaces whatever is there: a library larger than memory is read once, not first for its digest.
    So many processes prepare the records, or as many as are worth it; what they make is the same.
    """
    stamp = None if fresh else stamp_of(library)
    written: list[tuple[DatasetStamp, int]] = []

    def write(connection: Connection) -> DatasetStamp:
        written.append(load(connection, library, progress, workers))
        return written[-1][0]

    if is_postgresql(url):
        from app.db import postgresql

        changed = postgresql.replace(url, stamp, write)
    else:
        changed = sqlite.replace(sqlite_file(url), stamp, write)
    if stamp is None or changed:
        stamp, records = written[-1]
        return Published(stamp, changed, records)
    return Published(stamp, changed, sum(1 for _ in documents(library)))
