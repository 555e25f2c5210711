"""Filter operators as SQL: the statements of a list, its filters, its order and its counts.

The same statements run on SQLite and PostgreSQL. Each is built once and run with other values, because
building one costs several times as much as running it. What must stay true: an unknown slug in a filter is an
error, not an empty list; a page of a list is read in the order of an index and not sorted, unless the filter
is a range (`ge`, `le`) or has several values, or another order is asked for.
"""

from collections.abc import Callable, Iterator
from functools import cache
from operator import eq, ge, le
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, bindparam, case, exists, func, or_, select

from app.db.errors import BadQuestionError
from app.db.near_keys import near_record
from app.db.search import keys_with
from app.db.tables import CountRow, LinkRow, derived, key_column, table_of
from app.models.collection import Collection, Filter
from app.models.filters import query_text
from app.registry import by_name

Asked = dict[str, Any]
"""Filters by name, each with one value or a list; a record matches a list if it has one of its values."""

Shape = tuple[tuple[str, bool], ...]
"""Names of filters, each with whether it has several values."""

Sort = tuple[str, ...]
"""Fields that order a list, the first before the others; `-` before a name reverses it."""

COMPARISONS: dict[str, Callable[[Any, Any], ColumnElement[bool]]] = {
    "eq": eq,
    "references": eq,
    "search": eq,
    "ge": ge,
    "le": le,
}
"""SQL comparison of each operator; `references` where the table has a column for it."""

# Filters ------------------------------------------------------------------------------------------


def resolved_filters(db: Connection, collection: Collection, asked: Asked) -> Asked:
    """Return filters as statements take them: with the keys that a search finds in place of its words.

    Raise `BadQuestionError` for a slug that names no record.
    """
    values: Asked = {}
    for name, value in asked.items():
        filter = filter_of(collection, name)
        if filter.operator == "search":
            value = keys_with(db, value, collection.name)
        elif filter.collection is not None:
            for slug in value if isinstance(value, list) else [value]:
                must_exist(db, filter, slug)
        values[name] = value
    return values


def filter_of(collection: Collection, name: str) -> Filter:
    """Return a filter of a list; the key itself is one, for callers that know which records they want."""
    if name == collection.key:
        return Filter(name, "eq", name, None)
    return collection.filter_by_name[name]


def filter_shape(asked: Asked) -> Shape:
    """Return the names of filters, each with whether it has several values."""
    return tuple((name, isinstance(value, list)) for name, value in asked.items())


def how_many(db: Connection, collection: Collection, asked: Asked) -> int:
    """Return how many records match the filters, which are those of `resolved_filters`."""
    if not asked:
        return total(db, collection, "", "")
    ((name, value), *others) = asked.items()
    if not others and name in collection.facets and not isinstance(value, list):
        return total(db, collection, name, query_text(value))
    return int(db.execute(select_count(collection, filter_shape(asked)), asked).scalar_one())


def total(db: Connection, collection: Collection, name: str, value: str) -> int:
    """Return how many records match one filter, as counted at publish."""
    given = {"collection": collection.name, "filter": name, "value": value}
    return int(db.execute(COUNT, given).scalar() or 0)


COUNT = select(derived(CountRow).c.records).where(
    *(derived(CountRow).c[name] == bindparam(name) for name in ("collection", "filter", "value"))
)


@cache
def select_count(collection: Collection, shape: Shape) -> Select[Any]:
    """Return the statement that counts the records which match several filters."""
    return select(func.count()).select_from(select_matching(collection, shape).order_by(None).subquery())


@cache
def select_matching(
    collection: Collection, shape: Shape, after: bool = False, limited: bool = False, sort: Sort = ()
) -> Select[Any]:
    """Return the statement for (key, document) of the records that match, in the order of their keys.

    With `after`, it begins behind that key; with `limited`, it ends after `limit` records. A list that is
    filtered by links is read in the order of the first of them. With `sort`, the values that order a record
    follow its document, and `after` is behind all of `after_0`, `after_1` and so on.
    """
    table, key = table_of(collection), key_column(collection)
    filters = [(filter_of(collection, name), several) for name, several in shape]
    joined = next((each for each, several in filters if each.column is None and not several), None)
    order: ColumnElement[Any] = key
    terms = list(order_terms(collection, sort))
    statement = select(
        key, table.c.document, *(term.label(f"order_{place}") for place, (term, _) in enumerate(terms))
    )
    if joined:
        link = derived(LinkRow)
        statement = statement.select_from(link.join(table, key == link.c.slug))
        statement = statement.where(*links_to(link, collection, joined, several=False))
        order = link.c.slug
    for each, several in filters:
        if each is not joined:
            statement = statement.where(matches_filter(collection, each, several, order))
    terms.append((order, False))
    if after:
        statement = statement.where(is_behind(terms) if sort else order > bindparam("after"))
    statement = statement.order_by(*(term.desc() if down else term for term, down in terms))
    return statement.limit(bindparam("limit")) if limited else statement


