"""Name the values that rules lack in words for people: headlines, pages and CDS Hooks cards."""

from collections.abc import Iterable
from typing import Protocol

MISSING_VALUES = {
    "medicines": "which medicines are taken",
    "conditions": "which conditions there are",
    "person.egfr": "kidney function (eGFR)",
    "person.age": "the age",
    "person.pregnant": "whether pregnant",
    "person.breastfeeding": "whether breastfeeding",
    "supplement.elemental_mg": "the amount of magnesium",
    "supplement.form": "the form of magnesium",
}
"""Value that a rule needs → words for it."""

OF_A_PRODUCT = {
    ".per_unit.times_a_day": "how often a day {} is taken",
    ".per_unit.elemental_mg": "how much magnesium is in one unit of {}",
    ".elemental_mg": "how much magnesium {} holds",
    ".route": "how {} is taken",
    ".form": "the form of {}",
}
"""End of the place of a value → words for it, with the product."""


class GivenInput(Protocol):
    """One input of a request."""

    @property
    def place(self) -> str:
        """Return the place in the request: `medicines[0]`."""

    @property
    def given(self) -> str:
        """Return the input as it was given."""


def need_order(need: str) -> tuple[int, str]:
    """Return the order of missing values: as in `MISSING_VALUES`, then by place."""
    named = list(MISSING_VALUES)
    return (named.index(need) if need in MISSING_VALUES else len(named)), need


def missing_value(need: str, inputs: Iterable[GivenInput]) -> str:
    """Return words for a value that a rule needs; the value itself where there are none."""
    if need in MISSING_VALUES:
        return MISSING_VALUES[need]
    for ending, words in OF_A_PRODUCT.items():
        if need.endswith(ending):
            return words.format(product_name(need.removesuffix(ending), inputs))
    return need


def product_name(place: str, inputs: Iterable[GivenInput]) -> str:
    """Return the name of a product: the magnesium, or a medicine as it was given."""
    if not place.startswith("supplement"):
        return with_given_names(place, inputs)
    number = place.removeprefix("supplement").strip("s[]")
    return f"magnesium product {int(number) + 1}" if number else "the magnesium"


def with_given_names(text: str, inputs: Iterable[GivenInput]) -> str:
    """Return a text of an answer with the names as they were given in the place of `medicines[0]`."""
    for each in inputs:
        text = text.replace(each.place, f"“{each.given}”")
    return text
