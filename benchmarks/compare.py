"""Our app beside what a user would take instead: requests, CPU, start and memory.

What must stay true: every answer is looked at before anything is timed; all servers are alive at the
same time, and each round asks each of them once, in an order that turns, so that whatever else the
machine does falls on all alike; only ratios inside a round count.
"""

import gzip
import json
import shutil
import sqlite3
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.publishing.content import tidy_outcomes
from app.publishing.publish import publish
from app.seeds import reader as seeds
from app.settings import Settings

from . import front, machine
from .front import Phase
from .machine import Case, Server, Slice, get, load, start

RECORD = "macian-2022/stress-whole-sample"
ROWS = 20

CHECK = {
    "supplement": {"form": "magnesium-citrate", "elemental_mg": 300, "times": ["08:00"]},
    "person": {"age": 50, "egfr": 72, "pregnant": False, "breastfeeding": False},
    "conditions": [{"text": "fibromyalgia"}],
    "medicines": [
        {"text": name}
        for name in (
            "ciprofloxacin", "levothyroxine", "alendronic acid", "doxycycline", "furosemide", "omeprazole",
            "digoxin", "amlodipine", "gabapentin", "tizanidine",
        )
    ],
}  # fmt: skip
"""A safety check with ten medicines that are known."""

UNKNOWN = {**CHECK, "medicines": [*CHECK["medicines"][:-1], {"text": "metformin"}]}
"""The same with one that is not, for which names that look alike are sought."""

PEERS = Path(__file__).parent / "peers"
PYTHON = sys.executable


def peer(name: str) -> list[str]:
    """How to start one of the apps in `peers/`, up to its port."""
    module = f"benchmarks.peers.{name}:app"
    return [PYTHON, "-m", "uvicorn", "--log-level", "warning", "--no-access-log", module, "--port"]


@dataclass
class Bench:
    """The servers of one run, what is asked of them, and what came of it."""

    folder: Path
    cases: dict[str, dict[str, Case]] = field(default_factory=dict)
    """Question → target → request."""
    servers: list[Server] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)
    slices: dict[str, dict[str, list[Slice]]] = field(default_factory=dict)
    starts: dict[str, list[float]] = field(default_factory=dict)
    front: dict[str, Phase] = field(default_factory=dict)
    """What nginx before our app does."""
    megabytes: dict[str, float] = field(default_factory=dict)


def prepare(folder: Path) -> tuple[str, Path, list[dict[str, Any]]]:
    """(address of the published dataset, the peers' database, the records as plain values)."""
    library = seeds.read(Settings().seeds)
    url = f"sqlite:///{folder / 'fibromag.db'}"
    publish(library, url)
    records = [json.loads(outcome.model_dump_json()) for outcome in tidy_outcomes(library)]
    answers = folder / "answers"
    answers.mkdir()
    detail = next(record for record in records if record["id"] == RECORD)
    for name, answer in (("detail", detail), ("list", records[:ROWS])):
        text = json.dumps(answer, ensure_ascii=False, separators=(",", ":"))
        (answers / f"{name}.json").write_text(text, "utf-8")
    for_node = [{**record, "id": record["id"].replace("/", "--")} for record in records]
    (folder / "db.json").write_text(json.dumps({"outcomes": for_node}, ensure_ascii=False), "utf-8")
    table = folder / "peers.db"
    columns = list(records[0])
    with sqlite3.connect(table) as db:
        names = ", ".join(f'"{name}"' for name in columns)
        kinds = ", ".join(f'"{name}" {kind_of(name, records)}' for name in columns)
        db.execute(f'CREATE TABLE outcome ({kinds}, PRIMARY KEY ("id"))')
        for name in ("trial", "year", "form", "domain", "direction"):
            db.execute(f'CREATE INDEX "ix_outcome_{name}" ON outcome ("{name}")')
        marks = ", ".join("?" * len(columns))
        rows = [[flat(record[name], name) for name in columns] for record in records]
        db.executemany(f"INSERT INTO outcome ({names}) VALUES ({marks})", rows)
    return url, table, records


