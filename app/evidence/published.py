"""What the evidence comes to, as it was published: read once at start, never worked out while serving."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from app.evidence.schemas import DomainSummary, EvidenceMap
from app.models import DatasetStamp, Disagreement, Domain, Form

MAP = "evidence-map"


@dataclass(frozen=True)
class Findings:
    """The summaries and the map of one dataset, and the records that a page shows beside them."""

    dataset: DatasetStamp
    domains: Sequence[Domain]
    forms: Sequence[Form]
    disagreements: Sequence[Disagreement]
    ready: Mapping[str, str]
    """JSON of the summary of each domain by `domains/` and its slug, and of the `evidence-map`."""

    @property
    def ready_summaries(self) -> str:
        """JSON of all summaries at once."""
        items = ",".join(self.ready[f"domains/{domain.slug}"] for domain in self.domains)
        return f'{{"items":[{items}],"dataset":{self.dataset.model_dump_json()}}}'

    @cached_property
    def summaries(self) -> Mapping[str, DomainSummary]:
        """What the evidence says on every domain, by slug."""
        return {
            domain.slug: DomainSummary.model_validate_json(self.ready[f"domains/{domain.slug}"])
            for domain in self.domains
        }

    @cached_property
    def evidence_map(self) -> EvidenceMap:
        """Form × domain: what exists, and which way it points."""
        return EvidenceMap.model_validate_json(self.ready[MAP])
