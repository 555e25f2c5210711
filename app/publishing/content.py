"""What a library becomes in a database: rows, the links between records, what a search looks through.

Values in, values out: nothing here knows which database they go to. What must stay true: every record
is written as JSON once, and everything else about it is read from that; one record at a time, so that a
library may be larger than memory.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import cache, lru_cache
from operator import attrgetter, itemgetter
from typing import Any, NamedTuple

from pydantic_core import from_json, to_json

from app.db.words import words
from app.models import (
    COLLECTIONS,
    OUTCOMES,
    Collection,
    DatasetStamp,
    Document,
    Outcome,
    StoredDocument,
    TidyOutcome,
    Trial,
)
from app.models.base import AsJson
from app.models.trial import Arm
from app.publishing.digest import digest_of
from app.seeds.library import Library
from app.seeds.references import reference_targets

NOT_SEARCHED = frozenset({"provenance", "absent", "review", "outcomes", "sha256"})
"""Parts of a record whose texts say where it comes from, not what it is about."""

ALL_FIELDS = set(TidyOutcome.model_fields)

TRIALS = next(collection for collection in COLLECTIONS if collection.document is Trial)


class Published(NamedTuple):
    """One record as it is published."""

    collection: Collection
    key: str
    record: Any
    content: dict[str, Any]
    """What its public JSON says, as plain values."""
    document: str
    """Its public JSON."""

    def row(self, columns: "Columns") -> tuple[Any, ...]:
        """The values of its table's columns."""
        values = [*columns.values(self.content), self.document]
        for place in columns.json:
            if (value := values[place]) is not None:
                values[place] = as_json(value)
        for place in columns.truths:
            if (value := values[place]) is not None:
                values[place] = int(value)
        return tuple(values)

    def links(self) -> list[tuple[str, str, str, str]]:
        """(collection, slug, target, its slug) of every record it refers to, once."""
        return [
            (self.collection.name, self.key, *target) for target in sorted(reference_targets(self.record))
        ]

    def search_entry(self) -> tuple[str, str, str, str, str]:
        """(collection, slug, title, body, words): what a search looks through."""
        title = str(self.content[self.collection.title])
        found: list[str] = []
        collect_texts(searched_in(self.collection.document)(self.content), found)
        body = " ".join([text for text in found if " " in text and text != title])
        searched = " ".join([plain_words(self.key), *map(plain_words, found)])
        return self.collection.name, self.key, title, body, searched


def as_json(value: Any) -> str:
    """The JSON of a value; quickest for what holds nothing, as most lists of most results do."""
    return "[]" if value == [] else "{}" if value == {} else to_json(value).decode()


class Columns(NamedTuple):
    """The columns of a table: the key first, the document last."""

    typed: tuple[str, ...]
    """Every column but the document."""
    values: Callable[[dict[str, Any]], tuple[Any, ...]]
    """What a record has for them."""
    json: tuple[int, ...]
    """The places of those that keep JSON."""
    truths: tuple[int, ...]
    """The places of those that keep truth values: numbers, which is what drivers are quickest with."""
    filters: tuple[str, ...]
    """Those that a list can be narrowed by."""


@cache
def columns_of(row_type: type[StoredDocument]) -> Columns:
    """The columns of a kind of row."""
    table: Any = row_type.__table__  # type: ignore[attr-defined]
    columns = [column for column in table.columns if column.name != "document"]
    typed = tuple(column.name for column in columns)
    filters = sorted(next(iter(index.columns)).name for index in table.indexes)
    return Columns(
        typed,
        itemgetter(*typed),
        tuple(place for place, column in enumerate(columns) if isinstance(column.type, AsJson)),
        tuple(place for place, column in enumerate(columns) if column.type.python_type is bool),
        tuple(filters),
    )


@cache
def searched_in(document: type[Document]) -> Callable[[dict[str, Any]], tuple[Any, ...]]:
    """What a search looks through in a kind of record."""
    return itemgetter(*(name for name in document.model_fields if name not in NOT_SEARCHED))