def kind_of(name: str, records: list[dict[str, Any]]) -> str:
    """The type of a column that holds such values."""
    value = next((record[name] for record in records if record[name] is not None), "")
    kinds = {bool: "BOOLEAN", int: "INTEGER", float: "FLOAT", str: "VARCHAR"}
    return kinds.get(type(value), "JSON")


NESTED = ("sources", "groups", "estimate", "calculated", "flags", "absent")


def flat(value: Any, name: str) -> Any:
    """A value as a column holds it."""
    return json.dumps(value) if name in NESTED else value


@contextmanager
def running(folder: Path, starts: int) -> Iterator[Bench]:
    """Every server that can be had, started and asked once; those that cannot are named."""
    bench = Bench(folder)
    url, table, records = prepare(folder)
    ours = {"FIBROMAG_DATABASE_URL": url, "FIBROMAG_EXPORT": str(folder / "none")}
    given = {"ANSWERS": str(folder / "answers"), "TABLE": str(table)}
    detail, page = f"/v1/outcomes/{RECORD}", f"/v1/outcomes?limit={ROWS}"
    app = [PYTHON, "-m", "app", "serve", "--port"]
    targets: list[tuple[str, list[str], dict[str, str], str, str]] = [
        ("ours", app, ours, detail, page),
        ("ours, not kept", app, {**ours, "FIBROMAG_CACHE_BYTES": "0"}, detail, page),
        ("bare ASGI", peer("bare"), given, "/detail", "/list"),
        ("FastAPI, ready bytes", peer("empty"), given, "/detail", "/list"),
        (
            "tutorial app",
            peer("tutorial"),
            given,
            f"/outcomes/{RECORD}",
            f"/outcomes/?limit={ROWS}",
        ),
        (
            "Datasette 0.65",
            [PYTHON, "-m", "datasette", "serve", "-i", str(table), "--port"],
            {},
            f"/peers/outcome/{RECORD.replace('/', '~2F')}.json?_shape=objects",
            f"/peers/outcome.json?_shape=objects&_size={ROWS}&_nofacet=1&_nosuggest=1",
        ),
    ]  # fmt: skip
    node = PEERS / "node_modules" / ".bin" / "json-server"
    if node.exists() and shutil.which("node"):
        words = [str(node), str(folder / "db.json"), "--port"]
        address = f"/outcomes/{RECORD.replace('/', '--')}"
        targets.append(("json-server 1.0", words, {}, address, f"/outcomes?_page=1&_per_page={ROWS}"))
    else:
        bench.absent.append("json-server is not there: npm ci --prefix benchmarks/peers")
    try:
        for number, (name, words, env, one, many) in enumerate(targets):
            port = 18100 + number
            for again in range(starts, 0, -1):
                server = start(name, [*words, str(port)], port, one, folder, env)
                bench.starts.setdefault(name, []).append(server.start_seconds)
                if again > 1:
                    server.stop()
            bench.servers.append(server)
            bench.cases.setdefault("detail", {})[name] = Case(server, one)
            bench.cases.setdefault("list", {})[name] = Case(server, many)
            look(name, port, one, many, records)
        more_of_ours(bench, detail, page)
        each = [f"/v1/outcomes/{record['id']}" for record in records]
        pages = [f"/v1/outcomes?limit={limit}" for limit in range(1, 100)]
        bench.front = front.measure(folder, app, ours, [*each, *pages])
        if not bench.front:
            bench.absent.append("nginx is not there: apt-get install nginx-light")
        yield bench
    finally:
        for server in bench.servers:
            server.stop()


def look(name: str, port: int, one: str, many: str, records: list[dict[str, Any]]) -> None:
    """Raise unless a target answers with the right records."""
    wanted = {record["id"].replace("/", "--"): record for record in records}
    status, _, body = get(port, one)
    found = json.loads(body)
    found = found["rows"][0] if "rows" in found else found
    if status != 200 or simple(found) != simple(wanted[RECORD.replace("/", "--")]):
        raise RuntimeError(f"{name} does not answer {one} with the record: {body[:300]!r}")
    status, _, body = get(port, many)
    found = json.loads(body)
    if isinstance(found, dict):
        found = next(found[key] for key in ("data", "rows", "items") if key in found)
    if status != 200 or [simple(each) for each in found] != [simple(each) for each in records[:ROWS]]:
        raise RuntimeError(f"{name} does not answer {many} with the records: {body[:300]!r}")


