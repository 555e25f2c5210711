"""How cost grows with the number of records: a thousand, ten thousand, a hundred thousand synthetic results.

One caller sends one request after the other, with varying parameters and the response cache off, so the
database and the code around it are measured. The goals compare the largest dataset with the smallest.
"""

import http.client
import json
import os
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from app.db.database import open_database
from app.db.pagination import write_cursor
from app.models import DatasetStamp
from app.registry import OUTCOMES

from . import machine, synthetic
from .machine import Server, start

SIZES = (1_000, 10_000, 100_000)
TIMES = 150
"""Number of requests of each kind."""

DEEP_PAGE = 10_000
"""The number of the deep page, of twenty records each; in smaller datasets the page in the middle."""

GOALS = {
    "detail": 1.5,
    "list": 1.5,
    "list, one filter": 1.5,
    "deep page": 1.5,
    "domain summary": 2,
    "/v1/summaries": 2,
}
"""Kind of request → how many times as long it may take with the most records as with the fewest."""

COMMON_WORD = "search, word in half of all"
COMMON_WORD_MILLISECONDS = 25

PORT = 18090


@dataclass
class Size:
    """The measurements of one dataset."""

    records: int
    publishing: dict[str, Any]
    """Seconds and megabytes, as `benchmarks.synthetic` prints them."""
    start_seconds: float
    megabytes: float
    file_megabytes: float
    milliseconds: dict[str, float]


