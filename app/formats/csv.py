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
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel

from app.models import Document, Reference, Vocabulary
from app.models.provenance import Verification

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
    kind: str = "string"
    """`string`, `integer`, `number` or `boolean`: the words of Frictionless table schemas."""
    required: bool = False
    """Whether every record has it."""
    vocabulary: type[Vocabulary] | None = None
    """The closed list its words are from."""
    target: str | None = None
    """The collection whose slugs it holds."""
    several: bool = False
    """Whether a cell may hold several of them, joined."""


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
    return tuple(_columns(document, "", lambda record: record, always=True))


Reach = Callable[[Any], Any]
"""From a record as plain values to one place in it."""


def _columns(model: type[BaseModel], prefix: str, reach: Reach, always: bool) -> Iterator[Column]:
    for name, field in model.model_fields.items():
        kind, about = field.rebuild_annotation(), field.description or ""
        yield from _column(prefix + name, kind, about, _step(reach, name), always)


def _step(reach: Reach, name: str) -> Reach:
    def step(record: Any) -> Any:
        part = reach(record)
        return None if part is None else part[name]

    return step


def _column(name: str, annotation: Any, about: str, reach: Reach, always: bool) -> Iterator[Column]:
    kind = _bare(annotation)
    always = always and not _may_be_null(annotation)
    if name == "provenance":
        yield from _provenance()
    elif _is_a(kind, BaseModel):
        yield from _columns(kind, f"{name}_", reach, always)
    elif get_origin(kind) is list:
        item = _bare(get_args(kind)[0])
        if not _is_a(item, BaseModel):
            yield _words(name, get_args(kind)[0], about, lambda record: _joined(reach(record)), several=True)
        elif "name" in item.model_fields:
            about = about or (item.__doc__ or "").strip()
            yield Column(name, about, lambda record: _joined(_each(reach(record), "name")), several=True)
        else:
            count = f"{name}_count"
            yield Column(
                count, f"{about} (how many)", lambda record: len(reach(record) or []), "integer", True
            )
    elif get_origin(kind) is dict:
        word = _bare(get_args(kind)[1])
        vocabulary = word if _is_a(word, Vocabulary) else None
        yield Column(name, about, lambda record: _pairs(reach(record)), vocabulary=vocabulary, several=True)
    else:
        yield _words(name, annotation, about, reach, required=always)


def _provenance() -> Iterator[Column]:
    yield Column(
        "sources",
        "Every source of the record.",
        lambda record: _named_in(record, "sources"),
        target="sources",
        several=True,
    )
    yield Column(
        "verification",
        "How far they were read.",
        lambda record: _named_in(record, "verification"),
        required=True,
        vocabulary=Verification,
        several=True,
    )


def _words(name: str, annotation: Any, about: str, reach: Reach, **more: bool) -> Column:
    """A column of values that hold no others; a closed list speaks for a field that says nothing."""
    kind = _bare(annotation)
    vocabulary = kind if _is_a(kind, Vocabulary) else None
    about = about or (vocabulary.about() if vocabulary else "")
    return Column(name, about, reach, _type(kind), vocabulary=vocabulary, target=_target(annotation), **more)


def _type(kind: Any) -> str:
    """The word for a type of value."""
    plain = type(get_args(kind)[0]) if get_origin(kind) is Literal else kind
    return {bool: "boolean", int: "integer", float: "number"}.get(plain, "string")


def _target(annotation: Any) -> str | None:
    """The one collection that a value refers to as a whole, if it does."""
    if isinstance(annotation, Reference):
        return None if annotation.inside or annotation.collection == "*" else annotation.collection
    parts = (*get_args(annotation), *getattr(annotation, "__metadata__", ()))
    return next(filter(None, map(_target, parts)), None)


def _bare(annotation: Any) -> Any:
    """A type without its marks, and without `None` where it may be left out."""
    if get_origin(annotation) is Annotated:
        return _bare(get_args(annotation)[0])
    if get_origin(annotation) in (Union, UnionType):
        return _bare(next(option for option in get_args(annotation) if option is not NoneType))
    return annotation


def _may_be_null(annotation: Any) -> bool:
    if get_origin(annotation) is Annotated:
        return _may_be_null(get_args(annotation)[0])
    return get_origin(annotation) in (Union, UnionType) and NoneType in get_args(annotation)


def _is_a(kind: Any, parent: type) -> bool:
    return isinstance(kind, type) and issubclass(kind, parent)


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
