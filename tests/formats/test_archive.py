"""The exported folder: whole, the same every time, readable by programs that know nothing of us, served."""

import csv
import json
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import frictionless
import httpx
import pytest
from starlette.testclient import TestClient
from typer.testing import CliRunner

from app.cli import cli
from app.db.filters import suffixes
from app.db.opening import Database, UnusableError, open_database
from app.formats.archive import LISTS, export
from app.formats.codebook import dictionary
from app.formats.exported import SUMS, sha256, sums
from app.main import create_app
from app.models import vocabularies
from app.publishing.publish import publish
from app.seeds.library import Library
from tests.conftest import ROOT

BESIDE = {
    "fibromag.sqlite",
    "codebook.csv",
    "words.csv",
    "data-dictionary.md",
    "datapackage.json",
    "README.txt",
    "LICENSE",
    "CITATION.bib",
    "SHA256SUMS",
}
"""What is in the folder beside the lists."""


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


# What is in it ------------------------------------------------------------------------------------


def test_every_list_is_there_in_every_format(exported: Path) -> None:
    lists = {f"{each.name}.{suffix}" for each in LISTS for suffix in suffixes(each.name)}
    assert set(contents(exported)) == lists | BESIDE


def test_a_file_is_what_the_api_gives(client: TestClient, exported: Path) -> None:
    for collection in LISTS:
        for suffix in suffixes(collection.name):
            served = client.get(f"/v1/{collection.address}.{suffix}").content
            assert (exported / f"{collection.name}.{suffix}").read_bytes() == served


def test_exporting_again_gives_the_same_bytes(library: Library, exported: Path, tmp_path: Path) -> None:
    """Also from a database that was published again, and over an older export."""
    url = f"sqlite:///{tmp_path / 'again.db'}"
    publish(library, url)
    for _ in range(2):
        export(url, tmp_path / "export")
        assert contents(tmp_path / "export") == contents(exported)


