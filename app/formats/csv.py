"""Write records as one flat CSV table.

What must stay true: the columns depend on the model alone, not on the rows; no cell holds JSON. Nested
components become columns of their own (`population_sex`), lists of words are joined, and a list of components
is given by their names (`arms`) or, where they have none, by their number (`limitations_count`).
"""

import csv as csv_module
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from app.evidence.labels import labels_of
from app.models import Document, Reference, Vocabulary
from app.models.field_types import all_marks, bare, is_a, may_be_null, plain_type
from app.models.lookup_tables import CELL_SEPARATOR, RowReference
from app.models.provenance import Verification

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")
"""First characters that a spreadsheet may read as the start of a formula."""

FRICTIONLESS = {bool: "boolean", int: "integer", float: "number"}
"""Plain type → its name in Frictionless table schemas; every other is a `string`."""


@dataclass(frozen=True)
class Column:
    """One column of the table."""

    name: str
    description: str
    cell: Callable[[Any], Any]
    """Function from a record as plain values to a string, number, boolean or None."""
    kind: str = "string"
    """`string`, `integer`, `number` or `boolean`, as in Frictionless table schemas."""
    required: bool = False
    """True where every record has a value."""
    vocabulary: type[Vocabulary] | None = None
    """Vocabulary of its words."""
    target: str | None = None
    """Collection whose slugs it holds."""
    several: bool = False
    """True where a cell may hold several values, joined by `CELL_SEPARATOR`."""
    field: str = ""
    """Field of the record from which the column is made."""


def to_csv(
    document: type[Document], records: Iterable[str], shown: tuple[Column, ...] | None = None
) -> bytes:
    """Return records as comma-separated values (RFC 4180), UTF-8, with a header row."""
    out = io.StringIO()
    writer = csv_module.writer(out, lineterminator="\r\n")
    shown = shown or columns(document)
    writer.writerow(column.name for column in shown)
    for record in records:
        content = json.loads(record)
        writer.writerow(neutralised(column.cell(content)) for column in shown)
    return out.getvalue().encode()


def neutralised(value: Any) -> Any:
    """Return a cell that no spreadsheet runs as a formula; truth values are written as R reads them."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, str) and value.startswith(FORMULA_STARTS):
        return f"'{value}"
    return value


@cache
def columns(document: type[Document]) -> tuple[Column, ...]:
    """Return the columns of a document."""
    return tuple(
        replace(column, field=name)
        for name, annotated in document.model_fields.items()
        for column in _field_columns(name, name, annotated, lambda record: record, True)
    )


def labelled(shown: Iterable[Column]) -> tuple[Column, ...]:
    """Return columns with one more behind each that holds words: the words as people read them."""
    found: list[Column] = []
    for column in shown:
        found.append(column)
        if column.vocabulary is not None:
            found.append(label_column(column, labels_of(column.vocabulary)))
    return tuple(found)


def label_column(column: Column, labels: Mapping[str, str]) -> Column:
    """Return the column that holds the labels of another."""

    def cell(record: Any) -> str | None:
        words = column.cell(record)
        if words is None:
            return None
        parts = (part.rpartition(": ") for part in str(words).split(CELL_SEPARATOR))
        return CELL_SEPARATOR.join(f"{name}{mark}{labels.get(word, word)}" for name, mark, word in parts)

    about = f"The wording of `{column.name}`."
    return replace(column, name=f"{column.name}_label", description=about, cell=cell, vocabulary=None)


Reach = Callable[[Any], Any]
"""Function from a record as plain values to one place in it."""


def _field_columns(name: str, column: str, field: FieldInfo, reach: Reach, always: bool) -> Iterator[Column]:
    """Yield the columns of a field; `column` is their name, `always` says that its model is never null."""
    annotation, about = field.rebuild_annotation(), field.description or ""
    yield from _column(column, annotation, about, _step(reach, name), always)


def _step(reach: Reach, name: str) -> Reach:
    """Return a function that reaches one field further; None where a part, or a newer field, is missing."""

    def step(record: Any) -> Any:
        part = reach(record)
        return None if part is None else part.get(name)

    return step


def _column(name: str, annotation: Any, about: str, reach: Reach, always: bool) -> Iterator[Column]:
    """Yield the columns of a value by its type."""
    kind = bare(annotation)
    always = always and not may_be_null(annotation)
    if name == "provenance":
        yield from _provenance_columns()
    elif is_a(kind, BaseModel):
        for inner, field in kind.model_fields.items():
            yield from _field_columns(inner, f"{name}_{inner}", field, reach, always)
    elif get_origin(kind) is list:
        item = bare(get_args(kind)[0])
        if not is_a(item, BaseModel):
            yield _plain_column(
                name, get_args(kind)[0], about, lambda record: _joined(reach(record)), several=True
            )
        elif "name" in item.model_fields:
            about = about or (item.__doc__ or "").strip()
            yield Column(name, about, lambda record: _joined(_each(reach(record), "name")), several=True)
        else:
            count = f"{name}_count"
            yield Column(
                count, f"{about} (how many)", lambda record: len(reach(record) or []), "integer", True
            )
    elif get_origin(kind) is dict:
        word = bare(get_args(kind)[1])
        vocabulary = word if is_a(word, Vocabulary) else None
        yield Column(name, about, lambda record: _pairs(reach(record)), vocabulary=vocabulary, several=True)
    else:
        yield _plain_column(name, annotation, about, reach, required=always)


def _provenance_columns() -> Iterator[Column]:
    yield Column(
        "sources",
        "Every source of the record.",
        lambda record: _provenance_values(record, "sources"),
        target="sources",
        several=True,
    )
    yield Column(
        "verification",
        "How far they were read.",
        lambda record: _provenance_values(record, "verification"),
        required=True,
        vocabulary=Verification,
        several=True,
    )


def _plain_column(
    name: str, annotation: Any, about: str, reach: Reach, *, required: bool = False, several: bool = False
) -> Column:
    """Return a column of plain values; a field without a description takes that of its vocabulary."""
    kind = bare(annotation)
    vocabulary = kind if is_a(kind, Vocabulary) else None
    return Column(
        name,
        about or (vocabulary.about() if vocabulary else ""),
        reach,
        FRICTIONLESS.get(plain_type(annotation), "string"),
        required,
        vocabulary,
        _target(annotation),
        several,
    )


def _target(annotation: Any) -> str | None:
    """Return the collection that a value refers to; None for a part of a record or any collection."""
    for mark in all_marks(annotation):
        if isinstance(mark, RowReference):
            return mark.table
        if isinstance(mark, Reference) and not mark.inside and mark.collection != "*":
            return mark.collection
    return None


def _each(parts: Any, name: str) -> list[Any] | None:
    return None if parts is None else [part[name] for part in parts]


def _joined(items: Any) -> str | None:
    return CELL_SEPARATOR.join(map(str, items)) if items else None


def _pairs(mapping: Any) -> str | None:
    return CELL_SEPARATOR.join(f"{name}: {value}" for name, value in mapping.items()) if mapping else None


def _provenance_values(record: Any, name: str) -> str | None:
    """Return every value of a field of the provenance entries, each once, joined."""
    found = (entry[name] for entry in record["provenance"])
    words = [word for value in found for word in (value if isinstance(value, list) else [value])]
    return _joined(list(dict.fromkeys(words)))
