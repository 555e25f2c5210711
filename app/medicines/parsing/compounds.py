"""Names of medicines with their salts and metals: which may be dropped, and which make another substance.

What must stay true: a salt is dropped only where its base is itself a medicine, and never after a metal.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Protocol

from app.medicines.names import fold
from app.medicines.parsing.amounts import Amounts
from app.medicines.parsing.parts import PART_COST, SHORT_NAME, Part, PartKind
from app.medicines.parsing.salts import (
    AS_A_SALT,
    CONTENT,
    IN_THE_FORM_OF,
    METAL_OF_SALTS,
    METALS,
    MOST_BETWEEN_METAL_AND_ACID,
    OF_A_BASE,
    SALTS_OF_METALS,
    TAKEN_FOR_THE_METAL,
)
from app.medicines.parsing.words import SALT_LETTERS, ListedWord, WordKind
from app.medicines.vocabulary import Meaning, NamedSubstances, NameKind, SubstanceCodes

MOST_WORDS_IN_A_NAME = 8
"""Longest name that is looked for inside a text; a longer one is found as the whole text."""

PICTURES = "💊💉✓✔✅☑🌙☀🌞🌅⏰😊🙂😀👍"
"""Pictures that say no more than that a medicine is taken, or what stands in words beside them."""

PUNCTUATION = frozenset(f"-,;/+&.()[]{{}}_*:'\"#|·•~!@†‡▪●◦{PICTURES}")
"""Signs that are understood; `%` is a unit, and any other sign is not understood."""

INSIDE_A_TEXT = PUNCTUATION | {"%"}
NEVER_INSIDE_A_NAME = frozenset(f'[]{{}};:*"#|·•~!@†‡▪●◦{PICTURES}')
BETWEEN_NAMES = frozenset(",/+&()_")
"""Signs that separate names, though a name may hold them too."""

SEPARATOR_COST = 10_000
"""Cost of a sign that separates names, inside a name."""

DROPPED_COST, DROPPED_COMPOUND_COST = 4, 9
"""Added for a salt that is dropped; the second where it may be half of a compound of its own."""

HALVES = frozenset({"potassium", "carbonate", "bicarbonate", "oxide", "hydroxide"})
"""Salts that may be half of a compound, such as `potassium chloride` or `sodium bicarbonate`."""

BIOLOGICAL = re.compile(r"(mab|cept|stim|kin|alfa|beta|ase|tropin|glargine|lispro|aspart|parin|fusp)$")
"""Endings of biological medicines; in the United States their names get a suffix of four letters."""

NOT_SUBSTANCES = (
    NameKind.brand,
    NameKind.combination,
    NameKind.magnesium_product,
    NameKind.abbreviation,
)
"""Kinds of names after which a salt is another ingredient."""


class KnownNames(Protocol):
    """Names of medicines and what they stand for."""

    def find_name(self, folded: str, /) -> NamedSubstances | None:
        """Return what a folded name stands for; None when it is not known."""

    def most_words(self, first: str, /) -> int:
        """Return how many words the longest name has that begins with a word."""

    def is_product(self, substances: Meaning, /) -> bool:
        """Return whether there is a product with just these substances, which are sorted."""

    def substance(self, slug: str, /) -> SubstanceCodes:
        """Return the name and codes of a substance."""


@dataclass(slots=True)
class Compounds(Amounts):
    """Names at a token, with their salts."""

    vocabulary: KnownNames

    def _phrases(self, at: int) -> list[tuple[int, str, int]]:
        """Return (end, words, cost of separators) of each run of words that begins at a token."""
        crossed = 0
        phrase = first = self.texts[at]
        found = [(at + 1, first, 0)]
        most = self.vocabulary.most_words(first)
        if most == 1 and first not in self.words.starts_of_phrases:
            return found
        number = 1
        for index in range(at + 1, len(self.tokens)):
            token = self.tokens[index]
            if token.is_sign:
                if token.text in NEVER_INSIDE_A_NAME or token.text not in INSIDE_A_TEXT:
                    break
                crossed += SEPARATOR_COST * (token.text in BETWEEN_NAMES)
                continue
            phrase = f"{phrase} {self.texts[index]}"
            number += 1
            if number == 2:
                most = min(max(most, self.words.most_words(phrase)), MOST_WORDS_IN_A_NAME)
            if number > most:
                break
            found.append((index + 1, phrase, crossed))
            if number == most:
                break
        return found

    def _find(self, phrase: str) -> NamedSubstances | None:
        """Return what a name stands for, in full or shortened."""
        found = self.vocabulary.find_name(phrase)
        if found is None and (full := self.words.shortened.get(phrase)):
            return self.vocabulary.find_name(full)
        return found

    # Salts

    def _may_have_salt(self, end: int) -> bool:
        """Return whether a name that ends before a token may go on, with a salt or a suffix."""
        if end >= len(self.tokens):
            return False
        token = self.tokens[end]
        return token.is_sign or token.text in AS_A_SALT or self.words.most_salt_words(token.text) > 0

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
        while at < len(self.tokens) and (
            self.tokens[at].text in "-,.()'" or self.tokens[at].text in AS_A_SALT
        ):
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
            cost += 1 if self._is_in_brackets(start, end) else crossed + 1
            if listed := self._find(name):
                found = listed
            elif self._droppable(word, found):
                cost += dropped_cost(word)
            else:
                return
            yield Part(PartKind.known_name, at, end, name, found, cost=cost)
        if BIOLOGICAL.search(phrase) and self._is_suffix(end):
            yield Part(PartKind.known_name, at, end + 2, phrase, found, cost=cost)

    def _is_in_brackets(self, start: int, end: int) -> bool:
        """Return whether a salt is all that brackets hold: `(fumarate)`, `(as besilate)`, `(fumarate de)`."""
        while start > 0 and self.tokens[start - 1].text in AS_A_SALT:
            start -= 1
        while end < len(self.tokens) and self.tokens[end].text in OF_A_BASE:
            end += 1
        return self.tokens[start - 1].text == "(" and end < len(self.tokens) and self.tokens[end].text == ")"

    def _is_suffix(self, at: int) -> bool:
        """Return whether a hyphen and the four letters of a biological medicine follow without a blank."""
        return (
            at + 1 < len(self.tokens)
            and self.tokens[at].text == "-"
            and len(self.tokens[at + 1].text) == 4
            and self.tokens[at + 1].text.isalpha()
            and self.without_blanks(at - 1, at + 2)
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
        if any(slug.startswith(SALTS_OF_METALS) for slug in found.meanings[0]):
            return salt.meaning == "hydrochloride"
        if salt.detail == "acid or ester" or salt.meaning in ("sodium", "potassium"):
            return True
        inn = [fold(self.vocabulary.substance(slug).name) for slug in found.meanings[0]]
        return len(inn) == 1 and self._find(f"{inn[0]} {salt.meaning}") is not None

    def _salt_of_metal(self, at: int, end: int, metal: str) -> Iterator[Part]:
        """Yield a metal with its acid after it, as `magnesium citrat`."""
        closed = self.tokens[end - 2].text == "(" and self.texts[end : end + 1] == [")"]  # Eisen(II)
        start, crossed = self._next_word(end + closed)
        if (salt := self._salt(start)) and salt[1].detail == "acid or ester" and not crossed:
            yield from self._salt_of(metal, salt[1], at, salt[0])

    def _salt_of(self, metal: str, acid: ListedWord, at: int, end: int) -> Iterator[Part]:
        """Yield the salt of a metal; the metal itself where the salt is not on record by itself."""
        name = f"{metal} {acid.meaning}"
        cost, found = PART_COST, self._find(name)
        if found is None and metal in TAKEN_FOR_THE_METAL:
            cost, found = PART_COST + DROPPED_COST, self._find(metal)
        if found is None and metal in METAL_OF_SALTS and acid.meaning not in HALVES:
            cost, found = PART_COST + DROPPED_COST, self._metal_of(metal)
        if found:
            yield Part(PartKind.known_name, at, end, name, found, cost=cost)
            yield from self._salts_after(at, end, name, found, cost)

    def _metal_of(self, metal: str) -> NamedSubstances | None:
        """Return the metal of a salt; beside its acid it is no ordinary word, as `iron` alone may be."""
        found = self._find(METAL_OF_SALTS[metal])
        return found and replace(found, whole_only=False)

    def _salt_before(self, at: int, start: int, word: ListedWord) -> Iterator[Part]:
        """Yield a name with its salt before it: `chlorhydrate de X`, `citrate de magnésium`."""
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

    def _acid_apart(self, at: int, end: int, acid: ListedWord) -> Iterator[Part]:
        """Yield an acid as the salt of the metal before it: `magnesium 200 mg (as citrate, malate)`.

        Between them stand only amounts, signs, words of a form and further acids.
        """
        for index in range(at - 1, max(-1, at - 1 - MOST_BETWEEN_METAL_AND_ACID), -1):
            token = self.tokens[index]
            listed = self.words.salts.get(token.text)
            if listed and listed.detail == "metal" and self.is_no_unit(index, token.text):
                if index < at - 1:
                    yield from self._salt_of(listed.meaning, acid, at, end)
                return
            between = token.is_number or token.text in PUNCTUATION or token.text in self.words.units
            between = between or self._is_form(token.text, WordKind.dose_form)
            if not (between or listed or token.text in IN_THE_FORM_OF or token.text in CONTENT):
                return

    def _salt_in_brackets(self, at: int, end: int, acid: ListedWord) -> Iterator[Part]:
        """Yield a salt alone in brackets after a name, form and strength: `tablet 5 mg (besilaat)`."""
        if at < 2 or self.tokens[at - 1].text != "(" or self.texts[end : end + 1] != [")"]:
            return
        for index in range(at - 2, max(-1, at - 2 - MOST_BETWEEN_METAL_AND_ACID), -1):
            token = self.tokens[index]
            if token.is_number or token.is_sign or token.text in self.words.units:
                continue
            if self._is_form(token.text, WordKind.dose_form, WordKind.release):
                continue
            found = self._find(token.text)
            if found and found.kind not in NOT_SUBSTANCES and self._droppable(acid, found):
                words = (ListedWord(WordKind.noise, "salt"),)
                yield Part(PartKind.word, at, end, acid.meaning, words=words)
            return

    def _is_form(self, word: str, *kinds: WordKind) -> bool:
        """Return whether a word is of one of the kinds of dose forms."""
        return any(each.kind in kinds for each in self.words.alone.get(word, ()))

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
