"""What happens to the dataset's file while it is served: right answers or 503, never wrong or mixed ones."""

import fcntl
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path

import pytest

from app.db import sqlite
from app.db.database import open_database
from app.db.errors import UnusableError
from app.publishing.publish import publish
from app.seeds.library import Library
from tests import published
from tests.faults.judge import Judge
from tests.faults.publishers import newer
from tests.faults.serving import ADDRESSES, asking, client_of, truth


@pytest.fixture(scope="module")
def folder(library: Library, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two datasets in two files: `old.db` and `new.db`, of which every answer differs."""
    made = tmp_path_factory.mktemp("datasets")
    shutil.copyfile(published.database(), made / "old.db")
    publish(newer(library), f"sqlite:///{made / 'new.db'}")
    return made


@pytest.fixture(scope="module")
def truths(folder: Path) -> list[Mapping[str, bytes]]:
    """What each of them answers."""
    return [truth(f"sqlite:///{folder / name}") for name in ("old.db", "new.db")]


class Served:
    """A dataset that is being served, from a file of its own."""

    def __init__(self, folder: Path, path: Path) -> None:
        self.others = folder
        self.path = path
        shutil.copyfile(folder / "old.db", path)
        self.database = open_database(f"sqlite:///{path}")
        self.opened = ExitStack()
        self.client = self.opened.enter_context(client_of(self.database))
        self.ask = asking(self.client)

    def close(self) -> None:
        self.opened.close()
        self.database.close()

    def ready(self) -> int:
        return self.client.get("/readyz").status_code


@pytest.fixture
def served(folder: Path, tmp_path: Path) -> Iterator[Served]:
    serving = Served(folder, tmp_path / "fibromag.db")
    yield serving
    serving.close()


def deleted(served: Served) -> None:
    served.path.unlink()


def replaced(served: Served) -> None:
    shutil.copyfile(served.others / "new.db", served.path.with_name("next"))
    os.replace(served.path.with_name("next"), served.path)


def folder_deleted(served: Served) -> None:
    shutil.rmtree(served.path.parent)


def made_unreadable(served: Served) -> None:
    served.path.chmod(0o000)


def journal_beside_it(served: Served) -> None:
    """What a killed writer would leave: it must not be rolled back into our file."""
    served.path.with_name("fibromag.db-journal").write_bytes(
        b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7" + b"\1" * 5000
    )


def log_beside_it(served: Served) -> None:
    served.path.with_name("fibromag.db-wal").write_bytes(b"\x37\x7f\x06\x82" + b"\1" * 5000)


def lock_held(served: Served) -> None:
    """By SQLite's own means, by a program that means to write and does not."""
    connection = sqlite3.connect(served.path, isolation_level=None)
    connection.execute("BEGIN EXCLUSIVE")
    served.opened.callback(connection.close)


def flocked(served: Served) -> None:
    held = served.path.open("rb")
    fcntl.flock(held, fcntl.LOCK_EX)
    served.opened.callback(held.close)


HARMLESS = (
    deleted, replaced, folder_deleted, made_unreadable, journal_beside_it, log_beside_it, lock_held, flocked,
)  # fmt: skip
"""Faults that do not touch the open file: the old dataset is answered from as before."""


@pytest.mark.parametrize("fault", HARMLESS)
@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_answers_continue_from_the_open_file(
    served: Served, truths: list[Mapping[str, bytes]], fault: Callable[[Served], None]
) -> None:
    judge = Judge(truths)
    judge.ask(served.ask, ADDRESSES[:3])
    fault(served)
    there = [] if fault is folder_deleted else sorted(served.path.parent.iterdir())
    for _ in range(3):
        assert set(judge.ask(served.ask, ADDRESSES)) == {200}
    assert served.ready() == 200
    judge.passed()
    assert judge.spoken_for == {0}
    assert fault is folder_deleted or sorted(served.path.parent.iterdir()) == there, "a file was made"


def overwritten(served: Served) -> None:
    shutil.copyfile(served.others / "new.db", served.path)


def cut_short(served: Served) -> None:
    os.truncate(served.path, 100_000)


def emptied(served: Served) -> None:
    os.truncate(served.path, 0)


def changed_by_sql(served: Served) -> None:
    with sqlite3.connect(served.path) as connection:
        connection.execute("UPDATE domains SET document = replace(document, 'leep', 'LEEP')")
    connection.close()


def one_bit(served: Served) -> None:
    with served.path.open("r+b") as file:
        file.seek(served.path.stat().st_size // 2)
        byte = file.read(1)[0]
        file.seek(-1, os.SEEK_CUR)
        file.write(bytes([byte ^ 4]))


HARMFUL = (overwritten, cut_short, emptied, changed_by_sql, one_bit)
"""Faults that change the open file: nothing more is answered from it, and readiness says so."""


@pytest.mark.parametrize("fault", HARMFUL)
def test_no_answer_comes_from_a_changed_file(
    served: Served, truths: list[Mapping[str, bytes]], fault: Callable[[Served], None]
) -> None:
    judge = Judge(truths)
    fault(served)
    for _ in range(3):
        judge.ask(served.ask, ADDRESSES)
    assert judge.counts[503] > 0
    assert served.ready() == 503
    assert "changed while it was being served" in served.client.get("/v1/trials?limit=1").json()["detail"]
    judge.passed()
    replaced(served)
    again = Served(served.others, served.path.with_name("again.db"))
    judge.recovery(again.ask, ADDRESSES)
    judge.passed()
    again.close()


def read_while_overwritten(served: Served) -> None:
    with served.database.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM trials").scalar()
        overwritten(served)


def test_a_change_while_an_answer_is_made_is_noticed(served: Served) -> None:
    """Before the statements the file was whole; after them it is not, so the answer stays here."""
    with pytest.raises(UnusableError, match="changed"):
        read_while_overwritten(served)


def test_a_bit_that_flips_silently_is_found_by_readiness(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Bad memory or a bad disk changes no time stamp: every byte is looked at again now and then."""
    before = served.path.stat()
    one_bit(served)
    os.utime(served.path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert served.ready() == 200
    monkeypatch.setattr(sqlite, "INSPECT_SECONDS", 0)
    assert served.ready() == 503
    monkeypatch.undo()
    assert served.ready() == 503
    assert served.client.get("/v1/trials?limit=1").status_code == 503


def test_a_statement_that_takes_too_long_ends(served: Served) -> None:
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
    with pytest.raises(Exception, match="interrupted"), served.database.connect(seconds=0.2) as connection:
        connection.exec_driver_sql(endless)
    judge = Judge([truth(f"sqlite:///{served.path}")])
    assert judge.recovery(served.ask, ADDRESSES) < 10
    judge.passed()
