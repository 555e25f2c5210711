"""Measure a CDS Hooks call with requests of other programs: `.venv/bin/python -m benchmarks.cds`."""

import json
import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from app.cds_hooks.adapter import check_record
from app.cds_hooks.cards import write_cards
from app.cds_hooks.failures import FailedError
from app.cds_hooks.prefetch import read_request
from app.cds_hooks.product_names import product_table
from app.middleware.strict_json import plain_json
from app.models import DatasetStamp
from app.safety.check import Checker
from app.seeds.reader import read_seeds

ROOT = Path(__file__).parent.parent
SAMPLES = ROOT / "tests" / "cds_hooks" / "samples"
ROUNDS = 30


def requests() -> dict[str, bytes]:
    """Return the sample requests as bytes, by name."""
    found = {}
    for file in ("requests.jsonl", "sandbox-recorded.jsonl"):
        for number, line in enumerate((SAMPLES / file).read_text("utf-8").splitlines()):
            each = json.loads(line)
            if "request" in each:
                found[f"{number} {each['name']}"] = json.dumps(each["request"]).encode()
    return found


def service() -> Callable[[bytes], bytes]:
    """Return a function from the body of a request to the body of its response."""
    library = read_seeds(ROOT / "seeds")
    kinds = ("medicine-classes", "conditions", "forms", "limits", "rules")
    stamp = DatasetStamp(version="0", digest="0")
    checker = Checker(stamp, *(library.records[kind].values() for kind in kinds))
    product_table()

    def answer(body: bytes) -> bytes:
        request: Any = plain_json(body)
        record = read_request(request, datetime.now(UTC).date())
        try:
            about_orders = request["hook"] != "patient-view"
            findings = check_record(checker, record, about_orders)
        except FailedError as error:
            return str(error).encode()
        written = write_cards(findings, "https://example.org", stamp)
        return written.model_dump_json(exclude_none=True).encode()

    return answer


def main() -> None:
    """Print the mean and the worst time per request; with `--each`, of every sample."""
    answer = service()
    spent: dict[str, list[float]] = {}
    for name, body in requests().items():
        answer(body)
        for _ in range(ROUNDS):
            started = time.process_time()
            answer(body)
            spent.setdefault(name, []).append((time.process_time() - started) * 1000)
    everything = [each for times in spent.values() for each in times]
    if "--each" in sys.argv:
        for name, times in sorted(spent.items(), key=lambda item: -statistics.mean(item[1])):
            print(f"{statistics.mean(times):8.2f} {max(times):8.2f}  {name}")
    print(f"{len(spent)} requests, {ROUNDS} times each, CPU time per request:")
    print(f"mean {statistics.mean(everything):.2f} ms, worst {max(everything):.2f} ms")


if __name__ == "__main__":
    main()
