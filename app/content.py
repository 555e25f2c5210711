"""What a library becomes in a database: rows, the links between records, what a search looks through.

Values in, values out: nothing here knows which database they go to. What must stay true: every record
is written as JSON once, and everything else about it is read from that; one record at a time, so that a
library may be larger than memory.
"""

from collections.abc import Iterator
from functools import lru_cache
from operator import itemgetter
from typing import Any, NamedTuple

from pydantic_core import from_json, to_json

from .digest import digest_of
from .models import COLLECTIONS, OUTCOMES, Collection, DatasetStamp, Outcome, Stored, TidyOutcome, Trial
from .models.base import AsJson
from .models.outcome import OutcomeContext
from .models.trial import Arm
from .seeds import Library, references
from .words import words

NOT_SEARCHED = frozenset({"provenance", "absent", "review", "outcomes", "sha256"})
"""Parts of a record whose texts say where it comes from, not what it is about."""

ALL_FIELDS = set(TidyOutcome.model_fields)

TRIALS = next(collection for collection in COLLECTIONS if collection.document is Trial)


class Published:
    """One record as it is published."""

    def __init__(self, collection: Collection, key: str, record: Any, content: dict[str, Any]) -> None:
        self.collection = collection
        self.key = key
        self.record = record
        self.content = content
        """What its public JSON says, as plain values."""
        self.document = to_json(content).decode()
        """Its public JSON."""

    def row(self, columns: "Columns") -> tuple[Any, ...]:
        """The values of its table's columns."""
        content = self.content
        return (
            *[
                value if value is None or name not in columns.json else to_json(value).decode()
                for name, value in zip(columns.typed, itemgetter(*columns.typed)(content), strict=True)
            ],
            self.document,
        )

    def links(self) -> list[tuple[str, str, str, str]]:
        """(collection, slug, target, its slug) of every record it refers to, once."""
        found = {wanted.partition("/")[::2] for _, wanted in references(self.record)}
        return [(self.collection.name, self.key, target, slug) for target, slug in sorted(found)]

    def search_entry(self, number: int) -> tuple[int, str, str, str, str, str]:
        """(number, collection, slug, title, body, words): what a search looks through."""
        title = str(self.content[self.collection.title])
        found: list[str] = []
        for name, value in self.content.items():
            if name not in NOT_SEARCHED:
                collect_texts(value, found)
        body = " ".join(text for text in found if " " in text and text != title)
        searched = " ".join([plain_words(self.key), *map(plain_words, found)])
        return number, self.collection.name, self.key, title, body, searched


class Columns(NamedTuple):
    """The columns of a table, the document last."""

    typed: tuple[str, ...]
    """Every column but the document."""
    json: frozenset[str]
    """Those that keep JSON."""
    filters: tuple[str, ...]
    """Those that a list can be narrowed by."""


def columns_of(row_type: type[Stored]) -> Columns:
    """The columns of a kind of row."""
    table: Any = row_type.__table__  # type: ignore[attr-defined]
    typed = tuple(column.name for column in table.columns if column.name != "document")
    json = frozenset(column.name for column in table.columns if isinstance(column.type, AsJson))
    filters = sorted(next(iter(index.columns)).name for index in table.indexes)
    return Columns(typed, json, tuple(filters))


def collect_texts(value: Any, found: list[str]) -> None:
    """Every text in a value, in order."""
    if type(value) is str:
        found.append(value)
    elif type(value) is list:
        for each in value:
            collect_texts(each, found)
    elif type(value) is dict:
        for each in value.values():
            collect_texts(each, found)


@lru_cache(maxsize=1 << 16)
def plain_words(text: str) -> str:
    """The words of a text as they are compared."""
    return " ".join(words(text))


def every_record(library: Library) -> Iterator[Published]:
    """Every record, collection by collection in the order of the slugs; after each trial its results."""
    for collection in COLLECTIONS:
        records = library.records[collection.name]
        for slug in sorted(records):
            record = records[slug]
            content = from_json(record.model_dump_json(), cache_strings="all")
            yield Published(collection, slug, record, content)
            if collection is TRIALS:
                said = {each["name"]: each for each in content["outcomes"]}
                for outcome in tidied(record):
                    context = {name: getattr(outcome, name) for name in OutcomeContext.model_fields}
                    context["design"] = content["design"]
                    yield Published(OUTCOMES, outcome.id, outcome, context | said[outcome.name])


def documents(library: Library) -> Iterator[tuple[str, str, str]]:
    """(collection, key, document) of every record, as the digest takes them."""
    for each in every_record(library):
        yield each.collection.name, each.key, each.document


def stamp_of(library: Library) -> DatasetStamp:
    """Version and digest that a library is published under."""
    names = [collection.name for collection in (*COLLECTIONS, OUTCOMES)]
    return DatasetStamp(version=library.dataset.version, digest=digest_of(names, documents(library)))


def tidy_outcomes(library: Library) -> list[TidyOutcome]:
    """The results of every trial, each with what one needs to know of its trial."""
    found = [outcome for trial in library.records["trials"].values() for outcome in tidied(trial)]
    return sorted(found, key=lambda outcome: outcome.id)


def tidied(trial: Trial) -> list[TidyOutcome]:
    """The results of a trial in the order of their names."""
    given = [arm for arm in trial.arms if arm.role == "magnesium"]
    return [tidy(trial, given, outcome) for outcome in sorted(trial.outcomes, key=lambda each: each.name)]


def tidy(trial: Trial, given: list[Arm], outcome: Outcome) -> TidyOutcome:
    """One result with its trial: form, dose and single agent are those of the arm it speaks of."""
    arms = [arm for arm in given if arm.name == outcome.arm] or ([] if outcome.arm else given)
    arm = arms[0] if len(arms) == 1 else None
    alone = trial.single_agent if trial.single_agent is not None or arm is None else not arm.co_interventions
    context = {
        "id": f"{trial.slug}/{outcome.name}",
        "trial": trial.slug,
        "trial_name": trial.name,
        "year": trial.year,
        "design": trial.design,
        "form": arm.form if arm else None,
        "elemental_mg_per_day": arm.elemental_mg_per_day if arm else None,
        "single_agent": alone,
    }
    return put_together(context, outcome)


def put_together(context: dict[str, Any], outcome: Outcome) -> TidyOutcome:
    """A result and its context as one record; both were validated when they were read."""
    tidy: TidyOutcome = TidyOutcome.__new__(TidyOutcome)
    object.__setattr__(tidy, "__dict__", {**context, **outcome.__dict__})
    object.__setattr__(tidy, "__pydantic_fields_set__", ALL_FIELDS)
    object.__setattr__(tidy, "__pydantic_extra__", None)
    object.__setattr__(tidy, "__pydantic_private__", None)
    return tidy


def describe(library: Library, stamp: DatasetStamp, outcomes: int) -> dict[str, Any]:
    """`seeds/dataset.yaml` with the digest and the number of records."""
    counts = {name: len(members) for name, members in library.records.items()}
    return {
        **library.dataset.model_dump(mode="json"),
        "digest": stamp.digest,
        "counts": {**counts, OUTCOMES.name: outcomes},
    }
