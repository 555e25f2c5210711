"""Visit every value of a record together with what its type says about it.

References, sources and reasons for nulls are all found this way, so a new field is checked the moment
it is declared.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, TypeVar, get_args, get_origin

from pydantic import BaseModel

Place = tuple[str | int, ...]
"""Where in a record: `("outcomes", 0, "domain")`."""


M = TypeVar("M")


@dataclass(frozen=True)
class Value:
    """One value that holds no others: a text, a number, a truth value, a null, or an empty list."""

    place: Place
    value: Any
    marks: tuple[Any, ...]
    """What the types around it are annotated with: `Reference`, `MayBeAbsent`, `CuratorMade`."""
    holders: tuple[BaseModel, ...]
    """The record, and the parts inside it down to the one the value stands in."""


def values(record: BaseModel, marked: type | None = None) -> Iterator[Value]:
    """Every value in a record, in order; or only those of fields in whose type such a mark stands."""
    return _inside(record, (), (), (), marked)


def field_names(model: type[BaseModel]) -> set[str]:
    """Every field name that occurs anywhere in a kind of record."""
    names: set[str] = set()
    waiting, seen = [model], {model}
    while waiting:
        for name, field in waiting.pop().model_fields.items():
            names.add(name)
            for found in _models(field.annotation):
                if found not in seen:
                    seen.add(found)
                    waiting.append(found)
    return names


@dataclass(frozen=True)
class _Shape:
    """What the type of a value says."""

    marks: tuple[Any, ...]
    inner: tuple["_Shape", ...]
    """Of what a list or mapping of it holds."""
    holds: frozenset[type]
    """Kinds of marks that stand anywhere in it."""


def _inside(
    part: BaseModel,
    place: Place,
    marks: tuple[Any, ...],
    holders: tuple[BaseModel, ...],
    marked: type | None,
) -> Iterator[Value]:
    inside = (*holders, part)
    for name, shape in _fields_with(type(part), marked):
        yield from _visit(getattr(part, name), shape, (*place, name), marks, inside, marked)


def _visit(
    value: Any,
    shape: _Shape,
    place: Place,
    marks: tuple[Any, ...],
    holders: tuple[BaseModel, ...],
    marked: type | None,
) -> Iterator[Value]:
    marks = (*marks, *shape.marks)
    if isinstance(value, BaseModel):
        passed_on = tuple(mark for mark in marks if getattr(mark, "passed_on", False))
        yield from _inside(value, place, passed_on, holders, marked)
    elif isinstance(value, list) and value:
        inner = shape.inner[0] if shape.inner else _PLAIN
        for index, item in enumerate(value):
            yield from _visit(item, inner, (*place, index), marks, holders, marked)
    elif isinstance(value, dict) and value:
        inner = shape.inner[-1] if shape.inner else _PLAIN
        for key, item in value.items():
            yield from _visit(item, inner, (*place, key), marks, holders, marked)
    else:
        yield Value(place, value, marks, holders)


def marked_texts(record: BaseModel, marked: type[M]) -> list[tuple[M, str]]:
    """Every text whose type has such a mark, with the mark; quicker than to ask where each stands."""
    found: list[tuple[M, str]] = []
    _add_marked(record, marked, found)
    return found


@dataclass(frozen=True)
class _Way:
    """What to look for in a value: the marks of one kind that its texts have."""

    marks: tuple[Any, ...]
    inner: "_Way | None"
    """The same for what a list or mapping of it holds."""


def _add_marked(part: BaseModel, marked: type, found: list[tuple[Any, str]]) -> None:
    for name, way in _ways(type(part), marked):
        if value := getattr(part, name):
            _add_marked_texts(value, way, marked, found)


def _add_marked_texts(value: Any, way: _Way, marked: type, found: list[tuple[Any, str]]) -> None:
    if isinstance(value, str):
        for mark in way.marks:
            found.append((mark, value))
    elif isinstance(value, list | dict):
        inner = way.inner or way
        for item in value if isinstance(value, list) else value.values():
            _add_marked_texts(item, inner, marked, found)
    elif isinstance(value, BaseModel):
        _add_marked(value, marked, found)


@cache
def _ways(model: type[BaseModel], marked: type) -> tuple[tuple[str, _Way], ...]:
    return tuple((name, _way(shape, (), marked)) for name, shape in _fields_with(model, marked))


def _way(shape: _Shape, around: tuple[Any, ...], marked: type) -> _Way:
    marks = (*around, *(mark for mark in shape.marks if isinstance(mark, marked)))
    return _Way(marks, _way(shape.inner[-1], marks, marked) if shape.inner else None)


@cache
def _fields(model: type[BaseModel]) -> dict[str, _Shape]:
    return {name: _shape(f.annotation, tuple(f.metadata)) for name, f in model.model_fields.items()}


@cache
def _fields_with(model: type[BaseModel], marked: type | None) -> tuple[tuple[str, _Shape], ...]:
    fields = _fields(model).items()
    return tuple((name, shape) for name, shape in fields if marked is None or marked in shape.holds)


def _shape(annotation: Any, own: tuple[Any, ...] = ()) -> _Shape:
    more, inner = _strip(annotation)
    marks = (*own, *more)
    shapes = tuple(map(_shape, inner))
    holds = {type(mark) for mark in marks}.union(*(shape.holds for shape in shapes))
    return _Shape(marks, shapes, frozenset(holds.union(*map(_marks_in, _models(annotation)))))


@cache
def _marks_in(model: type[BaseModel]) -> frozenset[type]:
    """Kinds of marks that stand anywhere in a kind of record; none is inside itself."""
    return frozenset[type]().union(*(shape.holds for shape in _fields(model).values()))


_PLAIN = _Shape((), (), frozenset())


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