def test_the_sums_are_those_of_the_files(exported: Path) -> None:
    done = subprocess.run(["sha256sum", "-c", "--strict", SUMS], cwd=exported, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert set(sums(exported)) == set(contents(exported)) - {SUMS}


def test_the_database_in_it_is_the_published_one(database: Database, exported: Path) -> None:
    copy = open_database(f"sqlite:///{exported / 'fibromag.sqlite'}")
    copy.close()
    assert copy.stamp == database.stamp


def test_the_folder_explains_itself(get: Callable[[str], Any], exported: Path) -> None:
    about = get("/v1/dataset")
    flat = " ".join((exported / "README.txt").read_text("utf-8").split())
    for name in ("title", "version", "digest", "licence", "cite", "intended_use"):
        assert about[name] in flat, name
    assert about["not_for"].removeprefix("Not for ") in flat
    assert (exported / "CITATION.bib").read_text("utf-8") == about["bibtex"]
    for name in contents(exported).keys() - {"README.txt"}:
        assert name in flat or f"*{Path(name).suffix} " in flat or f", {Path(name).suffix} " in flat, name


# For other programs -------------------------------------------------------------------------------


def findings(folder: Path) -> list[str]:
    """What Frictionless finds wrong with a data package."""
    report = frictionless.Package(str(folder / "datapackage.json")).validate()
    return [f"{task.name}: {error.message}" for task in report.tasks for error in task.errors]


def test_the_package_is_valid(exported: Path) -> None:
    assert findings(exported) == []
    package = json.loads((exported / "datapackage.json").read_bytes())
    tables = {resource["name"] for resource in package["resources"]}
    assert tables == {collection.name for collection in LISTS} | {"codebook", "words"}


@pytest.mark.parametrize(
    ("table", "before", "after"),
    [
        ("claims", ",unsupported,", ",refuted,"),
        ("outcomes", ",macian-2022,", ",macian-2023,"),
        ("domains", "\r\nsleep,", "\r\nstress,"),
        ("limits", ",350.0,", ",many,"),
    ],
    ids=["a word of no list", "a key that leads nowhere", "a key twice", "a text for a number"],
)
def test_the_package_says_what_is_right(
    exported: Path, tmp_path: Path, table: str, before: str, after: str
) -> None:
    """Its schemas are strict enough to find what is wrong."""
    folder = Path(shutil.copytree(exported, tmp_path / "export"))
    path, text = folder / f"{table}.csv", (folder / f"{table}.csv").read_bytes().decode()
    assert before in text
    path.write_bytes(text.replace(before, after, 1).encode())
    package = json.loads((folder / "datapackage.json").read_bytes())
    for resource in package["resources"]:
        del resource["hash"], resource["bytes"]
    (folder / "datapackage.json").write_text(json.dumps(package))
    assert any(found.startswith(table) for found in findings(folder))


def test_keys_between_tables_are_declared(exported: Path) -> None:
    package = json.loads((exported / "datapackage.json").read_bytes())
    declared = {
        (resource["name"], key["fields"][0], key["reference"]["resource"])
        for resource in package["resources"]
        for key in resource["schema"].get("foreignKeys", [])
    }
    assert declared == {
        ("outcomes", "trial", "trials"),
        ("outcomes", "domain", "domains"),
        ("outcomes", "form", "forms"),
        ("biomarkers", "study", "sources"),
        ("rules", "when_above_limit", "limits"),
    }


def test_the_codebook_explains_every_column_and_every_word(exported: Path) -> None:
    with (exported / "codebook.csv").open(newline="") as file:
        book = list(csv.DictReader(file))
    for collection in LISTS:
        with (exported / f"{collection.name}.csv").open(newline="") as file:
            heads = next(csv.reader(file))
        assert [row["column"] for row in book if row["table"] == collection.name] == heads
    assert all(row["description"] and row["type"] for row in book)
    with (exported / "words.csv").open(newline="") as file:
        words = {(row["vocabulary"], row["word"]): row["meaning"] for row in csv.DictReader(file)}
    meanings = {(each.address(), word.value): word.meaning for each in vocabularies() for word in each}
    assert words.items() <= meanings.items()
    assert {row["vocabulary"] for row in book} == {vocabulary for vocabulary, _ in words} | {""}


def test_the_data_dictionary_is_that_of_the_models(exported: Path) -> None:
    committed = (ROOT / "docs" / "data-dictionary.md").read_text("utf-8")
    assert committed == dictionary(LISTS), (
        "If the change is meant: ./run export, cp data/export/data-dictionary.md docs/"
    )
    assert (exported / "data-dictionary.md").read_text("utf-8") == committed
    for line in committed.splitlines():
        if line.startswith("| "):
            assert line.count("|") == 4, line


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


def test_full_text_can_be_searched_in_plain_sql(sql: sqlite3.Connection, get: Callable[[str], Any]) -> None:
    """The way Datasette does it, which finds the index by how it names its content."""
    (made,) = sql.execute("SELECT sql FROM sqlite_master WHERE name = 'search_index'").fetchone()
    assert 'content="search_entries"' in made
    found = sql.execute(
        "SELECT slug FROM search_entries WHERE id IN "
        "(SELECT rowid FROM search_index WHERE search_index MATCH ?)",
        ['"tender" "point"'],
    ).fetchall()
    assert len(found) == get("/v1/search?q=tender%20points")["total"] > 5


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
    assert len(found) == get("/v1/search?q=sleep")["total"] > 10
    assert {"sleep"} <= {row["slug"] for row in found}
    tables = {table["name"]: table for table in about["tables"]}
    assert tables["search_entries"]["fts_table"] == "search_index"
    assert {view["name"] for view in about["views"]} == {"outcomes_by_domain", "article_audit"}


# Where it is written ------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["notes.txt", "SHA256SUMS", ".hidden"])
def test_a_folder_of_somebody_else_is_left_alone(url: str, tmp_path: Path, name: str) -> None:
    folder = tmp_path / "thesis"
    folder.mkdir()
    (folder / name).write_text("mine")
    (folder / "chapter.md").write_text("mine")
    with pytest.raises(UnusableError, match="nothing was replaced"):
        export(url, folder)
    assert contents(folder) == {name: b"mine", "chapter.md": b"mine"}
    assert sorted(path.name for path in tmp_path.iterdir()) == [".thesis.lock", "thesis"]


def test_an_export_with_something_added_is_left_alone(url: str, exported: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(exported, tmp_path / "export"))
    (folder / "notes.txt").write_text("mine")
    with pytest.raises(UnusableError, match=r"such as notes\.txt"):
        export(url, folder)
    assert (folder / "notes.txt").read_text() == "mine"


def test_a_file_is_not_a_folder(url: str, tmp_path: Path) -> None:
    (tmp_path / "export").write_text("mine")
    with pytest.raises(UnusableError, match="is a file"):
        export(url, tmp_path / "export")
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
    export(url, folder)
    assert contents(folder) == contents(exported)
    assert sorted(path.name for path in tmp_path.iterdir()) == [".export.lock", "export"]


def test_a_killed_export_leaves_a_whole_folder_or_none(url: str, exported: Path, tmp_path: Path) -> None:
    """And the next one needs no cleaning up."""
    folder = Path(shutil.copytree(exported, tmp_path / "export"))
    code = "import sys; from pathlib import Path; from app.export import export; print('begin', flush=True);"
    code += f"[export({url!r}, Path({str(folder)!r})) for _ in range(100)]"
    chance = random.Random(42)
    for _ in range(2):
        process = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE)
        assert process.stdout
        process.stdout.readline()
        time.sleep(chance.uniform(0.1, 1.5))
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        assert not folder.exists() or contents(folder) == contents(exported)
    export(url, folder)
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


