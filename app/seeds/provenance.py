"""Check that every value of a record has a source or a derivation, and every null a reason."""

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from app.models import CuratorMade, MayBeAbsent, Provenance, Reference
from app.seeds.annotations import AnnotatedValue, Location, annotated_values

PROVENANCE_FIELDS = frozenset(
    {"provenance", "absent", "review", "verification", "sources", "derivation", "basis"}
)
"""Fields that describe where other values come from; they need no source themselves."""


def provenance_problems(record: BaseModel) -> Iterator[tuple[Location, str]]:
    """Yield (location, problem) of every value without a source and every null without a reason."""
    entries: list[Provenance] = getattr(record, "provenance", [])
    used_fields: set[str] = set()
    for found in annotated_values(record):
        if PROVENANCE_FIELDS.intersection(found.location):
            continue
        if found.value is None:
            if problem := missing_reason(found):
                yield found.location, problem
            continue
        if found.value == [] or has_own_source(found):
            continue
        path = dotted_path(record, found.location)
        covering = [(entry, field) for entry in entries for field in entry.fields if covers(field, path)]
        used_fields.update(field for _, field in covering)
        if not any(entry.sources or entry.derivation for entry, _ in covering):
            yield found.location, "no entry of `provenance` covers it"
    yield from needless_reasons(record)
    for index, entry in enumerate(entries):
        for field in entry.fields:
            if field not in used_fields and field != "*" and not names_a_value(record, field):
                yield ("provenance", index, "fields"), f"`{field}` names no value of this record"


def missing_reason(found: AnnotatedValue) -> str | None:
    """Return the problem of a null that has no reason in `absent`, else None."""
    if not any(isinstance(mark, MayBeAbsent) for mark in found.marks):
        return None
    name = found.location[-1]
    if name in getattr(found.holders[-1], "absent", {}):
        return None
    return f"null without a reason: name `{name}` in `absent`"


def needless_reasons(record: BaseModel) -> Iterator[tuple[Location, str]]:
    """Yield (location, problem) of reasons for fields that do not exist or are not null."""
    seen: set[int] = set()
    for found in annotated_values(record):
        holder = found.holders[-1]
        if id(holder) in seen or not getattr(holder, "absent", None):
            continue
        seen.add(id(holder))
        for name in holder.absent:  # type: ignore[attr-defined]
            location = (*found.location[:-1], "absent", name)
            if name not in type(holder).model_fields:
                yield location, f"there is no field `{name}`"
            elif getattr(holder, name) is not None:
                yield location, f"`{name}` is not null"


def has_own_source(found: AnnotatedValue) -> bool:
    """Return whether the curators made a value, it is a reference, or its part names its sources."""
    if any(isinstance(mark, CuratorMade | Reference) for mark in found.marks):
        return True
    return any(
        hasattr(part, "verification")
        and (getattr(part, "sources", None) or getattr(part, "derivation", None))
        for part in found.holders
    )


def covers(field: str, path: str) -> bool:
    """Return whether a provenance entry for `field` covers the value at `path`."""
    return field == "*" or path == field or path.startswith(f"{field}.")


def names_a_value(record: BaseModel, field: str) -> bool:
    """Return whether a value that is not null stands at or below a dotted path."""
    return any(
        found.value is not None and covers(field, dotted_path(record, found.location))
        for found in annotated_values(record)
    )


def dotted_path(record: BaseModel, location: Location) -> str:
    """Return a location as a dotted path; an item of a list goes by its `name` if it has one."""
    steps: list[str] = []
    here: Any = record
    for step in location:
        here = getattr(here, step) if isinstance(step, str) and isinstance(here, BaseModel) else here[step]
        steps.append(str(getattr(here, "name", step)) if isinstance(step, int) else step)
    return ".".join(steps)
