"""What a library becomes in tables: flat results, links, counts, and the order that a search reads."""

import json
from typing import Any

import pytest

from app.models.base import canonical
from app.publishing.outcomes import tidy_outcomes
from app.publishing.rows import (
    ReferenceLink,
    content_from,
    content_of,
    count_rows,
    form_links,
    in_reading_order,
    row_of,
    stamp_of,
    stored_records,
)
from app.publishing.stored import StoredRecord
from app.registry import COLLECTIONS, GROUPS, LISTS, OUTCOMES, QUESTIONS, by_name
from app.seeds.library import Library


def record(collection: str, key: str, **content: Any) -> StoredRecord:
    """Return a record of which only some fields are there."""
    named = by_name(collection)
    content = {named.key: key, named.title: key, **content}
    return StoredRecord(named, key, content, canonical(content))


def link(written: str) -> ReferenceLink:
    """Return a link that is written as `trials/a > forms/b`."""
    one, other = written.split(" > ")
    return ReferenceLink(*one.split("/", 1), *other.split("/", 1))


# Flat tables --------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def two_trials(records: Library) -> Library:
    """A library of two trials, the slug of one of which begins with that of the other."""
    original = records.records["trials"]["macian-2022"]
    trials = {slug: original.model_copy(update={"slug": slug}) for slug in ("a", "a-b")}
    empty: dict[str, Any] = {collection.name: {} for collection in COLLECTIONS}
    return Library(records.dataset, {**empty, "trials": trials}, {})


def test_results_follow_the_trials_when_stored_and_their_ids_when_summarised(two_trials: Library) -> None:
    stored = [each.key for each in stored_records(two_trials) if each.collection is OUTCOMES]
    summarised = [each.id for each in tidy_outcomes(two_trials)]
    assert [key.partition("/")[0] for key in stored] == sorted(key.partition("/")[0] for key in stored)
    assert summarised == sorted(stored)
    assert stored[0].startswith("a/")
    assert summarised[0].startswith("a-b/")


def test_records_are_stored_in_the_order_of_collections_and_slugs_and_flat_tables_last(
    records: Library,
) -> None:
    stored = list(stored_records(records))
    order = [*COLLECTIONS, OUTCOMES, QUESTIONS, GROUPS]
    places = [order.index(each.collection) for each in stored]
    assert places == sorted(places)
    assert {each.name for each in order} == {each.collection.name for each in stored}
    slugs = [each.key for each in stored if each.collection.name == "sources"]
    assert slugs == sorted(records.records["sources"])
    assert all(json.loads(each.document) == each.content for each in stored)


def test_the_digest_depends_on_records_and_vocabulary_and_not_on_their_order_in_memory(
    two_trials: Library,
) -> None:
    turned = {name: dict(reversed(members.items())) for name, members in two_trials.records.items()}
    digest = stamp_of(two_trials).digest
    assert stamp_of(Library(two_trials.dataset, turned, {})).digest == digest
    rows = {"search_synonyms": [{"number": 1, "concept": "sleep", "same": "slumber"}]}
    assert stamp_of(Library(two_trials.dataset, two_trials.records, rows)).digest != digest
    fewer = {**two_trials.records, "trials": {"a": two_trials.records["trials"]["a"]}}
    assert stamp_of(Library(two_trials.dataset, fewer, {})).digest != digest
    assert content_of(two_trials).stamp.digest == digest


def test_a_field_that_a_record_does_not_have_is_an_empty_cell() -> None:
    row = row_of(record("trials", "a", year=2010, of_no_column=1))
    assert (row["slug"], row["year"], row["design"]) == ("a", 2010, None)
    assert set(row) == {"slug", "document", *(column.name for column in by_name("trials").columns)}


# Links --------------------------------------------------------------------------------------------

PREPARATIONS = [
    record("preparations", "mixture", stands_for=["citrate", "malate"]),
    record("preparations", "unlike-any", stands_for=[]),
]


@pytest.mark.parametrize(
    ("form", "preparation", "forms"),
    [
        ("oxide", None, ["oxide"]),
        (None, "mixture", ["citrate", "malate"]),
        ("oxide", "mixture", ["citrate", "malate", "oxide"]),
        ("citrate", "mixture", ["citrate", "malate"]),
        (None, "unlike-any", []),
        (None, "of-no-record", []),
        (None, None, []),
    ],
)
def test_a_result_is_found_by_its_form_and_those_that_its_preparation_stands_for(
    form: str | None, preparation: str | None, forms: list[str]
) -> None:
    result = record("outcomes", "t/r", form=form, preparation=preparation)
    found = list(form_links([*PREPARATIONS, result], []))
    assert found == [link(f"outcomes/t/r > forms/{each}") for each in forms]


