"""Clock times: conflicts and proposals agree, times that fit are kept, proposals lie in waking hours."""

from typing import Any

import pytest

from app.safety.amounts import Intake
from app.safety.answers import CheckAnswer, Order
from app.safety.clock_times import WakingHours
from app.safety.request import CheckRequest
from app.safety.schedule import (
    DAY,
    Interval,
    apart,
    clock,
    conflicts,
    doses_of,
    earliest,
    filled_up,
    goodness,
    has_no_room,
    minutes,
    propose,
    room_by_minute,
    strictest,
    waking_minutes,
)
from tests.safety.asking import ADULT, checker


def answer(times: list[str] | None, *medicines: dict[str, Any], **more: Any) -> CheckAnswer:
    """Return the answer for magnesium citrate at some times, beside medicines."""
    supplement = {"form": "citrate", "elemental_mg": 200, "times": times, **more.pop("supplement", {})}
    person = {**ADULT, **more.pop("person", {})}
    question = {"supplement": supplement, "person": person, "conditions": [], "medicines": list(medicines)}
    return checker().check(CheckRequest.model_validate({**question, **more}))


def at(name: str, *times: str) -> dict[str, Any]:
    """Return a medicine at clock times."""
    return {"text": name, "times": list(times)}


def conflicts_of(found: CheckAnswer) -> set[tuple[str, str, float]]:
    """Return (medicine's time, magnesium's time, hours needed) of every conflict."""
    return {
        (each.medicine_time, each.magnesium_time, each.hours_needed)
        for alert in found.alerts
        for each in alert.conflicts
    }


def test_a_proposal_lies_in_waking_hours() -> None:
    found = answer(None, at("gabapentin", "08:00", "14:00", "22:00")).schedule
    assert (found.possible, found.magnesium_times) == (True, ["18:00"])


@pytest.mark.parametrize(
    ("awake", "within"),
    [
        ({"from": "13:00", "to": "15:00"}, ("13:00", "15:00")),
        ({"from": "20:00", "to": "04:00"}, ("20:00", "04:00")),
    ],
)
def test_waking_hours_may_be_told_and_may_run_over_midnight(
    awake: dict[str, str], within: tuple[str, str]
) -> None:
    found = answer(None, at("ciprofloxacin", "09:00"), person={"awake": awake}).schedule
    (time,) = found.magnesium_times
    start = minutes(within[0])
    assert (minutes(time) - start) % DAY <= (minutes(within[1]) - start) % DAY


def test_general_advice_has_conflicts_and_a_schedule_that_agree() -> None:
    found = answer(["08:00"], at("omeprazole", "07:00"))
    assert conflicts_of(found) == {("07:00", "08:00", 2)}
    assert found.schedule.possible
    assert not conflicts_of(answer(found.schedule.magnesium_times, at("omeprazole", "07:00")))


@pytest.mark.parametrize(
    ("magnesium", "conflicts"),
    [("06:50", {("07:00", "06:50", 2)}), ("07:20", {("07:00", "07:20", 0.5)}), ("07:30", set()), ("05:00", set()), ("05:01", {("07:00", "05:01", 2)})],
)  # fmt: skip
def test_magnesium_just_before_alendronate_is_a_conflict(
    magnesium: str, conflicts: set[tuple[str, str, float]]
) -> None:
    """The rule states no hours for magnesium first, so those of the general advice count."""
    found = answer([magnesium], at("alendronate", "07:00"))
    assert conflicts_of(found) == conflicts
    assert (found.schedule.magnesium_times == [magnesium]) is not bool(conflicts)


def test_times_that_fit_are_kept_and_the_others_are_moved() -> None:
    found = answer(["08:00", "20:00"], at("levothyroxine", "07:00")).schedule
    assert "20:00" in found.magnesium_times
    assert "08:00" not in found.magnesium_times
    assert len(found.magnesium_times) == 2
    kept = answer(["03:00", "20:00"], at("levothyroxine", "07:30")).schedule
    assert kept.magnesium_times == ["03:00", "20:00"]


@pytest.mark.parametrize(
    "supplement",
    [{"frequency": "tds"}, {"elemental_mg": None, "per_unit": {"elemental_mg": 100, "times_a_day": 3}}],
)
def test_the_number_of_doses_is_kept_and_they_are_spread(supplement: dict[str, Any]) -> None:
    found = answer(None, at("levothyroxine", "06:00"), supplement=supplement).schedule
    assert len(found.magnesium_times) == 3
    clock = [minutes(time) for time in found.magnesium_times]
    assert min(apart(one, other) for one in clock for other in clock if one != other) >= 5 * 60


