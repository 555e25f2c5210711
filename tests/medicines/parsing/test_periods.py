"""A medicine that is written with two dates may have been taken only between them."""

import pytest

from tests.medicines.reading import read


@pytest.mark.parametrize(
    "period",
    [
        "2019-21",
        "2019/20",
        "'19-'21",
        "(-2021)",
        "(3/19-5/21)",
        "03/19 - 05/21",
        "from 3/19 to 5/21",
        "01/03/19 - 05/05/21",
        "1/3/19 to 5/5/21",
        "10/11 - 17/11",
        "01.03.2019 - 05.05.2021",
        "01.03.2019 bis 05.05.2021",
        "03.2019 bis 05.2021",
        "01.03. - 05.03.",
        "01.03.-05.03.24",
        "Jan-Mar 2024",
        "March to June 2019",
        "12-Oct - 14-Nov",
    ],
)
def test_two_dates_are_a_doubt(period: str) -> None:
    assert read(f"metformin 500 mg {period}").doubts
    assert read(f"metformin {period}").doubts


@pytest.mark.parametrize(
    "period",
    [
        "from 3/2019 to 5/2021",
        "1/2019 through 5/2021",
        "from March 2019 to May 2021",
        "1/3/2019 to 5/5/2021",
        "2019-03-01 - 2021-05-05",
    ],
)
def test_the_second_of_two_years_is_reported(period: str) -> None:
    assert "2021" in read(f"metformin 500 mg {period}").not_understood


@pytest.mark.parametrize(
    "text",
    [
        "metformin 500 mg 1/2-0-1/2",
        "metformin 1/2 to 1 tablet",
        "metformin 500-1000 mg",
        "Caduet 5/10 - 10/20 mg",
        "amoxicillin 3/7 - 5/7",
        "metformin 3/12 to 6/12",
        "metformin 1/2/2026",
        "metformin 500 mg 12-Oct-2026",
        "metformin 500 mg; start date: 12-Oct-2026",
        "metformin 500 mg last Rx: 12Oct2026, expiry date 10/2027",
        "metformin since Mar 2024",
        "metformin seit 03.2019",
        "metformin 0.5-1.5.",
        "ramipril 5/20 - 10/20 mg",
    ],
)
def test_amounts_and_one_date_are_no_period(text: str) -> None:
    assert read(text).doubts == ()
