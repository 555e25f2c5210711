"""Read whether a medicine is taken, by its status, its dates and the notes beside it.

What must stay true: a medicine counts as taken unless its status says otherwise. It also counts when it is on
hold, when its dates are past or to come, or when a note says that it was stopped; its name then says so.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from app.cds_hooks.reading.dates import date_range
from app.cds_hooks.reading.dosage import Dosage
from app.cds_hooks.reading.fhir import (
    FoundResource,
    Resource,
    clean_text,
    code_word,
    coded_name,
    first_object,
    first_words,
    objects,
    value_at,
)
from app.cds_hooks.reading.outcomes import NotRelevantReason

SUPPLIED_WORDS = {"MedicationDispense": "dispensed", "MedicationAdministration": "given"}
"""Kinds of supplies, each with its word."""

STATEMENT_TYPES = frozenset({"MedicationStatement", "MedicationUsage"})

ENDED_STATUSES = frozenset(
    {"stopped", "cancelled", "completed", "declined", "ended", "abandoned", "revoked", "aborted"}
)
"""Statuses of a medicine that is no longer taken. What was supplied completely still counts."""

NOT_TAKEN_STATUSES = frozenset({"not-taken", "not-done"})

DENIALS = frozenset({"doNotPerform", "wasNotTaken", "wasNotGiven", "notGiven", "notDone", "notPerformed"})
"""Elements of any release that say that something is not done, or was not."""

DOUBTFUL_STATUSES = {"on-hold": "on hold", "unknown": "status unknown", "intended": "intended"}
"""Statuses of a medicine that may be taken, each in words."""

NOT_KNOWN = "not known whether it is taken"

DATES_OF_SUPPLY = (
    ("whenHandedOver",),
    ("whenPrepared",),
    ("effectiveDateTime",),
    ("effectivePeriod", "end"),
    ("occurenceDateTime",),
    ("occurencePeriod", "end"),
)
"""Where a dispense or administration tells its day; the releases of FHIR spell `occurence` so."""

ENDS = (("effectivePeriod", "end"), ("dateEnded",))

OLD_STATEMENT = timedelta(days=365)

STOPPED = re.compile(
    r"\b(discontinued|stopped|ceased|withheld|no longer|on hold|not taking|not taken|"
    r"never (took|taken|started)|do not (take|give)|course (completed|finished))\b",
    re.IGNORECASE,
)
"""Words of an instruction or note by which a medicine may not be taken; our own choice."""

MOST_NOTES = 20
"""Notes of a medicine that are looked at."""


def reason_not_taken(found: FoundResource) -> NotRelevantReason | None:
    """Return why an order or statement does not mean that a medicine is or will be taken; None if it does."""
    resource, status = found.resource, code_word(found.resource.get("status"))
    if status == "entered-in-error":
        return NotRelevantReason.entered_in_error
    if is_denied(resource) or status in NOT_TAKEN_STATUSES or code_word(resource.get("taken")) == "n":
        return NotRelevantReason.not_taken
    adherence = adherence_of(resource)
    if adherence.startswith("not-taking"):
        return NotRelevantReason.not_taken
    if adherence.startswith("stopped"):
        return NotRelevantReason.ended
    supplied = found.kind in SUPPLIED_WORDS and status == "completed"
    return NotRelevantReason.ended if status in ENDED_STATUSES and not supplied else None


def is_denied(resource: Resource) -> bool:
    """Return whether an element says that something is not done, or was not."""
    return not DENIALS.isdisjoint(resource) and any(resource.get(key) is True for key in DENIALS)


def remark_on(found: FoundResource, dosage: Dosage, today: date) -> str:
    """Return in words what makes it doubtful that a medicine is taken now; empty when nothing does."""
    resource = found.resource
    remarks = [*status_remarks(resource), *time_remarks(found, dosage, today)]
    remarks += [
        f"record says “{first_words(each)}”" for each in notes_of(resource, dosage) if STOPPED.search(each)
    ][:1]
    return "; ".join(remarks)


def adherence_of(resource: Resource) -> str:
    """Return what a statement says of adherence (R5), as a code."""
    return code_word(value_at(resource, "adherence", "code"))


def status_remarks(resource: Resource) -> Iterator[str]:
    """Yield what the status of a medicine leaves open."""
    status = code_word(resource.get("status"))
    if status == "draft" and resource.get("resourceType") in STATEMENT_TYPES:
        yield status
    if words := DOUBTFUL_STATUSES.get(status):
        yield words
    elif "adherence" in resource and adherence_of(resource).startswith("on-hold"):
        yield DOUBTFUL_STATUSES["on-hold"]
    if "taken" in resource and code_word(resource["taken"]) == "unk":
        yield NOT_KNOWN


def time_remarks(found: FoundResource, dosage: Dosage, today: date) -> Iterator[str]:
    """Yield the day of a supply, an end that is past, or a beginning that is to come."""
    resource = found.resource
    if word := SUPPLIED_WORDS.get(found.kind):
        told = (value_at(resource, *path) for path in DATES_OF_SUPPLY if path[0] in resource)
        if day := next((each for each in told if date_range(each)), None):
            yield f"{word} {day[:10]}"
        return
    bounds = [each.bounds for each in dosage.instructions]
    told = (value_at(resource, *path) for path in ENDS if path[0] in resource)
    ends = [days[1] for each in told if (days := date_range(each))]
    ends += [max(each.last_day or date.max for each in bounds)] if bounds else []
    period = first_object(resource.get("effectivePeriod"))
    begin = date_range(period.get("start")) if period else None
    begins = [begin[0]] if begin else [min(each.first_day or date.min for each in bounds)] if bounds else []
    if ends and min(ends) < today:
        yield f"until {min(ends).isoformat()}"
    elif begins and begins[0] > today:
        yield f"from {begins[0].isoformat()}"
    elif (stated := date_range(resource.get("effectiveDateTime"))) and today - stated[1] > OLD_STATEMENT:
        yield f"as of {stated[1].isoformat()}"


def notes_of(resource: Resource, dosage: Dosage) -> Iterator[str]:
    """Yield the instructions, notes and reasons of a status beside a medicine."""
    yield from dosage.texts
    if notes := resource.get("note"):
        for each in (notes, *(note.get("text") for note in objects(notes)[:MOST_NOTES])):
            if text := clean_text(each):
                yield text
    for key in ("statusReason", "reasonNotTaken"):
        if key in resource:
            yield from coded_name(resource[key]).texts[:MOST_NOTES]
