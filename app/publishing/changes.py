"""The changes between two releases: which field of which record is new, gone, or has another value.

What must stay true: nothing is left out, so that the old records with these changes are the new ones. Parts
of a record with a name (`name` or `slug`) are compared by it; other lists are compared as a whole.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from pydantic import BaseModel, ConfigDict

from app.models import DatasetStamp, Vocabulary
from app.models.rule import Severity

SEVERITIES = [word.value for word in Severity]
"""Severities of a rule, the strongest first."""

RecordsByKey = dict[tuple[str, str], Any]
"""Documents as plain values, by collection and key."""


class ChangeKind(Vocabulary):
    """What a change between two releases does."""

    record_added = "record_added", "The record is new."
    record_removed = "record_removed", "The record is gone."
    value_added = "value_added", "A value was filled in, or the field is new."
    value_removed = "value_removed", "A value is gone."
    correction = "correction", "A value has changed."
    severity_raised = "severity_raised", "The severity of a safety rule is stronger."
    severity_lowered = "severity_lowered", "The severity of a safety rule is weaker."


class Change(BaseModel):
    """One change of one record."""

    model_config = ConfigDict(use_attribute_docstrings=True, json_schema_serialization_defaults_required=True)

    kind: ChangeKind
    collection: str
    """Collection of the record."""
    record: str
    """Slug of the record; for outcomes, `trial/name`."""
    field: str | None
    """Path of the field, as `outcomes/pain/direction`; null when the whole record is new or gone."""
    before: Any
    """Value in the first release; null when there was none."""
    after: Any
    """Value in the second release; null when there is none."""


class ReleaseChanges(BaseModel):
    """Every change between two releases."""

    model_config = ConfigDict(use_attribute_docstrings=True, json_schema_serialization_defaults_required=True)

    before: DatasetStamp
    after: DatasetStamp
    total: int
    """Number of changes."""
    by_kind: dict[str, int]
    """Number of changes of each kind."""
    items: list[Change]


def release_changes(
    before: DatasetStamp, old: RecordsByKey, after: DatasetStamp, new: RecordsByKey
) -> ReleaseChanges:
    """Compare two releases."""
    items = list(changes_between(old, new))
    counts = Counter(change.kind for change in items)
    by_kind = {kind.value: counts[kind] for kind in ChangeKind}
    return ReleaseChanges(before=before, after=after, total=len(items), by_kind=by_kind, items=items)


def changes_between(before: RecordsByKey, after: RecordsByKey) -> Iterator[Change]:
    """Yield every change, record by record."""
    for collection, key in sorted(before.keys() | after.keys()):
        old, new = before.get((collection, key)), after.get((collection, key))
        if old is None or new is None:
            kind = ChangeKind.record_added if old is None else ChangeKind.record_removed
            yield Change(kind=kind, collection=collection, record=key, field=None, before=old, after=new)
            continue
        for field, was, now in differing_values(old, new):
            kind = kind_of(collection, field, was, now)
            yield Change(kind=kind, collection=collection, record=key, field=field, before=was, after=now)


def kind_of(collection: str, field: str, was: Any, now: Any) -> ChangeKind:
    """Return what a change of a value does."""
    if was is None:
        return ChangeKind.value_added
    if now is None:
        return ChangeKind.value_removed
    if collection == "rules" and field == "severity":
        stronger = SEVERITIES.index(now) < SEVERITIES.index(was)
        return ChangeKind.severity_raised if stronger else ChangeKind.severity_lowered
    return ChangeKind.correction


def differing_values(old: Any, new: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, Any, Any]]:
    """Yield (path, old value, new value) of every value that differs."""
    if old == new:
        return
    parts_before, parts_after = parts_of(old), parts_of(new)
    if parts_before is None or parts_after is None:
        yield "/".join(path), old, new
        return
    for name in dict.fromkeys((*parts_before, *parts_after)):
        yield from differing_values(parts_before.get(name), parts_after.get(name), (*path, name))


def parts_of(value: Any) -> dict[str, Any] | None:
    """Return the parts of an object, or of a list of named objects, by name; None for other values."""
    if isinstance(value, dict):
        return value
    if isinstance(value, list):
        names = list(names_of(value))
        if len(names) == len(value) == len(set(names)) and names:
            return dict(zip(names, value, strict=True))
    return None


def names_of(values: Iterable[Any]) -> Iterator[str]:
    """Yield the names of the objects that have one."""
    for value in values:
        if isinstance(value, dict) and (name := value.get("name") or value.get("slug")):
            yield str(name)
