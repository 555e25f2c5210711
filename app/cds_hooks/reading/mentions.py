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
    display_name,
    first_object,
    objects,
    value_at,
)
from app.cds_hooks.reading.free_text import NAMES_A_MEDICINE, read_free_text
from app.cds_hooks.reading.read_resources import ReadMention, ReadMentions
from app.medicines.names import plain

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

OF_DEVICES = {
    "Device": ("type",),
    **dict.fromkeys(("DeviceUseStatement", "DeviceUsage", "DeviceDispense"), ("device",)),
    "DeviceRequest": ("codeCodeableConcept", "codeReference", "code"),
    "DeviceUseRequest": ("device",),
}
"""Type → elements that name a device: of dialysis, it tells of the kidneys."""

FURTHER_ELEMENTS = {
    **dict.fromkeys(("Flag", "DetectedIssue", "AdverseEvent"), ("code", "event")),
    "RiskAssessment": ("condition", "prediction"),
    "CarePlan": ("activity",),
    "List": ("entry",),
    "Encounter": ("type", "serviceType"),
    "EpisodeOfCare": ("type",),
    "CareTeam": ("category",),
    "Appointment": ("serviceType", "appointmentType"),
    "Task": ("code",),
    "Basic": ("code",),
    "BodyStructure": ("morphology",),
    **dict.fromkeys(("Communication", "CommunicationRequest"), ("topic", "about")),
    "Coverage": ("type",),
    "Procedure": ("complication",),
    **dict.fromkeys(("Claim", "ExplanationOfBenefit"), ("item",)),
    **OF_DEVICES,
}
"""Type → further elements of it that may name a condition."""

OF_ITEMS = frozenset({"Claim", "ExplanationOfBenefit", *OF_DEVICES})
"""Types of which an item may be a medicine that was dispensed or ordered, also by mistake among devices."""

ELEMENTS_OF_PARTS = (
    "concept",
    "code",
    "reference",
    "value",
    "condition",
    "outcome",
    "detail",
    "item",
    "productOrService",
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

CAUSES = ("valueCodeableConcept", "valueReference")
"""Elements of an extension that hold what a condition is due to."""

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
OVER = frozenset({"inactive", "rejected", "noshow", "not-done", "abandoned", "declined", "retired"})
"""Statuses of what was never so, or no longer is."""

ENDED = NOT_MEANT | OVER | {"stopped", "completed"}
"""Statuses of an activity of a plan that goes on no longer, or never did."""

DENYING = ("deleted", "doNotPerform", "prohibited")
"""Elements by which a part of a list or plan says that it does not count."""


def read_mentions(found: FoundResource, index: ReferenceIndex, today: date) -> ReadMentions | None:
    """Return the conditions that a resource names; None when it names none, or is of somebody else."""
    status = code_word(found.resource.get("status") or found.resource.get("lifecycleStatus"))
    denied = any(found.resource.get(key) is True for key in DENYING)
    if denied or found.kind in ABOUT_OTHERS or status in NOT_MEANT | OVER:
        return None
    keys = (*NAMING_ELEMENTS, *FURTHER_ELEMENTS.get(found.kind, ()))
    given = [without_what_is_taken_back(found.resource[key]) for key in keys if key in found.resource]
    if found.kind == "Device":
        given += names_of_device(found.resource)
    told, recent = day_and_recency(found.resource, today)
    over = told is not None and value_at(found.resource, "period", "end") is not None and told < today
    present = recent or (status in ONGOING and not over)
    label = f"{found.kind} {told.isoformat()}" if told else found.kind
    of_medicines = found.kind in OF_ITEMS or (found.kind == "List" and is_of_medicines(found.resource))
    mentions: list[ReadMention] = []
    for name in dict.fromkeys(condition_names_in(given, found.resource, index)):
        if found.kind in TELLING and not present:
            mentions += as_history(found, name, label)
        else:
            mentions.append(ReadMention(found, name, label, found.kind not in TELLING, of_medicines))
    mentions += read_free_text(found)
    return ReadMentions(found, tuple(mentions)) if mentions else None


def names_of_device(device: Resource) -> Iterator[Any]:
    """Yield the names of a device, of any release."""
    for key, inner in (("deviceName", "name"), ("name", "value")):
        yield from (each.get(inner) for each in objects(device.get(key)))


def is_of_medicines(entries: Resource) -> bool:
    """Return whether the title or code of a List says that it is of medicines."""
    names = coded_name([entries.get("title"), *objects(entries.get("code"))])
    return any(NAMES_A_MEDICINE.search(plain(text)) for text in names.texts)


def without_what_is_taken_back(value: Any) -> Any:
    """Return a value without the parts of a list or plan that say that they do not count."""
    if not isinstance(value, list):
        return value
    return [each for each in value if not any(map(is_taken_back, (each, value_at(each, "detail"))))]


def is_taken_back(part: Any) -> bool:
    """Return whether a part of a list or plan was taken back, or an activity is over or not to be done."""
    told = first_object(part)
    return any(told.get(key) is True for key in DENYING) or code_word(told.get("status")) in ENDED


def mentions_of_condition(
    found: FoundResource, index: ReferenceIndex, in_doubt: bool
) -> tuple[ReadMention, ...]:
    """Return what the evidence, the cause and the notes of a condition name."""
    causes = [each for each in objects(found.resource.get("extension")) if is_cause(each)]
    given = [found.resource.get("evidence"), *(each.get(key) for each in causes for key in CAUSES)]
    names = condition_names_in(given, found.resource, index)
    told = (ReadMention(found, name, "beside another condition", in_doubt) for name in names)
    return (*told, *read_free_text(found))


def is_cause(extension: Resource) -> bool:
    """Return whether an extension tells what a condition is due to."""
    return str(extension.get("url") or "").endswith("condition-dueTo")


def as_history(found: FoundResource, name: CodedName, label: str) -> Iterator[ReadMention]:
    """Yield a past condition twice: as `history of` its name, which counts where it lasts, and in doubt."""
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
                names.append(display_name(each))
        else:
            names.append(coded_name(each))
    return [each for each in names if each]


def objects_or_text(value: Any) -> list[Resource]:
    """Return the objects of a value; a plain word counts as a concept with that text."""
    return [{"text": value}] if isinstance(value, str) else objects(value)


def reasons_in_doubt(found: FoundResource, index: ReferenceIndex) -> tuple[ReadMention, ...]:
    """Return the names of the reasons for which something is ordered or done, and what its notes name."""
    keys = (*NAMING_ELEMENTS, *FURTHER_ELEMENTS.get(found.kind, ()))
    given = [found.resource[key] for key in keys if key in found.resource]
    names = condition_names_in(given, found.resource, index)
    label = f"reason of {found.kind}"
    return (*(ReadMention(found, name, label, True) for name in names), *read_free_text(found))
