"""Publishing: the same bytes from the same seeds. What may go wrong meanwhile is in `faults/`."""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from app.db.database import open_database
from app.db.errors import UnusableError
from app.db.queries import documents
from app.models import Domain
from app.publishing.publish import publish
from app.publishing.releases import read_releases
from app.publishing.rows import Content, content_of, stamp_of
from app.publishing.stored import StoredRecord
from app.seeds.library import Library
from tests import published
from tests.conftest import ROOT, SEEDS
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
    published_records: Path,
    monkeypatch: pytest.MonkeyPatch,
    collection: str,
    slug: str,
) -> None:
    """This is the check of what was written: whatever the records said, the new file is not whole."""
    before = sha256(published_records)

    def without_the_row(library: Library, stored: list[StoredRecord]) -> Content:
        content = content_of(library, stored)
        kept = [row for row in content.rows[collection] if row["slug"] != slug]
        assert len(kept) == len(content.rows[collection]) - 1
        content.rows[collection] = kept
        return content

    monkeypatch.setattr("app.publishing.publish.content_of", without_the_row)
    with pytest.raises(UnusableError, match="did not pass SQLite's own checks; nothing was replaced"):
        publish(newer(records), f"sqlite:///{published_records}")
    assert sha256(published_records) == before
    assert sorted(path.name for path in published_records.parent.iterdir()) == [
        ".fibromag.db.lock",
        "fibromag.db",
    ]


def test_publishing_again_gives_the_same_bytes(library: Library, tmp_path: Path) -> None:
    """The kept file was made by a process of another time, from the same seeds."""
    done = publish(library, f"sqlite:///{tmp_path / 'again.db'}", releases=read_releases(SEEDS))
    assert sha256(tmp_path / "again.db") == sha256(published.database())
    assert done.stamp == stamp_of(library)


def test_a_reference_to_no_record_is_not_published(records: Library, published_records: Path) -> None:
    """The seed files are checked with their lines before; this is the check of the records."""
    before = sha256(published_records)
    for collection, slug in REFERRED_TO:
        others = {key: record for key, record in records.records[collection].items() if key != slug}
        broken = Library(records.dataset, {**records.records, collection: others})
        with pytest.raises(
            UnusableError, match=f": no '{slug}' in {collection}(.|\\n)*Nothing was published"
        ):
            publish(broken, f"sqlite:///{published_records}")
    assert sha256(published_records) == before
    assert [path.name for path in published_records.parent.iterdir()] == ["fibromag.db"]


def test_a_record_that_cannot_be_written_leaves_the_old_dataset(
    records: Library, published_records: Path
) -> None:
    before = sha256(published_records)
    unreadable = {**records.records["trials"], "unknown-2030": None}
    with pytest.raises(AttributeError):
        publish(
            Library(records.dataset, {**records.records, "trials": unreadable}),
            f"sqlite:///{published_records}",
        )
    assert sha256(published_records) == before


@pytest.mark.parametrize("there", [True, False], ids=["to a file", "to nothing yet"])
def test_publishing_through_a_symbolic_link_writes_its_target(
    records: Library, tmp_path: Path, there: bool
) -> None:
    target, link = tmp_path / "data" / "real.db", tmp_path / "link.db"
    target.parent.mkdir()
    link.symlink_to(target)
    if there:
        shutil.copyfile(published.records_database(), target)
    assert publish(newer(records), f"sqlite:///{link}").changed
    assert link.is_symlink()
    assert not target.is_symlink()
    for path in (link, target):
        database = open_database(f"sqlite:///{path}")
        assert database.stamp.version == newer(records).dataset.version
        database.close()
    assert sorted(path.name for path in target.parent.iterdir()) == [".real.db.lock", "real.db"]


def test_publishing_what_is_published_makes_and_changes_nothing(
    records: Library, published_records: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = published_records.stat().st_ino
    monkeypatch.setattr("app.publishing.publish.content_of", None)
    assert not publish(records, f"sqlite:///{published_records}").changed
    assert published_records.stat().st_ino == before


def test_who_reads_goes_on_with_the_old_dataset(records: Library, published_records: Path) -> None:
    address = f"sqlite:///{published_records}"
    before = open_database(address)
    publish(newer(records), address)
    after = open_database(address)
    for database, name in ((before, "Sleep"), (after, "Sleep, as it was called later")):
        with database.connect() as connection:
            assert name in {domain.name for domain in documents(connection, Domain)}
        database.close()


def test_wrong_seeds_leave_the_old_dataset_untouched(published_records: Path, own_seeds: Path) -> None:
    before = sha256(published_records)
    (own_seeds / "domains" / "sleep.yaml").write_text("name: Sleep\n")
    process = run("publish", database=published_records, seeds=own_seeds)
    out, err = process.communicate(timeout=120)
    assert process.returncode == 1
    assert out == b""
    assert b"domains/sleep.yaml:1: definition: is required" in err
    assert b"Traceback" not in err
    assert sha256(published_records) == before
