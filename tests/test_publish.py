"""Publishing: the same bytes from the same seeds. What may go wrong meanwhile is in `faults/`."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

from conftest import ROOT
from faults.publishers import newer

from app.database import open_database
from app.models import Domain
from app.publish import publish
from app.queries import documents
from app.seeds import Library


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
