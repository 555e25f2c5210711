"""Publishing: the same bytes from the same seeds. What may go wrong meanwhile is in `faults/`."""

import hashlib
import multiprocessing
import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.db.opening import UnusableError, open_database
from app.db.queries import documents
from app.models import Domain
from app.publishing.publish import publish
from app.publishing.workers import workers_for
from app.seeds.library import Library
from benchmarks import synthetic
from tests.conftest import ROOT
from tests.faults.publishers import KILLED, UNKNOWN, failing, newer


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


def test_publishing_twice_gives_the_same_bytes(library: Library, tmp_path: Path) -> None:
    for name in ("one.db", "two.db"):
        publish(library, f"sqlite:///{tmp_path / name}")
    assert sha256(tmp_path / "one.db") == sha256(tmp_path / "two.db")


@pytest.mark.parametrize("records", [0, 3_000])
def test_the_bytes_do_not_depend_on_the_number_of_workers(
    library: Library, tmp_path: Path, records: int
) -> None:
    """Neither of the real dataset, which has every kind of record, nor of one with many results."""
    wanted = synthetic.library(records) if records else library
    done = [publish(wanted, f"sqlite:///{tmp_path / str(n)}", workers=n) for n in (0, 1, 3)]
    assert len({each.stamp.digest for each in done}) == 1
    assert len({each.records for each in done}) == 1
    assert len({sha256(tmp_path / str(n)) for n in (0, 1, 3)}) == 1


def test_workers_are_started_where_they_gain_something() -> None:
    assert workers_for(1_000) == 0
    assert (workers_for(50_000) > 0) == ((os.cpu_count() or 1) > 1)


@pytest.mark.parametrize(
    ("slug", "workers", "problem"),
    [
        (UNKNOWN, 0, "^Nobody knows this trial"),
        (UNKNOWN, 2, "could not be prepared .*Nobody knows this trial.*; the old dataset is untouched"),
        (KILLED, 2, r"came to its end \(exit code -9\); the old dataset is untouched"),
    ],
)
def test_a_record_that_cannot_be_prepared_leaves_the_old_dataset(
    library: Library, tmp_path: Path, slug: str, workers: int, problem: str
) -> None:
    url = f"sqlite:///{tmp_path / 'fibromag.db'}"
    publish(library, url)
    before = sha256(tmp_path / "fibromag.db")
    with pytest.raises(UnusableError if workers else ValueError, match=problem):
        publish(failing(synthetic.library(4_000), slug), url, fresh=True, workers=workers)
    assert sha256(tmp_path / "fibromag.db") == before
    assert sorted(path.name for path in tmp_path.iterdir()) == [".fibromag.db.lock", "fibromag.db"]
    assert not multiprocessing.active_children()


def test_publishing_what_is_published_changes_nothing(library: Library, tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path / 'fibromag.db'}"
    assert publish(library, address).changed
    before = (tmp_path / "fibromag.db").stat().st_ino
    assert not publish(library, address).changed
    assert (tmp_path / "fibromag.db").stat().st_ino == before


def test_who_reads_goes_on_with_the_old_dataset(library: Library, tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path / 'fibromag.db'}"
    publish(library, address)
    before = open_database(address)
    publish(newer(library), address)
    after = open_database(address)
    for database, name in ((before, "Sleep"), (after, "Sleep, as it was called later")):
        with database.connect() as connection:
            assert name in {domain.name for domain in documents(connection, Domain)}
        database.close()


def test_wrong_seeds_leave_the_old_dataset_untouched(
    library: Library, own_seeds: Path, tmp_path: Path
) -> None:
    database = tmp_path / "fibromag.db"
    publish(library, f"sqlite:///{database}")
    before = sha256(database)
    (own_seeds / "domains" / "sleep.yaml").write_text("name: Sleep\n")
    process = run("publish", database=database, seeds=own_seeds)
    out, err = process.communicate(timeout=120)
    assert process.returncode == 1
    assert out == b""
    assert b"domains/sleep.yaml:1: definition: is required" in err
    assert b"Traceback" not in err
    assert sha256(database) == before
