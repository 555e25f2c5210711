"""Read what is written for a condition: its name or its code.

What must stay true: a text is understood word by word or not at all; negation, history, family and doubt are
never dropped.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from app.medicines.conditions.codes import (
    CATEGORY,
    NOT_RECOGNISED,
    ConditionCodes,
    ConditionReading,
    Found,
    RecognitionStatus,
    as_ambiguous,
    without_dot,
)
from app.medicines.conditions.history import History
from app.medicines.conditions.index import PUNCTUATION_BETWEEN, ConditionIndex, Targets
from app.medicines.conditions.known_conditions import ConditionVocabulary, known_conditions
from app.medicines.conditions.list_numbers import without_list_numbers
from app.medicines.conditions.names import QUALIFIERS, plain_stages
from app.medicines.conditions.surroundings import (
    CODE_IN_A_TEXT,
    KIDNEY_STAGE,
    LOW,
    WHAT_IS_ABSENT,
    FiltrationRate,
    code_and_certainty,
    leaves_open,
    rate_and_rest,
    stage_or_time,
    stage_says,
    stages_and_rest,
    without_surroundings,
)
from app.medicines.conditions.times import TIME_AGO
from app.medicines.conditions.words import words_by_kind
from app.medicines.names import plain
from app.medicines.parsing.headings import Heading
from app.models.condition import Condition

IN_PARENTHESES = re.compile(r"\(([^()]*)\)")

BEFORE_ITS_NAME = re.compile(r"\b([A-Z]{2,6}) ?\(([^()]*)\)")
"""A word in capitals, and in brackets what it may be short for."""

BETWEEN_PARTS = re.compile(rf"({PUNCTUATION_BETWEEN.pattern}|[()]|\band\b)", re.IGNORECASE)
"""Between the parts of a text that may hold a short name in capitals."""

IN_CAPITALS = re.compile(r"(?<![\w.])(?<!\d )[A-Z]{2,4}(?![\w:])")
"""A word in capitals that is no heading, and no unit after a number."""

WORD = re.compile(r"[^\W\d_]+")
"""A word, also in a name with hyphens."""

CLOSING_BRACKETS = {"(": ")", "[": "]", "{": "}"}

LOW_RATE = "renal impairment"
"""The condition of a low filtration rate, where no disease of the kidneys is named."""

SIGN_OF_KIDNEYS = "protein in urine"
"""The condition that says nothing more where a disease of the kidneys is named."""

RENAL = "renal/"
"""The conditions that a low filtration rate adds nothing to."""


class ConditionReader:
    """Reads names and codes of every condition that can be recognised."""

    def __init__(self, groups: Iterable[Condition], vocabulary: ConditionVocabulary) -> None:
        conditions = list(known_conditions(groups, vocabulary.everyday))
        self._words = words_by_kind(vocabulary.words)
        self._index = ConditionIndex(conditions, self._words, vocabulary.compared_names)
        self._codes = ConditionCodes(conditions)
        self._history = History(self._words, self._index, self._codes.no_source)
        self._impairment = self._index.meanings([LOW_RATE])
        self._signs = self._index.meanings([SIGN_OF_KIDNEYS])

    def code(self, system: str, value: str) -> ConditionReading:
        """Return what a code of `snomed` or `icd10cm` stands for."""
        return self._codes.read(system, value)

    def near(self, text: str) -> list[str]:
        """Return the name that a text is nearly, if all that are near are of one condition."""
        return self._index.near(text)

    def read(self, text: str) -> ConditionReading:
        """Return what a text stands for, together with the code in it if there is one."""
        text = without_list_numbers(text)
        for found in CODE_IN_A_TEXT.finditer(text):
            code, certain = code_and_certainty(found, self._is_listed)
            if "." not in code and not self._may_lack_its_dot(code):
                continue
            coded = self._codes.of_icd10cm(without_dot(code))
            if coded.recognition is not RecognitionStatus.unknown:
                reading = self._beside(code, coded, text_around(found))
                return reading if certain else as_ambiguous(reading)
        return self._read_name(self._without_what_is_absent(self._without_repetitions(self._in_full(text))))

    def heading(self, text: str) -> Heading:
        """Return what a text that names nothing is as a heading: `Diagnoses:`, `Family history:`."""
        return Heading.none if leaves_open(text) else self._history.heading(text)

    def _is_listed(self, code: str) -> bool:
        """Return whether a code itself is one of a condition."""
        return without_dot(code) in self._codes.icd10cm

    def _may_lack_its_dot(self, code: str) -> bool:
        """Return whether a code is a category, or one that is on record itself or by what begins it."""
        lengths = range(CATEGORY, len(code) + 1)
        return len(code) == CATEGORY or any(self._is_listed(code[:length]) for length in lengths)

    # Beside a code --------------------------------------------------------------------------------

    def _beside(self, code: str, coded: ConditionReading, text: str) -> ConditionReading:
        """Return what a code stands for together with the text around it."""
        named = self.read(text)
        if named.recognition is not RecognitionStatus.unknown:
            return self._code_and_name(code, coded, named)
        words = self._history.words_around_names(text)
        if leaves_open(text) or self._history.holds_doubt(words):
            return as_ambiguous(coded)
        dates = self._history.dates_of_what_passes(plain(text), coded.conditions)
        return replace(coded, not_understood=(*self._index.inside(words).left_over, *dates))

    def _code_and_name(self, code: str, coded: ConditionReading, named: ConditionReading) -> ConditionReading:
        """Return what a code and the text around it stand for: what both say, or each where they differ.

        A code of several conditions is left over when the text names none of them.
        """
        said = {*coded.conditions, *coded.everyday}
        if said.intersection((*named.conditions, *named.everyday)):
            return named
        if coded.recognition is RecognitionStatus.ambiguous:
            return replace(named, not_understood=(*named.not_understood, code.lower()))
        return replace(
            named,
            conditions=self._index.most_specific((*named.conditions, *coded.conditions)),
            everyday=self._index.most_specific((*named.everyday, *coded.everyday)),
            no_source=named.no_source or coded.no_source,
        )

    # Short names and repetitions ------------------------------------------------------------------

    def _in_full(self, text: str) -> str:
        """Return a text with the names of conditions for short names in capitals: `AF, h/o MI`.

        They are read where nothing else in their part of the text is left over.
        """
        parts = BETWEEN_PARTS.split(text)
        for number, part in enumerate(parts):
            whole = IN_CAPITALS.sub(lambda found: self._index.first_name(found[0]), part or "")
            if whole != part and part:
                words = self._words.of(without_surroundings(TIME_AGO.sub(" ", plain(whole))))
                left_over = self._index.inside(self._history.without_doubt(words)).left_over
                parts[number] = part if left_over else whole
        return "".join(filter(None, parts))

    def _without_repetitions(self, text: str) -> str:
        """Return a text without names that say the same again: `AKI (acute kidney injury)`."""

        def once(found: re.Match[str]) -> str:
            before, name = text[: found.start()], found[1]
            return " " if is_short_for(name, before) or self._index.repeats(before, name) else found[0]

        text = BEFORE_ITS_NAME.sub(
            lambda found: found[2] if is_short_for(found[1], found[2]) else found[0], text
        )
        return IN_PARENTHESES.sub(once, text)

    def _without_what_is_absent(self, text: str) -> str:
        """Return a text without what a condition is said to be without: `GERD without esophagitis`.

        What rules may name, or tells a stage, is left in: the text is then in doubt.
        """
        if self._index.named(self._words.of(text)):
            return text

        def rest(found: re.Match[str]) -> str:
            words = self._words.of(found["absent"])
            absent = self._index.inside(words).targets
            named = self._index.inside(self._history.words_around_names(text[: found.start()])).targets
            matters = self._history.may_matter(absent) or not QUALIFIERS.isdisjoint(words)
            return found[0] if matters or not named else " "

        return WHAT_IS_ABSENT.sub(rest, text)

    # One name, or several -------------------------------------------------------------------------

    def _read_name(self, text: str) -> ConditionReading:
        """Return what a text without a code stands for."""
        text = self._history.without_time_ago(text)
        if not leaves_open(text) and (targets := self._index.named(self._words.of(text))):
            return self._codes.reading(RecognitionStatus.recognised, targets, Found.name)
        words = self._history.words_around_names(stages_and_rest(plain_stages(text))[1])
        if leaves_open(text) or self._history.holds_doubt(words):
            certain = self._history.without_doubt(self._history.words_around_names(text))
            possible = tuple(self._index.inside(certain).targets)
            return (
                self._codes.reading(RecognitionStatus.ambiguous, possible, Found.name)
                if possible
                else NOT_RECOGNISED
            )
        return self._several(text)

    def _several(self, text: str) -> ConditionReading:
        """Return what the parts of a text stand for, and the words left over."""
        rate, folded = rate_and_rest(plain_stages(text))
        may_be_stage = stage_or_time(folded)
        last_stage, folded = stages_and_rest(folded)
        parts = list(map(self._words.of, PUNCTUATION_BETWEEN.split(without_surroundings(folded))))
        joined = self._with_their_stages(self._joined_by_names(parts))
        inside = [self._index.inside(words) for words in joined]
        targets = [target for each in inside for target in each.targets]
        left_over = [word for each in inside for word in each.left_over]
        left_over += self._history.dates_of_what_passes(folded, targets)
        if last_stage is not None:
            targets += self._other_stage(targets, last_stage)
            left_over.append(last_stage)
        if rate is not None and not stage_says(rate, targets):
            targets += self._of_low_rate(rate, targets)
            left_over.append(rate.text)
        if not targets:
            return NOT_RECOGNISED
        found = self._without_signs_of_kidneys(self._index.most_specific(targets))
        if may_be_stage is not None:
            stage, words = may_be_stage
            found = (*found, *self._index.named(self._words.of(f"kidney disease stage {stage}")))
            left_over.append(words)
        return self._codes.reading(RecognitionStatus.recognised, found, Found.name, tuple(left_over))

    def _without_signs_of_kidneys(self, targets: Targets) -> Targets:
        """Return targets without the signs of a kidney disease where one is named."""
        named = any(each.startswith(RENAL) for each in targets)
        return tuple(each for each in targets if each not in self._signs) if named else targets

    def _other_stage(self, targets: Sequence[str], stage: str) -> Targets:
        """Return the kidney disease of another stage, where one of a stage is named."""
        staged = any(KIDNEY_STAGE.match(each) for each in targets)
        return self._index.named(self._words.of(f"kidney disease stage {stage}")) if staged else ()

    def _of_low_rate(self, rate: FiltrationRate, targets: Sequence[str]) -> Iterable[str]:
        """Return renal impairment for a low filtration rate, where no disease of the kidneys is named."""
        named = any(each.startswith(RENAL) for each in targets)
        return () if named or rate.high >= LOW else self._impairment

    def _joined_by_names(self, parts: list[list[str]]) -> list[list[str]]:
        """Return the parts of a text, joined where one name covers two: `stage 1 to 4, or unspecified`."""
        found: list[list[str]] = []
        for words in parts:
            if found and self._index.goes_over(found[-1], words):
                found[-1] = [*found[-1], *words]
            else:
                found.append(words)
        return found

    def _with_their_stages(self, parts: list[list[str]]) -> list[list[str]]:
        """Return the parts of a text, a stage joined to its condition: `kidney disease, chronic, stage 4`.

        Other parts may stand between them: `kidney disease, seen by nephrology, stage 4`.
        """
        found: list[list[str]] = []
        named = 0
        for words in parts:
            targets, left_over = self._index.inside(words)
            if found and not targets and not QUALIFIERS.isdisjoint(words):
                found[named] = [*found[named], *words]
            elif found and not targets and not left_over and len(words) == 1:
                found[-1] = [*found[-1], *words]
            else:
                found.append(words)
                named = len(found) - 1 if targets else named
        return found


def is_short_for(name: str, before: str) -> bool:
    """Return whether a word in capitals has the first letters of the last words before it."""
    initials = "".join(word[0] for word in WORD.findall(before))
    return len(name) > 1 and name.isupper() and initials.upper().endswith(name)


def text_around(code: re.Match[str]) -> str:
    """Return the text around a code, without the brackets in which it stands alone."""
    before, after = code.string[: code.start()], code.string[code.end() :]
    if after and after[0] == CLOSING_BRACKETS.get(before[-1:]):
        before, after = before[:-1], after[1:]
    return f"{before} {after}"