def requests(records: int, stamp: DatasetStamp) -> Iterator[tuple[str, list[str]]]:
    """Yield (kind of request, addresses), with varying parameters where there are any."""
    chance = random.Random(records)
    trials = max(1, records // synthetic.PER_TRIAL)
    numbers = [chance.randrange(trials) for _ in range(TIMES)]
    yield "detail", [f"/v1/outcomes/{outcome_id(number)}" for number in numbers]
    yield "list", ["/v1/outcomes?limit=20"] * TIMES
    domains = [f"synthetic-{chance.choice(synthetic.DOMAINS)}" for _ in range(TIMES)]
    yield "list, one filter", [f"/v1/outcomes?domain={domain}" for domain in domains]
    yield "list, two filters", [f"/v1/outcomes?direction=mixed&domain={domain}" for domain in domains[:30]]
    yield "list, min_year", ["/v1/outcomes?min_year=2015"] * TIMES
    yield "trials of a domain", [f"/v1/trials?domain={domain}" for domain in domains]
    last = min(DEEP_PAGE, records // 20 // 2) * 20 // synthetic.PER_TRIAL - 1
    cursor = write_cursor(f"synthetic-{last:06}/z", stamp, OUTCOMES, {})
    yield "deep page", [f"/v1/outcomes?cursor={cursor}&limit=20"] * TIMES
    yield "404 with a suggestion", [f"/v1/outcomes/synthetic-{number:06}/nothing" for number in numbers]
    yield "search, rare word", [f"/v1/search?q={synthetic.RARE}"] * TIMES
    yield COMMON_WORD, [f"/v1/search?q={synthetic.COMMON}"] * TIMES
    yield "domain summary", [f"/v1/domains/{domain}/summary" for domain in domains]
    yield "/v1/summaries", ["/v1/summaries"] * 30


def outcome_id(number: int) -> str:
    """Return the id of the first result of a synthetic trial."""
    return f"synthetic-{number:06}/{synthetic.trial(number).outcomes[0].name}"


def median_milliseconds(server: Server, addresses: list[str]) -> float:
    """Return the median time of one answer, requested one after the other over one connection."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    took = []
    for address in addresses:
        began = time.perf_counter()
        connection.request("GET", address)
        answer = connection.getresponse()
        body = answer.read()
        took.append((time.perf_counter() - began) * 1000)
        if answer.status not in (200, 404):
            raise RuntimeError(f"{address}: {answer.status} {body[:200]!r}")
    connection.close()
    return statistics.median(took)


def measure(records: int, folder: Path, url: str | None) -> Size:
    """Publish a synthetic dataset, serve it, and time every kind of request."""
    file = folder / f"synthetic-{records}.db"
    address = url or f"sqlite:///{file}"
    command = [sys.executable, "-m", "benchmarks.synthetic", "--records", str(records), "--url", address]
    publishing = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
    database = open_database(address)
    stamp = database.stamp
    database.close()
    env = {
        "FIBROMAG_DATABASE_URL": address,
        "FIBROMAG_CACHE_BYTES": "0",
        "FIBROMAG_EXPORT": str(folder / "none"),
    }
    serve = [sys.executable, "-m", "app", "serve", "--port", str(PORT)]
    server = start("fibromag", serve, PORT, "/v1/dataset", folder, env)
    os.sched_setaffinity(0, machine.CLIENT_CORE)
    try:
        found = {kind: median_milliseconds(server, addresses) for kind, addresses in requests(records, stamp)}
        size = file.stat().st_size / 1e6 if file.exists() else 0
        return Size(records, publishing, server.start_seconds, server.megabytes(), size, found)
    finally:
        server.stop()
        os.sched_setaffinity(0, machine.CORES)
        file.unlink(missing_ok=True)


def table(sizes: list[Size]) -> list[list[str]]:
    """Return one row for each kind of request, with the ratio of the largest dataset to the smallest."""
    rows = [["milliseconds, median", *(f"{size.records:,}" for size in sizes), "last / first", "goal"]]
    for kind in sizes[0].milliseconds:
        values = [size.milliseconds[kind] for size in sizes]
        goal = f"≤ {GOALS[kind]:g} ×" if kind in GOALS else ""
        if kind == COMMON_WORD:
            goal = f"≤ {COMMON_WORD_MILLISECONDS} ms"
        rows.append([kind, *(f"{each:.2f}" for each in values), f"{values[-1] / values[0]:.2f}", goal])
    for name, numbers in {
        "start to first answer, s": [f"{size.start_seconds:.2f}" for size in sizes],
        "memory of the server, MB (PSS)": [f"{size.megabytes:.0f}" for size in sizes],
        "size of the file, MB": [f"{size.file_megabytes:.0f}" for size in sizes],
        "publishing, s": [f"{size.publishing['seconds']:.1f}" for size in sizes],
        "publishing, most memory, MB": [f"{size.publishing['megabytes']:.0f}" for size in sizes],
    }.items():
        if any(number != "0" for number in numbers):
            rows.append([name, *numbers, "", ""])
    return rows


def run(folder: Path, most: int, url: str | None) -> int:
    """Measure every size up to `most` and print the table; write the page after a full run."""
    sizes = []
    for records in (size for size in SIZES if size <= most):
        sizes.append(measure(records, folder, url))
        print(f"{records:,} records published: {sizes[-1].publishing}", file=sys.stderr)
    rows = table(sizes)
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    for row in rows:
        numbers = (cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))
        print("  ".join([row[0].ljust(widths[0]), *numbers]))
    if most >= SIZES[-1]:
        write(rows, postgresql=url is not None)
    return 0


def write(rows: list[list[str]], postgresql: bool) -> None:
    """Write the table as a page in `docs/`."""
    lines = [f"| {' | '.join(row)} |" for row in rows]
    lines.insert(1, "|---" + "|--:" * (len(rows[0]) - 1) + "|")
    name, title, option = (
        ("growth-postgresql.md", "PostgreSQL", " --url …") if postgresql else ("growth.md", "SQLite", "")
    )
    day = datetime.now(UTC).date()
    page = PAGE.format(title=title, option=option, day=day) + "\n".join(lines) + "\n"
    (Path(__file__).parent.parent / "docs" / name).write_text(page, "utf-8")


PAGE = """# How cost grows with the number of records: {title}

Written by `./run bench growth{option}` on {day}. The records are synthetic results, twenty to a trial,
beside the real vocabulary of medicines. The response cache is off. One caller sends one request after the
other; server and caller have one core each. On another machine the times differ; the ratios carry over
better. The evidence has about 1,400 records.

"""
