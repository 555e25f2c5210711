"""Words that stand beside the names of medicines: units, dose forms, routes, times, salts and the rest.

Each word is listed with its kind, meaning and language in `seeds/vocabulary/medicine-words.csv`. A word that
is not listed is not understood. What must stay true: a word of negation, history or doubt has no other kind.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.medicines.names import fold


class WordKind(StrEnum):
    """What a word says."""

    unit = "unit"
    dose_form = "dose_form"
    route = "route"
    frequency = "frequency"
    release = "release"
    pack = "pack"
    salt = "salt"
    shortened = "shortened"
    separator = "separator"
    negation = "negation"
    noise = "noise"


@dataclass(frozen=True, slots=True)
class Word:
    """What a word or phrase means."""

    kind: WordKind
    meaning: str
    detail: str = ""
    """Quantity of a unit, route that a dose form implies, or part of a salt; empty for other kinds."""


class Words:
    """Every listed word and phrase by kind."""

    def __init__(self, entries: Iterable[tuple[str, Word]]) -> None:
        self.alone: dict[str, list[Word]] = {}
        """Phrase → its meanings, for words that are understood wherever they stand."""
        self.units: dict[str, Word] = {"%": Word(WordKind.unit, "%", "ratio")}
        self.salts: dict[str, Word] = {}
        self.shortened: dict[str, str] = {}
        """Shortened name → the name in full, folded."""
        self.longest = 1
        """Words in the longest phrase."""
        own: Mapping[WordKind, dict[str, Word]] = {WordKind.unit: self.units, WordKind.salt: self.salts}
        for written, word in entries:
            phrase = fold(written) or written
            self.longest = max(self.longest, phrase.count(" ") + 1)
            if word.kind in own:
                own[word.kind].setdefault(phrase, word)
            elif word.kind is WordKind.shortened:
                self.shortened.setdefault(phrase, fold(word.meaning))
            else:
                self.alone.setdefault(phrase, []).append(word)
        self.longest_salt = max(map(len, self.salts), default=0)


def words_of(lines: Iterable[str]) -> Words:
    """Return the words of their lines in the index of the vocabulary."""
    cells = (line.split("\t") for line in lines)
    return Words((word, Word(WordKind(kind), meaning, detail)) for word, kind, meaning, detail in cells)
