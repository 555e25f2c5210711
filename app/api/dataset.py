"""The dataset as a whole: entry point, version, vocabularies, coverage of the article, and search."""

from typing import Annotated, Any

from fastapi import Query, Request, Response
from pydantic import BaseModel

from app.api.dependencies import Db, Listed, json_response, next_address, service_address, slug_path
from app.api.parameters import Cursor, PageSize
from app.api.routing import PrefixRouter
from app.db import queries
from app.db.errors import NotFoundError
from app.db.search import search as find
from app.errors import REQUEST_CONFIG, RESPONSE_CONFIG, problem_responses
from app.evidence.labels import label
from app.formats.citations import dataset_bibtex
from app.models import Claim, Dataset, DatasetStamp, Vocabulary, vocabularies
from app.models.claim import Verdict
from app.models.filters import SearchText
from app.models.json_schema import REFERENCE
from app.registry import LISTS, LOOKUP_TABLES
from app.suggestions import did_you_mean

router = PrefixRouter(prefix="/v1", responses=problem_responses(400, 422))
coverage_router = PrefixRouter(prefix="/v1/claims/coverage", responses=problem_responses(400, 422))


ADDRESSES = {collection.name: collection.address for collection in LISTS}


class Entry(BaseModel):
    """The entry point: links to every list."""

    model_config = RESPONSE_CONFIG

    title: str
    """Name of the dataset."""
    links: dict[str, str]
    """Addresses of the lists and of what else to begin with, by name."""
    examples: dict[str, str]
    """A command that works, for each kind of caller."""
    licence: str
    """SPDX identifier of the licence of the data."""
    intended_use: str
    """Intended users and purpose."""
    not_for: str
    """Purposes for which it must not be used."""
    dataset: DatasetStamp


class DatasetAbout(Dataset):
    """The dataset: version, digest, number of records, citation."""

    digest: str
    """SHA-256 over every record and the vocabulary. Equal content has an equal digest."""
    counts: dict[str, int]
    """Number of records in each collection."""
    bibtex: str
    """Citation as a BibTeX entry."""


class Word(BaseModel):
    """One term of a vocabulary."""

    model_config = RESPONSE_CONFIG

    value: str
    """The term."""
    label: str
    """The term in the words of tables and sentences."""
    meaning: str
    """Its meaning."""


class Words(BaseModel):
    """A vocabulary: a closed list of terms."""

    model_config = RESPONSE_CONFIG

    name: str
    """Its address below `/v1/vocabularies/`."""
    about: str
    """Its purpose."""
    words: list[Word]


class Vocabularies(BaseModel):
    """Every vocabulary."""

    model_config = RESPONSE_CONFIG

    items: list[Words]


class SentenceCoverage(BaseModel):
    """One sentence of the article: its verdict and its records."""

    model_config = RESPONSE_CONFIG

    claim: str
    """Slug of the claim."""
    section: str
    """Heading of its section."""
    paragraph: int
    """Number of the paragraph, from the start of the article."""
    sentence: int
    """Number of the sentence in the paragraph."""
    verdict: Verdict
    records: list[str]
    """Records that were made from it or compared with it."""
    reason: str
    """Reason for the verdict; for `no_claim`, why there is nothing to check."""


class Coverage(BaseModel):
    """The article, sentence by sentence, with verdicts and records."""

    model_config = RESPONSE_CONFIG

    sentences: int
    """Number of sentences in the article."""
    accounted_for: int
    """Number of sentences with records, or with a reason why there are none."""
    by_verdict: dict[str, int]
    """Number of sentences with each verdict."""
    items: list[SentenceCoverage]
    dataset: DatasetStamp


class FoundIn(Vocabulary):
    """Part of a record in which the words of a search were found."""

    title = "title", "The name or title of the record."  # type: ignore[assignment]
    text = "text", "Another part of it holds at least one of the words."


class SearchHit(BaseModel):
    """One record that a search found."""

    model_config = RESPONSE_CONFIG

    collection: str
    """Its collection, as `/v1` names it."""
    slug: str
    """Its slug, unique in the collection."""
    title: str
    """Its name or title."""
    url: Annotated[str, REFERENCE]
    """Its address."""
    matched: list[FoundIn]
    snippet: str
    """Text around the first match."""
    missing: list[str]
    """Words of the query that the record does not hold, nor a synonym."""


class SearchResults(Listed[SearchHit]):
    """Records that answer a query, best first."""


class SearchQuery(BaseModel):
    """Parameters of a search."""

    model_config = REQUEST_CONFIG

    q: SearchText
    """Words to find, or an identifier: a DOI, a PMID, a registry number, or its address.

    Case, accents, endings and British or American spelling are ignored, and synonyms are found. Records that
    hold every word are preferred; those that hold the most telling of them follow.
    """
    limit: PageSize = 20
    """Maximum number of hits in one page."""
    cursor: Cursor | None = None
    """Start of the page, from `next` of the previous page."""


EXAMPLE_CHECK = '{"supplement": {"form": "citrate", "elemental_mg": 300}, "medicines": [{"text": "Cipro"}]}'
"""Request to the safety check that the entry point shows."""


