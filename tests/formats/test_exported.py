"""Files of the export as the server offers them: whole, in parts, verified."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.testclient import TestClient

from app.db.database import Database
from app.formats.archive import export_dataset
from app.formats.exported import CHECKSUM_FILE, file_sha256
from app.main import create_app
from app.publishing.publish import publish
from app.seeds.library import Library
from tests.formats.reading import contents


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
        assert file_sha256(exported / item["name"]) == item["sha256"]
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
def test_a_range_is_served_ignored_or_refused(
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
        "/data/{}/nothing.csv": "There is no such file",
        "/data/2020.1.0/trials.csv": "There is no release of this version",
        "/data/{}/../trials.csv": "",
        "/data/{}/..%2f..%2fpyproject.toml": "",
        "/data/{}/%2e%2e": "There is no such file",
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


def test_a_part_of_a_list_without_a_file_is_the_whole_list(own_app: TestClient, client: TestClient) -> None:
    answer = own_app.get("/v1/outcomes.csv", headers={"range": "bytes=0-99"}, follow_redirects=False)
    assert (answer.status_code, answer.content) == (200, client.get("/v1/outcomes.csv").content)


def test_an_export_of_another_dataset_is_not_served(
    own_app: TestClient, records: Library, exported: Path, tmp_path: Path, version: str
) -> None:
    domains = dict(records.records["domains"])
    domains["sleep"] = domains["sleep"].model_copy(update={"name": "Good sleep"})
    other = replace(records, records={**records.records, "domains": domains})
    publish(other, f"sqlite:///{tmp_path / 'other.db'}")
    export_dataset(f"sqlite:///{tmp_path / 'other.db'}", tmp_path / "export")
    assert refused(own_app, version)
    shutil.rmtree(tmp_path / "export")
    shutil.copytree(exported, tmp_path / "export")
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
        (folder / CHECKSUM_FILE).unlink()
    else:
        (folder / CHECKSUM_FILE).write_text("")
    assert refused(own_app, version)


def test_the_real_server_serves_files(server: str, version: str, exported: Path) -> None:
    """HEAD, a range and the whole, over HTTP."""
    address, whole = f"{server}/data/{version}/trials.jsonl", (exported / "trials.jsonl").read_bytes()
    head = httpx.head(address)
    assert (head.status_code, int(head.headers["content-length"])) == (200, len(whole))
    assert httpx.get(address, headers={"range": "bytes=10-19"}).content == whole[10:20]
    assert httpx.get(address).content == whole
