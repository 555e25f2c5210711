"""Pages that appraise the evidence: comparisons with their findings, risk of bias, and the selection."""

from typing import Annotated

from fastapi import Request, Response

from app.api.appraisal import figure_of_tool, findings_of_profile, flow_of_selection
from app.api.dependencies import Db, slug_path
from app.api.routing import Router
from app.db import queries
from app.evidence.bias_figure import TOOL_NAMES, tool_address
from app.models import (
    BiasAssessment,
    EvidenceProfile,
    LiteratureSearch,
    ScreenedRecord,
    Source,
    TidyQuestion,
    Trial,
)
from app.models.bias_assessment import BiasTool
from app.models.certainty import Certainty
from app.web.templating import render_page

router = Router(include_in_schema=False)


@router.get("/comparisons")
def comparisons(request: Request, db: Db) -> Response:
    """Show every comparison, with the number of its questions by certainty."""
    with db.connect() as connection:
        profiles = queries.documents(connection, EvidenceProfile)
        questions = queries.documents(connection, TidyQuestion)
    rated = {
        profile.slug: {
            level: sum(each.profile == profile.slug and each.certainty is level for each in questions)
            for level in Certainty
        }
        for profile in profiles
    }
    return render_page(
        request,
        "comparisons.html",
        alternate="/v1/evidence-profiles",
        profiles=profiles,
        rated=rated,
        levels=list(Certainty),
    )


@router.get("/comparisons/{slug}")
def one_comparison(
    request: Request,
    slug: Annotated[str, slug_path("The slug of the evidence profile.", "oral-magnesium-against-placebo")],
    db: Db,
) -> Response:
    """Show the summary of findings of one comparison."""
    findings = findings_of_profile(db, slug)
    with db.connect() as connection:
        profile = queries.document(connection, EvidenceProfile, slug)
        sources = queries.names(connection, Source)
        trials = queries.names(connection, Trial)
    return render_page(
        request,
        "comparison.html",
        alternate=f"/v1/evidence-profiles/{slug}/summary-of-findings",
        profile=profile,
        findings=findings,
        names=sources,
        trials=trials,
    )


@router.get("/risk-of-bias")
def risk_of_bias(request: Request, db: Db) -> Response:
    """Show the judgements on risk of bias, tool by tool, with what is missing for a judgement."""
    with db.connect() as connection:
        found = queries.documents(connection, BiasAssessment)
        names = queries.names(connection, Source)
    tools = [
        (
            tool,
            TOOL_NAMES[tool],
            figure_of_tool(db, tool_address(tool)),
            [each for each in found if each.tool is tool],
        )
        for tool in BiasTool
    ]
    return render_page(
        request, "risk_of_bias.html", alternate="/v1/bias-assessments", tools=tools, names=names
    )


@router.get("/selection")
def selection(request: Request, db: Db) -> Response:
    """Show how records were found, and which were left out and why."""
    with db.connect() as connection:
        searches = queries.documents(connection, LiteratureSearch)
        records = queries.documents(connection, ScreenedRecord)
        names = queries.names(connection, Source)
    return render_page(
        request,
        "selection.html",
        alternate="/v1/selection",
        searches=searches,
        records=records,
        flow=flow_of_selection(db),
        names=names,
    )
