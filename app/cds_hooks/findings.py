"""Combine the answers of the check about one record into findings.

What must stay true: an alert is certain only when every answer has it. One that some answers have is an open
point. A finding is never dropped.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import IntEnum

from app.cds_hooks.reading.fhir import FoundResource
from app.cds_hooks.reading.medications import MedicineEntry
from app.cds_hooks.reading.outcomes import Accounted, OpenReason
from app.medicines.schemas import InputStatus
from app.models import Rule
from app.models.rule import RuleKind, Severity
from app.safety.answers import Alert, CheckAnswer, CheckedInput
from app.safety.missing_values import MISSING_VALUES
from app.safety.reasons import Reason, ReasonKind

PLACE = re.compile(r"(medicines|conditions|supplements)\[\d+\]")
"""Place of an input in a request to the check."""


REPORTED_ELSEWHERE = frozenset({"medicines", "conditions", "person.age", "person.egfr"})
"""Values that a rule needs and `open_points` reports as missing, with the reason."""

VALUE_NOT_STATED = "not stated: "
"""Beginning of an open point about a value that a rule needs."""

NOT_LOOKED_AT = {
    InputStatus.outside_coverage: "known, but no source was read on it together with magnesium",
    InputStatus.listed_elsewhere: "known, but another list has an entry about it that was not read",
}
"""Status of a medicine that is understood and was not checked → words for it."""


class PointKind(IntEnum):
    """Kinds of open points, the most important first."""

    undecided_medicine = 0
    """A medicine that has a rule, and what the rule needs."""
    medicine = 1
    """An order or medicine that could not be read."""
    another_patient = 2
    list_not_sent = 3
    kidneys = 4
    condition = 5
    amount = 6
    person = 7
    not_covered = 8
    other = 9


@dataclass(frozen=True)
class OpenPoint:
    """Something that was not sent, not recognised or not decided."""

    kind: PointKind
    text: str
    """It in words."""
    short: str = ""
    """The same in few words, for a summary; empty when `text` is short."""
    needed: str = ""
    """The value that a rule needs and was not stated, in words; empty for other points."""


@dataclass
class RecordAlert:
    """An alert of the check, with its reasons in the record's own names."""

    alert: Alert
    because: list[Reason]
    named: tuple[str, ...] = ()
    """The record's own words for the medicines or conditions; empty when it is about neither."""


@dataclass
class TotalAmount:
    """Elemental magnesium a day, mg, of everything that is ordered and taken."""

    least: float
    most: float | None
    """None when it is not known."""


@dataclass
class RecordFindings:
    """Alerts about a record, and what could not be checked."""

    alerts: list[RecordAlert] = field(default_factory=list)
    points: dict[OpenPoint, None] = field(default_factory=dict)
    """Open points, each once; empty when everything was checked."""
    magnesium: list[MedicineEntry] = field(default_factory=list)
    """The magnesium that was checked."""
    ordered: list[MedicineEntry] = field(default_factory=list)
    """Of this, what is ordered and what the question is about."""
    instructions: dict[str, str] = field(default_factory=dict)
    """The record's words for how much is taken, for each place of the request that has some."""
    amount: TotalAmount | None = None
    kidneys: str = ""
    """The kidney function that was used, as it was reported."""
    open_resources: dict[FoundResource, OpenReason] = field(default_factory=dict)
    """Resources that could not be checked, or not in full."""
    rules: dict[str, Rule] = field(default_factory=dict)
    """The rules of the check by slug."""
    patient_id: str = ""
    """Id of the patient of the call; empty when it is not stated."""
    accounted: list[Accounted] = field(default_factory=list)
    """Every resource of the request with its outcome."""

    def add(self, kind: PointKind, text: str, short: str = "") -> None:
        """Add an open point."""
        self.points.setdefault(OpenPoint(kind, text, short))

    def add_needed(self, kind: PointKind, value: str) -> None:
        """Add a value that a rule needs and was not stated."""
        self.points.setdefault(OpenPoint(kind, VALUE_NOT_STATED + value, needed=value))

    @property
    def ordered_points(self) -> list[OpenPoint]:
        """Return the open points, the most important first."""
        return sorted(self.points, key=lambda each: each.kind)


