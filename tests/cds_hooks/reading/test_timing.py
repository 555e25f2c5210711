"""How often a medicine is taken is counted from what FHIR says, on the busiest day of use."""

from datetime import date
from typing import Any

import pytest

from app.cds_hooks.reading.timing import Bounds, highest_times_a_day, read_bounds


def daily(**repeat: Any) -> dict[str, Any]:
    return {"timing": {"repeat": repeat}}


RATES: list[tuple[dict[str, Any], float | None]] = [
    (daily(frequency=2, period=1, periodUnit="d"), 2),
    (daily(frequency=2, frequencyMax=4, period=1, periodUnit="d"), 4),
    (daily(frequency=1, period=8, periodUnit="h"), 3),
    (daily(frequency=1, period=4, periodMax=6, periodUnit="h"), 6),
    (daily(frequency=1, period=5, periodUnit="h"), 5),
    (daily(frequency=1, period=36, periodUnit="h"), 1),
    (daily(frequency=3, period=1, periodUnit="wk"), 1),
    (daily(frequency=3, period=1, periodUnit="wk", dayOfWeek=["mon", "wed", "fri"]), 1),
    (daily(frequency=6, period=1, periodUnit="wk", dayOfWeek=["mon", "wed", "fri"]), 2),
    (daily(frequency=14, period=1, periodUnit="wk"), 2),
    (daily(frequency=10, period=1, periodUnit="wk"), 2),
    (daily(frequency=30, period=1, periodUnit="mo"), 1),
    (daily(frequency=31, period=1, periodUnit="mo"), 1),
    (daily(frequency=60, period=1, periodUnit="mo"), 2),
    (daily(frequency=365, period=1, periodUnit="a"), 1),
    (daily(period=1, periodUnits="d"), 1),
    (daily(frequency="2", period="1", periodUnit="day"), 2),
    (daily(dayOfWeek=["mon"]), 1),
    (daily(dayOfWeek=["mon"], frequency=2), 2),
    (daily(when=["MORN"]), 1),
    (daily(frequency=1, period=1, periodUnit="d", when=["MORN", "EVE"]), 2),
    (daily(when=["CM", "CV", "CM"]), 2),
    (daily(when=["AC"]), 3),
    (daily(frequency=2, period=1, periodUnit="d", when=["PC"]), 2),
    (daily(when=["C", "HS"]), 4),
    (daily(timeOfDay=["08:00", "20:00:00"]), 2),
    (daily(timeOfDay=["08:00", "08:00:00"]), 1),
    (daily(frequency=3, timeOfDay=["08:00"]), 3),
    (daily(frequency=3, period=1, periodUnit="wk", timeOfDay=["08:00"]), 1),
    (daily(frequency=2), None),
    (daily(frequency=0, period=1, periodUnit="d"), None),
    (daily(frequency="twice", period=1, periodUnit="d"), None),
    (daily(frequency=2, period=1), None),
    (daily(frequency=2, period=0, periodUnit="d"), None),
    (daily(frequency=2, period=-1, periodUnit="d"), None),
    (daily(frequency=2, period=1, periodUnit="fortnight"), None),
    (daily(frequency=10**30, period=1e-30, periodUnit="s"), None),
    ({"timing": {"code": {"coding": [{"code": "BID"}]}}}, 2),
    ({"timing": {"code": {"text": "tid"}}}, 3),
    ({"timing": {"code": {"text": "Daily"}}}, 1),
    ({"timing": {"code": {"text": "2 times daily"}}}, 2),
    (
        {"timing": {"code": {"coding": [{"system": "urn:local", "code": "17", "display": "every 8 hours"}]}}},
        3,
    ),
    ({"timing": {"code": {"text": "with breakfast on Mondays"}}}, None),
    ({"timing": {"event": ["2026-11-01T08:00:00Z", "2026-11-01T20:00:00Z", "2026-11-02"]}}, 2),
    ({"timing": {"repeat": [{"frequency": 2, "period": 1, "periodUnit": "d"}]}}, 2),
    ({"timing": "twice a day"}, None),
    ({}, None),
]


@pytest.mark.parametrize(("instruction", "times"), RATES, ids=[str(each[0]) for each in RATES])
def test_the_highest_number_of_times_on_one_day(instruction: dict[str, Any], times: float | None) -> None:
    assert highest_times_a_day(instruction) == times


@pytest.mark.parametrize(
    ("repeat", "expected"),
    [
        ({}, Bounds()),
        (
            {"boundsPeriod": {"start": "2026-11-01", "end": "2026-11-07"}},
            Bounds(date(2026, 11, 1), date(2026, 11, 7), True),
        ),
        ({"boundsPeriod": {"start": "2026-11-01T08:00:00Z"}}, Bounds(date(2026, 11, 1), None, False)),
        ({"boundsDuration": {"value": 7, "code": "d"}}, Bounds(None, None, True)),
        ({"boundsRange": {"high": {"value": 2, "unit": "weeks"}}}, Bounds(None, None, True)),
        (
            {"boundsPeriod": {"start": "2026-11-01"}, "boundsDuration": {"value": 1, "code": "wk"}},
            Bounds(date(2026, 11, 1), date(2026, 11, 7), True),
        ),
        (
            {"boundsPeriod": {"start": "9999-12-01"}, "boundsDuration": {"value": 9, "code": "a"}},
            Bounds(date(9999, 12, 1), date.max, True),
        ),
    ],
)
def test_the_time_over_which_an_instruction_holds(repeat: dict[str, Any], expected: Bounds) -> None:
    assert read_bounds(daily(**repeat)) == expected
