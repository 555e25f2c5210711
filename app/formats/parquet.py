"""Write records as one Parquet file: the columns of the CSV, with types, and lists as lists."""

import io
import json
from collections.abc import Iterable
from typing import Any

import pyarrow
from pyarrow import parquet

from app.formats.csv import Column, columns
from app.models import Document
from app.models.lookup_tables import CELL_SEPARATOR

ARROW_TYPES = {
    "string": pyarrow.string(),
    "integer": pyarrow.int64(),
    "number": pyarrow.float64(),
    "boolean": pyarrow.bool_(),
}
"""Arrow type by the kind of a column."""


def to_parquet(document: type[Document], records: Iterable[str]) -> bytes:
    """Return records, given as JSON, as Parquet; each column carries its description."""
    rows = [json.loads(record) for record in records]
    shown = columns(document)
    schema = pyarrow.schema([arrow_field(column) for column in shown])
    arrays = [
        pyarrow.array([cell_value(column, row) for row in rows], schema.field(column.name).type)
        for column in shown
    ]
    out = io.BytesIO()
    parquet.write_table(pyarrow.Table.from_arrays(arrays, schema=schema), out, compression="zstd")
    return out.getvalue()


def arrow_field(column: Column) -> pyarrow.Field:
    """Return a column as a field of an Arrow schema."""
    kind = ARROW_TYPES[column.kind]
    return pyarrow.field(
        column.name,
        pyarrow.list_(kind) if column.several else kind,
        nullable=not column.required,
        metadata={"description": column.description},
    )


def cell_value(column: Column, row: dict[str, Any]) -> Any:
    """Return the value of a cell; a cell with several values is a list, and empty when there are none."""
    value = column.cell(row)
    if not column.several:
        return value
    return value.split(CELL_SEPARATOR) if value else []
