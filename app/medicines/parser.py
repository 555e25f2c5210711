"""Read what is written for a medicine: its substances, strengths, dose form, route, times, and the rest.

`Lévothyrox 75 µg cp`, `acetaminophen 325 MG / oxycodone HCl 5 MG Oral Tablet [Percocet]` and `Sertralin
50mg 1-0-0` are each taken apart into names and words. A name is a whole name of the vocabulary, never a part
of a word and never one that is merely alike. What must stay true: every token is a name, a number with its
unit, or a word of a reviewed table, or it is in `not_understood`. Nothing is dropped because of where it
stands. Words of negation, history and doubt are reported, never passed over.
"""

from collections.abc import Set
from typing import NamedTuple

from app.medicines.grammar import (
    INSIDE_A_TEXT,
    MOST_WORDS_IN_A_NAME,
    SHORT_NAME,
    Grammar,
    KnownNames,
    Part,
    PartKind,
    cheapest,
)
from app.medicines.names import plain
from app.medicines.tokens import Strength, Token, number_value, tokens_of
from app.medicines.vocabulary import Meaning, NamedSubstances, NameKind
from app.medicines.words import WordKind, WordList

OPENING, CLOSING = frozenset("([{"), frozenset(")]}")

SMALL_NUMBER = 5
"""A number below this after a brand may name another product: one brand with `3` holds codeine."""

MOST_MEANINGS = 64
"""Sets of substances that a text may stand for; of more, the first are told. It is ambiguous either way."""

SALTS_OF: dict[str, tuple[str, ...]] = {
    "magnesium": ("magnesium-",),
    "calcium": ("calcium-",),
    "zinc": ("zinc-",),
    "iron": ("ferrous-", "ferric-"),
}
"""Metal → how the slugs of its salts begin."""

RELEASE_AND_ROUTE = (WordKind.release, WordKind.route, WordKind.dose_form)


class ReadName(NamedTuple):
    """One name in a text."""

    name: str
    """As it was found, folded."""
    found: NamedSubstances
    strengths: tuple[Strength, ...] = ()
    bracketed: bool = False


class MedicineReading(NamedTuple):
    """What a text says."""

    text: str
    components: tuple[ReadName, ...] = ()
    meanings: tuple[Meaning, ...] = ()
    """The substances, sorted; more than one meaning: the text is ambiguous."""
    strengths: tuple[Strength, ...] = ()
    dose_forms: tuple[str, ...] = ()
    routes: tuple[str, ...] = ()
    """The routes that are named, or else those that the dose forms imply."""
    frequencies: tuple[str, ...] = ()
    releases: tuple[str, ...] = ()
    manufacturers: tuple[str, ...] = ()
    not_understood: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    """Words of negation, history and doubt."""
    complete: bool = True
    """False when a product holds more than the substances on record."""
    contradicts_itself: bool = False
    """Whether a name in brackets stands for something else than the names before it."""

    @property
    def understood(self) -> bool:
        """Return whether every token is accounted for and there is a name among them."""
        return bool(self.components) and not self.not_understood

    @property
    def ambiguous(self) -> bool:
        """Return whether the text does not say which substances are taken, or whether they are."""
        return bool(self.components) and (bool(self.doubts) or len(self.meanings) != 1)


def read_medicine(text: str, vocabulary: KnownNames, words: WordList) -> MedicineReading:
    """Return what a text says of a medicine."""
    folded = plain(text)
    if (found := vocabulary.find_name(folded)) and stands_alone(folded, found):
        return reading(text, [Part(PartKind.known_name, 0, folded.count(" ") + 1, folded, found)], ())
    tokens = tokens_of(folded)
    parts = whole_name(tokens, vocabulary) or cheapest(tokens, Grammar(tokens, vocabulary, words))
    return reading(text, *judged(parts))


def stands_alone(folded: str, found: NamedSubstances) -> bool:
    """Return whether a text of letters alone can be nothing but the name that it is."""
    letters = folded.replace(" ", "")
    return letters.isalpha() and len(letters) > SHORT_NAME and not found.whole_only


def whole_name(tokens: list[Token], vocabulary: KnownNames) -> list[Part]:
    """Return the whole text as one part, if it is a name that is too long to be found inside a text."""
    words = [token.text.replace(",", ".") for token in tokens if not token.is_sign]
    if len(words) <= MOST_WORDS_IN_A_NAME or any(t.is_sign and t.text not in INSIDE_A_TEXT for t in tokens):
        return []
    found = vocabulary.find_name(" ".join(words))
    return [Part(PartKind.known_name, 0, len(tokens), " ".join(words), found)] if found else []


def judged(parts: list[Part]) -> tuple[list[Part], tuple[str, ...]]:
    """Return the parts that hold, and the texts of those that are not understood where they stand."""
    failed = {
        index
        for index, part in enumerate(parts)
        if part.kind is PartKind.not_understood or not stands_well(parts, index)
    }
    failed |= {
        index
        for index, part in enumerate(parts)
        if part.found and not may_be_meant(parts, index, part.found, failed)
    }
    if not failed:
        return parts, ()
    kept = [part for index, part in enumerate(parts) if index not in failed]
    return kept, tuple(parts[index].text for index in sorted(failed))


