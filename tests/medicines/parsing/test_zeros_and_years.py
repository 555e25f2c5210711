"""A year is understood in a date with its label; of other years only the first, and none of `in 2019`."""

import pytest

from tests.medicines.reading import read


@pytest.mark.parametrize(
    "text",
    [
        "metoprolol since 2019",
        "metoprolol Order Date: 05/23/2024",
        "metoprolol Start Date: 05/23/2024, Prescribe Date: 24.05.2024, Exp Date 05/2026",
        "metoprolol Start Date 2024-05-23 Fill Date 2024-06-23",
    ],
)
def test_years_of_labelled_dates_are_understood(text: str) -> None:
    assert read(text).not_understood == ()


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("metoprolol in 2019", "2019"),
        ("metoprolol 05/01/2018 and 06/01/2019", "2019"),
        ("metoprolol Start Date: 05/01/2018 - 06/01/2019", "2019"),
        ("metoprolol Start Date: 05/01/2018, 2019", "2019"),
        ("metoprolol update 05/01/2018 06/01/2019", "2019"),
    ],
)
def test_the_second_of_two_years_is_reported(text: str, left: str) -> None:
    assert left in read(text).not_understood


def test_the_end_of_an_order_is_a_doubt() -> None:
    assert read("metoprolol End Date: 06/22/2024").doubts
