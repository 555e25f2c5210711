"""Resolve doubts: words that are no doubt beside a reason, a time or a dose, as in `for pain or fever`.

What must stay true: beside the name of another medicine they stay a doubt; the name of a medicine that
another replaces is reported.
"""

import re
from collections.abc import Callable

from app.medicines.parsing.dependent_words import A_CHOICE, DATE_SIGNS
from app.medicines.parsing.joining_words import TIMES_OF_DAY
from app.medicines.parsing.part_predicates import (
    LONG_TIMES,
    around,
    is_amount,
    is_dose,
    is_year,
    joins_names,
    says,
    says_what_for,
)
from app.medicines.parsing.parts import Part, PartKind
from app.medicines.parsing.weekdays import SOME_DAYS
from app.medicines.parsing.words import ListedWord, WordKind, WordList

OF_THE_PAST = frozenset({"ago", "last week", "last month", "recently", "yesterday"})
"""Words of the past that tell when a medicine that is taken was begun or changed."""

CHANGED_WORDS = frozenset(
    {"started", "restarted", "resumed", "commenced", "initiated"}
    | {"increased", "reduced", "decreased", "doubled", "halved"}
)
"""Words, or last words, of what tells that a medicine was begun or that its dose changed."""

BEGINNING = frozenset(
    {"put me on", "puts me on", "got me on", "has me on", "started me on", "placed on", "put on"}
    | {"started on", "was started on", "been put on", "was put on", "commenced on", "initiated on"}
)
"""Words of what tells that a medicine was begun, or that someone else began it."""

HANDLING = frozenset({"chew", "crush", "split", "break", "cut", "dissolve", "open", "divide"})
"""Words after `do not` of what is not done with a tablet."""

REPLACING = frozenset(
    {"instead", "rather than", "statt", "anstatt", "au lieu de", "en vez de", "invece di", "em vez de"}
)
"""Words before what is not taken any more: a dose, a time or a medicine."""

REPLACING_NAMES = (
    REPLACING
    | {"in place of", "in lieu of", "replaces", "replacing", "anstelle von", "au lieu du", "au lieu d"}
    | {"a la place de", "en lugar de", "en lugar del", "al posto di", "no lugar de", "em lugar de"}
    | {"in plaats van", "ter vervanging van"}
)
"""Words after one medicine and before another, which it stands in the place of."""

SWITCHED = frozenset({"switched", "changed", "swapped", "converted"})
"""Words at the beginning and before `from` of what tells of a medicine that was replaced by another."""

AFTER_REPLACING = frozenset({"of", "the", "d", "l", "'", "from"})
"""Small words between those and the name."""

EXCEPTING = frozenset(
    {"except", "but", "but not", "not", "not on", "none", "nothing", "skip", "omit", "never", "no"}
    | {"do not", "do not take", "don t", "don t take", "ausser", "nicht", "aber nicht", "sauf", "pas"}
    | {"excepto", "salvo", "tranne", "eccetto", "exceto", "behalve"}
)
"""Words before a day, a time of the day or food on or with which a medicine is not taken."""

AFTER_A_DAY = frozenset({"off", "pause"})
"""Words after such a day, which a comma or bracket sets apart."""

EXCEPTING_TIMES = EXCEPTING | AFTER_A_DAY

DAILY_TIMES = TIMES_OF_DAY | {"with food"}
"""Meanings of the words for a time of the day, also for a meal."""

FOOD = re.compile(
    r"\b(?:food|meals?|stomach|eating|snacks?|breakfast|milk|dairy|coffee|tea|juice|yogh?urt|essen|repas|comidas?)\b"
)
"""Words of food in what tells how a medicine is taken."""

BEFORE_A_DAY = frozenset(
    {"on", "the", "am", "an", "le", "les", "el", "los", "la", "il", "o", "os", "a", "aos", "op", "de"}
    | {"dose", "take", "not", "nicht"}
)
"""Small words between those and the day."""

OF_ANOTHER_DOSE = frozenset({"was", "previously", "formerly", "vorher", "zuvor", "changed"})
"""Words of history beside a dose that was another before: `5 mg (was 2.5 mg)`."""

BEFORE_ANOTHER_DOSE = frozenset({":", "to", "from", "by", "now"})
"""Signs and small words between those and the dose."""

BETWEEN_CHANGE_AND_TIME = frozenset({"/", "to", "from", "by", "about", "approx", "over", "just"})
"""Small words between a change and its time."""

NO_DOUBT = ListedWord(WordKind.noise, "way of writing")


RESOLVED = OF_THE_PAST | REPLACING_NAMES | SWITCHED | EXCEPTING_TIMES | OF_ANOTHER_DOSE
"""Words whose doubt may be resolved, beside those of a choice."""