# Serving it ---------------------------------------------------------------------------------------


@pytest.fixture
def version(get: Callable[[str], Any]) -> str:
    return str(get("/v1/dataset")["version"])


def test_the_list_of_files_is_right(client: TestClient, get: Callable[[str], Any], exported: Path) -> None:
    listed = get("/data/")
    assert listed["dataset"]["digest"] == get("/v1/dataset")["digest"]
    assert {item["name"] for item in listed["items"]} == set(contents(exported))
    for item in listed["items"]:
        answer = client.get(item["url"])
        assert answer.headers["content-type"] == item["media_type"]
        assert answer.headers["etag"] == f'"{item["sha256"]}"'
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert answer.headers["dataset-version"] == listed["dataset"]["version"]
        assert len(answer.content) == item["bytes"]
        assert sha256(exported / item["name"]) == item["sha256"]
        assert answer.content == (exported / item["name"]).read_bytes()


def test_a_file_is_read_in_parts_like_polars_and_duckdb_do(
    client: TestClient, exported: Path, version: str
) -> None:
    """HEAD for the size, then one range after the other, some from the end."""
    address, whole = f"/data/{version}/fibromag.sqlite", (exported / "fibromag.sqlite").read_bytes()
    head = client.head(address)
    assert (head.status_code, head.content) == (200, b"")
    assert (head.headers["accept-ranges"], int(head.headers["content-length"])) == ("bytes", len(whole))
    parts = []
    for start in range(0, len(whole), 1_000_000):
        part = client.get(address, headers={"range": f"bytes={start}-{start + 999_999}"})
        end = min(start + 1_000_000, len(whole))
        assert part.status_code == 206
        assert part.headers["content-range"] == f"bytes {start}-{end - 1}/{len(whole)}"
        assert part.headers["etag"] == head.headers["etag"]
        parts.append(part.content)
    assert b"".join(parts) == whole
    assert client.get(address, headers={"range": "bytes=-100"}).content == whole[-100:]
    assert client.get(address, headers={"range": "bytes=100-"}).content == whole[100:]
    several = client.get(address, headers={"range": "bytes=0-3, 10-13"})
    assert several.status_code == 206
    assert several.headers["content-type"].startswith("multipart/byteranges")


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"range": "bytes=99999999-"}, 416),
        ({"range": "bytes=-0"}, 416),
        ({"range": "bytes=5-2"}, 400),
        ({"range": "bytes=a-b"}, 400),
        ({"range": "rows=1-2"}, 400),
        ({"range": f"bytes={'9' * 5000}-"}, 400),
        ({"range": "bytes=99999999-", "if-range": '"another"'}, 200),
        ({"range": "bytes=0-3", "if-range": '"another"'}, 200),
    ],
)
def test_parts_that_cannot_be_had(
    client: TestClient, version: str, headers: dict[str, str], status: int
) -> None:
    answer = client.get(f"/data/{version}/words.csv", headers=headers)
    assert answer.status_code == status
    if status != 200:
        assert answer.json()["status"] == status
        assert answer.headers["content-type"] == "application/problem+json"
        assert ("content-range" in answer.headers) is (status == 416)


def test_who_has_a_file_is_not_sent_it_again(client: TestClient, version: str) -> None:
    address = f"/data/{version}/trials.csv"
    etag = client.get(address).headers["etag"]
    again = client.get(address, headers={"if-none-match": etag})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", etag)
    part = client.get(address, headers={"range": "bytes=0-3", "if-range": etag})
    assert (part.status_code, part.content) == (206, b"slug")


