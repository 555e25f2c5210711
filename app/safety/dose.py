"""Amounts of elemental magnesium a day: as given, or converted for every hydrate of a salt."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from operator import add

from app.models import Form
from app.safety.amounts import Intake, MagnesiumAmount

MG_PER_MMOL = 24.305
"""Molar mass of magnesium."""

MG_PER_MEQ = MG_PER_MMOL / 2

DECIMALS = 1
"""Of milligrams in answers."""

ALMOST = 1e-9
"""Tolerance of arithmetic on decimal fractions, mg."""


@dataclass(slots=True)
class Amount:
    """A range of elemental magnesium, mg a day."""

    least: float
    most: float | None
    """None: not known."""
    needs: tuple[str, ...] = ()
    """Values that would make it exact."""

    def __add__(self, other: "Amount") -> "Amount":
        most = None if self.most is None or other.most is None else self.most + other.most
        return Amount(self.least + other.least, most, (*self.needs, *other.needs))

    def __mul__(self, factor: float) -> "Amount":
        return Amount(self.least * factor, None if self.most is None else self.most * factor, self.needs)

    def above(self, limit: float) -> bool | None:
        """Return whether it is above a figure, mg; at it is not above it. None: the range holds both."""
        if self.least > limit + ALMOST:
            return True
        if self.most is not None and self.most <= limit + ALMOST:
            return False
        return None

    @property
    def exact(self) -> float | None:
        """Return the amount when it is one figure."""
        return rounded(self.least) if self.most is not None and self.most - self.least < ALMOST else None


CountedAmount = tuple[Amount, str]
"""An amount, and the arithmetic in words."""


def elemental(mg: float) -> Amount:
    """Return an amount that was given as magnesium."""
    return Amount(mg, mg)


def unknown(need: str) -> Amount:
    """Return an amount that is not known, and what would tell it."""
    return Amount(0.0, None, (need,))


def sum_of(amounts: Iterable[Amount]) -> Amount:
    """Return the sum of amounts."""
    return reduce(add, amounts, Amount(0.0, 0.0))


def of_product(given: Intake, form: Form | None, place: str, doses_a_day: float | None) -> CountedAmount:
    """Return the magnesium of a product a day; `doses_a_day` counts where `per_unit` does not say it."""
    if given.per_unit is None:
        return of_amount(given, form, place)
    one, how = of_amount(given.per_unit, form, f"{place}.per_unit")
    times = given.per_unit.times_a_day or doses_a_day
    if times is None:
        need = f"{place}.per_unit.times_a_day"
        return Amount(one.least * given.per_unit.units, None, (need,)), f"{how}; how often a day is not known"
    return one * given.per_unit.units * times, f"{how}, {given.per_unit.units:g} at a time, {times:g} × a day"


def of_amount(given: MagnesiumAmount, form: Form | None, place: str) -> CountedAmount:
    """Return an amount as elemental magnesium."""
    if given.elemental_mg is not None:
        return elemental(given.elemental_mg), "as given"
    if given.elemental_mmol is not None:
        return elemental(
            given.elemental_mmol * MG_PER_MMOL
        ), f"{given.elemental_mmol:g} mmol × {MG_PER_MMOL} mg"
    if given.elemental_meq is not None:
        return elemental(given.elemental_meq * MG_PER_MEQ), f"{given.elemental_meq:g} mEq × {MG_PER_MEQ} mg"
    if given.compound_mg is not None:
        return from_compound(given.compound_mg, form, place)
    return unknown(f"{place}.elemental_mg"), "the amount is not known"


def from_compound(mg: float, form: Form | None, place: str) -> CountedAmount:
    """Convert milligrams of a salt, and return the arithmetic in words."""
    if form is None or not form.hydrates:
        need = f"{place}.elemental_mg"
        why = "the form is not known" if form is None else f"no formula of {form.name} is on record"
        return unknown(need), f"{rounded(mg):g} mg of the salt; not converted, because {why}"
    amounts = {hydrate.label: mg * hydrate.elemental_percent / 100 for hydrate in form.hydrates}
    steps = [
        f"{rounded(mg):g} mg × {hydrate.elemental_percent:g} % as {hydrate.label}"
        for hydrate in form.hydrates
    ]
    least, most = min(amounts.values()), max(amounts.values())
    needs = () if most - least < ALMOST else (f"{place}.elemental_mg",)
    return Amount(least, most, needs), "; ".join(steps)


def rounded(mg: float) -> float:
    """Return milligrams as answers show them."""
    return mg if mg.is_integer() else round(mg, DECIMALS)
