"""How cost grows with the number of records, from a thousand to a million made-up ones.

One caller asks one question after the other, each time with other words, and nothing is kept: what is
measured is the database and the code around it. A ratio is the largest dataset against the smallest.
"""

import http.client
import os
import random
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from app.db.opening import open_database
from app.db.queries import write_cursor
from app.models import OUTCOMES, DatasetStamp

from . import machine, synthetic
from .machine import Server, start

SIZES = (1_000, 10_000, 100_000, 1_000_000)
TIMES = 150
"""How often each question is asked."""

DEEP = 10_000
"""The page that is asked for, of twenty records each, where there are so many."""

GOALS = {
    "detail": 1.5,
    "list": 1.5,
    "list, one filter": 1.5,
    "deep page": 1.5,
    "domain summary": 2,
    "/v1/summaries": 2,
}
"""Question → how many times dearer it may be with a million records."""

PORT = 18090


@dataclass
class Size:
    """One dataset, and what it cost."""

    records: int
    publish: str
    start_seconds: float
    megabytes: float
    file_megabytes: float
    milliseconds: dict[str, float]


def questions(records: int, stamp: DatasetStamp) -> Iterator[tuple[str, list[str]]]:
    """(question, addresses) to ask; different ones where an answer could be kept."""
    chance = random.Random(records)
    trials = max(1, records // synthetic.PER_TRIAL)
    some = [chance.randrange(trials) for _ in range(TIMES)]
    yield "detail", [f"/v1/outcomes/{outcome_id(number)}" for number in some]
    yield "list", ["/v1/outcomes?limit=20"] * TIMES
    domains = [f"synthetic-{chance.choice(synthetic.DOMAINS)}" for _ in range(TIMES)]
    yield "list, one filter", [f"/v1/outcomes?domain={domain}" for domain in domains]
    yield "list, two filters", [f"/v1/outcomes?direction=mixed&domain={domain}" for domain in domains[:30]]
    yield "list, from a year on", ["/v1/outcomes?min_year=2015"] * TIMES
    yield "trials on a domain", [f"/v1/trials?domain={domain}" for domain in domains]
    last = min(DEEP, records // 20 // 2) * 20 // synthetic.PER_TRIAL - 1
    cursor = write_cursor(f"synthetic-{last:06}/z", stamp, OUTCOMES, {})
    yield "deep page", [f"/v1/outcomes?cursor={cursor}&limit=20"] * TIMES
    yield (
        "nothing there, with a suggestion",
        [f"/v1/outcomes/synthetic-{number:06}/nothing" for number in some],
    )
    yield "search, rare word", [f"/v1/search?q={synthetic.RARE}"] * TIMES
    yield "search, in half of all", [f"/v1/search?q={synthetic.COMMON}"] * TIMES
    yield "domain summary", [f"/v1/domains/{domain}/summary" for domain in domains]
    yield "/v1/summaries", ["/v1/summaries"] * 30


def outcome_id(number: int) -> str:
    """A result of a synthetic trial."""
    return f"synthetic-{number:06}/{synthetic.trial(number).outcomes[0].name}"


def asked(server: Server, addresses: list[str]) -> float:
    """Median milliseconds of one answer, asked one after the other over one connection."""
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


def measured(records: int, folder: Path, url: str | None) -> Size:
    """Publish so many records, serve them, ask everything."""
    file = folder / f"synthetic-{records}.db"
    address = url or f"sqlite:///{file}"
    words = [sys.executable, "-m", "benchmarks.synthetic", "--records", str(records), "--url", address]
    told = subprocess.run(words, check=True, stdout=subprocess.PIPE, text=True).stdout.strip()
    database = open_database(address)
    stamp = database.stamp
    database.close()
    env = {
        "FIBROMAG_DATABASE_URL": address,
        "FIBROMAG_CACHE_BYTES": "0",
        "FIBROMAG_EXPORT": str(folder / "none"),
    }
    serve = [sys.executable, "-m", "app", "serve", "--port", str(PORT)]
    server = start("ours", serve, PORT, "/v1/dataset", folder, env)
    os.sched_setaffinity(0, machine.CALLERS)
    try:
        found = {question: asked(server, addresses) for question, addresses in questions(records, stamp)}
        size = file.stat().st_size / 1e6 if file.exists() else 0
        return Size(records, told, server.start_seconds, server.megabytes(), size, found)
    finally:
        server.stop()
        os.sched_setaffinity(0, machine.CORES)
        file.unlink(missing_ok=True)


def table(sizes: list[Size]) -> list[list[str]]:
    """Questions by size, with the ratio of the last to the first."""
    head = ["milliseconds, median", *(f"{size.records:,}" for size in sizes), "last / first", "goal"]
    rows = [head]
    for question in sizes[0].milliseconds:
        values = [size.milliseconds[question] for size in sizes]
        goal = f"≤ {GOALS[question]:g} ×" if question in GOALS else ""
        if question == "search, in half of all":
            goal = "≤ 25 ms"
        rows.append([question, *(f"{each:.2f}" for each in values), f"{values[-1] / values[0]:.2f}", goal])
    for name, values in {
        "start to first answer, s": [f"{size.start_seconds:.2f}" for size in sizes],
        "memory of the server, MB (PSS)": [f"{size.megabytes:.0f}" for size in sizes],
        "size of the file, MB": [f"{size.file_megabytes:.0f}" for size in sizes],
        "publish, s": [number(r"in ([\d.]+) s", size.publish) for size in sizes],
        "publish, most memory, MB": [number(r"most (\d+) MB", size.publish) for size in sizes],
        "publish, most memory of each helper, MB": [
            number(r"and (\d+) MB in each", size.publish) for size in sizes
        ],
    }.items():
        if any(value != "0" for value in values):
            goal = "≤ 60 on SQLite" if name == "publish, s" else ""
            rows.append([name, *values, "", goal])
    return rows


def number(pattern: str, told: str) -> str:
    """A number in what `benchmarks.synthetic` says; 0 where it says none."""
    found = re.search(pattern, told)
    return found[1] if found else "0"


def run(folder: Path, most: int, url: str | None, write: bool) -> int:
    """Measure every size, print the table, write the page."""
    sizes = []
    for records in (size for size in SIZES if size <= most):
        sizes.append(measured(records, folder, url))
        print(f"{records:,}: {sizes[-1].publish}", file=sys.stderr)
    rows = table(sizes)
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    for row in rows:
        print(
            "  ".join(
                cell.ljust(widths[0]) if not at else cell.rjust(widths[at]) for at, cell in enumerate(row)
            )
        )
    if write and most >= SIZES[-1]:
        lines = [f"| {' | '.join(row)} |" for row in rows]
        lines.insert(1, "|---" + "|--:" * (len(rows[0]) - 1) + "|")
        name, home, option = (
            ("growth-postgresql.md", "PostgreSQL", " --url …") if url else ("growth.md", "SQLite", "")
        )
        page = PAGE.format(home=home, option=option) + "\n".join(lines) + "\n"
        (Path(__file__).parent.parent / "docs" / name).write_text(page, "utf-8")
    return 0


PAGE = """# How cost grows with the number of records: {home}

Made by `./run bench growth{option}`. A record is a made-up result, twenty to a trial; nothing is kept between
answers. One caller asks one question after the other; server and caller have a core each. Only the
ratios mean anything elsewhere.

"""
