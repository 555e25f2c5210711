"""Columns of a model: the fields that are marked as indexed, with their types and references."""

from dataclasses import dataclass

from app.models.base import Document, HasColumn, Reference, Vocabulary
from app.models.field_types import may_be_null, own_marks, plain_type, vocabulary_in


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
        annotation = field.rebuild_annotation()
        marks = list(own_marks(annotation))
        if any(isinstance(mark, HasColumn) for mark in marks):
            targets = [mark.collection for mark in marks if isinstance(mark, Reference)]
            kind = plain_type(annotation)
            if kind not in (str, int, float, bool):
                raise TypeError(
                    f"`{name}` of {model.__name__} cannot be indexed: "
                    "only texts, numbers, truth values and words of a vocabulary can."
                )
            target = targets[0] if targets else None
            found.append(IndexedField(name, kind, may_be_null(annotation), target, vocabulary_in(annotation)))
    return tuple(found)
