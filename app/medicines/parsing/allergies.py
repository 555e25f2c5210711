"""An allergy to something other than the medicine before it: `doxycycline 100 mg, allergic to penicillin`.

What must stay true: the medicine is left out of doubt only where what the allergy is to is written and cannot
be the medicine; all that is said of the allergy is reported. That there is none is understood.
"""

from collections.abc import Callable

from app.medicines.parsing.classes import atc_groups_of, is_in_groups, names_a_class
from app.medicines.parsing.compounds import KnownNames
from app.medicines.parsing.part_predicates import says, says_what_for
from app.medicines.parsing.parts import Part, PartKind
from app.medicines.parsing.resolved_doubts import without_doubt
from app.medicines.parsing.words import WordKind

AN_ALLERGEN = "allergen"
"""Meaning of what people are allergic to, other than medicines: `latex`."""

AN_ALLERGY = "allergy"
"""Meaning of the words for an allergy and for what it does."""

NO_ALLERGIES = "no allergies"
"""Meaning of the words that say that there is no allergy: `NKDA`."""

OF_ALLERGIES = frozenset({AN_ALLERGY, NO_ALLERGIES})
"""Meanings of all words of allergies."""

SIGNS_BEFORE = frozenset(",;.(-")
SIGNS_AFTER = frozenset(",;.)-")

REASONS_TO_CHOOSE = frozenset(
    {"because", "because of", "due to", "since", "as", "for", "given", "wegen", "bei", "da", "weil", "car"}
    | {"debido a", "por", "per", "wegens", "vanwege", "omdat"}
)
"""Words between a medicine and an allergy for which it was chosen."""

BEFORE_AN_ALLERGY = SIGNS_BEFORE | REASONS_TO_CHOOSE

INTRODUCING = frozenset(
    {"i", "am", "i am", "i m", "she", "he", "they", "is", "are", "has", "have", "patient", "pt", "with"}
    | {"a", "an", "the", "of", "known", "severe", "mild", "documented", "reported", "reports", "true"}
    | {"history", "history of", "hx", "hx of", "h o"}
    | {"ich", "bin", "habe", "eine", "je", "suis", "soy", "tengo", "sono", "sou", "tenho"}
)
"""Words before those of an allergy."""

ALLERGY = frozenset(
    {"allergy", "allergies", "allergic", "intolerance", "intolerances", "intolerant", "hypersensitivity"}
    | {"hypersensitive", "anaphylaxis", "adr", "allergie", "allergien", "allergisch", "unvertraglichkeit"}
    | {"uberempfindlichkeit", "allergique", "alergia", "alergias", "alergico", "alergica", "allergia"}
    | {"allergico", "allergica", "intolerancia"}
)

TO = frozenset(
    {"to", "of", "against", ":", "-", "gegen", "auf", "a", "au", "aux", "la", "le", "les", "al", "alla"}
    | {"alle", "ao", "as", "l", "'", "voor", "tegen", "de", "du", "des", "d", "the", "any"}
)
"""Words and signs between those of an allergy and what it is to."""

BETWEEN_ALLERGENS = frozenset(
    {",", "/", "&", "+", "and", "or", "und", "oder", "et", "ou", "y", "o", "e", "en", "of"}
)
"""Words and signs between two allergens."""

AGAINST_ALLERGIES = ("R06", "R01A", "R03DC", "S01GX")
"""ATC groups of medicines that are taken for an allergy."""

AS_A_REASON = frozenset({"allergy", "allergies", "allergie", "allergien", "alergia", "alergias", "allergia"})
"""Words that, alone after such a medicine, are what it is for: `cetirizine 10 mg - allergies`."""

AFTER_AN_ALLERGEN = frozenset({"drug", "drugs", "medicine", "medicines", "products", "group", "family"})
"""Words after an allergen that add nothing to it."""

NONE = frozenset({"none", "nil", "no", "keine", "aucune", "ninguna", "nessuna", "nenhuma"})
"""Words after `allergies:` that say that there is none."""

THE_SAME = frozenset({"everything", "most", "many", "some", "something", "same", "tablets", "pills"})
"""Words after `allergic to` that may mean the medicine before it, and are in no list of words."""


def without_allergies(parts: list[Part], vocabulary: KnownNames) -> list[Part]:
    """Return parts in which what is said of an allergy to something else is not understood.

    That there is no allergy, and one that the medicine is for, are no doubt.
    """
    if OF_ALLERGIES.isdisjoint([word.meaning for part in parts for word in part.words]):
        return parts
    first = next((at for at, part in enumerate(parts) if part.found), None)
    if first is None:
        return without_doubt(parts, range(end_of_none(parts, 0)).__contains__)
    found = list(parts)
    for at in range(first + 1, len(parts)):
        if found[at].is_word(WordKind.negation):
            break
        if found[at].text not in BEFORE_AN_ALLERGY:
            continue
        if end := end_of_none(found, at + 1) or end_of_reason(found, at + 1, vocabulary):
            found = without_doubt(found, range(at + 1, end).__contains__)
        elif end := Allergy(found, at + 1, vocabulary).end():
            found[at + 1 : end] = [part.left_out() for part in found[at + 1 : end]]
    return found


