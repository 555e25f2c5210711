"""A dataset in an SQLite file: what is refused when it is opened, read and replaced."""

import errno
import os
import shutil
import sqlite3
import time
from pathlib import Path

import pytest
import sqlalchemy as sa

from app.db import sqlite
from app.db.errors import UnusableError
from app.db.filters import total
from app.models import DatasetStamp
from app.publishing.releases import read_releases, release_rows
from app.publishing.rows import Content, content_of
from app.publishing.writing import write_content
from app.registry import COLLECTIONS
from app.seeds.library import Library
from tests.conftest import SEEDS
from tests.db.waiting import assert_a_further_reader_waits


@pytest.fixture(scope="module")
def content(library: Library) -> Content:
    found = content_of(library)
    found.rows["releases"] = release_rows(read_releases(SEEDS), found.stamp)
    return found


def past(content: Content) -> dict[str, str]:
    """The digest of each past release, by version."""
    return {row["version"]: row["digest"] for row in content.rows["releases"]}


def test_a_file_is_sealed_by_a_seal_of_all_that_is_before_it(tmp_path: Path) -> None:
    file = tmp_path / "any"
    for content in (b"x", b"SQLite", bytes(sqlite.SEAL_SIZE)):
        file.write_bytes(content)
        assert not sqlite.sealed(file)
        sqlite.seal(file)
        assert sqlite.sealed(file)
        file.write_bytes(file.read_bytes() + b"x")
        assert not sqlite.sealed(file)
    file.write_bytes(b"")
    sqlite.seal(file)
    assert not sqlite.sealed(file)  # of nothing


@pytest.fixture
def path(url: str, tmp_path: Path) -> Path:
    """A copy of the published file, to damage."""
    return Path(shutil.copyfile(url.removeprefix("sqlite:///"), tmp_path / "fibromag.db"))


def change(path: Path, statement: str) -> None:
    """Change the content by SQL and seal the file again."""
    os.truncate(path, path.stat().st_size - sqlite.SEAL_SIZE)
    with sqlite3.connect(path) as connection:
        connection.execute(statement)
    connection.close()
    sqlite.seal(path)


def test_the_file_is_readable_only(path: Path) -> None:
    database = sqlite.open_file(path)
    with database.connect() as connection, pytest.raises(sa.exc.DBAPIError, match="readonly"):
        connection.exec_driver_sql("DELETE FROM trials")
    database.close()


def test_an_error_repeats_no_value_of_a_statement(path: Path) -> None:
    database = sqlite.open_file(path)
    with database.connect() as connection, pytest.raises(sa.exc.DBAPIError) as error:
        connection.execute(sa.text("SELECT unknown(:value)"), {"value": "a private word"})
    assert "private" not in str(error.value)
    database.close()


def test_readers_beyond_the_connections_wait(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite, "WAIT_SECONDS", 0.01)
    assert_a_further_reader_waits(sqlite.engine_for_reading(path))


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        ("DROP TABLE dataset", "is not a dataset that can be read"),
        ("DELETE FROM dataset", "holds no dataset"),
        ("UPDATE dataset SET schema_revision = '2026_01_a'", "was published for tables 2026_01_a"),
    ],
)
def test_a_sealed_file_without_a_usable_dataset_is_refused(path: Path, statement: str, sentence: str) -> None:
    change(path, statement)
    with pytest.raises(UnusableError, match=sentence):
        sqlite.open_file(path)


def test_a_deleted_file_stays_readable(path: Path) -> None:
    database = sqlite.open_file(path)
    assert database.still_named()
    path.unlink()
    assert not database.still_named()
    database.inspect()
    database.close()


def test_a_replaced_file_is_not_mistaken_for_the_open_one(path: Path, tmp_path: Path) -> None:
    database = sqlite.open_file(path)
    shutil.copyfile(path, tmp_path / "other.db")
    os.replace(tmp_path / "other.db", path)
    assert not database.still_named()
    database.inspect()
    database.close()


