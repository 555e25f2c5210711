"""Take a text apart into names, numbers with their units, words and signs.

A name is a whole name of the vocabulary, alone or with a salt that may be dropped. `app.medicines.cheapest`
chooses among all ways to take a text apart.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from app.medicines.amounts import EVERY, NUMBER_WORDS, Amounts
from app.medicines.names import fold
from app.medicines.parts import PART_COST, SHORT_NAME, Part, PartKind
from app.medicines.salts import (
    AS_A_SALT,
    CONTENT,
    IN_THE_FORM_OF,
    METALS,
    MOST_BETWEEN_METAL_AND_ACID,
    OF_A_BASE,
    SALTS_OF_METALS,
    TAKEN_FOR_THE_METAL,
)
from app.medicines.vocabulary import NamedSubstances, NameKind, SubstanceCodes
from app.medicines.words import SALT_LETTERS, ListedWord, WordKind

MOST_WORDS_IN_A_NAME = 8
"""Longest name that is looked for inside a text; a longer one is found as the whole text."""

PUNCTUATION = frozenset("-,;/+&.()[]{}_*:'\"#|·•~!@†‡✓✔💊")
"""Signs that are understood; `%` is a unit, and any other sign is not understood."""

INSIDE_A_TEXT = PUNCTUATION | {"%"}
NEVER_INSIDE_A_NAME = frozenset('[]{};:*"#|·•~!@†‡✓✔💊')
BETWEEN_NAMES = frozenset(",/+&()_")
"""Signs that separate names, though a name may hold them too."""

MOST_DOSES = 99
"""Highest number without a unit that `up to` may limit."""

NOT_UNDERSTOOD_COST, SEPARATOR_COST = 1_000_000, 10_000
WHOLE_ONLY_COST = 15
"""Added for a name that may be an ordinary word."""

JOINED_COST = 3 * PART_COST
"""Cost of a name of one word that is written with a hyphen: more than that of two names."""

DROPPED_COST, DROPPED_COMPOUND_COST = 4, 9
"""Added for a salt that is dropped; the second where it may be half of a compound of its own."""

HALVES = frozenset({"potassium", "carbonate", "bicarbonate", "oxide", "hydroxide"})
"""Salts that may be half of a compound, such as `potassium chloride` or `sodium bicarbonate`."""

ELIDED = frozenset({"l", "d", "j", "un", "all", "dell", "nell", "sull", "dall"})
"""French and Italian words that lose their vowel: `l'anxiété`. `n'` is none of them: it is a negation."""

LEGAL_FORMS = frozenset(
    {"ltd", "limited", "plc", "inc", "llc", "corp", "gmbh", "ag", "bv", "sas", "spa", "srl"}
)
"""Words at the end of the name of a company."""

COMPARING = frozenset("<>≤≥")
"""Signs between what is measured and a number."""

PLURALS = [[ending, ")"] for ending in ("s", "es", "e", "n", "en")]
"""Endings of plurals, as they stand in brackets."""

BIOLOGICAL = re.compile(r"(mab|cept|stim|kin|alfa|beta|ase|tropin|glargine|lispro|aspart|parin|fusp)$")
"""Endings of biological medicines, to whose names a suffix of four letters is added in the United States."""

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

    def substance(self, slug: str, /) -> SubstanceCodes:
        """Return the name and codes of a substance."""


@dataclass(slots=True)
class Grammar(Amounts):
    """Every part that can begin at a token."""

    vocabulary: KnownNames

    def parts_at(self, at: int) -> Iterator[Part]:
        """Yield each part that begins at a token and is understood."""
        token = self.tokens[at]
        if token.is_sign:
            yield from self._signs(at)
            return
        if token.is_number:
            yield from self.numbers(at)
        yield from self._words(at)
        if self.words.most_salt_words(token.text):
            yield from self._salt_before(at)
            yield from self._acid_apart(at)
        if token.text in EVERY:
            yield from self.every(at)
        if at > 0 and (
            self.tokens[at - 1].text in (token.text, ")") or self.tokens[at - 1].text in NUMBER_WORDS
        ):
            yield from self.unit_apart(at)
        if not token.is_number:
            yield from self._joined(at)
            if self.words.may_hold_salt(token.text):
                yield from self._compound(at)

    def _words(self, at: int) -> Iterator[Part]:
        """Yield each run of words from a token that is a name or is listed."""
        words = self.words
        if length := self._article(at):
            noise = (ListedWord(WordKind.noise, "way of writing"),)
            text = self.tokens[at].text
            yield Part(PartKind.word, at, at + length, text, words=noise, cost=PART_COST + 1)
        is_number = self.tokens[at].is_number
        for end, phrase, crossed in self._phrases(at):
            alone = is_number and end == at + 1  # no name is a number alone
            if not alone and (found := self._find(phrase)):
                yield from self._named(at, end, phrase, crossed, found)
            if (salt := words.salts.get(phrase)) and salt.detail == "metal" and self._is_no_unit(at, phrase):
                yield from self._salt_of_metal(at, end, salt.meaning)
            if (known := words.alone.get(phrase)) and self._together(at, end, phrase):
                doubt = any(word.kind is WordKind.negation for word in known)
                cost = PART_COST + (0 if doubt else 1) + crossed
                yield Part(PartKind.word, at, end, phrase, words=tuple(known), cost=cost)
            if phrase in self.words.limits and self._is_most(end):
                limit = (self.words.limits[phrase],)
                yield Part(PartKind.word, at, end, phrase, words=limit, cost=PART_COST - 1)

    def _is_most(self, at: int) -> bool:
        """Return whether a number begins at a token that can be the most of an amount, of doses or of times.

        `bis 3 Tabletten` and `hasta 4 al día` are such, and `bis 2019` or `hasta 20 de mayo` tell of an end.
        """
        if (end := self.ends_of_numbers.get(at)) is None:
            return False
        if unit := self.unit(end):
            return unit[1].detail != "time"
        number = self.tokens[at].text
        if end == len(self.tokens) or not number.isdigit() or int(number) > MOST_DOSES:
            return False
        if self.tokens[end].text == "/":
            return self.unit(end + 1) is not None
        followed = (word for _, phrase, _ in self._phrases(end) for word in self.words.alone.get(phrase, ()))
        return any(word.kind in (WordKind.dose_form, WordKind.frequency) for word in followed)

    def _article(self, at: int) -> int:
        """Return how many tokens an article has, such as `a` or `l'`; 0 when it is none."""
        if self.tokens[at].text in ELIDED and self.tokens[at + 1 : at + 2]:
            return 2 if self.tokens[at + 1].text == "'" and self.without_blanks(at, at + 2) else 0
        return int(self.tokens[at].text == "a" and self._is_a(at))

    def _is_a(self, at: int) -> bool:
        """Return whether `a` stands between listed words, none of doubt: `when I get a migraine`.

        At the beginning of a text it may stand before a name.
        """
        if at + 1 >= len(self.tokens):
            return False
        before, after = self.tokens[at - 1], self.tokens[at + 1].text
        if at == 0 and len(after) > SHORT_NAME and self._find(after):
            return True
        begins = at == 0 or before.is_sign or before.is_number or before.text in self.words.alone
        return begins and after in self.words.alone and not self._is_doubt(after)

    def not_understood(self, at: int) -> Part:
        """Return a token as a part that is not understood."""
        text = self.tokens[at].text
        return Part(PartKind.not_understood, at, at + 1, text, cost=NOT_UNDERSTOOD_COST)

    # Numbers

    def _signs(self, at: int) -> Iterator[Part]:
        """Yield what a sign is: a unit of time after a slash, a company, punctuation, or not understood."""
        sign = self.tokens[at].text
        if sign == "/" and (unit := self.unit(at + 1)) and unit[1].detail == "time":
            words = (ListedWord(WordKind.frequency, f"per {unit[1].meaning}"),)
            yield Part(PartKind.word, at, unit[0], f"per {unit[1].meaning}", words=words)
        if company := self._company(at):
            yield company
        if plural := self._plural(at):
            yield plural
        if sign in PUNCTUATION or self._compares(at):
            yield Part(PartKind.sign, at, at + 1, sign, cost=0)
        elif sign == "?":
            yield Part(PartKind.word, at, at + 1, sign, words=(ListedWord(WordKind.negation, "doubtful"),))

    def _compares(self, at: int) -> bool:
        """Return whether a sign compares with a number: `= 1 tablet`, `if SBP > 160`."""
        if not 0 < at < len(self.tokens) - 1 or not self.tokens[at + 1].is_number:
            return False
        sign = self.tokens[at].text
        return sign == "=" or (sign in COMPARING and self.texts[at - 1] in self.words.alone)

    def _plural(self, at: int) -> Part | None:
        """Return the ending of a plural in brackets, directly after a word: `area(s)`, `Tablette(n)`."""
        if at == 0 or self.tokens[at].text != "(" or self.tokens[at - 1].is_sign:
            return None
        inside = [token.text for token in self.tokens[at + 1 : at + 3]]
        if inside not in PLURALS or not self.without_blanks(at - 1, at + 3):
            return None
        words = (ListedWord(WordKind.noise, "way of writing"),)
        return Part(PartKind.word, at, at + 3, f"({inside[0]})", words=words)

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

    # Names

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

    def _begins(self, at: int) -> bool:
        """Return whether a token is the first of the text or after a sign."""
        return at == 0 or self.tokens[at - 1].is_sign

    def _together(self, at: int, end: int, phrase: str) -> bool:
        """Return whether a phrase is one word, or none of a single letter that blanks set apart."""
        return end - at == 1 or len(phrase) > SHORT_NAME or self.without_blanks(at, end)

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

    def _joined(self, at: int) -> Iterator[Part]:
        """Yield a name of one word that is written with a hyphen, as `DUO-NEB`, where its halves are none."""
        if at + 2 >= len(self.tokens) or self.tokens[at + 1].text != "-":
            return
        last = self.tokens[at + 2]
        if not last.is_number and not last.is_sign and self.without_blanks(at, at + 3):
            phrase = self.tokens[at].text + last.text
            if found := self._find(phrase):
                yield Part(PartKind.known_name, at, at + 3, phrase, found, cost=JOINED_COST)

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

    def _acid_apart(self, at: int) -> Iterator[Part]:
        """Yield an acid as the salt of the metal before it: `magnesium 200 mg (as citrate, malate)`.

        Between them stand only amounts, signs, words of a form and further acids.
        """
        if (salt := self._salt(at)) is None or salt[1].detail != "acid or ester":
            return
        for index in range(at - 1, max(-1, at - 1 - MOST_BETWEEN_METAL_AND_ACID), -1):
            token = self.tokens[index]
            listed = self.words.salts.get(token.text)
            if listed and listed.detail == "metal" and self._is_no_unit(index, token.text):
                if index < at - 1:
                    yield from self._salt_of(listed.meaning, salt[1], at, salt[0])
                return
            between = token.is_number or token.text in PUNCTUATION or token.text in self.words.units
            between = between or self._is_form(token.text)
            if not (between or listed or token.text in IN_THE_FORM_OF or token.text in CONTENT):
                return

    def _is_form(self, word: str) -> bool:
        """Return whether a word is a dose form."""
        return any(each.kind is WordKind.dose_form for each in self.words.alone.get(word, ()))

    def _is_no_unit(self, at: int, text: str) -> bool:
        """Return whether a metal that is written as a unit is, `Mg`, is none: no number is before it."""
        if text not in self.words.units or (at > 0 and self.tokens[at - 1].text == "elemental"):
            return True
        before = at - 1 - (at > 0 and self.tokens[at - 1].text == "-")
        return before < 0 or (self._begins(at) and not self.tokens[before].is_number)

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
