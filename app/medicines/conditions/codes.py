"""Read the code of a condition, and say what a code or a name stands for.

What must stay true: when only the category of a code is on record, the code never stands for one condition of
that category while a rule names another.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from app.medicines.conditions.known_conditions import ConditionEntry


class RecognitionStatus(StrEnum):
    """How far a condition was recognised."""

    recognised = "recognised"
    ambiguous = "ambiguous"
    unknown = "unknown"


class Found(StrEnum):
    """How a condition was found."""

    name = "name"
    code = "code"
    code_group = "code_group"


@dataclass(frozen=True, slots=True)
class ConditionReading:
    """What a text or a code stands for."""

    recognition: RecognitionStatus
    conditions: tuple[str, ...] = ()
    """Conditions of the dataset, `group/condition`. When ambiguous, what it may stand for."""
    everyday: tuple[str, ...] = ()
    """Slugs of everyday conditions that are none of the dataset's."""
    found: Found | None = None
    not_understood: tuple[str, ...] = ()
    """Words that were not read. With some, the reading is no more than a part of the text."""
    no_source: bool = False
    """Whether one of them may matter for magnesium and no source that was read says so."""


def as_ambiguous(reading: ConditionReading) -> ConditionReading:
    """Return a reading as one that may be meant, and is not certain."""
    return replace(reading, recognition=RecognitionStatus.ambiguous, not_understood=())


NOT_RECOGNISED = ConditionReading(RecognitionStatus.unknown)

ICD10CM = re.compile(r"[A-Z][0-9][0-9A-Z][0-9A-Z]{0,4}")
CATEGORY = 3
"""Characters of the category of an ICD-10-CM code."""


MARKS = "-+*!†‡ "
"""Signs after a code of ICD-10: its group, or that it is the cause, the effect or an addition."""


def without_dot(code: str) -> str:
    """Return an ICD-10-CM code in capitals without dot and marks: `n18.4` and `N184-` are the same."""
    return code.strip().rstrip(MARKS).upper().replace(".", "")


class ConditionCodes:
    """The codes of conditions, and what is read of them."""

    def __init__(self, conditions: Iterable[ConditionEntry]) -> None:
        self.icd10cm: dict[str, tuple[str, ...]] = {}
        self.snomed: dict[str, tuple[str, ...]] = {}
        self.no_source: set[str] = set()
        """Conditions that may matter for magnesium, though no source that was read says so."""
        for condition in conditions:
            for code in condition.icd10cm:
                add_target(self.icd10cm, without_dot(code), condition.target)
            for code in condition.snomed_ct:
                add_target(self.snomed, code, condition.target)
            if condition.no_source:
                self.no_source.add(condition.target)

    def read(self, system: str, value: str) -> ConditionReading:
        """Return what a code of `snomed` or `icd10cm` stands for."""
        if system == "snomed":
            targets = self.snomed.get(value.strip(), ())
            return (
                self.reading(RecognitionStatus.recognised, targets, Found.code) if targets else NOT_RECOGNISED
            )
        code = without_dot(value)
        return self.of_icd10cm(code) if ICD10CM.fullmatch(code) else NOT_RECOGNISED

    def of_icd10cm(self, code: str) -> ConditionReading:
        """Return what an ICD-10-CM code stands for: itself, or by the codes above, below or beside it."""
        if targets := self.icd10cm.get(code):
            return self.reading(RecognitionStatus.recognised, targets, Found.code)
        for length in range(len(code) - 1, CATEGORY - 1, -1):
            if targets := self.icd10cm.get(code[:length]):
                return self.reading(RecognitionStatus.recognised, targets, Found.code_group)
        return self._of_category(self._below(code) or self._below(code[:CATEGORY]))

    def _of_category(self, targets: tuple[str, ...]) -> ConditionReading:
        """Return the reading of a code that stands beside or above these conditions, and is none of them."""
        if not targets:
            return NOT_RECOGNISED
        if any("/" in each for each in targets):
            return self.reading(RecognitionStatus.ambiguous, targets, Found.code_group)
        return ConditionReading(
            RecognitionStatus.recognised,
            found=Found.code_group,
            no_source=not self.no_source.isdisjoint(targets),
        )

    def _below(self, prefix: str) -> tuple[str, ...]:
        """Return every condition whose code begins so."""
        found = (each for code, each in self.icd10cm.items() if code.startswith(prefix))
        return tuple(dict.fromkeys(target for targets in found for target in targets))

    def reading(
        self,
        recognition: RecognitionStatus,
        targets: tuple[str, ...],
        found: Found,
        not_understood: tuple[str, ...] = (),
    ) -> ConditionReading:
        """Return what was found, conditions of the dataset apart from everyday ones."""
        return ConditionReading(
            recognition,
            tuple(each for each in targets if "/" in each),
            tuple(each for each in targets if "/" not in each),
            found,
            not_understood,
            not self.no_source.isdisjoint(targets),
        )


def add_target(index: dict[str, tuple[str, ...]], key: str, target: str) -> None:
    """Let a key stand for a target, beside those it stands for already."""
    if key and target not in index.get(key, ()):
        index[key] = (*index.get(key, ()), target)