def test_a_changed_file_is_not_read_any_more(path: Path) -> None:
    database = sqlite.open_file(path)
    path.chmod(0o644)
    with path.open("ab") as file:
        file.write(b"x")
    with pytest.raises(UnusableError, match="changed while it was being served"), database.connect():
        pass
    database.close()


def test_a_bit_that_flips_without_a_trace_is_found_at_the_next_inspection(path: Path) -> None:
    database = sqlite.open_file(path)
    status = path.stat()
    path.chmod(0o644)
    with path.open("r+b") as file:
        file.seek(-sqlite.SEAL_SIZE - 1, os.SEEK_END)
        byte = file.read(1)
        file.seek(-1, os.SEEK_CUR)
        file.write(bytes([byte[0] ^ 1]))
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    database.inspect()
    database.inspected = time.monotonic() - sqlite.INSPECT_SECONDS
    for _ in range(2):
        with pytest.raises(UnusableError, match="changed while it was being served"):
            database.inspect()
    database.close()


def test_a_reference_to_a_missing_record_is_not_published(content: Content, path: Path) -> None:
    """The digest covers documents, so only the check of foreign keys notices a wrong column."""
    before = path.read_bytes()

    def write(connection: sa.Connection) -> None:
        write_content(connection, content)
        connection.exec_driver_sql("UPDATE outcomes SET domain = 'no-such-domain' WHERE domain = 'sleep'")

    with pytest.raises(UnusableError, match="did not pass SQLite's own checks; nothing was replaced"):
        sqlite.replace_file(path, DatasetStamp(version="later", digest=content.stamp.digest), {}, write)
    assert path.read_bytes() == before


def test_a_document_that_differs_is_not_published(content: Content, path: Path) -> None:
    before = path.read_bytes()

    def write(connection: sa.Connection) -> None:
        write_content(connection, content)
        connection.exec_driver_sql("UPDATE trials SET document = replace(document, 'a', 'b')")

    os.truncate(path, len(before) - 1)  # damaged, so that publishing has something to do
    with pytest.raises(UnusableError, match="differs from the seed files"):
        sqlite.replace_file(path, content.stamp, {}, write)
    assert path.read_bytes() == before[:-1]


def test_the_same_dataset_is_not_written_twice(content: Content, path: Path) -> None:
    def write(_: sa.Connection) -> None:
        raise AssertionError("nothing is to be written")

    assert sqlite.replace_file(path, content.stamp, past(content), write) is False


def test_a_folder_is_not_replaced(content: Content, tmp_path: Path) -> None:
    with pytest.raises(UnusableError, match="is a folder"):
        sqlite.replace_file(tmp_path, content.stamp, {}, lambda _: None)


def test_publishing_through_a_link_writes_its_target(content: Content, path: Path, tmp_path: Path) -> None:
    whole = path.read_bytes()
    link = tmp_path / "link.db"
    link.symlink_to(path)
    os.truncate(path, len(whole) - 1)
    assert sqlite.replace_file(
        link, content.stamp, past(content), lambda connection: write_content(connection, content)
    )
    assert link.is_symlink()
    assert path.read_bytes() == whole
    assert path.stat().st_mode & 0o777 == 0o444


def test_a_filter_value_without_records_has_the_total_zero(path: Path) -> None:
    database = sqlite.open_file(path)
    with database.connect() as connection:
        (trials,) = (each for each in COLLECTIONS if each.name == "trials")
        assert total(connection, trials, "domain", "sleep") > 0
        assert total(connection, trials, "domain", "no-such-domain") == 0
    database.close()


def test_a_failure_after_the_new_file_is_in_place_does_not_call_the_old_one_untouched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    new, path = tmp_path / "new", tmp_path / "fibromag.db"
    new.write_bytes(b"new")
    path.write_bytes(b"old")

    def fail(_: int) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(UnusableError, match=r"is in place, .*\(Input/output error\)"):
        sqlite.put_in_place(new, path)
    assert path.read_bytes() == b"new"
