"""The exported folder: complete, the same every time, readable by programs that know nothing of us."""

import csv
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient
from typer.testing import CliRunner

from app.cli import cli
from app.db.database import Database, open_database
from app.db.errors import UnusableError
from app.formats.archive import export_dataset
from app.formats.exported import CHECKSUM_FILE, read_checksums
from app.formats.list_formats import suffixes
from app.publishing.publish import publish
from app.registry import LISTS, LOOKUP_TABLES
from app.seeds.library import Library
from tests.conftest import ROOT
from tests.formats.reading import contents

BESIDE = {
    "fibromag.sqlite",
    "codebook.csv",
    "words.csv",
    "data-dictionary.md",
    "datapackage.json",
    "croissant.json",
    "README.txt",
    "LICENSE",
    "CITATION.bib",
    "SHA256SUMS",
}
"""What is in the folder beside the lists."""


def test_every_list_is_there_in_every_format(exported: Path) -> None:
    lists = {f"{each.name}.{suffix}" for each in LISTS for suffix in (*suffixes(each), "parquet")}
    lists |= {f"{table.name}.csv" for table in LOOKUP_TABLES}
    assert set(contents(exported)) == lists | BESIDE


def test_a_file_is_what_the_api_gives(client: TestClient, exported: Path) -> None:
    for collection in LISTS:
        for suffix in suffixes(collection):
            served = client.get(f"/v1/{collection.address}.{suffix}").content
            assert (exported / f"{collection.name}.{suffix}").read_bytes() == served


def test_exporting_again_gives_the_same_bytes(library: Library, exported: Path, tmp_path: Path) -> None:
    """Also from a database that was published again, and over an older export."""
    url = f"sqlite:///{tmp_path / 'again.db'}"
    publish(library, url)
    shutil.copytree(exported, tmp_path / "export")
    export_dataset(url, tmp_path / "export")
    assert contents(tmp_path / "export") == contents(exported)


