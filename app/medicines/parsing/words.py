"""Words that stand beside the names of medicines: units, dose forms, routes, times, salts and the rest.

Each word is listed with its kind, meaning and language in `seeds/vocabulary/medicine-words.csv`. A word that
is not listed is not understood. What must stay true: a word of negation, history or doubt has no other kind,
except beside numbers: `1 or 2 tablets`.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import NamedTuple

from app.medicines.names import fold, most_words_by_first

SALT_LETTERS = 4
"""Letters of the shortest salt that is written in one word with its base, as in `metoprololtartraat`."""


A_CONDITION = "condition"
"""Meaning of the name of a condition, which says what a medicine is for."""

TO_BE_STATED = "condition to be stated"
"""Meaning of the name of a condition that rules name: beside a medicine it is reported, not read."""


class WordKind(StrEnum):
    """What a word says."""

    unit = "unit"
    """Unit of a strength or a time: `mg`, `hours`. The detail is its quantity."""
    dose_form = "dose_form"
    """Tablet, syrup and the like. The detail is the route that it implies."""
    route = "route"
    """By mouth, into a vein, on the skin."""
    frequency = "frequency"
    """How often or when it is taken: `bid`, `at bedtime`."""
    release = "release"
    """How the dose form gives the medicine off: `XR`, `enteric coated`."""
    pack = "pack"
    """What it comes in, or how much is taken: `bottle`, `two`."""
    salt = "salt"
    """A salt, ester or metal. The detail says which: `acid or ester`, `metal` or `form`."""
    shortened = "shortened"
    """A short way to write a name; the meaning is the whole name: `hydroxychlor`."""
    separator = "separator"
    """A word between two medicines: `and`, `with`."""
    range = "range"
    """A word between two numbers: `1 to 2 tablets`. The meaning `choice` is a doubt between names."""
    limit = "limit"
    """Words before the most that is taken: `up to`."""
    negation = "negation"
    """Negation, history or doubt: it may not be taken."""
    noise = "noise"
    """Anything else that says nothing about which medicine it is, such as a reason or a maker."""


class ListedWord(NamedTuple):
    """What a word or phrase means."""

    kind: WordKind
    meaning: str
    detail: str = ""
    """Quantity of a unit, route of a dose form, part of a salt, or ATC groups of a class; else empty."""


class WordList:
    """Every listed word and phrase by kind, from their `folded_phrase`."""

    def __init__(self, entries: Iterable[tuple[str, ListedWord]]) -> None:
        self.alone: dict[str, list[ListedWord]] = {}
        """Phrase → its meanings, for words that are understood wherever they stand."""
        self.units: dict[str, ListedWord] = {"%": ListedWord(WordKind.unit, "%", "ratio")}
        self.salts: dict[str, ListedWord] = {}
        self.shortened: dict[str, str] = {}
        """Shortened name → the name in full, folded."""
        self.ranges: dict[str, ListedWord] = {}
        """Words that join two numbers: `1 to 2 tablets`, `1 oder 2 Tabletten`."""
        self.limits: dict[str, ListedWord] = {}
        """Phrases before the most that is taken: `up to 3 times a day`, `bis zu 3 Tabletten`."""
        own: Mapping[WordKind, dict[str, ListedWord]] = {
            WordKind.unit: self.units,
            WordKind.salt: self.salts,
            WordKind.range: self.ranges,
            WordKind.limit: self.limits,
        }
        for phrase, word in entries:
            if word.kind in own:
                own[word.kind].setdefault(phrase, word)
            elif word.kind is WordKind.shortened:
                self.shortened.setdefault(phrase, fold(word.meaning))
            else:
                self.alone.setdefault(phrase, []).append(word)
        self.doubts = {
            phrase
            for phrase, found in self.alone.items()
            if any(word.kind is WordKind.negation for word in found)
        }
        """Words and phrases of negation, history and doubt."""
        self._unit_words = {phrase.partition(" ")[0]: 1 for phrase in self.units}
        self._unit_words |= most_words_by_first(self.units)
        self._most_words = most_words_by_pair((*self.alone, *self.shortened, *self.salts, *self.limits))
        self.starts_of_phrases = {pair[: pair.index(" ")] for pair in self._most_words}
        """First words of the phrases of two words and more."""
        self._salt_words = {phrase.partition(" ")[0]: 1 for phrase in self.salts}
        self._salt_words |= most_words_by_first(self.salts)
        self._salt_starts = {phrase[:SALT_LETTERS] for phrase in self.salts if len(phrase) >= SALT_LETTERS}
        self._salt_ends = {phrase[-SALT_LETTERS:] for phrase in self.salts if len(phrase) >= SALT_LETTERS}

    def most_words(self, pair: str) -> int:
        """Return how many words the longest phrase has that begins with two words; 1 when none does."""
        return self._most_words.get(pair, 1)

    def may_hold_salt(self, word: str) -> bool:
        """Return whether a word begins or ends as a salt or metal does, and so may be a compound."""
        if len(word) < 2 * SALT_LETTERS:
            return False
        return word[:SALT_LETTERS] in self._salt_starts or word[-SALT_LETTERS:] in self._salt_ends

    def most_unit_words(self, first: str) -> int:
        """Return how many words the longest unit has that begins with a word; 0 when none does."""
        return self._unit_words.get(first, 0)

    def most_salt_words(self, first: str) -> int:
        """Return how many words the longest salt has that begins with a word; 0 when none does."""
        return self._salt_words.get(first, 0)


def folded_phrase(written: str) -> str:
    """Return a word or phrase as it is compared; a sign stays as it is written."""
    return fold(written) or written


def most_words_by_pair(phrases: Iterable[str]) -> dict[str, int]:
    """Return how many words the longest phrase has that begins with two words."""
    most: dict[str, int] = {}
    for phrase in phrases:
        words = phrase.split(" ", 2)
        if len(words) > 1:
            pair = f"{words[0]} {words[1]}"
            most[pair] = max(most.get(pair, 1), phrase.count(" ") + 1)
    return most


def words_of(lines: Iterable[str]) -> WordList:
    """Return the words of their lines in the index of the vocabulary."""
    kinds = {kind.value: kind for kind in WordKind}
    cells = (line.split("\t") for line in lines)
    return WordList((word, ListedWord(kinds[kind], meaning, detail)) for word, kind, meaning, detail in cells)
