"""Questions with known answers, put to the check itself: one wrong answer and the service is not ready."""

from collections.abc import Iterable, Iterator

from app.models import CheckVector
from app.models.rule import Severity
from app.safety.check import Checker
from app.safety.schemas import Alert, CheckAnswer, CheckRequest


def misses(checker: Checker, vectors: Iterable[CheckVector]) -> Iterator[str]:
    """What the check gets wrong, one sentence each; nothing when it gets everything right."""
    asked = 0
    for vector in vectors:
        asked += 1
        try:
            answer = checker.check(CheckRequest.model_validate(vector.request))
        except Exception as error:
            yield f"{vector.slug}: no answer ({type(error).__name__})"
        else:
            yield from (f"{vector.slug}: {difference}" for difference in differences(vector, answer))
    if not asked:
        yield "there is no vector to ask"


def differences(vector: CheckVector, answer: CheckAnswer) -> Iterator[str]:
    """Where an answer differs from what is expected."""
    expected = vector.expected
    if answer.disposition != expected.disposition:
        yield f"disposition is {answer.disposition}, not {expected.disposition}"
    if answer.complete is not expected.complete:
        yield f"complete is {answer.complete}"
    wanted = sorted(
        (each.rule, each.subject, each.severity.value, each.separation) for each in expected.alerts
    )
    found = sorted(comparable(alert) for alert in answer.alerts if alert.severity is not Severity.info)
    if found != wanted:
        yield f"alerts are {found}, not {wanted}"
    speaking = {alert.rule for alert in answer.alerts if alert.severity is Severity.info}
    if silent := sorted(set(expected.info) - speaking):
        yield f"nothing was said by {', '.join(silent)}"
    undecided = {each.rule for each in answer.undecided}
    if settled := sorted(set(expected.undecided) - undecided):
        yield f"decided: {', '.join(settled)}"
    statuses = [each.status.value for each in answer.inputs]
    if expected.statuses and statuses != expected.statuses:
        yield f"inputs are {statuses}, not {expected.statuses}"


def comparable(alert: Alert) -> tuple[str, str, str, list[float | None] | None]:
    """An alert as a vector writes it."""
    hours = alert.separation
    pair = None
    if hours is not None:
        pair = [hours.medicine_before_magnesium_hours, hours.medicine_after_magnesium_hours]
    return alert.rule, alert.subject, alert.severity.value, pair
