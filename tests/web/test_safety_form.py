"""What people type in the form, as a request to the check."""

from itertools import pairwise
from typing import Any

import pytest

from app.safety.request import CheckRequest
from app.web.safety_form import FilledIn, read
from tests.safety.asking import checker

FILLED_IN: dict[str, Any] = {"medicines_told": "none", "conditions_told": "none", "jurisdictions": ["US"]}


@pytest.mark.parametrize(
    ("written", "rate"),
    [
        ("72", 72),
        (" 72.5 ", 72.5),
        (">60", 60),
        ("> 90", 90),
        (">= 60", 60),
        ("≥60", 60),
        ("60+", 60),
        ("over 60", 60),
        ("At least 60", 60),
        ("75 mL/min/1.73 m²", 75),
        (">60 ml/min/1.73m2", 60),
        ("75 mL/min", 75),
    ],
)
def test_an_egfr_is_read_as_laboratories_report_it(written: str, rate: float) -> None:
    request = read(FilledIn(**FILLED_IN, egfr=written), checker().names).request
    assert request is not None
    assert request.person.egfr == rate


@pytest.mark.parametrize(
    "written", ["<30", "< 60", "below 60", "60-90", "normal", "1.2 mg/dL", "75 mL/s", "72,5"]
)
def test_an_egfr_that_leaves_the_least_open_is_refused_at_its_field(written: str) -> None:
    reading = read(FilledIn(**FILLED_IN, egfr=written), checker().names)
    assert reading.request is None
    assert list(reading.errors) == ["egfr"]


@pytest.mark.parametrize("written", ["52", "52 years", "52 years old", "52yo", "52 y/o", "52 Y"])
def test_an_age_is_read_with_its_unit(written: str) -> None:
    request = read(FilledIn(**FILLED_IN, age=written), checker().names).request
    assert request is not None
    assert request.person.age == 52


@pytest.mark.parametrize("written", ["6 months", "52 years 3 months", "fifty", "> 65", "52 kg"])
def test_an_age_in_other_words_is_refused_at_its_field(written: str) -> None:
    reading = read(FilledIn(**FILLED_IN, age=written), checker().names)
    assert reading.request is None
    assert list(reading.errors) == ["age"]


def test_a_higher_egfr_never_adds_a_reason() -> None:
    """This is why the bound of `>60` may count as the value."""

    def reasons(egfr: float) -> set[str]:
        asked = {
            "supplement": {"form": "magnesium oxide", "elemental_mg": 500},
            "person": {"age": 70, "egfr": egfr},
            "conditions": [{"text": "chronic kidney disease"}],
            "medicines": [{"text": "digoxin"}],
        }
        return {alert.rule for alert in checker().check(CheckRequest.model_validate(asked)).alerts}

    rates = [0, 14, 15, 29, 30, 44, 45, 59, 60, 89, 90, 250]
    assert all(reasons(higher) <= reasons(lower) for lower, higher in pairwise(rates))
