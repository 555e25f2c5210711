"""Trials: one study, one phase of a study, or one review, with its outcomes."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from app.models.base import (
    Component,
    Document,
    FormRef,
    Indexed,
    Key,
    Name,
    PreparationRef,
    Reported,
    Slug,
    SourceRef,
    TrialRef,
    Vocabulary,
)
from app.models.design import Design
from app.models.filters import (
    BooleanFilter,
    DomainSlug,
    FormSlug,
    PreparationSlug,
    Several,
    SourceFilter,
    Where,
    Year,
)
from app.models.outcome import Outcome
from app.models.provenance import Absent, Record, Remark, Sourced


class Identification(Vocabulary):
    """Whether it is known which study a record is about."""

    identified = "identified", "The study is known."
    unidentified = (
        "unidentified",
        "The article does not name the study and it could not be found; candidates are listed.",
    )


class ArmRole(Vocabulary):
    """Role of an arm."""

    magnesium = "magnesium", "Was given magnesium, alone or with something else."
    placebo = "placebo", "Was given a placebo."
    active_comparator = "active_comparator", "Was given another treatment."
    other_control = "other_control", "Was given the usual regime without added magnesium."


class DoseBasis(Vocabulary):
    """How the elemental dose is known."""

    stated_elemental = "stated_elemental", "The source gives milligrams of magnesium."
    calculated_from_product = (
        "calculated_from_product",
        "Calculated from the magnesium per tablet and the number of tablets.",
    )
    unclear = (
        "unclear",
        "The source gives milligrams without saying whether of magnesium or of the salt.",
    )
    not_reported = "not_reported", "No dose was read."
    not_applicable = "not_applicable", "The arm was given no magnesium."


class Route(Vocabulary):
    """How something is given."""

    oral = "oral", "By mouth."
    transdermal = "transdermal", "Through the skin."
    intravenous = "intravenous", "Into a vein."
    food = "food", "With food."


class CoIntervention(Component):
    """Something given together with magnesium."""

    agent: str
    """What was given."""
    amount_mg_per_day: float | None = None
    """Milligrams per day, or the highest of a range; null when not read."""
    amount_reported: str | None = None
    """The amount as the source words it."""


class Population(Component):
    """Who took part."""

    description: str
    """Who they were, in our words."""
    criteria: Reported[str | None] = None
    """Diagnostic criteria."""
    sex: Reported[str | None] = None
    """Sex of the participants, as reported."""
    age: Reported[str | None] = None
    """Age, as reported, in years."""
    participants_enrolled: Reported[int | None] = Field(default=None, ge=0)
    """People enrolled or included."""
    participants_randomised: Reported[int | None] = Field(default=None, ge=0)
    """People allocated at random."""
    participants_analysed: Reported[int | None] = Field(default=None, ge=0)
    """People whose results were analysed."""
    participants_completed: Reported[int | None] = Field(default=None, ge=0)
    """People who completed."""
    exclusions: list[str] = []
    """Who was excluded."""
    setting: str | None = None
    """Where and when, as far as read."""
    absent: Absent = {}
    """Why a value is null."""


class Arm(Component):
    """One group, or one period of a crossover."""

    name: Key
    """Name of the arm, unique in its trial."""
    label: str
    """What it was given, in our words."""
    role: ArmRole
    participants: Reported[int | None] = Field(default=None, ge=0)
    """People in the arm."""
    preparation: Reported[PreparationRef | None] = None
    """What was given, whatever the salt."""
    form: Reported[FormRef | None] = None
    """Form of magnesium, when this dataset has it."""
    form_reported: Reported[str | None] = None
    """Form of magnesium as the source names it."""
    route: Reported[Route | None] = None
    elemental_mg_per_day: Reported[float | None] = Field(default=None, ge=0)
    """Elemental magnesium, mg per day; for a range, its lower end."""
    elemental_mg_per_day_max: float | None = Field(default=None, ge=0)
    """Upper end, when the dose was a range or was raised."""
    dose_basis: DoseBasis
    dose_reported: Reported[str | None] = None
    """The dose as the source words it."""
    co_interventions: list[CoIntervention] = []
    """What was given with it."""
    duration_weeks: Reported[float | None] = Field(default=None, ge=0)
    """Weeks of treatment."""
    duration_reported: str | None = None
    """The duration as the source words it, when not in weeks."""
    absent: Absent = {}
    """Why a value is null."""


class AdverseEvents(Sourced):
    """Unwanted effects, as reported."""

    summary: str
    """What was reported, in our words; counts are results in the domain of unwanted effects."""


class ReviewFindings(Component):
    """What a review covers and concludes."""

    scope: str
    """What it reviewed, in our words."""
    conclusion: Reported[str | None] = None
    """What it concludes on magnesium, in our words."""
    magnesium_specific: Reported[bool | None] = None
    """Whether the conclusion is about magnesium rather than supplements at large."""
    studies_included: Reported[int | None] = Field(default=None, ge=0)
    """Studies of any design."""
    trials_included: Reported[int | None] = Field(default=None, ge=0)
    """Randomised trials among them."""
    trials_in_fibromyalgia: Reported[int | None] = Field(default=None, ge=0)
    """Randomised trials in fibromyalgia."""
    participants_included: Reported[int | None] = Field(default=None, ge=0)
    """People in the studies."""
    absent: Absent = {}
    """Why a value is null."""


class TrialFields(Document):
    """One study, one phase of a study, or one review."""

    slug: Slug
    name: Name
    """Short name: first author and year, and the phase where there are several."""
    title: Reported[str | None] = None
    """Title of the main report."""
    acronym: str | None = None
    """Short title of the study, where it has one."""
    year: Indexed[Reported[int | None]] = Field(default=None, ge=1900, le=2100)
    """Year of the main report."""
    design: Indexed[Design]
    design_reported: Reported[str | None] = None
    """The design as the source words it."""
    identification: Indexed[Identification]
    candidates: list[TrialRef] = []
    """Studies it may be, when it is not identified."""
    publications: list[SourceRef]
    """Reports of the study, main report first."""
    same_study_as: list[TrialRef] = []
    """Other records made of the same report."""
    registration: Reported[Annotated[str, Field(pattern=r"^NCT\d{8}$", examples=["NCT03887000"])] | None] = (
        None
    )
    """Registry number."""
    question: str
    """The research question, in our words."""
    population: Population
    """P: who took part."""
    intervention: str
    """I: what was tried, in our words."""
    comparator: Reported[str | None] = None
    """C: what it was compared with; null when nothing was."""
    measured: list[str] = []
    """O: what was measured, as far as read."""
    arms: list[Arm] = []
    about_preparation: PreparationRef | None = None
    """What a review or a group of studies is about; other trials: see `arms`."""
    randomised: Indexed[Reported[bool | None]] = None
    """Allocated at random; null when not stated."""
    blinded: Reported[bool | None] = None
    """Participants and raters blinded; null when not stated."""
    placebo_controlled: Indexed[Reported[bool | None]] = None
    """Compared with a placebo; null when not stated."""
    single_agent: Indexed[Reported[bool | None]] = None
    """Magnesium was the only thing tried; null when not stated or when the arms differ."""
    washout_weeks: float | None = Field(default=None, ge=0)
    """Weeks without treatment between periods."""
    adverse_events: Reported[AdverseEvents | None] = None
    funding: Reported[str | None] = None
    """Who paid."""
    conflicts_of_interest: Reported[str | None] = None
    """As stated, or what was read that bears on it."""
    findings: ReviewFindings | None = None
    limitations: list[Remark] = []
    """Limits named by authors or by others."""
    risk_of_bias: list[Remark] = []
    """Our own remarks on risk of bias; no third party's rating was read."""
    discrepancies: list[Remark] = []
    """Where sources on this study disagree with each other or with themselves."""
    open_questions: list[str] = []
    """Information that was looked for and not found."""


