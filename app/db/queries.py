"""Queries: lists and single records, as the public JSON that was stored when the dataset was published.

Functions of a connection and plain values. They know nothing of HTTP, and return no rows.
"""

import json
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import Connection, Select, bindparam, select

from app.db.errors import NotFoundError
from app.db.filters import Asked, how_many, matching_records, nearest_keys
from app.db.pagination import Page, read_cursor, write_cursor
from app.db.tables import DatasetRow, LinkRow, SearchRow, SummaryRow, derived, key_column, table_of
from app.models import DatasetStamp, Document
from app.registry import COLLECTIONS, Collection, of_model
from app.suggestions import did_you_mean

D = TypeVar("D", bound=Document)


def page(
    db: Connection, stamp: DatasetStamp, collection: Collection, asked: Asked, limit: int, cursor: str | None
) -> Page:
    """Return the records that match, in the order of their keys, from the cursor on."""
    after = None if cursor is None else read_cursor(cursor, stamp, collection, asked)
    total = how_many(db, collection, asked)
    statement = matching_records(collection, tuple(asked), after is not None, limited=True)
    rows = db.execute(statement, {**asked, "after": after, "limit": limit + 1}).all() if total else []
    more = write_cursor(rows[limit - 1][0], stamp, collection, asked) if len(rows) > limit else None
    return Page([document for _, document in rows[:limit]], total, more)


def everything(db: Connection, collection: Collection, asked: Asked) -> list[str]:
    """Return the public JSON of every record that matches, in the order of their keys."""
    how_many(db, collection, asked)
    return [document for _, document in db.execute(matching_records(collection, tuple(asked)), asked)]


def keyed_documents(db: Connection, collection: Collection) -> list[tuple[str, str]]:
    """Return (key, public JSON) of every record of a collection, in the order of the keys."""
    return [(key, document) for key, document in db.execute(matching_records(collection, ()), {})]


@cache
def record(collection: Collection) -> Select[Any]:
    """Return the statement for the document of one record."""
    return select(table_of(collection).c.document).where(key_column(collection) == bindparam("key"))


def one(db: Connection, collection: Collection, key: str) -> str:
    """Return the public JSON of one record; raise `NotFoundError` with a suggestion when there is none."""
    found = db.execute(record(collection), {"key": key}).scalar()
    if found is None:
        near = did_you_mean(key, nearest_keys(db, collection, key))
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
    found = db.execute(matching_records(collection, tuple(asked or {})), asked or {})
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
