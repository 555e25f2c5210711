"""Clock times: which are too close, and when magnesium could be taken so that every interval is kept.

A day is a circle of 24 hours: a medicine at 21:00 is also one at 21:00 the day before. What must stay true:
conflicts and proposals use the same intervals. Times that fit are kept; others are proposed in waking hours.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from math import ceil
from typing import NamedTuple

from app.medicines.frequencies import doses_a_day, hours_between
from app.models.rule import Hours
from app.safety.amounts import Intake
from app.safety.answers import Conflict, Order, Schedule
from app.safety.clock_times import WakingHours
from app.safety.engine import Evaluation, unique
from app.safety.request import CheckRequest

DAY = 24 * 60
PROPOSAL_STEP = 30
"""Minutes between the times that are tried, beside those at which an interval ends."""
LEAST_GAP = 60
"""Minutes between two proposed doses of magnesium."""
MOST_STARTS = 48
"""Proposals that are compared, divided by the doses a day."""


class Interval(NamedTuple):
    """Hours between a medicine and magnesium, and when the medicine is taken."""

    subject: str
    """The medicine."""
    medicine_first: float
    """Hours from the medicine to magnesium after it."""
    magnesium_first: float
    """Hours from magnesium to the medicine after it."""
    times: Sequence[str]
    """When the medicine is taken; empty when not stated."""
    binding: bool = True
    """Whether a proposal has to wait for its times; false for general advice."""
    frequency: str | None = None


@cache  # there are 1,440 of them
def minutes(clock: str) -> int:
    """Return `08:30` as minutes since midnight."""
    hours, rest = clock.split(":")
    return int(hours) * 60 + int(rest)


def clock(minute: int) -> str:
    """Return minutes since midnight as `08:30`."""
    return f"{minute // 60:02}:{minute % 60:02}"


def intervals_of(evaluation: Evaluation, usual: Hours) -> Iterator[Interval]:
    """Yield the interval of a rule for each time its medicine is taken.

    A direction for which the rule states none gets the usual spacing.
    """
    hours = evaluation.compiled.interval
    if hours is None:
        return
    medicine_first = (usual[0] if hours[0] is None else hours[0]) or 0
    magnesium_first = (usual[1] if hours[1] is None else hours[1]) or 0
    for taken in evaluation.taken:
        yield Interval(
            evaluation.subject,
            medicine_first,
            magnesium_first,
            taken.times or (),
            evaluation.compiled.above_info,
            taken.frequency,
        )


def conflicts(interval: Interval, magnesium_times: Iterable[str]) -> Iterator[Conflict]:
    """Yield the pairs of times that are closer than an interval allows."""
    for medicine_time in interval.times:
        for magnesium_time in magnesium_times:
            gap = (minutes(magnesium_time) - minutes(medicine_time)) % DAY
            for order, hours_needed, apart in (
                (Order.medicine_before_magnesium, interval.medicine_first, gap / 60),
                (Order.medicine_after_magnesium, interval.magnesium_first, (DAY - gap) % DAY / 60),
            ):
                if apart < hours_needed:
                    yield Conflict(
                        medicine=interval.subject,
                        medicine_time=medicine_time,
                        magnesium_time=magnesium_time,
                        hours_needed=hours_needed,
                        hours_apart=round(apart, 2),
                        which=order,
                    )


def schedule(
    request: CheckRequest, evaluations: Sequence[Evaluation], unclear: Sequence[str], usual: Hours
) -> Schedule:
    """Return times that keep every interval of the answer; none while an interval may be missing.

    `unclear` names the medicines whose interval is not known.
    """
    firing = [each for each in evaluations if each.fires]
    if hopeless := {each.subject for each in firing if each.compiled.not_solved_by_hours}:
        return no_times(False, f"Hours apart do not solve {', '.join(sorted(hopeless))}.")
    if request.medicines is None:
        return no_times(None, "Which medicines are taken was not stated.")
    if unclear:
        return no_times(None, f"How far apart to keep magnesium and {', '.join(unclear)} is not known.")
    intervals = [interval for each in firing for interval in intervals_of(each, usual)]
    if not intervals:
        return no_times(None, "No rule asks for hours apart.")
    untimed = [each for each in intervals if not each.times]
    if impossible := [each for each in untimed if has_no_room(each)]:
        return no_times(False, " ".join(unique(map(no_room, impossible))))
    if any(each.binding for each in untimed) or len(untimed) == len(intervals):
        return no_times(None, untimed_in_words(untimed, intervals))
    given = request.magnesium_times
    wanted = max(1, len(given) or max(doses_of(each) for _, each in request.magnesium))
    timed = [each for each in intervals if each.times]
    return propose(timed, given, wanted, request.person.awake, untimed)


def no_times(possible: bool | None, why: str) -> Schedule:
    """Return a schedule without times."""
    return Schedule(possible=possible, magnesium_times=[], why=why)


def doses_of(given: Intake) -> int:
    """Return how many doses a day are taken, at least one."""
    each_day = given.per_unit.times_a_day if given.per_unit else None
    return max(1, ceil(each_day or doses_a_day(given.frequency, by_itself=True) or 1))


# Frequencies without clock times ------------------------------------------------------------------


def has_no_room(interval: Interval) -> bool:
    """Return whether a medicine every so many hours leaves no time for magnesium between two doses."""
    hours = hours_between(interval.frequency)
    return hours is not None and hours < interval.medicine_first + interval.magnesium_first


def no_room(interval: Interval) -> str:
    """Say that a frequency leaves no time."""
    return (
        f"{interval.subject} {interval.frequency} leaves no time for magnesium, which needs "
        f"{interval.medicine_first:g} hours after a dose and {interval.magnesium_first:g} before the next."
    )


def untimed_in_words(untimed: Sequence[Interval], intervals: Sequence[Interval]) -> str:
    """Name the medicines without clock times, and say what their frequencies ask for."""
    unknown = unique(each.subject for each in untimed if each.frequency is None)
    subjects = unique(each.subject for each in intervals)
    names = ", ".join(unknown) if len(subjects) == 1 or unknown != subjects else "the medicines"
    texts = [f"No clock times were given for {names}."] if unknown else []
    return " ".join(unique([*texts, *(frequency_advice(each) for each in untimed if each.frequency)]))


def frequency_advice(interval: Interval) -> str:
    """Say how to take magnesium beside a medicine that has a frequency and no clock times."""
    return (
        f"No clock times were given for {interval.subject} ({interval.frequency}): magnesium at least "
        f"{interval.medicine_first:g} hours after a dose and {interval.magnesium_first:g} hours before the "
        "next."
    )


# Proposals ----------------------------------------------------------------------------------------


def propose(
    intervals: Sequence[Interval],
    given: Sequence[str],
    wanted: int,
    awake: WakingHours,
    untimed: Sequence[Interval] = (),
) -> Schedule:
    """Return as many times as wanted that keep every interval; given times that fit are kept."""
    room = room_by_minute(intervals)
    kept = sorted({minutes(time) for time in given if room[minutes(time)]})
    note = (
        f" The times of {', '.join(unique(each.subject for each in untimed))} are not known."
        if untimed
        else ""
    )
    if len(kept) >= wanted:
        return Schedule(
            possible=True,
            magnesium_times=list(map(clock, kept)),
            why=f"The times given keep every interval.{note}",
        )
    found = spread(room, kept, wanted, awake)
    if len(found) < wanted:
        return no_times(False, nothing_fits(intervals, kept, wanted, awake))
    again = f"{', '.join(map(clock, kept))} fits and is kept. " if kept else ""
    return Schedule(
        possible=True,
        magnesium_times=list(map(clock, sorted(found))),
        why=f"{again}These times keep every interval, between {awake.from_} and {awake.to}.{note}",
    )


def room_by_minute(intervals: Iterable[Interval]) -> list[int]:
    """Return for each minute of the day how far the nearest minute is that an interval excludes.

    0: it is excluded itself.
    """
    excluded = bytearray(DAY)
    for minute, (after, before) in strictest(intervals).items():
        if before or after:
            start = (minute - max(before, 1) + 1) % DAY
            length = min(DAY, max(before, 1) + max(after, 1) - 1)
            over = max(0, start + length - DAY)
            excluded[start : start + length - over] = b"\1" * (length - over)
            excluded[:over] = b"\1" * over
    if not any(excluded):
        return [DAY] * DAY
    room = [0 if each else DAY for each in excluded]
    for order in (range(2 * DAY), range(2 * DAY, 0, -1)):  # twice round the circle, in both directions
        distance = DAY
        for each in order:
            distance = 0 if excluded[each % DAY] else distance + 1
            room[each % DAY] = min(room[each % DAY], distance)
    return room


def strictest(intervals: Iterable[Interval]) -> dict[int, tuple[int, int]]:
    """Return for each minute at which a medicine is taken the minutes to keep free after and before it."""
    found: dict[int, tuple[int, int]] = {}
    for interval in intervals:
        for time in interval.times:
            after, before = found.get(minutes(time), (0, 0))
            found[minutes(time)] = (
                max(after, min(DAY, ceil(interval.medicine_first * 60))),
                max(before, min(DAY, ceil(interval.magnesium_first * 60))),
            )
    return found


def spread(room: Sequence[int], kept: list[int], wanted: int, awake: WakingHours) -> list[int]:
    """Return so many times, with those that are kept; fewer if they do not fit.

    They are spread over the waking day; among equals, the ones with most room are taken.
    """
    waking = waking_minutes(awake)
    tried = [
        minute
        for number, minute in enumerate(waking)
        if room[minute] and (number % PROPOSAL_STEP == 0 or room[minute - 1] == 0)
    ]
    by_room = sorted(tried, key=lambda each: -room[each])
    if wanted == 1:
        return by_room[:1]
    starts = [kept] if kept else [[minute] for minute in by_room[: max(1, MOST_STARTS // wanted)]]
    sets = [filled_up(start, tried, room, wanted) for start in starts]
    best = max(sets, key=lambda times: goodness(times, room), default=[])
    return best if len(best) >= wanted else earliest(room, kept, wanted, waking)


def waking_minutes(awake: WakingHours) -> list[int]:
    """Return every minute of the waking day; all minutes when it begins and ends at the same time."""
    start = minutes(awake.from_)
    length = (minutes(awake.to) - start) % DAY or DAY - 1
    return [(start + each) % DAY for each in range(length + 1)]


def filled_up(start: list[int], tried: Sequence[int], room: Sequence[int], wanted: int) -> list[int]:
    """Add times to the start until there are enough, each as far from the others as possible."""
    found = list(start)
    while len(found) < wanted:
        far = {minute: min(apart(minute, each) for each in found) for minute in tried}
        best = max(far, key=lambda each: (far[each], room[each]), default=None)
        if best is None or far[best] < LEAST_GAP:
            break
        found.append(best)
    return found


def goodness(times: list[int], room: Sequence[int]) -> tuple[int, int, int]:
    """Return the rank of a proposal: by its number of times, then their distance, then their room."""
    distances = (apart(one, other) for one in times for other in times if one != other)
    return len(times), min(distances, default=DAY), min((room[each] for each in times), default=0)


def earliest(room: Sequence[int], kept: list[int], wanted: int, waking: Iterable[int]) -> list[int]:
    """Return each time as early in the waking day as fits, so that as many as possible fit."""
    found = list(kept)
    for minute in waking:
        if room[minute] and len(found) < wanted and all(apart(minute, each) >= LEAST_GAP for each in found):
            found.append(minute)
    return found


def nothing_fits(intervals: Sequence[Interval], kept: list[int], wanted: int, awake: WakingHours) -> str:
    """Say that too few times fit, and which medicine prevents it."""
    subjects, waking = unique(each.subject for each in intervals), waking_minutes(awake)
    alone = [
        subject
        for subject in subjects
        if len(
            earliest(
                room_by_minute(each for each in intervals if each.subject != subject), kept, wanted, waking
            )
        )
        >= wanted
    ]
    times = "No time" if wanted == 1 else f"Fewer than {wanted} times"
    why = f"{times} between {awake.from_} and {awake.to} would keep every interval"
    if len(subjects) > 1 and not alone:
        return f"{why}: {', '.join(subjects)} together prevent it."
    return f"{why}: {' or '.join(alone or subjects)} prevents it."


def apart(one: int, other: int) -> int:
    """Return the minutes between two times of the day, the shorter way round."""
    gap = (one - other) % DAY
    return min(gap, DAY - gap)
