"""Publishers that are killed, are many, or run out of room: the old dataset or the new one, always whole."""

import os
import random
import shutil
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from app.db.database import open_database
from app.publishing.publish import publish
from app.seeds.library import Library
from tests.clusters import Server
from tests.conftest import ROOT
from tests.faults.publishers import CHANGED, CONTEXT, REFUSED, SAME, newer, start, stored

HOMES = ("sqlite", pytest.param("postgres", marks=pytest.mark.postgres))


@pytest.fixture(params=HOMES)
def home(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'fibromag.db'}"
    server: Server = request.getfixturevalue("postgres")
    return server.create_database(f"publishing_{os.urandom(4).hex()}")


def version(url: str) -> str:
    """Which dataset is there, after checking that all of it is."""
    database = open_database(url)
    database.close()
    return database.stamp.version


def killed(library: Library, url: str, folder: Path, times: int) -> Counter[str]:
    """Publish the dataset that is not there again and again, killed at a random moment; what was there then."""
    old, new = library.dataset.version, newer(library).dataset.version
    pickled = {old: stored(library, folder / "old"), new: stored(newer(library), folder / "new")}
    started = time.monotonic()
    publish(library, url)
    publish(newer(library), url)
    building = (time.monotonic() - started) / 2
    chance = random.Random(42)
    outcomes: Counter[str] = Counter()
    before = new
    for _ in range(times):
        after = old if before == new else new
        process, begun = start(pickled[after], url)
        assert begun.wait(60)
        time.sleep(chance.uniform(0, 1.6 * building))
        process.kill()
        process.join()
        found = version(url)
        assert found in (before, after)
        outcomes["new" if found == after else "old"] += 1
        before = found
    publish(library if before == new else newer(library), url)
    publish(library, url)
    assert version(url) == old
    return outcomes


def test_a_killed_publisher_leaves_a_whole_dataset(records: Library, home: str, tmp_path: Path) -> None:
    assert killed(records, home, tmp_path, 10)["old"] >= 3, "hardly any kill came before the end"


@pytest.mark.full
@pytest.mark.timeout(1800)
def test_two_hundred_killed_publishers_leave_a_whole_dataset(
    library: Library, home: str, tmp_path: Path
) -> None:
    outcomes = killed(library, home, tmp_path, 200)
    print(f"200 kills: {outcomes}")
    assert min(outcomes["old"], outcomes["new"]) >= 20, "the kills were not around the swap"
    if home.startswith("sqlite"):
        left = {path.name for path in tmp_path.iterdir()} - {"old", "new"}
        assert left == {".fibromag.db.lock", "fibromag.db"}


def at_once(library: Path, url: str, number: int = 8) -> Counter[int]:
    """Publishers that begin together; how they ended."""
    together = CONTEXT.Barrier(number)
    started = [start(library, url, together) for _ in range(number)]
    for process, _ in started:
        process.join(120)
    return Counter(process.exitcode for process, _ in started)


def counts(url: str) -> list[int]:
    """How many rows each table has."""
    database = open_database(url)
    tables = ("trials", "outcomes", "search_entries", "links", "dataset", "claims", "rules")
    with database.connect() as connection:
        found = [connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one() for table in tables]
    database.close()
    return found


def rounds(library: Library, url: str, folder: Path, times: int) -> None:
    """Eight at once, again and again, the one dataset after the other."""
    pickled = [stored(library, folder / "old"), stored(newer(library), folder / "new")]
    expected = None
    for number in range(times):
        assert at_once(pickled[number % 2], url) == {CHANGED: 1, SAME: 7}
        expected = expected or counts(url)
        assert counts(url) == expected


def test_of_eight_publishers_at_once_one_builds(records: Library, home: str, tmp_path: Path) -> None:
    rounds(records, home, tmp_path, 2)


@pytest.mark.full
@pytest.mark.timeout(1800)
def test_of_eight_publishers_at_once_one_builds_twenty_times(
    library: Library, home: str, tmp_path: Path
) -> None:
    rounds(library, home, tmp_path, 20)


@pytest.mark.parametrize("room", [0, 64 * 1024, 4_000_000])
def test_a_full_disk_leaves_the_old_dataset(
    records: Library, published_records: Path, tmp_path: Path, room: int
) -> None:
    url = f"sqlite:///{published_records}"
    before = published_records.read_bytes()
    assert room < len(before)
    process, _begun = start(stored(newer(records), tmp_path / "new"), url, room=room)
    process.join(120)
    assert process.exitcode == REFUSED
    assert published_records.read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == [".fibromag.db.lock", "fibromag.db", "new"]
    assert publish(newer(records), url).changed, "there is room again"


def test_what_a_killed_publisher_left_is_no_hindrance(records: Library, tmp_path: Path) -> None:
    """Half a file, its journal, and a lock that nobody holds."""
    for name in (".fibromag.db.new", ".fibromag.db.new-journal", ".fibromag.db.lock"):
        (tmp_path / name).write_bytes(b"half" * 999)
    url = f"sqlite:///{tmp_path / 'fibromag.db'}"
    publish(records, url)
    assert version(url) == records.dataset.version
    assert sorted(path.name for path in tmp_path.iterdir()) == [".fibromag.db.lock", "fibromag.db"]


def test_a_damaged_dataset_is_replaced(records: Library, published_records: Path) -> None:
    url = f"sqlite:///{published_records}"
    os.truncate(published_records, published_records.stat().st_size - 1)
    assert publish(records, url).changed
    assert version(url) == records.dataset.version


@pytest.mark.skipif(shutil.which("setpriv") is None, reason="no setpriv: apt-get install util-linux")
def test_a_folder_that_may_not_be_written(published_records: Path) -> None:
    folder = published_records.parent
    before = published_records.read_bytes()
    folder.chmod(0o555)
    command = ("setpriv", "--bounding-set=-all", "--inh-caps=-all", sys.executable, "-m", "app", "publish")
    environment = {**os.environ, "FIBROMAG_DATABASE_URL": f"sqlite:///{published_records}"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, timeout=120)
    folder.chmod(0o755)
    assert done.returncode == 1
    assert done.stderr == b"The dataset could not be written (Permission denied); the old one is untouched.\n"
    assert published_records.read_bytes() == before


@pytest.mark.postgres
def test_a_publisher_whose_server_hangs_up_leaves_the_old_dataset(
    records: Library, postgres: Server, tmp_path: Path
) -> None:
    url = postgres.create_database("hung_up")
    publish(records, url)
    process, begun = start(stored(newer(records), tmp_path / "new"), url)
    assert begun.wait(60)
    publishing = "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted"
    while not postgres.execute(publishing):
        assert process.is_alive()
    process.join(60)
    assert process.exitcode == REFUSED
    assert version(url) == records.dataset.version
    assert publish(newer(records), url).changed
