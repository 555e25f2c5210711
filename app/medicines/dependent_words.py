"""Words and signs that are understood only beside others: `x` beside a number, `si` before a reason.

What must stay true: a word that can tell that a medicine is not taken, or that one of two is, is never passed
over as the harmless word that it is elsewhere.
"""

import re

from app.medicines.amounts import YEAR
from app.medicines.parts import Part, PartKind
from app.medicines.words import A_CONDITION, ListedWord, WordKind, WordList

TIMES, ABOUT = "x", "~"
"""Signs that are understood beside a number only: `2 x`, `~20 mg`. `warfarin x` is crossed out."""

IF = frozenset({"si", "se"})
"""Words for `if` that are understood before a reason or time only: `si dolor`. `zinc, Se` is selenium."""

FROM_NOW_ON = "in"
LONG_TIMES = frozenset({"day", "week", "month", "year"})
"""Units after `in` and a number that tell when a medicine begins; `8 in 24 hours` is a limit."""

NOTHING = re.compile(r"0(?:(?:-0){2,})?")
REFILLS = frozenset({"refill", "refills", "refill s", "rf", "rfl", "rfls", "repeat", "repeats"})
JOINING = frozenset("-/+")

AFTER_A_NAME = frozenset({"zn", "z n"})
"""Words that are a time after a name (Dutch `zo nodig`) and history before it (German `Zustand nach`)."""

A_CHOICE = "choice"
"""Meaning of a word between two numbers that is a choice, as in `1 or 2 tablets`; never between names."""

NO_DOUBT = ListedWord(WordKind.noise, "way of writing")

BETWEEN_TWO_NAMES = frozenset({"of"})
"""Words that are a choice between two names (Dutch `of`), and nothing to one."""


def has_what_it_needs(parts: list[Part], index: int) -> bool:
    """Return whether a word that says something else without a number or name beside it has that."""
    part = parts[index]
    if part.text == TIMES:
        return any(is_amount(each) for each in around(parts, index))
    if part.kind is PartKind.sign or part.text == ABOUT:
        return part.text != ABOUT or any(is_amount(each) for each in parts[index + 1 : index + 2])
    if part.text == FROM_NOW_ON:
        return not is_later(parts, index)
    if is_nothing(part) or is_year(part):
        return may_be_taken(parts, index)
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


def without_choices(parts: list[Part], words: WordList) -> list[Part]:
    """Return parts in which a choice between two reasons or times is no doubt: `for pain or fever`.

    It stays one where names stand on both sides.
    """
    return [
        Part(PartKind.word, part.start, part.end, part.text, words=(NO_DOUBT,))
        if part.text in words.ranges and is_choice_of_no_name(parts, index, words)
        else part
        for index, part in enumerate(parts)
    ]


def is_choice_of_no_name(parts: list[Part], index: int, words: WordList) -> bool:
    """Return whether a word is a choice between a reason or time before it and one after it."""
    beside = around(parts, index)
    return (
        words.ranges[parts[index].text].meaning == A_CHOICE
        and len(beside) == 2
        and all(each.is_word(WordKind.frequency) or says_what_for(each) for each in beside)
        and not joins_names(parts, index)
    )


def says_what_for(part: Part) -> bool:
    """Return whether a part is a reason to take a medicine."""
    return bool(part.words) and part.words[0].meaning in ("reason", A_CONDITION)


def may_be_taken(parts: list[Part], index: int) -> bool:
    """Return whether a number may be understood that is nothing, `0 mg`, or a year.

    Of two years the second is not understood: they are a period, which may be over.
    """
    if is_year(parts[index]):
        return not any(map(is_year, parts[:index]))
    return says_how_often_renewed(parts, index)


def is_nothing(part: Part) -> bool:
    """Return whether a part is a dose of nothing: `0 mg`, `0-0-0-0`; not a minute, as in `8:00`."""
    if part.kind is PartKind.strength:
        return all(each.amount == 0 for each in part.strengths) and not part.text.startswith("00")
    return part.text.startswith("0") and NOTHING.fullmatch(part.text) is not None


def says_how_often_renewed(parts: list[Part], index: int) -> bool:
    """Return whether a number tells of refills, or is one of several numbers: `1-0`, `1+0+1`."""
    beside = [each for each in parts[max(0, index - 3) : index + 4] if each is not parts[index]]
    joined = parts[index].kind is PartKind.number and any(map(is_amount, beside))
    return any(each.text in REFILLS or (joined and each.text in JOINING) for each in beside)


def is_later(parts: list[Part], index: int) -> bool:
    """Return whether days, weeks or months follow, after which a medicine begins: `in 2 weeks`."""
    after = parts[index + 1 : index + 2]
    is_time = any(strength.unit in LONG_TIMES for each in after for strength in each.strengths)
    return is_time and not any("review" in each.text for each in parts[:index])


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
