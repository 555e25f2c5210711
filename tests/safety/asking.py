"""The safety check on the seed files, and short ways to ask it about an adult on magnesium citrate."""

from functools import cache
from typing import Any

from app.models import DatasetStamp, Rule
from app.safety.answers import ActionRow, CheckAnswer
from app.safety.check import Checker
from app.safety.request import CheckRequest
from app.seeds.library import Library
from tests import published
from tests.medicines.vocabularies import condition_vocabulary, medicine_vocabulary

LIBRARY = published.library()
RULES: dict[str, Rule] = LIBRARY.records["rules"]

ADULT: dict[str, Any] = {"age": 50, "egfr": 90, "pregnant": False, "breastfeeding": False}


@cache
def checker() -> Checker:
    """Return the check on the seed files."""
    return checker_of(LIBRARY)


def checker_of(library: Library) -> Checker:
    """Return the check on a library, without a database."""
    vocabulary = medicine_vocabulary()
    conditions = condition_vocabulary()
    return Checker(
        DatasetStamp(version="0", digest="0"),
        library.records["medicine-classes"].values(),
        library.records["conditions"].values(),
        library.records["forms"].values(),
        library.records["limits"].values(),
        library.records["rules"].values(),
        vocabulary,
        conditions,
    )


def asked(*medicines: str | dict[str, Any], **more: Any) -> CheckRequest:
    """Return a request about an adult on 200 mg of magnesium citrate, who takes some medicines."""
    question = {
        "supplement": {"form": "citrate", "elemental_mg": 200},
        "person": ADULT,
        "conditions": [],
        "medicines": [{"text": each} if isinstance(each, str) else each for each in medicines],
        **more,
    }
    return CheckRequest.model_validate(question)


def answer(*medicines: str | dict[str, Any], **more: Any) -> CheckAnswer:
    """Return the answer to it."""
    return checker().check(asked(*medicines, **more))


def rules(found: CheckAnswer) -> set[str]:
    """Return the rules above `info` that fire."""
    return {rule for each in found.alerts if each.severity != "info" for rule in each.rules}


def row(found: CheckAnswer, subject: str) -> ActionRow:
    """Return the action about a subject."""
    (action,) = (each for each in found.actions if each.for_ == subject)
    return action
