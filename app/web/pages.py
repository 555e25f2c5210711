"""Pages for readers: the same questions and documents as the API, as HTML.

Filters are GET forms, so every view has an address. A choice left at `all` is sent as an empty word and
is no filter.
"""

from collections import Counter
from collections.abc import Iterable
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import PlainTextResponse
from pydantic import model_validator

from app import openapi
from app.api.dependencies import Db, Summaries, slug_path
from app.api.summaries import AskedDomain
from app.db import queries
from app.db.filters import (
    ClaimFilters,
    DisagreementFilters,
    DomainSlug,
    Filters,
    FormSlug,
    SourceFilters,
    TrialFilters,
)
from app.evidence import figures
from app.evidence.labels import COMPARED, GIVEN
from app.evidence.schemas import MagnesiumGiven
from app.models import (
    COLLECTIONS,
    OUTCOMES,
    Biomarker,
    Claim,
    Disagreement,
    Domain,
    Form,
    Limit,
    Mechanism,
    Rule,
    Source,
    Trial,
    Vocabulary,
)
from app.models.claim import ClaimKind, Hedge, Verdict
from app.models.design import Design
from app.models.disagreement import DisagreementKind
from app.models.domain import Certainty
from app.models.outcome import Comparison, Direction, Significance
from app.models.provenance import AbsentReason, Verification
from app.models.rule import Severity
from app.models.source import ReadDepth, SourceKind
from app.web.presenters import by_comparison, linked_data, map_table, sides, tallies
from app.web.templating import page, spoken

router = APIRouter(include_in_schema=False)

HEDGES = {
    Hedge.asserts: "states it as a fact",
    Hedge.suggests: "says that evidence suggests it",
    Hedge.may: "says that it may be so",
    Hedge.theoretical: "calls it a theory",
}
"""How firmly the article says something, in words."""

TONES = {
    Verdict.supported: "toward",
    Verdict.overstated: "away",
    Verdict.unsupported: "away",
    Verdict.contradicted: "away",
}
"""Verdicts that have a colour beside their word."""

