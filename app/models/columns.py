"""Columns of a model: the fields that are marked as indexed, with their types and references."""

from collections.abc import Iterable
from dataclasses import dataclass
from types import NoneType
from typing import Annotated, Any, Literal, get_args, get_origin

from pydantic import BaseModel

from app.models.base import Document, HasColumn, Reference, Vocabulary


@dataclass(frozen=True)
class IndexedField:
    """A field that has a column in the table of its collection."""

    name: str
    kind: type
    """`str`, `int`, `float` or `bool`; a word of a vocabulary is a `str`."""
    optional: bool
    references: str | None
    """The collection whose slugs it holds."""
    vocabulary: type[Vocabulary] | None = None
    """The vocabulary of its words."""


def indexed_fields(model: type[Document]) -> tuple[IndexedField, ...]:
    """Return the indexed fields of a model; raise `TypeError` for one that no column can hold."""
    found = []
    for name, field in model.model_fields.items():
        marks = [*field.metadata, *marks_in(field.annotation)]
        if any(isinstance(mark, HasColumn) for mark in marks):
            targets = [mark.collection for mark in marks if isinstance(mark, Reference)]
            kind, optional = plain_type(field.annotation)
            if kind not in (str, int, float, bool):
                raise TypeError(
                    f"`{name}` of {model.__name__} cannot be indexed: "
                    "only texts, numbers, truth values and words of a vocabulary can."
                )
            target = targets[0] if targets else None
            found.append(IndexedField(name, kind, optional, target, vocabulary_in(field.annotation)))
    return tuple(found)


def vocabulary_in(annotation: Any) -> type[Vocabulary] | None:
    """Return the vocabulary of a type, inside lists and annotations too; None when it has none."""
    if isinstance(annotation, type) and issubclass(annotation, Vocabulary):
        return annotation
    inner = get_args(annotation)[:1] if get_origin(annotation) is Annotated else get_args(annotation)
    return next(filter(None, map(vocabulary_in, inner)), None)


def vocabularies_in(model: type[BaseModel]) -> dict[str, type[Vocabulary]]:
    """Return the vocabulary of each field with words, by path: `direction`, `arms.role`."""
    found: dict[str, type[Vocabulary]] = {}
    for name, field in model.model_fields.items():
        if (vocabulary := vocabulary_in(field.annotation)) is not None:
            found[name] = vocabulary
        elif (part := part_in(field.annotation)) is not None:
            found |= {f"{name}.{path}": vocabulary for path, vocabulary in vocabularies_in(part).items()}
    return found


def part_in(annotation: Any) -> type[BaseModel] | None:
    """Return the model inside a type; None when it has none."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    inner = get_args(annotation)[:1] if get_origin(annotation) is Annotated else get_args(annotation)
    return next(filter(None, map(part_in, inner)), None)


def marks_in(annotation: Any) -> Iterable[Any]:
    """Yield the marks of a type, and those inside `Alias | None`; not those inside lists."""
    if get_origin(annotation) is Annotated:
        yield from annotation.__metadata__
        yield from marks_in(annotation.__origin__)
    elif get_origin(annotation) not in (list, dict):
        for option in get_args(annotation):
            yield from marks_in(option)


def plain_type(annotation: Any) -> tuple[Any, bool]:
    """Return a type without marks as `(kind, whether it may be null)`; words of a vocabulary are `str`."""
    if get_origin(annotation) is Annotated:
        return plain_type(annotation.__origin__)
    if get_origin(annotation) in (list, dict):
        return get_origin(annotation), False
    if get_origin(annotation) is Literal:
        return plain_type(type(get_args(annotation)[0]))
    if isinstance(annotation, type):
        return next(
            (kind for kind in (bool, int, float, str) if issubclass(annotation, kind)), annotation
        ), False
    options = [option for option in get_args(annotation) if option is not NoneType]
    only = {plain_type(option)[0] for option in options}
    return only.pop() if len(only) == 1 else object, NoneType in get_args(annotation)
