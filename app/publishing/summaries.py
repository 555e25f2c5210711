"""The summaries of the evidence, computed from a library when it is published."""

from collections.abc import Iterator

from app.evidence.article import ArticleRecords, article_overview
from app.evidence.evidence_map import evidence_map
from app.evidence.published import ARTICLE, EVIDENCE_MAP, summary_name
from app.evidence.summary import Evidence, summarise
from app.models import DatasetStamp, Source
from app.publishing.outcomes import tidy_outcomes
from app.publishing.stored import Row
from app.seeds.library import Library

NO_STAMP = DatasetStamp(version="", digest="0" * 64)
"""The stamp of evidence of which only the questions are wanted: they do not show it."""


def evidence_of(library: Library, stamp: DatasetStamp) -> Evidence:
    """Return the records from which summaries and answers are made."""
    domains, forms, preparations, disagreements, profiles = (
        [library.records[name][slug] for slug in sorted(library.records[name])]
        for name in ("domains", "forms", "preparations", "disagreements", "evidence-profiles")
    )
    return Evidence(
        dataset=stamp,
        domains=domains,
        outcomes=tidy_outcomes(library),
        trials=library.records["trials"],
        forms=forms,
        preparations=preparations,
        disagreements=disagreements,
        profiles=profiles,
    )


def summary_rows(library: Library, stamp: DatasetStamp) -> Iterator[Row]:
    """Yield the summary of each domain and the evidence map, as JSON."""
    evidence = evidence_of(library, stamp)
    for domain in evidence.domains:
        summary = summarise(domain, evidence).model_dump_json()
        yield {"name": summary_name(domain.slug), "document": summary}
    yield {"name": EVIDENCE_MAP, "document": evidence_map(evidence).model_dump_json()}
    yield {
        "name": ARTICLE,
        "document": article_overview(article_records(library, evidence)).model_dump_json(),
    }


ARTICLE_SOURCE = "article"
"""Slug of the article among the sources."""


def article_records(library: Library, evidence: Evidence) -> ArticleRecords:
    """Return the records that the overview of the article is made from."""
    claims, mechanisms = (
        [library.records[name][slug] for slug in sorted(library.records[name])]
        for name in ("claims", "mechanisms")
    )
    article: Source | None = library.records["sources"].get(ARTICLE_SOURCE)
    return ArticleRecords(
        dataset=evidence.dataset,
        title=article.title or "" if article else "",
        claims=claims,
        domains=evidence.domains,
        mechanisms=mechanisms,
        forms=evidence.forms,
        trials=evidence.trials,
        outcomes=evidence.outcomes,
    )
