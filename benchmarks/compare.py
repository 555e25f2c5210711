"""fibromag beside other programs that serve the same records: requests per second, CPU time, start, memory.

What must stay true: every answer is compared with the records before anything is measured; all servers run
at the same time, and each round loads each of them once, in rotating order, so that other work of the
machine affects all alike; a ratio compares two measurements of the same round.
"""

import gzip
import json
import sqlite3
import statistics
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

from app.publishing.outcomes import tidy_outcomes
from app.publishing.publish import publish
from app.seeds.reader import read_seeds
from app.settings import Settings

from . import machine, proxy
from .machine import Measurement, Request, Server, get, load, start

RECORD = "macian-2022/stress-whole-sample"
ROWS = 20

MEDICINES = (
    "ciprofloxacin", "levothyroxine", "alendronic acid", "doxycycline", "furosemide", "omeprazole", "digoxin",
    "amlodipine", "gabapentin", "tizanidine",
)  # fmt: skip

CHECK: dict[str, Any] = {
    "supplement": {"form": "magnesium-citrate", "elemental_mg": 300, "times": ["08:00"]},
    "person": {"age": 50, "egfr": 72, "pregnant": False, "breastfeeding": False},
    "conditions": [{"text": "fibromyalgia"}],
    "medicines": [{"text": name} for name in MEDICINES],
}
"""A safety check with ten known medicines."""

UNKNOWN = {**CHECK, "medicines": [*CHECK["medicines"][:-1], {"text": "xyzolam"}]}
"""The same with one unknown name, for which the check searches suggestions."""

FIBROMAG, NO_CACHE, BEHIND_NGINX = "fibromag", "fibromag, cache off", "fibromag behind nginx"
BARE, SAME_FIELDS, EMPTY = "bare ASGI", "bare ASGI, same fields", "empty FastAPI"
TUTORIAL, DATASETTE = "tutorial app", "Datasette"

OF_THE_SERVER = ("content-type", "content-length", "date", "server")
"""Header fields that the bare ASGI app and its server set themselves."""

FIRST_PORT = 18100
JSON_BODY = {"Content-Type": "application/json"}


@dataclass
class Bench:
    """The servers of one run, the requests sent to them, and the measurements."""

    folder: Path
    requests: dict[str, dict[str, Request]] = field(default_factory=dict)
    """Group of requests → label → request. In `detail` and `list` the label is the name of the server."""
    servers: list[Server] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    """Programs that are not installed, with the command that installs them."""
    measurements: dict[str, dict[str, list[Measurement]]] = field(default_factory=dict)
    """Group → label → one measurement for each round."""
    start_seconds: dict[str, list[float]] = field(default_factory=dict)
    megabytes: dict[str, float] = field(default_factory=dict)


def server_command(app: str, http: str = "auto") -> list[str]:
    """Return the command that serves one of the apps in `peers/` by uvicorn, up to its port."""
    words = ["-m", "uvicorn", "--log-level", "warning", "--no-access-log", "--http", http]
    return [sys.executable, *words, f"benchmarks.peers.{app}:app", "--port"]


HTTP = "h11"
"""The HTTP implementation of uvicorn that fibromag uses."""


# Data ---------------------------------------------------------------------------------------------


def prepare(folder: Path) -> tuple[str, Path, list[dict[str, Any]]]:
    """Publish the dataset and write the same records for the other apps.

    Returns the address of the dataset, the other apps' database, and the records.
    """
    library = read_seeds(Settings().seeds)
    url = f"sqlite:///{folder / 'fibromag.db'}"
    publish(library, url)
    records = [json.loads(outcome.model_dump_json()) for outcome in tidy_outcomes(library)]
    answers = folder / "answers"
    answers.mkdir()
    detail = next(record for record in records if record["id"] == RECORD)
    for name, answer in (("detail", detail), ("list", records[:ROWS])):
        text = json.dumps(answer, ensure_ascii=False, separators=(",", ":"))
        (answers / f"{name}.json").write_text(text, "utf-8")
    table = folder / "peers.db"
    write_table(table, records)
    return url, table, records


def write_table(path: Path, records: list[dict[str, Any]]) -> None:
    """Write the records as one SQLite table with typed columns and indexes."""
    columns = list(records[0])
    with sqlite3.connect(path) as db:
        names = ", ".join(f'"{name}"' for name in columns)
        types = ", ".join(f'"{name}" {column_type(name, records)}' for name in columns)
        db.execute(f'CREATE TABLE outcome ({types}, PRIMARY KEY ("id"))')
        for name in ("trial", "year", "form", "domain", "direction"):
            db.execute(f'CREATE INDEX "ix_outcome_{name}" ON outcome ("{name}")')
        rows = [[cell(record[name]) for name in columns] for record in records]
        db.executemany(f"INSERT INTO outcome ({names}) VALUES ({', '.join('?' * len(columns))})", rows)