@router.get(
    "",
    operation_id="begin",
    summary="Entry point",
    response_model=Entry,
    response_description="Links to every list.",
    responses=problem_responses(503),
)
def begin(request: Request, db: Db) -> Response:
    """Return links to every list, the dataset, and an example command for each kind of caller."""
    here = service_address(request)
    with db.connect() as connection:
        about = queries.dataset(connection)
    links = {name: f"/v1/{address}" for name, address in ADDRESSES.items()}
    others = (
        "summaries",
        "releases",
        "article",
        "evidence-map",
        "figures/evidence-map",
        "figures/selection",
        "claims/coverage",
        "search?q=sleep",
        "vocabularies",
        "dataset",
        "medicines?q=cipro",
        *(table.name for table in LOOKUP_TABLES if table.names),
        "safety/interactions",
        "safety/checks",
    )
    beside = {"cds-services": "/cds-services", "files": "/data", "openapi": "/openapi.json"}
    entry = Entry(
        title=about["title"],
        links={**links, **{name.split("?")[0]: f"/v1/{name}" for name in others}, **beside},
        examples={
            "front_end": f"curl '{here}/v1/outcomes?domain=sleep&comparison=between_arms'",
            "researcher_python": f"import pandas as pd; pd.read_csv('{here}/v1/outcomes.csv')",
            "researcher_r": f"outcomes <- read.csv('{here}/v1/outcomes.csv')",
            "service": f"curl {here}/v1/safety/checks --json '{EXAMPLE_CHECK}'",
        },
        licence=about["licence"],
        intended_use=about["intended_use"],
        not_for=about["not_for"],
        dataset=db.stamp,
    )
    return json_response(entry.model_dump_json())


@router.get(
    "/dataset",
    operation_id="get_dataset",
    summary="The dataset",
    response_model=DatasetAbout,
    response_description="The dataset.",
    responses=problem_responses(503),
)
def get_dataset(db: Db) -> Response:
    """Return version, digest, number of records, licence and citation."""
    with db.connect() as connection:
        about = queries.dataset(connection)
    return json_response({**about, "bibtex": dataset_bibtex(about)})


@router.get(
    "/vocabularies",
    operation_id="list_vocabularies",
    summary="List vocabularies",
    response_model=Vocabularies,
    response_description="Every vocabulary.",
)
def list_vocabularies() -> Vocabularies:
    """Return every vocabulary: closed lists of terms, each with its meaning."""
    return Vocabularies(items=[described(vocabulary) for vocabulary in vocabularies()])


@router.get(
    "/vocabularies/{name}",
    operation_id="get_vocabulary",
    summary="One vocabulary",
    response_model=Words,
    response_description="The vocabulary.",
    responses=problem_responses(404),
)
def get_vocabulary(
    name: Annotated[str, slug_path("The vocabulary's name.", "verdict")],
) -> Words:
    """Return one vocabulary with the meaning of each term."""
    known = {vocabulary.address(): vocabulary for vocabulary in vocabularies()}
    if name not in known:
        raise NotFoundError(f"there is no such vocabulary{did_you_mean(name, known)}")
    return described(known[name])


def described(vocabulary: Any) -> Words:
    """Return a vocabulary with the meaning of each term."""
    words = [Word(value=word.value, label=label(word).wording, meaning=word.meaning) for word in vocabulary]
    return Words(name=vocabulary.address(), about=vocabulary.about(), words=words)


@coverage_router.get(
    "",
    operation_id="get_coverage",
    summary="The article, sentence by sentence",
    response_model=Coverage,
    response_description="Every sentence.",
    responses=problem_responses(503),
)
def get_coverage(db: Db) -> Coverage:
    """Return each sentence of the article with its records, or with the reason why there are none."""
    with db.connect() as connection:
        claims = queries.documents(connection, Claim)
    items = [
        SentenceCoverage(
            claim=claim.slug,
            section=claim.section,
            paragraph=claim.paragraph,
            sentence=claim.sentence,
            verdict=claim.verdict,
            records=claim.records,
            reason=claim.why,
        )
        for claim in claims
    ]
    return Coverage(
        sentences=len(items),
        accounted_for=sum(bool(item.records) or item.verdict is Verdict.no_claim for item in items),
        by_verdict={word.value: sum(item.verdict is word for item in items) for word in Verdict},
        items=items,
        dataset=db.stamp,
    )


@router.get(
    "/search",
    operation_id="search",
    summary="Search everything",
    response_model=SearchResults,
    response_description="The records found; the list may be empty.",
    responses=problem_responses(503),
)
def search_everything(request: Request, query: Annotated[SearchQuery, Query()], db: Db) -> SearchResults:
    """Return records of any collection that hold the words or synonyms of them, best first."""
    with db.connect() as connection:
        hits, total, more = find(connection, db.stamp, query.q, query.limit, query.cursor)
    return SearchResults(
        items=[SearchHit(**vars(hit), url=f"/v1/{ADDRESSES[hit.collection]}/{hit.slug}") for hit in hits],
        total=total,
        limit=query.limit,
        next=None if more is None else next_address(request, more),
        cursor=more,
        dataset=db.stamp,
    )
