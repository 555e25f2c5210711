"""Combine the answers of the check about one record into findings.

What must stay true: an alert is certain only when every answer has it. One that some answers have is an open
point. A finding is never dropped.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeVar

from app.safety.missing_values import missing_value, with_given_names
from app.safety.schemas import MOST_ITEMS, Alert, CheckAnswer, CheckedInput, InputStatus

T = TypeVar("T")


@dataclass
class RecordAlert:
    """An alert of the check, with its reasons in the record's own names."""

    alert: Alert
    because: list[str]
    magnesium: str
    """The magnesium that it is about, as the record names it."""


@dataclass
class RecordFindings:
    """Alerts about a record, and what could not be checked."""

    alerts: list[RecordAlert] = field(default_factory=list)
    open_points: list[str] = field(default_factory=list)
    """What was not sent, not recognised or not decided, in words; empty when everything was checked."""
    magnesium: list[str] = field(default_factory=list)
    """The magnesium that was recognised, as the record names it."""
    kidneys: str = ""
    """The kidney function that was used, as it was reported."""


def add_answers(findings: RecordFindings, answers: list[CheckAnswer], magnesium: str) -> None:
    """Add the answers about one magnesium product, asked at both ends of every range.

    The last answer is the one with the highest values.
    """
    alerts = [{(alert.rule, alert.subject): alert for alert in answer.alerts} for answer in answers]
    last = answers[-1]
    certain = {key: alert for key, alert in alerts[-1].items() if all(key in each for each in alerts)}
    for alert in certain.values():
        because = [with_given_names(reason, last) for reason in alert.because]
        findings.alerts.append(RecordAlert(alert, because, magnesium))
    if uncertain := {rule for each in alerts for rule, _ in each} - {rule for rule, _ in certain}:
        findings.open_points.append(f"whether these rules speak: {', '.join(sorted(uncertain))}")
    needs = Counter(
        missing_value(need, answer) for answer in answers for each in answer.undecided for need in each.needs
    )
    findings.open_points += [f"not told: {words}" for words, _ in needs.most_common()]
    findings.open_points += [
        f"“{each.given}”: {why}" for each in last.inputs for why in unchecked_parts(each)
    ]


def unchecked_parts(given: CheckedInput) -> Iterator[str]:
    """Yield why an input was not checked, or not in full."""
    if given.status is InputStatus.outside_coverage:
        yield "no rule speaks of it"
    elif given.status is not InputStatus.matched:
        yield given.status.value.replace("_", " ")
    yield from given.not_checked


def at_most(given: list[T], words: str, findings: RecordFindings, most: int = MOST_ITEMS) -> list[T]:
    """Return as many items as the check accepts, and add the number of the rest to the open points."""
    if len(given) > most:
        findings.open_points.append(f"{len(given) - most} further {words}")
    return given[:most]
