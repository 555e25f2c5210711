"""Queries: lists and single records, as the public JSON that was stored when the dataset was published.

Functions of a connection and plain values. They know nothing of HTTP, and return no rows.
"""

import json
from collections.abc import Iterable
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import Connection, Select, bindparam, select

from app.db.errors import NotFoundError
from app.db.filters import (
    Asked,
    Sort,
    counts_by_value,
    filter_shape,
    how_many,
    order_terms,
    resolved_filters,
    select_matching,
)
from app.db.near_keys import near_record
from app.db.pagination import Page, read_cursor, read_position, write_cursor
from app.db.tables import DatasetRow, LinkRow, SearchRow, SummaryRow, derived, key_column, table_of
from app.models import DatasetStamp, Document
from app.models.collection import Collection
from app.registry import COLLECTIONS, of_model

D = TypeVar("D", bound=Document)


def page(
    db: Connection,
    stamp: DatasetStamp,
    collection: Collection,
    asked: Asked,
    limit: int,
    cursor: str | None,
    sort: Sort = (),
) -> Page:
    """Return the records that match from the cursor on, in the order of `sort` and then of their keys."""
    belongs_to = {**asked, "sort": sort} if sort else asked
    values = resolved_filters(db, collection, asked)
    given = {**values, "limit": limit + 1}
    if cursor is not None:
        given |= position(cursor, stamp, collection, belongs_to, sort)
    total = how_many(db, collection, values)
    statement = select_matching(collection, filter_shape(values), cursor is not None, limited=True, sort=sort)
    rows = db.execute(statement, given).all() if total else []
    following = None
    if len(rows) > limit:
        key, _, *order = rows[limit - 1]
        following = write_cursor([*order, key] if sort else key, stamp, collection, belongs_to)
    shown = rows[:limit]
    return Page([row[1] for row in shown], total, following, tuple(row[0] for row in shown))


def position(
    cursor: str, stamp: DatasetStamp, collection: Collection, belongs_to: Asked, sort: Sort
) -> dict[str, int | str]:
    """Return the position that a cursor holds, as the values of a statement."""
    if not sort:
        return {"after": read_cursor(cursor, stamp, collection, belongs_to)}
    kinds = tuple(term.type.python_type for term, _ in order_terms(collection, sort))
    values = read_position(cursor, stamp, collection, belongs_to, (*kinds, str))
    return {f"after_{place}": value for place, value in enumerate(values)}


def everything(db: Connection, collection: Collection, asked: Asked, sort: Sort = ()) -> list[str]:
    """Return the public JSON of every record that matches, in the order of their keys or another."""
    values = resolved_filters(db, collection, asked)
    return [
        row[1] for row in db.execute(select_matching(collection, filter_shape(values), sort=sort), values)
    ]


def facets(
    db: Connection, collection: Collection, names: Iterable[str], asked: Asked
) -> dict[str, list[tuple[Any, int]]]:
    """Return (value, number of records) of each value of some filters among the records that match."""
    values = resolved_filters(db, collection, asked)
    return {name: counts_by_value(db, collection, name, values) for name in names}


def titles(db: Connection, collection: Collection, keys: Iterable[str]) -> dict[str, str]:
    """Return the names of some records, by key."""
    found = some_documents(db, collection, keys)
    return {key: content[collection.title] for key, content in found.items()}


def some_documents(db: Connection, collection: Collection, keys: Iterable[str]) -> dict[str, Any]:
    """Return the documents of some records, by key."""
    wanted = sorted(keys)
    rows = db.execute(select_some(collection), {"keys": wanted}) if wanted else ()
    return {key: json.loads(text) for key, text in rows}


@cache
def select_some(collection: Collection) -> Select[Any]:
    """Return the statement for (key, document) of the records with some keys, in the order of their keys."""
    key = key_column(collection)
    return (
        select(key, table_of(collection).c.document)
        .where(key.in_(bindparam("keys", expanding=True)))
        .order_by(key)
    )


def keyed_documents(db: Connection, collection: Collection) -> list[tuple[str, str]]:
    """Return (key, public JSON) of every record of a collection, in the order of the keys."""
    return [(key, document) for key, document in db.execute(select_matching(collection, ()), {})]


@cache
def select_one(collection: Collection) -> Select[Any]:
    """Return the statement for the document of one record."""
    return select(table_of(collection).c.document).where(key_column(collection) == bindparam("key"))


def one(db: Connection, collection: Collection, key: str) -> str:
    """Return the public JSON of one record; raise `NotFoundError` with a suggestion when there is none."""
    found = db.execute(select_one(collection), {"key": key}).scalar()
    if found is None:
        near = near_record(db, collection, key)
        raise NotFoundError(f"there is no such {collection.one}{near}")
    return str(found)


def documents(db: Connection, model: type[D], asked: Asked | None = None) -> list[D]:
    """Return every record of a model that matches, validated."""
    return [model.model_validate_json(text) for text in everything(db, of_model(model), asked or {})]


def past_documents(db: Connection, model: type[D]) -> list[D]:
    """Return every record of a model in a past release, without fields that the model no longer has."""
    contents = (json.loads(text) for text in everything(db, of_model(model), {}))
    return [
        model.model_validate({name: value for name, value in content.items() if name in model.model_fields})
        for content in contents
    ]


def document(db: Connection, model: type[D], slug: str) -> D:
    """Return one record, validated; raise `NotFoundError` when there is none."""
    return model.model_validate_json(one(db, of_model(model), slug))


def names(db: Connection, model: type[Document], asked: Asked | None = None) -> dict[str, str]:
    """Return the names of the records of a model that match, by slug."""
    collection = of_model(model)
    values = resolved_filters(db, collection, asked or {})
    found = db.execute(select_matching(collection, filter_shape(values)), values)
    return {key: json.loads(text)[collection.title] for key, text in found}


def referring(db: Connection, target: Collection, slug: str) -> dict[str, dict[str, str]]:
    """Return the names of the records that refer to a record, by collection and slug."""
    link, entry = derived(LinkRow), derived(SearchRow)
    same = (entry.c.collection == link.c.collection) & (entry.c.slug == link.c.slug)
    statement = (
        select(link.c.collection, link.c.slug, entry.c.title)
        .select_from(link.join(entry, same))
        .where(link.c.target == target.name, link.c.target_slug == slug)
        .order_by(link.c.slug)
    )
    found: dict[str, dict[str, str]] = {collection.name: {} for collection in COLLECTIONS}
    for collection, referrer, title in db.execute(statement):
        found[collection][referrer] = title
    return found


def dataset(db: Connection) -> Any:
    """Return the description of the dataset as a whole, with its counts."""
    return json.loads(dataset_text(db))


def dataset_text(db: Connection) -> str:
    """Return the description of the dataset as JSON."""
    return str(db.execute(select(derived(DatasetRow).c.document)).scalar_one())


def summary_texts(db: Connection) -> dict[str, str]:
    """Return the JSON of each summary of the evidence, by name."""
    table = derived(SummaryRow)
    return dict(db.execute(select(table.c.name, table.c.document)).all())
