"""Records as one flat table: the same columns whatever the rows, and no JSON in any cell.

Parts become columns of their own (`population_sex`), lists of words are joined, and a list of parts is
named (`arms`) or, where its parts have no names, counted (`limitations_count`).
"""

import csv as csv_module
import io
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel

from ..models import Document

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")
"""What a spreadsheet may take for the start of a formula."""

JOIN = "; "


@dataclass(frozen=True)
class Column:
    """One column of the table."""

    name: str
    description: str
    cell: Callable[[Any], Any]
    """From a record as plain values to a text, number, truth value or None."""


def csv(document: type[Document], records: Iterable[str]) -> bytes:
    """Records as comma-separated values, UTF-8, with a head line."""
    out = io.StringIO()
    writer = csv_module.writer(out, lineterminator="\r\n")
    shown = columns(document)
    writer.writerow(column.name for column in shown)
    for record in records:
        content = json.loads(record)
        writer.writerow(plain(column.cell(content)) for column in shown)
    return out.getvalue().encode()


def plain(value: Any) -> Any:
    """A cell that no spreadsheet will run."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str) and value.startswith(FORMULA_STARTS):
        return f"'{value}"
    return value


@cache
def columns(document: type[Document]) -> tuple[Column, ...]:
    """The columns of a kind of record."""
    return tuple(_columns(document, "", lambda record: record))


def _columns(model: type[BaseModel], prefix: str, reach: Callable[[Any], Any]) -> Iterator[Column]:
    for name, field in model.model_fields.items():
        yield from _column(prefix + name, field.annotation, field.description or "", _step(reach, name))


def _step(reach: Callable[[Any], Any], name: str) -> Callable[[Any], Any]:
    def step(record: Any) -> Any:
        part = reach(record)
        return None if part is None else part[name]

    return step


def _column(name: str, annotation: Any, about: str, reach: Callable[[Any], Any]) -> Iterator[Column]:
    kind = _bare(annotation)
    if name == "provenance":
        yield Column("sources", "Every source of the record.", lambda record: _named_in(record, "sources"))
        yield Column(
            "verification", "How far they were read.", lambda record: _named_in(record, "verification")
        )
    elif isinstance(kind, type) and issubclass(kind, BaseModel):
        yield from _columns(kind, f"{name}_", reach)
    elif get_origin(kind) is list:
        item = _bare(get_args(kind)[0])
        if not (isinstance(item, type) and issubclass(item, BaseModel)):
            yield Column(name, about, lambda record: _joined(reach(record)))
        elif "name" in item.model_fields:
            yield Column(name, about, lambda record: _joined(_each(reach(record), "name")))
        else:
            yield Column(f"{name}_count", f"{about} (how many)", lambda record: len(reach(record) or []))
    elif get_origin(kind) is dict:
        yield Column(name, about, lambda record: _pairs(reach(record)))
    else:
        yield Column(name, about, reach)


def _bare(annotation: Any) -> Any:
    """A type without its marks, and without `None` where it may be left out."""
    if get_origin(annotation) is Annotated:
        return _bare(get_args(annotation)[0])
    if get_origin(annotation) in (Union, UnionType):
        return _bare(next(option for option in get_args(annotation) if option is not type(None)))
    return annotation


def _each(parts: Any, name: str) -> list[Any] | None:
    return None if parts is None else [part[name] for part in parts]


def _joined(items: Any) -> str | None:
    return JOIN.join(map(str, items)) if items else None


def _pairs(mapping: Any) -> str | None:
    return JOIN.join(f"{name}: {value}" for name, value in mapping.items()) if mapping else None


def _named_in(record: Any, name: str) -> str | None:
    """Every word under a name in the provenance of a record, once, in order."""
    found = (entry[name] for entry in record["provenance"])
    words = [word for value in found for word in (value if isinstance(value, list) else [value])]
    return _joined(list(dict.fromkeys(words)))
