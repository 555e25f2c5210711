"""Biomarkers: magnesium measured in people with fibromyalgia. Association only."""

from typing import Literal

from pydantic import Field

from app.models.base import (
    Component,
    Document,
    DomainRef,
    Indexed,
    Name,
    Reported,
    Slug,
    SourceRef,
    Vocabulary,
)
from app.models.filters import DomainSlug, Several, SourceFilter
from app.models.outcome import Significance
from app.models.provenance import Absent, Record, Remark, Sourced


class Specimen(Vocabulary):
    """Specimen in which magnesium was measured."""

    serum = "serum", "Serum."
    plasma = "plasma", "Plasma."
    whole_blood = "whole_blood", "Whole blood."
    blood_unspecified = "blood_unspecified", "Blood; which fraction was not read."
    red_blood_cell = "red_blood_cell", "Red blood cells."
    leukocyte = "leukocyte", "White blood cells."
    platelet = "platelet", "Platelets."
    ionised = "ionised", "Ionised magnesium in blood."
    hair = "hair", "Hair."
    muscle = "muscle", "Muscle tissue."


class Level(Vocabulary):
    """Magnesium in people with fibromyalgia, relative to the comparator."""

    lower = "lower", "Lower."  # type: ignore[assignment]  # hides str.lower, which nobody calls here
    higher = "higher", "Higher."
    no_difference = "no_difference", "No difference."
    within_range = "within_range", "Not below the conventional reference range."
    not_reported = "not_reported", "The direction was not read."


class BiomarkerComparator(Vocabulary):
    """Comparator of a measurement."""

    healthy_controls = "healthy_controls", "People without fibromyalgia."
    other_patients = "other_patients", "Patients with another condition, or a reference laboratory."
    reference_range = "reference_range", "A laboratory's reference range."
    within_patients = "within_patients", "Groups of people with fibromyalgia among themselves."
    not_reported = "not_reported", "Not read."


class Levels(Component):
    """Values of both groups."""

    fibromyalgia: float
    """In the people with fibromyalgia."""
    comparator: float
    """In the comparator group."""
    unit: str
    """Unit of both."""
    reported: str
    """As printed."""


class SymptomLink(Sourced):
    """A correlation between magnesium and a symptom, in the same study."""

    domain: Reported[DomainRef | None] = None
    """The symptom domain; null when this dataset has none for it."""
    finding: str
    """The finding, in our words."""
    correlation: Reported[float | None] = None
    """Correlation coefficient."""
    p_value: Reported[float | None] = None
    """The p-value; null when not given as a number."""
    absent: Absent = {}
    """Why a value is null."""


class BiomarkerFields(Document):
    """One study's magnesium measurement in one specimen."""

    slug: Slug
    name: Name
    """Study and specimen."""
    study: SourceRef
    """The report of the measurement."""
    specimen: Indexed[Specimen]
    comparator: BiomarkerComparator
    level: Indexed[Level]
    significance: Indexed[Significance]
    participants_fibromyalgia: Reported[int | None] = None
    """People with fibromyalgia measured."""
    participants_comparator: Reported[int | None] = None
    """People measured for comparison."""
    levels: Reported[Levels | None] = None
    p_value: Reported[float | None] = Field(default=None, ge=0, le=1)
    """The p-value; null when not given as a number."""
    p_reported: Reported[str | None] = None
    """The p-value as printed."""
    symptom_links: list[SymptomLink] = []
    """Correlations with symptoms in the same study."""
    other_results: list[Remark] = []
    """Other measurements of the study that bear on magnesium."""
    association_only: Literal[True] = True
    """Always true: a difference says nothing about cause or about the effect of taking magnesium."""


class Biomarker(Record, BiomarkerFields):
    """One study's magnesium measurement in one specimen: an association only."""


class BiomarkerFilters(SourceFilter):
    """Filters of the measurements."""

    specimen: Several[Specimen] | None = None
    """Only measurements in this specimen."""
    level: Several[Level] | None = None
    """Only measurements with this result."""
    significance: Several[Significance] | None = None
    """Only results with this significance."""
    domain: Several[DomainSlug] | None = None
