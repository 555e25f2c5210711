"""Read a CDS Hooks request: drafts, medicines taken, conditions, kidney function and age.

What must stay true: resources are found by their type, wherever they stand. A prefetch key that is null was
queried and is empty; one that is absent or holds an error was not sent.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from app.cds_hooks.fhir import (
    CodedName,
    FoundResource,
    ReferenceIndex,
    Resource,
    code_word,
    coded_name,
    first_object,
    is_failed_query,
    is_incomplete_bundle,
    relative_reference,
    resources_in,
)
from app.cds_hooks.medications import (
    MEDICATION_TYPES,
    ORDER_TYPES,
    Medication,
    is_current,
    read_medication,
)
from app.cds_hooks.observations import AgeRange, KidneyFunction, age_range, kidney_function

PAST_CLINICAL_STATUSES = frozenset({"inactive", "resolved", "remission"})
DENIED_VERIFICATION_STATUSES = frozenset({"refuted", "entered-in-error"})

MEDICATION_KEYS = ("medicationRequests", "medicationStatements")

UNRESOLVED_ORDER = "an order refers to a medication that was not sent"
UNRESOLVED_MEDICINE = "a medicine that is taken refers to a medication that was not sent"

PREFETCH_CONTENT = {
    "medicationRequests": "medication requests",
    "medicationStatements": "medication statements",
    "conditions": "conditions",
    "egfr": "kidney function",
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
    "Condition": "conditions",
}

REQUEST_FIELDS = frozenset(
    {"hook", "hookInstance", "fhirServer", "fhirAuthorization", "context", "prefetch", "extension"}
)


@dataclass
class PatientRecord:
    """The content of a request."""

    selected: list[Medication] = field(default_factory=list)
    """Draft orders that the hook is about."""
    drafted: list[Medication] = field(default_factory=list)
    """Other draft orders."""
    taken: list[Medication] = field(default_factory=list)
    conditions: list[tuple[str, CodedName]] = field(default_factory=list)
    """(place, name)."""
    kidneys: KidneyFunction = field(default_factory=KidneyFunction)
    age: AgeRange | None = None
    sent: frozenset[str] = frozenset()
    """Prefetch keys that were sent, also those that are null or empty."""
    sent_in_part: frozenset[str] = frozenset()
    """Prefetch keys whose Bundle has more entries than were sent."""
    medicine_caveats: list[str] = field(default_factory=list)
    """Medicines that were not sent or could not be read, in words."""
    other_caveats: list[str] = field(default_factory=list)
    """Other data that were not sent or could not be read, in words."""
    orders: int = 0
    """Number of draft orders of medicines, also of those that name none."""

    @property
    def caveats(self) -> list[str]:
        """Return all caveats, those about medicines first."""
        return [*self.medicine_caveats, *self.other_caveats]

    @property
    def all_medicines_sent(self) -> bool:
        """Return whether requests and statements of medicines were both sent in full."""
        return self.sent - self.sent_in_part >= set(MEDICATION_KEYS)

    @property
    def no_medicines_sent(self) -> bool:
        """Return whether neither requests nor statements were sent, not even as empty."""
        return not self.taken and self.sent.isdisjoint(MEDICATION_KEYS)


def read_request(request: Resource, today: date) -> PatientRecord:
    """Return the record that a request holds."""
    context = first_object(request.get("context"))
    prefetch = prefetch_of(request, context)
    record = PatientRecord()
    drafts = list(context_resources(context))
    index = ReferenceIndex()
    found = [each for key, value in prefetch.items() for each in resources_in(value, f"prefetch.{key}")]
    for each in (*drafts, *found):
        index.add(each)
    add_drafts(record, drafts, context, index)
    add_taken(record, found, index, {each.identity for each in drafts} - {""})
    record.conditions = list(current_conditions(found))
    patients = [each for each in found if each.kind == "Patient"]
    record.kidneys = kidney_function(found, today)
    record.age = age_range(patient_of(patients, context), today)
    record.sent = frozenset(
        key for key in PREFETCH_CONTENT if key in prefetch and not is_failed_query(prefetch[key])
    )
    record.sent_in_part = frozenset(key for key in record.sent if is_incomplete_bundle(prefetch[key]))
    types = {each.kind for each in found}
    record.medicine_caveats += missing_lists(MEDICATION_KEYS, record, types)
    record.other_caveats += missing_lists(["conditions"], record, types)
    record.other_caveats += [*missing_values(record), *record.kidneys.caveats]
    return record


def prefetch_of(request: Resource, context: Resource) -> Resource:
    """Return the prefetch, also when it stands in the context or beside the hook."""
    prefetch: Resource = {}
    beside = {
        key: value
        for key, value in request.items()
        if key not in REQUEST_FIELDS and any(True for _ in resources_in(value, ""))
    }
    for each in (beside, context.get("prefetch"), request.get("prefetch")):
        if isinstance(each, dict):
            prefetch |= each
    return prefetch


def context_resources(context: Resource) -> Iterator[FoundResource]:
    """Yield every resource of the context, under any name."""
    for key, value in context.items():
        if key not in ("prefetch", "selections"):
            yield from resources_in(value, f"context.{key}")


def add_drafts(
    record: PatientRecord, drafts: list[FoundResource], context: Resource, index: ReferenceIndex
) -> None:
    """Add the draft orders to a record, divided into those that were selected and the others."""
    selections = context.get("selections")
    references = (
        [each for each in selections if isinstance(each, str)] if isinstance(selections, list) else []
    )
    chosen = [each for each in drafts if any(is_selected(reference, each) for reference in references)]
    for each in drafts:
        if each.kind not in ORDER_TYPES or not is_current(each):
            continue
        record.orders += 1
        medication = read_medication(each, index)
        if not medication.name and not medication.ingredients and not medication.unresolved:
            continue
        (record.selected if each in chosen or not chosen else record.drafted).append(medication)
    record.medicine_caveats += [
        UNRESOLVED_ORDER for each in (*record.selected, *record.drafted) if each.unresolved
    ]


def is_selected(reference: str, found: FoundResource) -> bool:
    """Return whether a selection names a draft: by identity, address, URN or bare id."""
    given = found.resource.get("id")
    names = {found.identity, found.url, relative_reference(found.url)}
    names |= {given, f"urn:uuid:{given}"} if given else set()
    return reference in names - {""} or relative_reference(reference) in names - {""}


def add_taken(
    record: PatientRecord, found: list[FoundResource], index: ReferenceIndex, drafts: set[str]
) -> None:
    """Add the medicines that are taken, each once; an order that is a draft is not taken yet."""
    seen = set(drafts)
    for each in found:
        if each.kind not in MEDICATION_TYPES or each.identity in seen or not is_current(each):
            continue
        if code_word(each.resource.get("status")) == "draft":
            continue
        seen |= {each.identity} - {""}
        medication = read_medication(each, index)
        if medication.unresolved:
            record.medicine_caveats.append(UNRESOLVED_MEDICINE)
        elif medication.name or medication.ingredients:
            record.taken.append(medication)


def current_conditions(found: list[FoundResource]) -> Iterator[tuple[str, CodedName]]:
    """Yield (place, name) of every condition that is neither past nor denied."""
    for each in found:
        if each.kind == "Condition":
            past = code_word(each.resource.get("clinicalStatus")) in PAST_CLINICAL_STATUSES
            denied = code_word(each.resource.get("verificationStatus")) in DENIED_VERIFICATION_STATUSES
            name = coded_name(each.resource.get("code"))
            if name and not past and not denied:
                yield each.place, name


def patient_of(patients: list[FoundResource], context: Resource) -> Resource | None:
    """Return the patient that the context names, or the only one sent; else None."""
    wanted = str(context.get("patientId") or "").rpartition("/")[2]
    same_id = [each.resource for each in patients if wanted and str(each.resource.get("id")) == wanted]
    if same_id:
        return same_id[0]
    return patients[0].resource if len(patients) == 1 else None


def missing_lists(keys: Iterable[str], record: PatientRecord, types: set[str]) -> Iterator[str]:
    """Yield, in words, which lists were not sent, or only in part.

    `types` are the types of the resources that were sent under any key.
    """
    keys_by_type = {PREFETCH_KEY_BY_TYPE.get(each) for each in types}
    for key in keys:
        if key not in record.sent:
            elsewhere = " under the name asked for: only some may be known" if key in keys_by_type else ""
            yield f"{PREFETCH_CONTENT[key]} were not told{elsewhere}"
        elif key in record.sent_in_part:
            yield f"not all {PREFETCH_CONTENT[key]} were sent"


def missing_values(record: PatientRecord) -> Iterator[str]:
    """Yield, in words, whether kidney function or age is missing."""
    if not record.kidneys.values:
        queried = "egfr" in record.sent
        yield "no kidney function (eGFR) was found" if queried else "kidney function was not told"
    if record.age is None:
        yield "the age is not known"
    elif record.age.low != record.age.high:
        yield "the date of birth is not known to the day"
