"""Ask the safety check about a record.

What must stay true: the check alone decides. Where a record leaves a value open, the check is asked at both
ends of its range.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import product

from app.cds_hooks.findings import NOT_LOOKED_AT, PointKind, RecordFindings
from app.cds_hooks.magnesium import RecordMagnesium
from app.cds_hooks.reading.conditions import RecordConditions
from app.cds_hooks.reading.dosage import stated_doses
from app.cds_hooks.reading.fhir import first_words
from app.cds_hooks.reading.medications import MedicineEntry
from app.cds_hooks.reading.outcomes import OpenReason
from app.cds_hooks.reading.record import PatientRecord
from app.cds_hooks.reading.sent_lists import MEDICATION_KEYS
from app.cds_hooks.record_medicines import RecordMedicine
from app.models import Rule
from app.models.rule import RuleKind, Severity
from app.safety.answers import CheckAnswer
from app.safety.check import Checker
from app.safety.request import (
    MOST_ITEMS,
    MOST_SUPPLEMENTS,
    CheckRequest,
    MedicineInput,
    Person,
    PersonSex,
    Supplement,
)


@dataclass(frozen=True)
class RecordInput:
    """An input of the check, and the medicine of the record that it stands for."""

    given: MedicineInput
    entry: MedicineEntry


@dataclass(frozen=True)
class Question:
    """Everything the check is asked about a record."""

    record: PatientRecord
    conditions: RecordConditions
    magnesium: list[RecordMagnesium]
    """Every magnesium product, those that are ordered first."""
    medicines: list[RecordInput]
    """Every other medicine, each once."""

    @property
    def further_magnesium(self) -> list[RecordMagnesium]:
        """Return the products beyond the limit of supplements; they are sent as medicines."""
        return self.magnesium[MOST_SUPPLEMENTS:]

    @property
    def asked_as_medicines(self) -> list[MedicineEntry]:
        """Return the medicines of the request in their order."""
        further = [each.entry for each in self.further_magnesium]
        return further + [each.entry for each in self.medicines]

    @property
    def labels(self) -> dict[str, str]:
        """Return the record's own words for each place of the request."""
        supplements = [each.entry for each in self.magnesium[:MOST_SUPPLEMENTS]]
        named = {
            "supplements": [each.shown for each in supplements],
            "medicines": [each.shown for each in self.asked_as_medicines],
            "conditions": map(first_words, self.conditions.labels),
        }
        return {
            f"{name}[{number}]": label
            for name, labels in named.items()
            for number, label in enumerate(labels)
        }

    @property
    def instructions(self) -> dict[str, str]:
        """Return how each magnesium product is taken in words, by its place in the request."""
        medicines = [f"medicines[{number}]" for number in range(len(self.further_magnesium))]
        places = [f"supplements[{number}]" for number in range(MOST_SUPPLEMENTS)]
        places = [*places[: len(self.magnesium)], *medicines]
        told = {place: dose_in_words(each) for place, each in zip(places, self.magnesium, strict=True)}
        return {place: words for place, words in told.items() if words}

    def ask(self, checker: Checker) -> list[CheckAnswer]:
        """Return the answers at both ends of every range."""
        ways = range(max(len(each.medicine.routes.checked) for each in self.magnesium))
        ends = range(2 if any(len(each.doses) > 1 for each in self.magnesium) else 1)
        return [
            checker.check_ungrouped(self._request(end, way, age, egfr))
            for way, age, egfr, end in product(
                ways, possible_ages(self.record), possible_egfr(self.record), ends
            )
        ]

    def _request(self, end: int, way: int, age: float | None, egfr: float | None) -> CheckRequest:
        """Return the request at an end of the amounts, with one of the possible routes."""
        medicines = [*[magnesium_input(each, end) for each in self.further_magnesium], *self.medicines]
        told = bool(medicines) or not self.record.sent.isdisjoint(MEDICATION_KEYS)
        conditions = self.conditions.inputs
        return CheckRequest(
            supplements=[supplement_input(each, end, way) for each in self.magnesium[:MOST_SUPPLEMENTS]],
            person=person(self.record, self.conditions, age, egfr),
            medicines=[each.given for each in medicines[:MOST_ITEMS]] if told else None,
            conditions=None if conditions is None else conditions[:MOST_ITEMS],
        )

    def add_items_not_asked(self, findings: RecordFindings) -> None:
        """Report what is more than the check takes."""
        if further := self.asked_as_medicines[MOST_ITEMS:]:
            findings.open_resources |= {each.found: OpenReason.too_many for each in further}
            findings.add(PointKind.medicine, f"{len(further)} further medicines were not checked")
        conditions = self.conditions.inputs or []
        if len(conditions) > MOST_ITEMS:
            number = len(conditions) - MOST_ITEMS
            findings.add(PointKind.condition, f"{number} further conditions were not checked")

    def add_items_not_covered(self, findings: RecordFindings, answer: CheckAnswer) -> None:
        """Mark the medicines that no rule covers, in whole or in part."""
        medicines = enumerate(self.asked_as_medicines)
        by_place = {f"medicines[{number}]": each for number, each in medicines}
        for each in answer.inputs:
            silent = each.status in NOT_LOOKED_AT or bool(each.not_checked)
            if silent and each.place in by_place:
                findings.open_resources[by_place[each.place].found] = OpenReason.not_covered