@pytest.mark.parametrize(
    ("medicines", "blamed"),
    [
        ([at("ciprofloxacin", "06:00", "12:00", "18:00", "23:30"), at("omeprazole", "07:00")], "ciprofloxacin prevents it"),
        ([at("ciprofloxacin", "00:00", "06:00", "12:00", "18:00")], "ciprofloxacin prevents it"),
        (
            [at("levothyroxine", "06:30", "14:00"), at("ciprofloxacin", "16:00", "23:00")],
            "levothyroxine or ciprofloxacin prevents it",
        ),
    ],
)  # fmt: skip
def test_where_nothing_fits_the_medicine_that_prevents_it_is_named(medicines: list[Any], blamed: str) -> None:
    found = answer(None, *medicines).schedule
    assert (found.possible, found.magnesium_times) == (False, [])
    assert blamed in found.why


def test_medicines_that_only_together_prevent_it_are_named_together() -> None:
    intervals = [
        Interval("a", 6, 6, ["06:00", "18:00"]), Interval("b", 4, 4, ["12:00"]), Interval("c", 4, 4, ["12:00"]),
    ]  # fmt: skip
    found = propose(intervals, [], 1, WakingHours.model_validate({"from": "11:00", "to": "13:00"}))
    assert "b, c together prevent it" in found.why or "a, b, c together prevent it" in found.why


def test_a_frequency_without_clock_times_gives_advice_in_words() -> None:
    found = answer(None, {"text": "ciprofloxacin", "frequency": "bid"}).schedule
    assert found.possible is None
    assert found.why == (
        "No clock times were given for ciprofloxacin (bid): magnesium at least 2 hours after a dose and "
        "6 hours before the next."
    )
    found = answer(None, {"text": "ciprofloxacin", "frequency": "every 6 hours"}).schedule
    assert found.possible is False
    assert "ciprofloxacin every 6 hours leaves no time" in found.why


def test_general_advice_without_clock_times_does_not_prevent_a_proposal() -> None:
    found = answer(["08:00"], at("levothyroxine", "07:00"), {"text": "omeprazole"}).schedule
    assert found.possible
    assert found.why.endswith("The times of omeprazole are not known.")


def test_two_supplements_are_one_schedule() -> None:
    both = [{"form": "citrate", "elemental_mg": 100, "times": [time]} for time in ("08:00", "21:00")]
    question = {
        "supplements": both,
        "person": ADULT,
        "conditions": [],
        "medicines": [at("levothyroxine", "07:00")],
    }
    found = checker().check(CheckRequest.model_validate(question))
    assert conflicts_of(found) == {("07:00", "08:00", 4)}
    assert "21:00" in found.schedule.magnesium_times
    assert len(found.schedule.magnesium_times) == 2


def test_many_medicines_all_day_are_scheduled_in_time() -> None:
    intervals = [
        Interval(f"m{number}", 1, 1, [f"{hour:02}:{number:02}" for hour in range(24)]) for number in range(60)
    ]
    found = propose(intervals, [], 20, WakingHours())
    assert found.possible is False


@pytest.mark.parametrize(
    ("interval", "open_", "closed"),
    [
        (Interval("a", 2, 6, ["08:00"]), ["10:00", "02:00", "01:59"], ["02:01", "08:00", "09:59"]),
        (Interval("a", 0, 2, ["08:00"]), ["08:01", "06:00"], ["08:00", "06:01"]),
        (Interval("a", 2, 0, ["23:00"]), ["22:59", "01:00"], ["23:00", "00:59"]),
        (Interval("a", 0, 0, ["08:00"]), ["08:00"], []),
        (Interval("a", 24, 0, ["08:00"]), [], ["07:59", "08:00", "20:00"]),
    ],
)
def test_the_minutes_that_an_interval_excludes(
    interval: Interval, open_: list[str], closed: list[str]
) -> None:
    room = room_by_minute([interval])
    assert [time for time in open_ if not room[minutes(time)]] == []
    assert [time for time in closed if room[minutes(time)]] == []


# Parts of a proposal ------------------------------------------------------------------------------


def test_times_lie_apart_the_shorter_way_round_the_day() -> None:
    assert [apart(*pair) for pair in [(0, 0), (10, 70), (70, 10), (10, DAY - 10), (0, 720), (0, 721)]] == [
        0, 60, 60, 20, 720, 719,
    ]  # fmt: skip


def test_a_minute_is_written_as_a_clock_time() -> None:
    assert [clock(minute) for minute in (0, 61, 13 * 60 + 5, DAY - 1)] == ["00:00", "01:01", "13:05", "23:59"]
    assert all(minutes(clock(minute)) == minute for minute in range(DAY))


