"""Find the names of conditions among words.

What must stay true: the longest name counts, and a condition steps back where a stage, degree or type of it
is named too.
"""

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from app.medicines.conditions.codes import add_target
from app.medicines.conditions.known_conditions import ConditionEntry
from app.medicines.conditions.names import QUALIFIERS, key_of_singulars, name_key, qualified, singulars
from app.medicines.conditions.words import ConditionWords
from app.medicines.names import with_german_spellings
from app.suggestions import by_length, near_names

PUNCTUATION_BETWEEN = re.compile(r"[,;+&|•·●▪◦‣]|(?<!\b[a-z])/|/(?![a-z]\b)", re.IGNORECASE)
"""Between two conditions in one text; the bar of `h/o` is none."""

TWO_CAPITALS = re.compile(r"[A-Z]{2}")
"""A name that means something else when it is not in capitals, as `Mg`."""

LONGEST_KIND = 3
"""Words in the longest part of a name that tells a kind: `stage 3 a`, `mobitz type 2`."""

LONGEST_NAME = 12
"""Words in the longest name that is looked for inside a text."""

Targets = tuple[str, ...]
"""What a name stands for: `group/condition` of the dataset, or the slug of an everyday condition."""


class Inside(NamedTuple):
    """What words name, and those of them that are not understood."""

    targets: list[str]
    left_over: list[str]