def dose_in_words(magnesium: RecordMagnesium) -> str:
    """Return the dose of a product as it was stated, if it cannot be used; empty when nothing was stated."""
    if magnesium.milligrams is not None:
        return ""
    entry = magnesium.entry
    doses = dict.fromkeys(stated_doses(entry.found.resource))
    return first_words(" / ".join(doses or entry.dosage.texts))


def supplement_input(magnesium: RecordMagnesium, end: int, way: int) -> Supplement:
    """Return a magnesium product as an input, at an end of its amount and with one of its routes."""
    dosage = magnesium.entry.dosage
    routes = magnesium.medicine.routes.checked
    return Supplement(
        form=magnesium.part.form,
        route=routes[min(way, len(routes) - 1)],
        times=list(dosage.clock_times) or None,
        **magnesium.dose_at(end),
    )


def magnesium_input(magnesium: RecordMagnesium, end: int) -> RecordInput:
    """Return a magnesium product as a medicine, at an end of its amount."""
    dosage = magnesium.entry.dosage
    given = MedicineInput(
        text=magnesium.part.name,
        route=magnesium.medicine.routes.checked[0],
        times=list(dosage.clock_times) or None,
        **magnesium.dose_at(end),
    )
    return RecordInput(given, magnesium.entry)


def distinct_medicines(medicines: Iterable[RecordMedicine]) -> list[RecordInput]:
    """Return each medicine that is no magnesium, once for each way and time it is taken.

    Of the same medicine, the one that is taken for certain is kept.
    """
    found: dict[object, RecordInput] = {}
    for medicine in sorted(medicines, key=lambda each: bool(each.entry.remark)):
        dosage = medicine.entry.dosage
        for part, route in product(medicine.recognised.inputs, medicine.routes.possible or (None,)):
            taken = {"route": route, "times": list(dosage.clock_times) or None}
            given = RecordInput(part.given.model_copy(update=taken), medicine.entry)
            found.setdefault((part.substances, route, dosage.clock_times), given)
    return list(found.values())


def interacting(checker: Checker, medicines: list[RecordMedicine]) -> list[str]:
    """Return the medicines that a rule above `info` names beside magnesium."""
    inputs = distinct_medicines(medicines)[:MOST_ITEMS]
    if not inputs:
        return []
    answer = checker.check_ungrouped(
        CheckRequest(supplement=Supplement(), medicines=[each.given for each in inputs], conditions=[])
    )
    speaking = (
        alert.subject
        for alert in answer.alerts
        if alert.kind is RuleKind.interaction and alert.severity is not Severity.info
    )
    return list(dict.fromkeys(speaking))


def person(
    record: PatientRecord, conditions: RecordConditions, age: float | None, egfr: float | None
) -> Person:
    """Return the person of a record; pregnancy and breastfeeding are None where the record says nothing."""
    told = {state: reading.value for state, reading in record.states.items()}
    told |= dict.fromkeys(conditions.states, True)
    sex = next((each for each in PersonSex if each.value == record.sex), PersonSex.unknown)
    return Person(
        age=age,
        egfr=egfr,
        sex=sex,
        pregnant=told.get("pregnant"),
        breastfeeding=told.get("breastfeeding"),
    )


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
