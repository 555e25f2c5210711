"""Tell which lists of a record were sent, by prefetch key: medicines that are ordered or taken, conditions.

What must stay true: a key that holds something else, or a List whose entries were not sent, never counts as a
list that is empty.
"""

from collections.abc import Iterable, Iterator, Mapping

from app.cds_hooks.reading.bundles import PrefetchValue
from app.cds_hooks.reading.fhir import FoundResource, ReferenceIndex, code_word, objects
from app.cds_hooks.reading.medications import MEDICATION_TYPES

MEDICATION_KEYS = ("medicationRequests", "medicationStatements")

PREFETCH_CONTENT = {
    "medicationRequests": "medication requests",
    "medicationStatements": "medication statements",
    "conditions": "conditions",
    "egfr": "kidney function",
    "pregnancy": "pregnancy status",
    "patient": "the patient",
}
"""Prefetch keys, each with its content in words."""


PREFETCH_KEY_BY_TYPE = {
    "MedicationRequest": "medicationRequests",
    "MedicationOrder": "medicationRequests",
    "MedicationPrescription": "medicationRequests",
    "MedicationStatement": "medicationStatements",
    "MedicationUsage": "medicationStatements",
    "MedicationDispense": "medicationStatements",
    "MedicationAdministration": "medicationStatements",
    "Condition": "conditions",
}
"""Type of a resource → prefetch key of its list."""

LIST = "List"

TYPES_BY_KEY = {**dict.fromkeys(MEDICATION_KEYS, MEDICATION_TYPES), "conditions": frozenset({"Condition"})}
"""Prefetch key of a list → types of its resources. The values of other keys are looked for everywhere."""

NOTHING_THERE = frozenset({"", "nilknown"})
"""Reasons by which an empty List says that there is nothing."""


def sent_keys(prefetch: Mapping[str, PrefetchValue], inside: Mapping[str, list[FoundResource]]) -> set[str]:
    """Return the keys of the templates that were sent; `inside` holds what each has, contained or not."""
    return {
        key
        for key in PREFETCH_CONTENT
        if key in prefetch and not prefetch[key].failed and holds_its_list(key, inside[key])
    }


def holds_its_list(key: str, found: Iterable[FoundResource]) -> bool:
    """Return whether a key holds nothing, or something of the types of its list."""
    kinds = {each.kind for each in found} - {"", "OperationOutcome", LIST}
    return not kinds or key not in TYPES_BY_KEY or not kinds.isdisjoint(TYPES_BY_KEY[key])


def lacks_entries(found: Iterable[FoundResource], index: ReferenceIndex) -> bool:
    """Return whether a List names something that was not sent, or does not say that it is empty."""
    return any(each.kind == LIST and any(unsent_entries(each, index)) for each in found)


def unsent_entries(found: FoundResource, index: ReferenceIndex) -> Iterator[bool]:
    """Yield for each entry of a List whether it was not sent; for one without entries, whether it is open."""
    entries = objects(found.resource.get("entry"))
    if not entries:
        yield code_word(found.resource.get("emptyReason")) not in NOTHING_THERE
    for each in entries:
        yield each.get("deleted") is not True and index.find(each.get("item"), found.resource) is None
