"""Account for every resource of a request.

What must stay true: each resource ends in exactly one of three outcomes: used, not relevant, or open. The
reasons are closed lists. A resource that cannot be read is open, never left out.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sized
from dataclasses import dataclass
from typing import Any

from app.cds_hooks.failures import TOO_LARGE, FailedError
from app.cds_hooks.reading.fhir import FoundResource, ReferenceIndex, Resource, relative_reference, value_at
from app.models import Vocabulary
from app.models.base import canonical

MAX_RESOURCES = 1_000
"""Resources of one request; more are refused with 413."""


class NotRelevantReason(Vocabulary):
    """Reason for which a resource of a record does not matter to the check."""

    other_type = "other_type", "The check does not use resources of this type."
    ended = "ended", "The medicine was stopped, cancelled or completed."
    not_taken = "not_taken", "The record says that the medicine is not taken, or not to be given."
    entered_in_error = "entered_in_error", "The record says that the entry is an error."
    not_current = "not_current", "The condition is inactive, resolved, in remission or refuted."
    other_observation = "other_observation", "An observation of something that the check does not use."
    superseded = "superseded", "A newer value, or a draft of the same order, takes its place."
    not_referenced = "not_referenced", "A medication that no order and no medicine refers to."
    same_as_another = "same_as_another", "The same resource with the same content stands elsewhere."
    no_medicine_yet = "no_medicine_yet", "A draft that is being selected and has no medicine yet."
    food = "food", "An order of food, without a supplement, formula or additive."
    nothing_known = "nothing_known", "It says that no medicine, or no condition, is known."
    message = "message", "A message about the query, not part of the record."


class OpenReason(Vocabulary):
    """Reason for which a resource of a record could not be checked, or not in full."""

    unreadable = "unreadable", "It cannot be read as a FHIR resource."
    no_name = "no_name", "Its name is empty, masked or damaged."
    other_order = "other_order", "An order of a type that is not read; it may hold a medicine."
    not_sent = "not_sent", "It refers to a resource that was not sent."
    another_patient = "another_patient", "It names another patient than the call, and was not used."
    not_recognised = "not_recognised", "Its name and codes are not in this dataset."
    ambiguous = "ambiguous", "Its name may mean several things."
    partly_recognised = "partly_recognised", "A part of its name or contents was not understood."
    conflicting = "conflicting", "Its name and its code, or its parts, disagree; both were checked."
    not_covered = "not_covered", "It was recognised, but no source was read on it together with magnesium."
    not_judged = "not_judged", "It may matter to magnesium, and no rule of the check reads it."
    modified = "modified", "It has a modifier extension that is not read, and may mean something else."
    no_information = "no_information", "It says that there is no information about a list."
    value_not_used = "value_not_used", "Its value, unit or date could not be read or is in doubt."
    too_many = "too_many", "There are more items than the check takes."


@dataclass(frozen=True)
class Used:
    """The resource was read and is part of what was checked."""


@dataclass(frozen=True)
class NotRelevant:
    """The resource does not matter to the check."""

    reason: NotRelevantReason


@dataclass(frozen=True)
class Open:
    """The resource could not be checked, or not in full."""

    reason: OpenReason


ResourceOutcome = Used | NotRelevant | Open


@dataclass(frozen=True)
class Accounted:
    """A resource with its outcome."""

    found: FoundResource
    outcome: ResourceOutcome


def count_outcomes(
    accounted: Iterable[Accounted],
) -> tuple[int, Counter[NotRelevantReason], Counter[OpenReason]]:
    """Return (number used, not relevant by reason, open by reason)."""
    used, not_relevant, open_resources = 0, Counter[NotRelevantReason](), Counter[OpenReason]()
    for each in accounted:
        match each.outcome:
            case Used():
                used += 1
            case NotRelevant(reason):
                not_relevant[reason] += 1
            case Open(reason):
                open_resources[reason] += 1
    return used, not_relevant, open_resources


def refuse_too_many(found: Sized) -> None:
    """Raise `FailedError` (413) when a request has more resources, or prefetch keys, than are read."""
    if len(found) > MAX_RESOURCES:
        raise FailedError(TOO_LARGE, f"A call may have at most {MAX_RESOURCES} resources.")


class Duplicates:
    """Resources that were seen before: same server, type and id, and the same content."""

    def __init__(self) -> None:
        self._first: dict[tuple[str, str], Resource] = {}
        self._contents: dict[tuple[str, str], set[str]] = {}

    def seen_before(self, found: FoundResource) -> bool:
        """Return whether a resource stands elsewhere too, and remember it. One without an id never does."""
        if not found.identity:
            return False
        key = server_of(found), found.identity
        first = self._first.setdefault(key, found.resource)
        if first is found.resource:
            return False
        contents = self._contents.setdefault(key, {canonical(first)})
        content = canonical(found.resource)
        seen = content in contents
        contents.add(content)
        return seen


def server_of(found: FoundResource) -> str:
    """Return the address of the server before `Type/id` of a resource's address; empty when not stated."""
    return found.url.removesuffix(relative_reference(found.url)) if "://" in found.url else ""


class PatientCheck:
    """Comparison of a resource's subject with the patient of the call."""

    def __init__(self, patient_id: Any, index: ReferenceIndex) -> None:
        self._wanted = id_of(patient_id)
        self._index = index

    def is_another(self, found: FoundResource) -> bool:
        """Return whether a resource is about another patient than the call.

        One that names nobody, or only by a name or identifier, is taken to be about the patient of the call.
        """
        if not self._wanted:
            return False
        if found.kind == "Patient":
            return id_of(found.resource.get("id")) not in ("", self._wanted)
        return any(self._names_another(each, found.resource) for each in subjects_of(found.resource))

    def _names_another(self, reference: Any, container: Resource) -> bool:
        given = value_at(reference, "reference")
        if isinstance(given, str) and given.startswith("#"):
            return False
        target = self._index.find(reference, container)
        return id_of(given if target is None else target.resource.get("id")) not in ("", self._wanted)


def subjects_of(resource: Resource) -> Iterator[Any]:
    """Yield whom a resource is about: `subject`, or `patient` of earlier releases."""
    yield from (resource[key] for key in ("subject", "patient") if isinstance(resource.get(key), dict))


def id_of(reference: Any) -> str:
    """Return the id at the end of a reference, address or URN; empty when there is none."""
    if not isinstance(reference, str):
        return ""
    return (
        reference.partition("/_history/")[0].strip().rstrip("/").rpartition("/")[2].removeprefix("urn:uuid:")
    )
