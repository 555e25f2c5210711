"""What is read of each resource of a request: a class for each kind of resource, joined in `ReadResource`.

What must stay true: every resource has exactly one reading. `record` gives each reading an outcome.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from app.cds_hooks.reading.fhir import (
    CodedName,
    FoundResource,
    ReferenceIndex,
    concept_name,
    display_name,
    first_object,
    objects,
)
from app.cds_hooks.reading.kidneys import KidneyReading
from app.cds_hooks.reading.measured import MeasuredReading
from app.cds_hooks.reading.medications import MedicineEntry
from app.cds_hooks.reading.outcomes import NotRelevant, Open
from app.cds_hooks.reading.pregnancy import StateReading

REASON_KEYS = frozenset({"reasonCode", "reasonCodeableConcept", "reasonForUseCodeableConcept", "reason"})
"""Elements that name the reason of an order or statement; a reference leads to a Condition of its own."""
REASON_REFERENCES = ("reasonReference", "reasonForUseReference", "reason")
"""Elements that refer to the reason; its `display` counts when the Condition was not sent."""


@dataclass(frozen=True, eq=False)
class ReadMention:
    """A name in a resource that is no condition; it matters if it is that of a condition."""

    found: FoundResource
    name: CodedName
    doubt: str
    """Where it stands, such as `ordered`, or `procedure` with its day."""
    in_doubt: bool = False
    """Whether the resource does not tell that somebody has it now."""
    may_be_medicine: bool = False
    """Whether it may as well be the name of a medicine that is taken."""
    in_words: bool = False
    """Whether it is a sentence of free text, which says nothing where it denies or suspects."""


@dataclass(frozen=True, eq=False)
class ReadOrder:
    """What the name and dosage of a resource say."""

    entry: MedicineEntry
    selected: bool = False
    """Whether the hook is about it."""

    @property
    def found(self) -> FoundResource:
        """Return the resource."""
        return self.entry.found


@dataclass(frozen=True, eq=False)
class ReadMedicine(ReadOrder):
    """An order, or a medicine that is taken."""

    reasons_not_sent: tuple[CodedName, ...] = ()
    """Names of what it is taken for in references to what was not sent."""
    notes: tuple[ReadMention, ...] = ()
    """What its notes name."""

    @property
    def reasons(self) -> Iterator[ReadMention]:
        """Yield what it is taken for, in the elements of any release."""
        keys = sorted(REASON_KEYS & self.found.resource.keys())
        told = (concept_name(each) for key in keys for each in objects(self.found.resource[key]))
        for name in filter(None, (*told, *self.reasons_not_sent)):
            yield ReadMention(self.found, name, f"reason for {self.entry.shown}")


def reasons_not_sent(found: FoundResource, index: ReferenceIndex) -> Iterator[CodedName]:
    """Yield the `display` of each reference to a reason that was not sent."""
    for key in REASON_REFERENCES:
        for each in objects(found.resource[key]) if key in found.resource else ():
            reference = each if key != "reason" else first_object(each.get("reference"))
            if index.find(reference, found.resource) is None:
                yield display_name(reference)


@dataclass(frozen=True, eq=False)
class ReadService(ReadOrder):
    """A draft order of a service, such as a blood test; of a medicine if its name says so."""

    reasons: tuple[ReadMention, ...] = ()
    """Names of what it is ordered for."""


@dataclass(frozen=True, eq=False)
class ReadItems:
    """What was supplied, requested from a store, eaten or drunk; medicines if their names say so."""

    found: FoundResource
    entries: tuple[MedicineEntry, ...]


@dataclass(frozen=True, eq=False)
class ReadCondition:
    """A condition that is present."""

    found: FoundResource
    name: CodedName
    doubt: str = ""
    """`provisional`, `suspected` and the like; empty when it is certain, or nothing is stated."""
    mentions: tuple[ReadMention, ...] = ()
    """What its evidence, its cause and its notes name."""


@dataclass(frozen=True, eq=False)
class ReadAllergy:
    """An allergy or intolerance; to magnesium or not, its name says so."""

    entry: MedicineEntry

    @property
    def found(self) -> FoundResource:
        """Return the resource."""
        return self.entry.found


@dataclass(frozen=True, eq=False)
class ReadMentions:
    """A resource that names conditions and is none, such as a procedure, an encounter or a flag."""

    found: FoundResource
    mentions: tuple[ReadMention, ...]


@dataclass(frozen=True, eq=False)
class ReadPatient:
    """The patient of the call."""

    found: FoundResource


@dataclass(frozen=True, eq=False)
class ReadMedication:
    """A Medication; whether it matters depends on who refers to it."""

    found: FoundResource


@dataclass(frozen=True, eq=False)
class Settled:
    """A resource that is not read any further: it is not relevant, or it is open."""

    found: FoundResource
    outcome: NotRelevant | Open


ReadResource = (
    ReadMedicine
    | ReadService
    | ReadItems
    | ReadCondition
    | ReadPatient
    | KidneyReading
    | StateReading
    | MeasuredReading
    | ReadAllergy
    | ReadMentions
    | ReadMedication
    | Settled
)
