"""Read what was supplied, requested from a store, eaten or drunk: an item may be a medicine or a supplement.

What must stay true: an item counts only when its names are those of a medicine. From all others, such as a
device or a meal, nothing follows.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from app.cds_hooks.reading.dates import day_and_recency
from app.cds_hooks.reading.fhir import FoundResource, Resource, code_word, objects
from app.cds_hooks.reading.medications import MedicineEntry, MedicineEntryReader
from app.cds_hooks.reading.medicine_status import reason_not_taken
from app.cds_hooks.reading.outcomes import NotRelevant
from app.cds_hooks.reading.read_resources import ReadItems, Settled

SUPPLIES = {
    "SupplyRequest": ("", "requested"),
    "SupplyDelivery": ("suppliedItem", "supplied"),
    "NutritionIntake": ("consumedItem", "eaten or drunk"),
}
"""Type of a resource → (element that holds its items, empty where it has one; words on a card)."""

NAMES_OF_ITEMS = (
    "itemCodeableConcept",
    "itemReference",
    "item",
    "nutritionProduct",
    "orderedItemCodeableConcept",
    "orderedItemReference",
    "orderedItem",
    "type",
)
"""Elements of any release that name an item, as a concept, a reference, or either; the first counts."""


def read_items(found: FoundResource, medications: MedicineEntryReader, today: date) -> ReadItems | Settled:
    """Return the items of a resource as medicines; whether each is one, its names decide."""
    resource = found.resource
    was_given = found.kind != "SupplyRequest" and code_word(resource.get("status")) == "completed"
    if (reason := reason_not_taken(found)) and not was_given:
        return Settled(found, NotRelevant(reason))
    key, word = SUPPLIES[found.kind]
    told, _ = day_and_recency(resource, today)
    remark = f"{word} {told.isoformat()}" if told else word
    items = objects(resource.get(key)) if key else [resource]
    return ReadItems(found, tuple(named_items(found, items, medications, remark)))


def named_items(
    found: FoundResource, items: list[Resource], medications: MedicineEntryReader, remark: str
) -> Iterator[MedicineEntry]:
    """Yield each item that has a name."""
    for item in items:
        given = next(
            (item[key] for key in NAMES_OF_ITEMS if key in item), item if "reference" in item else None
        )
        entry = medications.read_item(found, given)
        if any(entry.names):
            yield replace(entry, remark=remark)
