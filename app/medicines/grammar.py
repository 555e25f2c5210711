"""Take a text apart into names, numbers with their units, words and signs.

A name is a whole name of the vocabulary, alone or with a salt that may be dropped. Of all ways to take a text
apart, the one that leaves the fewest words not understood is taken; of these, the one whose names do not run
across a separator; of these, the one with the fewest parts.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple, Protocol

from app.medicines.names import fold
from app.medicines.tokens import Strength, Token, number_value
from app.medicines.vocabulary import NamedSubstances, NameKind, SubstanceCodes
from app.medicines.words import SALT_LETTERS, ListedWord, WordKind, WordList

MOST_WORDS_IN_A_NAME = 8
"""Longest name that is looked for inside a text; a longer one is found as the whole text."""

PUNCTUATION = frozenset("-,;/+&.()[]{}_*:'\"#|·•~!")
"""Signs that are understood; `%` is a unit, and any other sign is not understood."""

INSIDE_A_TEXT = PUNCTUATION | {"%"}
NEVER_INSIDE_A_NAME = frozenset('[]{};:*"#|·•~!')
BETWEEN_NAMES = frozenset(",/+&()_")
"""Signs that separate names, though a name may hold them too."""

NOT_UNDERSTOOD_COST, SEPARATOR_COST, PART_COST = 1_000_000, 10_000, 10
UNREACHED = 10**12
WHOLE_ONLY_COST = 15
"""Added for a name that may be an ordinary word."""

GLUED_COST = 20
"""Added for a number that is written in one word with what is before it, as in `D2`."""

DROPPED_COST, DROPPED_COMPOUND_COST = 4, 9
"""Added for a salt that is dropped; the second where it may be half of a compound of its own."""

HALVES = frozenset({"potassium", "carbonate", "bicarbonate", "oxide", "hydroxide"})
"""Salts that may be half of a compound, such as `potassium chloride` or `sodium bicarbonate`."""

SHORT_NAME = 3
"""Letters up to which an ordinary word or an abbreviation may be something else."""

LEGAL_FORMS = frozenset(
    {"ltd", "limited", "plc", "inc", "llc", "corp", "gmbh", "ag", "bv", "sas", "spa", "srl"}
)
"""Words at the end of the name of a company."""

BIOLOGICAL = re.compile(r"(mab|cept|stim|kin|alfa|beta|ase|tropin|glargine|lispro|aspart|parin|fusp)$")
"""Endings of biological medicines, to whose names a suffix of four letters is added in the United States."""

METALS = frozenset(
    {
        "magnesium", "calcium", "potassium", "sodium", "lithium", "zinc", "iron", "aluminium", "copper",
        "selenium", "chromium", "manganese", "silver", "gold", "strontium", "bismuth",
    }
)  # fmt: skip
"""Slugs of substances whose salts are substances of their own."""

NOT_SUBSTANCES = (
    NameKind.brand,
    NameKind.combination,
    NameKind.magnesium_product,
    NameKind.abbreviation,
)
"""Kinds of names after which a salt is another ingredient."""

TAKEN_FOR_THE_METAL = frozenset({"magnesium", "calcium", "zinc"})
"""Metals whose salts are all taken for the metal."""


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
    strengths: tuple[Strength, ...] = ()
    words: tuple[ListedWord, ...] = ()
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


class KnownNames(Protocol):
    """Names of medicines and what they stand for."""

    def find_name(self, folded: str, /) -> NamedSubstances | None:
        """Return what a folded name stands for; None when it is not known."""

    def most_words(self, first: str, /) -> int:
        """Return how many words the longest name has that begins with a word."""

    def substance(self, slug: str, /) -> SubstanceCodes:
        """Return the name and codes of a substance."""


@dataclass(slots=True)
class Grammar:
    """Every part that can begin at a token."""

    tokens: list[Token]
    vocabulary: KnownNames
    words: WordList
    texts: list[str] = field(init=False)
    """The tokens as names are written: numbers with a decimal point."""
    ends_of_numbers: dict[int, int] = field(init=False)
    """Start → end of the longest run of numbers with `-` or `/` between them."""

    def __post_init__(self) -> None:
        """Write the tokens as names are written, and find the runs of numbers once."""
        self.texts = [token.text.replace(",", ".") for token in self.tokens]
        ends: dict[int, int] = {}
        for at in range(len(self.tokens) - 1, -1, -1):
            if self.tokens[at].is_number:
                goes_on = at + 2 in ends and self.tokens[at + 1].text in "-/"
                ends[at] = ends[at + 2] if goes_on else at + 1
        self.ends_of_numbers = ends

    def parts_at(self, at: int) -> Iterator[Part]:
        """Yield each part that begins at a token and is understood."""
        token = self.tokens[at]
        if token.is_sign:
            yield from self._signs(at)
            return
        words = self.words
        if token.is_number:
            yield from self._numbers(at)
        for end, phrase, crossed in self._phrases(at):
            if found := self._find(phrase):
                yield from self._named(at, end, phrase, crossed, found)
            if (salt := words.salts.get(phrase)) and salt.detail == "metal":
                yield from self._salt_of_metal(at, end, salt.meaning)
            if (known := words.alone.get(phrase)) and self._together(at, end, phrase):
                doubt = any(word.kind is WordKind.negation for word in known)
                cost = PART_COST + (0 if doubt else 1) + crossed
                yield Part(PartKind.word, at, end, phrase, words=tuple(known), cost=cost)
        if words.most_salt_words(token.text):
            yield from self._salt_before(at)
        if not token.is_number and words.may_hold_salt(token.text):
            yield from self._compound(at)

    def not_understood(self, at: int) -> Part:
        """Return a token as a part that is not understood."""
        text = self.tokens[at].text
        return Part(PartKind.not_understood, at, at + 1, text, cost=NOT_UNDERSTOOD_COST)

    # Numbers

    def _signs(self, at: int) -> Iterator[Part]:
        """Yield what a sign is: a unit of time after a slash, a company, punctuation, or not understood."""
        sign = self.tokens[at].text
        if sign == "/" and (unit := self._unit(at + 1)) and unit[1].detail == "time":
            words = (ListedWord(WordKind.frequency, f"per {unit[1].meaning}"),)
            yield Part(PartKind.word, at, unit[0], f"per {unit[1].meaning}", words=words)
        if company := self._company(at):
            yield company
        is_equal = sign == "=" and 0 < at < len(self.tokens) - 1 and self.tokens[at + 1].is_number
        if sign in PUNCTUATION or is_equal:
            yield Part(PartKind.sign, at, at + 1, sign, cost=0)
        elif sign == "?":
            yield Part(PartKind.word, at, at + 1, sign, words=(ListedWord(WordKind.negation, "doubtful"),))

    def _company(self, at: int) -> Part | None:
        """Return a bracket that holds a company by its legal form, such as `(Kyowa Kirin Ltd)`."""
        if self.tokens[at].text != "(":
            return None
        texts = [token.text for token in self.tokens[at + 1 : at + 2 + MOST_WORDS_IN_A_NAME]]
        if ")" not in texts or (end := texts.index(")")) < 2 or texts[end - 1] not in LEGAL_FORMS:
            return None
        inside = texts[:end]
        if any(self._find(word) or self._is_doubt(word) for word in inside) or "(" in inside:
            return None
        words = (ListedWord(WordKind.noise, "manufacturer"),)
        return Part(PartKind.word, at, at + end + 2, " ".join(inside), words=words)

    def _is_doubt(self, word: str) -> bool:
        """Return whether a word tells of negation, history or doubt."""
        return any(each.kind is WordKind.negation for each in self.words.alone.get(word, ()))

    def _numbers(self, at: int) -> Iterator[Part]:
        """Yield numbers as strengths with their unit, as `1-0-1`, and by themselves."""
        end = self.ends_of_numbers[at]
        numbers = [token.text for token in self.tokens[at:end:2]]
        yield from self._strength([self.tokens[at].text], at, at + 1)
        if len(numbers) > 1:
            yield from self._strength(numbers, at, end)
        elif end < len(self.tokens) and self.tokens[end].text == "000":
            yield from self._strength([numbers[0] + "000"], at, end + 1)
        if len(numbers) in (3, 4):
            times = ListedWord(WordKind.frequency, "-".join(numbers))
            yield Part(PartKind.word, at, end, times.meaning, words=(times,))
        glued = at > 0 and not self.tokens[at - 1].is_sign and self._without_blanks(at - 1, at + 1)
        cost = PART_COST + (GLUED_COST if glued else 1)
        yield Part(PartKind.number, at, at + 1, self.tokens[at].text, cost=cost)

    def _strength(self, numbers: list[str], at: int, end: int) -> Iterator[Part]:
        """Yield numbers with the unit after them, alone and with what it is in one of."""
        if end < len(self.tokens) and self.tokens[end].text == "-":
            end += 1
        if (found := self._unit(end)) is None:
            return
        end, unit = found
        amounts = [number_value(number) for number in numbers]
        strengths = tuple(Strength(amount, unit.meaning) for amount in amounts)
        text = " ".join((*numbers, unit.meaning))
        yield Part(PartKind.strength, at, end, text, strengths=strengths)
        if (per := self._per(end, unit)) is not None:
            end, amount_in, unit_in = per
            strengths = tuple(Strength(amount, unit.meaning, amount_in, unit_in) for amount in amounts)
            yield Part(PartKind.strength, at, end, f"{text}/{unit_in}", strengths=strengths)

    def _per(self, at: int, unit: ListedWord) -> tuple[int, float, str] | None:
        """Return (end, amount, unit) of what a strength is in one of, such as `/5 ml`."""
        if at >= len(self.tokens) or self.tokens[at].text not in ("/", "per", "pro", "par", "por"):
            return None
        amount, number_given = 1.0, at + 1 < len(self.tokens) and self.tokens[at + 1].is_number
        if number_given:
            amount = number_value(self.tokens[at + 1].text) or 1.0
        found = self._unit(at + 1 + number_given)
        if found is None or (number_given and found[1].detail in ("mass", "activity", "amount")):
            return None
        return found[0], amount, found[1].meaning

    def _unit(self, at: int) -> tuple[int, ListedWord] | None:
        """Return (end, unit) of the longest unit that begins at a token."""
        if at >= len(self.tokens) or self.tokens[at].text not in self.words.unit_starts:
            return None
        for length in (3, 2, 1):
            tokens = self.tokens[at : at + length]
            if len(tokens) == length and (found := self.words.units.get(" ".join(t.text for t in tokens))):
                return at + length, found
        return None

    # Names

    def _phrases(self, at: int) -> Iterator[tuple[int, str, int]]:
        """Yield (end, words, cost of separators) of each run of words that begins at a token."""
        crossed = 0
        phrase = first = self.texts[at]
        yield at + 1, first, 0
        most = max(self.vocabulary.most_words(first), self.words.most_words(first))
        if most == 1:
            return
        most, number = min(most, MOST_WORDS_IN_A_NAME), 1
        for index in range(at + 1, len(self.tokens)):
            if number >= most:
                return
            token = self.tokens[index]
            if token.is_sign:
                if token.text in NEVER_INSIDE_A_NAME or token.text not in INSIDE_A_TEXT:
                    return
                crossed += SEPARATOR_COST * (token.text in BETWEEN_NAMES)
                continue
            phrase = f"{phrase} {self.texts[index]}"
            number += 1
            yield index + 1, phrase, crossed

    def _begins(self, at: int) -> bool:
        """Return whether a token is the first of the text or after a sign."""
        return at == 0 or self.tokens[at - 1].is_sign

    def _together(self, at: int, end: int, phrase: str) -> bool:
        """Return whether a phrase is one word, or none of a single letter that blanks set apart."""
        return end - at == 1 or len(phrase) > SHORT_NAME or self._without_blanks(at, end)

    def _without_blanks(self, at: int, end: int) -> bool:
        """Return whether there is no blank between tokens."""
        return all(self.tokens[i].end == self.tokens[i + 1].start for i in range(at, end - 1))

    def _find(self, phrase: str) -> NamedSubstances | None:
        """Return what a name stands for, in full or shortened."""
        found = self.vocabulary.find_name(phrase)
        if found is None and (full := self.words.shortened.get(phrase)):
            return self.vocabulary.find_name(full)
        return found

    def _named(self, at: int, end: int, phrase: str, crossed: int, found: NamedSubstances) -> Iterator[Part]:
        """Yield a phrase as a name, alone and with the salts after it."""
        if not self._together(at, end, phrase) or (phrase in self.words.units and not self._begins(at)):
            return
        cost = PART_COST + crossed
        cost += WHOLE_ONLY_COST if found.whole_only else 2 * (len(phrase) <= SHORT_NAME)
        yield Part(PartKind.known_name, at, end, phrase, found, cost=cost)
        if self._may_have_salt(end):
            yield from self._salts_after(at, end, phrase, found, cost)

    def _may_have_salt(self, end: int) -> bool:
        """Return whether a name that ends before a token may go on, with a salt or a suffix."""
        if end >= len(self.tokens):
            return False
        token = self.tokens[end]
        return token.is_sign or self.words.most_salt_words(token.text) > 0

    def _salt(self, at: int) -> tuple[int, ListedWord] | None:
        """Return (end, salt) of the longest salt that begins at a token."""
        if at >= len(self.tokens) or self.tokens[at].is_sign:
            return None
        found = None
        most = self.words.most_salt_words(self.tokens[at].text)
        for number, (end, phrase, crossed) in enumerate(self._phrases(at) if most else ()):
            if crossed or number >= most:
                break
            if salt := self.words.salts.get(phrase):
                found = (end, salt)
        return found

    def _next_word(self, at: int) -> tuple[int, int]:
        """Return the first token from here that is no hyphen, comma or bracket, and the cost of these."""
        crossed = 0
        while at < len(self.tokens) and self.tokens[at].text in "-,.()'":
            crossed += SEPARATOR_COST * (self.tokens[at].text in BETWEEN_NAMES)
            at += 1
        return at, crossed

    def _salts_after(
        self, at: int, end: int, phrase: str, found: NamedSubstances, cost: int
    ) -> Iterator[Part]:
        """Yield a name with each further salt after it, as long as the salt may be dropped."""
        name = phrase
        while True:
            start, crossed = self._next_word(end)
            if (salt := self._salt(start)) is None:
                break
            end, word = salt
            name = f"{name} {word.meaning}"
            cost += crossed + 1
            if listed := self._find(name):
                found = listed
            elif self._droppable(word, found):
                cost += dropped_cost(word)
            else:
                return
            yield Part(PartKind.known_name, at, end, name, found, cost=cost)
        if BIOLOGICAL.search(phrase) and self._is_suffix(end):
            yield Part(PartKind.known_name, at, end + 2, phrase, found, cost=cost)

    def _is_suffix(self, at: int) -> bool:
        """Return whether a hyphen and the four letters of a biological medicine follow without a blank."""
        return (
            at + 1 < len(self.tokens)
            and self.tokens[at].text == "-"
            and len(self.tokens[at + 1].text) == 4
            and self.tokens[at + 1].text.isalpha()
            and self._without_blanks(at - 1, at + 2)
        )

    def _droppable(self, salt: ListedWord, found: NamedSubstances) -> bool:
        """Return whether a salt changes nothing: not after a metal, and no metal but sodium and potassium.

        A salt that is on record for the substance itself may always be dropped.
        """
        if found.kind in NOT_SUBSTANCES or len(found.meanings) != 1:
            return salt.detail == "form"
        if salt.detail == "form":
            return True
        if any(slug in METALS for slug in found.meanings[0]):
            return False
        if salt.detail == "acid or ester" or salt.meaning in ("sodium", "potassium"):
            return True
        inn = [fold(self.vocabulary.substance(slug).name) for slug in found.meanings[0]]
        return len(inn) == 1 and self._find(f"{inn[0]} {salt.meaning}") is not None

    def _salt_of_metal(self, at: int, end: int, metal: str) -> Iterator[Part]:
        """Yield a metal with its acid after it, as `magnesium citrat`."""
        start, crossed = self._next_word(end)
        if (salt := self._salt(start)) and salt[1].detail == "acid or ester" and not crossed:
            yield from self._salt_of(metal, salt[1], at, salt[0])

    def _salt_of(self, metal: str, acid: ListedWord, at: int, end: int) -> Iterator[Part]:
        """Yield the salt of a metal; the metal itself where the salt is not on record by itself."""
        name = f"{metal} {acid.meaning}"
        cost, found = PART_COST, self._find(name)
        if found is None and metal in TAKEN_FOR_THE_METAL:
            cost, found = PART_COST + DROPPED_COST, self._find(metal)
        if found:
            yield Part(PartKind.known_name, at, end, name, found, cost=cost)
            yield from self._salts_after(at, end, name, found, cost)

    def _salt_before(self, at: int) -> Iterator[Part]:
        """Yield a name with its salt before it: `chlorhydrate de X`, `citrate de magnésium`."""
        if (salt := self._salt(at)) is None:
            return
        start, word = salt
        if start >= len(self.tokens) or self.tokens[start].is_sign:
            return
        if (metal := self._salt(start)) and metal[1].detail == "metal" and word.detail == "acid or ester":
            yield from self._salt_of(metal[1].meaning, word, at, metal[0])
        if word.detail == "form":
            return
        for end, phrase, crossed in self._phrases(start):
            found = self._find(phrase)
            if crossed or found is None or not self._droppable(word, found):
                continue
            listed = self._find(f"{phrase} {word.meaning}")
            cost = PART_COST + dropped_cost(word)
            yield Part(PartKind.known_name, at, end, phrase, listed or found, cost=cost)
            yield from self._salts_after(at, end, phrase, listed or found, cost)

    def _compound(self, at: int) -> Iterator[Part]:
        """Yield one word that is a name and its salt, as German and Dutch write them."""
        word = self.tokens[at].text
        for cut in range(SALT_LETTERS, len(word) - SALT_LETTERS + 1):
            first, last = word[:cut], word[cut:]
            before, after = self.words.salts.get(first), self.words.salts.get(last)
            if before and after and before.detail == "metal":
                yield from self._salt_of(before.meaning, after, at, at + 1)
            elif before and before.detail == "metal":
                yield from self._base_with(before, last, at)
            elif after:
                yield from self._base_with(after, first, at)
                yield from self._base_with(after, first.removesuffix("e"), at)

    def _base_with(self, salt: ListedWord, base: str, at: int) -> Iterator[Part]:
        """Yield one word that is a base with a salt, if the salt may be dropped."""
        found = self._find(base)
        if found and len(base) > SHORT_NAME and self._droppable(salt, found):
            name = f"{base} {salt.meaning}"
            yield Part(PartKind.known_name, at, at + 1, name, found)
            yield from self._salts_after(at, at + 1, name, found, PART_COST)


def dropped_cost(salt: ListedWord) -> int:
    """Return what is added for a salt that is dropped."""
    return DROPPED_COMPOUND_COST if salt.meaning in HALVES else DROPPED_COST


def cheapest(tokens: list[Token], grammar: Grammar) -> list[Part]:
    """Return the parts of the cheapest way to take all tokens apart.

    Ways that understand everything are tried first: they are the cheapest when there is one.
    """
    parts_at: dict[int, list[Part]] = {}
    for understood, highest in ((True, NOT_UNDERSTOOD_COST), (False, UNREACHED)):
        costs = [0] + [UNREACHED] * len(tokens)
        last: dict[int, Part] = {}
        for at in range(len(tokens)):
            cost = costs[at]
            if cost >= highest:
                continue
            found = parts_at.get(at) or parts_at.setdefault(at, list(grammar.parts_at(at)))
            for part in found if understood else (*found, grammar.not_understood(at)):
                if cost + part.cost < costs[part.end]:
                    costs[part.end] = cost + part.cost
                    last[part.end] = part
        if costs[-1] < highest:
            break
    parts: list[Part] = []
    at = len(tokens)
    while at > 0:
        parts.append(last[at])
        at = last[at].start
    return parts[::-1]
