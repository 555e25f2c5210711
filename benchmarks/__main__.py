"""Measure fibromag: `./run bench`.

./run bench                 beside other programs, with the goals; writes docs/benchmarks.*
./run bench --quick         the same in about a minute; writes nothing
./run bench latency         the time of one safety check and one CDS Hooks call
./run bench growth          how cost grows with the number of records; writes docs/growth.md
./run bench growth --most N no further than N records; writes nothing
"""

import argparse
import sys
import tempfile
from pathlib import Path

from . import compare, growth, latency, machine, report


def main() -> int:
    """Run one benchmark and return the exit code: 0 done, 1 not measured or a goal missed."""
    parser = argparse.ArgumentParser(
        prog="./run bench", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", nargs="?", choices=("compare", "latency", "growth"), default="compare")
    parser.add_argument("--quick", action="store_true", help="fewer rounds; writes nothing to docs/")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seconds", type=int, default=1, help="length of one measurement")
    parser.add_argument("--most", type=int, default=growth.SIZES[-1], help="growth: most records")
    parser.add_argument("--url", help="growth: an empty PostgreSQL database to use instead of SQLite files")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="fibromag-bench-") as name:
        folder = Path(name)
        if options.what == "growth":
            most = min(options.most, 10_000) if options.quick else options.most
            return growth.run(folder, most, options.url)
        if options.what == "latency":
            return latency.run(folder)
        if machine.WRK is None:
            print("Nothing was measured: wrk is not installed: apt-get install wrk", file=sys.stderr)
            return 1
        rounds = 3 if options.quick else options.rounds
        with compare.running(folder, starts=1 if options.quick else 5) as bench:
            compare.measure(bench, rounds, options.seconds, show_progress)
            if not options.quick:
                report.write(bench, rounds, options.seconds)
            print(report.printed(report.tables(bench)))
            print("\n".join(["", *bench.missing]))
            return 0 if all(row[-1] == "yes" for row in report.goals(bench)) else 1


def show_progress(step: str) -> None:
    """Show the current step on a terminal."""
    if sys.stderr.isatty():
        print(f"\r\033[K{step}", end="", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
