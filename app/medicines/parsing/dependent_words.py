"""Words and signs that are understood only beside others: `x` beside a number, `si` before a reason.

What must stay true: a word that may say that a medicine is not taken, or only one of two, is never passed
over because it is harmless elsewhere.
"""

import re
from collections.abc import Callable

from app.medicines.parsing.clock_times import is_before_a_clock_time, is_before_an_hour, is_not_after_a_name
from app.medicines.parsing.joining_words import (
    CHANGING,
    CHANGING_OR_NEXT,
    JOINING_A_CAUSE,
    gives_no_complaint,
    is_next_of_the_day,
    is_no_cause_and_no_change,
    is_no_complaint,
    is_of_one_name,
)
from app.medicines.parsing.measured_words import (
    CHECKS_IN_BLOOD,
    HELD,
    MEASURED,
    MISSING_OR_MEASURED,
    is_a_value,
    is_before_no_amount,
    is_in_blood,
    is_measured,
    is_measured_as_well,
    is_no_check_of_a_name,
    is_of_no_name,
)
from app.medicines.parsing.part_predicates import (
    ARROW,
    LONG_TIMES,
    SHORT_TIMES,
    around,
    is_amount,
    is_concentration,
    is_dose,
    is_nothing,
    is_year,
    joins_names,
    says_what_for,
)
from app.medicines.parsing.parts import Part, PartKind
from app.medicines.parsing.side_effects import SIDE_EFFECTS, is_no_side_effect
from app.medicines.parsing.words import WordKind
from app.medicines.parsing.zeros_and_years import may_be_taken

AROUND_AN_OPERATION = ("pre op", "preop", "post op", "postop", "peri op", "periop")
"""Words that after a dose tell when it is given."""

SOLUTIONS = ("d 5 w", "d 10 w", "d 5 ns", "in d 5 w", "in d 10 w")
"""Short names of solutions in which a dose before them is given."""

ABOUT = "~"
"""A sign that is understood before a number only: `~20 mg`."""


WAITING = ("wait", "warten", "attendre", "esperar", "aspettare", "attendere", "aguardar", "wachten")
"""Words beside a time between a medicine and a meal."""


DATE_SIGNS = frozenset("./:")
"""Signs in and after a date."""

COURSES = frozenset({"day", "week"})
"""Units before `then stop`: a course that is taken; months and years may be over."""


WEEK_OR_MONTHS = (["/", "7"], ["/", "52"])
"""Ends of a number of days or weeks: `5/7`, `2/52`."""

REVIEWS = ("review", "recheck", "kontrolle", "controle", "control", "controllo")
"""Words before `in 2 weeks` that announce a review then, and not the beginning of a medicine."""

THEN_STOP = (
    *("then stop", "and stop", "and then stop", "dann stopp", "dann absetzen", "puis stop", "puis arret"),
    *("luego suspender", "poi stop", "poi sospendere", "depois parar", "depois suspender", "daarna stoppen"),
)
"""Words after a number of days for which a medicine is taken."""


TABLETS_AT_ONCE = frozenset({"0.5", ".5", "1", "2", "3", "4"})
"""Numbers before one letter that stands for tablets or capsules."""

OF_SEVERAL = re.compile(r"\d+ of \d+")
"""How many of all: `2 of 6 issues`."""

BEFORE_A_NUMBER = frozenset(":$€£")


A_CHOICE = "choice"
"""Meaning of a word between two numbers that is a choice, as in `1 or 2 tablets`; never between names."""


def has_what_it_needs(parts: list[Part], index: int) -> bool:
    """Return whether a word that needs a number or name beside it has one."""
    part = parts[index]
    if (part.strengths and is_in_blood(parts, index)) or is_a_value(parts, index):
        return False
    if part.kind is PartKind.word and part.text.startswith("/"):
        return not parts[index - 1].found  # `vitamin C/D` is no amount a day
    if part.kind is PartKind.sign:
        return part.text != ABOUT or any(is_amount(each) for each in parts[index + 1 : index + 2])
    if is_nothing(part) or is_year(part):
        return may_be_taken(parts, index)
    if (has_it := NEEDS.get(part.text)) is not None:
        return has_it(parts, index)
    return not (part.words and part.words[0].meaning == A_CHOICE and joins_names(parts, index))


def is_beside_a_number(parts: list[Part], index: int) -> bool:
    """Return whether an amount is beside a word: `2 x`; at the end, `10 mg x` crosses out."""
    if index == len(parts) - 1 and parts[index - 1].kind is PartKind.strength:
        return False
    return any(is_amount(each) for each in around(parts, index))


def is_before_a_reason(parts: list[Part], index: int) -> bool:
    """Return whether a reason or time follows: `si dolor`; `zinc, Se` is selenium."""
    return any(each.is_word(WordKind.noise, WordKind.frequency) for each in parts[index + 1 : index + 2])


