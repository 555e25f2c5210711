"""Group alerts by what they are about, so that each subject has one card.

What must stay true: every alert belongs to exactly one subject, and which one follows from its rule.
Up to `MOST_TOGETHER` medicines share a subject when the same is said of them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from app.cds_hooks.findings import RecordAlert
from app.medicines.concepts import MAGNESIUM_SALTS
from app.models import Rule
from app.models.rule import RuleKind, Severity, When

MOST_TOGETHER = 5
"""Most medicines on one card: more of their names have no room on it."""


class SubjectKind(StrEnum):
    """What a card may be about."""

    dose = "dose"
    """The amount of magnesium, from all products together."""
    kidneys = "kidneys"
    medicine = "medicine"
    condition = "condition"
    pregnancy = "pregnancy"
    """Pregnancy and breastfeeding."""
    person = "person"
    """Another group of people, such as children."""
    magnesium = "magnesium"
    """The magnesium itself, such as its form or route."""


@dataclass(frozen=True)
class Subject:
    """What a card is about."""

    kind: SubjectKind
    name: str = ""
    """The medicine or medicines, or the condition; empty for the other kinds."""


@dataclass
class SubjectAlerts:
    """All alerts about one subject, most severe first; about the dose, limits first."""

    subject: Subject
    alerts: list[RecordAlert]

    @property
    def leading(self) -> RecordAlert:
        """Return the alert whose advice comes first."""
        return self.alerts[0]

    @property
    def says(self) -> tuple[str, ...]:
        """Return the rules above `info`, in their order."""
        return tuple(each.alert.rule for each in self.alerts if each.alert.severity is not Severity.info)

    @property
    def severity(self) -> Severity:
        """Return the highest severity."""
        return min((each.alert.severity for each in self.alerts), key=lambda each: each.rank)


def subject_of(name: str, rule: Rule) -> Subject:
    """Return the subject of an alert of a rule about `name`, a medicine, a condition or magnesium."""
    when = rule.when
    if rule.kind is RuleKind.dose or when.medicine_classes == [MAGNESIUM_SALTS]:
        return Subject(SubjectKind.dose)
    if rule.kind is RuleKind.interaction:
        return Subject(SubjectKind.medicine, name)
    if is_about_kidneys(when):
        return Subject(SubjectKind.kidneys)
    if when.pregnant or when.breastfeeding or names_condition_of(when, "reproductive"):
        return Subject(SubjectKind.pregnancy)
    if when.conditions:
        return Subject(SubjectKind.condition, name)
    by_age = when.age_from_years is not None or when.age_below_years is not None
    return Subject(SubjectKind.person if by_age else SubjectKind.magnesium)


def is_about_kidneys(when: When) -> bool:
    """Return whether a rule is about the kidneys: their function, a condition of them, or old age.

    A rule for everybody from an age upwards is about kidneys that may have weakened with age.
    """
    is_for_the_old = when.age_from_years is not None and when.age_below_years is None
    return (
        when.kidney_function_below is not None
        or when.kidney_function_known is not None
        or names_condition_of(when, "renal")
        or is_for_the_old
    )


def names_condition_of(when: When, group: str) -> bool:
    """Return whether a rule names a condition of a group."""
    return any(each.partition("/")[0] == group for each in when.conditions)


def by_subject(alerts: list[RecordAlert], rules: dict[str, Rule]) -> list[SubjectAlerts]:
    """Return the alerts by subject, each alert once, the most severe subject first."""
    found: dict[Subject, dict[tuple[str, str], RecordAlert]] = {}
    for each in alerts:
        subject = subject_of(each.alert.subject, rules[each.alert.rule])
        found.setdefault(subject, {}).setdefault((each.alert.rule, each.alert.subject), each)
    grouped = [SubjectAlerts(subject, in_order(subject, group.values())) for subject, group in found.items()]
    return sorted(
        together(grouped), key=lambda each: (each.severity.rank, each.subject.kind, each.subject.name)
    )


def in_order(subject: Subject, alerts: Iterable[RecordAlert]) -> list[RecordAlert]:
    """Return the alerts about a subject, most severe first; about the dose, limits first."""
    return sorted(
        alerts,
        key=lambda each: (
            subject.kind is SubjectKind.dose and each.alert.kind is not RuleKind.dose,
            each.alert.severity.rank,
            each.alert.rule,
        ),
    )


def together(grouped: Iterable[SubjectAlerts]) -> list[SubjectAlerts]:
    """Merge medicines with the same rules into one subject; those with times too close stay apart."""
    found: list[SubjectAlerts] = []
    alike: dict[tuple[str, ...], list[SubjectAlerts]] = {}
    for each in grouped:
        too_close = any(alert.alert.conflicts for alert in each.alerts)
        if each.subject.kind is SubjectKind.medicine and each.says and not too_close:
            alike.setdefault(each.says, []).append(each)
        else:
            found.append(each)
    for groups in alike.values():
        groups.sort(key=lambda each: each.subject.name)
        for first in range(0, len(groups), MOST_TOGETHER):
            found.append(as_one(groups[first : first + MOST_TOGETHER]))
    return found


def as_one(groups: list[SubjectAlerts]) -> SubjectAlerts:
    """Return several medicines as one subject."""
    subject = Subject(SubjectKind.medicine, ", ".join(each.subject.name for each in groups))
    return SubjectAlerts(subject, in_order(subject, (alert for each in groups for alert in each.alerts)))
