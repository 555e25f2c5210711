"""Symptom domains: what people want help with."""

from typing import Annotated

from app.models.base import (
    CuratorMade,
    Document,
    Indexed,
    Name,
    Prose,
    Slug,
    Vocabulary,
)
from app.models.filters import Several, SourceFilter
from app.models.provenance import Record, Remark


class OmeractTier(Vocabulary):
    """Tier of a domain in the OMERACT 9 core set for fibromyalgia trials."""

    core = "core", "To be measured in every fibromyalgia trial."
    some_trials = "some_trials", "To be measured in some trials."
    research = "research", "On the research agenda."
    none = "none", "Not in the set."


class DomainFields(Document):
    """A symptom domain."""

    slug: Slug
    name: Name
    """Plain-language name."""
    definition: Prose
    """Definition used in this dataset."""
    omeract_tier: Indexed[OmeractTier]
    omeract_name: str | None = None
    """Name of the domain in the core set of OMERACT, where it differs."""
    synonyms: Annotated[list[str], CuratorMade("wording")] = []
    """Other names people search for."""
    label_facts: list[Remark] = []
    """What labels, public bodies and cohorts say of it, where trials count too few."""


class Domain(Record, DomainFields):
    """A symptom domain. `/v1/questions` has the certainty of its evidence, comparison by comparison."""


class DomainFilters(SourceFilter):
    """Filters of the symptom domains."""

    omeract_tier: Several[OmeractTier] | None = None
    """Only domains of this tier."""
