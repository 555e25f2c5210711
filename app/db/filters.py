"""Filter operators as SQL: the statements of a list, its filters and its total.

The same statements run on SQLite and PostgreSQL. Each is built once and run with other values, because
building one costs several times as much as running it. What must stay true: an unknown slug in a filter is an
error, not an empty list; a page of a list is read in the order of an index and not sorted, unless the filter
is a range (`ge`, `le`) or a set (`in`).
"""

from collections.abc import Callable
from functools import cache
from operator import eq, ge, le
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, bindparam, exists, func, select

from app.db.errors import BadQuestionError
from app.db.tables import CountRow, LinkRow, counted_as, derived, key_column, table_of
from app.registry import Collection, Filter, by_name
from app.suggestions import did_you_mean

Asked = dict[str, Any]
"""Filters by name, with their values."""

COMPARISONS: dict[str, Callable[[Any, Any], ColumnElement[bool]]] = {
    "eq": eq,
    "references": eq,
    "ge": ge,
    "le": le,
    "in": lambda column, values: column.in_(values),
}
"""SQL comparison of each operator; `references` where the table has a column for it."""

COUNTED_OPERATORS = {"eq", "references"}
"""Operators whose totals are counted at publish, for each value."""

MOST_NEAR = 250
"""Keys on each side of a misspelt one from which a suggestion is chosen."""


def how_many(db: Connection, collection: Collection, asked: Asked) -> int:
    """Return how many records match; raise `BadQuestionError` for a slug that names no record."""
    filters = [collection.filter_by_name[name] for name in asked]
    for each in filters:
        if each.collection is not None:
            must_exist(db, each, asked[each.name])
    if not filters:
        return total(db, collection, "", "")
    if len(filters) == 1 and filters[0].operator in COUNTED_OPERATORS:
        return total(db, collection, filters[0].name, counted_as(asked[filters[0].name]))
    return int(db.execute(matching_count(collection, tuple(asked)), asked).scalar_one())


def total(db: Connection, collection: Collection, name: str, value: str) -> int:
    """Return how many records match one filter, as counted at publish."""
    given = {"collection": collection.name, "filter": name, "value": value}
    return int(db.execute(COUNT, given).scalar() or 0)


COUNT = select(derived(CountRow).c.records).where(
    *(derived(CountRow).c[name] == bindparam(name) for name in ("collection", "filter", "value"))
)


@cache
def matching_count(collection: Collection, names: tuple[str, ...]) -> Select[Any]:
    """Return the statement that counts the records which match several filters."""
    return select(func.count()).select_from(matching_records(collection, names).order_by(None).subquery())


@cache
def matching_records(
    collection: Collection, names: tuple[str, ...], after: bool = False, limited: bool = False
) -> Select[Any]:
    """Return the statement for (key, document) of the records that match, in the order of their keys.

    With `after`, it begins behind that key; with `limited`, it ends after `limit` records. A list that is
    filtered by links is read in the order of the first of them.
    """
    table, key = table_of(collection), key_column(collection)
    filters = [collection.filter_by_name[name] for name in names]
    by_link = [each for each in filters if each.column is None]
    statement, order = select(key, table.c.document), key
    if by_link:
        link = derived(LinkRow)
        statement = statement.select_from(link.join(table, key == link.c.slug))
        statement = statement.where(*links_to(link, collection, by_link[0]))
        order = link.c.slug
    for each in by_link[1:]:
        other = derived(LinkRow).alias()
        statement = statement.where(exists().where(*links_to(other, collection, each), other.c.slug == order))
    for each in filters:
        if each.column is not None:
            value: Any = bindparam(each.name, expanding=each.operator == "in")
            statement = statement.where(COMPARISONS[each.operator](table.c[each.column], value))
    if after:
        statement = statement.where(order > bindparam("after"))
    statement = statement.order_by(order)
    return statement.limit(bindparam("limit")) if limited else statement


def links_to(link: Any, collection: Collection, filter: Filter) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions under which a link leads from a collection to the record a filter names."""
    return (
        link.c.target == filter.collection,
        link.c.target_slug == bindparam(filter.name),
        link.c.collection == collection.name,
    )


def must_exist(db: Connection, filter: Filter, slug: str) -> None:
    """Raise `BadQuestionError` when a filter names no record: an empty list would look like an answer."""
    collection = by_name(str(filter.collection))
    key = key_column(collection)
    if db.execute(select(key).where(key == slug)).first() is None:
        near = did_you_mean(slug, nearest_keys(db, collection, slug))
        raise BadQuestionError(filter.name, f"no record of {collection.name} has this slug{near}")


def nearest_keys(db: Connection, collection: Collection, key: str) -> list[str]:
    """Return the keys next to an unknown one, from which a suggestion is chosen."""
    column = key_column(collection)
    after = select(column).where(column > key).order_by(column).limit(MOST_NEAR)
    before = select(column).where(column < key).order_by(column.desc()).limit(MOST_NEAR)
    return [near for side in (before, after) for near in db.execute(side).scalars()]