def is_before_another(parts: list[Part], index: int) -> bool:
    """Return whether anything follows: `before meals`; at the end `before` and `alle` tell of an end."""
    return index + 1 < len(parts)


def is_before_another_or_a_pack(parts: list[Part], index: int) -> bool:
    """Return whether anything follows Dutch `op`, which else says used up, or it is a German pack: `1 OP`."""
    return is_before_another(parts, index) or is_after_a_dose(parts, index)


def is_before_a_short_time(parts: list[Part], index: int) -> bool:
    """Return whether minutes or hours follow: `over 30 min`."""
    after = parts[index + 1 : index + 2]
    return any(strength.unit in SHORT_TIMES for each in after for strength in each.strengths)


def is_beside_a_short_time(parts: list[Part], index: int) -> bool:
    """Return whether minutes or hours are beside a word: `wait half an hour`, `30 Min. warten`."""
    beside = [*parts[max(0, index - 2) : index], *parts[index + 1 : index + 2]]
    units = {strength.unit for each in beside for strength in each.strengths}
    return not units.isdisjoint(SHORT_TIMES) or any(each.text.endswith("hour") for each in beside)


def is_before_an_amount(parts: list[Part], index: int) -> bool:
    """Return whether a number tells how many: `Issues 2/6`, `2 of 6 issues`; `issues with` is a complaint."""
    after = [each for each in parts[index + 1 : index + 4] if each.text not in BEFORE_A_NUMBER]
    counted = index > 0 and OF_SEVERAL.fullmatch(parts[index - 1].text) is not None
    return counted or any(is_amount(each) for each in after[:1])


def is_between_doses(parts: list[Part], index: int) -> bool:
    """Return whether doses, times or routes are on both sides: `20 mg -> 40 mg`, `IV → PO`."""
    beside = around(parts, index)
    kinds = (WordKind.frequency, WordKind.route, WordKind.dose_form)
    end = index + 1
    while end < len(parts) and parts[end].text not in (",", ";"):
        end += 1
    said = len(beside) == 2 and all(is_amount(each) or each.is_word(*kinds) for each in beside)
    return said and not joins_names(parts[:end], index)


def is_after_a_course(parts: list[Part], index: int) -> bool:
    """Return whether a number of days or weeks stands before a word: `for 5 days then stop`."""
    before = [each for each in parts[max(0, index - 4) : index] if each.text != ","]
    if [each.text for each in before[-2:]] in WEEK_OR_MONTHS:
        return any(map(is_amount, before[-3:-2]))
    return any(strength.unit in COURSES for each in before[-1:] for strength in each.strengths)


def is_a_change_of_dose(parts: list[Part], index: int) -> bool:
    """Return whether a dose stands before a word, and a date and another dose after it: `ab 15.3. 5 mg`."""
    at = index + 1
    while at < len(parts) and (parts[at].kind is PartKind.number or parts[at].text in DATE_SIGNS):
        at += 1
    changed = any(map(is_dose, parts[at : at + 1])) and at > index + 1
    return changed and any(map(is_dose, parts[:index]))


def is_short_for_a_reason(parts: list[Part], index: int) -> bool:
    """Return whether a full stop and a reason follow: German `b. Schmerzen`."""
    after = parts[index + 1 : index + 3]
    return [each.text for each in after[:1]] == ["."] and any(map(says_what_for, after[1:]))


def is_before_a_name(parts: list[Part], index: int) -> bool:
    """Return whether a word begins a text, but for numbers and signs, and a name follows: `1. T. X 5 mg`."""
    before, after = parts[:index], [each for each in parts[index + 1 : index + 3] if each.text != "."]
    begins = all(each.kind is PartKind.sign or is_amount(each) for each in before)
    return begins and any(each.found for each in after[:1])


def is_a_tablet(parts: list[Part], index: int) -> bool:
    """Return whether a letter stands for tablets or capsules: `1 T PO QD`.

    In `vitamin K2 C daily` it is a name.
    """
    if index < 2 or parts[index - 2].found or parts[index - 1].text not in TABLETS_AT_ONCE:
        return False
    after = parts[index + 1 : index + 2]
    return any(each.is_word(WordKind.route, WordKind.frequency) for each in after)


def is_a_tablet_or_before_a_name(parts: list[Part], index: int) -> bool:
    """Return whether `t` is a tablet: `2 T QHS`, or at the beginning `T. X 5 mg`."""
    return is_a_tablet(parts, index) or is_before_a_name(parts, index)


def is_before_no_name(parts: list[Part], index: int) -> bool:
    """Return whether no name follows: `about 2`; `info about ibuprofen`, `due to ibuprofen` speak of one."""
    return not any(each.found for each in parts[index + 1 : index + 2])


