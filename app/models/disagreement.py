"""Disagreements: questions on which sources differ, with every side shown."""

from typing import Annotated

from pydantic import Field

from app.models.base import (
    ClaimRef,
    Document,
    DomainRef,
    Indexed,
    Prose,
    RecordRef,
    Slug,
    Vocabulary,
)
from app.models.filters import DomainSlug, Several, SourceFilter
from app.models.provenance import Record, Sourced


class DisagreementKind(Vocabulary):
    """Kind of disagreement."""

    null_against_positive = (
        "null_against_positive",
        "One result shows no clear difference, another a benefit.",
    )
    headline_against_endpoint = (
        "headline_against_endpoint",
        "A report's message differs from its own primary endpoint.",
    )
    blinded_against_open = "blinded_against_open", "A blinded and an unblinded result differ."
    figures = "figures", "Sources give different figures for the same thing."
    article_against_record = "article_against_record", "The article says what the record does not."


class Side(Sourced):
    """One side of a disagreement."""

    position: str
    """What this side says, in our words."""
    records: Annotated[list[RecordRef], Field(min_length=1)]
    """Records on this side."""


class DisagreementFields(Document):
    """A question on which sources differ."""

    slug: Slug
    question: Prose
    """What the sources disagree on."""
    kind: Indexed[DisagreementKind]
    domains: list[DomainRef]
    """Symptom domains concerned."""
    claims: list[ClaimRef]
    """Sentences of the article concerned."""
    sides: Annotated[list[Side], Field(min_length=2)]
    """All sides, with equal rank; no average is made."""
    why_they_differ: Annotated[list[str], Field(min_length=1)]
    """Likely reasons, in our words."""
    what_would_settle_it: str | None = None
    """Evidence that would settle the question."""


class Disagreement(Record, DisagreementFields):
    """A question on which sources differ: every side, and why they may differ."""


class DisagreementFilters(SourceFilter):
    """Filters of the disagreements."""

    kind: Several[DisagreementKind] | None = None
    """Only disagreements of this kind."""
    domain: Several[DomainSlug] | None = None
