"""Undecided rules, and the values they lack in words for people: headlines, pages and CDS Hooks cards.

What must stay true: every undecided rule is named.
"""

from collections.abc import Iterable, Sequence
from typing import Protocol

from app.safety.answers import Undecided
from app.safety.engine import Evaluation

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


def undecided(evaluations: Iterable[Evaluation]) -> list[Undecided]:
    """Return the undecided rules by slug, each once with everything it needs."""
    needs: dict[str, dict[str, None]] = {}
    for each in evaluations:
        if not each.fires:
            needs.setdefault(each.compiled.slug, {}).update(dict.fromkeys(each.needs))
    return [Undecided(rule=rule, needs=list(needs[rule])) for rule in sorted(needs)]


def missing_values(undecided: Iterable[Undecided], inputs: Sequence[GivenInput]) -> list[str]:
    """Return the values that undecided rules need, in words."""
    needs = sorted({need for each in undecided for need in each.needs}, key=need_order)
    return list(dict.fromkeys(missing_value(need, inputs) for need in needs))


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
