"""Turn the conditions of a record into inputs of the check.

What must stay true: every name and code is read, by the one reader of `app.medicines`. A condition that the
check does not know, or not in full, is an open point. A list that was not sent is None, never empty.
"""

from dataclasses import dataclass, field

from app.cds_hooks.failures import TOO_LARGE, FailedError
from app.cds_hooks.reading.code_systems import condition_codes, shown_code
from app.cds_hooks.reading.fhir import CodedName, FoundResource
from app.cds_hooks.reading.outcomes import OpenReason
from app.cds_hooks.reading.read_resources import ReadCondition, ReadMention
from app.cds_hooks.reading.record import MAX_CHARACTERS_OF_MENTIONS, PatientRecord
from app.medicines.concepts import AnyConcept, Match
from app.medicines.schemas import ConditionInput, InputStatus
from app.safety.check import Checker
from app.safety.request_reader import states_by

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
    open: dict[ReadCondition | ReadMention, OpenReason] = field(default_factory=dict)
    """Conditions that could not be checked, or not in full."""
    mentioned: frozenset[FoundResource] = frozenset()
    """Other resources that name a condition that was checked."""
    further: int = 0
    """Names in other resources for which there was no room."""


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
    def concepts(self) -> frozenset[AnyConcept]:
        """Return the conditions of rules that it names, or may name."""
        return frozenset(concept for _, match in self.inputs for concept in match.concepts)

    @property
    def is_certain(self) -> bool:
        """Return whether all of it was understood and a rule names it."""
        return self.reason is None and any(each.status is InputStatus.matched for _, each in self.inputs)


def read_conditions(checker: Checker, record: PatientRecord) -> RecordConditions:
    """Return the conditions of a record, those that rules name first; each name is looked up once."""
    refuse_too_many_characters(record)
    collected = ConditionCollector(checker)
    for reading in record.conditions:
        collected.add_condition(reading)
    for mention in record.mentions:
        collected.add_mention(mention)
    collected.open_doubtful()
    inputs = collected.inputs
    told = bool(inputs or record.conditions) or "conditions" in record.sent
    return RecordConditions(
        [each for each, _ in inputs] if told else None,
        tuple(label for _, label in inputs),
        frozenset(collected.states),
        collected.open,
        frozenset(collected.mentioned),
        collected.further,
    )


class ConditionCollector:
    """Collector of the conditions of a record, and of what other resources name as conditions."""

    def __init__(self, checker: Checker) -> None:
        self._checker = checker
        self._known: dict[CodedName, KnownCondition] = {}
        self._room = MAX_CHARACTERS_OF_MENTIONS
        self._certain: dict[object, tuple[ConditionInput, str]] = {}
        self._possible: dict[object, tuple[ConditionInput, str]] = {}
        self._concepts: set[AnyConcept] = set()
        """Conditions that rules name and that are stated for certain."""
        self._doubtful: list[tuple[ReadMention, frozenset[AnyConcept]]] = []
        self.states: set[str] = set()
        self.open: dict[ReadCondition | ReadMention, OpenReason] = {}
        self.mentioned: set[FoundResource] = set()
        self.further = 0

    @property
    def inputs(self) -> list[tuple[ConditionInput, str]]:
        """Return inputs of the check with the record's own words, those that rules name first."""
        others = [each for key, each in self._possible.items() if key not in self._certain]
        return [*self._certain.values(), *others]

    def add_condition(self, reading: ReadCondition) -> None:
        """Add a condition; one that is not known, or not in full, is open."""
        condition = self._look_up(reading.name)
        if condition.reason is not None:
            self.open[reading] = condition.reason
        self._add(reading, condition)

    def add_mention(self, mention: ReadMention) -> None:
        """Add what names a condition: it counts when a rule names it for certain, else it is in doubt."""
        if mention.name not in self._known:
            length = sum(map(len, mention.name.texts))
            if length > self._room:
                self.further += not mention.in_words
                return
            self._room -= length
        condition = self._look_up(mention.name)
        if condition.is_certain and not mention.in_doubt:
            self.mentioned.add(mention.found)
            self._add(mention, condition)
        elif mention.in_words and condition.reason is OpenReason.ambiguous:
            return
        elif condition.concepts and not states_by(condition.concepts):
            self._doubtful.append((mention, condition.concepts))

    def open_doubtful(self) -> None:
        """Report each doubtful condition that no other resource states for certain, once."""
        for mention, concepts in self._doubtful:
            if not concepts <= self._concepts:
                self._concepts |= concepts
                self.open[mention] = OpenReason.not_judged

    def _look_up(self, name: CodedName) -> KnownCondition:
        if name not in self._known:
            self._known[name] = known_condition(self._checker, name)
        return self._known[name]

    def _add(self, reading: ReadCondition | ReadMention, condition: KnownCondition) -> None:
        for given, match in condition.inputs:
            named = match.status is InputStatus.matched
            group = self._certain if named else self._possible
            group.setdefault(match.concepts or reading.name, (given, condition_label(reading, given.text)))
            if named:
                self._concepts.update(match.concepts)
                self.states |= states_by(match.concepts)


def refuse_too_many_characters(record: PatientRecord) -> None:
    """Raise `FailedError` (413) when the different names of conditions are longer than is read."""
    names = {text for reading in record.conditions for text in reading.name.texts}
    if sum(map(len, names)) > MAX_CHARACTERS:
        raise FailedError(TOO_LARGE, f"All names of conditions may have at most {MAX_CHARACTERS} characters.")


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
    """Drop a code that stands for several conditions where a name beside it says which one is meant."""
    named = [set(match.concepts) for given, match in found if given.text is not None]
    return tuple(
        (given, match)
        for given, match in found
        if given.text is not None or not any(each < set(match.concepts) for each in named)
    )


def condition_label(condition: ReadCondition | ReadMention, text: str | None = None) -> str:
    """Return the words of the record for a condition, or its code, and its doubt in brackets.

    `text` is the one of its names that is meant; the first when there is none.
    """
    codes = (shown_code(system, code) for system, code in condition.name.codes)
    label = text or next(iter((*condition.name.texts, *codes)), "a condition")
    return f"{label} ({condition.doubt})" if condition.doubt else label