def test_the_sums_are_those_of_the_files(exported: Path) -> None:
    done = subprocess.run(
        ["sha256sum", "-c", "--strict", CHECKSUM_FILE], cwd=exported, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert set(read_checksums(exported)) == set(contents(exported)) - {CHECKSUM_FILE}


def test_the_database_in_it_is_the_published_one(database: Database, exported: Path) -> None:
    copy = open_database(f"sqlite:///{exported / 'fibromag.sqlite'}")
    copy.close()
    assert copy.stamp == database.stamp


def test_names_without_a_licence_are_in_no_file(exported: Path) -> None:
    """The vocabulary is exported without the columns that serve matching only."""
    with (exported / "substances.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) > 4500
    assert {"slug", "inn", "names_fr", "rxcui"} <= rows[0].keys()
    assert not {"names_es", "names_it", "names_pt"} & rows[0].keys()
    assert "abatacept" in {row["slug"] for row in rows}
    assert b"abatacepto" not in (exported / "substances.csv").read_bytes()
    with sqlite3.connect(f"file:{exported / 'fibromag.sqlite'}?mode=ro", uri=True) as connection:
        names = {name for (name,) in connection.execute("SELECT name FROM medicine_names")}
    connection.close()
    assert "abatacept" in names
    assert "abatacepto" not in names


def test_the_folder_explains_itself(get: Callable[[str], Any], exported: Path) -> None:
    about = get("/v1/dataset")
    flat = " ".join((exported / "README.txt").read_text("utf-8").split())
    for name in ("title", "version", "digest", "licence", "cite", "intended_use"):
        assert about[name] in flat, name
    assert about["not_for"].removeprefix("Not for ") in flat
    assert (exported / "CITATION.bib").read_text("utf-8") == about["bibtex"]
    for name in contents(exported).keys() - {"README.txt"}:
        assert name in flat or f"*{Path(name).suffix} " in flat or f", {Path(name).suffix} " in flat, name


@pytest.fixture
def sql(exported: Path) -> Any:
    """The database as any SQLite program opens it."""
    connection = sqlite3.connect(f"file:{exported / 'fibromag.sqlite'}?mode=ro", uri=True)
    connection.row_factory = sqlite3.Row
    yield connection
    connection.close()


def test_the_views_are_tables_to_start_with(sql: sqlite3.Connection, get: Callable[[str], Any]) -> None:
    results = sql.execute("SELECT * FROM outcomes_by_domain").fetchall()
    assert len(results) == get("/v1/dataset")["counts"]["outcomes"]
    assert {"domain", "trial", "result", "direction", "verification"} <= set(results[0].keys())
    assert "Sleep" in {row["domain"] for row in results}
    audit = sql.execute("SELECT claim, sentence, restatement, verdict FROM article_audit").fetchall()
    assert [row["claim"] for row in audit] == [f"s{number:02}" for number in range(1, 43)]


def test_full_text_can_be_searched_in_plain_sql(sql: sqlite3.Connection) -> None:
    """The way Datasette does it, which finds the index by how it names its content."""
    (made,) = sql.execute("SELECT sql FROM sqlite_master WHERE name = 'search_index'").fetchone()
    assert 'content="search_entries"' in made
    found = sql.execute(
        "SELECT slug FROM search_entries WHERE id IN "
        "(SELECT rowid FROM search_index WHERE search_index MATCH ?)",
        ["tender points"],
    ).fetchall()
    assert len(found) > 5
    assert {row["slug"] for row in found} >= {"tenderness", "bagis-2013/tender-point-count"}


async def asked(database: Path, *addresses: str) -> list[Any]:
    """What Datasette answers about a database file."""
    from datasette.app import Datasette

    program = Datasette([str(database)], immutables=[], settings={"num_sql_threads": 0})
    await program.invoke_startup()
    answers = [await program.client.get(address) for address in addresses]
    for answer in answers:
        assert answer.status_code == 200, answer.text
    return [answer.json() for answer in answers]


def test_datasette_opens_it_with_its_tables_views_and_search(
    exported: Path, get: Callable[[str], Any]
) -> None:
    import anyio

    trials, view, found, about = anyio.run(
        asked,
        exported / "fibromag.sqlite",
        "/fibromag/trials.json?_shape=array&_size=max",
        "/fibromag/outcomes_by_domain.json?_shape=array&domain=Sleep",
        "/fibromag/search_entries.json?_shape=array&_search=sleep&_size=max",
        "/fibromag.json",
    )
    assert [row["slug"] for row in trials] == [each["slug"] for each in get("/v1/trials?limit=200")["items"]]
    assert len(view) == get("/v1/outcomes?domain=sleep")["total"]
    assert len(found) > 10
    assert {"sleep"} <= {row["slug"] for row in found}
    tables = {table["name"]: table for table in about["tables"]}
    assert tables["search_entries"]["fts_table"] == "search_index"
    assert {view["name"] for view in about["views"]} == {"outcomes_by_domain", "article_audit"}


@pytest.mark.parametrize("name", ["notes.txt", "SHA256SUMS", ".hidden"])
def test_a_folder_of_somebody_else_is_left_alone(url: str, tmp_path: Path, name: str) -> None:
    folder = tmp_path / "thesis"
    folder.mkdir()
    (folder / name).write_text("mine")
    (folder / "chapter.md").write_text("mine")
    with pytest.raises(UnusableError, match="nothing was replaced"):
        export_dataset(url, folder)
    assert contents(folder) == {name: b"mine", "chapter.md": b"mine"}
    assert sorted(path.name for path in tmp_path.iterdir()) == [".thesis.lock", "thesis"]


def test_an_export_with_something_added_is_left_alone(url: str, exported: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(exported, tmp_path / "export"))
    (folder / "notes.txt").write_text("mine")
    with pytest.raises(UnusableError, match=r"such as notes\.txt"):
        export_dataset(url, folder)
    assert (folder / "notes.txt").read_text() == "mine"


def test_a_file_is_not_a_folder(url: str, tmp_path: Path) -> None:
    (tmp_path / "export").write_text("mine")
    with pytest.raises(UnusableError, match="is a file"):
        export_dataset(url, tmp_path / "export")
    assert (tmp_path / "export").read_text() == "mine"


@pytest.mark.parametrize("before", ["empty", "damaged"])
def test_an_empty_or_damaged_export_is_replaced(
    url: str, exported: Path, tmp_path: Path, before: str
) -> None:
    folder = tmp_path / "export"
    if before == "empty":
        folder.mkdir()
    else:
        shutil.copytree(exported, folder)
        (folder / "trials.csv").write_text("half")
        (folder / "claims.csv").unlink()
    export_dataset(url, folder)
    assert contents(folder) == contents(exported)
    assert sorted(path.name for path in tmp_path.iterdir()) == [".export.lock", "export"]


def test_a_killed_export_leaves_a_whole_folder_or_none(url: str, exported: Path, tmp_path: Path) -> None:
    """And the next one needs no cleaning up."""
    folder = Path(shutil.copytree(exported, tmp_path / "export"))
    code = "import sys; from pathlib import Path; from app.formats.archive import export_dataset; print('begin', flush=True);"
    code += f"[export_dataset({url!r}, Path({str(folder)!r})) for _ in range(100)]"
    chance = random.Random(42)
    for _ in range(2):
        process = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE)
        assert process.stdout
        assert process.stdout.readline() == b"begin\n"
        time.sleep(chance.uniform(0.1, 1.5))
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        assert not folder.exists() or contents(folder) == contents(exported)
    export_dataset(url, folder)
    assert contents(folder) == contents(exported)
    assert sorted(path.name for path in tmp_path.iterdir()) == [".export.lock", "export"]


def test_the_command_says_what_it_wrote(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FIBROMAG_DATABASE_URL", url)
    monkeypatch.setenv("FIBROMAG_EXPORT", str(tmp_path / "by-default"))
    done = CliRunner().invoke(cli, ["export"])
    assert (done.exit_code, done.stdout) == (0, "")
    assert done.stderr.startswith("exported: dataset 2")
    assert CliRunner().invoke(cli, ["export", "--out", str(tmp_path / "asked")]).exit_code == 0
    assert contents(tmp_path / "asked") == contents(tmp_path / "by-default")


def test_the_command_says_why_it_cannot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for address, sentence in (
        (f"sqlite:///{tmp_path / 'none.db'}", "run `fibromag publish` first"),
        ("postgresql://127.0.0.1:1/none", "PostgreSQL does not answer"),
    ):
        monkeypatch.setenv("FIBROMAG_DATABASE_URL", address)
        done = CliRunner().invoke(cli, ["export", "--out", str(tmp_path / "export")])
        assert (done.exit_code, done.stdout, done.stderr.count("\n")) == (1, "", 1)
        assert sentence in done.stderr
    assert {path.name for path in tmp_path.iterdir()} <= {".export.lock"}
