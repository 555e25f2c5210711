"""Clock times: conflicts and proposals agree, times that fit are kept, proposals lie in waking hours."""

from typing import Any

import pytest

from app.safety.amounts import WakingHours
from app.safety.answers import CheckAnswer
from app.safety.request import CheckRequest
from app.safety.schedule import DAY, Interval, apart, minutes, propose, room_by_minute
from tests.safety.test_rules import checker

ADULT: dict[str, Any] = {"age": 50, "egfr": 90, "pregnant": False, "breastfeeding": False}


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
