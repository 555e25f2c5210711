"""The statements that lists are asked with; each is built once and run with other values every time.

Building a statement costs several times as much as running it does. The same statements are for SQLite and
for PostgreSQL. What must stay true: no page is sorted, and none is looked for everywhere: each filter has an
index that has the order of the list too.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import Select, Table, bindparam, exists, false, func, select, union_all

from app.db.tables import CountRow, LinkRow
from app.models import Collection

LINKED = {"domain": "domains", "source": "sources", "form": "forms", "trial": "trials"}
"""Filters that name a record, and its collection."""

SINCE = "min_year"
"""The filter that is no equality."""


def table_of(thing: Any) -> Table:
    """The table of a collection or of a row type."""
    row: Any = thing.row if isinstance(thing, Collection) else thing
    table: Table = row.__table__
    return table


def key_of(collection: Collection) -> Any:
    """The column that has the order of a list."""
    return table_of(collection).primary_key.columns[0]


def filtered(collection: Collection, name: str) -> tuple[str, bool]:
    """What a filter looks at: (column, True), or (collection referred to, False)."""
    if name == SINCE:
        return "year", True
    return (name, True) if name in table_of(collection).c else (LINKED[name], False)


@cache
def record(collection: Collection) -> Select[Any]:
    """The document of the record with a `key`."""
    return select(table_of(collection).c.document).where(key_of(collection) == bindparam("key"))


@cache
def neighbours(collection: Collection, after: bool, most: int) -> Select[Any]:
    """The keys that stand nearest to a `key`, after it or before it."""
    column = key_of(collection)
    if after:
        return select(column).where(column > bindparam("key")).order_by(column).limit(most)
    return select(column).where(column < bindparam("key")).order_by(column.desc()).limit(most)


@cache
def presence(collection: Collection) -> Select[Any]:
    """A row if there is a record with a `key`."""
    return select(key_of(collection)).where(key_of(collection) == bindparam("key"))


@cache
def counted(collection: Collection, name: str | None) -> Select[Any]:
    """How many records match one filter, as counted at publish; its `value` as `counted_as` writes it."""
    count = table_of(CountRow)
    column, own = ("", True) if name is None else filtered(collection, name)
    of_filter = column if own else f"{column}/"
    value: Any = bindparam("value")
    return select(func.coalesce(func.sum(count.c.records), 0)).where(
        count.c.collection == collection.name,
        count.c.filter == of_filter,
        count.c.value >= value if name == SINCE else count.c.value == value,
    )


@cache
def counted_together(collection: Collection, names: tuple[str, ...]) -> Select[Any]:
    """How many records match several filters, by looking at those that one of them leaves."""
    matching = narrowed(collection, names).order_by(None).subquery()
    return select(func.count()).select_from(matching)


@cache
def narrowed(
    collection: Collection, names: tuple[str, ...], after: bool = False, limited: bool = False
) -> Select[Any]:
    """(key, document) of the records that match filters, in the order of their keys, from behind one of them
    (`after`), no more than `limit`.

    A list narrowed by references is led by the first of them.
    """
    table = table_of(collection)
    key = key_of(collection)
    links = [name for name in names if not filtered(collection, name)[1]]
    statement = select(key, table.c.document)
    if links:
        link = table_of(LinkRow)
        statement = statement.select_from(link.join(table, key == link.c.slug))
        statement = statement.where(*refers(link, collection, links[0]))
        key = link.c.slug
    for name in links[1:]:
        other = table_of(LinkRow).alias()
        statement = statement.where(exists().where(*refers(other, collection, name), other.c.slug == key))
    for name in names:
        column, own = filtered(collection, name)
        if name == SINCE:
            statement = statement.where(table.c[column] >= bindparam(name))
        elif own:
            statement = statement.where(table.c[column] == bindparam(name))
    if after:
        statement = statement.where(key > bindparam("after"))
    statement = statement.order_by(key)
    return statement.limit(bindparam("limit")) if limited else statement


def refers(link: Any, collection: Collection, name: str) -> tuple[Any, ...]:
    """That a link leads from a collection to the record which a filter names."""
    return (
        link.c.target == LINKED[name],
        link.c.target_slug == bindparam(name),
        link.c.collection == collection.name,
    )


@cache
def years_since(collection: Collection) -> Select[Any]:
    """The years from `value` on of which there are records."""
    count = table_of(CountRow)
    return select(count.c.value).where(
        count.c.collection == collection.name, count.c.filter == "year", count.c.value >= bindparam("value")
    )


def since(collection: Collection, years: Sequence[int], after: bool) -> Select[Any]:
    """As `narrowed`, of some years: the first keys of each of them, which an index has in order.

    A year and all after it stand in no index in the order of the keys.
    """
    table, key = table_of(collection), key_of(collection)
    firsts = []
    for year in years:
        first = select(key).where(table.c.year == year)
        first = first.where(key > bindparam("after")) if after else first
        firsts.append(select(first.order_by(key).limit(bindparam("limit")).subquery()))
    statement = select(key, table.c.document)
    statement = statement.where(key.in_(union_all(*firsts))) if firsts else statement.where(false())
    return statement.order_by(key).limit(bindparam("limit"))
