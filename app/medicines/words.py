"""Words that stand beside the names of medicines: units, dose forms, routes, times, salts and the rest.

Each word is listed with its meaning and language in `seeds/vocabulary`. A word that is in no table is not
understood. What must stay true: a word of negation or history is in no other table.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.medicines.names import fold


class WordKind(StrEnum):
    """What a word says. Each kind has a table of its own."""

    unit = "strength-units"
    dose_form = "dose-forms"
    route = "routes"
    frequency = "frequencies"
    release = "release-words"
    pack = "pack-words"
    salt = "salt-words"
    shortened = "shortened-words"
    separator = "separator-words"
    negation = "negation-words"
    noise = "noise-words"


MORE = {WordKind.unit: "quantity", WordKind.dose_form: "route", WordKind.salt: "part"}
"""Kinds whose table has one more column → its name."""

STANDING_ALONE = frozenset(
    {
        WordKind.dose_form,
        WordKind.route,
        WordKind.frequency,
        WordKind.release,
        WordKind.pack,
        WordKind.separator,
        WordKind.negation,
        WordKind.noise,
    }
)
"""Kinds that are understood wherever they stand; units belong to numbers and salts to names."""


@dataclass(frozen=True, slots=True)
class Word:
    """What a word or phrase of one table means."""

    kind: WordKind
    meaning: str
    detail: str = ""
    """Quantity of a unit, route of a dose form, or part of a salt; empty when the table gives none."""


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
