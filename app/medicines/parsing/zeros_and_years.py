"""Numbers that may say that nothing is taken, or when it was taken: `0 mg`, `2019`."""

from app.medicines.parsing.part_predicates import is_amount, is_year
from app.medicines.parsing.parts import Part, PartKind
from app.medicines.parsing.words import WordKind

DAYS_IN = {"day": 1, "week": 7}

LONGEST_COURSE = 15
"""Days; a course of fewer is short."""

IN_A_YEAR = frozenset({"in", "en", "em"})
"""Words before a year that put something in it, and not since then."""

REFILLS = frozenset(
    [
        *("refill", "refills", "refill s", "refills remaining", "refills left", "daw", "rf", "rfl", "rfls"),
        *("repeat", "repeats", "rpt", "rpts", "issues"),
    ]
)

JOINING = frozenset("-/+")

IN_A_DATE = frozenset("-/.:")
"""Signs between a label and the numbers of its date."""


def may_be_taken(parts: list[Part], index: int) -> bool:
    """Return whether a number may be understood that is nothing, `0 mg`, or a year.

    Of two years the second is not understood: they are a period, which may be over. So may a year be in
    which a medicine was taken, `in 2019`, or that of a short course: `02/2020 x 7 days`. The year of a date
    with its label is understood: `Order Date: 05/23/2024`.
    """
    if not is_year(parts[index]):
        return says_how_often_renewed(parts, index)
    if is_of_a_labelled_date(parts, index):
        return True
    said_in = index > 0 and parts[index - 1].text in IN_A_YEAR
    return not said_in and not any(map(is_year, parts[:index])) and not any(map(is_short_course, parts))


def is_of_a_labelled_date(parts: list[Part], year: int) -> bool:
    """Return whether a year ends a date with a label before it: `Start Date: 05/23/2024`."""
    at = year - 1
    while at >= 0 and (parts[at].kind is PartKind.number or parts[at].text in IN_A_DATE):
        if is_year(parts[at]):
            return False
        at -= 1
    return at >= 0 and parts[at].is_word(WordKind.noise, WordKind.pack) and parts[at].text.endswith(" date")


def is_short_course(part: Part) -> bool:
    """Return whether a part tells of at most two weeks."""
    return any(
        0 < (each.amount or 0) * DAYS_IN[each.unit] < LONGEST_COURSE
        for each in part.strengths
        if each.unit in DAYS_IN
    )


def says_how_often_renewed(parts: list[Part], index: int) -> bool:
    """Return whether a number tells of refills, or is one of several numbers: `1-0`, `1+0+1`."""
    beside = [each for each in parts[max(0, index - 3) : index + 4] if each is not parts[index]]
    joined = parts[index].kind is PartKind.number and any(map(is_amount, beside))
    return any(each.text in REFILLS or (joined and each.text in JOINING) for each in beside)
