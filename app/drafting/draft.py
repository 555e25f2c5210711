"""A draft seed: the fields that a file could fill, and what a person has to read."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import yaml
from pydantic import BaseModel

from app.models.base import MayBeAbsent
from app.models.field_types import own_marks
from app.models.provenance import AbsentReason
from app.registry import by_name
from app.seeds.drafts import DRAFT_KEY

OF_THE_SEED_FILE = frozenset({"slug", "provenance", "absent", "review"})
"""Fields that no file of a library or registry fills."""

Values = dict[str, Any]
Reasons = Mapping[str, AbsentReason]
"""Field → why it is null; `not_read` where it is not named."""


class DraftError(Exception):
    """A file that cannot be drafted; the message says why."""


@dataclass(frozen=True)
class Draft:
    """One draft seed."""

    collection: str
    slug: str
    values: Values
    """The record, as far as it is known."""
    to_read: list[str]
    """What a person has to read or decide."""

    def as_yaml(self) -> str:
        """Return the draft as the text of a seed file."""
        content = {DRAFT_KEY: self.to_read, **self.values}
        return str(yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=110))


def draft_of(
    collection: str,
    slug: str,
    known: Mapping[str, Any],
    reasons: Reasons,
    source: str,
    to_read: Iterable[str],
    calculated: Iterable[str] = (),
) -> Draft:
    """Return a draft with the known fields; all others are null.

    `source` is the record that was read. `calculated` names the fields that follow from others.
    """
    values = values_of(by_name(collection).model, known, reasons)
    absent = values.pop("absent")
    values["provenance"] = [{"fields": ["*"], "verification": "primary", "sources": [source]}]
    if derived := [name for name in calculated if values.get(name) is not None]:
        entry = {"fields": derived, "verification": "derived", "sources": [source]}
        values["provenance"].append({**entry, "derivation": "calculated"})
    return Draft(collection, slug, {**values, "absent": absent}, list(to_read))


def values_of(model: type[BaseModel], known: Mapping[str, Any], reasons: Reasons) -> Values:
    """Return the fields of a record or a part: known ones, and nulls with their reasons in `absent`."""
    needed = may_be_absent(model)
    values: Values = {}
    for name, field in model.model_fields.items():
        if name not in OF_THE_SEED_FILE and (
            known.get(name) is not None or field.is_required() or name in needed
        ):
            values[name] = known.get(name)
    nulls = [name for name in needed if values[name] is None]
    return {**values, "absent": {name: reasons.get(name, AbsentReason.not_read).value for name in nulls}}


@cache
def may_be_absent(model: type[BaseModel]) -> tuple[str, ...]:
    """Return the fields of a model whose null needs a reason."""
    return tuple(
        name
        for name, field in model.model_fields.items()
        if any(isinstance(mark, MayBeAbsent) for mark in own_marks(field.rebuild_annotation()))
    )
