"""What a request of CDS Hooks tells: drafts, medicines taken, conditions, kidney function, age.

What must stay true: resources are found by what they are, wherever they were put; a prefetch key that is
null was asked and is empty, one that is absent or holds an error was not told.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from app.cds_hooks.dosage import Taking, taking
from app.cds_hooks.fhir import (
    Found,
    Named,
    References,
    Resource,
    is_outcome,
    member,
    named,
    objects,
    partial,
    resources,
    tail,
    text_of,
    word_of,
)
from app.cds_hooks.observations import Age, Kidneys, age_of, kidneys

ORDERS = frozenset({"MedicationRequest", "MedicationOrder", "MedicationPrescription"})
STATEMENTS = frozenset({"MedicationStatement", "MedicationUsage"})
MEDICATIONS = ORDERS | STATEMENTS | {"MedicationDispense"}

NOT_TAKEN = frozenset(
    {"stopped", "cancelled", "entered-in-error", "completed", "not-taken", "declined", "ended", "abandoned"}
)
"""Statuses with which nobody takes a medicine any more; a dispense that is completed was handed over."""

PAST = frozenset({"inactive", "resolved", "remission"})
DENIED = frozenset({"refuted", "entered-in-error"})

TOLD_BY = {
    "medicationRequests": "medication requests",
    "medicationStatements": "medication statements",
    "conditions": "conditions",
    "egfr": "kidney function",
    "patient": "the patient",
}
"""Prefetch key → what it tells."""

KNOWN_TO = {
    "MedicationRequest": "medicationRequests",
    "MedicationOrder": "medicationRequests",
    "MedicationPrescription": "medicationRequests",
    "MedicationStatement": "medicationStatements",
    "MedicationUsage": "medicationStatements",
    "MedicationDispense": "medicationStatements",
    "Condition": "conditions",
}

ENVELOPE = frozenset(
    {"hook", "hookInstance", "fhirServer", "fhirAuthorization", "context", "prefetch", "extension"}
)


@dataclass(frozen=True)
class Medication:
    """One medicine that is ordered or taken, as it was told."""

    place: str
    identity: str
    names: Named
    ingredients: tuple[Named, ...] = ()
    """What a Medication says it is made of."""
    taking: Taking = field(default_factory=lambda: Taking(None))
    unresolved: bool = False
    """It is a bare reference to something that was not sent."""

    @property
    def shown(self) -> str:
        """Its longest name, which says most."""
        texts = [*self.names.texts, *(text for each in self.ingredients for text in each.texts)]
        return max(texts, key=len) if texts else next((code for _, code in self.names.codes), "a medicine")


@dataclass
class Record:
    """A request, read."""

    selected: list[Medication] = field(default_factory=list)
    """Draft orders the hook is about."""
    drafted: list[Medication] = field(default_factory=list)
    """Other draft orders."""
    taken: list[Medication] = field(default_factory=list)
    conditions: list[tuple[str, Named]] = field(default_factory=list)
    """(place, names)."""
    kidneys: Kidneys = field(default_factory=Kidneys)
    age: Age | None = None
    told: frozenset[str] = frozenset()
    """Prefetch keys that were told, also when there is nothing."""
    doubts: list[str] = field(default_factory=list)
    """What was not told or could not be read, in words."""
    orders: int = 0
    """Draft orders of medicines, also those that name none."""

    @property
    def medicines_told(self) -> bool:
        """Whether everything that is taken was told."""
        return {"medicationRequests", "medicationStatements"} <= self.told

    @property
    def no_medicines_at_all(self) -> bool:
        """Whether nothing was told of what is taken: not even that it is nothing."""
        return not self.taken and not {"medicationRequests", "medicationStatements"} & self.told


def read(request: Resource, today: date) -> Record:
    """What a request tells."""
    context = next(iter(objects(request.get("context"))), {})
    prefetch = held(request, context)
    record = Record()
    drafts = list(drafted(context))
    references = References()
    found = [each for key, value in prefetch.items() for each in resources(value, f"prefetch.{key}")]
    for each in (*drafts, *found):
        references.add(each)
    read_drafts(record, drafts, context, references)
    read_taken(record, found, references, {each.identity for each in drafts} - {""})
    record.conditions = list(conditions(found))
    patients = [each for each in found if each.kind == "Patient"]
    record.kidneys = kidneys(found, today)
    record.age = age_of(patient(patients, context), today)
    record.told = frozenset(key for key in TOLD_BY if key in prefetch and not is_outcome(prefetch[key]))
    record.doubts += [*not_told(record, found, prefetch), *record.kidneys.doubts]
    return record


def held(request: Resource, context: Resource) -> Resource:
    """The prefetch, wherever it was put: where it belongs, in the context, or beside the hook."""
    given: Resource = {}
    astray = {key: value for key, value in request.items() if key not in ENVELOPE and holds_resources(value)}
    for each in (astray, context.get("prefetch"), request.get("prefetch")):
        if isinstance(each, dict):
            given |= each
    return given


def holds_resources(value: Any) -> bool:
    """Whether something is a resource or a Bundle."""
    return any(True for _ in resources(value, ""))


def drafted(context: Resource) -> Iterator[Found]:
    """Every resource in the context, under whichever name."""
    for key, value in context.items():
        if key not in ("prefetch", "selections"):
            yield from resources(value, f"context.{key}")


def read_drafts(record: Record, drafts: list[Found], context: Resource, references: References) -> None:
    """The orders that are being written, and which of them the hook is about."""
    wanted = (
        [each for each in context.get("selections") or [] if isinstance(each, str)]
        if isinstance(context.get("selections"), list)
        else []
    )
    chosen = [each for each in drafts if any(means(reference, each) for reference in wanted)]
    for each in drafts:
        if each.kind not in ORDERS or not counts(each):
            continue
        record.orders += 1
        found = medication(each, references)
        if not found.names and not found.ingredients and not found.unresolved:
            continue
        (record.selected if each in chosen or not chosen else record.drafted).append(found)
    record.doubts += [
        "an order refers to a medication that was not sent"
        for each in (*record.selected, *record.drafted)
        if each.unresolved
    ]


def means(reference: str, found: Found) -> bool:
    """Whether a selection means a draft: by identity, address, URN or bare id."""
    given = found.resource.get("id")
    names = {found.identity, found.url, tail(found.url), *((given, f"urn:uuid:{given}") if given else ())}
    return reference in names - {""} or tail(reference) in names - {""}


def read_taken(record: Record, found: list[Found], references: References, drafts: set[str]) -> None:
    """What is taken, once each; an order that is a draft here is not taken yet."""
    seen = set(drafts)
    for each in found:
        if each.kind not in MEDICATIONS or each.identity in seen or not counts(each):
            continue
        if word_of(each.resource.get("status")) == "draft":
            continue
        seen |= {each.identity} - {""}
        told = medication(each, references)
        if told.unresolved:
            record.doubts.append("a medicine that is taken refers to a medication that was not sent")
        elif told.names or told.ingredients:
            record.taken.append(told)


def counts(found: Found) -> bool:
    """Whether an order or statement says that something is to be taken, or is."""
    resource = found.resource
    if resource.get("doNotPerform") is True or resource.get("wasNotTaken") is True:
        return False
    if (
        word_of(resource.get("taken")) == "n"
        or word_of(member(resource, "adherence", "code")) == "not-taking"
    ):
        return False
    status = word_of(resource.get("status"))
    return status not in NOT_TAKEN or (found.kind == "MedicationDispense" and status == "completed")


def medication(found: Found, references: References) -> Medication:
    """What an order or statement names: by a concept, a reference, or both at once as R5 does."""
    resource = found.resource
    either = resource.get("medication")
    names = named(resource.get("medicationCodeableConcept")) | named(member(either, "concept"))
    if not isinstance(either, dict) or not {"concept", "reference"} & either.keys():
        names |= named(either)
    references_given = [
        each for each in (resource.get("medicationReference"), either) if isinstance(each, dict)
    ]
    ingredients: tuple[Named, ...] = ()
    missing = False
    for each in references_given:
        display = text_of(each.get("display")) or text_of(member(each, "reference", "display"))
        names |= Named((display,) if display else ())
        if each.get("reference") is None:
            continue
        meant = references.find(each, resource)
        if meant is None:
            missing = True
        elif meant.kind != found.kind:
            names |= named(meant.resource.get("code"))
            ingredients += tuple(ingredients_of(meant.resource, references))
    return Medication(
        found.place,
        found.identity,
        names,
        ingredients,
        taking(resource, names.texts),
        missing and not names and not ingredients,
    )


def ingredients_of(medication: Resource, references: References) -> Iterator[Named]:
    """What a Medication is made of."""
    for each in objects(medication.get("ingredient")):
        told = named(each.get("itemCodeableConcept")) | named(member(each, "item", "concept"))
        told |= named(member(each, "itemReference", "display"))
        reference = each.get("itemReference") or member(each, "item", "reference")
        if meant := references.find(reference, medication):
            told |= named(meant.resource.get("code"))
        if told:
            yield told


def conditions(found: list[Found]) -> Iterator[tuple[str, Named]]:
    """Conditions that are there: not past, not denied."""
    for each in found:
        if each.kind == "Condition":
            past = word_of(each.resource.get("clinicalStatus")) in PAST
            denied = word_of(each.resource.get("verificationStatus")) in DENIED
            told = named(each.resource.get("code"))
            if told and not past and not denied:
                yield each.place, told


def patient(patients: list[Found], context: Resource) -> Resource | None:
    """The patient the hook is about; None when several were sent and none of them is named."""
    wanted = str(context.get("patientId") or "").rpartition("/")[2]
    named_so = [each.resource for each in patients if wanted and str(each.resource.get("id")) == wanted]
    if named_so:
        return named_so[0]
    return patients[0].resource if len(patients) == 1 else None


def not_told(record: Record, found: list[Found], prefetch: Resource) -> Iterator[str]:
    """What was not told, or not wholly."""
    kinds = {KNOWN_TO.get(each.kind) for each in found}
    for key, words in TOLD_BY.items():
        if key == "egfr":
            if not record.kidneys.rates:
                yield (
                    "no kidney function (eGFR) was found"
                    if key in record.told
                    else "kidney function was not told"
                )
        elif key == "patient":
            if record.age is None:
                yield "the age is not known"
            elif record.age.least != record.age.most:
                yield "the date of birth is not known to the day"
        elif key not in record.told:
            astray = " under the name asked for: only some may be known" if key in kinds else ""
            yield f"{words} were not told{astray}"
        elif partial(prefetch[key]):
            yield f"not all {words} were sent"
