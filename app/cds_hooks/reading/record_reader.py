"""Read a CDS Hooks request: drafts, medicines taken, conditions, kidney function, age and pregnancy.

What must stay true: resources are found by their type, wherever they stand, and each is read once into
exactly one reading. A prefetch key that is null was queried and is empty; one that is absent or holds an
error was not sent. Nothing of another patient is used.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

from app.cds_hooks.reading.age import age_range
from app.cds_hooks.reading.bundles import PrefetchValue, resources_in
from app.cds_hooks.reading.clearance import read_clearance
from app.cds_hooks.reading.condition_status import doubt_of, reason_not_present
from app.cds_hooks.reading.contained import may_order_medicine, names_products, with_contained
from app.cds_hooks.reading.drafts import with_names_in_draft
from app.cds_hooks.reading.egfr import read_egfr
from app.cds_hooks.reading.fhir import (
    CodedName,
    FoundResource,
    ReferenceIndex,
    Resource,
    as_list,
    code_word,
    coded_name,
    first_object,
    objects,
    relative_reference,
    says_none,
    says_unknown,
)
from app.cds_hooks.reading.free_text import read_free_text
from app.cds_hooks.reading.kidneys import KidneyReading, kidney_doubts, newest_kidney_function
from app.cds_hooks.reading.measured import MeasuredReading, newest_measured, read_measured
from app.cds_hooks.reading.medications import (
    MEDICATION_TYPES,
    ORDER_TYPES,
    SERVICE_TYPES,
    EntryKind,
    MedicineEntry,
    MedicineEntryReader,
    has_no_medicine,
)
from app.cds_hooks.reading.medicine_status import reason_not_taken, remark_on
from app.cds_hooks.reading.mentions import mentions_of_condition, read_mentions, reasons_in_doubt
from app.cds_hooks.reading.nutrition import NUTRITION_ORDER
from app.cds_hooks.reading.outcomes import (
    Duplicates,
    NotRelevant,
    NotRelevantReason,
    Open,
    OpenReason,
    PatientCheck,
    id_of,
    refuse_too_many,
)
from app.cds_hooks.reading.pregnancy import (
    StateReading,
    cannot_be_pregnant,
    newest_states,
    read_state,
    sex_of,
)
from app.cds_hooks.reading.procedures import read_procedure
from app.cds_hooks.reading.read_resources import (
    ReadAllergy,
    ReadCondition,
    ReadMedication,
    ReadMedicine,
    ReadPatient,
    ReadResource,
    ReadService,
    Settled,
    reasons_not_sent,
)
from app.cds_hooks.reading.record import PatientRecord
from app.cds_hooks.reading.sent_lists import PREFETCH_KEY_BY_TYPE, lacks_entries, sent_keys
from app.cds_hooks.reading.stated_findings import read_answers, read_finding
from app.cds_hooks.reading.supplies import SUPPLIES, read_items

INVALID_STATUSES = frozenset({"entered-in-error", "cancelled"})
"""Statuses of an observation that is none."""

REQUEST_FIELDS = frozenset(
    {"hook", "hookInstance", "fhirServer", "fhirAuthorization", "context", "prefetch", "extension"}
)

SELECTING = "order-select"
"""The hook while an order is being put together; a draft may have no medicine yet."""

ENDED_BY_DRAFT = "a draft ends it"

ORDER_KEYS = frozenset({"draftOrders", "medications"})
"""Fields of the context that hold orders; what cannot be read in them is reported."""


def read_request(request: Resource, today: date) -> PatientRecord:
    """Return the record that a request holds."""
    context = first_object(request.get("context"))
    prefetch = {
        key: PrefetchValue(value, tuple(resources_in(value, f"prefetch.{key}")))
        for key, value in prefetch_of(request, context).items()
    }
    drafts = with_contained(list(context_resources(context)))
    inside = {key: with_contained(list(value.found)) for key, value in prefetch.items()}
    found = [each for held in inside.values() for each in held]
    refuse_too_many([*drafts, *found])
    index = ReferenceIndex()
    for each in (*drafts, *found):
        index.add(each)
    reader = RecordReader(request.get("hook"), context, index, today)
    readings = (*reader.read_drafts(drafts), *map(reader.read, found))
    record = PatientRecord(readings, id_of(context.get("patientId")))
    record.orders_sent = orders_sent(context, drafts)
    record.referenced = frozenset(reader.medications.referenced)
    record.kidneys = newest_kidney_function(each for each in readings if isinstance(each, KidneyReading))
    record.used_values = frozenset(map(id, record.kidneys.values))
    record.kidney_caveats = (*record.kidneys.caveats, *kidney_doubts(record.kidneys, today))
    record.measured = newest_measured(each for each in readings if isinstance(each, MeasuredReading))
    patients = [each for each in readings if isinstance(each, ReadPatient)]
    if len(patients) == 1:
        record.patient = patients[0]
        told = patients[0].found.resource
        record.age, record.sex = age_range(told, today), sex_of(told)
    states = [each for each in readings if isinstance(each, StateReading)]
    record.states = newest_states(states, may_be_a_child=cannot_be_pregnant(record.sex, record.age))
    record.without_information = frozenset(filter(None, map(list_without_information, readings)))
    record.sent = frozenset(sent_keys(prefetch, inside) - record.without_information)
    record.sent_in_part = frozenset(
        key for key in record.sent if prefetch[key].incomplete or lacks_entries(inside[key], index)
    )
    return record


class RecordReader:
    """Reader of resources: each becomes one reading."""

    def __init__(self, hook: Any, context: Resource, index: ReferenceIndex, today: date) -> None:
        self._selecting = hook == SELECTING
        self._context = context
        self._index = index
        self._today = today
        self._patient = PatientCheck(context.get("patientId"), index)
        self._duplicates = Duplicates()
        self._drafts: dict[str, str] = {}
        """Identity of each draft → the names of its medicine."""
        self._ending: set[str] = set()
        """Identities of orders that a draft stops, cancels or calls an error."""
        self.medications = MedicineEntryReader(index)
        self._readers: dict[str, Callable[[FoundResource], ReadResource]] = {
            "Condition": partial(read_condition, index=index, today=today),
            "Observation": self._read_observation,
            "AllergyIntolerance": self._read_allergy,
            **dict.fromkeys(("Medication", "MedicationKnowledge", "Substance"), ReadMedication),
            "Patient": ReadPatient,
            "OperationOutcome": lambda found: Settled(found, NotRelevant(NotRelevantReason.message)),
            **dict.fromkeys(("Procedure", *SERVICE_TYPES), partial(read_procedure, index=index, today=today)),
            "QuestionnaireResponse": self._read_questionnaire,
            **dict.fromkeys(SUPPLIES, partial(read_items, medications=self.medications, today=today)),
        }
        """Type of a resource that is no medicine → its reader."""

    def read_drafts(self, drafts: list[FoundResource]) -> list[ReadResource]:
        """Return the readings of the context. A selection that cannot be found selects all orders."""
        given = self._context.get("selections")
        selections = {each for each in as_list(given) if isinstance(each, str)}
        selections |= {relative_reference(each) for each in selections}
        chosen = [bool(selections & selection_names(each)) for each in drafts]
        readings = [
            self.read(each, EntryKind.draft, selected=mine or not any(chosen))
            for each, mine in zip(drafts, chosen, strict=True)
        ]
        for reading in readings:
            if isinstance(reading, ReadMedicine) and reading.found.identity:
                self._drafts[reading.found.identity] = named_as(reading.entry)
        return readings

    def read(
        self, found: FoundResource, entry_kind: EntryKind | None = None, selected: bool = False
    ) -> ReadResource:
        """Return the reading of a resource; in a draft, anything may name a medicine."""
        reading = self._read(found, entry_kind, selected)
        may_name_more = entry_kind is EntryKind.draft or found.kind == NUTRITION_ORDER
        return with_names_in_draft(found, reading) if may_name_more else reading

    def _read(self, found: FoundResource, entry_kind: EntryKind | None, selected: bool) -> ReadResource:
        if settled := self._settle(found):
            return Settled(found, settled)
        if found.kind in MEDICATION_TYPES:
            return self._read_medicine(found, entry_kind or entry_kind_of(found), selected)
        if entry_kind is EntryKind.draft and found.kind in SERVICE_TYPES:
            return self._read_service(found, selected)
        planned = found.kind == "CarePlan" and names_products(found.resource)
        if planned or (entry_kind is EntryKind.draft and may_order_medicine(found, self._index)):
            reason = reason_not_taken(found)
            return Settled(found, NotRelevant(reason) if reason else Open(OpenReason.other_order))
        if read := self._readers.get(found.kind):
            return read(found)
        mentions = read_mentions(found, self._index, self._today)
        return mentions or Settled(found, NotRelevant(NotRelevantReason.other_type))

    def _settle(self, found: FoundResource) -> NotRelevant | Open | None:
        """Return the outcome of a damaged resource, of a copy and of one of another patient; else None."""
        if not found.kind:
            return Open(OpenReason.unreadable)
        if self._duplicates.seen_before(found):
            return NotRelevant(NotRelevantReason.same_as_another)
        if self._patient.is_another(found):
            return Open(OpenReason.another_patient)
        return None

    def _read_medicine(self, found: FoundResource, entry_kind: EntryKind, selected: bool) -> ReadResource:
        if reason := reason_not_taken(found):
            if entry_kind is EntryKind.draft and found.identity:
                self._ending.add(found.identity)
            return Settled(found, NotRelevant(reason))
        if found.kind == NUTRITION_ORDER:
            entry = self.medications.read_nutrition(found, entry_kind)
            if entry is None:
                return Settled(found, NotRelevant(NotRelevantReason.food))
        elif self._selecting and entry_kind is EntryKind.draft and has_no_medicine(found.resource):
            return Settled(found, NotRelevant(NotRelevantReason.no_medicine_yet))
        else:
            entry = self.medications.read(found, entry_kind)
        if says_unknown(entry.name):
            return Settled(found, Open(OpenReason.no_information))
        if says_none(entry.name):
            return Settled(found, NotRelevant(NotRelevantReason.nothing_known))
        if found.identity in self._drafts and self._drafts[found.identity] == named_as(entry):
            return Settled(found, NotRelevant(NotRelevantReason.superseded))
        remark = remark_on(found, entry.dosage, self._today)
        if found.identity in self._ending:
            remark = "; ".join(filter(None, (remark, ENDED_BY_DRAFT)))
        reasons = tuple(reasons_not_sent(found, self._index))
        notes = tuple(read_free_text(found))
        return ReadMedicine(replace(entry, remark=remark), selected, reasons, notes)

    def _read_service(self, found: FoundResource, selected: bool) -> ReadResource:
        if reason := reason_not_taken(found):
            return Settled(found, NotRelevant(reason))
        return ReadService(
            self.medications.read_service(found), selected, reasons_in_doubt(found, self._index)
        )

    def _read_allergy(self, found: FoundResource) -> ReadResource:
        if reason := reason_not_present(found.resource, self._today):
            return Settled(found, NotRelevant(reason))
        return ReadAllergy(self.medications.read_allergy(found))

    def _read_observation(self, found: FoundResource) -> ReadResource:
        if code_word(found.resource.get("status")) in INVALID_STATUSES:
            return Settled(found, NotRelevant(NotRelevantReason.entered_in_error))
        readers = (read_egfr, read_clearance, read_state, read_measured)
        reading = next((told for each in readers if (told := each(found, self._today)) is not None), None)
        if reading is not None:
            return reading
        if not coded_name(found.resource.get("code")):
            return Settled(found, Open(OpenReason.no_name))
        mentions = read_finding(found, self._today)
        return mentions or Settled(found, NotRelevant(NotRelevantReason.other_observation))

    def _read_questionnaire(self, found: FoundResource) -> ReadResource:
        status = code_word(found.resource.get("status"))
        answers = None if status in INVALID_STATUSES else read_answers(found)
        return answers or Settled(found, NotRelevant(NotRelevantReason.other_type))


def list_without_information(reading: ReadResource) -> str | None:
    """Return the prefetch key of a list, when a resource says that nothing is known about it; else None."""
    unknown = isinstance(reading, Settled) and reading.outcome == Open(OpenReason.no_information)
    return PREFETCH_KEY_BY_TYPE.get(reading.found.kind) if unknown else None


def entry_kind_of(found: FoundResource) -> EntryKind:
    """Return whether a medicine of the prefetch is a draft, an order or a statement."""
    if found.kind in ORDER_TYPES:
        return EntryKind.draft if code_word(found.resource.get("status")) == "draft" else EntryKind.order
    return EntryKind.statement


def named_as(entry: MedicineEntry) -> str:
    """Return all names and codes of a medicine in one text, to compare two versions of an order."""
    return repr([(each.texts, each.codes) for each in entry.names])


def read_condition(found: FoundResource, index: ReferenceIndex, today: date) -> ReadResource:
    """Return a condition that is present; another is not relevant, one without a name is open."""
    if reason := reason_not_present(found.resource, today):
        return Settled(found, NotRelevant(reason))
    name = coded_name(found.resource.get("code"))
    if not name:
        return Settled(found, Open(OpenReason.no_name))
    if says_unknown(name):
        return Settled(found, Open(OpenReason.no_information))
    if says_none(name):
        return Settled(found, NotRelevant(NotRelevantReason.nothing_known))
    doubt = doubt_of(found.resource, today)
    mentions = mentions_of_condition(found, index, bool(doubt))
    return ReadCondition(found, name | stage_names(found.resource, name), doubt, mentions)


def stage_names(condition: Resource, name: CodedName) -> CodedName:
    """Return the name of a condition with each stage that stands beside it, and the codes of the stages."""
    stages = coded_name([each.get("summary") for each in objects(condition.get("stage"))])
    return CodedName(
        tuple(f"{text} {stage}" for text in name.texts[:1] for stage in stages.texts), stages.codes
    )


def prefetch_of(request: Resource, context: Resource) -> Resource:
    """Return the prefetch, also when it stands in the context or beside the hook.

    Raise `FailedError` (413) when it has more keys than a request may have resources.
    """
    prefetch: Resource = {}
    beside = {
        key: value for key, value in request.items() if key not in REQUEST_FIELDS and holds_resources(value)
    }
    for each in (beside, context.get("prefetch"), request.get("prefetch")):
        if isinstance(each, dict):
            prefetch |= each
    refuse_too_many(prefetch)
    return prefetch


def context_resources(context: Resource) -> Iterator[FoundResource]:
    """Yield every resource of the context, under any name."""
    for key, value in context.items():
        if key in ORDER_KEYS or (key not in ("prefetch", "selections") and holds_resources(value)):
            yield from resources_in(value, f"context.{key}")


def orders_sent(context: Resource, drafts: list[FoundResource]) -> bool:
    """Return whether the context holds orders, or an empty Bundle in their place."""
    if drafts:
        return any(each.kind != "OperationOutcome" for each in drafts)
    return any(context.get(key) is not None for key in ORDER_KEYS)


def holds_resources(value: Any) -> bool:
    """Return whether a value that may be anything holds a resource."""
    return isinstance(value, dict | list) and any(each.kind for each in resources_in(value, ""))


def selection_names(found: FoundResource) -> set[str]:
    """Return the names under which a draft can be selected: `Type/id`, address, URN and bare id."""
    given = found.resource.get("id")
    names = {found.identity, found.url, relative_reference(found.url)}
    return (names | {given, f"urn:uuid:{given}"} if isinstance(given, str) else names) - {""}
