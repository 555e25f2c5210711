"""Read what is written for a medicine: its substances, strengths, dose form, route, times, and the rest.

`Lévothyrox 75 µg cp`, `acetaminophen 325 MG / oxycodone HCl 5 MG Oral Tablet [Percocet]` and `Sertralin
50mg 1-0-0` are each split into names and words. A name is a whole name of the vocabulary, never a part
of a word and never one that is merely alike. What must stay true: every token is a name, a number with its
unit, or a word of a reviewed table, or it is in `not_understood`. Nothing is dropped because of where it
stands. Words of negation, history and doubt are reported, never passed over.
"""

from typing import NamedTuple

from app.medicines.names import plain
from app.medicines.parsing.allergies import without_allergies
from app.medicines.parsing.cheapest import cheapest_parts
from app.medicines.parsing.classes import names_a_class
from app.medicines.parsing.compounds import INSIDE_A_TEXT, MOST_WORDS_IN_A_NAME, KnownNames
from app.medicines.parsing.grammar import Grammar
from app.medicines.parsing.headings import Heading, heading_of
from app.medicines.parsing.neighbours import fitting_parts, without_reasons
from app.medicines.parsing.other_medicines import without_doubts_of_others
from app.medicines.parsing.parts import SHORT_NAME, Part, PartKind
from app.medicines.parsing.resolved_doubts import without_resolved_doubts
from app.medicines.parsing.routes import written_routes
from app.medicines.parsing.salts import without_content
from app.medicines.parsing.tokens import Strength, Token, tokens_of
from app.medicines.parsing.words import WordKind, WordList
from app.medicines.vocabulary import Meaning, NamedSubstances

OPENING, CLOSING = frozenset("([{"), frozenset(")]}")

TELLING_A_ROUTE = frozenset({WordKind.route, WordKind.dose_form})
"""Kinds of words that may tell by which route a medicine is taken."""

MOST_MEANINGS = 64
"""Most sets of substances that are listed for an ambiguous text; further sets are left out."""


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
    routes: tuple[str, ...] = ()
    """The routes that are named, or else those that the dose forms imply; `oral` too beside a tablet."""
    not_understood: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    """Words of negation, history and doubt."""
    complete: bool = True
    """False when a product holds more than the substances on record."""
    contradicts_itself: bool = False
    """Whether a name in brackets stands for something else than the names before it."""
    unnamed: tuple[Part, ...] = ()
    """The parts of a text that names nothing and is understood."""

    @property
    def understood(self) -> bool:
        """Return whether every token is accounted for and there is a name among them."""
        return bool(self.components) and not self.not_understood

    @property
    def heading(self) -> Heading:
        """Return what the text is as a heading of a list."""
        return heading_of(self.unnamed) if self.unnamed else Heading.none

    @property
    def says_nothing(self) -> bool:
        """Return whether it names nothing, hides nothing and casts no doubt."""
        return not (self.components or self.not_understood or self.doubts)

    @property
    def ambiguous(self) -> bool:
        """Return whether the text does not say which substances are taken, or whether they are."""
        return bool(self.components) and (bool(self.doubts) or len(self.meanings) != 1)


def read_medicine(text: str, vocabulary: KnownNames, words: WordList) -> MedicineReading:
    """Return what a text says of a medicine."""
    folded = plain(text)
    if (found := vocabulary.find_name(folded)) and stands_alone(folded, found):
        name = Part(PartKind.known_name, 0, folded.count(" ") + 1, folded, found)
        return reading_of(text, [name], (), vocabulary)
    tokens = tokens_of(folded)
    parts = whole_name(tokens, vocabulary) or cheapest_parts(tokens, Grammar(tokens, words, vocabulary))
    parts = without_resolved_doubts(without_reasons(parts, words), words)
    parts = without_doubts_of_others(without_allergies(parts, vocabulary))
    return reading_of(text, *fitting_parts(parts, vocabulary), vocabulary)


def stands_alone(folded: str, found: NamedSubstances) -> bool:
    """Return whether a text of letters alone can be nothing but the name that it is."""
    letters = folded.replace(" ", "")
    return letters.isalpha() and len(letters) > SHORT_NAME and not found.whole_only


def whole_name(tokens: list[Token], vocabulary: KnownNames) -> list[Part]:
    """Return the whole text as one part, if it is a name that is too long to be found inside a text."""
    words = [token.text.replace(",", ".") for token in tokens if not token.is_sign]
    found = vocabulary.find_name(" ".join(words)) if len(words) > MOST_WORDS_IN_A_NAME else None
    if found is None or any(token.is_sign and token.text not in INSIDE_A_TEXT for token in tokens):
        return []
    return [Part(PartKind.known_name, 0, len(tokens), " ".join(words), found)]


def reading_of(
    text: str, parts: list[Part], not_understood: tuple[str, ...], vocabulary: KnownNames
) -> MedicineReading:
    """Return what the parts of a text say."""
    if any(not part.found.meanings for part in parts if part.found):
        named = [part for part in parts if not (part.found and names_a_class(part))]
        parts = named if any(part.found for part in named) else parts
    components = components_of(parts)
    kinds = {word.kind for part in parts for word in part.words}
    doubted = WordKind.negation in kinds
    return MedicineReading(
        text,
        components,
        substances_of(components),
        routes=() if TELLING_A_ROUTE.isdisjoint(kinds) else written_routes(parts, vocabulary),
        not_understood=not_understood,
        doubts=tuple([part.text for part in parts if part.is_word(WordKind.negation)]) if doubted else (),
        complete=all(each.found.complete for each in components),
        contradicts_itself=len(components) > 1 and contradicts_itself(components),
        unnamed=() if components or not_understood else tuple(parts),
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


def contradicts_itself(components: tuple[ReadName, ...]) -> bool:
    """Return whether a name in brackets shares no substance with the names outside."""
    outside = {s for each in components if not each.bracketed for m in each.found.meanings for s in m}
    inside = [{s for m in each.found.meanings for s in m} for each in components if each.bracketed]
    return bool(outside) and any(
        each and not outside & each and len(without_content(outside | each)) == len(outside | each)
        for each in inside
    )
