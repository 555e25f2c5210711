"""Words that join a complaint with its cause, or one medicine with the next: `with`, `of`, `then`.

What must stay true: a word is understood only where it cannot say that the second name is no medicine that is
taken, or that it replaces the first.
"""

from app.medicines.parsing.part_predicates import is_amount, joins_names, says_what_for
from app.medicines.parsing.parts import Part
from app.medicines.parsing.words import WordKind

JOINING_A_CAUSE = ("with", "w", "from", "avec", "mit", "con", "com", "met", "von", "durch", "van")
"""Words after a complaint and before what it comes from: `nausea with metformin`."""

CHANGING = (
    *("to", "now", "anschliessend", "despues", "quindi", "successivamente", "para", "em seguida", "dan"),
    "vervolgens",
)
"""Words that between two names tell of a change from one to the other: `Lyrica, now Cymbalta`."""

CHANGING_OR_NEXT = frozenset(
    {"then", "dann", "danach", "puis", "ensuite", "luego", "poi", "depois", "daarna"}
)
"""Words of a change that also join what is taken in the morning with what is taken at night."""

TIMES_OF_DAY = frozenset({"in the morning", "at noon", "in the evening", "at bedtime"})
"""Meanings of words for a time of the day."""


def is_no_complaint(parts: list[Part], index: int) -> bool:
    """Return whether a word does not join a complaint with the first name: `no BM with codeine`."""
    if any(each.found for each in parts[:index]):
        return True
    complaint = any(map(says_what_for, parts[max(0, index - 1) : index]))
    return not (complaint and any(each.found for each in parts[index + 1 :]))


def is_next_of_the_day(parts: list[Part], index: int) -> bool:
    """Return whether the names that a word joins are taken at times of a day: `mornings, then X at night`."""
    after = parts[index + 1 : index + 5]
    named = any(each.found for each in after[:1])
    both = tells_a_time_of_day(parts[max(0, index - 2) : index]) and named and tells_a_time_of_day(after)
    return both or is_of_one_name(parts, index)


def tells_a_time_of_day(parts: list[Part]) -> bool:
    """Return whether one of the parts names a time of day."""
    return any(word.meaning in TIMES_OF_DAY for part in parts for word in part.words)


def is_no_cause_and_no_change(parts: list[Part], index: int) -> bool:
    """Return whether a word joins neither a complaint with a name nor two names: Spanish `X por Y`."""
    return is_no_complaint(parts, index) and is_of_one_name(parts, index)


def gives_no_complaint(parts: list[Part], index: int) -> bool:
    """Return whether no complaint stands after a word: Portuguese `dá diarreia` is what a medicine does."""
    after = parts[index + 1 : index + 2]
    return is_no_complaint(parts, index) and not any(map(says_what_for, after))


def is_of_one_name(parts: list[Part], index: int) -> bool:
    """Return whether a word is no choice between two names and no change to the second: `of`, `then`."""
    end = index + 1
    while end < len(parts) and (is_amount(parts[end]) or parts[end].is_word(WordKind.dose_form)):
        end += 1
    return not joins_names(parts[: end + 1], index)
