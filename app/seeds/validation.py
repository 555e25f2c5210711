"""Checks that need more than the type of one field: sources of values, reasons for nulls, references.

What must stay true: every check yields its problems with their location; the reader adds file and line.
"""

from collections.abc import Iterator

from pydantic import BaseModel

from app.seeds.annotations import Location
from app.seeds.library import Records
from app.seeds.provenance import provenance_problems
from app.seeds.references import dangling_references


def check_inside(record: BaseModel) -> Iterator[tuple[Location, str]]:
    """Yield (location, problem) of everything wrong inside one record."""
    yield from provenance_problems(record)


def check_between(records: Records) -> Iterator[tuple[str, str, Location, str]]:
    """Yield (collection, slug, location, problem) of everything wrong between records."""
    yield from dangling_references(records)
