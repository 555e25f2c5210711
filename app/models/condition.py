"""Conditions: groups of health conditions and the codes by which they are recognised."""

from typing import Annotated

from pydantic import Field

from app.models.base import Component, Document, Key, Name, Slug, SourceRef
from app.models.codes import Icd10cm, SnomedCt
from app.models.provenance import Record


class HealthCondition(Component):
    """One condition of a group."""

    name: Key
    """Name of the condition, unique in its group."""
    label: str
    """Name in words."""
    synonyms: list[str] = []
    """Other names people type."""
    snomed_ct: list[SnomedCt] = []
    """Identifiers; empty when none was read."""
    icd10cm: list[Icd10cm] = []
    """Codes; a code stands for the codes below it that are not listed elsewhere."""
    sources: Annotated[list[SourceRef], Field(min_length=1)]
    """Where the codes were read."""
    note: str | None = None
    """What to watch for when reading the codes."""


class ConditionFields(Document):
    """A group of conditions."""

    slug: Slug
    name: Name
    """Common name."""
    members: Annotated[list[HealthCondition], Field(min_length=1)]


class Condition(Record, ConditionFields):
    """A group of conditions with the codes by which they are recognised."""
