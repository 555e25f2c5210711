"""Turn a record into requests to the safety check, and the answers into findings.

What must stay true: the check alone decides. An alert at both ends of every range is found; an alert at one
end could not be decided. Every resource of the request is accounted for.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from app.cds_hooks.failures import MISSING_DATA, NOT_SENT, FailedError
from app.cds_hooks.findings import PointKind, RecordFindings, add_answers
from app.cds_hooks.magnesium import amount, magnesium_products, orders_magnesium
from app.cds_hooks.open_points import (
    add_missing_medicines,
    add_modifiers,
    add_not_judged,
    add_open_medicines,
    add_other_readings,
    add_record_points,
    add_said_medicines,
    add_unclear_routes,
    is_in_context,
)
from app.cds_hooks.question import Question, distinct_medicines, interacting, rules_by_slug
from app.cds_hooks.reading.conditions import RecordConditions, read_conditions
from app.cds_hooks.reading.fhir import first_words
from app.cds_hooks.reading.medications import MedicineEntry
from app.cds_hooks.reading.outcomes import Accounted, Open, OpenReason, Used
from app.cds_hooks.reading.read_resources import ReadItems, ReadMentions, ReadService
from app.cds_hooks.reading.record import PatientRecord
from app.cds_hooks.record_medicines import RecordMedicine, RecordMedicineReader
from app.safety.check import Checker


@dataclass(frozen=True)
class GroupedMedicines:
    """The medicines of a record, by how they concern the question."""

    selected: list[RecordMedicine]
    """Draft orders that the hook is about."""
    others: list[RecordMedicine]
    """Other drafts, then medicines that are taken."""
    allergies: list[MedicineEntry]
    """Allergies and intolerances to magnesium."""
    said: list[RecordMedicine]
    """What answers and observations name, and is a medicine."""

    @property
    def all(self) -> list[RecordMedicine]:
        """Return all medicines, selected drafts first."""
        return [*self.selected, *self.others]


def check_record(checker: Checker, record: PatientRecord, about_orders: bool) -> RecordFindings:
    """Return the findings about a record; with `about_orders`, about its selected draft orders."""
    refuse_missing_data(record, about_orders)
    checker = checker.for_one_call()
    medicines = grouped_medicines(checker, record)
    conditions = read_conditions(checker, record)
    findings = RecordFindings(
        kidneys=record.kidneys.text, rules=rules_by_slug(checker), patient_id=record.patient_id
    )
    if medicines.selected or not about_orders:
        products = magnesium_products(medicines.all)
        if products:
            question = Question(record, conditions, products, distinct_medicines(medicines.all))
            check_magnesium(checker, question, findings)
            findings.ordered = [each.entry for each in magnesium_products(medicines.selected)]
            add_record_points(record, conditions, findings)
            add_unclear_routes(medicines.all, findings)
            add_not_judged(record, medicines.allergies, findings)
            add_modifiers(record, findings)
        unread = any(each.reason for each in medicines.all)
        partners = interacting(checker, medicines.all) if unread else []
        add_open_medicines(medicines.all, findings, in_play=bool(products), partners=partners)
        ordered = medicines.selected if about_orders else None
        if not products and magnesium_may_be_missing(checker, record, ordered):
            add_missing_medicines(record, findings)
            findings.add(PointKind.list_not_sent, "whether magnesium is taken is not known")
    add_said(checker, medicines, about_orders, findings)
    if about_orders and not record.orders_sent:
        findings.add(PointKind.list_not_sent, "no draft orders were sent")
    add_other_readings(record, findings)
    findings.accounted = list(account(record, medicines, conditions, findings))
    return findings


def add_said(
    checker: Checker, medicines: GroupedMedicines, about_orders: bool, findings: RecordFindings
) -> None:
    """Add what is said and may be a medicine: any beside magnesium, and magnesium where it would matter.

    It always matters in a draft of a type that orders no medicine.
    """
    if findings.magnesium:
        add_said_medicines(medicines.said, findings)
        return
    magnesium = [each for each in medicines.said if each.recognised.magnesium]
    drafted = [each for each in magnesium if is_in_context(each)]
    matters = not about_orders or bool(magnesium and interacting(checker, medicines.selected))
    add_said_medicines(magnesium if matters else drafted, findings)


def magnesium_may_be_missing(
    checker: Checker, record: PatientRecord, ordered: list[RecordMedicine] | None
) -> bool:
    """Return whether the record may leave out magnesium that would matter to the orders.

    `ordered` is None when the question is not about orders.
    """
    if record.all_medicines_sent:
        return False
    return ordered is None or bool(interacting(checker, ordered))


def refuse_missing_data(record: PatientRecord, about_orders: bool) -> None:
    """Raise `FailedError` when the data are missing without which nothing can be checked."""
    orders = [*record.selected, *record.drafted]
    if about_orders and orders and all(each.problem is OpenReason.not_sent for each in orders):
        raise FailedError(MISSING_DATA, NOT_SENT)
    if not about_orders and record.no_medicines_sent:
        raise FailedError(
            MISSING_DATA,
            "Neither `medicationRequests` nor `medicationStatements` was prefetched, so that it is not known "
            "whether magnesium is taken.",
        )


def grouped_medicines(checker: Checker, record: PatientRecord) -> GroupedMedicines:
    """Return the medicines of a record with what they stand for."""
    reader = RecordMedicineReader(checker.names)
    selected, drafted, taken = (
        [reader.read(each) for each in group] for group in (record.selected, record.drafted, record.taken)
    )
    magnesium_allergies = [
        each.entry for each in record.allergies if reader.read(each.entry).recognised.magnesium
    ]
    for service in record.services:
        medicine = reader.read(service.entry)
        if orders_magnesium(medicine):
            (selected if service.selected else drafted).append(medicine)
    taken += [each for each in map(reader.read, record.items) if each.is_medicine]
    known = substances_beside_magnesium(
        each for each in (*selected, *drafted, *taken) if not each.entry.remark
    )
    said = [
        each
        for each in map(reader.read, record.said)
        if (not each.reason or names_magnesium_product(each))
        and each.is_medicine
        and (each.recognised.magnesium or not substances_beside_magnesium([each]) <= known)
    ]
    return GroupedMedicines(selected, [*drafted, *taken], magnesium_allergies, said)


def names_magnesium_product(said: RecordMedicine) -> bool:
    """Return whether words that are not all understood name a product of magnesium, and no more than that."""
    return said.reason is OpenReason.partly_recognised and orders_magnesium(said)


def substances_beside_magnesium(medicines: Iterable[RecordMedicine]) -> frozenset[str]:
    """Return what medicines stand for, beside magnesium."""
    return frozenset().union(*(each.substances for one in medicines for each in one.recognised.inputs))


def account(
    record: PatientRecord,
    medicines: GroupedMedicines,
    conditions: RecordConditions,
    findings: RecordFindings,
) -> Iterator[Accounted]:
    """Yield every resource of a request with its one outcome."""
    used = conditions.mentioned | {each.entry.found for each in medicines.all}
    reasons = findings.open_resources
    reasons |= {reading.found: reason for reading, reason in conditions.open.items()}
    reasons |= {each.entry.found: each.reason for each in medicines.all if each.reason}
    for reading in record.readings:
        if reason := reasons.get(reading.found):
            yield Accounted(reading.found, Open(reason))
        elif reading.found in used and isinstance(reading, ReadService | ReadItems | ReadMentions):
            yield Accounted(reading.found, Used())
        else:
            yield Accounted(reading.found, record.outcome_of(reading))


def check_magnesium(checker: Checker, question: Question, findings: RecordFindings) -> None:
    """Ask the check about the magnesium of a record beside everything else, and add its findings."""
    findings.magnesium = [each.entry for each in question.magnesium]
    findings.instructions = question.instructions
    answers = question.ask(checker)
    add_answers(findings, answers, question.labels)
    question.add_items_not_asked(findings)
    question.add_items_not_covered(findings, answers[-1])
    if any(each.kind is PointKind.amount for each in findings.points):
        for each in question.magnesium:
            if len(each.doses) > 1:
                findings.add(
                    PointKind.amount,
                    f"dose basis unknown: “{each.entry.shown}” does not say whether "
                    f"{amount(each):g} mg a day are of the salt or of magnesium",
                    "dose basis unknown",
                )
    for ordered in findings.magnesium:
        if words := ordered.dosage.contradicted:
            findings.add(
                PointKind.amount,
                f"the words “{first_words(words)}” and the dose of “{ordered.shown}” differ: "
                "the higher was checked",
                "two different doses of magnesium",
            )
        elif words := ordered.dosage.unread:
            findings.add(
                PointKind.amount,
                f"the words “{first_words(words)}” name more than the dose of “{ordered.shown}”: "
                "only the dose was checked",
                "words about the dose of magnesium were not read",
            )
