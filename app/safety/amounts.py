"""Amounts of magnesium and clock times, as requests give them."""

import re
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, Field, model_validator

from app.medicines.schemas import ASKED
from app.models.json_schema import exactly_one_of

A_CLOCK_TIME = (
    r"^ *([0-9]|[01][0-9]|2[0-3])[:.][0-5][0-9](:[0-5][0-9])? *$"
    r"|^ *(0?[1-9]|1[0-2])([:.][0-5][0-9](:[0-5][0-9])?)? ?[aApP]\.?[mM]\.? *$"
)
"""Clock times that are read, for the documentation."""

CLOCK_TEXT = re.compile(r"([0-9]{1,2})(?:[:.]([0-9]{2})(?::[0-5][0-9])?)? ?(?:([ap])\.?m\.?)?", re.IGNORECASE)


def clock_time(text: str) -> str:
    """Return a clock time as `08:00`: `8:00`, `08:00:00`, `8am` and `8:30 pm` are read too."""
    found = CLOCK_TEXT.fullmatch(text.strip())
    if found is None or (found[2] is None and found[3] is None):
        raise ValueError("is no clock time such as 08:00 or 8am")
    hour, minute, half = int(found[1]), int(found[2] or 0), (found[3] or "").lower()
    if half and not 1 <= hour <= 12:
        raise ValueError("has an hour that does not go with am or pm")
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    if hour > 23 or minute > 59:
        raise ValueError("should be from 00:00 to 23:59")
    return f"{hour:02}:{minute:02}"


Clock = Annotated[
    str,
    Field(max_length=12, strict=True, examples=["08:00"], json_schema_extra={"pattern": A_CLOCK_TIME}),
    AfterValidator(clock_time),
]
Clocks = Annotated[
    list[Clock], Field(max_length=24), AfterValidator(lambda times: list(dict.fromkeys(times)))
]
"""Clock times, each once."""
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


class WakingHours(BaseModel):
    """The part of the day in which times are proposed; it may run over midnight."""

    model_config = ASKED

    from_: Annotated[Clock, Field(alias="from")] = "06:00"
    """Start."""
    to: Clock = "23:00"
    """End."""
