"""Publish: build the database from the seed files, the old dataset or the new one, never anything between.

The content is the same for every database; `app/db/sqlite.py` and `app/db/postgresql.py` each replace the old
dataset by the new one in one step.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from app.db import sqlite
from app.db.database import is_postgresql, sqlite_file
from app.db.errors import UnusableError
from app.models import DatasetStamp
from app.publishing.releases import Release, release_rows
from app.publishing.rows import content_of, stamp_of, stored_records
from app.publishing.writing import Progress, write_content
from app.registry import COLLECTIONS
from app.seeds.library import Library
from app.seeds.references import dangling_references


@dataclass(frozen=True)
class Published:
    """The result of a publication."""

    stamp: DatasetStamp
    changed: bool
    """False when the database already held exactly this dataset."""
    records: int


def publish(
    library: Library, url: str, progress: Progress = lambda *_: None, releases: Sequence[Release] = ()
) -> Published:
    """Make the database hold exactly the records of a library, and the past releases.

    Raise `UnusableError` when there are drafts among the seed files, or references to no record.
    """
    refuse_drafts(library)
    refuse_dangling_references(library)
    records = list(stored_records(library))
    stamp = stamp_of(library, records)
    past_releases = release_rows(releases, stamp)
    past = {row["version"]: row["digest"] for row in past_releases}

    def write(connection: Connection) -> None:
        content = content_of(library, records)
        content.rows["releases"] = past_releases
        write_content(connection, content, progress)

    if is_postgresql(url):
        from app.db import postgresql

        changed = postgresql.replace_schema(url, stamp, past, write)
    else:
        changed = sqlite.replace_file(sqlite_file(url), stamp, past, write)
    return Published(stamp, changed, len(records))


def refuse_drafts(library: Library) -> None:
    """Raise `UnusableError` for drafts: nothing is published before a person has completed them."""
    if library.drafts:
        told = "\n".join(draft.described() for draft in library.drafts)
        raise UnusableError(
            f"{told}\nNothing was published. Complete each draft and delete its key `draft`, or delete it."
        )


def refuse_dangling_references(library: Library) -> None:
    """Raise `UnusableError` for references to no record: the summaries follow references."""
    found = [
        f"{collection}/{slug}: {'.'.join(map(str, location))}: {problem}"
        for collection, slug, location, problem in dangling_references(library.records)
    ]
    if found:
        told = "\n".join(found)
        raise UnusableError(f"{told}\nNothing was published.")


def check_examples(library: Library) -> None:
    """Raise `UnusableError` when a collection has no record that the documentation can show."""
    for collection in COLLECTIONS:
        if collection.example not in library.records[collection.name]:
            raise UnusableError(
                f"The example of `{collection.name}` in app/registry.py is `{collection.example}`, "
                f"and there is no file seeds/{collection.name}/{collection.example}.yaml."
            )
    if not library.vocabulary:
        raise UnusableError("There is no folder seeds/vocabulary: no name of a medicine would be recognised.")
