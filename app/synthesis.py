"""What the evidence says by symptom domain, made from the published records. Pure: no web, no SQL.

What must stay true: every outcome of a domain is in exactly one place; null results rank with favourable
ones; nothing is pooled, and no direction is decided by counting significant results.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from .models import DatasetStamp, Disagreement, Domain, Form, TidyOutcome, Trial
from .models.summary import DomainSummary, EvidenceMap


@dataclass(frozen=True)
class Evidence:
    """The records that summaries are made from, all of one dataset."""

    dataset: DatasetStamp
    domains: Sequence[Domain]
    outcomes: Sequence[TidyOutcome]
    trials: Sequence[Trial]
    forms: Sequence[Form]
    disagreements: Sequence[Disagreement]


def summarise(domain: Domain, evidence: Evidence) -> DomainSummary:
    """What the evidence says on one domain."""
    raise NotImplementedError


def summaries(evidence: Evidence) -> list[DomainSummary]:
    """What the evidence says on every domain, in the order of their slugs."""
    return [summarise(domain, evidence) for domain in evidence.domains]


def evidence_map(evidence: Evidence) -> EvidenceMap:
    """Form × domain: what exists, and which way it points."""
    raise NotImplementedError