def is_no_overdose(parts: list[Part], index: int) -> bool:
    """Return whether `od` says how often: `od on Mondays`; `OD on paracetamol` begins with an overdose."""
    return index > 0 or not any(each.text == "on" for each in parts[1:2])


def is_after_a_frequency(parts: list[Part], index: int) -> bool:
    """Return whether a frequency stands before a word: `every 12 hours scheduled`; else it may be planned."""
    return any(each.is_word(WordKind.frequency) for each in parts[max(0, index - 1) : index])


def is_before_what_is_known(parts: list[Part], index: int) -> bool:
    """Return whether no word follows that is not understood: `im Krankenhaus` is no muscle."""
    return all(each.kind is not PartKind.not_understood for each in parts[index + 1 : index + 2])


def is_after_a_dose(parts: list[Part], index: int) -> bool:
    """Return whether a name and then an amount or a dose form stand before a word."""
    named = next((number for number, each in enumerate(parts) if each.found), index)
    return any(is_amount(each) or each.is_word(WordKind.dose_form) for each in parts[named + 1 : index])


def is_in_a_vein(parts: list[Part], index: int) -> bool:
    """Return whether `ev` is a route: `1 g ev`; German `ev.` is `perhaps`."""
    return is_after_a_dose(parts, index) and all(each.text != "." for each in parts[index + 1 : index + 2])


def is_from_or_in_the_eye(parts: list[Part], index: int) -> bool:
    """Return whether `aus` is an ointment, `3 mg/g AUS`, or the name of a salt follows; else it is `off`."""
    named = any(each.found for each in parts[index + 1 : index + 2])
    return index > 0 and (named or is_concentration(parts[index - 1]))


def is_now(parts: list[Part], index: int) -> bool:
    """Return whether no later beginning follows: `in 2 weeks`."""
    after = parts[index + 1 : index + 2]
    is_time = any(strength.unit in LONG_TIMES for each in after for strength in each.strengths)
    return not is_time or any(word in each.text for each in parts[:index] for word in REVIEWS)


NEEDS: dict[str, Callable[[list[Part], int], bool]] = {
    "x": is_beside_a_number,
    "in": is_now,
    **dict.fromkeys(("before", "alle"), is_before_another),
    "op": is_before_another_or_a_pack,
    **dict.fromkeys(WAITING, is_beside_a_short_time),
    "t": is_a_tablet_or_before_a_name,
    "c": is_a_tablet,
    "b": is_short_for_a_reason,
    "h": is_before_an_hour,
    ARROW: is_between_doses,
    **dict.fromkeys(("cost", "price", "copay", "next due", "next refill"), is_before_an_amount),
    **dict.fromkeys((f"h {hour}" for hour in range(25)), is_not_after_a_name),
    "ab": is_a_change_of_dose,
    **dict.fromkeys(("due to", "apart from", "about"), is_before_no_name),
    "si": is_before_a_reason,
    "se": is_before_a_reason,
    "zn": is_after_a_dose,
    "z n": is_after_a_dose,
    "ev": is_in_a_vein,
    "aus": is_from_or_in_the_eye,
    "im": is_before_what_is_known,
    "over": is_before_a_short_time,
    **dict.fromkeys(("scheduled", "regular", "cc"), is_after_a_frequency),
    "sb": is_after_a_dose,
    **dict.fromkeys(("issue", "issues"), is_before_an_amount),
    **dict.fromkeys(("given", "last given", "last dose given"), is_before_a_clock_time),
    **dict.fromkeys((*AROUND_AN_OPERATION, *SOLUTIONS), is_after_a_dose),
    **dict.fromkeys(SIDE_EFFECTS, is_no_side_effect),
    "trough": is_before_no_amount,
    "od": is_no_overdose,
    **dict.fromkeys((*THEN_STOP, "course"), is_after_a_course),
    **dict.fromkeys((*MEASURED, *HELD), is_measured),
    **dict.fromkeys(
        (f"or {each}" for each in ("sbp", "dbp", "hr", "map", "bp", "temp")), is_measured_as_well
    ),
    **dict.fromkeys(JOINING_A_CAUSE, is_no_complaint),
    **dict.fromkeys(("of", *CHANGING), is_of_one_name),
    **dict.fromkeys(CHANGING_OR_NEXT, is_next_of_the_day),
    **dict.fromkeys(("por", "par"), is_no_cause_and_no_change),
    "da": gives_no_complaint,
    **dict.fromkeys(MISSING_OR_MEASURED, is_of_no_name),
    **dict.fromkeys(CHECKS_IN_BLOOD, is_no_check_of_a_name),
}
"""Word → whether it has what it needs. Alone, `x` crosses out, and `z.n.` is German for `history of`."""
