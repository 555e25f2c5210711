"""Clock times: which are too close, and when magnesium could be taken so that every interval is kept.

A day is a circle of 24 hours: a medicine at 21:00 is also one at 21:00 the day before.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from math import ceil
from typing import NamedTuple

from app.safety.engine import Evaluation, Hours
from app.safety.schemas import CheckRequest, Conflict, Order, Schedule

DAY = 24 * 60
STEP = 30
"""Minutes between the times that are tried, beside those at which an interval ends."""
BY_DAY = range(7 * 60, 22 * 60 + 1)
"""When most people are awake."""


class Interval(NamedTuple):
    """Hours between a medicine and magnesium, and when the medicine is taken."""

    before: float | None
    """Hours from the medicine to magnesium after it; None: not stated."""
    after: float | None
    """Hours from magnesium to the medicine after it; None: not stated."""
    times: Sequence[str] | None
    """When the medicine is taken; None: not told."""


@cache  # there are 1,440 of them
def minutes(clock: str) -> int:
    """Return `08:30` as minutes since midnight."""
    hours, rest = clock.split(":")
    return int(hours) * 60 + int(rest)


def clock(minute: int) -> str:
    """Return minutes since midnight as `08:30`."""
    return f"{minute // 60:02}:{minute % 60:02}"


def conflicts(interval: Interval, magnesium_times: Iterable[str]) -> Iterator[Conflict]:
    """Yield the pairs of times that are closer than an interval allows."""
    for medicine_time in interval.times or ():
        for magnesium_time in magnesium_times:
            gap = (minutes(magnesium_time) - minutes(medicine_time)) % DAY
            before = gap / 60
            after = ((DAY - gap) % DAY) / 60
            if interval.before is not None and before < interval.before:
                yield Conflict(
                    medicine_time=medicine_time,
                    magnesium_time=magnesium_time,
                    hours_needed=interval.before,
                    hours_apart=round(before, 2),
                    which=Order.medicine_before_magnesium,
                )
            if interval.after is not None and after < interval.after:
                yield Conflict(
                    medicine_time=medicine_time,
                    magnesium_time=magnesium_time,
                    hours_needed=interval.after,
                    hours_apart=round(after, 2),
                    which=Order.medicine_after_magnesium,
                )


def schedule(
    request: CheckRequest, evaluations: Sequence[Evaluation], unclear: Sequence[str], usual: Hours
) -> Schedule:
    """Return times that keep every interval of the answer; none while an interval may be missing.

    `unclear` names the medicines whose interval is not known. `usual` is the spacing where a source states
    none for a direction.
    """
    firing = [each for each in evaluations if each.fires]
    if hopeless := {each.subject for each in firing if each.compiled.not_solved_by_hours}:
        return no_times(False, f"Keeping apart does not solve {', '.join(sorted(hopeless))}.")
    if request.medicines is None:
        return no_times(None, "Which medicines are taken was not told.")
    if unclear:
        return no_times(None, f"How far apart to keep magnesium and {', '.join(unclear)} is not known.")
    scheduled = [each for each in firing if each.compiled.scheduled]
    if not scheduled:
        return no_times(None, "No rule asks for hours apart.")
    if untimed := {each.subject for each in scheduled for taken in each.taken if not taken.times}:
        return no_times(None, f"No clock times were given for {', '.join(sorted(untimed))}.")
    intervals = [interval for each in scheduled for interval in intervals_of(each)]
    return propose(intervals, request.magnesium_times, usual)


def no_times(possible: bool | None, why: str) -> Schedule:
    """Return a schedule without times."""
    return Schedule(possible=possible, magnesium_times=[], why=why)


def intervals_of(evaluation: Evaluation) -> Iterator[Interval]:
    """Yield the interval of a rule for each time its medicine is taken; none when it has no interval."""
    if evaluation.compiled.interval is not None:
        for taken in evaluation.taken:
            yield Interval(*evaluation.compiled.interval, taken.times)


def propose(intervals: Iterable[Interval], given: Sequence[str] | None, usual: Hours) -> Schedule:
    """Return times that keep every interval; where a direction is not stated, the usual spacing is kept."""
    kept_free = strictest([filled(interval, usual) for interval in intervals])
    if given and all(slack(minutes(time), kept_free) >= 0 for time in given):
        return Schedule(
            possible=True, magnesium_times=sorted(given), why="The times given keep every interval."
        )
    found = best_times(kept_free, max(1, len(set(given or ()))))
    if not found:
        return no_times(False, "No time of the day keeps every interval.")
    return Schedule(
        possible=True, magnesium_times=found, why="These times keep every interval, with most to spare."
    )


def filled(interval: Interval, usual: Hours) -> Interval:
    """Return an interval with the usual spacing where its sources give none."""
    before = usual[0] if interval.before is None else interval.before
    after = usual[1] if interval.after is None else interval.after
    return Interval(before, after, interval.times)


KeptFree = dict[int, tuple[float, float]]
"""Minute at which medicines are taken → minutes to be kept free after it and before it."""


def strictest(intervals: list[Interval]) -> KeptFree:
    """Return what all intervals together ask for."""
    found: KeptFree = {}
    for interval in intervals:
        for time in interval.times or ():
            after, before = found.get(minutes(time), (0, 0))
            asked = (interval.before or 0) * 60, (interval.after or 0) * 60
            found[minutes(time)] = max(after, asked[0]), max(before, asked[1])
    return found


def slack(minute: int, kept_free: KeptFree) -> float:
    """Return the minutes to spare before an interval is broken; negative when one is."""
    spare = float(DAY)
    for taken, (after, before) in kept_free.items():
        gap = (minute - taken) % DAY
        spare = min(spare, gap - after, (DAY - gap) % DAY - before)
    return spare


def best_times(kept_free: KeptFree, wanted: int) -> list[str]:
    """Return as many times as wanted, an hour or more apart; fewer if they do not fit.

    The ones with most to spare come first, among equals those by day.
    """
    ends = [ceil(taken + after) % DAY for taken, (after, _) in kept_free.items()]
    open_times = {minute: slack(minute, kept_free) for minute in (*range(0, DAY, STEP), *ends)}
    found: list[int] = []
    for minute in sorted(open_times, key=lambda each: (-open_times[each], each not in BY_DAY, each)):
        if (
            open_times[minute] >= 0
            and len(found) < wanted
            and all(apart(minute, each) >= 60 for each in found)
        ):
            found.append(minute)
    return [clock(minute) for minute in sorted(found)]


def apart(one: int, other: int) -> int:
    """Return the minutes between two times of the day, the shorter way round."""
    gap = (one - other) % DAY
    return min(gap, DAY - gap)
