"""An SQLite file of whatever is published, for those who take it away.

What must stay true: it is the same file, byte for byte, whichever home the dataset has.
"""

import shutil
from math import inf
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from app.db import queries, sqlite
from app.db.opening import is_postgresql, open_database, sqlite_file
from app.models import COLLECTIONS, Dataset, DatasetStamp
from app.publishing.load import load
from app.seeds.library import Library


def copy_to_sqlite(url: str, path: Path) -> None:
    """Write the published dataset to a new file: as it is, or built again from the stored records."""
    database = open_database(url)
    try:
        if not is_postgresql(url):
            shutil.copyfile(sqlite_file(url), path)
            return
        with database.connect(inf) as connection:
            library = stored_library(connection)
    finally:
        database.close()

    def write(connection: Connection) -> DatasetStamp:
        return load(connection, library, lambda *_: None)[0]

    sqlite.build(path, database.stamp, write)


def stored_library(connection: Connection) -> Library:
    """The library that a dataset was published from."""
    about = queries.dataset(connection)
    records: dict[str, dict[str, Any]] = {}
    for collection in COLLECTIONS:
        found: list[Any] = queries.documents(connection, collection.document)
        records[collection.name] = {record.slug: record for record in found}
    return Library(Dataset.model_validate({name: about[name] for name in Dataset.model_fields}), records)
