"""Addresses of a database, the time of a request, and what makes a dataset another one."""

import math
from pathlib import Path

import pytest
import sqlalchemy as sa

from app.db import database as module
from app.db.database import (
    Database,
    check_content,
    current_stamp,
    is_postgresql,
    open_database,
    sqlite_file,
    stored_documents,
    time_left,
    time_limit,
)
from app.db.digest import digest_of
from app.db.errors import UnusableError
from app.db.schema import head
from app.models import DatasetStamp
from app.registry import LISTS


@pytest.mark.parametrize(
    ("address", "path"),
    [("sqlite:///fibromag.db", "fibromag.db"), ("sqlite:////data/fibromag.db", "/data/fibromag.db")],
)
def test_an_address_of_sqlite_names_a_file(address: str, path: str) -> None:
    assert sqlite_file(address) == Path(path)
    assert not is_postgresql(address)


@pytest.mark.parametrize(
    "address", ["", "fibromag.db", "/data/fibromag.db", "sqlite://", "sqlite:///", "mysql://server/name"]
)
def test_any_other_address_is_refused_with_the_two_that_are_known(address: str) -> None:
    with pytest.raises(UnusableError, match="must be sqlite:///a-file or postgresql://a-server/a-name"):
        open_database(address)


@pytest.mark.parametrize("address", ["postgresql://server/name", "postgres://one,two/name"])
def test_an_address_of_postgresql_is_one_for_libpq(address: str) -> None:
    assert is_postgresql(address)


def test_a_file_that_is_not_there_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(UnusableError, match="run `fibromag publish` first"):
        open_database(f"sqlite:///{tmp_path / 'none.db'}")


def test_the_time_of_a_request_ends_with_it() -> None:
    assert time_left() == math.inf
    with time_limit(5000):
        assert 4000 < time_left() <= 5000
        with time_limit(-1):
            assert time_left() < 0
        assert 4000 < time_left() <= 5000
    assert time_left() == math.inf


def test_a_connection_has_the_time_of_its_request(database: Database) -> None:
    with database.connect(seconds=3000):
        assert 2000 < time_left() <= 3000
    with database.connect():
        assert time_left() <= module.ANSWER_SECONDS


class Changed(Database):
    """A database that is found changed after so many looks."""

    looks = 0

    def check_unchanged(self) -> None:
        self.looks -= 1
        if not self.looks:
            raise UnusableError("changed")


@pytest.mark.parametrize(("looks", "read"), [(1, False), (2, True)])
def test_a_change_is_noticed_before_and_after_reading(looks: int, read: bool) -> None:
    engine = sa.create_engine("sqlite://")
    changed, done = Changed(engine, DatasetStamp(version="1", digest="0" * 64)), False
    changed.looks = looks
    with pytest.raises(UnusableError, match="changed"), changed.connect():
        done = True
    assert done is read
    engine.dispose()


def test_another_digest_is_found_at_an_inspection(database: Database) -> None:
    database.inspect()
    other = Database(database.engine, DatasetStamp(version=database.stamp.version, digest="0" * 64))
    with pytest.raises(UnusableError, match="another dataset than the one being served"):
        other.inspect()


# Content ------------------------------------------------------------------------------------------


def test_the_stored_records_give_the_digest(connection: sa.Connection, database: Database) -> None:
    documents = list(stored_documents(connection))
    assert digest_of(documents) == database.stamp.digest == current_stamp(connection).digest
    names = list(dict.fromkeys(name for name, *_ in documents))
    assert names[: len(LISTS)] == [each.name for each in LISTS]
    for collection in LISTS:
        keys = [key for name, key, _ in documents if name == collection.name]
        assert keys == sorted(keys, key=lambda key: key.split("/")[: 2 if collection.part_of else 1])


@pytest.mark.parametrize("change", [{}, {"version": "1.1.1"}, {"digest": "0" * 64}])
def test_content_of_another_stamp_is_not_the_dataset(
    connection: sa.Connection, database: Database, change: dict[str, str]
) -> None:
    stamp = database.stamp.model_copy(update=change)
    if change:
        with pytest.raises(UnusableError, match="differs from the seed files; nothing was replaced"):
            check_content(connection, stamp)
    else:
        check_content(connection, stamp)


def test_tables_of_another_revision_are_refused_with_both(
    connection: sa.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = head()
    monkeypatch.setattr(module, "head", lambda: "2099_01_a")
    with pytest.raises(UnusableError, match=f"tables {own} and this program has 2099_01_a: run `fibromag"):
        current_stamp(connection)
