"""The SQLite file of an export: every field of every record is a column, with its value."""

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.db.database import Database, open_database
from app.models.collection import Collection
from app.registry import LISTS

OWN_TABLE = {"outcomes", "questions"}
"""Fields of trials whose parts are rows of another table."""


@pytest.fixture(scope="module")
def copy(exported: Path) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(f"file:{exported / 'fibromag.sqlite'}?mode=ro", uri=True)
    connection.row_factory = sqlite3.Row
    yield connection
    connection.close()


@pytest.mark.parametrize("collection", LISTS, ids=lambda each: each.name)
def test_every_field_is_a_column_in_the_order_of_the_model(
    copy: sqlite3.Connection, collection: Collection
) -> None:
    columns = [row["name"] for row in copy.execute(f"PRAGMA table_info({collection.table})")]
    assert columns == [*(name for name in collection.model.model_fields if name not in OWN_TABLE), "document"]


@pytest.mark.parametrize("collection", LISTS, ids=lambda each: each.name)
def test_every_column_has_the_value_of_the_record(copy: sqlite3.Connection, collection: Collection) -> None:
    rows = copy.execute(f"SELECT * FROM {collection.table}").fetchall()
    assert rows
    for row in rows:
        record = json.loads(row["document"])
        for name, value in record.items():
            if name not in OWN_TABLE:
                assert plain(row[name], value) == value, (row[collection.key], name)


def plain(stored: Any, value: Any) -> Any:
    """Return a stored value as the JSON of the record has it."""
    if isinstance(value, list | dict):
        return json.loads(stored)
    return bool(stored) if isinstance(value, bool) else stored


def test_it_holds_the_published_dataset_and_can_be_served(exported: Path, database: Database) -> None:
    opened = open_database(f"sqlite:///{exported / 'fibromag.sqlite'}")
    assert opened.stamp == database.stamp
    opened.close()


def test_indexes_and_foreign_keys_are_those_that_are_served(copy: sqlite3.Connection, url: str) -> None:
    if not url.startswith("sqlite"):
        pytest.skip("compares two SQLite files")
    served = sqlite3.connect(f"file:{url.removeprefix('sqlite:///')}?mode=ro&immutable=1", uri=True)
    for collection in LISTS:
        for pragma in ("index_list", "foreign_key_list"):
            found = [
                sorted(str(tuple(row)[1:4]) for row in each.execute(f"PRAGMA {pragma}({collection.table})"))
                for each in (copy, served)
            ]
            assert found[0] == found[1], (collection.name, pragma)
    served.close()
    assert copy.execute("PRAGMA foreign_key_check").fetchall() == []
