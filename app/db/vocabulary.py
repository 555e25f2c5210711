"""Queries of the vocabulary."""

from collections.abc import Iterator
from typing import Any, TypeVar

from pydantic_core import from_json
from sqlalchemy import Connection, select

from app.db.tables import VOCABULARY, VOCABULARY_INDEX
from app.models import Document
from app.models.vocabulary import value_of
from app.registry import LOOKUP_TABLES, LookupTable

D = TypeVar("D", bound=Document)


def vocabulary_index(db: Connection) -> Any:
    """Return the index from which `app.medicines.vocabulary.Vocabulary` is made."""
    return from_json(db.execute(select(VOCABULARY_INDEX.c.document)).scalar_one())


def table_rows(db: Connection, model: type[D]) -> list[D]:
    """Return every row of the lookup table of a model, in the order of its file."""
    (name,) = (each.table for each in LOOKUP_TABLES if each.model is model)
    (table,) = (each for each in VOCABULARY if each.name == name)
    columns = [table.c[column] for column in model.model_fields]
    return [validated_row(model, cells) for cells in db.execute(select(*columns).order_by(table.c.number))]


def table_documents(db: Connection, table: LookupTable) -> Iterator[str]:
    """Yield every row of a lookup table as JSON, in the order of its file."""
    return (row.model_dump_json() for row in table_rows(db, table.model))


def validated_row(model: type[D], cells: Any) -> D:
    """Return a row from its cells."""
    fields = zip(model.model_fields, cells, strict=True)
    return model.model_validate({column: value_of(model, column, cell) for column, cell in fields})
