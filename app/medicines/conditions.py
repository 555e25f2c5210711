"""Read what is written for a condition: its name or its code.

What must stay true: a text is understood word by word or not at all; negation, history, family and doubt are
never dropped.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from app.medicines.condition_codes import (
    NOT_RECOGNISED,
    ConditionCodes,
    ConditionReading,
    Found,
    RecognitionStatus,
    add_target,
    without_dot,
)
from app.medicines.condition_names import (
    QUALIFIERS,
    compared_words,
    name_key,
    plain_stages,
    qualified,
    singulars,
)
from app.medicines.condition_texts import (
    CODE_IN_A_TEXT,
    code_and_certainty,
    leaves_open,
    rate_and_rest,
    stage_says,
    without_surroundings,
)
from app.medicines.names import plain
from app.models.condition import Condition
from app.models.vocabulary import ConditionWord, ConditionWordKind, EverydayCondition
from app.suggestions import by_length, near_names

# Words --------------------------------------------------------------------------------------------

PUNCTUATION_BETWEEN = re.compile(r"[,;+&]|(?<!\b[a-z])/|/(?![a-z]\b)", re.IGNORECASE)
"""Between two conditions in one text; the bar of `h/o` is none."""

BETWEEN_CONDITIONS = frozenset(
    [
        *(("and",), ("with",), ("w",), ("plus",), ("on",), ("in",)),
        *(("due", "to"), ("secondary", "to"), ("superimposed", "on")),
        *(("caused", "by"), ("complicated", "by"), ("associated", "with")),
        *(("mit",), ("bei",), ("und",), ("unter",), ("met",), ("bij",), ("en",), ("avec",), ("et",)),
        *(("sous",), ("con",), ("y",), ("com",), ("ed",)),
    ]
)
"""Words between two conditions in one text, where they are part of no name."""

LONGEST_LINK = 2
"""Words in the longest phrase between two conditions."""

IN_PARENTHESES = re.compile(r"\(([^()]*)\)")

BETWEEN_PARTS = re.compile(rf"({PUNCTUATION_BETWEEN.pattern}|[()]|\band\b)", re.IGNORECASE)
"""Between the parts of a text that may hold a short name in capitals."""

IN_CAPITALS = re.compile(r"(?<![\w.])(?<!\d )[A-Z]{2,3}(?![\w:])")
"""A word in capitals that is no heading, and no unit after a number."""

TWO_CAPITALS = re.compile(r"[A-Z]{2}")
"""A name that means something else when it is not in capitals, as `Mg`."""

LONGEST_DOUBT = 3
"""Words in the longest phrase of doubt."""

LONGEST_REMARK = 8
"""Words in the longest remark."""

REPRODUCTIVE = "reproductive/"
"""The conditions that a child belongs to: `breastfeeding my baby`."""

LONGEST_KIND = 3
"""Words in the longest part of a name that tells a kind: `stage 3 a`, `mobitz type 2`."""

LONGEST_NAME = 12
"""Words in the longest name that is looked for inside a text."""


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
        self._history = {tuple(self._words(word)) for word in by_kind[ConditionWordKind.history]}
        self._history_starts = {phrase[0] for phrase in self._history}
        self._doubt = {tuple(self._words(word)) for word in by_kind[ConditionWordKind.doubt]} | self._history
        self._children = {word for each in by_kind[ConditionWordKind.child] for word in self._words(each)}
        self._remarks = {tuple(self._words(word)) for word in by_kind[ConditionWordKind.remark]}
        self._names: dict[str, tuple[str, ...]] = {}
        self._spelled: dict[str, str] = {}
        """Key of a name → the name as it is written."""
        self._first_names: dict[str, str] = {}
        """Target → its first name."""
        self._capitals: dict[str, tuple[str, ...]] = {}
        self._with_signs: set[str] = set()
        """Keys of the names that hold a sign which else stands between two conditions."""
        self._kinds: dict[str, set[str]] = {}
        """Target → the targets that are a stage, degree or type of it."""
        self._codes = ConditionCodes()
        for group in groups:
            for member in group.members:
                target = f"{group.slug}/{member.name}"
                names = (*member.synonyms, member.label, member.name)
                self._add(target, names, member.icd10cm, member.snomed_ct)
        for row in vocabulary.everyday:
            target = row.condition or row.slug
            self._add(target, (row.name, *row.synonyms), row.icd10cm, row.snomed_ct)
            for written in row.capitals:
                add_target(self._capitals, written, target)
            if row.no_source:
                self._codes.no_source.add(target)
        lasting = (self._names[name_key(self._words(each))] for each in by_kind[ConditionWordKind.lasting])
        self._lasting = frozenset(target for targets in lasting for target in targets)
        """Targets that are still there after `status post`."""
        self._names_by_length = by_length(self._names)
        self._add_kinds_of_every_name()
        between = {word for word, *more in self._remarks if not more} - QUALIFIERS
        self._between_words = set(singulars(between))
        """Remarks of one word, which may stand between the words of a name."""
        self._known_words = self._between_words.union(*map(str.split, self._names))
        self._lengths_with_signs = {len(key.split()) for key in self._with_signs}

    def _add(self, target: str, names: Iterable[str], icd10cm: Iterable[str], snomed: Iterable[str]) -> None:
        for name in names:
            self._first_names.setdefault(target, name)
            if TWO_CAPITALS.fullmatch(name):
                add_target(self._capitals, name, target)
                continue
            key = name_key(self._words(name))
            self._spelled.setdefault(key, name)
            add_target(self._names, key, target)
            if PUNCTUATION_BETWEEN.search(name):
                self._with_signs.add(key)
        self._codes.add(target, icd10cm, snomed)

    def _add_kinds_of_every_name(self) -> None:
        """Let each name of a condition stand in the names of its kinds.

        `kidney disease stage 4` and `chronic renal failure` make `chronic renal failure stage 4`.
        """
        names: dict[str, list[list[str]]] = {}
        for key, targets in self._names.items():
            for target in targets:
                names.setdefault(target, []).append(self._words(self._spelled[key]))
        for kind, spelled in names.items():
            for words in spelled:
                for qualifier, rest in qualified(words):
                    for whole in self._names.get(name_key(rest), ()):
                        if whole == kind:
                            continue
                        if len(qualifier) <= LONGEST_KIND:
                            self._kinds.setdefault(whole, set()).add(kind)
                        for other in names[whole]:
                            self._names.setdefault(name_key([*qualifier, *other]), (kind,))

    def _words(self, text: str) -> list[str]:
        """Return the words of a text as names are compared, without noise."""
        return compared_words(text, self._noise)

    def read(self, text: str) -> ConditionReading:
        """Return what a text stands for, together with the code in it if there is one."""
        for found in CODE_IN_A_TEXT.finditer(text):
            code, certain = code_and_certainty(found, lambda each: without_dot(each) in self._codes.icd10cm)
            coded = self._codes.of_icd10cm(without_dot(code))
            if coded.recognition is not RecognitionStatus.unknown:
                reading = self._beside(coded, f"{text[: found.start()]} {text[found.end() :]}")
                return reading if certain else as_ambiguous(reading)
        return self._read_name(self._without_repetitions(self._in_full(text)))

    def _beside(self, coded: ConditionReading, text: str) -> ConditionReading:
        """Return what a code stands for together with the text around it."""
        named = self.read(text)
        if named.recognition is not RecognitionStatus.unknown:
            return self._code_and_name(coded, named)
        words = self._without_lasting_history(self._words(without_surroundings(plain(text))))
        if leaves_open(text) or len(self._without_doubt(words)) < len(words):
            return as_ambiguous(coded)
        left_over: list[str] = []
        tuple(self._inside(words, left_over))
        return replace(coded, not_understood=tuple(left_over))

    def _code_and_name(self, coded: ConditionReading, named: ConditionReading) -> ConditionReading:
        """Return what a code and the text around it stand for: what both say, or each where they differ."""
        said = {*coded.conditions, *coded.everyday}
        if said.intersection((*named.conditions, *named.everyday)) or (
            coded.recognition is RecognitionStatus.ambiguous
        ):
            return named
        return replace(
            named,
            conditions=self._most_specific((*named.conditions, *coded.conditions)),
            everyday=self._most_specific((*named.everyday, *coded.everyday)),
            no_source=named.no_source or coded.no_source,
        )

    def _read_name(self, text: str) -> ConditionReading:
        """Return what a text without a code stands for."""
        words = self._words(text)
        if not leaves_open(text) and (targets := self._names.get(name_key(words))):
            return self._codes.reading(RecognitionStatus.recognised, targets, Found.name)
        words = self._without_lasting_history(self._words(without_surroundings(plain(text))))
        certain = self._without_doubt(words)
        if leaves_open(text) or len(certain) < len(words):
            possible = tuple(self._inside(certain, []))
            return (
                self._codes.reading(RecognitionStatus.ambiguous, possible, Found.name)
                if possible
                else NOT_RECOGNISED
            )
        return self._several(text)

    def _in_full(self, text: str) -> str:
        """Return a text with the names of conditions for short names in capitals: `AF, h/o MI`.

        They are read where nothing else in their part of the text is left over.
        """
        parts = BETWEEN_PARTS.split(text)
        for number, part in enumerate(parts):
            whole = IN_CAPITALS.sub(self._first_name, part or "")
            if whole != part and part:
                left_over: list[str] = []
                words = self._words(without_surroundings(plain(whole)))
                tuple(self._inside(self._without_doubt(words), left_over))
                parts[number] = part if left_over else whole
        return "".join(filter(None, parts))

    def _first_name(self, found: re.Match[str]) -> str:
        """Return the first name of the condition for which a word in capitals stands, or the word."""
        targets = self._capitals.get(found[0])
        return self._first_names[targets[0]] if targets else found[0]

    def _without_repetitions(self, text: str) -> str:
        """Return a text without names in brackets that say the same again: `AKI (acute kidney injury)`."""
        return IN_PARENTHESES.sub(
            lambda found: " " if self._repeats(text[: found.start()], found[1]) else found[0], text
        )

    def _repeats(self, before: str, name: str) -> bool:
        """Return whether a name means the same as the last words of the text before it."""
        targets = set(self._names.get(name_key(self._words(name)), ()))
        words = self._words(before)[-LONGEST_NAME:]
        ends = (self._names.get(name_key(words[at:]), ()) for at in range(len(words)))
        return any(not targets.isdisjoint(each) for each in ends)

    def near(self, text: str) -> list[str]:
        """Return names that a text is nearly, if they are of one condition."""
        near = near_names(name_key(self._words(text)), self._names_by_length, self._names.get)
        return [self._spelled[key] for key in near]

    def _without_lasting_history(self, words: list[str]) -> list[str]:
        """Return words without those of history, where all that they are about lasts: `s/p pacemaker`."""
        if self._history_starts.isdisjoint(words):
            return words
        lengths = [longest_at(self._history, words, at, LONGEST_DOUBT) for at in range(len(words))]
        first = next((at for at, length in enumerate(lengths) if length), len(words))
        after = without_phrases(words, lengths, first)
        lasts = self._lasts(after) if after else self._lasts(words[:first])
        return [*words[:first], *after] if lasts else words

    def _lasts(self, words: list[str]) -> bool:
        """Return whether words name something, and all that they name lasts."""
        named = set(self._inside(words, []))
        return bool(named) and named <= self._lasting

    def _without_doubt(self, words: list[str]) -> list[str]:
        """Return words without those of negation, history, family and doubt.

        The longest phrase decides: `without complications` and `high risk pregnancy` hold no doubt.
        """
        found, at = [], 0
        while at < len(words):
            known = max(self._remark_at(words, at), self._name_at(words, at)[0])
            doubt = longest_at(self._doubt, words, at, LONGEST_DOUBT)
            doubt = doubt or int(words[at] in self._children and not self._is_own_child(words, at))
            if doubt <= known:
                found += words[at : at + (known or 1)]
            at += max(known, doubt, 1)
        return found

    def _is_own_child(self, words: list[str], at: int) -> bool:
        """Return whether pregnancy or breastfeeding is named before a child, and no other after."""
        before, after = set(self._inside(words[:at], [])), self._inside(words[at:], [])
        return any(each.startswith(REPRODUCTIVE) for each in before) and before.issuperset(after)

    def _remark_at(self, words: list[str], at: int) -> int:
        """Return how many words the longest remark has that begins here; 0 when none does."""
        return longest_at(self._remarks, words, at, LONGEST_REMARK)

    def _several(self, text: str) -> ConditionReading:
        """Return what a text stands for that is not one name: all of its parts, and the words left over."""
        targets: list[str] = []
        left_over: list[str] = []
        rate, folded = rate_and_rest(plain_stages(text))
        parts = list(map(self._words, PUNCTUATION_BETWEEN.split(without_surroundings(folded))))
        for words in self._with_their_stages(self._joined_by_names(parts)):
            targets += self._inside(words, left_over)
        if not targets:
            return NOT_RECOGNISED
        if rate is not None and not stage_says(rate, targets):
            left_over.append(rate.text)
        found = self._most_specific(targets)
        return self._codes.reading(RecognitionStatus.recognised, found, Found.name, tuple(left_over))

    def _most_specific(self, targets: Iterable[str]) -> tuple[str, ...]:
        """Return targets without those of which a stage, degree or type is among them."""
        found = dict.fromkeys(targets)
        return tuple(each for each in found if self._kinds.get(each, set()).isdisjoint(found))

    def _joined_by_names(self, parts: list[list[str]]) -> list[list[str]]:
        """Return the parts of a text, those joined over which a name goes: `stage 1 to 4, or unspecified`."""
        found: list[list[str]] = []
        for words in parts:
            if found and self._name_goes_over(found[-1], words):
                found[-1] = [*found[-1], *words]
            else:
                found.append(words)
        return found

    def _name_goes_over(self, before: list[str], after: list[str]) -> bool:
        """Return whether a name that holds a sign begins in one part of a text and ends with the next."""
        whole = [*before[-LONGEST_NAME:], *after]
        starts = (len(whole) - length for length in self._lengths_with_signs)
        return any(
            name_key(whole[at:]) in self._with_signs for at in starts if 0 <= at < len(whole) - len(after)
        )

    def _inside(self, words: list[str], left_over: list[str]) -> Iterator[str]:
        """Yield the conditions that words name, the longest names first; add what is none to `left_over`.

        Words of history are none: where they matter, the text is in doubt before it comes here.
        """
        at = 0
        while at < len(words):
            length, targets = self._name_at(words, at)
            yield from targets
            if not (
                length := length
                or self._remark_at(words, at)
                or words[at] in self._children
                or (words[at] in self._history_starts and longest_at(self._history, words, at, LONGEST_DOUBT))
                or longest_at(BETWEEN_CONDITIONS, words, at, LONGEST_LINK)
            ):
                left_over.append(words[at])
            at += length or 1

    def _with_their_stages(self, parts: Iterable[list[str]]) -> list[list[str]]:
        """Return the parts of a text, a stage joined to its condition: `kidney disease, chronic, stage 4`."""
        found: list[list[str]] = []
        for words in parts:
            left_over: list[str] = []
            named = any(self._inside(words, left_over))
            if found and not named and not (left_over and QUALIFIERS.isdisjoint(words)):
                found[-1] = [*found[-1], *words]
            else:
                found.append(words)
        return found

    def _name_at(self, words: list[str], at: int) -> tuple[int, tuple[str, ...]]:
        """Return how many words the longest name has that begins here, and what it means; 0 without one.

        Remarks may stand between its words: `kidney disease, moderate, stage 4`.
        """
        inside = singulars(words[at : at + LONGEST_NAME])
        reach = list(takewhile(self._known_words.__contains__, inside))
        for length in range(len(reach), 0, -1):
            window = reach[:length]
            targets = self._names.get(" ".join(sorted(window)))  # its key, as `name_key` writes it
            if not targets and not self._between_words.isdisjoint(window[1:-1]):
                named = [each for each in window[1:-1] if each not in self._between_words]
                targets = self._names.get(" ".join(sorted([window[0], *named, window[-1]])))
            if targets:
                return length, targets
        return 0, ()

    def code(self, system: str, value: str) -> ConditionReading:
        """Return what a code of `snomed` or `icd10cm` stands for."""
        return self._codes.read(system, value)


def longest_at(phrases: Collection[tuple[str, ...]], words: list[str], at: int, most: int) -> int:
    """Return how many words the longest phrase has that begins here; 0 when none does."""
    lengths = range(min(most, len(words) - at), 0, -1)
    return next((length for length in lengths if tuple(words[at : at + length]) in phrases), 0)


def without_phrases(words: list[str], lengths: list[int], start: int) -> list[str]:
    """Return the words from a place on without the phrases that begin at each word, of these lengths."""
    found, at = [], start
    while at < len(words):
        if not lengths[at]:
            found.append(words[at])
        at += lengths[at] or 1
    return found


def as_ambiguous(reading: ConditionReading) -> ConditionReading:
    """Return a reading as one that may be meant, and is not certain."""
    return replace(reading, recognition=RecognitionStatus.ambiguous, not_understood=())
