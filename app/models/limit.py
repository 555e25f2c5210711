"""Limits: dose figures, each by body, jurisdiction, age, life stage and year."""

from pydantic import Field

from app.models.base import Document, Indexed, Name, Reported, Slug, Vocabulary
from app.models.filters import Several, SourceFilter
from app.models.provenance import Record


class Jurisdiction(Vocabulary):
    """Jurisdiction of a figure."""

    US = "US", "United States."
    EU = "EU", "European Union."
    UK = "UK", "United Kingdom."
    NO = "NO", "Norway."
    none = "none", "No jurisdiction: a figure from an article or a study."


class LimitKind(Vocabulary):
    """Kind of figure."""

    upper_limit = (
        "upper_limit",
        "Tolerable upper intake level: daily intake unlikely to harm almost anyone.",
    )
    guidance_level = "guidance_level", "A public body's guidance, not a formal upper limit."
    recommended_intake = (
        "recommended_intake",
        "Intake that meets the need of nearly everyone, food included.",
    )
    adequate_intake = (
        "adequate_intake",
        "Intake thought to be enough, where no recommendation could be set.",
    )
    licensed_dose = "licensed_dose", "Dose of a licensed medicine, under a doctor's care."
    studied_range = "studied_range", "Doses said to have been used in studies."


class Counted(Vocabulary):
    """Sources of magnesium that a figure counts."""

    supplements_and_medicines = (
        "supplements_and_medicines",
        "Magnesium from supplements and medicines; food is not counted.",
    )
    supplements = "supplements", "Magnesium from supplements."
    added = (
        "added",
        "Readily dissociable salts and compounds in supplements, water or added to food.",
    )
    all_sources = "all_sources", "All magnesium, food included."
    medicine = "medicine", "The medicine itself."


class LifeStage(Vocabulary):
    """The stage of life a figure is for."""

    any = "any", "Anyone of the age."
    pregnancy = "pregnancy", "During pregnancy."
    lactation = "lactation", "While breastfeeding."


class Sex(Vocabulary):
    """The sex a figure is for."""

    any = "any", "Anyone."
    female = "female", "Women and girls."
    male = "male", "Men and boys."


class LimitFields(Document):
    """One dose figure."""

    slug: Slug
    name: Name
    """Common name."""
    jurisdiction: Indexed[Jurisdiction]
    body: Reported[str | None] = None
    """Who set it."""
    kind: Indexed[LimitKind]
    counts: Counted
    age_min_years: Reported[float | None] = Field(default=None, ge=0)
    """Youngest age it is for, inclusive."""
    age_max_years: float | None = Field(default=None, ge=0)
    """Age at which it ends, exclusive; null when it has no end."""
    life_stage: Indexed[LifeStage]
    sex: Sex
    elemental_mg_per_day: Reported[float | None] = Field(default=None, ge=0)
    """The figure, mg of elemental magnesium per day; null when none could be set."""
    elemental_mg_per_day_min: float | None = Field(default=None, ge=0)
    """Lower end, when the figure is a range."""
    elemental_mg_per_day_max: float | None = Field(default=None, ge=0)
    """Upper end, when the figure is a range."""
    reported: str
    """As printed, or a note that none was set."""
    year: Reported[int | None] = Field(default=None, ge=1900, le=2100)
    """Year in which it was set."""
    note: str | None = None
    """Purpose of the figure, and what it does not cover."""


class Limit(Record, LimitFields):
    """A dose figure: its body, jurisdiction, people and sources of magnesium."""


class LimitFilters(SourceFilter):
    """Filters of the dose figures."""

    jurisdiction: Several[Jurisdiction] | None = None
    """Only figures of this jurisdiction."""
    kind: Several[LimitKind] | None = None
    """Only figures of this kind."""
    life_stage: Several[LifeStage] | None = None
    """Only figures for people of this life stage."""
