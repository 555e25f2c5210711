"""Clock times: which are too close, and when magnesium could be taken so that every interval is kept.

A day is a circle of 24 hours: a medicine at 21:00 is also one at 21:00 the day before.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from .shapes import Conflict, Order, Schedule

DAY = 24 * 60
STEP = 30
"""Minutes between the times that are tried."""


@dataclass(frozen=True)
class Interval:
    """How long one medicine and magnesium must be apart, and when the medicine is taken."""

    subject: str
    before: float | None
    """Hours by which the medicine comes before magnesium; None: not stated."""
    after: float | None
    """Hours by which the medicine comes after magnesium; None: not stated."""
    times: tuple[str, ...] | None
    """When the medicine is taken; None: not told."""


def minutes(clock: str) -> int:
    """`08:30` as minutes since midnight."""
    hours, rest = clock.split(":")
    return int(hours) * 60 + int(rest)


def clock(minute: int) -> str:
    """Minutes since midnight as `08:30`."""
    return f"{minute // 60:02}:{minute % 60:02}"


def conflicts(interval: Interval, magnesium_times: Iterable[str]) -> Iterator[Conflict]:
    """Pairs of times that are closer than an interval allows."""
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


def propose(
    intervals: list[Interval], given: tuple[str, ...] | None, usual: tuple[float, float], obstacles: list[str]
) -> Schedule:
    """Times that keep every interval; where a direction is not stated, the usual spacing is kept."""
    if obstacles:
        why = f"Keeping apart does not solve {', '.join(obstacles)}."
        return Schedule(possible=False, magnesium_times=[], why=why)
    if not intervals:
        return Schedule(possible=None, magnesium_times=[], why="No rule asks for hours apart.")
    if untimed := sorted({interval.subject for interval in intervals if interval.times is None}):
        why = f"No clock times were given for {', '.join(untimed)}."
        return Schedule(possible=None, magnesium_times=[], why=why)
    timed = [filled(interval, usual) for interval in intervals]
    if given and all(slack(minutes(time), timed) >= 0 for time in given):
        return Schedule(
            possible=True, magnesium_times=sorted(given), why="The times given keep every interval."
        )
    found = best_times(timed, max(1, len(set(given or ()))))
    if not found:
        return Schedule(possible=False, magnesium_times=[], why="No time of the day keeps every interval.")
    return Schedule(
        possible=True, magnesium_times=found, why="These times keep every interval, with most to spare."
    )


def filled(interval: Interval, usual: tuple[float, float]) -> Interval:
    """An interval with the usual spacing where its sources give none."""
    before = usual[0] if interval.before is None else interval.before
    after = usual[1] if interval.after is None else interval.after
    return Interval(interval.subject, before, after, interval.times)


def slack(minute: int, intervals: list[Interval]) -> float:
    """Minutes to spare at a time of the day before some interval is broken; negative when one is."""
    spare = float(DAY)
    for interval in intervals:
        for time in interval.times or ():
            gap = (minute - minutes(time)) % DAY
            spare = min(
                spare, gap - (interval.before or 0) * 60, (DAY - gap) % DAY - (interval.after or 0) * 60
            )
    return spare


def best_times(intervals: list[Interval], wanted: int) -> list[str]:
    """So many times, the ones with most to spare first, an hour or more apart; fewer if they do not fit."""
    open_times = {minute: slack(minute, intervals) for minute in range(0, DAY, STEP)}
    found: list[int] = []
    for minute in sorted(open_times, key=lambda each: (-open_times[each], each)):
        if (
            open_times[minute] >= 0
            and len(found) < wanted
            and all(apart(minute, each) >= 60 for each in found)
        ):
            found.append(minute)
    return [clock(minute) for minute in sorted(found)]


def apart(one: int, other: int) -> int:
    """Minutes between two times of the day, the shorter way round."""
    gap = (one - other) % DAY
    return min(gap, DAY - gap)
