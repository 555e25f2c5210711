"""What the evidence says: summaries by domain, the evidence map, and their figures."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response

from app.api.dependencies import Summaries, ready, slug_path
from app.db.queries import NotFoundError
from app.errors import problem_responses
from app.evidence.figures import direction_figure, map_figure
from app.evidence.published import MAP
from app.evidence.schemas import DomainSummaries, DomainSummary, EvidenceMap, Figure
from app.formats.svg import CSP, svg
from app.models import Domain
from app.suggestions import did_you_mean

router = APIRouter(
    prefix="/v1",
    tags=["evidence"],
    responses=problem_responses(400, 422),
)


async def asked_domain(
    slug: Annotated[str, slug_path("The domain's slug.", "sleep")], known: Summaries
) -> Domain:
    """The domain that an address names."""
    domains = {domain.slug: domain for domain in known.domains}
    if slug not in domains:
        raise NotFoundError(f"there is no such domain{did_you_mean(slug, domains)}")
    return domains[slug]


AskedDomain = Annotated[Domain, Depends(asked_domain)]

PICTURE: dict[int | str, dict[str, Any]] = {
    200: {"content": {"image/svg+xml": {"schema": {"type": "string", "description": "An SVG picture."}}}}
}


def picture(figure: Figure) -> Response:
    """A figure as SVG, with the one policy that lets its style sheet count."""
    return Response(svg(figure), media_type="image/svg+xml", headers={"content-security-policy": CSP})


@router.get(
    "/domains/{slug}/summary",
    operation_id="summarise_domain",
    summary="What the evidence says on one domain",
    response_description="The summary.",
    response_model=DomainSummary,
    responses=problem_responses(404),
)
async def summarise_domain(domain: AskedDomain, known: Summaries) -> Response:
    """One row of a summary of findings: results by comparison, counts, certainty with its reasons,
    disagreements, gaps, and a plain sentence that names its rule and the records it rests on."""
    return ready(known.ready[f"domains/{domain.slug}"])


@router.get(
    "/summaries",
    operation_id="list_summaries",
    summary="What the evidence says on every domain",
    response_model=DomainSummaries,
    response_description="Every summary.",
)
async def list_summaries(known: Summaries) -> Response:
    """The summaries of all domains at once, in the order of their slugs."""
    return ready(known.ready_summaries)


@router.get(
    "/evidence-map",
    operation_id="get_evidence_map",
    summary="Which form was studied for which symptom",
    response_model=EvidenceMap,
    response_description="The map.",
)
async def get_evidence_map(known: Summaries) -> Response:
    """Form of magnesium × symptom domain: results by direction and comparison; empty cells are named."""
    return ready(known.ready[MAP])


@router.get(
    "/figures/evidence-map.svg",
    operation_id="draw_evidence_map",
    summary="The evidence map as a picture",
    response_class=Response,
    response_description="The picture.",
    responses=PICTURE,
)
def draw_evidence_map(known: Summaries) -> Response:
    """Forms that were tried, by symptom; forms without any trial are named below."""
    return picture(map_figure(known.evidence_map))


@router.get(
    "/figures/evidence-map",
    operation_id="get_evidence_map_figure",
    summary="The evidence map's picture as data",
    response_description="The figure.",
)
def get_evidence_map_figure(known: Summaries) -> Figure:
    """What the picture shows, as a table, as marks and in words."""
    return map_figure(known.evidence_map)


@router.get(
    "/figures/domains/{slug}.svg",
    operation_id="draw_domain",
    summary="The results on one domain as a picture",
    response_class=Response,
    response_description="The picture.",
    responses={**PICTURE, **problem_responses(404)},
)
def draw_domain(domain: AskedDomain, known: Summaries) -> Response:
    """One mark per result, placed by the way it points; null results have the same size as others."""
    return picture(direction_figure(known.summaries[domain.slug]))


@router.get(
    "/figures/domains/{slug}",
    operation_id="get_domain_figure",
    summary="The picture of one domain as data",
    response_description="The figure.",
    responses=problem_responses(404),
)
def get_domain_figure(domain: AskedDomain, known: Summaries) -> Figure:
    """What the picture shows, as a table, as marks and in words."""
    return direction_figure(known.summaries[domain.slug])
