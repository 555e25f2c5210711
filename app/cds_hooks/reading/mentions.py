"""Read the names of conditions in other resources: encounters, flags, reports, plans, reasons of orders.

What must stay true: such a name sets off a rule only where the resource tells what somebody has. What is past
is read as history. The reason of an order is in doubt. What never was so is not read.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

from app.cds_hooks.reading.contained import ABOUT_OTHERS, NOT_MEANT
from app.cds_hooks.reading.dates import day_and_recency
from app.cds_hooks.reading.fhir import (
    CodedName,
    FoundResource,
    ReferenceIndex,
    Resource,
    code_word,
    coded_name,
    objects,
    value_at,
)
from app.cds_hooks.reading.record import ReadMention, ReadMentions

NAMING_ELEMENTS = (
    "reasonCode",
    "reasonReference",
    "reason",
    "indication",
    "diagnosis",
    "addresses",
    "conclusionCode",
    "codedDiagnosis",
    "finding",
    "problem",
)
"""Elements of any release that name a condition, as a concept, a reference, or a part with one of them."""

NAMED_BY_CODE = frozenset({"Flag", "DetectedIssue", "AdverseEvent"})
"""Types whose `code` or `event` may name a condition."""

ELEMENTS_OF_PARTS = (
    "concept",
    "reference",
    "value",
    "condition",
    "item",
    "itemCodeableConcept",
    "itemReference",
    "diagnosisCodeableConcept",
    "diagnosisReference",
)
"""Elements of a part of a resource, or of a CodeableReference, that hold the concept or reference."""

REFERENCE_KEYS, CONCEPT_KEYS = (
    frozenset({"reference", "identifier", "display"}),
    frozenset({"coding", "code", "text"}),
)
"""Elements of a Reference, and of a CodeableConcept or Coding."""

TELLING = frozenset(
    {
        "Encounter",
        "EpisodeOfCare",
        "Flag",
        "DiagnosticReport",
        "ClinicalImpression",
        "CarePlan",
        "CareTeam",
        "Goal",
    }
)
"""Types that tell what somebody has; others name why something is ordered, done or paid."""

ONGOING = frozenset(
    {"", "active", "in-progress", "arrived", "triaged", "onleave", "on-hold", "onhold", "planned", "accepted"}
)
OVER = frozenset({"inactive", "rejected", "noshow", "not-done", "abandoned", "declined"})
"""Statuses of what was never so, or no longer is."""


def read_mentions(found: FoundResource, index: ReferenceIndex, today: date) -> ReadMentions | None:
    """Return the conditions that a resource names; None when it names none, or is of somebody else."""
    status = code_word(found.resource.get("status") or found.resource.get("lifecycleStatus"))
    if found.kind in ABOUT_OTHERS or status in NOT_MEANT | OVER:
        return None
    keys = (*NAMING_ELEMENTS, "code", "event") if found.kind in NAMED_BY_CODE else NAMING_ELEMENTS
    given = [found.resource[key] for key in keys if key in found.resource]
    told, recent = day_and_recency(found.resource, today)
    over = told is not None and value_at(found.resource, "period", "end") is not None and told < today
    present = recent or (status in ONGOING and not over)
    label = f"{found.kind} {told.isoformat()}" if told else found.kind
    mentions: list[ReadMention] = []
    for name in dict.fromkeys(condition_names_in(given, found.resource, index)):
        if found.kind in TELLING and not present:
            mentions += as_history(found, name, label)
        else:
            mentions.append(ReadMention(found, name, label, found.kind not in TELLING))
    return ReadMentions(found, tuple(mentions)) if mentions else None


def as_history(found: FoundResource, name: CodedName, label: str) -> Iterator[ReadMention]:
    """Yield a name as history, of which what lasts still counts, and with its codes as in doubt."""
    if name.texts:
        history = CodedName(tuple(f"history of {each}" for each in name.texts))
        yield ReadMention(found, history, label)
    yield ReadMention(found, name, label, in_doubt=True)


def condition_names_in(given: list[Any], container: Resource, index: ReferenceIndex) -> list[CodedName]:
    """Return the names in concepts, references and parts that hold either.

    A reference to what was sent names nothing here: that is read where it stands.
    """
    names: list[CodedName] = []
    waiting = [each for value in reversed(given) for each in reversed(objects_or_text(value))]
    while waiting:
        each = waiting.pop()
        if inner := [part for key in ELEMENTS_OF_PARTS if key in each for part in objects(each[key])]:
            waiting += reversed(inner)
        elif each.keys() & REFERENCE_KEYS and not each.keys() & CONCEPT_KEYS:
            if index.find(each, container) is None:
                names.append(coded_name(each.get("display")))
        else:
            names.append(coded_name(each))
    return [each for each in names if each]


def objects_or_text(value: Any) -> list[Resource]:
    """Return the objects of a value; a plain word counts as a concept with that text."""
    return [{"text": value}] if isinstance(value, str) else objects(value)


def reasons_in_doubt(found: FoundResource, index: ReferenceIndex) -> tuple[ReadMention, ...]:
    """Return the names of the reasons for which something is ordered or done."""
    given = [found.resource[key] for key in NAMING_ELEMENTS if key in found.resource]
    label = f"reason of {found.kind}"
    return tuple(
        ReadMention(found, name, label, True) for name in condition_names_in(given, found.resource, index)
    )