def cell(value: Any) -> Any:
    """Return a value as SQLite holds it: lists and objects as JSON."""
    return json.dumps(value) if isinstance(value, list | dict) else value


def column_type(name: str, records: list[dict[str, Any]]) -> str:
    """Return the SQL type for the values of a column."""
    value = next((record[name] for record in records if record[name] is not None), "")
    types = {bool: "BOOLEAN", int: "INTEGER", float: "FLOAT", str: "VARCHAR"}
    return types.get(type(value), "JSON")


# Servers ------------------------------------------------------------------------------------------


@contextmanager
def running(folder: Path, starts: int) -> Iterator[Bench]:
    """Start every installed server, each `starts` times, and check its answers."""
    bench = Bench(folder)
    url, table, records = prepare(folder)
    own = {"FIBROMAG_DATABASE_URL": url, "FIBROMAG_EXPORT": str(folder / "none")}
    peers = {"ANSWERS": str(folder / "answers"), "TABLE": str(table)}
    fields = folder / "fields.json"
    detail, page = f"/v1/outcomes/{RECORD}", f"/v1/outcomes?limit={ROWS}"
    fibromag = [sys.executable, "-m", "app", "serve", "--port"]
    targets: list[tuple[str, list[str], dict[str, str], str, str]] = [
        (FIBROMAG, fibromag, own, detail, page),
        (NO_CACHE, fibromag, {**own, "FIBROMAG_CACHE_BYTES": "0"}, detail, page),
        (BARE, server_command("bare", HTTP), peers, "/detail", "/list"),
        (SAME_FIELDS, server_command("bare", HTTP), {**peers, "FIELDS": str(fields)}, "/detail", "/list"),
        (EMPTY, server_command("empty", HTTP), peers, "/detail", "/list"),
        (TUTORIAL, server_command("tutorial"), peers, f"/outcomes/{RECORD}", f"/outcomes/?limit={ROWS}"),
        (
            DATASETTE,
            [sys.executable, "-m", "datasette", "serve", "-i", str(table), "--port"],
            {},
            f"/peers/outcome/{RECORD.replace('/', '~2F')}.json?_shape=objects",
            f"/peers/outcome.json?_shape=objects&_size={ROWS}&_nofacet=1&_nosuggest=1",
        ),
    ]
    try:
        for port, (name, command, env, one, many) in enumerate(targets, FIRST_PORT):
            for again in range(starts, 0, -1):
                server = start(name, [*command, str(port)], port, one, folder, env)
                bench.start_seconds.setdefault(name, []).append(server.start_seconds)
                if again > 1:
                    server.stop()
            add(bench, server, one, many, records)
            if name == FIBROMAG:
                write_fields(server, one, fields)
        if proxy.NGINX:
            port = FIRST_PORT + len(targets)
            nginx = proxy.start_nginx(BEHIND_NGINX, folder, port, FIRST_PORT, detail)
            add(bench, nginx, detail, page, records)
        else:
            bench.missing.append("nginx is not installed: apt-get install nginx-light")
        add_other_requests(bench, page)
        yield bench
    finally:
        for server in bench.servers:
            server.stop()


def write_fields(server: Server, address: str, path: Path) -> None:
    """Write the header fields of an answer, without those that every server sets."""
    _, headers, _ = get(server.port, address)
    path.write_text(
        json.dumps({name: headers[name] for name in headers.keys() - set(OF_THE_SERVER)}), "utf-8"
    )


def add(bench: Bench, server: Server, one: str, many: str, records: list[dict[str, Any]]) -> None:
    """Add a server to the run after comparing its answers with the records."""
    bench.servers.append(server)
    compare_answers(server, one, many, records)
    bench.requests.setdefault("detail", {})[server.name] = Request(server, one)
    bench.requests.setdefault("list", {})[server.name] = Request(server, many)


