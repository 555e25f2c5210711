"""Requests with known answers, asked of the check itself: one wrong answer and it is not served."""

import time
from collections.abc import Iterable, Iterator
from typing import Protocol, Self, TypeVar

from app.medicines.conditions.known_conditions import ConditionVocabulary
from app.medicines.known_medicines import MedicineVocabulary
from app.models import CheckVector, Condition, DatasetStamp, Document, Form, Limit, MedicineClass, Rule
from app.models.rule import Severity
from app.safety.answers import Alert, CheckAnswer
from app.safety.check import Checker
from app.safety.request import CheckRequest

SECONDS_BETWEEN_TESTS = 600

D = TypeVar("D", bound=Document)


class ReadDocuments(Protocol):
    """Reads all records of a collection."""

    def __call__(self, model: type[D], /) -> Iterable[D]: ...


class NotTrustedError(Exception):
    """The check got a known answer wrong."""


class TestedChecker:
    """The check, with the known answers that it must get right at start and while it serves."""

    __test__ = False  # its name looks like a test to pytest

    def __init__(self, checker: Checker, vectors: Iterable[CheckVector]) -> None:
        self.checker = checker
        self.vectors = list(vectors)
        self.wrong: list[str] = []
        """Known answers that the last test got wrong, in words."""
        self.tested_at = float("-inf")

    @classmethod
    def load(
        cls,
        stamp: DatasetStamp,
        read: ReadDocuments,
        vocabulary: MedicineVocabulary,
        condition_vocabulary: ConditionVocabulary,
    ) -> Self:
        """Return the check of a dataset."""
        checker = Checker(
            stamp,
            read(MedicineClass),
            read(Condition),
            read(Form),
            read(Limit),
            read(Rule),
            vocabulary,
            condition_vocabulary,
        )
        return cls(checker, read(CheckVector))

    def test(self) -> None:
        """Ask all known answers again, if the last test is ten minutes old."""
        if time.monotonic() - self.tested_at >= SECONDS_BETWEEN_TESTS:
            self.wrong = list(wrong_answers(self.checker, self.vectors))
            self.tested_at = time.monotonic()

    def trusted(self) -> Checker:
        """Return the check, or raise `NotTrustedError`."""
        self.test()
        if self.wrong:
            raise NotTrustedError(f"The safety check gets {len(self.wrong)} of its known answers wrong.")
        return self.checker


class PastChecker(TestedChecker):
    """The check of a past release. The program of its time had to get its known answers right."""

    def __init__(self, checker: Checker) -> None:
        super().__init__(checker, ())
        checker.newer = f"anything recorded after release {checker.stamp.version}"

    def test(self) -> None:
        """Ask nothing: every answer says that the release is old, and so differs from the known ones."""


def wrong_answers(checker: Checker, vectors: Iterable[CheckVector]) -> Iterator[str]:
    """Yield what the check gets wrong, one sentence each."""
    asked = 0
    for vector in vectors:
        asked += 1
        try:
            answer = checker.full_answer(
                checker.result_of(CheckRequest.model_validate(vector.request)), grouped=False
            )
        except Exception as error:
            yield f"{vector.slug}: no answer ({type(error).__name__})"
        else:
            yield from (f"{vector.slug}: {difference}" for difference in differences(vector, answer))
    if not asked:
        yield "there is no vector to ask"


def differences(vector: CheckVector, answer: CheckAnswer) -> Iterator[str]:
    """Yield where an answer differs from the expected one."""
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
    firing = {alert.rule for alert in answer.alerts if alert.severity is Severity.info}
    if silent := sorted(set(expected.info) - firing):
        yield f"nothing was said by {', '.join(silent)}"
    undecided = {each.rule for each in answer.undecided}
    if decided := sorted(set(expected.undecided) - undecided):
        yield f"decided: {', '.join(decided)}"
    statuses = [each.status.value for each in answer.inputs]
    if expected.statuses and statuses != expected.statuses:
        yield f"inputs are {statuses}, not {expected.statuses}"


def comparable(alert: Alert) -> tuple[str, str, str, list[float | None] | None]:
    """Return an alert as a vector writes it."""
    pair = None if alert.separation is None else [*alert.separation.hours]
    return alert.rule, alert.subject, alert.severity.value, pair
