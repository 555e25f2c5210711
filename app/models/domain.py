"""Symptom domains: what people want help with."""

from typing import Annotated

from pydantic import Field

from app.models.base import (
    Component,
    CuratorMade,
    Document,
    Indexed,
    Name,
    Prose,
    Slug,
    Vocabulary,
)
from app.models.filters import SourceFilter
from app.models.provenance import Record


class OmeractTier(Vocabulary):
    """Tier of a domain in the OMERACT 9 core set for fibromyalgia trials."""

    core = "core", "To be measured in every fibromyalgia trial."
    some_trials = "some_trials", "To be measured in some trials."
    research = "research", "On the research agenda."
    none = "none", "Not in the set."


class Certainty(Vocabulary):
    """GRADE certainty of the evidence."""

    high = "high", "The true effect is very likely close to the estimate."
    moderate = "moderate", "The true effect is probably close to the estimate."
    low = "low", "The true effect may be substantially different."
    very_low = "very_low", "The true effect is likely to be substantially different, or is unknown."
    not_rated = "not_rated", "Not rated; the reason is given."


class DowngradeReason(Vocabulary):
    """Why certainty was lowered: the five reasons of GRADE."""

    risk_of_bias = "risk_of_bias", "Flaws in how the studies were done."
    inconsistency = "inconsistency", "Studies differ without an explanation."
    indirectness = "indirectness", "People, forms, doses or comparators differ from the question."
    imprecision = "imprecision", "Too few people or too wide an interval."
    publication_bias = "publication_bias", "Results that were not published may differ."


class Downgrade(Component):
    """One reason why certainty was lowered."""

    reason: DowngradeReason
    levels: Annotated[int, Field(ge=1, le=2)]
    """By how many levels."""
    why: str
    """Evidence for the downgrade."""


class Grading(Component):
    """A rating of certainty with its reasons."""

    rating: Certainty
    provisional: bool
    """True: rated by the curators alone, from what was read; not a panel's rating."""
    question: str
    """The question that was rated."""
    downgrades: list[Downgrade]
    """Each reason as data; empty when not rated."""
    note: str | None = None
    """Why it is not rated, or what would change the rating."""


class DomainFields(Document):
    """A symptom domain."""

    slug: Slug
    name: Name
    """Plain-language name."""
    definition: Prose
    """Definition used in this dataset."""
    omeract_tier: Indexed[OmeractTier]
    """Tier in the OMERACT 9 core set."""
    omeract_name: str | None = None
    """Name of the domain in that set, where it differs."""
    synonyms: Annotated[list[str], CuratorMade("wording")] = []
    """Other names people search for."""
    certainty: Grading
    """GRADE certainty for magnesium alone against a comparator, with reasons."""


class Domain(Record, DomainFields):
    """A symptom domain, with the certainty of its evidence."""


class DomainFilters(SourceFilter):
    """Filters of the symptom domains."""

    omeract_tier: OmeractTier | None = None
    """Only domains of this tier."""
