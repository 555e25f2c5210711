"""Short ways to ask the safety check about an adult on magnesium citrate."""

from typing import Any

from app.safety.answers import ActionRow, CheckAnswer
from app.safety.request import CheckRequest
from tests.safety.test_rules import checker

ADULT: dict[str, Any] = {"age": 50, "egfr": 90, "pregnant": False, "breastfeeding": False}


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