class ConditionIndex:
    """Every name of a condition, and what it stands for."""

    def __init__(
        self,
        conditions: Iterable[ConditionEntry],
        words: ConditionWords,
        compared_names: Iterable[str] = (),
    ) -> None:
        self._words = words
        self._targets: dict[str, Targets] = {}
        """Key of a name → what it stands for."""
        self._capitals: dict[str, Targets] = {}
        """Name that counts in capitals alone → what it stands for."""
        self._spelled: dict[str, str] = {}
        """Key of a name → the name as it is written."""
        self._first_names: dict[str, str] = {}
        """Target → its first name."""
        self._with_signs: set[str] = set()
        """Keys of the names that hold a sign which else stands between two conditions."""
        self._kinds: dict[str, set[str]] = {}
        """Target → the targets that are a stage, degree or type of it."""
        compared = {
            name: words.split() for name, _, words in (line.partition("\t") for line in compared_names)
        }
        words_of_keys: dict[str, list[str]] = {}
        for condition in conditions:
            self._add(condition, compared, words_of_keys)
        self._add_kinds_of_every_name(words_of_keys)
        self._spelled_by_length = by_length(self._spelled)
        self._lengths_with_signs = {len(key.split()) for key in self._with_signs}
        between = {word for word, *more in words.remarks if not more} - QUALIFIERS
        self._between_words = frozenset(singulars(between))
        """Remarks of one word, which may stand between the words of a name."""
        self._longest_with = longest_with(self._targets)
        """Word → how many words the longest name has that holds it."""

    def _add(
        self,
        condition: ConditionEntry,
        compared: Mapping[str, list[str]],
        words_of_keys: dict[str, list[str]],
    ) -> None:
        """Let the names of a condition stand for it; note their words, in order, by key.

        `compared` has the words of names that were compared when the dataset was published.
        """
        target = condition.target
        for name in with_german_spellings(condition.names):
            self._first_names.setdefault(target, name)
            if TWO_CAPITALS.fullmatch(name):
                add_target(self._capitals, name, target)
                continue
            words = compared.get(name) or self._words.of(name)
            key = name_key(words)
            words_of_keys.setdefault(key, words)
            self._spelled.setdefault(key, name)
            add_target(self._targets, key, target)
            if PUNCTUATION_BETWEEN.search(name):
                self._with_signs.add(key)
        for name in condition.capitals:
            add_target(self._capitals, name, target)

    def _add_kinds_of_every_name(self, words_of_keys: dict[str, list[str]]) -> None:
        """Let each name of a condition stand in the names of its kinds.

        `kidney disease stage 4` and `chronic renal failure` make `chronic renal failure stage 4`.
        """
        names: dict[str, list[list[str]]] = {}
        for key, targets in self._targets.items():
            for target in targets:
                names.setdefault(target, []).append(words_of_keys[key])
        for kind, spelled in names.items():
            for words in spelled:
                for qualifier, rest in qualified(words):
                    for whole in self._targets.get(name_key(rest), ()):
                        if whole == kind:
                            continue
                        if len(qualifier) <= LONGEST_KIND:
                            self._kinds.setdefault(whole, set()).add(kind)
                        for other in names[whole]:
                            self._targets.setdefault(name_key([*qualifier, *other]), (kind,))

    def meanings(self, names: Iterable[str]) -> frozenset[str]:
        """Return what names stand for; a dataset may lack some of them."""
        return frozenset(target for name in names for target in self.named(self._words.of(name)))

    def named(self, words: list[str]) -> Targets:
        """Return what a name of exactly these words stands for, in any order."""
        return self._targets.get(name_key(words), ())

    def inside(self, words: list[str]) -> Inside:
        """Return the conditions that words name, the longest names first, and the words left over."""
        inside = Inside([], [])
        at = 0
        while at < len(words):
            length, targets = self.name_at(words, at)
            inside.targets.extend(targets)
            length = length or self._words.length_beside_names(words, at)
            if not length:
                inside.left_over.append(words[at])
            at += length or 1
        return inside

    def name_at(self, words: list[str], at: int) -> tuple[int, Targets]:
        """Return how many words the longest name has that begins here, and what it means; 0 without one.

        Remarks may stand between its words: `kidney disease, moderate, stage 4`.
        """
        inside = singulars(words[at : at + LONGEST_NAME])
        for length in range(self._reach(inside), 0, -1):
            window = inside[:length]
            targets = self._targets.get(key_of_singulars(window))
            if not targets and not self._between_words.isdisjoint(window[1:-1]):
                named = [each for each in window[1:-1] if each not in self._between_words]
                targets = self._targets.get(key_of_singulars([window[0], *named, window[-1]]))
            if targets:
                return (0, ()) if self._begins_later(words, at, length) else (length, targets)
        return 0, ()

    def _begins_later(self, words: list[str], at: int, length: int) -> bool:
        """Return whether a name goes on further without a remark before it: `bad kidney failure`."""
        if length == 1 or singulars(words[at : at + 1])[0] not in self._between_words:
            return False
        return self.name_at(words, at + 1)[0] >= length

    def _reach(self, words: list[str]) -> int:
        """Return how many words a name that begins with the first may take, remarks between them included."""
        most = self._longest_with.get(words[0])
        if most is None:
            return 0
        for at, word in enumerate(words):
            if word not in self._between_words:
                most -= 1
                if most < 0 or word not in self._longest_with:
                    return at
        return len(words)

    def goes_over(self, before: list[str], after: list[str]) -> bool:
        """Return whether a name that holds a sign begins in one part of a text and ends with the next."""
        whole = [*before[-LONGEST_NAME:], *after]
        for length in self._lengths_with_signs:
            if len(after) < length <= len(whole) and name_key(whole[-length:]) in self._with_signs:
                return True
        return False

    def repeats(self, before: str, name: str) -> bool:
        """Return whether a name means the same as the last words of the text before it."""
        targets = set(self.named(self._words.of(name)))
        words = self._words.of(before)[-LONGEST_NAME:]
        return any(not targets.isdisjoint(self.named(words[at:])) for at in range(len(words)))

    def first_name(self, capitals: str) -> str:
        """Return the first name of the condition that a word in capitals stands for, or the word itself."""
        targets = self._capitals.get(capitals)
        return self._first_names[targets[0]] if targets else capitals

    def most_specific(self, targets: Iterable[str]) -> Targets:
        """Return targets without each condition whose stage, degree or type is among them too."""
        found = dict.fromkeys(targets)
        return tuple(each for each in found if self._kinds.get(each, set()).isdisjoint(found))

    def near(self, text: str) -> list[str]:
        """Return the name that a text is nearly, if all that are near are of one condition."""
        near = near_names(name_key(self._words.of(text)), self._spelled_by_length, self._targets.get)
        return [self._spelled[key] for key in near[:1]]


def longest_with(keys: Iterable[str]) -> dict[str, int]:
    """Return how many words the longest key has that holds a word."""
    most: dict[str, int] = {}
    for words in map(str.split, keys):
        for word in words:
            most[word] = max(most.get(word, 0), len(words))
    return most
