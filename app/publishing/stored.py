"""Records as they are stored: the public JSON, and rows of tables."""

from typing import Any, NamedTuple

from app.models.collection import Collection

Row = dict[str, Any]
"""One row, by column."""


class StoredRecord(NamedTuple):
    """One record with its public JSON."""

    collection: Collection
    key: str
    content: dict[str, Any]
    """The public JSON as plain values."""
    document: str
    """The public JSON."""
