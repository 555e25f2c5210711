"""Queries of the lookup tables: rows of the vocabulary, and the names in them."""

from collections.abc import Collection, Iterator
from typing import Any, NamedTuple, TypeVar

from pydantic_core import from_json
from sqlalchemy import Connection, Select, case, func, or_, select, true

from app.db.errors import NotFoundError
from app.db.near_keys import near_row, table_of_lookup
from app.db.pagination import Page, read_cursor, write_cursor
from app.db.tables import MEDICINE_NAMES, VOCABULARY_INDEX
from app.models import DatasetStamp, Document
from app.models.collection import LookupTable
from app.models.lookup_tables import value_of
from app.registry import LOOKUP_TABLES

D = TypeVar("D", bound=Document)


def vocabulary_index(db: Connection) -> Any:
    """Return the index from which `app.medicines.vocabulary.NameIndex` is made."""
    return from_json(db.execute(select(VOCABULARY_INDEX.c.document)).scalar_one())


def table_rows(db: Connection, model: type[D]) -> list[D]:
    """Return every row of the lookup table of a model, in the order of its file."""
    lookup = next(each for each in LOOKUP_TABLES if each.model is model)
    statement = select_columns(lookup).order_by(table_of_lookup(lookup).c.number)
    return [validated_row(model, cells) for cells in db.execute(statement)]


def table_documents(db: Connection, table: LookupTable) -> Iterator[str]:
    """Yield every row of a lookup table as JSON, in the order of its file."""
    return (row.model_dump_json() for row in table_rows(db, table.model))


# Look-ups -----------------------------------------------------------------------------------------


class KnownName(NamedTuple):
    """A name of a medicine, as it is written, with its kind and meanings."""

    name: str
    kind: str
    meanings: str
    """Slugs: those of one meaning joined by `; `, meanings by ` | `."""


def names_with(db: Connection, folded: str, limit: int, kinds: Collection[str]) -> list[KnownName]:
    """Return names that contain a folded text, the nearest first.

    First the text itself, then names that begin with it, then names with a word that begins with it, then the
    others. Among equals, names of some kinds come first, then names of one word, then those of the substances
    with the most products.
    """
    name, kind, products = MEDICINE_NAMES.c.name, MEDICINE_NAMES.c.kind, MEDICINE_NAMES.c.products
    nearness = case(
        (name == folded, 0),
        (name.startswith(folded, autoescape=True), 1),
        (name.contains(f" {folded}", autoescape=True), 2),
        else_=3,
    )
    statement = (
        select(MEDICINE_NAMES.c.shown, kind, MEDICINE_NAMES.c.meanings)
        .where(name.contains(folded, autoescape=True))
        .order_by(nearness, kind.not_in(kinds), name.contains(" "), products.desc(), func.length(name), name)
        .limit(limit)
    )
    return [KnownName(*row) for row in db.execute(statement)]


def page_of_rows(
    db: Connection,
    stamp: DatasetStamp,
    lookup: LookupTable,
    folded: str | None,
    limit: int,
    cursor: str | None,
) -> Page:
    """Return the rows with a name that contains a folded text, or all, in the order of their slugs."""
    asked = {} if folded is None else {"q": folded}
    after = "" if cursor is None else read_cursor(cursor, stamp, lookup, asked)
    table = table_of_lookup(lookup)
    found = true() if folded is None else table.c.folded_names.contains(folded, autoescape=True)
    total = db.execute(select(func.count()).select_from(table).where(found)).scalar_one()
    statement = select_columns(lookup).where(found, table.c.slug > after).order_by(table.c.slug)
    rows = db.execute(statement.limit(limit + 1)).all()
    following = write_cursor(rows[limit - 1].slug, stamp, lookup, asked) if len(rows) > limit else None
    items = [validated_row(lookup.model, cells).model_dump_json() for cells in rows[:limit]]
    return Page(items, total, following)


def rows_beginning(db: Connection, lookup: LookupTable, first: str) -> list[str]:
    """Return the public JSON of the rows whose slug begins with one of some characters, in order."""
    slug = table_of_lookup(lookup).c.slug
    statement = select_columns(lookup).where(or_(*map(slug.startswith, first))).order_by(slug)
    return [validated_row(lookup.model, cells).model_dump_json() for cells in db.execute(statement)]


def found_row(db: Connection, lookup: LookupTable, slug: str) -> str | None:
    """Return the public JSON of one row; None when there is none."""
    table = table_of_lookup(lookup)
    cells = db.execute(select_columns(lookup).where(table.c.slug == slug)).one_or_none()
    return None if cells is None else validated_row(lookup.model, cells).model_dump_json()


def one_row(db: Connection, lookup: LookupTable, slug: str) -> str:
    """Return the public JSON of one row; raise `NotFoundError` with a suggestion when there is none."""
    found = found_row(db, lookup, slug)
    if found is None:
        raise NotFoundError(f"there is no such {lookup.one}{near_row(db, lookup, slug)}")
    return found


# Rows ---------------------------------------------------------------------------------------------


def select_columns(lookup: LookupTable) -> Select[Any]:
    """Return the statement for the published columns of every row."""
    table = table_of_lookup(lookup)
    return select(*(table.c[column] for column in lookup.model.model_fields))


def validated_row(model: type[D], cells: Any) -> D:
    """Return a row from its cells."""
    fields = zip(model.model_fields, cells, strict=True)
    return model.model_validate({column: value_of(model, column, cell) for column, cell in fields})
