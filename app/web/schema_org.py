"""Describe the dataset and its studies in the words of schema.org, for search engines (JSON-LD).

What must stay true: a value that is not known is left out; every statement is in the record.
"""

from typing import Any

from app.formats.list_formats import MEDIA_TYPES
from app.models import Source, Trial
from app.models.dataset import DATA_LICENCE
from app.models.design import Design
from app.registry import LISTS

SCHEMA_ORG = "https://schema.org"

TRIAL_DESIGNS = frozenset(
    {
        Design.randomised_parallel,
        Design.randomised_crossover,
        Design.controlled_not_randomised,
        Design.single_arm,
    }
)
"""Designs that are a trial; any other study is a `MedicalStudy`."""


def known(**values: Any) -> dict[str, Any]:
    """Return the values that are known, under `@`-names where they begin with `at_`."""
    named = {f"@{name[3:]}" if name.startswith("at_") else name: value for name, value in values.items()}
    return {name: value for name, value in named.items() if value not in (None, [], "")}


def dataset_json_ld(about: dict[str, Any], address: str) -> dict[str, Any]:
    """Return the dataset as a `Dataset`; `address` is that of the service."""
    return known(
        at_context=SCHEMA_ORG,
        at_type="Dataset",
        name=about["title"],
        description=about["intended_use"],
        url=f"{address}/",
        identifier=f"sha256:{about['digest']}",
        version=about["version"],
        datePublished=about["released"],
        license=DATA_LICENCE,
        citation=about["cite"],
        creator={"@type": "Organization", "name": about["publisher"]},
        isAccessibleForFree=True,
        distribution=[
            data_download(collection.name, f"{address}/v1/{collection.address}.{format}", MEDIA_TYPES[format])
            for collection in LISTS
            for format in ("csv", "jsonl")
        ],
    )


def data_download(name: str, address: str, media_type: str) -> dict[str, Any]:
    """Return a file as a `DataDownload`."""
    return known(
        at_type="DataDownload", name=name, contentUrl=address, encodingFormat=media_type.partition(";")[0]
    )


def trial_json_ld(trial: Trial, sources: dict[str, Source], address: str) -> dict[str, Any]:
    """Return a trial as a `MedicalTrial`, and any other study as a `MedicalStudy`, with its reports."""
    population = trial.population
    return known(
        at_context=SCHEMA_ORG,
        at_type="MedicalTrial" if trial.design in TRIAL_DESIGNS else "MedicalStudy",
        name=trial.title or trial.name,
        alternateName=trial.name,
        description=trial.question,
        url=f"{address}/trials/{trial.slug}",
        identifier=trial.registration,
        population=population.description,
        healthCondition={"@type": "MedicalCondition", "name": "Fibromyalgia"},
        subjectOf=[report(sources[slug]) for slug in trial.publications if slug in sources],
    )


def report(source: Source) -> dict[str, Any]:
    """Return a source as a `ScholarlyArticle`."""
    return known(
        at_type="ScholarlyArticle",
        name=source.title or source.name,
        author=[{"@type": "Person", "name": name} for name in source.authors or []],
        datePublished=None if source.year is None else str(source.year),
        isPartOf=source.container,
        sameAs=None if source.doi is None else f"https://doi.org/{source.doi}",
    )
