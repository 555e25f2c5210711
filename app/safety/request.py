"""The request of a safety check: what someone takes, and facts about the person."""

from typing import Annotated, Self

from pydantic import BaseModel, Field, TypeAdapter, ValidationError, model_validator

from app.medicines.schemas import (
    ASKED,
    UNSEEN,
    ConditionInput,
    Line,
    MedicineReference,
    Text,
)
from app.models import Vocabulary
from app.models.json_schema import exactly_one_of
from app.models.limit import Jurisdiction
from app.models.rule import MedicineRoute
from app.safety.amounts import LONGEST_FREQUENCY, Intake
from app.safety.clock_times import Clocks, WakingHours

MOST_ITEMS = 100
"""Most medicines, and most conditions, in one request."""

LONGEST_QUESTION = 256 * 1024
"""Bytes of the longest request."""

MOST_SUPPLEMENTS = 10

Flag = Annotated[bool, Field(strict=True)]


class Supplement(Intake):
    """The magnesium someone takes or thinks of taking. Without an amount, dose rules are undecided."""

    form: Text | None = None
    """The salt: a slug, or what people call it (`mag glycinate`). Null: not known."""
    route: MedicineRoute = MedicineRoute.oral
    """How it is taken."""


class PersonSex(Vocabulary):
    """Sex of a person, as far as pregnancy and breastfeeding depend on it."""

    female = "female", "Female."
    male = "male", "Male; pregnancy and breastfeeding are not asked."
    unknown = "unknown", "Not known."


class Person(BaseModel):
    """The person who takes it. Null or left out means not known; rules that need the value are undecided."""

    model_config = ASKED

    age: Annotated[float, Field(ge=0, le=130, strict=True)] | None = None
    """Years."""
    sex: PersonSex = PersonSex.unknown
    """With the age it decides whether pregnancy and breastfeeding matter: at 10 to 60, unless male."""
    egfr: Annotated[float, Field(ge=0, le=250, strict=True)] | None = None
    """Estimated glomerular filtration rate, mL/min/1.73 m²."""
    creatinine_clearance: Annotated[float, Field(ge=0, le=250, strict=True)] | None = None
    """mL/min; an alternative to `egfr`. With both, the lower one counts."""
    pregnant: Flag | None = None
    """Whether they are pregnant."""
    breastfeeding: Flag | None = None
    """Whether they breastfeed."""
    awake: WakingHours = WakingHours()


CLOCKS = TypeAdapter(Clocks)


class MedicineInput(MedicineReference, Intake):
    """A medicine or another product, by name, by code or both; with magnesium in it, with the amount."""

    times: Annotated[list[Line], Field(examples=[["08:00", "8:30 pm"]])] | None = None
    """When it is taken, by the clock, up to 24 times. An invalid time makes this input `unreadable`."""
    frequency: Annotated[Line, Field(examples=["twice a day"])] | None = None
    """How often it is taken, when no clock times are known: `bid`, `tds`, `every 8 hours`. One that is not
    understood, or is longer than 60 characters, makes this input `unreadable`."""

    _unreadable_timing: str | None = None

    @model_validator(mode="after")
    def readable_timing(self) -> Self:
        """Leave out times and a frequency that cannot be read, and keep the reason."""
        if self.times is not None:
            try:
                self.times = CLOCKS.validate_python(self.times)
            except ValidationError:
                self._unreadable_timing = "a time is not like 08:00 or 8am, or there are more than 24"
                self.times = None
        if self.frequency is not None and not 0 < len(self.frequency.strip()) <= LONGEST_FREQUENCY:
            self._unreadable_timing = f"the frequency is empty or longer than {LONGEST_FREQUENCY} characters"
            self.frequency = None
        if self.frequency is not None and UNSEEN in self.frequency:
            self._unreadable_timing = "the frequency holds characters that cannot be seen"
            self.frequency = None
        return self

    @property
    def unreadable(self) -> list[str]:
        """Return why it cannot be read, or not wholly."""
        return [*super().unreadable, *([self._unreadable_timing] if self._unreadable_timing else [])]


class AskedJurisdiction(Vocabulary):
    """Jurisdictions whose figures can be compared. Figures without a jurisdiction always count."""

    US = Jurisdiction.US.value, Jurisdiction.US.meaning
    EU = Jurisdiction.EU.value, Jurisdiction.EU.meaning
    UK = Jurisdiction.UK.value, Jurisdiction.UK.meaning
    NO = Jurisdiction.NO.value, Jurisdiction.NO.meaning


class CheckRequest(BaseModel):
    """What a person takes, and facts about the person. The magnesium is required; the rest may be unknown."""

    model_config = {**ASKED, **exactly_one_of("supplement", "supplements")}

    supplement: Supplement | None = None
    """The magnesium; or several of them in `supplements`."""
    supplements: Annotated[list[Supplement], Field(min_length=1, max_length=MOST_SUPPLEMENTS)] | None = None
    """Several magnesium products, in the place of `supplement`."""
    person: Person = Person()
    conditions: Annotated[list[ConditionInput], Field(max_length=MOST_ITEMS)] | None = None
    """Null or left out: not stated. An empty list: none."""
    medicines: Annotated[list[MedicineInput], Field(max_length=MOST_ITEMS)] | None = None
    """Null or left out: not stated. An empty list: none."""
    jurisdictions: Annotated[tuple[AskedJurisdiction, ...], Field(min_length=1, max_length=4)] = (
        AskedJurisdiction.US,
        AskedJurisdiction.EU,
        AskedJurisdiction.UK,
    )
    """Whose dose figures to compare with."""

    @model_validator(mode="after")
    def magnesium_once(self) -> Self:
        """Raise unless the magnesium is given in one of the two fields."""
        if (self.supplement is None) == (self.supplements is None):
            raise ValueError("give exactly one of `supplement` and `supplements`")
        return self

    @property
    def magnesium(self) -> list[tuple[str, Supplement]]:
        """Return every supplement with its place."""
        if self.supplement is not None:
            return [("supplement", self.supplement)]
        return [(f"supplements[{number}]", each) for number, each in enumerate(self.supplements or ())]

    @property
    def magnesium_times(self) -> list[str]:
        """Return the clock times of all supplements, each once."""
        return list(dict.fromkeys(time for _, each in self.magnesium for time in each.times or ()))
