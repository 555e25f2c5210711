"""Parts of a text: names, strengths, numbers, words and signs."""

from enum import StrEnum
from typing import NamedTuple

from app.medicines.parsing.tokens import Strength
from app.medicines.parsing.words import ListedWord, WordKind
from app.medicines.vocabulary import NamedSubstances

PART_COST = 10
"""Cost of a part; of all ways to split a text, the cheapest is chosen."""

SHORT_NAME = 3
"""Longest ordinary word or abbreviation, in letters, that may mean something else."""


class PartKind(StrEnum):
    """What a part of a text is."""

    known_name = "known_name"
    strength = "strength"
    number = "number"
    word = "word"
    sign = "sign"
    not_understood = "not_understood"


class Part(NamedTuple):
    """One part of a text: the tokens from `start` to before `end`."""

    kind: PartKind
    start: int
    end: int
    text: str
    found: NamedSubstances | None = None
    """What the part stands for, if it is the name of a medicine; None for any other part."""
    strengths: tuple[Strength, ...] = ()
    """Numbers with a unit: doses, but also times and volumes."""
    words: tuple[ListedWord, ...] = ()
    """What the part is as a word of the reviewed table; several when it has several meanings."""
    cost: int = PART_COST

    @property
    def substances(self) -> frozenset[str]:
        """Return the substances, where the name has one meaning."""
        return (
            frozenset(self.found.meanings[0]) if self.found and len(self.found.meanings) == 1 else frozenset()
        )

    def is_word(self, *kinds: WordKind) -> bool:
        """Return whether it is a word of one of the kinds."""
        return bool(self.words) and any(word.kind in kinds for word in self.words)

    def left_out(self) -> "Part":
        """Return it as not understood; a sign as it is."""
        if self.kind is PartKind.sign:
            return self
        return Part(PartKind.not_understood, self.start, self.end, self.text)