def simple(record: dict[str, Any]) -> dict[str, Any]:
    """A record as all targets can say it: truth as 0 and 1, nested values read."""
    found = {}
    for name, value in record.items():
        if name in NESTED and isinstance(value, str):
            value = json.loads(value)
        found[name] = value.replace("/", "--") if name == "id" else value
    return found


def more_of_ours(bench: Bench, detail: str, page: str) -> None:
    """What else is asked of ours: 304, gzip, the safety check."""
    ours = bench.cases["detail"]["ours"].server
    status, headers, body = get(ours.port, page)
    etag = headers["etag"]
    assert get(ours.port, page, {"if-none-match": etag})[0] == 304
    packed = get(ours.port, page, {"accept-encoding": "gzip"})
    assert packed[1].get("content-encoding") == "gzip"
    assert gzip.decompress(packed[2]) == body
    bench.cases["of ours"] = {
        "list": Case(ours, page),
        "list, 304": Case(ours, page, {"If-None-Match": etag}),
        "list, gzip": Case(ours, page, {"Accept-Encoding": "gzip"}),
    }
    empty = bench.cases["detail"]["FastAPI, ready bytes"].server
    sent = {"Content-Type": "application/json"}
    checks = bench.cases["safety check"] = {
        "FastAPI, ready bytes": Case(empty, "/detail"),
        "FastAPI, ready bytes for a body": Case(empty, "/body", sent, body=json.dumps(CHECK)),
    }
    for name, question in (("check, 10 medicines", CHECK), ("check, one not known", UNKNOWN)):
        asked = json.dumps(question)
        status, _, answer = get(ours.port, "/v1/safety/checks", sent, asked)
        assert status == 200, answer[:300]
        given = [each["status"] for each in json.loads(answer)["inputs"]]
        assert given.count("not_recognised") == (question is UNKNOWN), given
        checks[name] = Case(ours, "/v1/safety/checks", sent, body=asked)


def measure(bench: Bench, rounds: int, seconds: float, say: Callable[[str], None]) -> None:
    """Ask every target once in each round, in an order that turns."""
    asked = [(question, name) for question, targets in bench.cases.items() for name in targets]
    for question, name in asked:
        bench.slices.setdefault(question, {})[name] = []
        get(bench.cases[question][name].server.port, bench.cases[question][name].address)
    for number in range(rounds):
        turned = asked[number % len(asked) :] + asked[: number % len(asked)]
        for question, name in turned:
            say(f"round {number + 1} of {rounds}: {question}, {name}")
            bench.slices[question][name].append(load(bench.cases[question][name], seconds, bench.folder))
    for server in bench.servers:
        bench.megabytes[server.name] = server.megabytes()


@dataclass(frozen=True)
class Ratio:
    """One target against another, round by round."""

    median: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.median:.2f} ({self.low:.2f}–{self.high:.2f})"


def ratio(some: list[Slice], base: list[Slice]) -> Ratio:
    """Requests per second of one against another, inside each round."""
    found = [one.per_second / other.per_second for one, other in zip(some, base, strict=True)]
    return Ratio(statistics.median(found), min(found), max(found))


def median(slices: list[Slice]) -> Slice:
    """The middle of several slices."""
    return Slice(
        statistics.median(each.per_second for each in slices),
        statistics.median(each.cpu_us for each in slices),
    )


def versions() -> str:
    """What was measured with what."""
    found = [f"Python {sys.version.split()[0]}", f"SQLite {sqlite3.sqlite_version}"]
    from importlib.metadata import version

    found += [
        f"{name} {version(name)}" for name in ("fastapi", "uvicorn", "pydantic", "sqlmodel", "datasette")
    ]
    if node := shutil.which("node"):
        told = subprocess.run([node, "--version"], capture_output=True, text=True).stdout.strip()
        found.append(f"Node {told.removeprefix('v')}")
    return ", ".join(found)


def same_core() -> bool:
    """Whether servers and callers have to share one core."""
    return machine.SERVERS == machine.CALLERS