def stands_well(parts: list[Part], index: int) -> bool:
    """Return whether a part makes sense beside its neighbours."""
    part = parts[index]
    before = beside(parts, index)
    if part.is_word(WordKind.separator) or (part.kind is PartKind.sign and part.text in "+&"):
        after = [each for each in parts[index + 1 :] if each.kind is not PartKind.sign]
        plus = part.text in ("plus", "+") and (not after or after[0].is_word(*WordKind))
        return bool(after) and not plus
    if before is None or before.kind is not PartKind.known_name or before.found is None:
        return True
    if before.found.kind not in (NameKind.brand, NameKind.combination, NameKind.magnesium_product):
        return True
    if part.kind is PartKind.number:
        followed = index + 1 < len(parts) and parts[index + 1].kind is PartKind.word
        return followed or (number_value(part.text) or 0) >= SMALL_NUMBER
    if part.is_word(WordKind.noise) and part.words[0].meaning in ("reason", "person"):
        return False
    return not (part.kind is PartKind.word and len(part.text) < SHORT_NAME) or part.is_word(
        *RELEASE_AND_ROUTE
    )


def beside(parts: list[Part], index: int) -> Part | None:
    """Return the part directly before another, past hyphens and number signs."""
    while index > 0 and parts[index - 1].text in ("-", "#", "no", "."):
        index -= 1
    return parts[index - 1] if index > 0 else None


def may_be_meant(parts: list[Part], index: int, found: NamedSubstances, failed: set[int]) -> bool:
    """Return whether a name that may be an ordinary word is meant as a name.

    It is when the other names say the same, or when everything is understood and no name, separator or
    bracket aside, is next to it. A very short one must be alone.
    """
    part = parts[index]
    short = len(part.text.replace(" ", "")) <= SHORT_NAME and found.kind is NameKind.abbreviation
    if not found.whole_only and not short:
        return True
    others = [each for number, each in enumerate(parts) if each.found and number != index]
    if part.substances and any(part.substances <= each.substances for each in others):
        return True
    if failed:
        return False
    if found.whole_only and len(part.text) <= SHORT_NAME:
        return all(each.kind is PartKind.sign for number, each in enumerate(parts) if number != index)
    neighbours = (parts[index - 1 : index] if index else []) + parts[index + 1 : index + 2]
    return not any(each.found for each in neighbours)


def reading(text: str, parts: list[Part], not_understood: tuple[str, ...]) -> MedicineReading:
    """Return what the parts of a text say."""
    components = components_of(parts)
    by_kind: dict[WordKind, dict[str, None]] = {}
    implied: dict[str, None] = {}
    manufacturers: dict[str, None] = {}
    for part in parts:
        for word in part.words:
            by_kind.setdefault(word.kind, {})[word.meaning] = None
            if word.kind is WordKind.dose_form and word.detail:
                implied[word.detail] = None
            if word.meaning == "manufacturer":
                manufacturers[part.text] = None
    doubted = WordKind.negation in by_kind
    return MedicineReading(
        text,
        components,
        substances_of(components),
        strengths=tuple([strength for part in parts for strength in part.strengths]),
        dose_forms=tuple(by_kind.get(WordKind.dose_form, ())),
        routes=tuple(by_kind.get(WordKind.route, ())) or tuple(implied),
        frequencies=tuple(by_kind.get(WordKind.frequency, ())),
        releases=tuple(by_kind.get(WordKind.release, ())),
        manufacturers=tuple(manufacturers),
        not_understood=not_understood,
        doubts=tuple([part.text for part in parts if part.is_word(WordKind.negation)]) if doubted else (),
        complete=all(each.found.complete for each in components),
        contradicts_itself=len(components) > 1 and contradicts_itself(components),
    )


def components_of(parts: list[Part]) -> tuple[ReadName, ...]:
    """Return each name with its strengths: those after it or, for the first name, those before it."""
    found: list[tuple[Part, NamedSubstances, bool]] = []
    strengths: list[tuple[Strength, ...]] = [()]
    depth = 0
    for part in parts:
        if part.found:
            found.append((part, part.found, depth > 0))
            strengths.append(())
        strengths[-1] += part.strengths
        depth += (part.text in OPENING) - (part.text in CLOSING)
    before, *after = strengths
    if after and not after[0]:
        after[0] = before
    return tuple(
        ReadName(part.text, named, own, bracketed)
        for (part, named, bracketed), own in zip(found, after, strict=True)
    )


def substances_of(components: tuple[ReadName, ...]) -> tuple[Meaning, ...]:
    """Return each set of substances that the names together may stand for.

    A name with several meanings takes the one that the other names say, if there is one. A metal beside a
    salt of it is the content of that salt.
    """
    if len(components) == 1:
        sorted_meanings = (tuple(sorted(without_content({*each}))) for each in components[0].found.meanings)
        return tuple(dict.fromkeys(each for each in sorted_meanings if each))
    all_meanings = [each.found.meanings for each in components]
    if not all(all_meanings):
        return ()
    certain = frozenset(slug for meanings in all_meanings if len(meanings) == 1 for slug in meanings[0])
    sets = [certain]
    for meanings in all_meanings:
        if not any(certain.issuperset(meaning) for meaning in meanings):
            both = dict.fromkeys(chosen.union(meaning) for chosen in sets for meaning in meanings)
            sets = list(both)[:MOST_MEANINGS]  # the product of all grows with their number as its exponent
    return tuple(dict.fromkeys(tuple(sorted(without_content(each))) for each in sets if each))


def without_content(substances: Set[str]) -> Set[str]:
    """Return substances without the metals whose salts are among them."""
    if len(substances) < 2 or substances.isdisjoint(SALTS_OF):
        return substances
    return {
        slug
        for slug in substances
        if slug not in SALTS_OF or not any(each.startswith(SALTS_OF[slug]) for each in substances - {slug})
    }


def contradicts_itself(components: tuple[ReadName, ...]) -> bool:
    """Return whether a name in brackets shares no substance with the names outside."""
    outside = {s for each in components if not each.bracketed for m in each.found.meanings for s in m}
    inside = [each for each in components if each.bracketed and each.found.meanings]
    return bool(outside) and any(not outside & {s for m in each.found.meanings for s in m} for each in inside)
