"""How much elemental magnesium a day: as given, or calculated for every hydrate a salt is sold as."""

from dataclasses import dataclass

from app.models import Form

ROUNDED_TO = 1
"""Decimals shown, mg."""

ALMOST = 1e-9
"""What arithmetic on decimal fractions may be off by."""


@dataclass(slots=True)
class Amount:
    """Between so much and so much, mg a day."""

    least: float
    most: float | None
    """None when the most it can be is not known."""
    needs: tuple[str, ...] = ()
    """What would make it exact."""

    def __add__(self, other: "Amount") -> "Amount":
        most = None if self.most is None or other.most is None else self.most + other.most
        return Amount(self.least + other.least, most, (*self.needs, *other.needs))

    def above(self, limit: float) -> bool | None:
        """Whether it is above a figure; at the figure is not above it. None when it depends."""
        if self.least > limit + ALMOST:
            return True
        if self.most is not None and self.most <= limit + ALMOST:
            return False
        return None

    @property
    def exact(self) -> float | None:
        """The amount, when it is one figure."""
        return shown(self.least) if self.most is not None and self.most - self.least < ALMOST else None


def elemental(mg: float) -> Amount:
    """Milligrams of magnesium, as given."""
    return Amount(mg, mg)


def unknown(need: str) -> Amount:
    """Some magnesium; how much is not known."""
    return Amount(0.0, None, (need,))


def from_compound(mg: float, form: Form | None, place: str) -> tuple[Amount, str]:
    """Milligrams of a salt as magnesium, and the arithmetic in words."""
    if form is None or not form.hydrates:
        need = f"{place}.elemental_mg"
        why = "the form is not known" if form is None else f"no formula of {form.name} is on record"
        return unknown(need), f"{shown(mg):g} mg of the salt; not converted, because {why}"
    amounts = {hydrate.label: mg * hydrate.elemental_percent / 100 for hydrate in form.hydrates}
    steps = [
        f"{shown(mg):g} mg × {hydrate.elemental_percent:g} % as {hydrate.label}" for hydrate in form.hydrates
    ]
    least, most = min(amounts.values()), max(amounts.values())
    needs = () if most - least < ALMOST else (f"{place}.elemental_mg",)
    return Amount(least, most, needs), "; ".join(steps)


def shown(mg: float) -> float:
    """Milligrams as they are shown."""
    return mg if mg.is_integer() else round(mg, ROUNDED_TO)
