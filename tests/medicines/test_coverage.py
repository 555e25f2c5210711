"""How much of everyday lists is checked, and what reading which source would change: figures, printed with `-s`.

A change of the vocabulary or of the rules may raise these figures; a fall is a fault.
"""

import json
from collections import Counter
from functools import cache

from app.medicines.concepts import Match
from app.medicines.schemas import InputStatus
from app.safety.request import CheckRequest, MedicineInput
from tests.medicines.test_evaluation import DATA, rows
from tests.safety.asking import checker

OPEN = (InputStatus.listed_elsewhere, InputStatus.outside_coverage)
"""Statuses that a reading of sources would settle."""


@cache
def everyday() -> dict[str, Match]:
    """The everyday medicines as they are read."""
    return {
        row["name"]: checker().names.medicine(MedicineInput(text=row["name"])) for row in rows("everyday.csv")
    }


@cache
def lists() -> list[dict[str, list[str]]]:
    """Whole lists of medicines and conditions that were drawn beforehand."""
    found = []
    for line in (DATA / "lists.jsonl").read_text("utf-8").splitlines():
        drawn = json.loads(line)
        medicines = [each["text"] for each in drawn["medicines"]]
        found.append({"medicines": medicines, "conditions": drawn["conditions"]})
    return found


def unread(match: Match) -> str:
    """What would have to be read to settle a medicine: the list with an entry, its label, or any source."""
    entries = sorted({fact.authority for fact in match.looked_up if fact.finding != "not_listed"})
    return ", ".join(entries) or "any source"


def test_everyday_medicines_by_status() -> None:
    by_status = Counter(match.status.value for match in everyday().values())
    settled = Counter(unread(match) for match in everyday().values() if match.status in OPEN)
    print(len(everyday()), dict(by_status), dict(settled))
    assert by_status.keys() <= {"matched", "not_listed", "listed_elsewhere", "outside_coverage"}
    assert by_status["matched"] + by_status["not_listed"] >= 340


def test_whole_lists_by_what_is_checked_and_the_names_whose_reading_would_raise_it_most() -> None:
    checked, medicines, conditions, complete, open_names = 0, 0, 0, 0, Counter[str]()
    for drawn in lists():
        question = {
            "supplement": {"elemental_mg": 200, "form": "citrate"},
            "person": {"age": 50, "egfr": 90, "sex": "male"},
            "medicines": [{"text": each} for each in drawn["medicines"]],
            "conditions": [{"text": each} for each in drawn["conditions"]],
        }
        answer = checker().check(CheckRequest.model_validate(question))
        complete += answer.complete
        for given in answer.inputs[1:]:
            if given.place.startswith("medicines"):
                medicines += 1
                checked += given.checked
                if not given.checked:
                    names = [each.slug for each in given.substances]
                    open_names[" / ".join(names) or "not understood"] += 1
            else:
                conditions += 1
    print(f"{checked} of {medicines} medicines checked ({checked / medicines:.1%})")
    print(f"{complete} of {len(lists())} lists complete, {conditions} conditions")
    print(open_names.most_common(8))
    assert checked / medicines >= 0.8
