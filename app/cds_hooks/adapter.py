"""Turn a record into requests to the safety check, and the answers into findings.

What must stay true: the check alone decides. Where a record leaves a value open, the check is asked at both
ends of its range. An alert at both ends is found; an alert at one end could not be decided.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Self

from pydantic import model_validator

from app.cds_hooks.conditions import condition_inputs, person_states
from app.cds_hooks.failures import MISSING_DATA, FailedError
from app.cds_hooks.findings import RecordFindings, add_answers, at_most
from app.cds_hooks.ingredients import RecordMedicine, can_be_checked, find_ingredients
from app.cds_hooks.prefetch import MEDICATION_KEYS, UNRESOLVED_ORDER, PatientRecord
from app.cds_hooks.product_names import MAX_NAME_LENGTH, Ingredient, ProductNames
from app.medicines.names import fold
from app.models.rule import MedicineRoute, RuleKind, Severity
from app.safety.check import Checker
from app.safety.schemas import (
    MOST_ITEMS,
    CheckRequest,
    ConditionInput,
    MedicineInput,
    Person,
    Supplement,
)

MAX_MAGNESIUM_PRODUCTS = 6
"""Magnesium products of one record that the check is asked about, each beside everything else."""

MAX_MILLIGRAMS = 20_000
"""Highest amount a day that is passed to the check."""

ELEMENTAL = re.compile(r"\belemental\b", re.IGNORECASE)

UNKNOWN_DOSE_BASIS = (
    "dose basis unknown: whether the {mg:g} mg a day are of the salt or of magnesium is not said"
)
UNKNOWN_AMOUNT = "how much magnesium a day it is, is not said"


class RecordSupplement(Supplement):
    """The magnesium of a record; its amount may be unknown."""

    @model_validator(mode="after")
    def one_dose(self) -> Self:
        if self.elemental_mg is not None and self.compound_mg is not None:
            raise ValueError("give at most one of `elemental_mg` and `compound_mg`")
        return self


class RecordCheckRequest(CheckRequest):
    """A request to the check about a record."""

    supplement: RecordSupplement


@dataclass(frozen=True)
class MagnesiumProduct:
    """One magnesium ingredient of a medicine, and the medicine."""

    medicine: RecordMedicine
    ingredient: Ingredient


@dataclass(frozen=True)
class RecordMedicines:
    """Medicines of a record with their ingredients."""

    selected: list[RecordMedicine]
    """Draft orders that the hook is about."""
    others: list[RecordMedicine]
    """Other drafts, then medicines that are taken."""

    @property
    def all(self) -> list[RecordMedicine]:
        """Return all medicines, selected drafts first."""
        return [*self.selected, *self.others]


def check_record(checker: Checker, record: PatientRecord, about_orders: bool) -> RecordFindings:
    """Return the findings about a record; with `about_orders`, about its selected draft orders."""
    refuse_missing_data(record, about_orders)
    medicines = medicines_of(checker, record)
    if about_orders and not medicines.selected:
        return RecordFindings(
            open_points=[each for each in record.medicine_caveats if each == UNRESOLVED_ORDER]
        )
    magnesium = magnesium_products(medicines.selected) or magnesium_products(medicines.others)
    if not magnesium:
        return without_magnesium(checker, record, medicines, about_orders)
    findings = RecordFindings(kidneys=record.kidneys.text)
    conditions = condition_inputs(checker, record, findings)
    for each in at_most(magnesium, "magnesium products", findings, MAX_MAGNESIUM_PRODUCTS):
        check_magnesium(checker, each, medicines.all, record, conditions, findings)
    findings.open_points += [
        f"“{part.text}”: not recognised"
        for each in medicines.all
        for part in each.ingredients
        if not can_be_checked(part)
    ]
    findings.open_points = list(dict.fromkeys([*findings.open_points, *record.caveats]))
    return findings


def refuse_missing_data(record: PatientRecord, about_orders: bool) -> None:
    """Raise `FailedError` when the data are missing without which nothing can be checked."""
    orders = [*record.selected, *record.drafted]
    if about_orders and orders and all(each.unresolved for each in orders):
        raise FailedError(
            MISSING_DATA,
            "The order refers to a medication that was neither contained nor prefetched, and does not "
            "name it.",
        )
    if not about_orders and record.no_medicines_sent:
        raise FailedError(
            MISSING_DATA,
            "Neither `medicationRequests` nor `medicationStatements` was prefetched, so that it is not known "
            "whether magnesium is taken.",
        )


def medicines_of(checker: Checker, record: PatientRecord) -> RecordMedicines:
    """Return the medicines of a record with their ingredients, without unresolved references."""
    products = ProductNames(checker.names)
    selected, drafted, taken = (
        [find_ingredients(each, products) for each in group if not each.unresolved]
        for group in (record.selected, record.drafted, record.taken)
    )
    return RecordMedicines(selected, [*drafted, *taken])


def magnesium_products(medicines: list[RecordMedicine]) -> list[MagnesiumProduct]:
    """Return every magnesium ingredient of some medicines."""
    return [MagnesiumProduct(each, part) for each in medicines for part in each.magnesium]


def without_magnesium(
    checker: Checker, record: PatientRecord, medicines: RecordMedicines, about_orders: bool
) -> RecordFindings:
    """Return open points when no magnesium was recognised: whether that is certain, and would matter."""
    findings = RecordFindings()
    uncertain = [each for each in medicines.all if not each.surely_without_magnesium]
    if record.all_medicines_sent and not uncertain:
        return findings
    selected = medicines.selected
    if (
        about_orders
        and all(each.surely_without_magnesium for each in selected)
        and not would_matter(checker, selected)
    ):
        return findings
    findings.open_points += [
        f"“{each.medication.label}” is not recognised: it may hold magnesium, or interact with it"
        for each in uncertain
    ]
    if not record.all_medicines_sent:
        findings.open_points.append("whether magnesium is taken is not known")
    findings.open_points += record.medicine_caveats
    return findings


def would_matter(checker: Checker, medicines: list[RecordMedicine]) -> bool:
    """Return whether any of these medicines interacts with magnesium, or may."""
    inputs = [each for medicine in medicines for each in medicine_inputs(medicine)]
    answer = checker.check(
        RecordCheckRequest(supplement=RecordSupplement(), medicines=inputs[:MOST_ITEMS], conditions=[])
    )
    interacts = any(
        alert.kind is RuleKind.interaction and alert.severity is not Severity.info for alert in answer.alerts
    )
    return interacts or not all(can_be_checked(part) for each in medicines for part in each.ingredients)


def check_magnesium(
    checker: Checker,
    magnesium: MagnesiumProduct,
    medicines: list[RecordMedicine],
    record: PatientRecord,
    conditions: list[ConditionInput] | None,
    findings: RecordFindings,
) -> None:
    """Ask the check about one magnesium product beside everything else, and add its findings."""
    inputs = [each for medicine in medicines for each in medicine_inputs(medicine, magnesium)]
    others = distinct_medicines(checker, inputs, findings)
    medicines_known = others or not record.sent.isdisjoint(MEDICATION_KEYS)
    amounts, open_points = possible_amounts(magnesium)
    medication = magnesium.medicine.medication
    findings.open_points += open_points
    findings.magnesium.append(medication.label)
    states = person_states(checker, conditions or [])
    answers = [
        checker.check(
            RecordCheckRequest(
                supplement=RecordSupplement(
                    form=(magnesium.ingredient.form or "")[:MAX_NAME_LENGTH] or None,
                    route=medication.dosage.route or MedicineRoute.oral,
                    times=list(medication.dosage.clock_times) or None,
                    **amount,
                ),
                person=Person(age=age, egfr=egfr, **states),
                medicines=others if medicines_known else None,
                conditions=conditions,
            )
        )
        for amount, age, egfr in product(amounts, possible_ages(record), possible_egfr(record))
    ]
    add_answers(findings, answers, medication.label)


def medicine_inputs(
    medicine: RecordMedicine, without: MagnesiumProduct | None = None
) -> Iterator[MedicineInput]:
    """Yield a medicine as inputs of the check, one for each ingredient, except for `without`."""
    dosage = medicine.medication.dosage
    for part in medicine.ingredients:
        excluded = without is not None and medicine is without.medicine and part is without.ingredient
        if excluded or not can_be_checked(part):
            continue
        given = part.input
        given.route = dosage.route or MedicineRoute.oral
        given.times = list(dosage.clock_times) or None
        yield given


def distinct_medicines(
    checker: Checker, inputs: list[MedicineInput], findings: RecordFindings
) -> list[MedicineInput]:
    """Return each medicine once, no more than the check accepts."""
    found: dict[object, MedicineInput] = {}
    for each in inputs:
        substance = checker.names.medicine(each).concepts or fold(each.text or "")
        found.setdefault((substance, each.route, tuple(each.times or ())), each)
    return at_most(list(found.values()), "medicines", findings)


def possible_amounts(magnesium: MagnesiumProduct) -> tuple[list[dict[str, float]], list[str]]:
    """Return the possible amounts a day, as fields of the supplement, and what is unknown about them."""
    medication = magnesium.medicine.medication
    mg = medication.dosage.milligrams_a_day(magnesium.ingredient.strength_mg)
    if mg is None or not 0 < mg <= MAX_MILLIGRAMS:
        return [{}], [UNKNOWN_AMOUNT]
    if any(ELEMENTAL.search(text) for text in medication.name.texts):
        return [{"elemental_mg": mg}], []
    return [{"elemental_mg": mg}, {"compound_mg": mg}], [UNKNOWN_DOSE_BASIS.format(mg=mg)]


def possible_ages(record: PatientRecord) -> list[float | None]:
    """Return the ends of the possible ages."""
    if record.age is None:
        return [None]
    return [*sorted({float(record.age.low), float(record.age.high)})]


def possible_egfr(record: PatientRecord) -> list[float | None]:
    """Return the ends of the possible kidney function."""
    known = record.kidneys.range
    return [None] if known is None else [*sorted(set(known))]
