"""Queries of the vocabulary."""

from typing import Any

from pydantic_core import from_json
from sqlalchemy import Connection, select

from app.db.tables import VOCABULARY_INDEX


def vocabulary_index(db: Connection) -> Any:
    """Return the index from which `app.medicines.vocabulary.Vocabulary` is made."""
    return from_json(db.execute(select(VOCABULARY_INDEX.c.document)).scalar_one())
