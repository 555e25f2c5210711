"""Endpoints of the evidence: the article, summaries by domain, the evidence map, and their figures.

What must stay true: summaries and map are served as they were published; no request computes one.
"""

from typing import Annotated

from fastapi import Depends, Response

from app.api.dependencies import Summaries, slug_path
from app.api.figures import add_figure
from app.api.responses import json_response
from app.api.routing import PrefixRouter
from app.db.errors import NotFoundError
from app.errors import problem_responses
from app.evidence.article_schemas import ArticleOverview
from app.evidence.figure_schemas import Figure
from app.evidence.figures import direction_figure, map_figure
from app.evidence.map_schemas import EvidenceMap
from app.evidence.published import ARTICLE
from app.evidence.schemas import DomainSummaries, DomainSummary
from app.formats.svg import to_svg
from app.models import Domain
from app.suggestions import did_you_mean_record

router = PrefixRouter(
    prefix="/v1",
    responses=problem_responses(400, 422),
)


async def requested_domain(
    slug: Annotated[str, slug_path("Its slug.", "sleep")], published: Summaries
) -> Domain:
    """Return the domain that an address names; raise `NotFoundError` when there is none."""
    domains = {domain.slug: domain for domain in published.domains}
    if slug not in domains:
        raise NotFoundError(f"there is no such domain{did_you_mean_record(slug, domains)}")
    return domains[slug]


RequestedDomain = Annotated[Domain, Depends(requested_domain)]


@router.get(
    "/domains/{slug}/summary",
    operation_id="summarise_domain",
    summary="Summary of one domain",
    response_description="The summary.",
    response_model=DomainSummary,
    responses=problem_responses(404),
)
async def summarise_domain(domain: RequestedDomain, published: Summaries) -> Response:
    """Return one row of a summary of findings.

    It holds results by comparison, counts, certainty with its reasons, disagreements, gaps, and a plain
    sentence with its rule and the records it rests on.
    """
    return json_response(published.summary_json(domain.slug))


@router.get(
    "/summaries",
    operation_id="list_summaries",
    summary="Summaries of all domains",
    response_model=DomainSummaries,
    response_description="Every summary.",
)
async def list_summaries(published: Summaries) -> Response:
    """Return the summaries of all domains, in the order of their slugs."""
    return json_response(published.summaries_json)


@router.get(
    "/evidence-map",
    operation_id="get_evidence_map",
    summary="Evidence map: forms by domains",
    response_model=EvidenceMap,
    response_description="The map.",
)
async def get_evidence_map(published: Summaries) -> Response:
    """Return results by direction and comparison for each form of magnesium and domain, empty cells too."""
    return json_response(published.evidence_map_json)


@router.get(
    "/article",
    operation_id="get_article",
    summary="The article: what it says, by topic",
    response_model=ArticleOverview,
    response_description="The overview.",
    responses=problem_responses(404),
)
async def get_article(published: Summaries) -> Response:
    """Return what the article says, in our words, with the verdict on each statement.

    Statements by topic; mechanisms, trials, symptoms and forms that it names; its numbers as fields. Records
    are named as `collection/slug`.
    """
    if ARTICLE not in published.json_by_name:
        raise NotFoundError("this release has no overview of the article; it begins with later ones")
    return json_response(published.json_by_name[ARTICLE])


def figure_of_map(published: Summaries) -> Figure:
    """Return the content of the figure as a table, as marks and in words."""
    return map_figure(published.evidence_map)


def figure_of_domain(domain: RequestedDomain, published: Summaries) -> Figure:
    """Return the content of the figure as a table, as marks and in words."""
    return direction_figure(published.summaries[domain.slug])


add_figure(
    router,
    "/figures/evidence-map",
    figure_of_map,
    to_svg,
    name="evidence_map",
    title="Evidence map figure",
    drawn="Draw the forms that were studied by domain; forms without a trial are listed below.",
)
add_figure(
    router,
    "/figures/domains/{slug}",
    figure_of_domain,
    to_svg,
    name="domain",
    title="Figure of one domain",
    drawn="Draw one mark per result by its direction; null results are as large as others.",
)