def without_resolved_doubts(parts: list[Part], words: WordList) -> list[Part]:
    """Return parts in which what is no doubt where it stands is a word without doubt."""
    texts = [part.text for part in parts]
    if RESOLVED.isdisjoint(texts) and words.ranges.keys().isdisjoint(texts):
        return parts
    parts = without_former_doses(without_choices(parts, words))
    parts = without_dates_of_changes(without_replaced_doses(parts))
    return without_replaced_names(without_excepted_times(parts))


def without_doubt(parts: list[Part], is_none: Callable[[int], bool]) -> list[Part]:
    """Return parts; each for which `is_none(index)` holds becomes a word without doubt."""
    return [
        Part(PartKind.word, part.start, part.end, part.text, words=(NO_DOUBT,)) if is_none(index) else part
        for index, part in enumerate(parts)
    ]


def without_choices(parts: list[Part], words: WordList) -> list[Part]:
    """Resolve a choice between two reasons or times: `for pain or fever`.

    It stays one where names stand on both sides.
    """
    if words.ranges.keys().isdisjoint([part.text for part in parts]):
        return parts
    return without_doubt(
        parts, lambda at: parts[at].text in words.ranges and is_choice_of_no_name(parts, at, words)
    )


def is_choice_of_no_name(parts: list[Part], index: int, words: WordList) -> bool:
    """Return whether a word is a choice between a reason or time before it and one after it."""
    beside = around(parts, index)
    if is_of_handling(parts, index):
        return True
    return (
        words.ranges[parts[index].text].meaning == A_CHOICE
        and len(beside) == 2
        and all(each.is_word(WordKind.frequency) or says_what_for(each) for each in beside)
        and not joins_names(parts, index)
    )


def is_of_handling(parts: list[Part], index: int) -> bool:
    """Return whether a word is a choice of what is not done with a tablet: `do not crush, chew or split`."""
    at = index - 1
    while at >= 0 and (parts[at].text == "," or parts[at].text in HANDLING):
        at -= 1
    begins = at >= 0 and parts[at].text in {f"do not {each}" for each in HANDLING}
    return begins and any(each.text in HANDLING for each in parts[index + 1 : index + 2])


def without_dates_of_changes(parts: list[Part]) -> list[Part]:
    """Resolve the time at which a medicine was begun or its dose changed.

    `started 2 weeks ago`, `increased last month`; beside a number of days it may be a course that is over.
    """
    if OF_THE_PAST.isdisjoint([part.text for part in parts]):
        return parts
    times = {
        index for index, part in enumerate(parts) if any(each.unit in LONG_TIMES for each in part.strengths)
    }
    return without_doubt(
        parts, lambda at: parts[at].text in OF_THE_PAST and dates_a_change(parts, at) and times <= {at - 1}
    )


def dates_a_change(parts: list[Part], index: int) -> bool:
    """Return whether a word of a change stands before a time, with nothing but names and amounts between."""
    at = index - 1
    while at >= 0 and (parts[at].found or is_amount(parts[at]) or parts[at].text in BETWEEN_CHANGE_AND_TIME):
        at -= 1
    return at >= 0 and (parts[at].text.split(" ")[-1] in CHANGED_WORDS or parts[at].text in BEGINNING)


def without_replaced_doses(parts: list[Part]) -> list[Part]:
    """Resolve a dose or time that was replaced: `instead of 5 mg`, `abends statt morgens`.

    It stays one where a name follows.
    """
    if REPLACING.isdisjoint([part.text for part in parts]):
        return parts
    return without_doubt(parts, lambda at: parts[at].text in REPLACING and replaces_a_dose(parts, at))


def replaces_a_dose(parts: list[Part], index: int) -> bool:
    """Return whether a dose or time follows a word that sets it aside, and no name after it."""
    after = parts[index + 1 :]
    said = after[:1] if parts[index].text != "instead" else after[1:2]
    if parts[index].text == "instead" and [each.text for each in after[:1]] != ["of"]:
        return False
    if not any(is_amount(each) or each.is_word(WordKind.frequency) for each in said):
        return False
    return not any(each.found for each in after) and any(each.found for each in parts[:index])


def without_excepted_times(parts: list[Part]) -> list[Part]:
    """Return parts in which the times without a medicine are no doubt: `except Sunday`, `not with milk`."""
    if EXCEPTING_TIMES.isdisjoint([part.text for part in parts]):
        return parts
    return without_doubt(parts, lambda at: parts[at].text in EXCEPTING_TIMES and excepts_a_time(parts, at))


