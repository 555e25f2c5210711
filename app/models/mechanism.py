"""Mechanisms: how magnesium might act. Never counted as clinical evidence."""

from typing import Annotated, Literal

from pydantic import Field

from app.models.base import (
    ClaimRef,
    Document,
    DomainRef,
    Name,
    Prose,
    Reported,
    Slug,
    Vocabulary,
)
from app.models.claim import Hedge
from app.models.filters import DomainSlug, Several, SourceFilter
from app.models.provenance import Absent, Record, Remark, Sourced


class Stance(Vocabulary):
    """Stance of a finding towards a statement."""

    supports = "supports", "Evidence for it."
    disputes = "disputes", "Evidence against it."
    neutral = "neutral", "Bears on it without deciding."


class EvidenceKind(Vocabulary):
    """Kind of evidence of a finding. None is clinical evidence of benefit."""

    in_vitro = "in_vitro", "Cells or tissue outside the body."
    animal = "animal", "Animals."
    human_imaging = "human_imaging", "Imaging or spectroscopy in people."
    human_observation = "human_observation", "Measurements in people without an intervention."
    review = "review", "A review or textbook text."
    hypothesis = "hypothesis", "Reasoning, without data of its own."


class MechanismEvidence(Sourced):
    """One finding for or against a mechanism."""

    finding: str
    """The finding, in our words."""
    stance: Stance
    kind: EvidenceKind
    participants_fibromyalgia: Reported[int | None] = None
    """People with fibromyalgia studied."""
    participants_control: Reported[int | None] = None
    """People studied for comparison."""
    absent: Absent = {}
    """Why a value is null."""


class MechanismFields(Document):
    """How magnesium might act."""

    slug: Slug
    name: Name
    """Common name."""
    statement: Prose
    """The mechanism as the article states it, in our words."""
    target: str
    """Molecule, cell or tissue acted on."""
    hedge: Hedge
    domains: Annotated[list[DomainRef], Field(min_length=1)]
    """Symptoms it is meant to explain."""
    claims: Annotated[list[ClaimRef], Field(min_length=1)]
    """Sentences of the article that state it."""
    is_clinical_evidence: Literal[False] = False
    """Always false: a mechanism says nothing about benefit in people."""
    evidence: Annotated[list[MechanismEvidence], Field(min_length=2)]
    """Findings for and against, with equal rank."""
    caveats: list[Remark]
    """Gaps between this mechanism and a benefit."""


class Mechanism(Record, MechanismFields):
    """How magnesium might act, with the findings for and against it."""


class MechanismFilters(SourceFilter):
    """Filters of the mechanisms."""

    domain: Several[DomainSlug] | None = None