async def chunks(app: Any, address: str) -> list[int]:
    """How an answer leaves the app: the size of each message of its body."""
    sizes: list[int] = []

    async def receive() -> Any:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        if message["type"] == "http.response.body":
            sizes.append(len(message.get("body", b"")))

    scope = {"type": "http", "method": "GET", "path": address, "raw_path": address.encode()}
    rest = {
        "query_string": b"",
        "headers": [(b"host", b"test")],
        "asgi": {"version": "3.0", "spec_version": "2.4"},
    }
    await app({**scope, **rest, "http_version": "1.1", "scheme": "http", "root_path": ""}, receive, send)
    return sizes


def test_a_large_file_is_not_held_in_memory(client: TestClient, version: str) -> None:
    import anyio

    sizes = anyio.run(chunks, client.app, f"/data/{version}/fibromag.sqlite")
    assert len(sizes) > 10
    assert max(sizes) <= 64 * 1024


@pytest.mark.parametrize(
    ("address", "sentence"),
    {
        "/data/{}/nothing.csv": "there is no such file",
        "/data/2020.1.0/trials.csv": "of the dataset is here",
        "/data/{}/../trials.csv": "",
        "/data/{}/..%2f..%2fpyproject.toml": "",
        "/data/{}/%2e%2e": "there is no such file",
        "/data/{}/.": "",
    }.items(),
)
def test_only_files_of_the_export_are_served(server: str, version: str, address: str, sentence: str) -> None:
    host, port = server.removeprefix("http://").split(":")
    import http.client

    connection = http.client.HTTPConnection(host, int(port))
    connection.request("GET", address.format(version))
    answer = connection.getresponse()
    body = answer.read().decode()
    connection.close()
    assert answer.status == 404
    assert sentence in body


def test_unknown_parameters_are_refused_here_too(client: TestClient, version: str) -> None:
    for address in ("/data/", f"/data/{version}/trials.csv"):
        assert client.get(f"{address}?rows=3").status_code == 422


@pytest.fixture
def own_app(database: Database, tmp_path: Path) -> TestClient:
    """An app that serves a folder of its own."""
    return TestClient(create_app(database, tmp_path / "export"), raise_server_exceptions=False)


def refused(client: TestClient, version: str) -> bool:
    """Whether nothing is served, and why is said."""
    answers = [client.get(address) for address in ("/data/", f"/data/{version}/trials.csv")]
    sentence = "run `fibromag export`"
    return all(answer.status_code == 404 and sentence in answer.json()["detail"] for answer in answers)


def test_what_is_not_exported_is_not_served(own_app: TestClient, version: str, database: Database) -> None:
    assert refused(own_app, version)
    assert refused(TestClient(create_app(database)), version)


def test_an_export_of_another_dataset_is_not_served(
    own_app: TestClient, library: Library, tmp_path: Path, version: str, url: str
) -> None:
    domains = dict(library.records["domains"])
    domains["sleep"] = domains["sleep"].model_copy(update={"name": "Good sleep"})
    other = replace(library, records={**library.records, "domains": domains})
    publish(other, f"sqlite:///{tmp_path / 'other.db'}")
    export(f"sqlite:///{tmp_path / 'other.db'}", tmp_path / "export")
    assert refused(own_app, version)
    export(url, tmp_path / "export")
    assert own_app.get("/data/").status_code == 200, "a new export is served without a restart"


@pytest.mark.parametrize("damage", ["a file changed", "a file gone", "no sums", "sums of nothing"])
def test_a_damaged_export_is_not_served(
    own_app: TestClient, exported: Path, tmp_path: Path, version: str, damage: str
) -> None:
    folder = Path(shutil.copytree(exported, tmp_path / "export"))
    if damage == "a file changed":
        (folder / "words.csv").write_text("changed")
    elif damage == "a file gone":
        (folder / "words.csv").unlink()
    elif damage == "no sums":
        (folder / SUMS).unlink()
    else:
        (folder / SUMS).write_text("")
    assert refused(own_app, version)


def test_the_real_server_serves_files(server: str, version: str, exported: Path) -> None:
    """HEAD, a range and the whole, over HTTP."""
    address, whole = f"{server}/data/{version}/trials.jsonl", (exported / "trials.jsonl").read_bytes()
    head = httpx.head(address)
    assert (head.status_code, int(head.headers["content-length"])) == (200, len(whole))
    assert httpx.get(address, headers={"range": "bytes=10-19"}).content == whole[10:20]
    assert httpx.get(address).content == whole
