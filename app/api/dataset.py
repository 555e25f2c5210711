"""The dataset as a whole: where to begin, what it holds, its words, the audit, and the search."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, ConfigDict
from pydantic import Field as Described

from app.api.dependencies import Db, Listed, next_address, ready, slug_path
from app.db import queries
from app.db.filters import Cursor, Limit
from app.db.queries import NotFoundError
from app.errors import CONFIG, problem_responses
from app.formats.citations import dataset_bibtex
from app.models import COLLECTIONS, OUTCOMES, Claim, Dataset, DatasetStamp, Vocabulary, vocabularies
from app.models.claim import Verdict
from app.suggestions import did_you_mean

router = APIRouter(
    prefix="/v1",
    tags=["dataset"],
    responses=problem_responses(400, 422),
)


ADDRESSES = {collection.name: collection.address for collection in (*COLLECTIONS, OUTCOMES)}


class Entry(BaseModel):
    """Where to begin."""

    model_config = CONFIG

    title: str
    """What the dataset is called."""
    links: dict[str, str]
    """Address of everything there is, by name."""
    examples: dict[str, str]
    """One command that runs, for each kind of caller."""
    licence: str
    """SPDX identifier of the data's licence."""
    intended_use: str
    """Who it is for and what for."""
    not_for: str
    """What it must not be used for."""
    dataset: DatasetStamp


class DatasetAbout(Dataset):
    """The dataset: version, digest, what it holds, how to cite it."""

    digest: str
    """SHA-256 over the public JSON of every record; equal wherever the content is equal."""
    counts: dict[str, int]
    """Number of records in each collection."""
    bibtex: str
    """How to cite it, as a BibTeX entry."""


class Word(BaseModel):
    """One word of a vocabulary."""

    model_config = CONFIG

    value: str
    """The word."""
    meaning: str
    """What it says."""


class Words(BaseModel):
    """A closed list of words."""

    model_config = CONFIG

    name: str
    """Its address below `/v1/vocabularies/`."""
    about: str
    """What it is for."""
    words: list[Word]


class Vocabularies(BaseModel):
    """Every closed list of words."""

    model_config = CONFIG

    items: list[Words]


class SentenceCoverage(BaseModel):
    """What became of one sentence of the article."""

    model_config = CONFIG

    claim: str
    """Slug of the claim."""
    section: str
    """Heading under which it stands."""
    paragraph: int
    """Paragraph, counted from the start of the article."""
    sentence: int
    """Sentence in that paragraph."""
    verdict: Verdict
    records: list[str]
    """Records made of it or set beside it."""
    reason: str
    """Why the verdict is as it is; for `no_claim`, why there is nothing to check."""


class Coverage(BaseModel):
    """The article, sentence by sentence, with what became of each."""

    model_config = CONFIG

    sentences: int
    """Sentences in the article."""
    accounted_for: int
    """Sentences with records, or with the reason why there are none."""
    by_verdict: dict[str, int]
    """Number of sentences with each verdict."""
    items: list[SentenceCoverage]
    dataset: DatasetStamp


class FoundIn(Vocabulary):
    """Where the words of a search were found."""

    title = "title", "In what the record is called."  # type: ignore[assignment]
    text = "text", "In its text, at least one of them."


class SearchHit(BaseModel):
    """One record a search found."""

    model_config = CONFIG

    collection: str
    """The collection it is in, as `/v1` links it."""
    slug: str
    """Its slug, unique in the collection."""
    title: str
    """What the record is called."""
    url: str
    """Where it is."""
    matched: list[FoundIn]
    """Where the words were found."""
    snippet: str
    """Some of its words around the first that matched."""


class SearchResults(Listed[SearchHit]):
    """Records in which every word occurs."""


READABLE = r"^[^\x00-\x1F\x7F-\xA0\xAD]*$"
"""What `http.is_plain` lets pass of Latin-1; no portable pattern says it for all of Unicode."""


