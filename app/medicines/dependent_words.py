"""Words and signs that are understood only beside others: `x` beside a number, `si` before a reason.

What must stay true: a word that can tell that a medicine is not taken, or that one of two is, is never passed
over as the harmless word that it is elsewhere.
"""

from app.medicines.amounts import YEAR
from app.medicines.parts import Part, PartKind
from app.medicines.words import WordKind

TIMES, ABOUT = "x", "~"
"""Signs that are understood beside a number only: `2 x`, `~20 mg`. `warfarin x` is crossed out."""

IF = frozenset({"si", "se"})
"""Words for `if` that are understood before a reason or time only: `si dolor`. `zinc, Se` is selenium."""

AFTER_A_NAME = frozenset({"zn", "z n"})
"""Words that are a time after a name (Dutch `zo nodig`) and history before it (German `Zustand nach`)."""

A_CHOICE = "choice"
"""Meaning of a word between two numbers that is a choice, as in `1 or 2 tablets`; never between names."""

BETWEEN_TWO_NAMES = frozenset({"of"})
"""Words that are a choice between two names (Dutch `of`), and nothing to one."""


def has_what_it_needs(parts: list[Part], index: int) -> bool:
    """Return whether a word that says something else without a number or name beside it has that.

    Of two years the second is not understood: they are a period, which may be over.
    """
    part = parts[index]
    if part.text == TIMES:
        return any(is_amount(each) for each in around(parts, index))
    if is_year(part):
        return not any(map(is_year, parts[:index]))
    if part.text == ABOUT:
        return any(is_amount(each) for each in parts[index + 1 : index + 2])
    if part.text in IF:
        return any(each.is_word(WordKind.noise, WordKind.frequency) for each in parts[index + 1 : index + 2])
    if part.text in AFTER_A_NAME:
        return any(each.found for each in parts[:index])
    if part.text in BETWEEN_TWO_NAMES:
        end = index + 1
        while end < len(parts) and (is_amount(parts[end]) or parts[end].is_word(WordKind.dose_form)):
            end += 1
        return not joins_names(parts[: end + 1], index)
    if part.words and part.words[0].meaning == A_CHOICE:
        return not joins_names(parts, index)
    return True


def is_year(part: Part) -> bool:
    """Return whether a part is a number that is a year."""
    return part.kind is PartKind.number and YEAR.fullmatch(part.text) is not None


def around(parts: list[Part], index: int) -> list[Part]:
    """Return the parts directly before and after another."""
    return parts[max(0, index - 1) : index] + parts[index + 1 : index + 2]


def is_amount(part: Part) -> bool:
    """Return whether a part is a number, with a unit or without."""
    return part.kind in (PartKind.number, PartKind.strength)


def joins_names(parts: list[Part], index: int) -> bool:
    """Return whether a name stands before a part, and another after it that is not among its substances."""
    before = [each.substances for each in parts[:index] if each.found]
    after = [each.substances for each in parts[index + 1 :] if each.found]
    return bool(before) and not all(each and each <= frozenset().union(*before) for each in after)