WORDS: tuple[type[Vocabulary], ...] = (
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
"""The vocabularies a reader of the pages meets."""

RESTING = (Trial, Claim, Domain, Mechanism, Disagreement, Biomarker, Limit, Rule)
"""What may rest on a source."""


class Chosen(Filters):
    """What was chosen in a form."""

    @model_validator(mode="before")
    @classmethod
    def without_blanks(cls, given: Any) -> Any:
        """A choice that was left open is no filter."""
        return {name: value for name, value in given.items() if value != ""}


class EvidenceChoices(Chosen):
    """What the evidence can be narrowed to."""

    domain: DomainSlug | None = None
    form: FormSlug | None = None


class ClaimChoices(Chosen, ClaimFilters):
    """Which sentences."""


class TrialChoices(Chosen, TrialFilters):
    """Which trials."""


class DisagreementChoices(Chosen, DisagreementFilters):
    """Which disagreements."""


class SourceChoices(Chosen, SourceFilters):
    """Which sources."""


def alternate(address: str, asked: dict[str, Any]) -> str:
    """The JSON of the same question."""
    plain = {name: str(value).lower() if isinstance(value, bool) else value for name, value in asked.items()}
    return f"{address}?{urlencode(plain)}" if asked else address


def words_of(vocabulary: Iterable[Vocabulary]) -> list[tuple[str, str]]:
    """(value, words) of a closed list, for a choice."""
    return [(word.value, spoken(word)) for word in vocabulary]


# The evidence -------------------------------------------------------------------------------------


@router.get("/")
def index(request: Request, asked: Annotated[EvidenceChoices, Query()], db: Db, known: Summaries) -> Response:
    """The evidence by symptom."""
    with db.connect() as connection:
        trials = queries.documents(connection, Trial, asked.asked())
        about = queries.dataset(connection)
    found = [each for each in known.summaries.values() if asked.domain in (None, each.domain)]
    found.sort(key=lambda each: (each.omeract_tier != "core", each.name))
    whole_map = known.evidence_map
    return page(
        request,
        "index.html",
        alternate="/v1/summaries",
        asked=asked,
        domains=[(domain.slug, domain.name) for domain in known.domains],
        forms=[(form.slug, form.name) for form in known.forms],
        rows=[(each, tallies(each)) for each in found],
        figure=figures.map_figure(whole_map),
        table=map_table(whole_map, asked.domain, asked.form),
        trials=[trial for trial in trials if trial.outcomes and trial.identification == "identified"],
        here=str(request.base_url).rstrip("/"),
        query=urlencode(asked.asked()),
        about=about,
        linked_data=linked_data(about),
    )


@router.get("/domains/{slug}")
def one_domain(request: Request, domain: AskedDomain, db: Db, known: Summaries) -> Response:
    """One symptom."""
    summary = known.summaries[domain.slug]
    with db.connect() as connection:
        names = queries.names(connection, Source)
    return page(
        request,
        "domain.html",
        alternate=f"/v1/domains/{domain.slug}/summary",
        summary=summary,
        sides=sides(summary),
        disagreements=[each for each in known.disagreements if domain.slug in each.domains],
        figure=figures.direction_figure(summary),
        names=names,
        GIVEN=GIVEN,
        COMPARED=COMPARED,
    )


# Trials -------------------------------------------------------------------------------------------


@router.get("/trials")
def trials(request: Request, asked: Annotated[TrialChoices, Query()], db: Db) -> Response:
    """Trials and reviews, narrowed to what was chosen."""
    with db.connect() as connection:
        found = queries.documents(connection, Trial, asked.asked())
        total = queries.dataset(connection)["counts"]["trials"]
        domains = queries.names(connection, Domain)
        forms = queries.names(connection, Form)
    return page(
        request,
        "trials.html",
        alternate=alternate("/v1/trials", asked.asked()),
        asked=asked,
        trials=found,
        total=total,
        domains=domains.items(),
        forms=forms.items(),
        designs=words_of(Design),
    )


@router.get("/trials/{slug}")
def one_trial(
    request: Request, slug: Annotated[str, slug_path("The trial's slug.", "macian-2022")], db: Db
) -> Response:
    """One trial or review, with every result."""
    with db.connect() as connection:
        found = queries.document(connection, Trial, slug)
        names = queries.names(connection, Source)
    return page(
        request,
        "trial.html",
        alternate=f"/v1/trials/{slug}",
        trial=found,
        groups=list(by_comparison(found.outcomes)),
        names=names,
    )


# The article, mechanisms, disagreements, sources ----------------------------------------------------


@router.get("/claims")
def claims(request: Request, asked: Annotated[ClaimChoices, Query()], db: Db) -> Response:
    """The article, sentence by sentence."""
    with db.connect() as connection:
        found = queries.documents(connection, Claim, asked.asked())
        everything = queries.documents(connection, Claim)
        names = queries.names(connection, Source)
    return page(
        request,
        "claims.html",
        alternate=alternate("/v1/claims", asked.asked()),
        asked=asked,
        claims=found,
        total=len(everything),
        counts=Counter(claim.verdict for claim in everything),
        names=names,
        Verdict=Verdict,
        verdicts=words_of(Verdict),
        kinds=words_of(ClaimKind),
        HEDGES=HEDGES,
        TONES=TONES,
    )


@router.get("/mechanisms")
def mechanisms(request: Request, db: Db) -> Response:
    """How magnesium might act, for and against."""
    with db.connect() as connection:
        found = queries.documents(connection, Mechanism)
        names = queries.names(connection, Source)
    return page(
        request, "mechanisms.html", alternate="/v1/mechanisms", mechanisms=found, names=names, HEDGES=HEDGES
    )


@router.get("/disagreements")
def disagreements(request: Request, asked: Annotated[DisagreementChoices, Query()], db: Db) -> Response:
    """Where sources differ."""
    with db.connect() as connection:
        found = queries.documents(connection, Disagreement, asked.asked())
        names = queries.names(connection, Source)
        domains = queries.names(connection, Domain)
    return page(
        request,
        "disagreements.html",
        alternate=alternate("/v1/disagreements", asked.asked()),
        asked=asked,
        disagreements=found,
        names=names,
        domains=domains.items(),
        kinds=words_of(DisagreementKind),
    )


@router.get("/sources")
def sources(request: Request, asked: Annotated[SourceChoices, Query()], db: Db) -> Response:
    """Everything that was read."""
    with db.connect() as connection:
        found = queries.documents(connection, Source, asked.asked())
        total = queries.dataset(connection)["counts"]["sources"]
    return page(
        request,
        "sources.html",
        alternate=alternate("/v1/sources", asked.asked()),
        asked=asked,
        sources=found,
        total=total,
        kinds=words_of(SourceKind),
        depths=words_of(ReadDepth),
    )


@router.get("/sources/{slug}")
def one_source(
    request: Request, slug: Annotated[str, slug_path("The source's slug.", "macian-2022")], db: Db
) -> Response:
    """One source, and what rests on it."""
    with db.connect() as connection:
        found = queries.document(connection, Source, slug)
        names = queries.names(connection, Source)
        resting = [
            (collection.name, queries.names(connection, collection.document, {"source": slug}))
            for collection in COLLECTIONS
            if collection.document in RESTING
        ]
    return page(
        request, "source.html", alternate=f"/v1/sources/{slug}", source=found, names=names, resting=resting
    )


# About the dataset and the API ----------------------------------------------------------------------


@router.get("/about")
def about(request: Request, db: Db) -> Response:
    """What this is, how it was made, how to cite it."""
    with db.connect() as connection:
        told = queries.dataset(connection)
        depths = Counter(each.read for each in queries.documents(connection, Source))
    return page(
        request,
        "about.html",
        alternate="/v1/dataset",
        about=told,
        depths=depths,
        ReadDepth=ReadDepth,
        collections=(*COLLECTIONS, OUTCOMES),
        vocabularies=WORDS,
    )


@router.get("/docs")
def docs(request: Request) -> Response:
    """Swagger UI, from our own origin."""
    return page(request, "docs.html")


@router.get("/reference")
def reference(request: Request) -> Response:
    """The API as plain HTML."""
    contract = request.app.openapi()
    return page(request, "reference.html", spec=contract, operations=list(openapi.operations(contract)))


@router.get("/robots.txt")
def robots() -> Response:
    """Everything may be read by everyone."""
    return PlainTextResponse("User-agent: *\nAllow: /\n")
