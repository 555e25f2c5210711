"""References between records: find them, with the records they point to, and those that point to none.

What must stay true: references are found by the type of a field (`Reference`), so that a new field needs
no code here.
"""

from collections.abc import Iterator

from pydantic import BaseModel

from app.models import Reference
from app.registry import by_name
from app.seeds.annotations import Location, annotated_values, marked_strings
from app.seeds.library import Records, each_record
from app.suggestions import did_you_mean_record


def reference_targets(record: BaseModel) -> set[tuple[str, str]]:
    """Return (collection, `slug` or `slug/name`) of everything that a record refers to."""
    marked = set(marked_strings(record, Reference))
    return {split_target(target_of(reference, value)) for reference, value in marked}


def references_in(record: BaseModel) -> Iterator[tuple[Location, str]]:
    """Yield (location, `collection/slug` or `collection/slug/name`) of every reference in a record."""
    for found in annotated_values(record, marked=Reference):
        if isinstance(found.value, str):
            for mark in found.marks:
                if isinstance(mark, Reference):
                    yield found.location, target_of(mark, found.value)


def dangling_references(records: Records) -> Iterator[tuple[str, str, Location, str]]:
    """Yield (collection, slug, location, problem) of every reference whose target does not exist."""
    known = known_targets(records)
    for collection, slug, record in each_record(records):
        for location, target in references_in(record):
            if target not in known:
                wanted_collection, name = split_target(target)
                candidates = [rest for other, rest in map(split_target, known) if other == wanted_collection]
                problem = f"no {name!r} in {wanted_collection}{did_you_mean_record(name, candidates)}"
                yield collection, slug, location, problem


def known_targets(records: Records) -> set[str]:
    """Return `collection/slug` of every record and `collection/slug/name` of its named parts."""
    found: set[str] = set()
    for collection, slug, record in each_record(records):
        found.add(f"{collection}/{slug}")
        for field in by_name(collection).parts:
            found |= {f"{collection}/{slug}/{part.name}" for part in getattr(record, field)}
    return found


def target_of(reference: Reference, value: str) -> str:
    """Return the target of a reference as `collection/slug` or `collection/slug/name`."""
    return value if reference.collection == "*" else f"{reference.collection}/{value}"


def split_target(target: str) -> tuple[str, str]:
    """Split a target into its collection and the rest."""
    collection, _, rest = target.partition("/")
    return collection, rest