def test_only_trials_are_found_by_the_forms_of_a_preparation_that_they_refer_to() -> None:
    links = [
        link("trials/t > preparations/mixture"),
        link("trials/t > preparations/unlike-any"),
        link("rules/r > preparations/mixture"),
        link("trials/t > domains/mixture"),
    ]
    expected = [link("trials/t > forms/citrate"), link("trials/t > forms/malate")]
    assert list(form_links(PREPARATIONS, links)) == expected


def test_a_link_that_stands_twice_is_written_once() -> None:
    records = [*PREPARATIONS, record("trials", "t")]
    links = [link("trials/t > preparations/mixture"), link("trials/t > forms/malate")]
    about = {"version": "1", "digest": "0" * 64}
    rows = content_from(about, records, [*links, links[0]], [], {}).rows
    written = [(row["target"], row["target_slug"]) for row in rows["links"]]
    assert written == [("preparations", "mixture"), ("forms", "malate"), ("forms", "citrate")]
    assert {collection.table for collection in LISTS} <= rows.keys()


# Search and counts --------------------------------------------------------------------------------


def test_a_search_reads_results_behind_their_trial_and_nothing_without_prominence() -> None:
    records = [
        record("trials", "first"),
        record("trials", "second"),
        record("sources", "paper"),
        record("outcomes", "second/one", trial="second"),
        record("outcomes", "first/one", trial="first"),
        record("outcomes", "first/two", trial="first"),
        record("questions", "profile/pain"),
        record("groups", "first/one/all/endpoint"),
    ]
    found = [(each.collection.name, each.key) for each in in_reading_order(records)]
    assert found == [
        ("trials", "first"),
        ("outcomes", "first/one"),
        ("outcomes", "first/two"),
        ("trials", "second"),
        ("outcomes", "second/one"),
        ("sources", "paper"),
    ]


def counts(records: list[StoredRecord], *links: str) -> dict[tuple[str, str], int]:
    """Return (filter, value) → number of records, for the records of one collection."""
    rows = list(count_rows(records, map(link, links)))
    assert rows == sorted(rows, key=lambda row: (row["collection"], row["filter"], row["value"]))
    assert len({row["collection"] for row in rows}) == 1
    return {(row["filter"], row["value"]): row["records"] for row in rows}


def test_records_are_counted_by_each_value_that_a_filter_compares() -> None:
    records = [
        record("trials", "a", design="randomised", year=2010, single_agent=True),
        record("trials", "b", design="randomised", year=2010, single_agent=None),
        record("trials", "c", design="before_after", single_agent=False),
    ]
    found = counts(records)
    filters = by_name("trials").filter_by_name
    assert found.pop(("", "")) == 3
    assert found == {
        (name, value): number
        for column, values in {
            "design": {"randomised": 2, "before_after": 1},
            "single_agent": {"true": 1, "false": 1},
            "year": {"2010": 2},
        }.items()
        for name, filter in filters.items()
        if filter.column == column and filter.operator in ("eq", "references")
        for value, number in values.items()
    }
    assert found[("design", "randomised")] == 2


def test_records_are_counted_by_the_links_that_a_filter_follows_and_by_no_other() -> None:
    found = counts(
        [record("trials", "a"), record("trials", "b")],
        "trials/a > domains/sleep",
        "trials/b > domains/sleep",
        "trials/b > domains/pain",
        "trials/b > rules/ciprofloxacin",
    )
    assert found == {("", ""): 2, ("domain", "sleep"): 2, ("domain", "pain"): 1}


def test_a_reference_with_a_column_is_counted_there_and_not_by_its_link_again() -> None:
    result = record("outcomes", "t/r", domain="sleep", trial="t")
    found = counts([result], "outcomes/t/r > domains/sleep", "outcomes/t/r > trials/t")
    assert by_name("outcomes").filter_by_name["domain"].column == "domain"
    assert found[("domain", "sleep")] == found[("trial", "t")] == 1
