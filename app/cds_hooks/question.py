"""Ask the safety check about a record.

What must stay true: the check alone decides. Where a record leaves a value open, the check is asked at both
ends of its range.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any

from app.cds_hooks.conditions import RecordConditions
from app.cds_hooks.fhir import first_words
from app.cds_hooks.findings import PointKind, RecordFindings
from app.cds_hooks.ingredients import RecordMedicine, can_be_checked
from app.cds_hooks.magnesium import MagnesiumProduct
from app.cds_hooks.medications import Medication
from app.cds_hooks.prefetch import MEDICATION_KEYS, PatientRecord
from app.cds_hooks.pregnancy import cannot_be_pregnant
from app.cds_hooks.product_names import MAX_NAME_LENGTH
from app.cds_hooks.resources import OpenReason
from app.medicines.names import fold
from app.models import Rule
from app.models.rule import RuleKind, Severity
from app.safety.check import Checker
from app.safety.schemas import (
    MOST_ITEMS,
    CheckAnswer,
    CheckRequest,
    InputStatus,
    MedicineInput,
    Person,
    Supplement,
)

MAX_MAGNESIUM_PRODUCTS = 6
"""Magnesium products of one record that the check is asked about, each beside everything else."""


@dataclass(frozen=True)
class RecordInput:
    """An input of the check, and the medicine of the record that it stands for."""

    given: MedicineInput
    medication: Medication


@dataclass(frozen=True)
class Question:
    """Everything the check is asked about a record, beside the magnesium product itself."""

    checker: Checker
    record: PatientRecord
    conditions: RecordConditions
    magnesium: list[MagnesiumProduct]
    """Every magnesium product of the record."""
    medicines: list[RecordInput]
    """Every other medicine, each once."""

    @property
    def ends(self) -> range:
        """Return the ends of the possible amounts: 0 the lower, 1 the higher."""
        return range(2 if any(len(each.doses) > 1 for each in self.magnesium) else 1)


def ask(question: Question, magnesium: MagnesiumProduct, findings: RecordFindings) -> Iterator[CheckAnswer]:
    """Yield the answers about one magnesium product, asked at both ends of every range."""
    record, conditions = question.record, question.conditions
    dosage = magnesium.medication.dosage
    others = [each for each in question.magnesium if not each.is_same_as(magnesium)]
    told = bool(others or question.medicines) or not record.sent.isdisjoint(MEDICATION_KEYS)
    for end, age, egfr, route in product(
        question.ends, possible_ages(record), possible_egfr(record), dosage.routes.checked
    ):
        inputs = [*[magnesium_input(each, end) for each in others], *question.medicines][:MOST_ITEMS]
        answer = question.checker.check(
            CheckRequest(
                supplement=Supplement(
                    form=(magnesium.ingredient.form or "")[:MAX_NAME_LENGTH] or None,
                    route=route,
                    times=list(dosage.clock_times) or None,
                    **magnesium.dose_at(end),
                ),
                person=Person(age=age, egfr=egfr, **person_states(record, conditions)),
                medicines=[each.given for each in inputs] if told else None,
                conditions=None if conditions.inputs is None else conditions.inputs[:MOST_ITEMS],
            )
        )
        name_inputs(answer, inputs, conditions, findings)
        yield answer


def name_inputs(
    answer: CheckAnswer,
    inputs: list[RecordInput],
    conditions: RecordConditions,
    findings: RecordFindings,
) -> None:
    """Write the record's own words into an answer, and note the medicines that no rule speaks of."""
    medicines = {f"medicines[{number}]": each.medication for number, each in enumerate(inputs)}
    named = {f"conditions[{number}]": label for number, label in enumerate(conditions.labels)}
    for each in answer.inputs:
        each.given = first_words(named.get(each.place, each.given))
        if (medication := medicines.get(each.place)) is not None:
            each.given = first_words(medication.label)
            if each.status is InputStatus.outside_coverage or each.not_checked:
                findings.open_resources[medication.found] = OpenReason.not_covered


