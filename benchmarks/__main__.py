"""What is fast, side by side: `./run bench`.

./run bench                 our app beside Datasette, a tutorial app and limits; writes docs/benchmarks.*
./run bench --quick         the same in about a minute; writes nothing
./run bench growth          how cost grows from a thousand records to a million; writes docs/growth.md
./run bench growth --most N no further than N records; writes nothing
"""

import argparse
import sys
import tempfile
from pathlib import Path

from . import compare, growth, machine, report


def main() -> int:
    """Words from the command line in, exit code out."""
    parser = argparse.ArgumentParser(
        prog="./run bench", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", nargs="?", choices=("compare", "growth"), default="compare")
    parser.add_argument("--quick", action="store_true", help="fewer rounds; nothing is written to docs/")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seconds", type=int, default=1, help="length of one slice of load")
    parser.add_argument("--most", type=int, default=1_000_000, help="growth: how many records at most")
    parser.add_argument("--url", help="growth: an empty PostgreSQL database to use instead of SQLite files")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="fibromag-bench-") as folder:
        if asked.what == "growth":
            return growth.run(Path(folder), 10_000 if asked.quick else asked.most, asked.url, not asked.quick)
        if machine.WRK is None:
            print("wrk is not there, so nothing was measured: apt-get install wrk", file=sys.stderr)
            return 1
        rounds = 3 if asked.quick else asked.rounds
        with compare.running(Path(folder), starts=1 if asked.quick else 3) as bench:
            compare.measure(bench, rounds, asked.seconds, tell)
            if not asked.quick:
                report.write(bench, rounds, asked.seconds)
            print(report.printed(report.tables(bench)))
            for each in bench.absent:
                print(each)
    return 0


def tell(what: str) -> None:
    """Where we are, on a terminal."""
    if sys.stderr.isatty():
        print(f"\r\033[K{what}", end="", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