def matches_filter(
    collection: Collection, filter: Filter, several: bool, key: ColumnElement[Any]
) -> ColumnElement[bool]:
    """Return the condition of one filter: a comparison with its column or, without one, a link of the key."""
    if filter.column is None:
        link = derived(LinkRow).alias()
        return exists().where(*links_to(link, collection, filter, several), link.c.slug == key)
    column = table_of(collection).c[filter.column]
    value: Any = bindparam(filter.name, expanding=several)
    return column.in_(value) if several else COMPARISONS[filter.operator](column, value)


def links_to(
    link: Any, collection: Collection, filter: Filter, several: bool
) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions under which a link leads from a collection to a record that a filter names."""
    value: Any = bindparam(filter.name, expanding=several)
    return (
        link.c.target == filter.collection,
        link.c.target_slug.in_(value) if several else link.c.target_slug == value,
        link.c.collection == collection.name,
    )


# Order --------------------------------------------------------------------------------------------


def order_terms(collection: Collection, sort: Sort) -> Iterator[tuple[ColumnElement[Any], bool]]:
    """Yield (value that is never null, whether it falls) of everything that orders a list before the key.

    Records without a value come last. Words stand in the order of their vocabulary.
    """
    columns = {column.name: column for column in collection.columns}
    for written in sort:
        name, down = written.removeprefix("-"), written.startswith("-")
        column, field = table_of(collection).c[name], columns.get(name)
        if field is None:
            yield column, down
            continue
        if field.optional:
            yield case((column.is_(None), 1), else_=0), False
        if field.vocabulary is not None:
            places = {word.value: place for place, word in enumerate(field.vocabulary)}
            yield case(places, value=column, else_=-1), down
        elif field.kind is bool:
            yield case((column.is_(True), 1), else_=0), down
        else:
            yield func.coalesce(column, field.kind()) if field.optional else column, down


def is_behind(terms: list[tuple[ColumnElement[Any], bool]]) -> ColumnElement[bool]:
    """Return the condition of a record that comes after the values `after_0`, `after_1` and so on."""
    values = [
        bindparam(f"after_{place}", type_=term.type, unique=False) for place, (term, _) in enumerate(terms)
    ]
    return or_(
        *(
            and_(
                *(before == value for (before, _), value in zip(terms[:place], values, strict=False)),
                term < values[place] if down else term > values[place],
            )
            for place, (term, down) in enumerate(terms)
        )
    )


# Counts by value ----------------------------------------------------------------------------------


def counts_by_value(db: Connection, collection: Collection, name: str, asked: Asked) -> list[tuple[Any, int]]:
    """Return (value, number of records) of each value of a filter among the records that match."""
    return [
        (value, number)
        for value, number in db.execute(select_facet(collection, name, filter_shape(asked)), asked)
    ]


@cache
def select_facet(collection: Collection, name: str, shape: Shape) -> Select[Any]:
    """Return the statement for (value, number of records) of a filter."""
    filter, key = collection.filter_by_name[name], key_column(collection)
    found = select_matching(collection, shape).order_by(None).subquery()
    keys = select(found.c[collection.key])
    if filter.column is not None:
        column = table_of(collection).c[filter.column]
        return select(column, func.count()).where(key.in_(keys)).group_by(column)
    link = derived(LinkRow)
    return (
        select(link.c.target_slug, func.count())
        .where(
            link.c.collection == collection.name, link.c.target == filter.collection, link.c.slug.in_(keys)
        )
        .group_by(link.c.target_slug)
    )


# Names that are not there -------------------------------------------------------------------------


def must_exist(db: Connection, filter: Filter, slug: str) -> None:
    """Raise `BadQuestionError` when a filter names no record: an empty list would look like an answer."""
    collection = by_name(str(filter.collection))
    key = key_column(collection)
    if db.execute(select(key).where(key == slug)).first() is None:
        near = near_record(db, collection, slug)
        raise BadQuestionError(filter.name, f"no record of {collection.name} has this slug{near}")
