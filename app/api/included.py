"""The field `included` of a page: counts by value, labels, and the names and sources of other records."""

from functools import cache
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, create_model

from app.api.parameters import Include, Paged, as_tuple
from app.api.responses import Listed
from app.db import queries
from app.db.pagination import Page
from app.errors import RESPONSE_CONFIG
from app.evidence.labels import labels_of
from app.models import Document, Source
from app.models.collection import Collection
from app.models.field_types import vocabularies_in
from app.models.filters import query_text
from app.registry import by_name
from app.seeds.references import reference_targets, split_target

D = TypeVar("D", bound=BaseModel)

NOT_STATED = "not stated"
"""Label of the records that have no value."""


class FacetValue(BaseModel):
    """How many of the matching records have one value of a filter."""

    model_config = RESPONSE_CONFIG

    value: str | None
    """The value, as the filter takes it; null for records without one."""
    label: str
    """The value in words: the label of a word, the name of a record."""
    records: int
    """Number of matching records that have it."""


class Included(BaseModel):
    """What was added to a page; a part that was not asked for is null."""

    model_config = RESPONSE_CONFIG

    facets: dict[str, list[FacetValue]] | None
    """By filter, how many of all matching records have each value."""
    labels: dict[str, dict[str, str]] | None
    """The wording of each word, by field, as `arms.role`."""
    names: dict[str, dict[str, str]] | None
    """Names of records that the page refers to, by collection and key."""
    sources: dict[str, Source] | None
    """Sources that the page names, by slug."""


class RecordPage(Listed[D], Generic[D]):
    """One page."""

    included: Included | None
    """What `facets`, `labels` and `include` add; null without them."""


RecordPage.model_config["use_attribute_docstrings"] = False  # already read; again takes 5 ms a model


def record_page_of(document: type[Document]) -> type[BaseModel]:
    """Create the model of one page of a collection, named like `TrialPage`."""
    return create_model(
        f"{document.__name__}Page",
        __base__=RecordPage[document],  # type: ignore[valid-type]
        __doc__=RecordPage.__doc__,
    )


def page_extras(
    connection: Any, collection: Collection, query: Paged, asked: dict[str, Any], page: Page
) -> dict[str, Any]:
    """Return what a page holds beside its records, as it is asked for."""
    counted, wanted = query.counted(), as_tuple(query.include)
    if not (counted or wanted or query.labels):
        return {"included": None}
    included = {
        "facets": facet_values(connection, collection, counted, asked) if counted else None,
        "labels": labels_by_field(collection.model) if query.labels else None,
        **referred_to(connection, collection, page, wanted),
    }
    return {"included": included}


@cache
def labels_by_field(model: type[Document]) -> dict[str, dict[str, str]]:
    """Return the wording of each word of a record, by field."""
    return {path: labels_of(vocabulary) for path, vocabulary in vocabularies_in(model).items()}


# Counts by value ----------------------------------------------------------------------------------


def facet_values(
    connection: Any, collection: Collection, names: tuple[str, ...], asked: dict[str, Any]
) -> dict[str, list[dict[str, Any]]]:
    """Return the values of some filters with their numbers of records.

    Words stand in the order of their vocabulary; other values with the most records first.
    """
    counts = queries.facets(connection, collection, names, asked)
    return {name: labelled_values(connection, collection, name, values) for name, values in counts.items()}


def labelled_values(
    connection: Any, collection: Collection, name: str, counts: list[tuple[Any, int]]
) -> list[dict[str, Any]]:
    """Return the values of one filter, labelled and in their order."""
    labels, order = value_labels(connection, collection, name, [value for value, _ in counts])

    def place(value: dict[str, Any]) -> tuple[Any, ...]:
        text = str(value["value"])
        return value["value"] is None, order.get(text, -value["records"]), text

    return sorted((labelled_value(value, number, labels) for value, number in counts), key=place)


def value_labels(
    connection: Any, collection: Collection, name: str, values: list[Any]
) -> tuple[dict[str, str], dict[str, int]]:
    """Return the label of each value of a filter, and the places of words in their vocabulary."""
    filter = collection.filter_by_name[name]
    if filter.collection is not None:
        known = [value for value in values if value is not None]
        return queries.titles(connection, by_name(filter.collection), known), {}
    column = next(each for each in collection.columns if each.name == filter.column)
    if column.vocabulary is None:
        return {"true": "yes", "false": "no"}, {}
    labels = labels_of(column.vocabulary)
    return labels, {word: place for place, word in enumerate(labels)}


def labelled_value(value: Any, number: int, labels: dict[str, str]) -> dict[str, Any]:
    """Return one value with its label and its number of records."""
    if value is None:
        return {"value": None, "label": NOT_STATED, "records": number}
    text = query_text(value)
    return {"value": text, "label": labels.get(text, text), "records": number}


# What the records refer to ------------------------------------------------------------------------


def referred_to(
    connection: Any, collection: Collection, page: Page, wanted: tuple[Include, ...]
) -> dict[str, Any]:
    """Return the names and the sources that `include` asks for."""
    targets = targets_of(collection.model, page) if wanted else {}
    names = sources = None
    if Include.names in wanted:
        names = {name: queries.titles(connection, by_name(name), keys) for name, keys in targets.items()}
    if Include.sources in wanted:
        sources = queries.some_documents(connection, by_name("sources"), targets.get("sources", ()))
    return {"names": names, "sources": sources}


def targets_of(model: type[Document], page: Page) -> dict[str, set[str]]:
    """Return the keys of the records that the records of a page refer to, by collection."""
    found: dict[str, set[str]] = {}
    for text in page.items:
        for collection, rest in reference_targets(model.model_validate_json(text)):
            key = rest if by_name(collection).key == "id" else split_target(rest)[0]
            found.setdefault(collection, set()).add(key)
    return {collection: found[collection] for collection in sorted(found)}
