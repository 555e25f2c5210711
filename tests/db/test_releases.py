"""Past releases are found by their version, whole, and never in place of another."""

from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa

from app.db import queries
from app.db.database import Database
from app.db.errors import NotFoundError
from app.db.releases import PastDatabase, open_release, past_releases, release_file
from app.db.tables import ReleaseRow, derived
from app.models import DatasetStamp
from app.registry import by_name

STAMP = DatasetStamp(version="2027.3.0", digest="3" * 64)


@pytest.fixture(scope="module")
def several(database: Database) -> Iterator[Database]:
    """A database with the past release of the real one under three versions, and another file for each."""
    table = derived(ReleaseRow)
    with database.connect() as connection:
        real: Any = connection.execute(sa.select(table)).mappings().first()
    engine = sa.create_engine("sqlite://", poolclass=sa.StaticPool)
    table.create(engine)
    with engine.begin() as connection:
        for number in (2, 1, 3):
            document = real["document"].replace('"released":"20', f'"released":"{number}0')
            row = {"version": f"2026.{number}.0", "digest": str(number) * 64, "document": document}
            connection.execute(table.insert(), {**real, **row, "file": b"%d" % number})
    yield Database(engine, STAMP)
    engine.dispose()


def test_releases_are_listed_by_their_date_the_newest_first(several: Database) -> None:
    found = past_releases(several)
    assert [release.stamp.version for release in found] == ["2026.3.0", "2026.2.0", "2026.1.0"]
    assert [release.stamp.digest[0] for release in found] == ["3", "2", "1"]
    assert found[0].about["released"].startswith("30")


@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_release_is_found_by_its_version(several: Database, number: int) -> None:
    version = f"2026.{number}.0"
    assert release_file(several, version) == b"%d" % number
    release = open_release(several, version)
    assert release.stamp == DatasetStamp(version=version, digest=str(number) * 64)
    with release.connect() as connection:
        assert queries.one(connection, by_name("trials"), "macian-2022")
        with pytest.raises(sa.exc.DBAPIError, match="readonly"):
            connection.exec_driver_sql("DELETE FROM trials")
    release.close()


@pytest.mark.parametrize("version", ["2026.4.0", "2026", "", "2026.1.0 ", STAMP.version])
def test_no_other_version_is_answered(several: Database, version: str) -> None:
    with pytest.raises(NotFoundError, match="there is no past release of this version"):
        release_file(several, version)
    with pytest.raises(NotFoundError, match="there is no release of this version"):
        open_release(several, version)


@pytest.mark.parametrize(("version", "near"), [("2026.1.00", "2026.1.0"), ("2027.3.00", "2027.3.0")])
def test_a_misspelt_version_gets_a_suggestion_of_a_past_one_or_the_current_one(
    several: Database, version: str, near: str
) -> None:
    with pytest.raises(NotFoundError, match=f"did you mean '{near}'"):
        open_release(several, version)


def test_a_list_that_a_release_has_not_is_not_an_empty_one(several: Database) -> None:
    release = open_release(several, "2026.1.0")
    release.must_have("trials")
    assert isinstance(release, PastDatabase)
    release.lists = frozenset({"trials"})
    release.must_have("trials")
    with pytest.raises(NotFoundError, match=r"release 2026\.1\.0 has no evidence profiles; they begin with"):
        release.must_have("evidence-profiles")
    release.close()
