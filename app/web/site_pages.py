"""Pages about the dataset and the API."""

from collections import Counter
from collections.abc import Iterable, Mapping

from fastapi import Request, Response

from app.api.dependencies import Db, Served
from app.api.releases import release_entries
from app.api.routing import Router
from app.db import queries
from app.errors import FaultCode, code_of, title
from app.evidence.schemas import MagnesiumGiven
from app.models import Source, Trial, Vocabulary
from app.models.certainty import Certainty
from app.models.claim import Verdict
from app.models.outcome import Comparison, Direction, Significance
from app.models.provenance import AbsentReason, Verification
from app.models.rule import Severity
from app.models.source import ReadDepth, SourceKind
from app.openapi.structure import inlined, operations
from app.openapi.texts import PROBLEMS
from app.registry import LISTS
from app.web.markdown import document_html
from app.web.templating import render_page

router = Router(include_in_schema=False)

EXPLAINED_VOCABULARIES: tuple[type[Vocabulary], ...] = (
    Direction,
    Comparison,
    MagnesiumGiven,
    Significance,
    Certainty,
    Verification,
    AbsentReason,
    ReadDepth,
    Verdict,
    Severity,
)
"""Vocabularies that occur on pages; `/about` explains their words."""


@router.get("/about")
def about(request: Request, db: Db) -> Response:
    """Show what the dataset is, how it was made, and how to cite it."""
    with db.connect() as connection:
        dataset = queries.dataset(connection)
        sources = {source.slug: source for source in queries.documents(connection, Source)}
        trials = queries.documents(connection, Trial)
    return render_page(
        request,
        "about.html",
        alternate="/v1/dataset",
        about=dataset,
        depths=Counter(source.read for source in sources.values()),
        reports=depths_of_reports(trials, sources),
        entries=sum(source.kind is SourceKind.registry_entry for source in sources.values()),
        ReadDepth=ReadDepth,
        collections=LISTS,
        vocabularies=EXPLAINED_VOCABULARIES,
    )


def depths_of_reports(trials: Iterable[Trial], sources: Mapping[str, Source]) -> list[ReadDepth]:
    """Return how far each report of a study or review was read; the article is none of them."""
    reports = {slug for trial in trials for slug in trial.publications}
    return [
        sources[slug].read for slug in sorted(reports) if sources[slug].kind is not SourceKind.lay_article
    ]


@router.get("/method")
def method(request: Request, served: Served) -> Response:
    """Show how records get into the dataset and how they are judged: docs/method.md."""
    return render_page(request, "method.html", text=document_html("method.md"))


@router.get("/changes")
def changes(request: Request, served: Served) -> Response:
    """Show the releases, with links to what changed between them."""
    releases = release_entries(served.database)
    return render_page(request, "changes.html", alternate="/v1/releases", releases=releases)


@router.get("/problems")
def problems(request: Request) -> Response:
    """Show every kind of problem and of fault, which problem details refer to."""
    kinds = [(status, code_of(status), title(status), about.when) for status, about in PROBLEMS.items()]
    return render_page(request, "problems.html", kinds=kinds, faults=list(FaultCode))


@router.get("/docs")
def docs(request: Request) -> Response:
    """Show Swagger UI, loaded from our own origin."""
    return render_page(request, "docs.html")


@router.get("/reference")
def reference(request: Request) -> Response:
    """Show the OpenAPI document as plain HTML."""
    spec = inlined(request.app.openapi())
    return render_page(request, "reference.html", spec=spec, operations=list(operations(spec)))
