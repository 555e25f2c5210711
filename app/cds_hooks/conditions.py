"""Turn the conditions of a record into inputs of the check.

What must stay true: a condition that the check does not know is an open point. A list that was not sent is
None, never empty.
"""

from collections.abc import Iterator

from app.cds_hooks.code_systems import condition_codes
from app.cds_hooks.fhir import CodedName
from app.cds_hooks.findings import RecordFindings, at_most
from app.cds_hooks.prefetch import PatientRecord
from app.medicines.concepts import ConditionConcept
from app.medicines.names import fold
from app.safety.check import Checker
from app.safety.schemas import ConditionInput, InputStatus

PERSON_STATES = {
    "pregnancy": "pregnant",
    "high-risk-pregnancy": "pregnant",
    "breastfeeding": "breastfeeding",
}
"""Condition → field of `Person` that it sets."""


def condition_inputs(
    checker: Checker, record: PatientRecord, findings: RecordFindings
) -> list[ConditionInput] | None:
    """Return conditions as inputs of the check, by the codes and names it knows; None when not sent."""
    found: dict[object, ConditionInput] = {}
    for _, name in record.conditions:
        candidates = [(checker.names.condition(each), each) for each in condition_candidates(checker, name)]
        for status in (InputStatus.matched, InputStatus.ambiguous):
            if best := [pair for pair in candidates if pair[0].status is status]:
                found.update((match.concepts, each) for match, each in best)
                break
        else:
            label = next(iter(name.texts or tuple(code for _, code in name.codes)), "a condition")
            findings.open_points.append(f"condition “{label}”: not recognised")
    if not record.conditions and "conditions" not in record.sent:
        return None
    return at_most(list(found.values()), "conditions", findings)


def condition_candidates(checker: Checker, name: CodedName) -> Iterator[ConditionInput]:
    """Yield an input for each code of a condition, and for each of its names that the check knows."""
    for code in condition_codes(name):
        yield ConditionInput(code=code)
    for text in name.texts:
        if fold(text) in checker.names.conditions.names:
            yield ConditionInput(text=text)


def person_states(checker: Checker, conditions: list[ConditionInput]) -> dict[str, bool]:
    """Return fields of `Person` that the conditions set, such as pregnancy."""
    concepts = [
        concept
        for each in conditions
        for concept in checker.names.condition(each).concepts
        if isinstance(concept, ConditionConcept)
    ]
    return {PERSON_STATES[each.condition]: True for each in concepts if each.condition in PERSON_STATES}