class Trial(Record, TrialFields):
    """One study, one phase of a study, or one review, with every result that was read."""

    outcomes: list[Outcome]
    """Results that the article reports, and those of the study itself; null results included."""

    @model_validator(mode="after")
    def holds_together(self) -> Self:
        """Raise unless names are unique and every arm that is named exists."""
        names = [outcome.name for outcome in self.outcomes]
        if len(set(names)) < len(names):
            twice = sorted({name for name in names if names.count(name) > 1})
            raise ValueError(f"two outcomes are named {', '.join(twice)}")
        arms = {arm.name for arm in self.arms}
        if lost := sorted({o.same_result_as for o in self.outcomes if o.same_result_as}.difference(names)):
            raise ValueError(f"no outcome is named {', '.join(lost)}")
        spoken_of = {o.arm for o in self.outcomes if o.arm} | {g.arm for o in self.outcomes for g in o.groups}
        if unknown := sorted(spoken_of - arms):
            raise ValueError(f"no arm is named {', '.join(unknown)}")
        if self.arms and self.about_preparation:
            raise ValueError("`about_preparation` is for records without arms; name it in the arms")
        return self


class TrialFilters(SourceFilter):
    """Filters of the trials."""

    design: Several[Design] | None = None
    """Only studies of this design."""
    identification: Several[Identification] | None = None
    """Only identified studies, or only unidentified ones."""
    domain: Several[DomainSlug] | None = None
    form: Several[FormSlug] | None = None
    preparation: Several[PreparationSlug] | None = None
    randomised: BooleanFilter | None = None
    """Only studies with random allocation, or only those without; neither where this was not read."""
    placebo_controlled: BooleanFilter | None = None
    """Only studies with a placebo, or only those without; neither where this was not read."""
    single_agent: BooleanFilter | None = None
    """Only magnesium alone, or only combinations; neither where this was not read."""
    min_year: Annotated[Year | None, Where("ge", "year")] = None
    """Only from this year on; records without a year are left out."""
    max_year: Annotated[Year | None, Where("le", "year")] = None
    """Only up to this year; records without a year are left out."""
