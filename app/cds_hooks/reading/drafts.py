"""Read what drafts that order no medicine name, and the words of diets and formulas: it may be a medicine.

What must stay true: such a name orders nothing by itself; it is in doubt, so that a card says it. The code of
an order of a service is read elsewhere: nearly all of magnesium are blood tests.
"""

from collections.abc import Iterator
from dataclasses import replace

from app.cds_hooks.reading.fhir import FoundResource, Resource, coded_name, objects
from app.cds_hooks.reading.free_text import read_sentences
from app.cds_hooks.reading.medications import SERVICE_TYPES
from app.cds_hooks.reading.medicine_status import reason_not_taken
from app.cds_hooks.reading.nutrition import NUTRITION_ORDER, beside_products
from app.cds_hooks.reading.outcomes import NotRelevant, NotRelevantReason
from app.cds_hooks.reading.read_resources import (
    ReadMedicine,
    ReadMention,
    ReadMentions,
    ReadResource,
    ReadService,
    Settled,
)

PLANNING_TYPES = SERVICE_TYPES | {
    "Appointment",
    "Claim",
    "CommunicationRequest",
    "DeviceRequest",
    "DeviceUseRequest",
    "Procedure",
    "ProcessRequest",
    "ReferralRequest",
    "Task",
}
"""Types of drafts in which any element may name a medicine."""

NOT_NAMING = frozenset(
    {"contained", "meta", "text", "identifier", "subject", "patient", "requester", "performer", "recipient"}
    | {"sender", "owner", "for", "participant", "actor", "location", "status", "intent", "priority"}
)
"""Elements of a draft that tell about it, or of people and places."""

WORDS_OF_DRAFTS = (
    "description",
    "instruction",
    "comment",
    "patientInstruction",
    "instructionMarkdown",
    "administrationInstruction",
    "valueString",
)
"""Elements of any part of a draft that hold free text."""


NAMES_NOT_READ = (NotRelevant(NotRelevantReason.other_type), NotRelevant(NotRelevantReason.food))
"""Outcomes of drafts of which no name was read."""


def with_names_in_draft(found: FoundResource, reading: ReadResource) -> ReadResource:
    """Return the reading of a draft, or of a diet, with everything that it names and may be a medicine."""
    if found.kind not in PLANNING_TYPES | {NUTRITION_ORDER} or reason_not_taken(found):
        return reading
    named = tuple(names_in_draft(found))
    if isinstance(reading, ReadMentions):
        return replace(reading, mentions=(*reading.mentions, *named))
    if isinstance(reading, ReadService):
        return replace(reading, reasons=(*reading.reasons, *named))
    if isinstance(reading, ReadMedicine):
        return replace(reading, notes=(*reading.notes, *named))
    unread = isinstance(reading, Settled) and reading.outcome in NAMES_NOT_READ
    return ReadMentions(found, named) if unread and named else reading


def names_in_draft(found: FoundResource) -> Iterator[ReadMention]:
    """Yield the names and sentences in the parts of a draft, also of parts of parts."""
    left_out = NOT_NAMING | ({"code"} if found.kind in SERVICE_TYPES else set())
    words: list[str] = []
    whole = beside_products(found.resource) if found.kind == NUTRITION_ORDER else found.resource
    waiting: list[Resource] = [{key: each for key, each in whole.items() if key not in left_out}]
    label = f"draft {found.kind}" if found.kind in PLANNING_TYPES else found.kind
    while waiting:
        part = waiting.pop()
        if name := coded_name({key: part.get(key) for key in ("text", "_text", "display", "_display")}):
            yield ReadMention(found, name, label, True, may_be_medicine=True)
        words += [part[key] for key in WORDS_OF_DRAFTS if isinstance(part.get(key), str)]
        waiting += [inner for key, each in part.items() if key not in NOT_NAMING for inner in objects(each)]
    yield from read_sentences(found, words)
