"""Published summaries: computed when the dataset is published, read when the server starts. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from app.evidence.article_schemas import ArticleOverview
from app.evidence.map_schemas import EvidenceMap
from app.evidence.schemas import DomainSummary
from app.models import DatasetStamp, Disagreement, Domain, Form

EVIDENCE_MAP = "evidence-map"
"""Name under which the evidence map is published."""

ARTICLE = "article"
"""Name under which the overview of the article is published."""


def summary_name(domain: str) -> str:
    """Return the name under which the summary of a domain is published."""
    return f"domains/{domain}"


@dataclass(frozen=True)
class PublishedSummaries:
    """Summaries and evidence map of one dataset, with the records that pages show beside them."""

    dataset: DatasetStamp
    domains: Sequence[Domain]
    forms: Sequence[Form]
    disagreements: Sequence[Disagreement]
    json_by_name: Mapping[str, str]
    """By `summary_name` of a domain, `EVIDENCE_MAP` and `ARTICLE`."""

    def summary_json(self, domain: str) -> str:
        """Return the JSON of the summary of one domain, by its slug."""
        return self.json_by_name[summary_name(domain)]

    @property
    def summaries_json(self) -> str:
        """Return the JSON of all summaries, as `DomainSummaries`."""
        items = ",".join(self.summary_json(domain.slug) for domain in self.domains)
        return f'{{"items":[{items}],"dataset":{self.dataset.model_dump_json()}}}'

    @property
    def evidence_map_json(self) -> str:
        """Return the JSON of the evidence map."""
        return self.json_by_name[EVIDENCE_MAP]

    @cached_property
    def summaries(self) -> Mapping[str, DomainSummary]:
        """Return every summary by the slug of its domain."""
        return {
            domain.slug: DomainSummary.model_validate_json(self.summary_json(domain.slug))
            for domain in self.domains
        }

    @cached_property
    def article(self) -> ArticleOverview:
        """Return the overview of the article; raise `KeyError` in a release that has none."""
        return ArticleOverview.model_validate_json(self.json_by_name[ARTICLE])

    @cached_property
    def evidence_map(self) -> EvidenceMap:
        """Return the evidence map."""
        return EvidenceMap.model_validate_json(self.evidence_map_json)
