"""Read the type of a field: its alternatives, its marks, and the models and vocabularies inside it.

Types are read here alone, so that files, tables, filters and checks of seeds agree on what a field holds.
"""

from collections.abc import Iterator
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from app.models.base import Vocabulary

C = TypeVar("C")


def alternatives(annotation: Any) -> list[Any]:
    """Return the types that a value may have, without annotations: two for `int | None`."""
    if get_origin(annotation) is Annotated:
        return alternatives(annotation.__origin__)
    if get_origin(annotation) in (Union, UnionType):
        return [each for option in get_args(annotation) for each in alternatives(option)]
    return [annotation]


def bare(annotation: Any) -> Any:
    """Return the first alternative of a type that is not `None`."""
    return next(each for each in alternatives(annotation) if each is not NoneType)


def may_be_null(annotation: Any) -> bool:
    """Return whether `None` is one of the alternatives of a type."""
    return NoneType in alternatives(annotation)


def plain_type(annotation: Any) -> Any:
    """Return `str`, `int`, `float`, `bool`, `list`, `dict` or a model; `object` for several alternatives.

    Words of a vocabulary are `str`.
    """
    kinds = {plain_kind(each) for each in alternatives(annotation) if each is not NoneType}
    return kinds.pop() if len(kinds) == 1 else object


def plain_kind(alternative: Any) -> Any:
    """Return the plain type of one alternative."""
    if get_origin(alternative) in (list, dict):
        return get_origin(alternative)
    if get_origin(alternative) is Literal:
        alternative = type(get_args(alternative)[0])
    parents = (kind for kind in (bool, int, float, str) if is_a(alternative, kind))
    return next(parents, alternative)


def is_a(kind: Any, parent: type) -> bool:
    """Return whether a type is a class below another."""
    return isinstance(kind, type) and issubclass(kind, parent)


def item_types(annotation: Any) -> tuple[Any, ...]:
    """Return the type of the items of a list, or of the keys and values of a mapping; else nothing."""
    holders = (each for each in alternatives(annotation) if get_origin(each) in (list, dict))
    return next(map(get_args, holders), ())


def own_marks(annotation: Any) -> Iterator[Any]:
    """Yield the marks of a type and of its alternatives; not those of the items of a list or mapping."""
    if get_origin(annotation) is Annotated:
        yield from annotation.__metadata__
        yield from own_marks(annotation.__origin__)
    elif get_origin(annotation) in (Union, UnionType):
        for option in get_args(annotation):
            yield from own_marks(option)


def all_marks(annotation: Any) -> Iterator[Any]:
    """Yield the marks of a type and of every type inside it."""
    yield from own_marks(annotation)
    for alternative in alternatives(annotation):
        for inner in get_args(alternative):
            yield from all_marks(inner)


def marks_of(field: FieldInfo, kind: type[C]) -> list[C]:
    """Return the marks of a class on a field and on every type inside it."""
    return [mark for mark in all_marks(field.rebuild_annotation()) if isinstance(mark, kind)]


def classes_in(annotation: Any, parent: type[C]) -> Iterator[type[C]]:
    """Yield the classes below another that occur in a type, inside lists and mappings too."""
    for alternative in alternatives(annotation):
        if is_a(alternative, parent):
            yield alternative
        for inner in get_args(alternative):
            yield from classes_in(inner, parent)


def vocabulary_in(annotation: Any) -> type[Vocabulary] | None:
    """Return the first vocabulary in a type; None when it has none."""
    return next(classes_in(annotation, Vocabulary), None)


def vocabularies_in(model: type[BaseModel]) -> dict[str, type[Vocabulary]]:
    """Return the vocabulary of each field with words, by path: `direction`, `arms.role`."""
    found: dict[str, type[Vocabulary]] = {}
    for name, field in model.model_fields.items():
        if (vocabulary := vocabulary_in(field.annotation)) is not None:
            found[name] = vocabulary
        elif (part := next(classes_in(field.annotation, BaseModel), None)) is not None:
            found |= {f"{name}.{path}": vocabulary for path, vocabulary in vocabularies_in(part).items()}
    return found
