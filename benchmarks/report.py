"""Figures as a table on the terminal, as a page, and as a picture."""

from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path

from .compare import Bench, median, ratio, same_core, versions

DOCS = Path(__file__).parent.parent / "docs"

GOALS = (
    ("detail", "ours", "bare ASGI", 0.55),
    ("list", "ours", "bare ASGI", 0.55),
    ("detail", "ours", "Datasette 0.65", 20),
    ("list", "ours", "Datasette 0.65", 20),
    ("detail", "ours", "tutorial app", 20),
    ("list", "ours", "tutorial app", 20),
    ("detail", "ours", "json-server 1.0", 2.5),
    ("list", "ours", "json-server 1.0", 2.5),
    ("detail", "ours, not kept", "tutorial app", 2.5),
    ("list", "ours, not kept", "tutorial app", 2.5),
    ("of ours", "list, 304", "list", 1.0),
    ("of ours", "list, gzip", "list", 0.9),
    ("safety check", "check, 10 medicines", "FastAPI, ready bytes", 0.6),
)
"""(question, target, against, at least)."""

COLOURS = {"ours": "#1d6f5c", "ours, not kept": "#5fa593"}

Table = tuple[Sequence[str], list[Sequence[str]]]


def tables(bench: Bench) -> dict[str, Table]:
    """Every table of a run, by its heading."""
    found: dict[str, Table] = {}
    for question in ("detail", "list"):
        slices = bench.slices[question]
        rows = [
            (
                name,
                f"{median(own).per_second:,.0f}",
                f"{median(own).cpu_us:.0f}",
                str(ratio(own, slices["bare ASGI"])),
                str(ratio(slices["ours"], own)),
            )
            for name, own in slices.items()
        ]
        head = ("target", "requests/s", "CPU µs each", "× bare ASGI", "ours is × this")
        found["One record (≈ 1 kB)" if question == "detail" else "Twenty records"] = (head, rows)
    rows = []
    for slices in (bench.slices["of ours"], bench.slices["safety check"]):
        first = next(iter(slices.values()))
        for name, own in slices.items():
            middle = median(own)
            told = (f"{middle.per_second:,.0f}", f"{middle.cpu_us:.0f}", str(ratio(own, first)))
            rows.append((name, *told))
    if bench.front:
        phases = [
            (
                name,
                f"{each.requests:,}",
                f"{each.per_second:,.0f}",
                f"{each.cpu_us:.0f}",
                f"{each.share:.1%}",
                f"{each.failed}",
            )
            for name, each in bench.front.items()
        ]
        head = ("", "requests", "requests/s", "CPU µs each", "from nginx's cache", "failed")
        found["nginx before ours, without TLS and rate limits"] = (head, phases)
    found["Answers of ours"] = (("request", "requests/s", "CPU µs each", "× the first of its kind"), rows)
    found["What a million of ours cost, of one core"] = (
        ("", "seconds of CPU", "requests/s a core can answer"),
        [
            (name, f"{median(own).cpu_us:.0f}", f"{1e6 / median(own).cpu_us:,.0f}")
            for name, own in (
                ("one record, kept", bench.slices["detail"]["ours"]),
                ("one record, not kept", bench.slices["detail"]["ours, not kept"]),
                ("twenty records, kept", bench.slices["list"]["ours"]),
                ("twenty records, not kept", bench.slices["list"]["ours, not kept"]),
                ("safety check, 10 medicines", bench.slices["safety check"]["check, 10 medicines"]),
            )
        ],
    )
    rows = [
        (name, f"{sorted(seconds)[len(seconds) // 2]:.2f}", f"{bench.megabytes[name]:.0f}")
        for name, seconds in bench.starts.items()
    ]
    found["Start and memory"] = (("target", "s to the first answer", "MB (PSS) after the load"), rows)
    goals = []
    for question, name, against, least in GOALS:
        slices = bench.slices[question]
        if name in slices and against in slices:
            got = ratio(slices[name], slices[against])
            met = "yes" if got.median >= least else "no"
            goals.append((f"{question}: {name} against {against}", str(got), f"≥ {least:g}", met))
    found["Goals"] = (("ratio", "median (range) of the rounds", "goal", "met"), goals)
    return found


