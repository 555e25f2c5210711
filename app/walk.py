"""Visit every value of a record together with what its type says about it.

References, sources and reasons for nulls are all found this way, so a new field is checked the moment
it is declared.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, get_args, get_origin

from pydantic import BaseModel

Place = tuple[str | int, ...]
"""Where in a record: `("outcomes", 0, "domain")`."""


@dataclass(frozen=True)
class Value:
    """One value that holds no others: a text, a number, a truth value, a null, or an empty list."""

    place: Place
    value: Any
    marks: tuple[Any, ...]
    """What the types around it are annotated with: `RefersTo`, `IsReported`, `Ours`."""
    holders: tuple[BaseModel, ...]
    """The record, and the parts inside it down to the one the value stands in."""


def values(record: BaseModel) -> Iterator[Value]:
    """Every value in a record, in order."""
    return _inside(record, (), (), ())


def field_names(model: type[BaseModel]) -> set[str]:
    """Every field name that occurs anywhere in a kind of record."""
    names: set[str] = set()
    waiting, seen = [model], {model}
    while waiting:
        for name, (_, annotation) in _fields(waiting.pop()).items():
            names.add(name)
            for found in _models(annotation):
                if found not in seen:
                    seen.add(found)
                    waiting.append(found)
    return names


def _inside(
    part: BaseModel, place: Place, marks: tuple[Any, ...], holders: tuple[BaseModel, ...]
) -> Iterator[Value]:
    for name, (own, annotation) in _fields(type(part)).items():
        yield from _visit(getattr(part, name), annotation, (*place, name), (*marks, *own), (*holders, part))


def _visit(
    value: Any,
    annotation: Any,
    place: Place,
    marks: tuple[Any, ...],
    holders: tuple[BaseModel, ...],
) -> Iterator[Value]:
    more, inner = _strip(annotation)
    marks = (*marks, *more)
    if isinstance(value, BaseModel):
        passed_on = tuple(mark for mark in marks if getattr(mark, "passed_on", False))
        yield from _inside(value, place, passed_on, holders)
    elif isinstance(value, list) and value:
        for index, item in enumerate(value):
            yield from _visit(item, inner[0] if inner else Any, (*place, index), marks, holders)
    elif isinstance(value, dict) and value:
        for key, item in value.items():
            yield from _visit(item, inner[-1] if inner else Any, (*place, key), marks, holders)
    else:
        yield Value(place, value, marks, holders)


@cache
def _fields(model: type[BaseModel]) -> dict[str, tuple[tuple[Any, ...], Any]]:
    return {name: (tuple(f.metadata), f.annotation) for name, f in model.model_fields.items()}


def _strip(annotation: Any) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
    """The marks of an annotation, and the types of what a list or mapping of it holds."""
    if get_origin(annotation) is Annotated:
        first, *marks = get_args(annotation)
        more, inner = _strip(first)
        return (*marks, *more), inner
    if get_origin(annotation) in (list, dict):
        return (), get_args(annotation)
    marks_found: tuple[Any, ...] = ()
    inner_found: tuple[Any, ...] = ()
    if not isinstance(annotation, type):
        for option in get_args(annotation):
            more, inner = _strip(option)
            marks_found, inner_found = (*marks_found, *more), inner_found or inner
    return marks_found, inner_found


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _models(part)