def compare_answers(server: Server, one: str, many: str, records: list[dict[str, Any]]) -> None:
    """Raise unless the server answers both addresses with the right records."""
    expected = next(record for record in records if record["id"] == RECORD)
    status, _, body = get(server.port, one)
    found = json.loads(body)
    found = found["rows"][0] if "rows" in found else found
    if status != 200 or normalised(found) != normalised(expected):
        raise RuntimeError(f"{server.name} does not answer {one} with the record: {body[:300]!r}")
    status, _, body = get(server.port, many)
    found = json.loads(body)
    if isinstance(found, dict):
        found = next(found[key] for key in ("rows", "items") if key in found)
    if status != 200 or [normalised(each) for each in found] != [normalised(each) for each in records[:ROWS]]:
        raise RuntimeError(f"{server.name} does not answer {many} with the records: {body[:300]!r}")


def normalised(record: dict[str, Any]) -> dict[str, Any]:
    """Return a record with its nested values parsed, where a server answers them as text."""
    return {
        name: json.loads(value) if isinstance(value, str) and value.startswith(("[", "{")) else value
        for name, value in record.items()
    }


def add_other_requests(bench: Bench, page: str) -> None:
    """Add 304, gzip and safety checks, and an empty FastAPI route with a body to compare with."""
    own = bench.requests["detail"][FIBROMAG].server
    _, headers, body = get(own.port, page)
    assert get(own.port, page, {"if-none-match": headers["etag"]})[0] == 304
    packed = get(own.port, page, {"accept-encoding": "gzip"})
    assert packed[1].get("content-encoding") == "gzip"
    assert gzip.decompress(packed[2]) == body
    empty = bench.requests["detail"][EMPTY].server
    other = bench.requests["other"] = {
        "list": Request(own, page),
        "list, 304": Request(own, page, {"If-None-Match": headers["etag"]}),
        "list, gzip": Request(own, page, {"Accept-Encoding": "gzip"}),
        "empty FastAPI POST": Request(empty, "/body", JSON_BODY, body=json.dumps(CHECK)),
    }
    for name, question in (("check, 10 medicines", CHECK), ("check, one unknown name", UNKNOWN)):
        text = json.dumps(question)
        status, _, answer = get(own.port, "/v1/safety/checks", JSON_BODY, text)
        assert status == 200, answer[:300]
        statuses = [each["status"] for each in json.loads(answer)["inputs"]]
        assert statuses.count("not_recognised") == (question is UNKNOWN), statuses
        other[name] = Request(own, "/v1/safety/checks", JSON_BODY, body=text)


# Measuring ----------------------------------------------------------------------------------------


def measure(bench: Bench, rounds: int, seconds: float, report: Callable[[str], None]) -> None:
    """Load every server once in each round, in rotating order."""
    order = [(group, label) for group, requests in bench.requests.items() for label in requests]
    for number in range(rounds):
        turn = number % len(order)
        for group, label in order[turn:] + order[:turn]:
            report(f"round {number + 1} of {rounds}: {group}, {label}")
            measured = load(bench.requests[group][label], seconds, bench.folder)
            bench.measurements.setdefault(group, {}).setdefault(label, []).append(measured)
    for server in bench.servers:
        bench.megabytes[server.name] = server.megabytes()


@dataclass(frozen=True)
class Ratio:
    """How many times as many requests one target answers as another: median and range of the rounds."""

    median: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.median:.2f} ({self.low:.2f}–{self.high:.2f})"


def ratio_per_core(some: list[Measurement], base: list[Measurement]) -> Ratio:
    """Compare requests per second of CPU time, round by round."""
    return ratio([other.cpu_us / one.cpu_us for one, other in zip(some, base, strict=True)])


def ratio_per_second(some: list[Measurement], base: list[Measurement]) -> Ratio:
    """Compare requests per second, round by round."""
    return ratio([one.per_second / other.per_second for one, other in zip(some, base, strict=True)])


def ratio(found: list[float]) -> Ratio:
    """Return median and range."""
    return Ratio(statistics.median(found), min(found), max(found))


def median(measurements: list[Measurement]) -> Measurement:
    """Return the medians of several measurements."""
    return Measurement(
        statistics.median(each.per_second for each in measurements),
        statistics.median(each.cpu_us for each in measurements),
    )


def versions() -> str:
    """Return the versions of the programs that were measured."""
    packages = ("fastapi", "uvicorn", "pydantic", "sqlmodel", "datasette")
    found = [f"Python {sys.version.split()[0]}", f"SQLite {sqlite3.sqlite_version}"]
    return ", ".join(found + [f"{name} {version(name)}" for name in packages])


def shares_core() -> bool:
    """Say whether servers and load generators had to share one core."""
    return machine.SERVER_CORE == machine.CLIENT_CORE