def end_of_none(parts: list[Part], start: int) -> int:
    """Return the end of `NKDA` or `allergies: none`; 0 where something else stands."""
    at = start
    if any(part.text in ALLERGY for part in parts[start : start + 1]):
        at = past(parts, start + 1, lambda part: part.text in TO)
    end = past(parts, at, lambda part: says(part, NO_ALLERGIES) or (at > start and part.text in NONE))
    return end if end > at and is_end(parts, end) else 0


def end_of_reason(parts: list[Part], start: int, vocabulary: KnownNames) -> int:
    """Return the end of an allergy that the medicine before is for; 0 where something else stands."""
    if not any(part.text in AS_A_REASON for part in parts[start : start + 1]) or not is_end(parts, start + 1):
        return 0
    slugs = [slug for part in parts[:start] for slug in part.substances]
    against = [
        any(code.startswith(AGAINST_ALLERGIES) for code in vocabulary.substance(slug).atc) for slug in slugs
    ]
    return start + 1 if against and all(against) else 0


class Allergy:
    """What is said of an allergy from a place on: `allergic to penicillin`, `penicillin allergy (rash)`."""

    def __init__(self, parts: list[Part], start: int, vocabulary: KnownNames) -> None:
        self.parts = parts
        self.start = past(parts, start, lambda part: part.text in INTRODUCING)
        self.vocabulary = vocabulary
        named = [part.found for part in parts[:start] if part.found]
        self.before = {slug for each in named for meaning in each.meanings for slug in meaning}
        """Substances that the names before it may stand for."""

    def end(self) -> int:
        """Return its end; 0 where none is said, or where it may be to a medicine before it."""
        at = past(self.parts, self.start, lambda part: part.text in ALLERGY)
        if at > self.start:
            allergens = past(self.parts, at, lambda part: part.text in TO)
            end = self.end_of_allergens(allergens, also_unknown=allergens > at)
            return end if end > allergens and is_end(self.parts, end) else 0
        allergens = self.end_of_allergens(self.start, also_unknown=False)
        end = past(self.parts, allergens, lambda part: part.text in ALLERGY)
        if self.start < allergens < end:
            end = self.past_reaction(end)
            return end if is_end(self.parts, end) else 0
        return 0

    def end_of_allergens(self, at: int, *, also_unknown: bool) -> int:
        """Return the end of the allergens that are listed from a place on; that place where there is none."""
        end = at
        while at < len(self.parts) and self.is_allergen(at, also_unknown=also_unknown):
            at = past(self.parts, at + 1, lambda part: part.text in AFTER_AN_ALLERGEN)
            end = self.past_reaction(at)
            at = past(self.parts, end, lambda part: part.text in BETWEEN_ALLERGENS)
        return end

    def is_allergen(self, index: int, *, also_unknown: bool) -> bool:
        """Return whether a part is what an allergy is to, and none of the medicines before it."""
        part = self.parts[index]
        if names_a_class(part):
            groups = atc_groups_of(part)
            return bool(groups) and not is_in_groups(self.before, groups, self.vocabulary)
        if part.found:
            return bool(part.substances) and part.substances.isdisjoint(self.before)
        unknown = part.kind is PartKind.not_understood and part.text not in THE_SAME
        return says(part, AN_ALLERGEN) or (also_unknown and unknown)

    def past_reaction(self, at: int) -> int:
        """Return the place after a reaction: `(rash)`, `- hives`; the same place where none stands."""
        if at + 1 < len(self.parts) and self.parts[at].text in ("(", "-"):
            end = past(self.parts, at + 1, is_reaction)
            closed = self.parts[at].text == "-" or any(part.text == ")" for part in self.parts[end : end + 1])
            if end > at + 1 and closed:
                return end + (self.parts[at].text == "(")
        return at


def is_reaction(part: Part) -> bool:
    """Return whether a part says what an allergy does: `rash`, `nausea`."""
    return part.text not in ALLERGY and (says(part, AN_ALLERGY) or says_what_for(part))


def is_end(parts: list[Part], at: int) -> bool:
    """Return whether nothing that belongs to what stands before follows."""
    return at == len(parts) or parts[at].text in SIGNS_AFTER


def past(parts: list[Part], at: int, is_passed: Callable[[Part], bool]) -> int:
    """Return the place of the first part from a place on that is not passed."""
    while at < len(parts) and is_passed(parts[at]):
        at += 1
    return at
