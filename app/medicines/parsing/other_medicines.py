"""A doubt about another medicine, in a clause of its own: `ciprofloxacin 500 mg, no antacids`.

What must stay true: it leaves the medicine before the clause out of doubt only where the other one is named
and the word of doubt governs it; the whole clause is reported.
"""

from app.medicines.parsing.classes import names_a_class
from app.medicines.parsing.part_predicates import is_amount
from app.medicines.parsing.parts import Part
from app.medicines.parsing.words import WordKind

BEFORE_A_CLAUSE = frozenset(",;.(-")
AFTER_A_CLAUSE = frozenset(";.)")

OF_THE_NEXT = frozenset(
    {"no", "not", "not on", "never", "do", "do not", "don t", "without", "avoid", "avoids", "avoiding"}
    | {"nicht", "kein", "keine", "ohne", "ne", "pas", "sans", "sin", "non", "senza", "sem", "niet", "geen"}
    | {"zonder", "no longer", "not taking"}
)
"""Words that govern the next name, also past small words: `not with iron`, `do not take with calcium`."""

ENDING = frozenset(
    {"stopped", "stop", "ceased", "discontinued", "discontinue", "hold", "withhold", "omit", "suspend", "off"}
    | {"previously on"}
)
"""Words that govern the name directly after them; alone they may be about the medicine before."""

SMALL = frozenset(
    {"to", "of", "on", "with", "the", "any", "take", "take with", "taking", "not"}
    | {"de", "du", "des", "d", "'", "mit", "con", "com", "met", "avec", "pas", "a", "al", "gegen"}
    | {"prendre", "tomar", "assumere", "nehmen"}
)
"""Words between those and the name."""

OF_BRACKETS = frozenset({"stopped", "ceased", "discontinued"})
"""Words after the only name in brackets: `(aspirin stopped)`."""

JOINING_DENIED = frozenset({"or", "oder", "ou", "o", "of", "not", "pas", "no"})
"""Words of doubt between the names of such a clause."""

OF_DENIALS = OF_THE_NEXT | ENDING | OF_BRACKETS


def without_doubts_of_others(parts: list[Part]) -> list[Part]:
    """Return parts in which clauses that only deny another medicine are not understood."""
    if OF_DENIALS.isdisjoint([part.text for part in parts]):
        return parts
    first = next((at for at, part in enumerate(parts) if part.found), len(parts))
    for index in range(first + 1, len(parts) - 1):
        if any(part.is_word(WordKind.negation) for part in parts[:index]):
            break
        if parts[index].text in BEFORE_A_CLAUSE and (end := end_of_denial(parts, index)):
            parts = [*parts[: index + 1], *(part.left_out() for part in parts[index + 1 : end]), *parts[end:]]
    return parts


def end_of_denial(parts: list[Part], index: int) -> int:
    """Return the end of the clause after a sign, if it only denies other medicines; else 0."""
    start = index + 1
    end = start
    while end < len(parts) and parts[end].text not in AFTER_A_CLAUSE:
        end += 1
    clause = parts[start:end]
    before = frozenset().union(*(part.substances for part in parts[:index]))
    named = [part for part in clause if part.found or names_a_class(part)]
    if not named or any(part.substances & before for part in named):
        return 0
    if parts[index].text == "(" and is_name_and_doubt(clause):
        return end
    return end if governs_a_name(clause) and all(map(may_stand_in_a_denial, clause[1:])) else 0


def is_name_and_doubt(clause: list[Part]) -> bool:
    """Return whether a clause is a name with a doubt after it: `aspirin stopped`."""
    return len(clause) == 2 and clause[1].text in OF_BRACKETS


def governs_a_name(clause: list[Part]) -> bool:
    """Return whether the word of doubt that begins a clause is about the name after it."""
    at = 1
    if clause[0].text in OF_THE_NEXT:
        while at < len(clause) and clause[at].text in SMALL:
            at += 1
    elif clause[0].text not in ENDING:
        return False
    return any(part.found or names_a_class(part) for part in clause[at : at + 1])


def may_stand_in_a_denial(part: Part) -> bool:
    """Return whether a part of such a clause says nothing of the medicine before it."""
    if part.is_word(WordKind.negation):
        return part.text in JOINING_DENIED
    known = part.found is not None or names_a_class(part) or is_amount(part)
    return (
        known
        or part.text in SMALL
        or part.text in ",-'"
        or part.is_word(WordKind.separator, WordKind.dose_form)
    )
