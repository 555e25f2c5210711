"""Turn the conditions of a record into inputs of the check.

What must stay true: a condition that the check does not know is an open point. A list that was not sent is
None, never empty.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from app.cds_hooks.code_systems import condition_codes, shown_code
from app.cds_hooks.fhir import CodedName
from app.cds_hooks.prefetch import PatientRecord, ReadCondition
from app.cds_hooks.resources import OpenReason
from app.medicines.concepts import ConditionConcept
from app.medicines.names import fold
from app.medicines.schemas import ConditionInput, InputStatus
from app.safety.check import Checker

PERSON_STATES = {
    "pregnancy": "pregnant",
    "high-risk-pregnancy": "pregnant",
    "breastfeeding": "breastfeeding",
}
"""Condition → field of `Person` that it sets."""


@dataclass
class RecordConditions:
    """The conditions of a record, as far as the check knows them."""

    inputs: list[ConditionInput] | None
    """None when the list was not sent."""
    labels: tuple[str, ...] = ()
    """The record's own words for each of them."""
    states: frozenset[str] = frozenset()
    """Fields of `Person` that they set, such as pregnancy."""
    open: dict[ReadCondition, OpenReason] = field(default_factory=dict)
    """Conditions that the check does not know."""


def read_conditions(checker: Checker, record: PatientRecord) -> RecordConditions:
    """Return the conditions of a record; each name is looked up once."""
    found: dict[object, tuple[ConditionInput, str]] = {}
    known: dict[CodedName, list[ConditionInput] | None] = {}
    states: set[str] = set()
    not_known: dict[ReadCondition, OpenReason] = {}
    for reading in record.conditions:
        if reading.name not in known:
            known[reading.name] = known_inputs(checker, reading.name)
        inputs = known[reading.name]
        if inputs is None:
            not_known[reading] = OpenReason.not_recognised
        for each in inputs or ():
            concepts = checker.names.condition(each).concepts
            found.setdefault(concepts, (each, condition_label(reading.name)))
            states |= {
                PERSON_STATES[concept.condition]
                for concept in concepts
                if isinstance(concept, ConditionConcept) and concept.condition in PERSON_STATES
            }
    told = bool(record.conditions) or "conditions" in record.sent
    return RecordConditions(
        [each for each, _ in found.values()] if told else None,
        tuple(label for _, label in found.values()),
        frozenset(states),
        not_known,
    )


def known_inputs(checker: Checker, name: CodedName) -> list[ConditionInput] | None:
    """Return the inputs that stand for a condition, those that are unambiguous first; None without any."""
    matches = [(checker.names.condition(each).status, each) for each in condition_candidates(checker, name)]
    for wanted in (InputStatus.matched, InputStatus.ambiguous):
        if best := [each for status, each in matches if status is wanted]:
            return best
    return None


def condition_candidates(checker: Checker, name: CodedName) -> Iterator[ConditionInput]:
    """Yield an input for each code of a condition, and for each of its names that the check knows."""
    for code in condition_codes(name):
        yield ConditionInput(code=code)
    for text in name.texts:
        if fold(text) in checker.names.conditions.names:
            yield ConditionInput(text=text)


def condition_label(name: CodedName) -> str:
    """Return the words of the record for a condition, or its code."""
    if name.texts:
        return name.texts[0]
    return next((shown_code(system, code) for system, code in name.codes), "a condition")
