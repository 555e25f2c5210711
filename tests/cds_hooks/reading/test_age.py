"""Ages: a date of birth may be a day, a month or a year."""

from datetime import date
from typing import Any

import pytest

from app.cds_hooks.reading.age import AgeRange, age_range


@pytest.mark.parametrize(
    ("birth", "expected"),
    [
        ("1961-04-02", AgeRange(65, 65)),
        ("1961-11-23", AgeRange(64, 64)),
        ("1961", AgeRange(64, 65)),
        ("1961-11", AgeRange(64, 65)),
        ("2026-11-22", AgeRange(0, 0)),
        ("2027-01-01", None),
        ("1850-01-01", None),
        ("1961-13-01", None),
        ("61", None),
        (None, None),
        (1961, None),
    ],
)
def test_a_partial_birth_date_gives_a_range_of_ages(birth: Any, expected: AgeRange | None) -> None:
    assert age_range({"birthDate": birth}, date(2026, 11, 22)) == expected
