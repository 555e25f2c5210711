"""Publishing: the same bytes from the same seeds. What may go wrong meanwhile is in `faults/`."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.db.database import open_database
from app.db.errors import UnusableError
from app.db.queries import documents
from app.models import Domain
from app.publishing.publish import publish
from app.publishing.rows import Content, content_of, stamp_of
from app.publishing.stored import StoredRecord
from app.seeds.library import Library
from tests.conftest import ROOT
from tests.faults.publishers import newer

REFERRED_TO = [
    ("domains", "sleep"),
    ("forms", "magnesium-citrate"),
    ("preparations", "myers-cocktail"),
    ("preparations", "magnesium-with-malic-acid"),
]
"""Records that other records name."""


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def run(*words: str, database: Path, seeds: Path) -> subprocess.Popen[bytes]:
    """`fibromag` in a process of its own."""
    env = {**os.environ, "FIBROMAG_DATABASE_URL": f"sqlite:///{database}", "FIBROMAG_SEEDS": str(seeds)}
    return subprocess.Popen(
        [sys.executable, "-m", "app", *words],
        cwd=ROOT,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


@pytest.mark.parametrize(("collection", "slug"), [each for each in REFERRED_TO if each[0] != "forms"])
def test_a_row_that_others_name_and_that_was_not_written_is_not_published(
    records: Library,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    collection: str,
    slug: str,
) -> None:
    """This is the check of what was written: whatever the records said, the new file is not whole."""
    url = f"sqlite:///{tmp_path / 'fibromag.db'}"
    publish(records, url)
    before = sha256(tmp_path / "fibromag.db")

    def without_the_row(library: Library, stored: list[StoredRecord]) -> Content:
        content = content_of(library, stored)
        kept = [row for row in content.rows[collection] if row["slug"] != slug]
        assert len(kept) == len(content.rows[collection]) - 1
        content.rows[collection] = kept
        return content

    monkeypatch.setattr("app.publishing.publish.content_of", without_the_row)
    with pytest.raises(UnusableError, match="did not pass SQLite's own checks; nothing was replaced"):
        publish(newer(records), url)
    assert sha256(tmp_path / "fibromag.db") == before
    assert sorted(path.name for path in tmp_path.iterdir()) == [".fibromag.db.lock", "fibromag.db"]


def test_publishing_twice_gives_the_same_bytes(library: Library, tmp_path: Path) -> None:
    for name in ("one.db", "two.db"):
        publish(library, f"sqlite:///{tmp_path / name}")
    assert sha256(tmp_path / "one.db") == sha256(tmp_path / "two.db")


def test_the_digest_of_the_seed_files_is_the_published_one(library: Library, tmp_path: Path) -> None:
    done = publish(library, f"sqlite:///{tmp_path / 'fibromag.db'}")
    assert done.stamp == stamp_of(library)


def test_a_reference_to_no_record_is_not_published(records: Library, tmp_path: Path) -> None:
    """The seed files are checked with their lines before; this is the check of the records."""
    url = f"sqlite:///{tmp_path / 'fibromag.db'}"
    publish(records, url)
    before = sha256(tmp_path / "fibromag.db")
    for collection, slug in REFERRED_TO:
        others = {key: record for key, record in records.records[collection].items() if key != slug}
        broken = Library(records.dataset, {**records.records, collection: others})
        with pytest.raises(
            UnusableError, match=f": no '{slug}' in {collection}(.|\\n)*Nothing was published"
        ):
            publish(broken, url)
    assert sha256(tmp_path / "fibromag.db") == before
    assert sorted(path.name for path in tmp_path.iterdir()) == [".fibromag.db.lock", "fibromag.db"]


def test_a_record_that_cannot_be_written_leaves_the_old_dataset(records: Library, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'fibromag.db'}"
    publish(records, url)
    before = sha256(tmp_path / "fibromag.db")
    unreadable = {**records.records["trials"], "unknown-2030": None}
    with pytest.raises(AttributeError):
        publish(Library(records.dataset, {**records.records, "trials": unreadable}), url)
    assert sha256(tmp_path / "fibromag.db") == before


@pytest.mark.parametrize("there", [True, False], ids=["to a file", "to nothing yet"])
def test_publishing_through_a_symbolic_link_writes_its_target(
    records: Library, tmp_path: Path, there: bool
) -> None:
    target, link = tmp_path / "data" / "real.db", tmp_path / "link.db"
    target.parent.mkdir()
    link.symlink_to(target)
    if there:
        publish(records, f"sqlite:///{target}")
    assert publish(newer(records), f"sqlite:///{link}").changed
    assert link.is_symlink()
    assert not target.is_symlink()
    for path in (link, target):
        database = open_database(f"sqlite:///{path}")
        assert database.stamp.version == newer(records).dataset.version
        database.close()
    assert sorted(path.name for path in target.parent.iterdir()) == [".real.db.lock", "real.db"]


def test_publishing_what_is_published_makes_and_changes_nothing(
    records: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = f"sqlite:///{tmp_path / 'fibromag.db'}"
    assert publish(records, address).changed
    before = (tmp_path / "fibromag.db").stat().st_ino
    monkeypatch.setattr("app.publishing.publish.content_of", None)
    assert not publish(records, address).changed
    assert (tmp_path / "fibromag.db").stat().st_ino == before


def test_who_reads_goes_on_with_the_old_dataset(records: Library, tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path / 'fibromag.db'}"
    publish(records, address)
    before = open_database(address)
    publish(newer(records), address)
    after = open_database(address)
    for database, name in ((before, "Sleep"), (after, "Sleep, as it was called later")):
        with database.connect() as connection:
            assert name in {domain.name for domain in documents(connection, Domain)}
        database.close()


def test_wrong_seeds_leave_the_old_dataset_untouched(
    records: Library, own_seeds: Path, tmp_path: Path
) -> None:
    database = tmp_path / "fibromag.db"
    publish(records, f"sqlite:///{database}")
    before = sha256(database)
    (own_seeds / "domains" / "sleep.yaml").write_text("name: Sleep\n")
    process = run("publish", database=database, seeds=own_seeds)
    out, err = process.communicate(timeout=120)
    assert process.returncode == 1
    assert out == b""
    assert b"domains/sleep.yaml:1: definition: is required" in err
    assert b"Traceback" not in err
    assert sha256(database) == before
