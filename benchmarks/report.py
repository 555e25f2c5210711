"""The measurements as tables on the terminal, as a page and as a picture."""

import statistics
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from html import escape
from pathlib import Path

from .compare import (
    BARE,
    BEHIND_NGINX,
    DATASETTE,
    EMPTY,
    FIBROMAG,
    HTTP,
    NO_CACHE,
    SAME_FIELDS,
    TUTORIAL,
    Bench,
    median,
    ratio_per_core,
    ratio_per_second,
    shares_core,
    versions,
)

DOCS = Path(__file__).parent.parent / "docs"

LEAST_OF_PEERS = 5
"""How many times as many requests per second as the tutorial app and Datasette, which use httptools."""

MOST_START_SECONDS = 0.8
MOST_MEGABYTES = 90

COLOURS = {FIBROMAG: "#1d6f5c", NO_CACHE: "#5fa593", BEHIND_NGINX: "#0f4c5c"}

Table = tuple[Sequence[str], list[Sequence[str]]]


def ratio_goals() -> Iterator[tuple[str, str, str, float]]:
    """Yield (group, target, compared with, least ratio)."""
    for group in ("detail", "list"):
        yield group, FIBROMAG, BARE, 0.8
        yield group, FIBROMAG, SAME_FIELDS, 0.8
        for peer in (TUTORIAL, DATASETTE):
            yield group, FIBROMAG, peer, LEAST_OF_PEERS
            yield group, BEHIND_NGINX, peer, 20
        yield group, NO_CACHE, TUTORIAL, 2
    yield "other", "check, 10 medicines", "empty FastAPI POST", 0.3


def goals(bench: Bench) -> list[Sequence[str]]:
    """Return one row for each goal: what was measured, the goal, and whether it was met."""
    rows: list[Sequence[str]] = []
    for group, name, base, least in ratio_goals():
        measured = bench.measurements[group]
        if name in measured and base in measured:
            got = ratio_per_core(measured[name], measured[base])
            beside = ratio_per_second(measured[name], measured[base])
            met = yes(got.median >= least)
            rows.append((f"{group}: {name} / {base}", str(got), str(beside), f"≥ {least:g}", met))
    started = statistics.median(bench.start_seconds[FIBROMAG])
    text = f"{started:.2f} (tutorial app: {statistics.median(bench.start_seconds[TUTORIAL]):.2f})"
    rows.append(("start, s", text, "", f"≤ {MOST_START_SECONDS}", yes(started <= MOST_START_SECONDS)))
    used = bench.megabytes[FIBROMAG]
    text = f"{used:.0f} (tutorial app: {bench.megabytes[TUTORIAL]:.0f})"
    rows.append(("memory, MB", text, "", f"≤ {MOST_MEGABYTES}", yes(used <= MOST_MEGABYTES)))
    return rows


def yes(met: bool) -> str:
    return "yes" if met else "**no**"


def tables(bench: Bench) -> dict[str, Table]:
    """Return every table of a run by its heading."""
    head = ("goal", "measured: median (range of the rounds)", "by requests/s", "wanted", "met")
    found: dict[str, Table] = {"Goals": (head, goals(bench))}
    for group, heading in (("detail", "One record (about 1 kB)"), ("list", "Twenty records")):
        measured = bench.measurements[group]
        rows: list[Sequence[str]] = [
            (
                name,
                f"{median(own).per_second:,.0f}",
                f"{median(own).cpu_us:.0f}",
                str(ratio_per_core(own, measured[BARE])),
                str(ratio_per_core(measured[FIBROMAG], own)),
            )
            for name, own in measured.items()
        ]
        head = ("target", "requests/s", "CPU µs per request", "/ bare ASGI", "fibromag / this")
        found[heading] = (head, rows)
    found["Other requests"] = (
        ("request", "requests/s", "CPU µs per request"),
        [
            (name, f"{median(own).per_second:,.0f}", f"{median(own).cpu_us:.0f}")
            for name, own in bench.measurements["other"].items()
        ],
    )
    found["Start and memory"] = (
        ("target", "seconds to the first answer", "MB (PSS) after the load"),
        [
            (name, f"{statistics.median(seconds):.2f}", f"{bench.megabytes[name]:.0f}")
            for name, seconds in bench.start_seconds.items()
        ],
    )
    return found


