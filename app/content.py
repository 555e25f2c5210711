"""What a library becomes in a database: rows, the links between records, what a search looks through.

Values in, values out: nothing here knows which database they go to.
"""

from collections.abc import Iterator
from typing import Any

from pydantic_core import to_jsonable_python

from .models import COLLECTIONS, OUTCOMES, Collection, DatasetStamp, Outcome, Stored, TidyOutcome, Trial
from .seeds import Library, every, references
from .walk import values
from .words import words

NOT_SEARCHED = frozenset({"provenance", "absent", "review", "outcomes", "sha256"})
"""Parts of a record whose texts say where it comes from, not what it is about."""


def row(row_type: type[Stored], record: Any) -> dict[str, Any]:
    """A record as the values of its table's columns, its public JSON among them."""
    columns: Any = row_type.__table__.columns  # type: ignore[attr-defined]
    typed = {column.name: getattr(record, column.name) for column in columns if column.name != "document"}
    return {**typed, "document": record.model_dump_json()}


def tidy_outcomes(library: Library) -> list[TidyOutcome]:
    """The results of every trial, each with what one needs to know of its trial."""
    return sorted(
        (tidy(trial, outcome) for trial in library.records["trials"].values() for outcome in trial.outcomes),
        key=lambda outcome: outcome.id,
    )


def tidy(trial: Trial, outcome: Outcome) -> TidyOutcome:
    """One result with its trial: form, dose and single agent are those of the arm it speaks of."""
    given = [arm for arm in trial.arms if arm.role == "magnesium"]
    arms = [arm for arm in given if arm.name == outcome.arm] or ([] if outcome.arm else given)
    arm = arms[0] if len(arms) == 1 else None
    alone = trial.single_agent if trial.single_agent is not None or arm is None else not arm.co_interventions
    return TidyOutcome(
        id=f"{trial.slug}/{outcome.name}",
        trial=trial.slug,
        trial_name=trial.name,
        year=trial.year,
        design=trial.design,
        form=arm.form if arm else None,
        elemental_mg_per_day=arm.elemental_mg_per_day if arm else None,
        single_agent=alone,
        **{name: getattr(outcome, name) for name in type(outcome).model_fields},
    )


def members(library: Library, collection: Collection) -> Iterator[tuple[str, Any]]:
    """Each record of a collection with its key, in the order of the keys."""
    if collection is OUTCOMES:
        return ((outcome.id, outcome) for outcome in tidy_outcomes(library))
    return iter(sorted(library.records[collection.name].items()))


def documents(library: Library) -> Iterator[tuple[str, str, Any]]:
    """(collection, key, content) of every record, in the order of the digest."""
    for collection in (*COLLECTIONS, OUTCOMES):
        for key, record in members(library, collection):
            yield collection.name, key, to_jsonable_python(record)


def links(library: Library) -> list[dict[str, str]]:
    """Every reference between records, once."""
    found = set()
    for collection, slug, record in every(library.records):
        for _, wanted in references(record):
            to, _, name = wanted.partition("/")
            found.add((collection, slug, to, name))
    return [
        dict(zip(("collection", "slug", "target", "target_slug"), link, strict=True))
        for link in sorted(found)
    ]


def search_entries(library: Library) -> list[dict[str, Any]]:
    """What a search looks through: every record and every outcome, with all its words."""
    entries: list[dict[str, Any]] = []
    for collection in (*COLLECTIONS, OUTCOMES):
        for slug, record in members(library, collection):
            title = str(getattr(record, collection.title))
            found = list(texts(record))
            entries.append(
                {
                    "id": len(entries) + 1,
                    "collection": collection.name,
                    "slug": slug,
                    "title": title,
                    "body": " ".join(text for text in found if " " in text and text != title),
                    "words": " ".join(words(" ".join((slug, *found)))),
                }
            )
    return entries


def texts(record: Any) -> Iterator[str]:
    """Every text of a record, but not where it comes from; a trial's outcomes have entries of their own."""
    for found in values(record):
        if isinstance(found.value, str) and found.place[0] not in NOT_SEARCHED:
            yield str(found.value)


def describe(library: Library, stamp: DatasetStamp) -> dict[str, Any]:
    """`seeds/dataset.yaml` with the digest and the number of records."""
    counts = {name: len(members) for name, members in library.records.items()}
    return {
        **library.dataset.model_dump(mode="json"),
        "digest": stamp.digest,
        "counts": {**counts, OUTCOMES.name: len(tidy_outcomes(library))},
    }
