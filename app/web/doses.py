"""Arrange the dose figures for their page: one table per kind of figure, and bars for adults."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from app.models import Limit
from app.models.limit import LifeStage, LimitKind, Sex
from app.web.text import format_number

ADULT = 40
"""Age in years for which the bars are drawn; every body has one figure for it."""

HIGHEST_KINDS = (LimitKind.upper_limit, LimitKind.guidance_level)
"""Kinds that say how much is too much."""

KIND_ORDER = list(LimitKind)


@dataclass(frozen=True)
class Bar:
    """One bar of the figure."""

    limit: Limit
    share: float
    """Length as a percentage of the longest bar."""


def limits_by_kind(limits: Sequence[Limit]) -> list[tuple[LimitKind, list[Limit]]]:
    """Return the figures by kind; those of one jurisdiction stand together, by age."""
    ordered = sorted(limits, key=order)
    return [(kind, list(group)) for kind, group in groupby(ordered, key=lambda limit: limit.kind)]


def order(limit: Limit) -> tuple[int, str, str, float, str]:
    """Return the place of a figure on the page."""
    return (
        KIND_ORDER.index(limit.kind),
        limit.jurisdiction.value,
        limit.life_stage.value,
        limit.age_min_years or 0,
        limit.sex.value,
    )


GROUP_WORDS = {
    Sex.female: "female",
    Sex.male: "male",
    LifeStage.pregnancy: "pregnant",
    LifeStage.lactation: "breastfeeding",
}


def dose_people(limit: Limit) -> str:
    """Return the people a figure is for, in words: `19 to 30 years, female, pregnant`."""
    groups = [GROUP_WORDS[group] for group in (limit.sex, limit.life_stage) if group in GROUP_WORDS]
    return ", ".join([ages_of_limit(limit), *groups])


def ages_of_limit(limit: Limit) -> str:
    """Return the ages of a figure in words; ages below two years are in months."""
    youngest, end = limit.age_min_years, limit.age_max_years
    if youngest is None and end is None:
        return "age not stated"
    if end is None:
        return f"{format_number(youngest or 0)} years and over"
    if end <= 1:
        return f"{round((youngest or 0) * 12)} to {round(end * 12) - 1} months"
    last = end - 1
    if last == (youngest or 0):
        return f"{format_number(last)} years"
    return f"{format_number(youngest or 0)} to {format_number(last)} years"


def limit_amount(limit: Limit) -> str:
    """Return a figure in mg of magnesium a day; as printed where it is no number."""
    if limit.elemental_mg_per_day is not None:
        return f"{format_number(limit.elemental_mg_per_day)} mg"
    if limit.elemental_mg_per_day_min is not None and limit.elemental_mg_per_day_max is not None:
        low, high = limit.elemental_mg_per_day_min, limit.elemental_mg_per_day_max
        return f"{format_number(low)} to {format_number(high)} mg"
    return limit.reported


def adult_bars(limits: Sequence[Limit]) -> list[Bar]:
    """Return a bar for each figure that says how much is too much for an adult, the lowest first."""
    shown = [limit for limit in limits if limit.kind in HIGHEST_KINDS and is_for_adults(limit)]
    ordered = sorted(shown, key=lambda limit: limit.elemental_mg_per_day or 0)
    highest = ordered[-1].elemental_mg_per_day or 1 if ordered else 1
    return [Bar(limit, round(100 * (limit.elemental_mg_per_day or 0) / highest, 1)) for limit in ordered]


def is_for_adults(limit: Limit) -> bool:
    """Return whether a figure is a number for any adult of forty."""
    youngest, end = limit.age_min_years or 0, limit.age_max_years or float("inf")
    return (
        limit.elemental_mg_per_day is not None
        and limit.life_stage is LifeStage.any
        and youngest <= ADULT < end
    )
