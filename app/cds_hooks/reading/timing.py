"""Read how often a medicine is taken: the highest number of times on one day.

What must stay true: a rate is counted only from what was written down. Three times a week is not three times
a day: on a day on which the medicine is taken, it is once.
"""

import math
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.cds_hooks.reading.dates import date_range
from app.cds_hooks.reading.fhir import (
    Resource,
    as_list,
    clean_text,
    code_word,
    coded_name,
    first_object,
    objects,
    to_float,
    value_at,
)
from app.medicines.frequencies import doses_a_day

DAYS_PER_UNIT = {
    **dict.fromkeys(("s", "second", "seconds"), 1 / 86400),
    **dict.fromkeys(("min", "minute", "minutes"), 1 / 1440),
    **dict.fromkeys(("h", "hr", "hour", "hours"), 1 / 24),
    **dict.fromkeys(("d", "day", "days"), 1.0),
    **dict.fromkeys(("wk", "week", "weeks"), 7.0),
    **dict.fromkeys(("mo", "month", "months"), 31.0),
    **dict.fromkeys(("a", "year", "years"), 366.0),
}
"""UCUM units of time and their words, in days; of months and years the longest."""

DAYS_PER_WEEK = 7

TIMES_A_DAY = {
    "qd": 1,
    "am": 1,
    "pm": 1,
    "bed": 1,
    "qod": 1,
    "wk": 1,
    "mo": 1,
    "bid": 2,
    "tid": 3,
    "qid": 4,
    "q1h": 24,
    "q2h": 12,
    "q3h": 8,
    "q4h": 6,
    "q6h": 4,
    "q8h": 3,
    "q12h": 2,
}
"""Abbreviations of HL7's `GTSAbbreviation`, as times on a day of use."""

MEALS = ("m", "d", "v")
"""Letters of HL7's `TimingEvent` for the three meals of a day."""

ANY_MEAL = frozenset({"ac", "c", "pc"})
"""Events of `TimingEvent` at meals that are not named."""

CLOCK_TIME = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")

MAX_CLOCK_TIMES = 24

MAX_TIMES_A_DAY = 1440
"""Once a minute; more is no rate of doses."""

ROUNDING = 1e-9


@dataclass(frozen=True)
class Bounds:
    """The time over which an instruction holds."""

    first_day: date | None = None
    last_day: date | None = None
    ends: bool = False
    """Whether an end is stated, as a day or as a length of time."""


def highest_times_a_day(instruction: Resource) -> float | None:
    """Return the highest number of times on a day of use; None when it is not stated, or stated as 0."""
    timing = first_object(instruction.get("timing"))
    repeat = first_object(timing.get("repeat"))
    often = max((to_float(repeat.get(key)) or 0.0 for key in ("frequency", "frequencyMax")), default=0.0)
    if not often and repeat.get("frequency") is not None:
        return None
    stated = stated_times(repeat, often)
    events = len(set(events_of(repeat.get("when"), often)))
    counted = max(len(clock_times(repeat.get("timeOfDay"))), events, most_on_one_day(timing.get("event")))
    texts = coded_name(timing.get("code")).texts
    named = (doses_a_day(each) or 0.0 for each in texts)
    coded = max((TIMES_A_DAY.get(code_word(timing.get("code")), 0.0), *named))
    if stated is None and counted:
        stated = often
    return max(stated or 0.0, counted, coded) or None


def stated_times(repeat: Resource, often: float) -> float | None:
    """Return the times on a day of use by `frequency`, `period` and `dayOfWeek`; None without a period."""
    listed_days = len({code_word(each) for each in as_list(repeat.get("dayOfWeek"))} - {""})
    periods = [to_float(repeat.get(key)) for key in ("period", "periodMax")]
    period = min((each for each in periods if each is not None and each > 0), default=None)
    unit = code_word(repeat.get("periodUnit") or repeat.get("periodUnits") or repeat.get("unit"))
    if period is None or unit not in DAYS_PER_UNIT:
        return (often or 1.0) if listed_days else None
    days = period * DAYS_PER_UNIT[unit]
    if listed_days and days >= DAYS_PER_WEEK:
        days = listed_days * days / DAYS_PER_WEEK
    times = (often or 1.0) / days
    return max(1.0, float(math.ceil(times - ROUNDING))) if times <= MAX_TIMES_A_DAY else None


def events_of(when: Any, often: float) -> Iterator[str]:
    """Yield the events of a day; a meal that is not named may be each of three, unless a number is stated."""
    for each in as_list(when):
        event = code_word(each)
        if event in ANY_MEAL and not often:
            yield from (f"{event}{meal}" for meal in MEALS)
        elif event:
            yield event


def clock_times(times: Any) -> list[str]:
    """Return `08:00` for `08:00:00`, each once; skip what is no time of day."""
    found = (CLOCK_TIME.match(each) for each in as_list(times) if isinstance(each, str))
    return list(dict.fromkeys(each[0] for each in found if each))[:MAX_CLOCK_TIMES]


def most_on_one_day(events: Any) -> int:
    """Return the highest number of dated events on one day."""
    days = Counter(each[:10] for each in as_list(events) if isinstance(each, str) and date_range(each[:10]))
    return max(days.values(), default=0)


def read_bounds(instruction: Resource) -> Bounds:
    """Return the time over which an instruction holds."""
    repeat = first_object(value_at(instruction, "timing", "repeat"))
    period = first_object(repeat.get("boundsPeriod"))
    first, last = (date_range(str(period.get(key) or "")[:10]) for key in ("start", "end"))
    length = objects(repeat.get("boundsDuration")) or objects(repeat.get("boundsRange"))
    days = length_in_days(length[0]) if length else None
    last_day = last[1] if last else None
    if first and days and last_day is None:
        last_day = date.fromordinal(min(first[0].toordinal() + days - 1, date.max.toordinal()))
    return Bounds(first[0] if first else None, last_day, bool(last or length))


def length_in_days(duration: Resource) -> int | None:
    """Return a Duration, or the longest of a Range, in whole days; None when it is not stated."""
    quantity = first_object(duration.get("high")) or duration
    value = to_float(quantity.get("value"))
    unit = code_word(quantity.get("code")) or (clean_text(quantity.get("unit")) or "").lower()
    if value is None or not 0 < value < 10_000 or unit not in DAYS_PER_UNIT:
        return None
    return max(1, math.ceil(value * DAYS_PER_UNIT[unit]))
