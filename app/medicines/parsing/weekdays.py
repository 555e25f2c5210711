"""Read short days of the week: `Mo, We, Fr`, `T/Th/Sa/Su`, `lun mer ven`, `qMoWeFr`, `weekly (Su)`.

What must stay true: the days of a row are of one language and in the order of the week, and nothing else
stands between them. A letter alone may be another word, so a row with one has three days or more; so has a
row with nothing but blanks between its days. A day alone counts only after `q`, or in brackets after a week.
"""

import re
from collections.abc import Sequence

SOME_DAYS = "on some days"
"""Meaning of the name of a day, as it stands beside a medicine."""

SHORT_DAYS = {
    "en": "m mo mon/t tu tue tues/w we wed weds/th thu thur thurs r/f fr fri/s sa sat/s su sun",
    "de": "mo/di/mi/do/fr/sa/so",
    "fr": "lun/mar/mer/jeu/ven/sam/dim",
    "es": "l lun/m mar/m x mie mier/j jue/v vie/s sab/d dom",
    "it": "lun/mar/mer/gio/ven/sab/dom",
    "pt": "seg/ter/qua/qui/sex/sab/dom",
    "nl": "ma/di/wo/do/vr/za/zo",
}
"""Language → how its days are shortened, from Monday on; two days may share a letter."""

NumbersOfDays = dict[str, tuple[int, ...]]
"""Short day of one language → the numbers of the days that it may be, from 0 for Monday."""


def numbers_of_days(language: str) -> NumbersOfDays:
    """Return the numbers of the short days of a language."""
    week = [day.split() for day in SHORT_DAYS[language].split("/")]
    words = {word for day in week for word in day}
    return {word: tuple(number for number, day in enumerate(week) if word in day) for word in words}


def weeks_by_day() -> dict[str, list[NumbersOfDays]]:
    """Return the short days of every language that has a short day."""
    weeks: dict[str, list[NumbersOfDays]] = {}
    for days in map(numbers_of_days, SHORT_DAYS):
        for word in days:
            weeks.setdefault(word, []).append(days)
    return weeks


WEEKS_BY_DAY = weeks_by_day()

SIGNS_BETWEEN = frozenset("./-&+")
"""Signs between two days; a comma is written as a full stop in the texts of tokens."""

WORDS_BETWEEN = frozenset({"and", "und", "u", "et", "y", "e", "en"})

SUNDAY = 6
"""The day that may also begin a row."""

WEEKS = frozenset(
    {"week", "weekly", "wk", "woche", "wochentlich", "semaine", "semana", "semanal", "settimana", "wekelijks"}
)
"""Words after which a day alone may stand in brackets, in plain letters."""


def days_after_q() -> re.Pattern[str]:
    """Return the pattern of `q` and days in one word, from Sunday or Monday on: `qsun`, `qtuthsa`."""
    week = [f"(?:{'|'.join(sorted(day.split(), reverse=True))})?" for day in SHORT_DAYS["en"].split("/")]
    return re.compile(f"q(?=[a-z]{{3}}|mo|tu|we|th|fr|sa|su){week[SUNDAY]}{''.join(week)}")


DAYS_AFTER_Q = days_after_q()


def end_of_days(texts: Sequence[str], at: int) -> int:
    """Return the token after the longest row of days that begins at a short day; 0 without one."""
    if is_day_of_week(texts, at):
        return at + 1
    return max([end_in(days, texts, at) for days in WEEKS_BY_DAY[texts[at]]])


def is_day_of_week(texts: Sequence[str], at: int) -> bool:
    """Return whether a short day stands alone in brackets after a week: `1x/week (Su)`."""
    return at > 1 and texts[at - 1] == "(" and texts[at + 1 : at + 2] == [")"] and texts[at - 2] in WEEKS


def end_in(days: NumbersOfDays, texts: Sequence[str], at: int) -> int:
    """Return the token after a row of days of one language; 0 without one."""
    row: list[str] = []
    end, joined, last = at, False, -1
    while at < len(texts) and (number := next_day(days.get(texts[at], ()), last)) is not None:
        row.append(texts[at])
        end, last = at + 1, -1 if number == SUNDAY and len(row) == 1 else number
        at = after_signs(texts, end)
        joined = joined or (at > end and at < len(texts) and texts[at] in days)
    least = 2 if joined and all(len(day) > 1 for day in row) else 3
    return end if len(row) >= least else 0


def next_day(numbers: Sequence[int], last: int) -> int | None:
    """Return the first of some days that comes after the last; None when none does."""
    return next((number for number in numbers if number > last), None)


def after_signs(texts: Sequence[str], at: int) -> int:
    """Return the token after the signs and words that may stand between two days."""
    while at < len(texts) and (texts[at] in SIGNS_BETWEEN or texts[at] in WORDS_BETWEEN):
        at += 1
    return at
