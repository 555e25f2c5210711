"""The page of dose figures: people and amounts in words, and bars in proportion."""

from typing import Any

import pytest

from app.models import Limit
from app.seeds.library import Library
from app.web.doses import adult_bars, ages_of_limit, dose_people, limit_amount, limits_by_kind


def limit(**changed: Any) -> Limit:
    """Return a figure with some values changed."""
    values = {
        "slug": "a-limit",
        "name": "A limit",
        "jurisdiction": "US",
        "kind": "upper_limit",
        "counts": "supplements",
        "life_stage": "any",
        "sex": "any",
        "age_min_years": 19,
        "elemental_mg_per_day": 350,
        "reported": "350 mg",
        "provenance": [{"fields": ["*"], "verification": "primary", "sources": ["article"]}],
    }
    return Limit.model_validate({**values, **changed})


@pytest.mark.parametrize(
    ("ages", "words"),
    [
        ({"age_min_years": 19, "age_max_years": 31}, "19 to 30 years"),
        ({"age_min_years": 31, "age_max_years": None}, "31 years and over"),
        ({"age_min_years": 0, "age_max_years": 0.5}, "0 to 5 months"),
        ({"age_min_years": 0.5, "age_max_years": 1}, "6 to 11 months"),
        ({"age_min_years": None, "age_max_years": None}, "age not stated"),
    ],
)
def test_ages_in_words(ages: dict[str, float | None], words: str) -> None:
    assert ages_of_limit(limit(**ages)) == words


def test_people_in_words() -> None:
    assert dose_people(limit(sex="female", life_stage="pregnancy")) == "19 years and over, female, pregnant"


def test_amounts_in_words() -> None:
    assert limit_amount(limit()) == "350 mg"
    span = {"elemental_mg_per_day_min": 200, "elemental_mg_per_day_max": 400}
    assert limit_amount(limit(elemental_mg_per_day=None, **span)) == "200 to 400 mg"
    assert limit_amount(limit(elemental_mg_per_day=None, reported="none set")) == "none set"


def test_bars_are_in_proportion_and_leave_out_children(library: Library) -> None:
    half = limit(slug="half", elemental_mg_per_day=175)
    bars = adult_bars([limit(), half, limit(slug="child", age_min_years=4, age_max_years=9)])
    assert [(bar.limit.slug, bar.share) for bar in bars] == [("half", 50.0), ("a-limit", 100.0)]
    real = adult_bars(list(library.records["limits"].values()))
    assert {bar.limit.jurisdiction for bar in real} >= {"US", "EU", "NO"}


def test_every_figure_stands_in_one_table(library: Library) -> None:
    limits = list(library.records["limits"].values())
    shown = [each.slug for _, group in limits_by_kind(limits) for each in group]
    assert sorted(shown) == sorted(library.records["limits"])
