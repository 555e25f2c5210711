"""Endpoints that appraise the evidence: summaries of findings, risk of bias, and the selection."""

from typing import Annotated

from app.api.dependencies import Db, slug_path
from app.api.figures import add_figure
from app.api.routing import PrefixRouter
from app.db import queries
from app.db.database import Database
from app.db.errors import NotFoundError
from app.errors import problem_responses
from app.evidence.appraisal_schemas import BiasFigure, SelectionFlow, SummaryOfFindings
from app.evidence.bias_figure import bias_figure, tool_address
from app.evidence.findings import HARMS, summary_of_findings
from app.evidence.selection_flow import selection_flow
from app.formats.appraisal_svg import bias_to_svg, flow_to_svg
from app.models import BiasAssessment, Domain, EvidenceProfile, Preparation, ScreenedRecord, TidyQuestion
from app.models.bias_assessment import BiasTool
from app.registry import of_model
from app.suggestions import did_you_mean

router = PrefixRouter(prefix="/v1", tags=["evidence"], responses=problem_responses(400, 422))


def findings_of_profile(database: Database, slug: str) -> SummaryOfFindings:
    """Return the summary of findings of a comparison; raise `NotFoundError` when there is none."""
    database.must_have(of_model(EvidenceProfile).name)
    with database.connect() as connection:
        profile = queries.document(connection, EvidenceProfile, slug)
        questions = queries.documents(connection, TidyQuestion, {"profile": slug})
        domains = {domain.slug: domain for domain in queries.documents(connection, Domain)}
        preparation = queries.document(connection, Preparation, profile.preparation)
    harms = domains.get(HARMS)
    return summary_of_findings(
        profile,
        questions,
        {slug: domain.name for slug, domain in domains.items()},
        preparation.name,
        harms.label_facts if harms else [],
        database.stamp,
    )


ProfilePath = Annotated[str, slug_path("The slug of the evidence profile.", "oral-magnesium-against-placebo")]
ToolPath = Annotated[str, slug_path("The tool: `rob-2`, `robins-i` or `amstar-2`.", "rob-2")]


@router.get(
    "/evidence-profiles/{slug}/summary-of-findings",
    operation_id="get_summary_of_findings",
    summary="Summary of findings of one comparison",
    response_description="The summary of findings.",
    responses=problem_responses(404),
)
def get_summary_of_findings(slug: ProfilePath, db: Db) -> SummaryOfFindings:
    """Return one row per outcome: studies, people, effect in words, certainty with its reasons.

    Unwanted effects have the last row; what labels say of them stands beside the table.
    """
    return findings_of_profile(db, slug)


def figure_of_tool(db: Db, tool: ToolPath) -> BiasFigure:
    """Return the judgements of one tool as a table and in words."""
    tools = {tool_address(each): each for each in BiasTool}
    if tool not in tools:
        raise NotFoundError(f"there is no such tool{did_you_mean(tool, tools)}")
    with db.connect() as connection:
        assessments = queries.documents(connection, BiasAssessment)
    return bias_figure(tools[tool], assessments, db.stamp)


def flow_of_selection(db: Db) -> SelectionFlow:
    """Return how many records were considered, left out by reason, and included by kind."""
    with db.connect() as connection:
        return selection_flow(queries.documents(connection, ScreenedRecord), db.stamp)


add_figure(
    router,
    "/figures/risk-of-bias/{tool}",
    figure_of_tool,
    bias_to_svg,
    name="risk_of_bias",
    title="Risk of bias",
    drawn="Draw the judgements of one tool by domain: shape, letter and word.",
)
add_figure(
    router,
    "/figures/selection",
    flow_of_selection,
    flow_to_svg,
    name="selection",
    title="Flow of the selection",
    drawn="Draw how many records were considered, left out and included.",
)
