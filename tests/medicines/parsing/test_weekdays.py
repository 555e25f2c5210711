"""Short days of the week are read in a row, and single ones are left to be reported."""

import pytest

from app.medicines.parsing.weekdays import SHORT_DAYS, end_of_days
from tests.medicines.reading import read


@pytest.mark.parametrize("language", SHORT_DAYS)
def test_every_language_has_a_week(language: str) -> None:
    week = [words.split()[-1] for words in SHORT_DAYS[language].split("/")]
    assert len(week) == 7
    assert end_of_days(week, 0) == 7


@pytest.mark.parametrize(
    "days",
    ["Mo, We, Fr", "(MO,WE,FR)", "M W F", "M-W-F", "T/Th/Sa/Su", "Su Tu Th", "Sat-Sun", "Mo + Do", "Mo und Do",
     "lun mer ven", "lun, mié y vie", "L-M-V", "L X V", "ma wo vr", "seg, qua e sex", "mar gio sab"],
)  # fmt: skip
def test_days_in_a_row_are_read(days: str) -> None:
    assert read(f"warfarin 5 mg {days}").not_understood == ()


@pytest.mark.parametrize(
    "days",
    ["QSUN", "qMon", "QTHUR", "QMOWEFR", "qTuThSa", "qSaSu", "qMWF", "qSuTTh", "1X/WEEK (MO)", "weekly (Th)",
     "einmal pro Woche (Mi)", "1 vez por semana (dom)"],
)  # fmt: skip
def test_days_after_q_and_a_day_in_brackets_after_a_week_are_read(days: str) -> None:
    assert read(f"methotrexate 15 mg {days}").not_understood == ()


@pytest.mark.parametrize("days", ["qwm", "qfrmo", "qmw", "qsunny", "(Mo)", "daily (Mo)", "week (Mo, xyzzy)"])
def test_what_is_no_row_of_days_is_reported(days: str) -> None:
    assert read(f"methotrexate 15 mg {days}").not_understood != ()


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("warfarin Mo", "mo"),
        ("warfarin Fr, Mo", "mo"),
        ("warfarin we", "we"),
        ("warfarin M W", "w"),
        ("warfarin mo we", "we"),
        ("warfarin Mo, lun", "mo"),
        ("warfarin Mo, xyzzy, Fr", "xyzzy"),
    ],
)
def test_days_that_may_be_other_words_are_reported(text: str, left: str) -> None:
    assert left in read(text).not_understood
