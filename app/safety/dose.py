"""Amounts of elemental magnesium a day: as given, or converted for every hydrate of a salt."""

from dataclasses import dataclass

from app.models import Form

ROUNDED_TO = 1
"""Decimals of milligrams in answers."""

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


def elemental(mg: float) -> Amount:
    """Return an amount that was given as magnesium."""
    return Amount(mg, mg)


def unknown(need: str) -> Amount:
    """Return an amount that is not known, and what would tell it."""
    return Amount(0.0, None, (need,))


def from_compound(mg: float, form: Form | None, place: str) -> tuple[Amount, str]:
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
    return mg if mg.is_integer() else round(mg, ROUNDED_TO)
