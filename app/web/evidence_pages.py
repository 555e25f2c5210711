"""Pages of the evidence: the queries and documents of the API, as HTML.

Filters are GET forms, so every view has an address.
"""

from collections import Counter
from collections.abc import Iterable
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import Query, Request, Response

from app.api.dependencies import Db, Served, Summaries, slug_path
from app.api.responses import service_address
from app.api.routing import Router
from app.api.summaries import RequestedDomain
from app.db import queries
from app.evidence.figures import direction_figure, map_figure
from app.evidence.headline import evidence_headline
from app.models import Claim, Disagreement, Domain, Form, Limit, Mechanism, Source, Trial, Vocabulary
from app.models.claim import ClaimKind, Verdict
from app.models.design import Design
from app.models.disagreement import DisagreementKind
from app.models.filters import query_text
from app.models.source import ReadDepth, SourceKind
from app.registry import of_model
from app.web.doses import adult_bars, limits_by_kind
from app.web.filter_forms import ClaimForm, DisagreementForm, EvidenceForm, SourceForm, TrialForm
from app.web.presenters import (
    findings_row,
    map_table,
    outcome_tables,
    results_by_side,
    studies_and_people,
)
from app.web.schema_org import dataset_json_ld, trial_json_ld
from app.web.templating import render_page
from app.web.text import plain_word

router = Router(include_in_schema=False)


def json_address(path: str, asked: dict[str, Any]) -> str:
    """Return the address of the same question as JSON."""
    plain = {name: query_text(value) for name, value in asked.items()}
    return f"{path}?{urlencode(plain, safe=',')}" if asked else path


def options(vocabulary: Iterable[Vocabulary]) -> list[tuple[str, str]]:
    """Return (value, text) of a vocabulary for a `select` element."""
    return [(word.value, plain_word(word)) for word in vocabulary]


# The evidence -------------------------------------------------------------------------------------


@router.get("/")
def index(
    request: Request, asked: Annotated[EvidenceForm, Query()], served: Served, db: Db, published: Summaries
) -> Response:
    """Show the evidence by symptom."""
    address = service_address(request)
    with db.connect() as connection:
        everything = {trial.slug: trial for trial in queries.documents(connection, Trial)}
        trials = queries.documents(connection, Trial, asked.asked()) if asked.asked() else everything.values()
        about = queries.dataset(connection)
    summaries = [each for each in published.summaries.values() if asked.domain in (None, each.domain)]
    summaries.sort(key=lambda each: (each.omeract_tier != "core", each.name))
    return render_page(
        request,
        "index.html",
        alternate="/v1/summaries",
        asked=asked,
        domains=[(domain.slug, domain.name) for domain in published.domains],
        forms=[(form.slug, form.name) for form in published.forms],
        rows=[(each, findings_row(each), studies_and_people(each, everything)) for each in summaries],
        figure=map_figure(published.evidence_map),
        table=map_table(published.evidence_map, asked.domain, asked.form),
        trials=[trial for trial in trials if trial.outcomes and trial.identification == "identified"],
        headline=evidence_headline(list(published.summaries.values()), everything),
        here=address,
        query=urlencode(asked.asked()),
        about=about,
        schema_org=dataset_json_ld(about, address),
    )


@router.get("/domains/{slug}")
def one_domain(request: Request, domain: RequestedDomain, db: Db, published: Summaries) -> Response:
    """Show one symptom."""
    summary = published.summaries[domain.slug]
    with db.connect() as connection:
        names = queries.names(connection, Source)
    return render_page(
        request,
        "domain.html",
        alternate=f"/v1/domains/{domain.slug}/summary",
        domain=domain,
        summary=summary,
        sides=results_by_side(summary),
        disagreements=[each for each in published.disagreements if domain.slug in each.domains],
        figure=direction_figure(summary),
        names=names,
    )


# Trials -------------------------------------------------------------------------------------------


@router.get("/trials")
def trials(request: Request, asked: Annotated[TrialForm, Query()], db: Db) -> Response:
    """Show trials and reviews that match the filters."""
    with db.connect() as connection:
        found = queries.documents(connection, Trial, asked.asked())
        total = queries.dataset(connection)["counts"]["trials"]
        domains = queries.names(connection, Domain)
        forms = queries.names(connection, Form)
    return render_page(
        request,
        "trials.html",
        alternate=json_address("/v1/trials", asked.asked()),
        asked=asked,
        trials=found,
        total=total,
        domains=domains.items(),
        forms=forms.items(),
        designs=options(Design),
    )


