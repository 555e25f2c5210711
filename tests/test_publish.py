"""Publishing: the same bytes from the same seeds; killed at any moment, the old dataset is still whole."""

import hashlib
import os
import pickle
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from conftest import ROOT

from app.database import UnusableError, open_database
from app.publish import publish
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


BUILDER = """
import pickle, sys
sys.path.insert(0, ".")
from app.publish import publish
library = pickle.load(open(sys.argv[1], "rb"))
print("read", flush=True)
publish(library, sys.argv[2])
"""
"""A publisher in a process of its own that says when it begins to build."""


def test_a_killed_publisher_leaves_a_whole_dataset(library: Library, tmp_path: Path) -> None:
    """Forty kills at random moments, spread over the time that building takes."""
    database, address = tmp_path / "fibromag.db", f"sqlite:///{tmp_path / 'fibromag.db'}"
    started = time.monotonic()
    old = publish(library, address).stamp
    building = time.monotonic() - started
    newer = Library(library.dataset.model_copy(update={"version": "2026.11.1"}), library.records)
    pickled = tmp_path / "library.pickle"
    pickled.write_bytes(pickle.dumps(newer))
    chance = random.Random(42)
    served = []
    for _ in range(40):
        process = subprocess.Popen(
            [sys.executable, "-c", BUILDER, str(pickled), address], cwd=ROOT, stdout=subprocess.PIPE
        )
        assert process.stdout
        process.stdout.readline()
        time.sleep(chance.uniform(0, building))
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        found = open_database(address)
        found.close()
        served.append(found.stamp.version)
        if found.stamp.version != old.version:
            database.unlink()
            publish(library, address)
    print(
        f"40 kills while building ({building:.1f} s): {served.count('2026.11.1')} times the new one was in place"
    )
    assert set(served) <= {old.version, "2026.11.1"}
    assert served.count(old.version) > 10, "hardly any kill came before the end"
    publish(newer, address)
    left = sorted(path.name for path in tmp_path.iterdir() if path != pickled)
    assert left == [".fibromag.db.lock", "fibromag.db"]


@pytest.mark.parametrize(
    ("damage", "sentence"),
    {
        "no file": (lambda path: path.unlink(), "There is no dataset"),
        "an empty file": (lambda path: path.write_bytes(b""), "is not a dataset"),
        "half a file": (
            lambda path: path.write_bytes(path.read_bytes()[: path.stat().st_size // 2]),
            "dataset",
        ),
        "another file": (lambda path: path.write_bytes(b"something else" * 1000), "is not a dataset"),
        "one letter changed": (
            lambda path: path.write_bytes(path.read_bytes().replace(b"Clermont", b"Clermonk")),
            "damaged",
        ),
    }.values(),
    ids=["no file", "an empty file", "half a file", "another file", "one letter changed"],
)
def test_a_damaged_dataset_is_not_served(library: Library, tmp_path: Path, damage, sentence: str) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "fibromag.db"
    publish(library, f"sqlite:///{path}")
    path.chmod(0o644)
    before = path.read_bytes()
    damage(path)
    assert not path.exists() or path.read_bytes() != before
    with pytest.raises(UnusableError, match=sentence):
        open_database(f"sqlite:///{path}")
