"""Group alerts by what they are about, so that each subject has one card.

What must stay true: every alert belongs to exactly one subject, and which one follows from its rule.
"""

from dataclasses import dataclass
from enum import StrEnum

from app.cds_hooks.findings import RecordAlert
from app.medicines.concepts import MAGNESIUM_SALTS
from app.models import Rule
from app.models.rule import RuleKind, Severity


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
    """The medicine or condition; empty for the other kinds."""


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
    if when.kidney_function_below is not None or any("kidney" in word for word in rule.slug.split("-")):
        return Subject(SubjectKind.kidneys)
    if (
        when.pregnant
        or when.breastfeeding
        or any(each.startswith("reproductive/") for each in when.conditions)
    ):
        return Subject(SubjectKind.pregnancy)
    if when.conditions:
        return Subject(SubjectKind.condition, name)
    by_age = when.age_from_years is not None or when.age_below_years is not None
    return Subject(SubjectKind.person if by_age else SubjectKind.magnesium)


def by_subject(alerts: list[RecordAlert], rules: dict[str, Rule]) -> list[SubjectAlerts]:
    """Return the alerts by subject, each alert once, the most severe subject first."""
    found: dict[Subject, dict[tuple[str, str], RecordAlert]] = {}
    for each in alerts:
        subject = subject_of(each.alert.subject, rules[each.alert.rule])
        found.setdefault(subject, {}).setdefault((each.alert.rule, each.alert.subject), each)
    grouped = [
        SubjectAlerts(
            subject,
            sorted(
                group.values(),
                key=lambda each: (
                    subject.kind is SubjectKind.dose and each.alert.kind is not RuleKind.dose,
                    each.alert.severity.rank,
                    each.alert.rule,
                ),
            ),
        )
        for subject, group in found.items()
    ]
    return sorted(grouped, key=lambda each: (each.severity.rank, each.subject.kind, each.subject.name))