def excepts_a_time(parts: list[Part], index: int) -> bool:
    """Return whether a name and then a time stand beside a word: `not on Sundays`; or `, Sundays off`."""
    if not any(each.found for each in parts[:index]):
        return False
    if parts[index].text in AFTER_A_DAY:
        return parts[index - 2].text in (",", ";", "(") and is_a_day(parts[index - 1])
    after = index + 1
    while after < len(parts) and parts[after].text in BEFORE_A_DAY:
        after += 1
    return any(is_a_day(each) or is_a_time_of_day(each) for each in parts[after : after + 1])


def is_a_day(part: Part) -> bool:
    """Return whether a part names days of the week."""
    return says(part, SOME_DAYS)


def is_a_time_of_day(part: Part) -> bool:
    """Return whether a part tells a time of the day, or to take a medicine with food or apart from it."""
    if any(word.meaning in DAILY_TIMES for word in part.words):
        return True
    return part.is_word(WordKind.frequency) and FOOD.search(part.text) is not None


def without_former_doses(parts: list[Part]) -> list[Part]:
    """Return parts in which a dose that was another before is no doubt: `5 mg (was 2.5 mg)`.

    It stays one without two doses, of two medicines, and where a name follows a word such as `from`.
    """
    if OF_ANOTHER_DOSE.isdisjoint([part.text for part in parts]):
        return parts
    return without_doubt(
        parts, lambda at: parts[at].text in OF_ANOTHER_DOSE and tells_another_dose(parts, at)
    )


def tells_another_dose(parts: list[Part], index: int) -> bool:
    """Return whether a dose follows a word; and another of the same medicine before it, or `changed`."""
    after = index + 1
    while after < len(parts) and parts[after].text in BEFORE_ANOTHER_DOSE:
        after += 1
    is_changed = parts[index].text == "changed"
    if is_changed and index == 0 and after + 1 < len(parts) and parts[after].found:
        after += 1 + (parts[after + 1].text in BEFORE_ANOTHER_DOSE)
    dosed = any(
        is_dose(each) or (not is_changed and is_count(parts, after)) for each in parts[after : after + 1]
    )
    one = len({each.substances for each in parts if each.found}) == 1
    return dosed and one and (is_changed or any(map(is_dose, parts[:index])))


def is_count(parts: list[Part], index: int) -> bool:
    """Return whether a part is a number, and no year or beginning of a date."""
    if parts[index].kind is not PartKind.number or is_year(parts[index]):
        return False
    return not any(each.text in DATE_SIGNS for each in parts[index + 1 : index + 2])


def without_replaced_names(parts: list[Part]) -> list[Part]:
    """Return parts in which the medicine that another replaces is not understood, and the other is no doubt.

    `doxycycline instead of amoxicillin`, `switched from amoxicillin to doxycycline`: the first may still be
    taken, and is reported; the other is taken.
    """
    texts = [part.text for part in parts]
    if REPLACING_NAMES.isdisjoint(texts) and SWITCHED.isdisjoint(texts[:1]):
        return parts
    for index, text in enumerate(texts):
        if text in REPLACING_NAMES and any(each.found for each in parts[:index]):
            name = replaced_name(parts, index)
            if name and not any(each.found for each in parts[name + 1 :]):
                return with_replaced(parts, index, name)
        elif index == 0 and text in SWITCHED and texts[1:2] == ["from"]:
            name = replaced_name(parts, index)
            end = name and end_of_amounts(parts, name)
            if (
                end
                and texts[end : end + 1] == ["to"]
                and any(each.found for each in parts[end + 1 : end + 2])
            ):
                return with_replaced(parts, index, name)
    return parts


def replaced_name(parts: list[Part], index: int) -> int:
    """Return the place of the name that follows a word, past small words; 0 where none does."""
    at = index + 1
    while at < len(parts) and parts[at].text in AFTER_REPLACING:
        at += 1
    return at if any(each.found for each in parts[at : at + 1]) else 0


def end_of_amounts(parts: list[Part], index: int) -> int:
    """Return the place after a name and the amounts and dose forms that follow it."""
    end = index + 1
    while end < len(parts) and (is_amount(parts[end]) or parts[end].is_word(WordKind.dose_form)):
        end += 1
    return end


def with_replaced(parts: list[Part], index: int, name: int) -> list[Part]:
    """Return parts without the doubt of a word, the name and its amounts not understood."""
    found = list(parts)
    word, said = parts[index], range(name, end_of_amounts(parts, name))
    found[index] = Part(PartKind.word, word.start, word.end, word.text, words=(NO_DOUBT,))
    for at in said:
        found[at] = parts[at].left_out()
    return found
