"""Turn the conditions of a record into inputs of the check.

What must stay true: every name and code is read, by the one reader of `app.medicines`. A condition that the
check does not know, or not in full, is an open point. A list that was not sent is None, never empty.
"""

from dataclasses import dataclass, field

from app.cds_hooks.failures import TOO_LARGE, FailedError
from app.cds_hooks.reading.code_systems import condition_codes, shown_code
from app.cds_hooks.reading.fhir import CodedName, FoundResource
from app.cds_hooks.reading.record import PatientRecord, ReadCondition, ReadProcedure
from app.cds_hooks.reading.resources import OpenReason
from app.medicines.concepts import Match
from app.medicines.schemas import ConditionInput, InputStatus
from app.safety.check import Checker
from app.safety.facts import states_by

MAX_CHARACTERS = 30_000
"""Characters of the different names of all conditions of a call; more are refused with 413."""

UNDERSTOOD: dict[InputStatus, OpenReason | None] = {
    InputStatus.matched: None,
    InputStatus.ambiguous: OpenReason.ambiguous,
    InputStatus.outside_coverage: OpenReason.not_covered,
    InputStatus.not_listed: None,
}
"""Statuses of a condition that is understood, those that decide first → why it is open."""


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
    """Conditions that could not be checked, or not in full."""
    procedures: frozenset[FoundResource] = frozenset()
    """Procedures with the name of a condition."""


def read_conditions(checker: Checker, record: PatientRecord) -> RecordConditions:
    """Return the conditions of a record, those that rules name first; each name is looked up once."""
    certain: dict[object, tuple[ConditionInput, str]] = {}
    possible: dict[object, tuple[ConditionInput, str]] = {}
    known: dict[CodedName, KnownCondition] = {}
    states: set[str] = set()
    not_known: dict[ReadCondition, OpenReason] = {}
    refuse_too_many_characters(record)
    procedures: set[FoundResource] = set()
    readings: list[ReadCondition | ReadProcedure] = [*record.conditions, *record.procedures]
    for reading in readings:
        if reading.name not in known:
            known[reading.name] = known_condition(checker, reading.name)
        condition = known[reading.name]
        if isinstance(reading, ReadProcedure):
            if not condition.is_certain:
                continue
            procedures.add(reading.found)
        elif condition.reason is not None:
            not_known[reading] = condition.reason
        for given, match in condition.inputs:
            named = match.status is InputStatus.matched
            group = certain if named else possible
            group.setdefault(match.concepts or reading.name, (given, condition_label(reading, given.text)))
            states |= states_by(match.concepts) if named else set()
    inputs = [*certain.values(), *(each for key, each in possible.items() if key not in certain)]
    told = bool(inputs or record.conditions) or "conditions" in record.sent
    return RecordConditions(
        [each for each, _ in inputs] if told else None,
        tuple(label for _, label in inputs),
        frozenset(states),
        not_known,
        frozenset(procedures),
    )


def refuse_too_many_characters(record: PatientRecord) -> None:
    """Raise `FailedError` (413) when the different names of conditions are longer than is read."""
    readings: list[ReadCondition | ReadProcedure] = [*record.conditions, *record.procedures]
    names = {text for reading in readings for text in reading.name.texts}
    if sum(map(len, names)) > MAX_CHARACTERS:
        raise FailedError(TOO_LARGE, f"All names of conditions may have at most {MAX_CHARACTERS} characters.")


NamedCondition = tuple[ConditionInput, Match]
"""A name or code of a condition, and what it stands for."""


@dataclass(frozen=True)
class KnownCondition:
    """What the names and codes of one condition stand for."""

    inputs: tuple[NamedCondition, ...] = ()
    """Inputs of the check; none when it is known and no rule names it."""
    reason: OpenReason | None = None
    """Why it could not be checked, or not in full."""

    @property
    def is_certain(self) -> bool:
        """Return whether all of it was understood and a rule names it."""
        return self.reason is None and any(each.status is InputStatus.matched for _, each in self.inputs)


def known_condition(checker: Checker, name: CodedName) -> KnownCondition:
    """Return what a condition stands for: all that rules name, or else what may be meant.

    One that no rule names is known only when all of it is understood.
    """
    codes = [ConditionInput(code=each) for each in condition_codes(name)]
    given = [*codes, *(ConditionInput(text=each) for each in name.texts)]
    matches = [(each, checker.names.condition(each)) for each in given]
    understood = [(each, match) for each, match in matches if match.status in UNDERSTOOD]
    if not understood:
        return KnownCondition(reason=OpenReason.not_recognised)
    whole = any(match.checked for _, match in understood)
    for status, reason in UNDERSTOOD.items():
        best = tuple((each, match) for each, match in understood if match.status is status)
        if best and status is not InputStatus.not_listed:
            best = without_wider_codes(best)
            return KnownCondition(best, reason if reason or whole else OpenReason.partly_recognised)
    return KnownCondition(reason=None if whole else OpenReason.not_recognised)


def without_wider_codes(found: tuple[NamedCondition, ...]) -> tuple[NamedCondition, ...]:
    """Return names and codes without a code of several conditions of which a name says which is meant."""
    named = [set(match.concepts) for given, match in found if given.text is not None]
    return tuple(
        (given, match)
        for given, match in found
        if given.text is not None or not any(each < set(match.concepts) for each in named)
    )


def condition_label(condition: ReadCondition | ReadProcedure, text: str | None = None) -> str:
    """Return the words of the record for a condition, or its code, and its doubt in brackets.

    `text` is the one of its names that is meant; the first when there is none.
    """
    codes = (shown_code(system, code) for system, code in condition.name.codes)
    label = text or next(iter((*condition.name.texts, *codes)), "a condition")
    return f"{label} ({condition.doubt})" if condition.doubt else label
