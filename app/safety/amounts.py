"""Amounts of magnesium, and how often a product is taken, as requests give them."""

from typing import Annotated, Self

from pydantic import BaseModel, Field, model_validator

from app.medicines.schemas import ASKED
from app.models.json_schema import exactly_one_of
from app.safety.clock_times import Clocks

LONGEST_FREQUENCY = 60
"""Characters of the longest frequency that is read."""

Frequency = Annotated[
    str, Field(min_length=1, max_length=LONGEST_FREQUENCY, strict=True, examples=["twice a day"])
]
ElementalMilligrams = Annotated[float, Field(gt=0, le=20_000, strict=True)]
CompoundMilligrams = Annotated[float, Field(gt=0, le=200_000, strict=True)]
Millimoles = Annotated[float, Field(gt=0, le=1_000, strict=True)]
Milliequivalents = Annotated[float, Field(gt=0, le=2_000, strict=True)]


class MagnesiumAmount(BaseModel):
    """An amount of magnesium, in one of four ways."""

    model_config = ASKED

    elemental_mg: ElementalMilligrams | None = None
    """Magnesium itself (elemental), mg."""
    compound_mg: CompoundMilligrams | None = None
    """The salt, mg; converted for each hydrate that the form is sold as."""
    elemental_mmol: Millimoles | None = None
    """Magnesium, mmol; 1 mmol is 24.305 mg."""
    elemental_meq: Milliequivalents | None = None
    """Magnesium, mEq; 2 mEq are 1 mmol."""

    @property
    def ways(self) -> list[str]:
        """Return the fields in which an amount is given."""
        return [name for name in AMOUNTS if getattr(self, name, None) is not None]


AMOUNTS = ("elemental_mg", "compound_mg", "elemental_mmol", "elemental_meq", "per_unit")
"""Ways to give an amount; a product has at most one."""


class UnitAmount(MagnesiumAmount):
    """The amount in one tablet, capsule, sachet, spoon or serving, and how many are taken."""

    model_config = exactly_one_of("elemental_mg", "compound_mg", "elemental_mmol", "elemental_meq")

    units: Annotated[float, Field(gt=0, le=100, strict=True)] = 1
    """Tablets, capsules, sachets, spoons or servings at a time."""
    times_a_day: Annotated[float, Field(gt=0, le=24, strict=True)] | None = None
    """How often a day. Left out: the number of clock times, or the frequency."""

    @model_validator(mode="after")
    def one_amount(self) -> Self:
        """Raise unless there is one amount."""
        if len(self.ways) != 1:
            raise ValueError("give one amount for each unit")
        return self


class Intake(MagnesiumAmount):
    """Magnesium a day; with `per_unit`, the amount in one unit instead."""

    per_unit: UnitAmount | None = None
    times: Clocks | None = None
    """When it is taken, by the clock."""
    frequency: Frequency | None = None
    """How often it is taken, when no clock times are known: `bid`, `tds`, `every 8 hours`."""

    @model_validator(mode="after")
    def at_most_one_amount(self) -> Self:
        """Raise when there are two amounts."""
        if len(self.ways) > 1:
            raise ValueError(f"give at most one of {', '.join(f'`{name}`' for name in AMOUNTS)}")
        return self