def printed(found: dict[str, Table]) -> str:
    """Tables for a terminal."""
    lines = []
    for heading, (head, rows) in found.items():
        widths = [max(len(row[at]) for row in [head, *rows]) for at in range(len(head))]
        lines += ["", heading]
        for row in [head, *rows]:
            numbers = (cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))
            lines.append("  ".join([f"  {row[0].ljust(widths[0])}", *numbers]))
    return "\n".join(lines)


def markdown(found: dict[str, Table]) -> str:
    """Tables for a page."""
    lines: list[str] = []
    for heading, (head, rows) in found.items():
        lines += ["", f"## {heading}", "", *(f"| {' | '.join(row)} |" for row in [head])]
        lines += [f"|{'---|' * len(head)}", *(f"| {' | '.join(row)} |" for row in rows)]
    return "\n".join(lines)


def page(bench: Bench, rounds: int, seconds: float) -> str:
    """The page about one run."""
    shared = " **Servers and callers shared one core.**" if same_core() else ""
    absent = "".join(f" {each}." for each in bench.absent)
    return f"""# Benchmarks

Made by `./run bench`; only the ratios mean anything elsewhere. {rounds} rounds of {seconds:g} s per target,
32 connections, servers on one core and wrk on another, all servers alive together, asked in turn.{shared}
A ratio is taken inside a round; the median of the rounds and their range are shown. CPU is that of the
server's processes. All serve the same records, and every answer was compared before anything was timed.
Datasette and the tutorial app read a table without our ready documents, which would only make their
answers longer.{absent}

“Ours” answers from its answer cache with everything on that a deployment has: request id, log line,
metrics, security headers, limits. “Ours, not kept” has that cache off. {versions()}.

![Requests per second, one record](benchmarks.svg)
{markdown(tables(bench))}
"""


def picture(bench: Bench) -> str:
    """Requests per second for one record and for twenty, as bars; each has its number beside it."""
    parts, y = [], 30
    for question, heading in (("detail", "One record"), ("list", "Twenty records")):
        rates = {name: median(own).per_second for name, own in bench.slices[question].items()}
        parts.append(f'<text x="10" y="{y}" font-weight="600">{heading}, requests per second</text>')
        for name, rate in sorted(rates.items(), key=lambda each: -each[1]):
            y += 24
            width = max(1, round(380 * rate / max(rates.values())))
            parts += bar(y, name, width, f"{rate:,.0f}", COLOURS.get(name, "#8a8f98"))
        y += 44
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 680 {y - 20}" role="img" '
        'font-family="system-ui, sans-serif" font-size="13">'
        "<title>Requests per second of fibromag and of what else could serve the same records</title>"
        f'<rect width="680" height="{y - 20}" fill="#ffffff"/><g fill="#1b1f24">{"".join(parts)}</g></svg>\n'
    )


def bar(y: int, name: str, width: int, said: str, colour: str) -> Iterable[str]:
    """One bar with its name and number."""
    yield f'<text x="160" y="{y + 4}" text-anchor="end">{escape(name)}</text>'
    yield f'<rect x="170" y="{y - 9}" width="{width}" height="17" fill="{colour}"/>'
    yield f'<text x="{178 + width}" y="{y + 4}">{said}</text>'


def write(bench: Bench, rounds: int, seconds: float) -> None:
    """The page and the picture, in `docs/`."""
    (DOCS / "benchmarks.md").write_text(page(bench, rounds, seconds), "utf-8")
    (DOCS / "benchmarks.svg").write_text(picture(bench), "utf-8")
