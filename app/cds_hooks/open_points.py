"""Report what could not be read in a record, was not sent, or is in doubt.

What must stay true: every medicine that could not be read is named: it may be magnesium, or interact with it.
"""

from collections.abc import Collection, Iterator

from app.cds_hooks.findings import PointKind, RecordFindings
from app.cds_hooks.reading.conditions import RecordConditions, condition_label
from app.cds_hooks.reading.fhir import FoundResource, Resource, clean_text, first_words, objects
from app.cds_hooks.reading.medications import EntryKind, MedicineEntry
from app.cds_hooks.reading.outcomes import NotRelevant, Open, OpenReason
from app.cds_hooks.reading.pregnancy import cannot_be_pregnant
from app.cds_hooks.reading.read_resources import ReadMedicine, Settled
from app.cds_hooks.reading.record import PatientRecord
from app.cds_hooks.reading.sent_lists import MEDICATION_KEYS, PREFETCH_CONTENT, PREFETCH_KEY_BY_TYPE
from app.cds_hooks.record_medicines import RecordMedicine

PROBLEM_WORDS = {
    OpenReason.no_name: "names no medicine that can be read",
    OpenReason.not_sent: "refers to a medication that was not sent",
    OpenReason.not_recognised: "is not recognised",
    OpenReason.ambiguous: "may mean several medicines",
    OpenReason.partly_recognised: "was understood only in part",
    OpenReason.conflicting: "has a name and a code that disagree; both were checked",
}
"""Why a medicine could not be checked, or not in full → words after its name."""

CONDITION_WORDS = {
    OpenReason.not_recognised: "not recognised",
    OpenReason.partly_recognised: "understood only in part",
    OpenReason.not_judged: "not stated as present, so that it was not checked",
}
"""Why a condition could not be checked → words after its name. The check itself reports the others."""


def add_open_medicines(
    medicines: list[RecordMedicine], findings: RecordFindings, in_play: bool, partners: list[str]
) -> None:
    """Add every medicine that could not be read: it may be magnesium, or interact with it.

    `in_play` says whether magnesium was recognised; `partners` are the medicines that interact with it.
    """
    for each in medicines:
        if each.reason is None:
            continue
        if each.reason is OpenReason.conflicting and not in_play:
            continue
        words = PROBLEM_WORDS[each.reason]
        kind = subject_words(each.entry)
        findings.add(
            PointKind.medicine,
            f"{kind} “{each.entry.shown}” {words}: {consequence(each, in_play, partners)}",
            f"{kind} {words}",
        )


def add_said_medicines(said: list[RecordMedicine], findings: RecordFindings) -> None:
    """Add medicines that other resources name: nothing tells that they are ordered or taken."""
    for each in said:
        findings.open_resources[each.entry.found] = OpenReason.not_judged
        word = "taken or ordered" if is_in_context(each) else "taken"
        findings.add(
            PointKind.medicine,
            f"“{each.entry.shown}” may be a medicine that is {word}: it was not checked",
            f"a medicine that may be {word} was not checked",
        )


def is_in_context(medicine: RecordMedicine) -> bool:
    """Return whether a medicine stands in the context of the call, among the drafts."""
    return medicine.entry.found.place.startswith("context")


def subject_words(entry: MedicineEntry) -> str:
    """Return `the order` or `the medicine`."""
    return "the order" if entry.entry_kind is EntryKind.draft else "the medicine"


def consequence(medicine: RecordMedicine, in_play: bool, partners: list[str]) -> str:
    """Return what follows when a medicine could not be read."""
    if medicine.recognised.magnesium:
        return "what else it may hold was not checked"
    if in_play:
        return "it may interact with magnesium"
    if partners:
        return f"it may hold magnesium, which interacts with {', '.join(partners[:3])}"
    return "it may hold magnesium"


def add_other_readings(record: PatientRecord, findings: RecordFindings) -> None:
    """Add resources that cannot be read, and those of another patient."""
    for reading in record.readings:
        if not isinstance(reading, Settled) or not isinstance(reading.outcome, Open):
            continue
        match reading.outcome.reason:
            case OpenReason.another_patient:
                findings.add(
                    PointKind.another_patient,
                    f"{name_of(reading.found)} names another patient and was not used",
                )
            case OpenReason.other_order:
                findings.add(
                    PointKind.medicine,
                    f"{name_of(reading.found)} is an order of a type that is not read: "
                    "it may hold a medicine",
                )
            case OpenReason.no_information:
                key = PREFETCH_KEY_BY_TYPE[reading.found.kind]
                findings.add(
                    PointKind.list_not_sent,
                    f"the record says that it has no information about {PREFETCH_CONTENT[key]}",
                )
            case OpenReason.unreadable:
                findings.add(PointKind.medicine, f"{reading.found.place} holds no resource that can be read")
            case OpenReason.no_name if findings.magnesium:
                kind = PointKind.condition if reading.found.kind == "Condition" else PointKind.other
                findings.add(kind, f"{name_of(reading.found)} has no name that can be read")


def name_of(found: FoundResource) -> str:
    """Return a resource by its type and id, or by its place in the request."""
    return found.identity or f"{found.kind} ({found.place})"


