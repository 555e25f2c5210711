"""Check that every value of a record says where it comes from, and every null why it is one."""

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from app.models import CuratorMade, MayBeAbsent, Provenance, Reference
from app.seeds.annotations import Place, Value, values

ABOUT = frozenset({"provenance", "absent", "review", "verification", "sources", "derivation", "basis"})
"""Fields that say where others come from."""


def gaps(record: BaseModel) -> Iterator[tuple[Place, str]]:
    """Every value without a source or a named derivation, and every null without a reason."""
    entries: list[Provenance] = getattr(record, "provenance", [])
    spoken_for: set[str] = set()
    for found in values(record):
        if ABOUT.intersection(found.place):
            continue
        if found.value is None:
            if problem := missing_reason(found):
                yield found.place, problem
            continue
        if found.value == [] or has_own_source(found):
            continue
        path = dotted(record, found.place)
        covering = [(entry, field) for entry in entries for field in entry.fields if covers(field, path)]
        spoken_for.update(field for _, field in covering)
        if not any(entry.sources or entry.derivation for entry, _ in covering):
            yield found.place, "no entry of `provenance` covers it"
    yield from needless_reasons(record)
    for index, entry in enumerate(entries):
        for field in entry.fields:
            if field not in spoken_for and field != "*" and not names_a_value(record, field):
                yield ("provenance", index, "fields"), f"`{field}` names no value of this record"


def missing_reason(found: Value) -> str | None:
    """What is wrong with a null, if anything."""
    if not any(isinstance(mark, MayBeAbsent) for mark in found.marks):
        return None
    name = found.place[-1]
    holder = found.holders[-1]
    return (
        None if name in getattr(holder, "absent", {}) else f"null without a reason: name `{name}` in `absent`"
    )


def needless_reasons(record: BaseModel) -> Iterator[tuple[Place, str]]:
    """Reasons given for values that are there, or for fields that are not."""
    seen: set[int] = set()
    for found in values(record):
        holder = found.holders[-1]
        if id(holder) in seen or not getattr(holder, "absent", None):
            continue
        seen.add(id(holder))
        for name in holder.absent:  # type: ignore[attr-defined]
            if name not in type(holder).model_fields:
                yield (*found.place[:-1], "absent", name), f"there is no field `{name}`"
            elif getattr(holder, name) is not None:
                yield (*found.place[:-1], "absent", name), f"`{name}` is not null"


def has_own_source(found: Value) -> bool:
    """Whether a value says by itself where it comes from: we made it, or its part names sources."""
    if any(isinstance(mark, CuratorMade | Reference) for mark in found.marks):
        return True
    return any(
        hasattr(part, "verification")
        and (getattr(part, "sources", None) or getattr(part, "derivation", None))
        for part in found.holders
    )


def covers(field: str, path: str) -> bool:
    """Whether a provenance entry for `field` speaks for the value at `path`."""
    return field == "*" or path == field or path.startswith(f"{field}.")


def names_a_value(record: BaseModel, field: str) -> bool:
    """Whether any value stands at or below a dotted path."""
    return any(
        found.value is not None and covers(field, dotted(record, found.place)) for found in values(record)
    )


def dotted(record: BaseModel, place: Place) -> str:
    """A place as a dotted path; items of a list go by their `name` where they have one."""
    steps: list[str] = []
    here: Any = record
    for step in place:
        here = getattr(here, step) if isinstance(step, str) and isinstance(here, BaseModel) else here[step]
        steps.append(str(getattr(here, "name", step)) if isinstance(step, int) else step)
    return ".".join(steps)