class Question(BaseModel):
    """What to search for."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True, hide_input_in_errors=True)

    q: Annotated[
        str,
        Described(min_length=1, max_length=200, examples=["sleep"], json_schema_extra={"pattern": READABLE}),
    ]
    """Words; every one must occur. Case, accents and plural endings do not matter."""
    limit: Limit = 20
    """Most hits in one page."""
    cursor: Cursor | None = None
    """Where the page begins: taken from `next` of the page before."""


QUESTION = '{"supplement": {"form": "citrate", "elemental_mg": 300}, "medicines": [{"text": "Cipro"}]}'
"""What the entry asks the safety check, to show how."""


@router.get(
    "",
    operation_id="begin",
    summary="Where to begin",
    response_model=Entry,
    response_description="Where everything is.",
    responses=problem_responses(503),
)
def begin(request: Request, db: Db) -> Response:
    """Links to everything, the dataset, and a command to try for each kind of caller."""
    here = str(request.base_url).rstrip("/")
    with db.connect() as connection:
        about = queries.dataset(connection)
    links = {name: f"/v1/{address}" for name, address in ADDRESSES.items()}
    others = (
        "summaries",
        "evidence-map",
        "figures/evidence-map",
        "claims/coverage",
        "search?q=sleep",
        "vocabularies",
        "dataset",
        "medicines?q=cipro",
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
            "service": f"curl {here}/v1/safety/checks --json '{QUESTION}'",
        },
        licence=about["licence"],
        intended_use=about["intended_use"],
        not_for=about["not_for"],
        dataset=db.stamp,
    )
    return ready(entry.model_dump_json())


@router.get(
    "/dataset",
    operation_id="get_dataset",
    summary="The dataset",
    response_model=DatasetAbout,
    response_description="What is said of the dataset.",
    responses=problem_responses(503),
)
def get_dataset(db: Db) -> Response:
    """Version, digest, number of records, licence, and how to cite it."""
    with db.connect() as connection:
        about = queries.dataset(connection)
    return ready({**about, "bibtex": dataset_bibtex(about)})


@router.get(
    "/vocabularies",
    operation_id="list_vocabularies",
    summary="List vocabularies",
    response_model=Vocabularies,
    response_description="Every vocabulary.",
)
def list_vocabularies() -> Vocabularies:
    """Every closed list of words, each word with its meaning."""
    return Vocabularies(items=[spelled_out(vocabulary) for vocabulary in vocabularies()])


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
    """One closed list of words, each with its meaning."""
    known = {vocabulary.address(): vocabulary for vocabulary in vocabularies()}
    if name not in known:
        raise NotFoundError(f"there is no such vocabulary{did_you_mean(name, known)}")
    return spelled_out(known[name])


def spelled_out(vocabulary: Any) -> Words:
    """A vocabulary with the meaning of each word."""
    words = [Word(value=word.value, meaning=word.meaning) for word in vocabulary]
    return Words(name=vocabulary.address(), about=vocabulary.about(), words=words)


@router.get(
    "/claims/coverage",
    operation_id="get_coverage",
    summary="The article, sentence by sentence",
    response_model=Coverage,
    response_description="Every sentence.",
    responses=problem_responses(503),
    tags=["evidence"],
)
def get_coverage(db: Db) -> Coverage:
    """Each sentence of the article with the records made of it, or the reason why there are none."""
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
    response_description="What was found; nothing is an answer too.",
    responses=problem_responses(503),
)
def search(request: Request, query: Annotated[Question, Query()], db: Db) -> SearchResults:
    """Records of any collection in which every word occurs; those named so come first."""
    with db.connect() as connection:
        hits, total, more = queries.search(connection, db.stamp, query.q, query.limit, query.cursor)
    return SearchResults(
        items=[SearchHit(**vars(hit), url=f"/v1/{ADDRESSES[hit.collection]}/{hit.slug}") for hit in hits],
        total=total,
        limit=query.limit,
        next=None if more is None else next_address(request, more),
        dataset=db.stamp,
    )