def add_record_points(record: PatientRecord, conditions: RecordConditions, findings: RecordFindings) -> None:
    """Add the missing lists, kidney function, age and conditions."""
    add_missing_medicines(record, findings)
    add_open_conditions(record, conditions, findings)
    if not record.kidneys.values:
        queried = "egfr" in record.sent
        findings.add(
            PointKind.kidneys,
            "no kidney function (eGFR) was found" if queried else "kidney function was not sent",
        )
    for words in record.kidney_caveats:
        findings.add(PointKind.kidneys, words)
    if record.age is None:
        findings.add(PointKind.person, "the age is not known")
    elif record.age.low != record.age.high:
        findings.add(PointKind.person, "the date of birth is not known to the day")
    if record.patient and has_died(record.patient.found.resource):
        findings.add(PointKind.person, "the record says that the person has died")
    if cannot_be_pregnant(record.sex, record.age) and recorded_as_pregnant(record, conditions):
        findings.add(
            PointKind.person, "the record states pregnancy or breastfeeding, which sex or age contradict"
        )


def has_died(patient: Resource) -> bool:
    """Return whether a patient is recorded as dead."""
    return patient.get("deceasedBoolean") is True or bool(clean_text(patient.get("deceasedDateTime")))


def add_unclear_routes(medicines: list[RecordMedicine], findings: RecordFindings) -> None:
    """Add every medicine whose route the record leaves open."""
    for each in medicines:
        if each.routes.unclear:
            findings.add(
                PointKind.other,
                f"the route of “{each.entry.shown}” is not clear "
                f"(“{first_words(each.routes.unclear)}”): every route that it may mean was checked",
            )


def add_not_judged(record: PatientRecord, allergies: list[MedicineEntry], findings: RecordFindings) -> None:
    """Add what may matter to magnesium and is read by no rule: allergies to it, values of the laboratory."""
    for each in allergies:
        findings.open_resources[each.found] = OpenReason.not_judged
        findings.add(
            PointKind.medicine,
            f"“{each.shown}” is in the list of allergies and intolerances: no rule of the check reads them",
            "an allergy or intolerance to magnesium",
        )
    for value in record.not_judged:
        findings.add(PointKind.kidneys, f"{value.text}: no rule of the check reads it")


def add_modifiers(record: PatientRecord, findings: RecordFindings) -> None:
    """Add each resource that was used and has a modifier, which may change or deny its content."""
    for reading in record.readings:
        used = not isinstance(record.outcome_of(reading), NotRelevant)
        if used and not isinstance(reading, Settled) and has_modifier(reading.found.resource):
            findings.open_resources[reading.found] = OpenReason.modified
            label = (
                f"“{reading.entry.shown}”" if isinstance(reading, ReadMedicine) else name_of(reading.found)
            )
            findings.add(
                PointKind.medicine if isinstance(reading, ReadMedicine) else PointKind.other,
                f"{label} has a modifier that is not read and may change what it says",
                "a modifier was not read",
            )


def has_modifier(resource: Resource) -> bool:
    """Return whether a resource, or an instruction in it, has a modifier extension or implicit rules."""
    parts = (resource, *objects(resource.get("dosageInstruction")), *objects(resource.get("dosage")))
    return any(each.get("modifierExtension") or each.get("implicitRules") for each in parts)


def add_open_conditions(
    record: PatientRecord, conditions: RecordConditions, findings: RecordFindings
) -> None:
    """Add that the conditions were not sent, and those that could not be checked, or not in full."""
    for sent in missing_lists(["conditions"], record):
        findings.add(PointKind.condition, sent)
    for condition, reason in conditions.open.items():
        if words := CONDITION_WORDS.get(reason):
            label = first_words(condition_label(condition))
            findings.add(PointKind.condition, f"condition “{label}”: {words}")
    if conditions.further:
        number = conditions.further
        findings.add(
            PointKind.condition,
            f"{number} further names in the record may be conditions or medicines: not read",
        )


def recorded_as_pregnant(record: PatientRecord, conditions: RecordConditions) -> bool:
    """Return whether a condition or observation says that somebody is pregnant or breastfeeding."""
    return bool(conditions.states) or any(each.value for each in record.states.values())


def add_missing_medicines(record: PatientRecord, findings: RecordFindings) -> None:
    """Add the lists of medicines that were not sent, or only in part."""
    for words in missing_lists(MEDICATION_KEYS, record):
        findings.add(PointKind.list_not_sent, words)


def missing_lists(keys: Collection[str], record: PatientRecord) -> Iterator[str]:
    """Yield, in words, which lists were not sent, or only in part."""
    sent = (each.found for each in record.readings if each.found.place.startswith("prefetch"))
    keys_by_type = {PREFETCH_KEY_BY_TYPE.get(found.kind) for found in sent}
    known = record.sent | record.without_information
    if absent := [key for key in keys if key not in known]:
        elsewhere = not keys_by_type.isdisjoint(absent)
        yield f"{' and '.join(PREFETCH_CONTENT[key] for key in absent)} were not sent" + (
            " under the name asked for: only some may be known" if elsewhere else ""
        )
    for key in keys:
        if key in record.sent_in_part:
            yield f"not all {PREFETCH_CONTENT[key]} were sent"