def printed(found: dict[str, Table]) -> str:
    """Format tables for a terminal."""
    lines = []
    for heading, (head, rows) in found.items():
        widths = [max(len(row[at]) for row in [head, *rows]) for at in range(len(head))]
        lines += ["", heading]
        for row in [head, *rows]:
            numbers = (cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))
            lines.append("  ".join([f"  {row[0].ljust(widths[0])}", *numbers]))
    return "\n".join(lines)


def markdown(found: dict[str, Table]) -> str:
    """Format tables for a page."""
    lines: list[str] = []
    for heading, (head, rows) in found.items():
        lines += ["", f"## {heading}", "", f"| {' | '.join(head)} |"]
        lines += [f"|{'---|' * len(head)}", *(f"| {' | '.join(row)} |" for row in rows)]
    return "\n".join(lines)


def page(bench: Bench, rounds: int, seconds: float) -> str:
    """Return the page about one run."""
    shared = "\n\n**Servers and load generators shared one core.**" if shares_core() else ""
    missing = "".join(f"\n\nNot measured: {each}." for each in bench.missing)
    return f"""# Benchmarks

Written by `./run bench` on {datetime.now(UTC).date()}. {rounds} rounds of {seconds:g} s per target with 32
connections; servers on one core, wrk on another. All servers run at the same time, and each round loads them
in rotating order. CPU time is that of the server's processes.

A ratio says how many times as many requests per second of CPU time, that is per core, one target answers as
another, both measured in the same round. Requests per second also depend on wrk and on what else the machine
does. On another machine the numbers differ; the ratios carry over better.

All targets serve the same records, and every answer was compared with them before the first measurement.
Datasette and the tutorial app read one table; they do not serve our other collections.{shared}{missing}

- **{FIBROMAG}**: `./run serve` with everything a deployment has: request id, access log, metrics, security
  headers, limits. Reads are answered from the response cache.
- **{NO_CACHE}**: the same with `FIBROMAG_CACHE_BYTES=0`.
- **{BEHIND_NGINX}**: nginx with `deploy/nginx.conf` in front of it, without TLS and rate limits; CPU time is
  that of nginx.
- **{BARE}**: a callable that looks up fixed bytes by path; **{SAME_FIELDS}**: the same, with the header
  fields of fibromag's answers; **{EMPTY}**: routes that return fixed bytes. All on the HTTP implementation
  that fibromag uses: uvicorn with {HTTP}.
- **{TUTORIAL}**: the same table as FastAPI's and SQLModel's tutorials would serve it, and **{DATASETTE}**:
  both as installed.

{versions()}.

![Requests per second](benchmarks.svg)
{markdown(tables(bench))}
"""


def picture(bench: Bench) -> str:
    """Return an SVG bar chart of requests per second for one record and for twenty."""
    parts, y = [], 30
    for group, heading in (("detail", "One record"), ("list", "Twenty records")):
        rates = {name: median(own).per_second for name, own in bench.measurements[group].items()}
        parts.append(f'<text x="10" y="{y}" font-weight="600">{heading}, requests per second</text>')
        for name, rate in sorted(rates.items(), key=lambda each: -each[1]):
            y += 24
            width = max(1, round(380 * rate / max(rates.values())))
            parts += bar(y, name, width, f"{rate:,.0f}", COLOURS.get(name, "#8a8f98"))
        y += 44
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 680 {y - 20}" role="img" '
        'font-family="system-ui, sans-serif" font-size="13">'
        "<title>Requests per second of fibromag and of other programs that serve the same records</title>"
        f'<rect width="680" height="{y - 20}" fill="#ffffff"/><g fill="#1b1f24">{"".join(parts)}</g></svg>\n'
    )


def bar(y: int, name: str, width: int, label: str, colour: str) -> Iterable[str]:
    """Yield one bar with its name and number."""
    yield f'<text x="160" y="{y + 4}" text-anchor="end">{escape(name)}</text>'
    yield f'<rect x="170" y="{y - 9}" width="{width}" height="17" fill="{colour}"/>'
    yield f'<text x="{178 + width}" y="{y + 4}">{label}</text>'


def write(bench: Bench, rounds: int, seconds: float) -> None:
    """Write the page and the picture to `docs/`."""
    (DOCS / "benchmarks.md").write_text(page(bench, rounds, seconds), "utf-8")
    (DOCS / "benchmarks.svg").write_text(picture(bench), "utf-8")
