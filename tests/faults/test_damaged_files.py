"""Whatever is wrong with the dataset's file, nothing is served from it and one sentence says so."""

import os
import random
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from app.db import sqlite
from app.db.database import open_database
from app.db.errors import UnusableError
from tests.conftest import ROOT


@pytest.fixture
def path(published_records: Path) -> Path:
    return published_records


def refusal(path: Path) -> str:
    """The sentence with which a file is refused."""
    with pytest.raises(UnusableError) as refused:
        open_database(f"sqlite:///{path}").close()
    sentence = str(refused.value)
    assert "\n" not in sentence
    assert sentence.endswith(".")
    return sentence


def cut(path: Path, size: int) -> None:
    os.truncate(path, size)


def change(path: Path, statement: str, seal_again: bool = False) -> None:
    """Change a dataset by SQL, as somebody might who means well."""
    if seal_again:
        cut(path, path.stat().st_size - sqlite.SEAL_SIZE)
    with sqlite3.connect(path) as connection:
        connection.execute(statement)
    connection.close()
    if seal_again:
        sqlite.seal(path)


def as_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def as_link(path: Path, target: str) -> None:
    path.unlink()
    path.symlink_to(target)


def another_database(path: Path) -> None:
    path.unlink()
    change(path, "CREATE TABLE t (a)")


def without_content(path: Path) -> None:
    path.unlink()
    sqlite3.connect(path).close()
    change(path, "CREATE TABLE dataset (version, digest, schema_revision)")
    sqlite.seal(path)


DAMAGES: dict[str, tuple[Callable[[Path], object], str]] = {
    "no file": (Path.unlink, "There is no dataset at"),
    "a folder": (as_folder, "is not a file"),
    "a device": (lambda path: as_link(path, "/dev/null"), "is not a file"),
    "a link to nothing": (lambda path: as_link(path, "nothing"), "There is no dataset at"),
    "no bytes": (lambda path: cut(path, 0), "is not a dataset"),
    "another kind of file": (lambda path: path.write_bytes(b"something else" * 1000), "is not a dataset"),
    "another database": (another_database, "damaged or incomplete"),
    "a sealed database without content": (without_content, "holds no dataset"),
    "the seal cut off": (lambda path: cut(path, path.stat().st_size - sqlite.SEAL_SIZE), "damaged or incomplete"),
    "bytes added": (lambda path: path.open("ab").write(b"\0"), "damaged or incomplete"),
    "one letter": (
        lambda path: path.write_bytes(path.read_bytes().replace(b"Clermont", b"Clermonk", 1)),
        "damaged or incomplete",
    ),
    "changed by SQL": (lambda path: change(path, "UPDATE domains SET omeract_tier = 'none'"), "damaged or incomplete"),
    "made a WAL file": (lambda path: change(path, "PRAGMA journal_mode = WAL"), "damaged or incomplete"),
    "older tables": (
        lambda path: change(path, "UPDATE dataset SET schema_revision = '2026_01_a'", seal_again=True),
        "published for tables 2026_01_a and this program has",
    ),
    "newer tables": (
        lambda path: change(path, "UPDATE dataset SET schema_revision = '2099_01_a'", seal_again=True),
        "published for tables 2099_01_a and this program has",
    ),
    "no dataset in it": (
        lambda path: change(path, "DELETE FROM dataset", seal_again=True), "holds no dataset",
    ),
}  # fmt: skip


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_it_is_refused_in_one_sentence(path: Path, damage: str) -> None:
    inflict, sentence = DAMAGES[damage]
    inflict(path)
    before = {each.name for each in path.parent.iterdir()}
    assert sentence in refusal(path)
    assert {each.name for each in path.parent.iterdir()} == before, "a file was made"


def test_a_copy_is_as_good_as_the_file(path: Path) -> None:
    open_database(f"sqlite:///{path}").close()


def flips(path: Path, number: int) -> int:
    """Flip one bit at a time, anywhere, and put it back; how many flips were refused."""
    chance = random.Random(7)
    size = path.stat().st_size
    edges = [*range(0, 100 * 8, 37), *range((size - sqlite.SEAL_SIZE) * 8, size * 8, 29)]
    bits = [*edges, *(chance.randrange(size * 8) for _ in range(number))][:number]
    refused = 0
    with path.open("r+b", buffering=0) as file:
        for bit in bits:
            file.seek(bit // 8)
            byte = file.read(1)[0]
            for value in (byte ^ 1 << bit % 8, byte):
                file.seek(bit // 8)
                file.write(bytes([value]))
                if value != byte:
                    refused += bool(refusal(path))
    open_database(f"sqlite:///{path}").close()
    return refused


def cuts(path: Path, number: int) -> int:
    """Cut the file shorter and shorter; how many pieces were refused."""
    chance = random.Random(8)
    size = path.stat().st_size
    refused = 0
    for rest in sorted({size - 1, size - 4096, 4096, *(chance.randrange(size) for _ in range(number))})[::-1][
        :number
    ]:
        cut(path, rest)
        refused += bool(refusal(path))
    return refused


def test_flipped_bits_and_cuts_are_refused(path: Path) -> None:
    assert flips(path, 80) == 80
    assert cuts(path, 10) == 10


@pytest.mark.full
def test_a_thousand_flipped_bits_and_fifty_cuts_are_refused(path: Path) -> None:
    assert flips(path, 1000) == 1000
    assert cuts(path, 50) == 50
    print("1,000 flips and 50 cuts: all refused")


def test_programs_refuse_a_damaged_file_in_one_sentence(path: Path) -> None:
    """`serve` and `check` end with 1 and one sentence, and never with a traceback."""
    cut(path, 5000)
    for words in (("serve", "--port", "0"), ("check", "--dose-mg", "300")):
        done = run(*words, path=path)
        assert done.returncode == 1
        assert done.stdout == b""
        assert b"damaged or incomplete" in done.stderr
        assert done.stderr.count(b"\n") == 1


@pytest.mark.skipif(shutil.which("setpriv") is None, reason="no setpriv: apt-get install util-linux")
def test_a_file_that_may_not_be_read(path: Path) -> None:
    path.chmod(0o000)
    done = run("openapi", path=path, before=("setpriv", "--bounding-set=-all", "--inh-caps=-all"))
    assert (done.returncode, done.stdout) == (1, b"")
    assert b"cannot be read (Permission denied)" in done.stderr
    assert done.stderr.count(b"\n") == 1


def run(*words: str, path: Path, before: tuple[str, ...] = ()) -> subprocess.CompletedProcess[bytes]:
    environment = {**os.environ, "FIBROMAG_DATABASE_URL": f"sqlite:///{path}"}
    return subprocess.run(
        [*before, sys.executable, "-m", "app", *words],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        timeout=120,
    )
