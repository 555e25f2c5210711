"""The dataset as a whole: the entry point with links to every list, and version, digest and citation."""

from fastapi import Request, Response
from pydantic import BaseModel

from app.api.dependencies import Db
from app.api.responses import json_response, service_address
from app.api.routing import PrefixRouter
from app.db import queries
from app.errors import RESPONSE_CONFIG, problem_responses
from app.formats.citations import dataset_bibtex
from app.models import Dataset, DatasetStamp
from app.registry import LISTS, LOOKUP_TABLES

router = PrefixRouter(prefix="/v1", responses=problem_responses(400, 422))


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
    links = {collection.name: f"/v1/{collection.address}" for collection in LISTS}
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