def add_answers(findings: RecordFindings, answers: list[CheckAnswer], labels: dict[str, str]) -> None:
    """Add the answers about a record, asked at both ends of every range.

    The last answer is the one with the highest values. `labels` are the record's own words for each place
    of the request.
    """
    alerts = [{(alert.rule, alert.subject): alert for alert in answer.alerts} for answer in answers]
    some = {key: alert for found in alerts for key, alert in found.items()}
    uncertain = {key for key in some if not all(key in found for found in alerts)}
    for key, alert in alerts[-1].items():
        if key not in uncertain:
            findings.alerts.append(record_alert(alert, labels))
    add_undecided(findings, [alert for key, alert in some.items() if key in uncertain])
    for answer in answers:
        add_needs(findings, answer, labels)
    for each in answers[-1].inputs:
        for kind, why in unchecked_parts(each):
            findings.add(kind, f"“{labels.get(each.place, each.given)}”: {why}")
    least = min(answer.dose.elemental_mg_per_day_min for answer in answers)
    highest = [answer.dose.elemental_mg_per_day_max for answer in answers]
    known = [most for most in highest if most is not None]
    findings.amount = TotalAmount(least, max(known) if len(known) == len(highest) else None)


def record_alert(alert: Alert, labels: dict[str, str]) -> RecordAlert:
    """Return an alert with the record's own words for what it is about."""
    named = [labels[each.place] for each in alert.because if each.place in labels]
    because = [
        Reason(each.kind, PLACE.sub(lambda found: f"“{labels.get(found[0], found[0])}”", each))
        for each in alert.because
        if each.place not in labels and each.kind is not ReasonKind.route
    ]
    return RecordAlert(alert, because, tuple(dict.fromkeys(named)))


def add_needs(findings: RecordFindings, answer: CheckAnswer, labels: dict[str, str]) -> None:
    """Add what the rules above `info` need and were not stated."""
    for each in answer.undecided:
        if findings.rules[each.rule].severity is not Severity.info:
            for need in each.needs:
                if need not in REPORTED_ELSEWHERE:
                    words = need_words(need, labels, findings.instructions)
                    findings.add_needed(point_kind(need), words)


def need_words(need: str, labels: dict[str, str], instructions: dict[str, str]) -> str:
    """Return a value that a rule needs in words."""
    place, _, wanted = need.removesuffix(".times_a_day").removesuffix(".per_unit").rpartition(".")
    if (label := labels.get(place)) is None:
        return MISSING_VALUES.get(need, need)
    match wanted:
        case "route":
            return f"how “{label}” is taken"
        case "form":
            return f"which form of magnesium “{label}” is"
        case _:
            in_words = instructions.get(place)
            return f"the dose of “{label}”" + (f" that can be used (only “{in_words}”)" if in_words else "")


def add_undecided(findings: RecordFindings, alerts: list[Alert]) -> None:
    """Add the alerts above `info` that some answers have: limits as one point, each other by its rule."""
    alerts = [each for each in alerts if each.severity is not Severity.info]
    limits = {(each.limit_mg, each.jurisdiction) for each in alerts if each.kind is RuleKind.dose}
    figures = sorted((mg, place) for mg, place in limits if mg is not None and place is not None)
    if figures:
        words = ", ".join(f"{place.value} {mg:g}" for mg, place in figures)
        findings.add(PointKind.amount, f"undecided: whether the amount is above the limits of {words} mg")
    for each in alerts:
        name = findings.rules[each.rule].name
        if each.kind is RuleKind.interaction:
            findings.add(PointKind.undecided_medicine, f"undecided: {name} ({each.subject})")
        elif each.kind is not RuleKind.dose or not figures:
            kind = PointKind.amount if each.kind is RuleKind.dose else PointKind.person
            findings.add(kind, f"undecided: {name}")


def point_kind(need: str) -> PointKind:
    """Return the kind of the open point about a value that a rule needs."""
    if need.startswith("medicines["):
        return PointKind.undecided_medicine if need.endswith(".route") else PointKind.amount
    if need == "medicines":
        return PointKind.list_not_sent
    if need == "conditions":
        return PointKind.condition
    if need in ("person.egfr", "person.creatinine_clearance"):
        return PointKind.kidneys
    return PointKind.person if need.startswith("person.") else PointKind.amount


def unchecked_parts(given: CheckedInput) -> Iterator[tuple[PointKind, str]]:
    """Yield why an input was not checked, or not in full; `open_points` reports what was not read."""
    if given.place.startswith("conditions"):
        if given.status is not InputStatus.matched:
            yield PointKind.condition, given.status.words
    elif given.status in NOT_LOOKED_AT:
        yield PointKind.not_covered, NOT_LOOKED_AT[given.status]
    for each in given.not_checked:
        yield PointKind.not_covered, f"not checked: {each}"
