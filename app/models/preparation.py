"""Preparations: what was given in trials, magnesium alone or with something else."""

from typing import Annotated

from pydantic import Field

from app.models.base import (
    CuratorMade,
    Document,
    FormRef,
    Indexed,
    Name,
    Prose,
    Slug,
)
from app.models.filters import BooleanFilter, FormSlug, Several, SourceFilter
from app.models.provenance import Record


class PreparationFields(Document):
    """What was given, whatever the salt of magnesium in it."""

    slug: Slug
    name: Name
    """Common name."""
    synonyms: Annotated[list[str], CuratorMade("wording")] = []
    """Other names, names of products among them."""
    definition: Prose
    """Definition used in this dataset."""
    ingredients: Annotated[list[str], Field(min_length=1)]
    """What it holds besides fillers, as far as read."""
    magnesium_alone: Indexed[bool]
    """Whether magnesium is its only active ingredient."""
    stands_for: list[FormRef] = []
    """Forms on sale with the same substances; the filter `form` finds its trials, too."""


class Preparation(Record, PreparationFields):
    """What was given in trials: magnesium alone, or with something else in one product or regimen."""


class PreparationFilters(SourceFilter):
    """Filters of the preparations."""

    magnesium_alone: BooleanFilter | None = None
    """Only magnesium alone, or only combinations."""
    form: Several[FormSlug] | None = None
