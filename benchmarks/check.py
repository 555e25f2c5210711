"""CPU time of one safety check, in this process: `.venv/bin/python -m benchmarks.check`."""

import statistics
import time
from pathlib import Path

from app.models import DatasetStamp
from app.safety.check import Checker
from app.safety.schemas import CheckRequest
from app.seeds.reader import read_seeds

ROUNDS = 300


def main() -> None:
    """Print the median and the worst for lists of several lengths."""
    library = read_seeds(Path(__file__).parent.parent / "seeds")
    kinds = ("medicine-classes", "conditions", "forms", "limits", "rules")
    checker = Checker(
        DatasetStamp(version="0", digest="0"), *(library.records[kind].values() for kind in kinds)
    )
    names = [
        medicine.name
        for group in library.records["medicine-classes"].values()
        for medicine in group.medicines
        if not medicine.ingredients
    ]
    print("medicines   median ms   worst ms   alerts")
    for count in (0, 1, 10, 30, 60):
        question = {
            "supplement": {"form": "magnesium-citrate", "elemental_mg": 300, "times": ["08:00"]},
            "person": {"age": 50, "egfr": 72, "pregnant": False, "breastfeeding": False},
            "conditions": [{"text": "fibromyalgia"}],
            "medicines": [{"text": name, "times": ["09:00"]} for name in names[:: len(names) // 60][:count]],
        }
        request = CheckRequest.model_validate(question)
        spent = []
        for _ in range(ROUNDS):
            started = time.process_time()
            answer = checker.check(request)
            spent.append((time.process_time() - started) * 1000)
        print(f"{count:9}   {statistics.median(spent):9.2f}   {max(spent):8.2f}   {len(answer.alerts):6}")


if __name__ == "__main__":
    main()