@router.get("/trials/{slug}")
def one_trial(
    request: Request,
    slug: Annotated[str, slug_path("The trial's slug.", "macian-2022")],
    served: Served,
    db: Db,
) -> Response:
    """Show one trial or review with every result."""
    with db.connect() as connection:
        trial = queries.document(connection, Trial, slug)
        sources = {source.slug: source for source in queries.documents(connection, Source)}
        trials = queries.names(connection, Trial)
    return render_page(
        request,
        "trial.html",
        alternate=f"/v1/trials/{slug}",
        trial=trial,
        tables=list(outcome_tables(trial.outcomes)),
        names={slug: source.name for slug, source in sources.items()},
        trials=trials,
        schema_org=trial_json_ld(trial, sources, service_address(request)),
    )


# The article, mechanisms, disagreements, sources --------------------------------------------------


@router.get("/article")
def article(request: Request, db: Db, published: Summaries) -> Response:
    """Show what the article says, by topic, with the verdict on each sentence."""
    with db.connect() as connection:
        domains, trials = queries.names(connection, Domain), queries.names(connection, Trial)
    return render_page(
        request,
        "article.html",
        alternate="/v1/article",
        article=published.article,
        domains=domains,
        trials=trials,
        Verdict=Verdict,
    )


@router.get("/claims")
def claims(request: Request, asked: Annotated[ClaimForm, Query()], db: Db) -> Response:
    """Show the article, sentence by sentence."""
    with db.connect() as connection:
        found = queries.documents(connection, Claim, asked.asked())
        everything = queries.documents(connection, Claim)
        names = queries.names(connection, Source)
    return render_page(
        request,
        "claims.html",
        alternate=json_address("/v1/claims", asked.asked()),
        asked=asked,
        claims=found,
        total=len(everything),
        counts=Counter(claim.verdict for claim in everything),
        names=names,
        Verdict=Verdict,
        verdicts=options(Verdict),
        kinds=options(ClaimKind),
    )


@router.get("/mechanisms")
def mechanisms(request: Request, db: Db) -> Response:
    """Show how magnesium might act, with the evidence for and against."""
    with db.connect() as connection:
        found = queries.documents(connection, Mechanism)
        names = queries.names(connection, Source)
    return render_page(request, "mechanisms.html", alternate="/v1/mechanisms", mechanisms=found, names=names)


@router.get("/forms")
def forms(request: Request, db: Db) -> Response:
    """Show the forms of magnesium, with the share of magnesium in each."""
    with db.connect() as connection:
        found = queries.documents(connection, Form)
        names = queries.names(connection, Source)
    return render_page(request, "forms.html", alternate="/v1/forms", forms=found, names=names)


@router.get("/doses")
def doses(request: Request, db: Db) -> Response:
    """Show the dose figures by kind, country and age."""
    with db.connect() as connection:
        found = queries.documents(connection, Limit)
        names = queries.names(connection, Source)
    return render_page(
        request,
        "doses.html",
        alternate="/v1/limits",
        kinds=limits_by_kind(found),
        bars=adult_bars(found),
        names=names,
    )


@router.get("/disagreements")
def disagreements(request: Request, asked: Annotated[DisagreementForm, Query()], db: Db) -> Response:
    """Show the questions on which sources differ."""
    with db.connect() as connection:
        found = queries.documents(connection, Disagreement, asked.asked())
        names = queries.names(connection, Source)
        domains = queries.names(connection, Domain)
    return render_page(
        request,
        "disagreements.html",
        alternate=json_address("/v1/disagreements", asked.asked()),
        asked=asked,
        disagreements=found,
        names=names,
        domains=domains.items(),
        kinds=options(DisagreementKind),
    )


@router.get("/sources")
def sources(request: Request, asked: Annotated[SourceForm, Query()], db: Db) -> Response:
    """Show the sources that match the filters."""
    with db.connect() as connection:
        found = queries.documents(connection, Source, asked.asked())
        total = queries.dataset(connection)["counts"]["sources"]
    return render_page(
        request,
        "sources.html",
        alternate=json_address("/v1/sources", asked.asked()),
        asked=asked,
        sources=found,
        total=total,
        kinds=options(SourceKind),
        depths=options(ReadDepth),
    )


@router.get("/sources/{slug}")
def one_source(
    request: Request, slug: Annotated[str, slug_path("The source's slug.", "macian-2022")], db: Db
) -> Response:
    """Show one source, and the records of every collection that refer to it."""
    with db.connect() as connection:
        source = queries.document(connection, Source, slug)
        names = queries.names(connection, Source)
        resting = queries.referring(connection, of_model(Source), slug)
    resting["sources"].pop(slug, None)  # its own provenance names the source itself
    return render_page(
        request, "source.html", alternate=f"/v1/sources/{slug}", source=source, names=names, resting=resting
    )