def add_items_not_asked(question: Question, asked: list[MagnesiumProduct], findings: RecordFindings) -> None:
    """Report what is more than the check takes."""
    room = MOST_ITEMS - min(len(question.magnesium), MOST_ITEMS)
    further = [
        *[each.medication for each in asked[MAX_MAGNESIUM_PRODUCTS:]],
        *[each.medication for each in question.magnesium[MOST_ITEMS:]],
        *[each.medication for each in question.medicines[room:]],
    ]
    if further:
        findings.open_resources |= {each.found: OpenReason.too_many for each in further}
        findings.add(PointKind.medicine, f"{len(further)} further medicines were not checked")
    conditions = question.conditions.inputs or []
    if len(conditions) > MOST_ITEMS:
        number = len(conditions) - MOST_ITEMS
        findings.add(PointKind.condition, f"{number} further conditions were not checked")


def magnesium_input(magnesium: MagnesiumProduct, end: int) -> RecordInput:
    """Return another magnesium product as an input."""
    given, dose = magnesium.ingredient.input, magnesium.dose_at(end)
    given.route = magnesium.medication.dosage.routes.checked[0]
    given.times = list(magnesium.medication.dosage.clock_times) or None
    given.elemental_mg, given.compound_mg = dose.get("elemental_mg"), dose.get("compound_mg")
    return RecordInput(given, magnesium.medication)


def distinct_medicines(checker: Checker, medicines: Iterable[RecordMedicine]) -> list[RecordInput]:
    """Return each medicine that is no magnesium, once for each way and time it is taken."""
    found: dict[object, RecordInput] = {}
    for medicine in medicines:
        dosage = medicine.medication.dosage
        for part, route in product(medicine.ingredients, dosage.routes.checked):
            if part.magnesium or not can_be_checked(part):
                continue
            given = part.input
            given.route, given.times = route, list(dosage.clock_times) or None
            substance = checker.names.medicine(given).concepts or fold(given.text or "")
            found.setdefault((substance, route, dosage.clock_times), RecordInput(given, medicine.medication))
    return list(found.values())


def interacting(checker: Checker, medicines: list[RecordMedicine]) -> list[str]:
    """Return the medicines for which a rule above `info` would speak beside magnesium."""
    inputs = distinct_medicines(checker, medicines)[:MOST_ITEMS]
    if not inputs:
        return []
    answer = checker.check(
        CheckRequest(supplement=Supplement(), medicines=[each.given for each in inputs], conditions=[])
    )
    speaking = (
        alert.subject
        for alert in answer.alerts
        if alert.kind is RuleKind.interaction and alert.severity is not Severity.info
    )
    return list(dict.fromkeys(speaking))


def person_states(record: PatientRecord, conditions: RecordConditions) -> dict[str, Any]:
    """Return whether somebody is pregnant or breastfeeding, as far as it is told or follows."""
    states: dict[str, bool] = {}
    excluded = cannot_be_pregnant(record.sex, record.age)
    for state in ("pregnant", "breastfeeding"):
        told = record.states.get(state)
        if state in conditions.states or (told and told.value):
            states[state] = True
        elif excluded or (told and told.value is False):
            states[state] = False
    return states


def possible_ages(record: PatientRecord) -> list[float | None]:
    """Return the ends of the possible ages."""
    if record.age is None:
        return [None]
    return [*sorted({float(record.age.low), float(record.age.high)})]


def possible_egfr(record: PatientRecord) -> list[float | None]:
    """Return the ends of the possible kidney function."""
    known = record.kidneys.range
    return [None] if known is None else [*sorted(set(known))]


def rules_by_slug(checker: Checker) -> dict[str, Rule]:
    """Return the rules of the check by slug."""
    compiled = checker.rules
    groups = (compiled.about_medicines, compiled.about_conditions, compiled.about_magnesium)
    return {each.slug: each.rule for group in groups for each in group}
