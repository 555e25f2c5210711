"""Read orders, statements and dispenses: which medicine, of what, and how it is taken.

What must stay true: a medicine that is a bare reference to something that was not sent is marked as
unresolved, never dropped.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from app.cds_hooks.dosage import Dosage, read_dosage
from app.cds_hooks.fhir import (
    CodedName,
    FoundResource,
    ReferenceIndex,
    Resource,
    clean_text,
    code_word,
    coded_name,
    objects,
    value_at,
)

ORDER_TYPES = frozenset({"MedicationRequest", "MedicationOrder", "MedicationPrescription"})
STATEMENT_TYPES = frozenset({"MedicationStatement", "MedicationUsage"})
MEDICATION_TYPES = ORDER_TYPES | STATEMENT_TYPES | {"MedicationDispense"}

ENDED_STATUSES = frozenset(
    {"stopped", "cancelled", "entered-in-error", "completed", "not-taken", "declined", "ended", "abandoned"}
)
"""Statuses of a medicine that is no longer taken. A completed dispense was handed over and still counts."""


@dataclass(frozen=True)
class Medication:
    """One medicine that is ordered or taken, as the record names it."""

    place: str
    identity: str
    name: CodedName
    ingredients: tuple[CodedName, ...] = ()
    """Ingredients that a Medication resource lists."""
    dosage: Dosage = field(default_factory=lambda: Dosage(None))
    unresolved: bool = False
    """Whether it is only a reference to a resource that was not sent."""

    @property
    def label(self) -> str:
        """Return the longest name; it says most."""
        texts = [*self.name.texts, *(text for each in self.ingredients for text in each.texts)]
        return max(texts, key=len) if texts else next((code for _, code in self.name.codes), "a medicine")


def is_current(found: FoundResource) -> bool:
    """Return whether an order or statement means that the medicine is or will be taken."""
    resource = found.resource
    if resource.get("doNotPerform") is True or resource.get("wasNotTaken") is True:
        return False
    if code_word(resource.get("taken")) == "n":
        return False
    if code_word(value_at(resource, "adherence", "code")) == "not-taking":
        return False
    status = code_word(resource.get("status"))
    return status not in ENDED_STATUSES or (found.kind == "MedicationDispense" and status == "completed")


def read_medication(found: FoundResource, index: ReferenceIndex) -> Medication:
    """Return the medicine of an order or statement, named by a concept, a reference, or both (R5)."""
    resource = found.resource
    either = resource.get("medication")
    name = coded_name(resource.get("medicationCodeableConcept")) | coded_name(value_at(either, "concept"))
    if not isinstance(either, dict) or not {"concept", "reference"} & either.keys():
        name |= coded_name(either)
    references = [each for each in (resource.get("medicationReference"), either) if isinstance(each, dict)]
    ingredients: tuple[CodedName, ...] = ()
    missing = False
    for each in references:
        display = clean_text(each.get("display")) or clean_text(value_at(each, "reference", "display"))
        name |= CodedName((display,) if display else ())
        if each.get("reference") is None:
            continue
        target = index.find(each, resource)
        if target is None:
            missing = True
        elif target.kind != found.kind:
            name |= coded_name(target.resource.get("code"))
            ingredients += tuple(ingredient_names(target.resource, index))
    return Medication(
        found.place,
        found.identity,
        name,
        ingredients,
        read_dosage(resource, name.texts),
        unresolved=missing and not name and not ingredients,
    )


def ingredient_names(medication: Resource, index: ReferenceIndex) -> Iterator[CodedName]:
    """Yield the ingredients that a Medication resource lists."""
    for each in objects(medication.get("ingredient")):
        name = coded_name(each.get("itemCodeableConcept")) | coded_name(value_at(each, "item", "concept"))
        name |= coded_name(value_at(each, "itemReference", "display"))
        reference = each.get("itemReference") or value_at(each, "item", "reference")
        if target := index.find(reference, medication):
            name |= coded_name(target.resource.get("code"))
        if name:
            yield name
