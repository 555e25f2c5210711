"""The validated records of all seed files."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from app.models import Dataset
from app.seeds.drafts import SeedDraft

Records = dict[str, dict[str, Any]]
"""Records by collection and slug."""

Rows = dict[str, list[dict[str, Any]]]
"""Rows of the vocabulary, by table of the database."""

RELEASES_FOLDER = "releases"
"""Folder of past releases among the seeds; `app/publishing/releases.py` reads it."""


@dataclass
class Library:
    """Every record by collection and slug, the rows of the vocabulary, and the description of the dataset."""

    dataset: Dataset
    records: Records = field(default_factory=dict)
    vocabulary: Rows = field(default_factory=dict)
    drafts: list[SeedDraft] = field(default_factory=list)
    """Seed files that a person has still to complete."""


def each_record(records: Records) -> Iterator[tuple[str, str, Any]]:
    """Yield (collection, slug, record) for every record, in order."""
    for collection, members in records.items():
        for slug, record in members.items():
            yield collection, slug, record
