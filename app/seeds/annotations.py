"""Visit every value of a record together with the annotations of its type.

What must stay true: references, sources and reasons for nulls are found only in this way, so that a new field
is checked as soon as it is declared.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar

from pydantic import BaseModel

from app.models.field_types import classes_in, item_types, own_marks

Location = tuple[str | int, ...]
"""Path to a value in a record: `("outcomes", 0, "domain")`."""


M = TypeVar("M")


@dataclass(frozen=True)
class AnnotatedValue:
    """One scalar, null or empty list of a record, with the annotations of its type."""

    location: Location
    value: Any
    marks: tuple[Any, ...]
    """Annotations of the types around it: `Reference`, `MayBeAbsent`, `CuratorMade`."""
    holders: tuple[BaseModel, ...]
    """The record, then each part inside it down to the one that holds the value."""


def annotated_values(record: BaseModel, marked: type | None = None) -> Iterator[AnnotatedValue]:
    """Yield every value of a record in order; with `marked`, only those of fields with such an annotation."""
    return _visit_fields(record, (), (), (), marked)


def marked_strings(record: BaseModel, marked: type[M]) -> list[tuple[M, str]]:
    """Return (annotation, string) of every string with such an annotation.

    This is faster than `annotated_values`, because it keeps no locations.
    """
    found: list[tuple[M, str]] = []
    _collect_from_fields(record, marked, found)
    return found


def field_names(model: type[BaseModel]) -> set[str]:
    """Return every field name of a model and of the models inside it."""
    names: set[str] = set()
    waiting, seen = [model], {model}
    while waiting:
        for name, field in waiting.pop().model_fields.items():
            names.add(name)
            for inner in classes_in(field.annotation, BaseModel):
                if inner not in seen:
                    seen.add(inner)
                    waiting.append(inner)
    return names


@dataclass(frozen=True)
class _AnnotatedType:
    """Annotations of a type, and those of the types inside it."""

    marks: tuple[Any, ...]
    inner: tuple["_AnnotatedType", ...]
    """Types of the items of a list or mapping."""
    holds: frozenset[type]
    """Classes of annotations that occur anywhere in it."""


def _visit_fields(
    part: BaseModel,
    location: Location,
    marks: tuple[Any, ...],
    holders: tuple[BaseModel, ...],
    marked: type | None,
) -> Iterator[AnnotatedValue]:
    inside = (*holders, part)
    for name, kind in _types_with(type(part), marked):
        yield from _visit_value(getattr(part, name), kind, (*location, name), marks, inside, marked)


def _visit_value(
    value: Any,
    kind: _AnnotatedType,
    location: Location,
    marks: tuple[Any, ...],
    holders: tuple[BaseModel, ...],
    marked: type | None,
) -> Iterator[AnnotatedValue]:
    marks = (*marks, *kind.marks)
    if isinstance(value, BaseModel):
        passed_on = tuple(mark for mark in marks if getattr(mark, "passed_on", False))
        yield from _visit_fields(value, location, passed_on, holders, marked)
    elif isinstance(value, list) and value:
        inner = kind.inner[0] if kind.inner else _WITHOUT_ANNOTATIONS
        for index, item in enumerate(value):
            yield from _visit_value(item, inner, (*location, index), marks, holders, marked)
    elif isinstance(value, dict) and value:
        inner = kind.inner[-1] if kind.inner else _WITHOUT_ANNOTATIONS
        for key, item in value.items():
            yield from _visit_value(item, inner, (*location, key), marks, holders, marked)
    else:
        yield AnnotatedValue(location, value, marks, holders)


@dataclass(frozen=True)
class _StringMarks:
    """Annotations of one class on the strings of a value."""

    marks: tuple[Any, ...]
    inner: "_StringMarks | None"
    """The same for the items of a list or mapping."""


def _collect_from_fields(part: BaseModel, marked: type, found: list[tuple[Any, str]]) -> None:
    for name, wanted in _string_marks_by_field(type(part), marked):
        if value := getattr(part, name):
            _collect_from_value(value, wanted, marked, found)


def _collect_from_value(value: Any, wanted: _StringMarks, marked: type, found: list[tuple[Any, str]]) -> None:
    if isinstance(value, str):
        for mark in wanted.marks:
            found.append((mark, value))
    elif isinstance(value, list | dict):
        inner = wanted.inner or wanted
        for item in value if isinstance(value, list) else value.values():
            _collect_from_value(item, inner, marked, found)
    elif isinstance(value, BaseModel):
        _collect_from_fields(value, marked, found)


@cache
def _string_marks_by_field(model: type[BaseModel], marked: type) -> tuple[tuple[str, _StringMarks], ...]:
    return tuple((name, _string_marks(kind, (), marked)) for name, kind in _types_with(model, marked))


def _string_marks(kind: _AnnotatedType, around: tuple[Any, ...], marked: type) -> _StringMarks:
    marks = (*around, *(mark for mark in kind.marks if isinstance(mark, marked)))
    return _StringMarks(marks, _string_marks(kind.inner[-1], marks, marked) if kind.inner else None)


@cache
def _types_by_field(model: type[BaseModel]) -> dict[str, _AnnotatedType]:
    return {name: _annotated_type(field.rebuild_annotation()) for name, field in model.model_fields.items()}


@cache
def _types_with(model: type[BaseModel], marked: type | None) -> tuple[tuple[str, _AnnotatedType], ...]:
    fields = _types_by_field(model).items()
    return tuple((name, kind) for name, kind in fields if marked is None or marked in kind.holds)


def _annotated_type(annotation: Any) -> _AnnotatedType:
    marks = tuple(own_marks(annotation))
    inner = tuple(map(_annotated_type, item_types(annotation)))
    holds = {type(mark) for mark in marks}.union(*(kind.holds for kind in inner))
    models = classes_in(annotation, BaseModel)
    return _AnnotatedType(marks, inner, frozenset(holds.union(*map(_marks_in, models))))


@cache
def _marks_in(model: type[BaseModel]) -> frozenset[type]:
    """Return the classes of annotations that occur anywhere in a model; no model contains itself."""
    return frozenset[type]().union(*(kind.holds for kind in _types_by_field(model).values()))


_WITHOUT_ANNOTATIONS = _AnnotatedType((), (), frozenset())