@pytest.mark.parametrize(
    ("from_", "to", "first", "last", "number"),
    [
        ("06:00", "23:00", 360, 1380, 1021),
        ("22:00", "02:00", 1320, 120, 241),
        ("08:00", "08:00", 480, 479, DAY),
        ("00:00", "23:59", 0, 1439, DAY),
    ],
)
def test_the_waking_day_holds_its_first_and_its_last_minute(
    from_: str, to: str, first: int, last: int, number: int
) -> None:
    found = waking_minutes(WakingHours.model_validate({"from": from_, "to": to}))
    assert (found[0], found[-1], len(found), len(set(found))) == (first, last, number, number)


def test_of_intervals_at_one_time_the_longest_in_each_direction_counts() -> None:
    intervals = [
        Interval("a", 2, 0.5, ["08:00", "20:00"]),
        Interval("b", 1, 4, ["08:00"]),
        Interval("c", 30, 0, ["12:00"]),
        Interval("d", 0.251, 0, ["13:00"]),
        Interval("e", 5, 5, []),
    ]
    assert strictest(intervals) == {
        480: (120, 240),
        1200: (120, 30),
        720: (DAY, 0),
        780: (16, 0),
    }


def test_room_is_the_distance_to_the_nearest_minute_that_is_excluded() -> None:
    room = room_by_minute([Interval("a", 1, 1, ["00:30"])])
    assert [room[minutes(each)] for each in ("00:00", "01:29", "01:30", "01:31", "23:30", "23:29")] == [
        0, 0, 1, 2, 1, 2,
    ]  # fmt: skip
    assert max(room) == (DAY - 119 + 1) // 2
    assert room_by_minute([]) == [DAY] * DAY


def test_more_times_are_better_then_more_distance_then_more_room() -> None:
    room = [DAY] * DAY
    room[600] = 5
    assert goodness([0, 600, 900], room) == (3, 300, 5)
    assert goodness([600], room) == (1, DAY, 5)
    assert goodness([], room) == (0, DAY, 0)
    best = [[0, 60, 120], [0, 720], [0, 600], [0, 120]]
    assert sorted(best, key=lambda times: goodness(times, room), reverse=True) == best


def test_the_earliest_times_lie_an_hour_apart_at_least() -> None:
    room = [DAY] * DAY
    room[360:400] = [0] * 40
    found = earliest(room, [500], 4, range(360, 1000))
    assert found == [500, 400, 560, 620]
    assert earliest(room, [500], 1, range(360, 1000)) == [500]


def test_a_proposal_is_filled_up_by_the_farthest_time_with_most_room() -> None:
    room = [DAY] * DAY
    room[720] = 5
    assert filled_up([0], [0, 600, 720, 840], room, 2) == [0, 720]
    assert filled_up([0], [600, 840], room[:840] + [DAY + 1] * 600, 2) == [0, 840], "equally far"
    assert filled_up([0], [0, 59], room, 2) == [0], "less than an hour apart"
    assert filled_up([0], [0, 60], room, 2) == [0, 60]
    assert filled_up([0], [], room, 2) == [0]


@pytest.mark.parametrize(
    ("given", "doses"),
    [
        ({}, 1),
        ({"frequency": "bid"}, 2),
        ({"frequency": "zz"}, 1),
        ({"per_unit": {"elemental_mg": 1.0}, "frequency": "tds"}, 3),
        ({"per_unit": {"elemental_mg": 1.0, "times_a_day": 2.5}, "frequency": "tds"}, 3),
        ({"per_unit": {"elemental_mg": 1.0, "times_a_day": 4.0}, "frequency": "tds"}, 4),
        ({"per_unit": {"elemental_mg": 1.0, "times_a_day": 0.5}}, 1),
    ],
)
def test_the_doses_of_a_day_are_at_least_one(given: dict[str, Any], doses: int) -> None:
    assert doses_of(Intake.model_validate(given)) == doses


@pytest.mark.parametrize(
    ("frequency", "none"),
    [("every 6 hours", False), ("every 4 hours", True), ("daily", False), (None, False)],
)
def test_a_frequency_leaves_no_room_when_its_hours_are_fewer_than_both_intervals(
    frequency: str | None, none: bool
) -> None:
    interval = Interval("a", 2, 4, [], frequency=frequency)
    assert has_no_room(interval) is none


def test_a_conflict_has_both_directions_and_none_at_its_boundary() -> None:
    def found(medicine: str, magnesium: str) -> list[tuple[str, float]]:
        interval = Interval("a", 2, 4, [medicine])
        return [(each.which, each.hours_apart) for each in conflicts(interval, [magnesium])]

    before, after = Order.medicine_before_magnesium, Order.medicine_after_magnesium
    assert found("08:00", "10:00") == found("08:00", "04:00") == []
    assert found("08:00", "09:59") == [(before, 1.98)]
    assert found("08:00", "04:01") == [(after, 3.98)]
    assert found("23:00", "00:30") == [(before, 1.5)]
    assert found("01:00", "22:00") == [(after, 3.0)]
    assert found("08:00", "08:00") == [(before, 0.0), (after, 0.0)]