def collect_texts(values: Iterable[Any], found: list[str]) -> None:
    """Every text in some values, in order."""
    for value in values:
        if type(value) is str:
            found.append(value)
        elif value:
            if type(value) is list:
                collect_texts(value, found)
            elif type(value) is dict:
                collect_texts(value.values(), found)


@lru_cache(maxsize=1 << 16)
def plain_words(text: str) -> str:
    """The words of a text as they are compared."""
    if "/" in text:  # a key: the parts of it come again and again
        return " ".join(map(plain_words, text.split("/")))
    return " ".join(words(text))


def every_address(library: Library) -> list[tuple[Collection, str]]:
    """(collection, slug) of every record, collection by collection in the order of the slugs."""
    return [
        (collection, slug) for collection in COLLECTIONS for slug in sorted(library.records[collection.name])
    ]


def every_record(library: Library) -> Iterator[Published]:
    """Every record; after each trial its results."""
    for collection, slug in every_address(library):
        record = published(collection, library.records[collection.name][slug])
        yield record
        yield from results_of(record)


def published(collection: Collection, record: Any) -> Published:
    """A record as it is published."""
    document = record.model_dump_json()
    return Published(collection, record.slug, record, from_json(document, cache_strings="all"), document)


def results_of(trial: Published) -> list[Published]:
    """The results of a trial in the order of their names; of any other record there are none."""
    if trial.collection is not TRIALS:
        return []
    design = trial.content["design"]
    said = {each["name"]: each for each in trial.content["outcomes"]}
    results = []
    for outcome, context in tidied(trial.record):
        content = {**context, "design": design, **said[outcome.name]}
        results.append(Published(OUTCOMES, outcome.id, outcome, content, to_json(content).decode()))
    return results


def documents(library: Library) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """(collection, the key and document of one record) for every record, as the digest takes them."""
    for each in every_record(library):
        yield each.collection.name, [(each.key, each.document)]


def stamp_of(library: Library) -> DatasetStamp:
    """Version and digest that a library is published under."""
    names = [collection.name for collection in (*COLLECTIONS, OUTCOMES)]
    return DatasetStamp(version=library.dataset.version, digest=digest_of(names, documents(library)))


def tidy_outcomes(library: Library) -> list[TidyOutcome]:
    """The results of every trial, each with what one needs to know of its trial."""
    found = [outcome for trial in library.records["trials"].values() for outcome, _ in tidied(trial)]
    return sorted(found, key=lambda outcome: outcome.id)


def tidied(trial: Trial) -> Iterator[tuple[TidyOutcome, dict[str, Any]]]:
    """The results of a trial in the order of their names, each with what was added to it."""
    given = [arm for arm in trial.arms if arm.role == "magnesium"]
    contexts: dict[str | None, dict[str, Any]] = {}
    for outcome in sorted(trial.outcomes, key=attrgetter("name")):
        if outcome.arm not in contexts:
            contexts[outcome.arm] = context_of(trial, given, outcome.arm)
        context = {**contexts[outcome.arm], "id": f"{trial.slug}/{outcome.name}"}
        yield put_together(context, outcome), context


def context_of(trial: Trial, given: list[Arm], name: str | None) -> dict[str, Any]:
    """What one needs to know of a trial: form, dose and single agent are those of the arm it speaks of."""
    arms = [arm for arm in given if arm.name == name] or ([] if name else given)
    arm = arms[0] if len(arms) == 1 else None
    alone = trial.single_agent if trial.single_agent is not None or arm is None else not arm.co_interventions
    return {
        "id": trial.slug,
        "trial": trial.slug,
        "trial_name": trial.name,
        "year": trial.year,
        "design": trial.design,
        "form": arm.form if arm else None,
        "elemental_mg_per_day": arm.elemental_mg_per_day if arm else None,
        "single_agent": alone,
    }


def put_together(context: dict[str, Any], outcome: Outcome) -> TidyOutcome:
    """A result and its context as one record; both were validated when they were read."""
    tidy: TidyOutcome = object.__new__(TidyOutcome)
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
