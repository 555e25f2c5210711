"""Read what is written for a condition: its name or its code.

A name is compared without case, accents, punctuation and the order of its words, in British or American
spelling. What must stay true: a text is understood word by word or not at all; negation, history, family and
doubt are never dropped; a code of which only the category is on record never stands for one condition of it,
when a rule names another.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from app.medicines.condition_texts import CODE_IN_A_TEXT, rate_and_rest, stage_says, without_surroundings
from app.medicines.names import fold, plain
from app.models.condition import Condition
from app.models.vocabulary import ConditionWord, ConditionWordKind, EverydayCondition
from app.suggestions import by_length, near_names


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


NOT_RECOGNISED = ConditionReading(RecognitionStatus.unknown)

# Words --------------------------------------------------------------------------------------------

IN_BRACKETS = re.compile(
    r"\(\s*(hcc|disorder|finding|situation|procedure|diagnosis|mild|moderate|severe)\s*\)", re.IGNORECASE
)
"""Notes of records in brackets: payment category, kind of a SNOMED CT concept, degree of a stage."""

BETWEEN_CONDITIONS = re.compile(
    r"[,;/+&]|\b(?:and|with|plus|due to|secondary to|caused by|complicated by|associated with|on|in)\b"
)
"""Between two conditions in one text."""

NUMBERS = {
    "i": "1",
    "ii": "2",
    "iii": "3",
    "iiia": "3 a",
    "iiib": "3 b",
    "iv": "4",
    "v": "5",
    "one": "1",
    "two": "2",
    "three": "3",
    "four": "4",
    "five": "5",
}
"""Roman numbers and numbers in words, as stages and types are told."""

BEFORE_NUMBER = frozenset({"stage", "type", "grade", "class", "ckd", "mobitz", "disease"})
"""Words after which a Roman number is one."""

ALBUMINURIA = re.compile(r"\b(g[1-5][ab]?)[ ,/]*a[1-3]\b")
"""Kidney stage with its category of albuminuria, which no rule asks for."""

KIDNEY_GRADE = re.compile(r"\b(disease),? g(?=[1-5][ab]?\b)")
"""`Chronic kidney disease G3b`, where a stage is meant."""

SPELLING = (("ae", "e"), ("oe", "e"), ("isation", "ization"), ("ised", "ized"), ("our", "or"))
"""British → American."""

LONGEST_DOUBT = 3
"""Words in the longest phrase of doubt."""

LONGEST_REMARK = 8
"""Words in the longest remark."""

BETWEEN_PARTS = re.compile(r"([,;/()+&]|\band\b)")
"""Between the parts of a text that may be a short name in capitals."""

LONGEST_NAME = 10
"""Words in the longest name that is looked for inside a text."""


def american_spelling(word: str) -> str:
    """Return a word in American spelling, or nearly so: both sides of a comparison are spelled alike."""
    for british, spelled in SPELLING:
        word = word.replace(british, spelled)
    return word


def name_key(words: Iterable[str]) -> str:
    """Return the key under which words are looked up, in whatever order they come."""
    return " ".join(sorted(words))


# Codes --------------------------------------------------------------------------------------------

ICD10CM = re.compile(r"[A-Z][0-9][0-9A-Z][0-9A-Z]{0,4}")
CATEGORY = 3
"""Characters of the category of an ICD-10-CM code."""


def without_dot(code: str) -> str:
    """Return an ICD-10-CM code in capitals without its dot: `n18.4` and `N184` are the same."""
    return code.strip().upper().replace(".", "")


# Reading ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ConditionVocabulary:
    """What the vocabulary holds about conditions."""

    everyday: Sequence[EverydayCondition] = ()
    words: Sequence[ConditionWord] = ()


class ConditionReader:
    """Every condition that can be recognised: those of the dataset, and everyday ones."""

    def __init__(self, groups: Iterable[Condition], vocabulary: ConditionVocabulary) -> None:
        by_kind: dict[ConditionWordKind, list[str]] = {kind: [] for kind in ConditionWordKind}
        for word in vocabulary.words:
            by_kind[word.kind].append(word.word)
        self._noise: frozenset[str] = frozenset()
        self._noise = frozenset(
            each for word in by_kind[ConditionWordKind.noise] for each in self._words(word)
        )
        self._doubt = {tuple(self._words(word)) for word in by_kind[ConditionWordKind.doubt]}
        self._remarks = {tuple(self._words(word)) for word in by_kind[ConditionWordKind.remark]}
        self._names: dict[str, tuple[str, ...]] = {}
        self._first_names: dict[str, str] = {}
        """Target → its first name."""
        self._capitals: dict[str, tuple[str, ...]] = {}
        self._icd10cm: dict[str, tuple[str, ...]] = {}
        self._snomed: dict[str, tuple[str, ...]] = {}
        self._no_source: set[str] = set()
        for group in groups:
            for member in group.members:
                target = f"{group.slug}/{member.name}"
                names = (member.name, member.label, *member.synonyms)
                self._add(target, names, member.icd10cm, member.snomed_ct)
        for row in vocabulary.everyday:
            target = row.condition or row.slug
            self._add(target, (row.name, *row.synonyms), row.icd10cm, row.snomed_ct)
            for written in row.capitals:
                add_target(self._capitals, written, target)
            if row.no_source:
                self._no_source.add(target)
        self._names_by_length = by_length(self._names)

    def _add(self, target: str, names: Iterable[str], icd10cm: Iterable[str], snomed: Iterable[str]) -> None:
        for name in names:
            self._first_names.setdefault(target, name)
            add_target(self._names, name_key(self._words(name)), target)
        for code in icd10cm:
            add_target(self._icd10cm, without_dot(code), target)
        for code in snomed:
            add_target(self._snomed, code, target)

    def _words(self, text: str) -> list[str]:
        """Return the words of a text as names are compared: folded, spelled one way, without noise."""
        text = KIDNEY_GRADE.sub(r"\1 stage ", ALBUMINURIA.sub(r"\1", plain(text)))
        text = IN_BRACKETS.sub(" ", text)
        found: list[str] = []
        for word in fold(text).split():
            before = found[-1] if found else ""
            if word in NUMBERS and before in BEFORE_NUMBER:
                found += NUMBERS[word].split()
            elif word not in self._noise or (before.isdigit() and len(word) == 1):  # the a of 3a
                found.append(american_spelling(word))
        return found

    def read(self, text: str) -> ConditionReading:
        """Return what a text stands for, together with the code in it if there is one."""
        if self._capitals.get(bare := IN_BRACKETS.sub("", text).strip()):
            return self._reading(RecognitionStatus.recognised, self._capitals[bare], Found.name)
        for found in CODE_IN_A_TEXT.finditer(text):
            coded = self._icd10cm_code(without_dot(found[1]))
            if coded.recognition is not RecognitionStatus.unknown:
                return self._beside(coded, f"{text[: found.start()]} {text[found.end() :]}")
        return self._read_name(text)

    def _beside(self, coded: ConditionReading, text: str) -> ConditionReading:
        """Return what a code stands for together with the text around it."""
        named = self.read(text)
        if named.recognition is not RecognitionStatus.unknown:
            return code_and_name(coded, named)
        words = self._words(without_surroundings(plain(text)))
        if "?" in text or len(self._without_doubt(words)) < len(words):
            return replace(coded, recognition=RecognitionStatus.ambiguous)
        left_over: list[str] = []
        tuple(self._inside(words, left_over))
        return replace(coded, not_understood=tuple(left_over))

    def _read_name(self, text: str) -> ConditionReading:
        """Return what a text without a code stands for."""
        words = self._words(text)
        if "?" not in text and (targets := self._names.get(name_key(words))):
            return self._reading(RecognitionStatus.recognised, targets, Found.name)
        certain = self._without_doubt(words)
        if "?" in text or len(certain) < len(words):
            possible = tuple(self._inside(certain, []))
            return (
                self._reading(RecognitionStatus.ambiguous, possible, Found.name)
                if possible
                else NOT_RECOGNISED
            )
        return self._several(self._in_full(text))

    def _in_full(self, text: str) -> str:
        """Return a text with the names of conditions for short names in capitals: `AF, MS`."""
        parts = BETWEEN_PARTS.split(without_surroundings(text))
        known = [self._capitals.get(part.strip()) for part in parts]
        return "".join(
            self._first_names[each[0]] if each else part for part, each in zip(parts, known, strict=True)
        )

    def near(self, text: str) -> list[str]:
        """Return names that a text is nearly, if they are of one condition."""
        return near_names(name_key(self._words(text)), self._names_by_length, self._names.get)

    def _without_doubt(self, words: list[str]) -> list[str]:
        """Return words without those of negation, history, family and doubt.

        A remark that holds such a word, as `without complications`, is none.
        """
        found, at = [], 0
        while at < len(words):
            if remark := self._remark_at(words, at):
                found += words[at : at + remark]
                at += remark
                continue
            phrases = (tuple(words[at : at + length]) for length in range(LONGEST_DOUBT, 0, -1))
            length = next((len(each) for each in phrases if each in self._doubt), 0)
            if not length:
                found.append(words[at])
            at += length or 1
        return found

    def _remark_at(self, words: list[str], at: int) -> int:
        """Return how many words the longest remark has that begins here; 0 when none does."""
        lengths = range(min(LONGEST_REMARK, len(words) - at), 0, -1)
        return next((length for length in lengths if tuple(words[at : at + length]) in self._remarks), 0)

    def _several(self, text: str) -> ConditionReading:
        """Return what a text stands for that is not one name: all of its parts, and the words left over."""
        targets: list[str] = []
        left_over: list[str] = []
        rate, folded = rate_and_rest(plain(text))
        for part in BETWEEN_CONDITIONS.split(without_surroundings(folded)):
            targets += self._inside(self._words(part), left_over)
        if not targets:
            return NOT_RECOGNISED
        if rate is not None and not stage_says(rate, targets):
            left_over.append(f"egfr {rate}")
        found = tuple(dict.fromkeys(targets))
        return self._reading(RecognitionStatus.recognised, found, Found.name, tuple(left_over))

    def _inside(self, words: list[str], left_over: list[str]) -> Iterator[str]:
        """Yield the conditions that words name, the longest names first; add what is none to `left_over`."""
        at = 0
        while at < len(words):
            for length in range(min(LONGEST_NAME, len(words) - at), 0, -1):
                if targets := self._names.get(name_key(words[at : at + length])):
                    yield from targets
                    at += length
                    break
            else:
                if not (remark := self._remark_at(words, at)):
                    left_over.append(words[at])
                at += remark or 1

    def code(self, system: str, value: str) -> ConditionReading:
        """Return what a code of `snomed` or `icd10cm` stands for."""
        if system == "snomed":
            targets = self._snomed.get(value.strip(), ())
            return (
                self._reading(RecognitionStatus.recognised, targets, Found.code)
                if targets
                else NOT_RECOGNISED
            )
        code = without_dot(value)
        return self._icd10cm_code(code) if ICD10CM.fullmatch(code) else NOT_RECOGNISED

    def _icd10cm_code(self, code: str) -> ConditionReading:
        """Return what an ICD-10-CM code stands for: itself, or by the codes above, below or beside it."""
        if targets := self._icd10cm.get(code):
            return self._reading(RecognitionStatus.recognised, targets, Found.code)
        for length in range(len(code) - 1, CATEGORY - 1, -1):
            if targets := self._icd10cm.get(code[:length]):
                return self._reading(RecognitionStatus.recognised, targets, Found.code_group)
        return self._of_category(self._below(code) or self._below(code[:CATEGORY]))

    def _of_category(self, targets: tuple[str, ...]) -> ConditionReading:
        """Return the reading of a code that stands beside or above these conditions, and is none of them."""
        if not targets:
            return NOT_RECOGNISED
        if any("/" in each for each in targets):
            return self._reading(RecognitionStatus.ambiguous, targets, Found.code_group)
        return ConditionReading(
            RecognitionStatus.recognised,
            found=Found.code_group,
            no_source=not self._no_source.isdisjoint(targets),
        )

    def _below(self, prefix: str) -> tuple[str, ...]:
        """Return every condition whose code begins so."""
        found = (each for code, each in self._icd10cm.items() if code.startswith(prefix))
        return tuple(dict.fromkeys(target for targets in found for target in targets))

    def _reading(
        self,
        recognition: RecognitionStatus,
        targets: tuple[str, ...],
        found: Found,
        not_understood: tuple[str, ...] = (),
    ) -> ConditionReading:
        return ConditionReading(
            recognition,
            tuple(each for each in targets if "/" in each),
            tuple(each for each in targets if "/" not in each),
            found,
            not_understood,
            not self._no_source.isdisjoint(targets),
        )


def code_and_name(coded: ConditionReading, named: ConditionReading) -> ConditionReading:
    """Return what a code and the text around it stand for: what both say, or each where they differ."""
    said = {*coded.conditions, *coded.everyday}
    if said.intersection((*named.conditions, *named.everyday)) or (
        coded.recognition is RecognitionStatus.ambiguous
    ):
        return named
    return replace(
        named,
        conditions=tuple(dict.fromkeys((*named.conditions, *coded.conditions))),
        everyday=tuple(dict.fromkeys((*named.everyday, *coded.everyday))),
        no_source=named.no_source or coded.no_source,
    )


def add_target(index: dict[str, tuple[str, ...]], key: str, target: str) -> None:
    """Let a key stand for a target, beside those it stands for already."""
    if key and target not in index.get(key, ()):
        index[key] = (*index.get(key, ()), target)
