"""Pages lead on to the last one; records are found by their keys, filters and references."""

import json
from collections import Counter
from typing import Any

import pytest
from sqlalchemy import Connection

from app.db import queries
from app.db.database import Database
from app.db.errors import BadQuestionError, NotFoundError
from app.models import Trial
from app.registry import COLLECTIONS, by_name
from app.seeds.library import Library, each_record
from app.seeds.references import reference_targets


def test_what_rests_on_a_source_is_found_in_every_collection(database: Database, library: Library) -> None:
    wanted: dict[str, dict[str, set[str]]] = {slug: {} for slug in library.records["sources"]}
    for collection, slug, record in each_record(library.records):
        for target, target_slug in reference_targets(record):
            if target == "sources":
                wanted[target_slug].setdefault(collection, set()).add(slug)
    with database.connect() as connection:
        for source, referrers in wanted.items():
            found = queries.referring(connection, by_name("sources"), source)
            assert list(found) == [collection.name for collection in COLLECTIONS]
            assert {name: set(slugs) for name, slugs in found.items() if slugs} == referrers
    naming = {collection for referrers in wanted.values() for collection in referrers}
    assert naming == {each.name for each in COLLECTIONS} - {"searches", "test-vectors"}


def test_what_refers_to_a_record_is_told_by_its_name(database: Database, library: Library) -> None:
    with database.connect() as connection:
        found = queries.referring(connection, by_name("sources"), "macian-2022")
    trials, claims = library.records["trials"], library.records["claims"]
    assert found["trials"]["macian-2022"] == trials["macian-2022"].name
    assert all(found["claims"][slug] == claims[slug].restatement for slug in found["claims"])
    assert found["claims"]


# Pages --------------------------------------------------------------------------------------------


TRIALS = by_name("trials")


@pytest.mark.parametrize("sort", [(), ("-year",)])
def test_pages_lead_to_the_last_one_and_none_is_empty(
    connection: Connection, database: Database, library: Library, sort: tuple[str, ...]
) -> None:
    total = len(library.records["trials"])
    keys: list[str] = []
    for limit in (total - 1, 3):
        page = queries.page(connection, database.stamp, TRIALS, {}, limit, None, sort)
        assert (len(page.items), page.total) == (limit, total)
        keys = [*page.keys]
        while page.next:
            page = queries.page(connection, database.stamp, TRIALS, {}, limit, page.next, sort)
            assert 0 < len(page.items) <= limit
            keys += page.keys
        assert sorted(keys) == sorted(library.records["trials"])
        assert len(page.items) == (total % limit or limit)
    whole = queries.page(connection, database.stamp, TRIALS, {}, total, None, sort)
    assert (len(whole.items), whole.next) == (total, None)
    assert [json.loads(item)["slug"] for item in whole.items] == [*whole.keys] == keys


def test_nothing_that_matches_is_an_empty_page(connection: Connection, database: Database) -> None:
    page = queries.page(connection, database.stamp, TRIALS, {"min_year": 2999}, 5, None)
    assert (page.items, page.total, page.next, page.keys) == ([], 0, None, ())


def test_a_cursor_of_one_order_is_none_of_another(connection: Connection, database: Database) -> None:
    first = queries.page(connection, database.stamp, TRIALS, {}, 3, None, ("-year",))
    for sort in ((), ("year",), ("slug",)):
        with pytest.raises(BadQuestionError):
            queries.page(connection, database.stamp, TRIALS, {}, 3, first.next, sort)


# Records ------------------------------------------------------------------------------------------


def test_everything_is_each_record_that_matches_in_the_order_that_is_asked(
    connection: Connection, library: Library
) -> None:
    slugs = [json.loads(text)["slug"] for text in queries.everything(connection, TRIALS, {})]
    assert slugs == sorted(library.records["trials"])
    years = [json.loads(text)["year"] for text in queries.everything(connection, TRIALS, {}, ("-year",))]
    assert [each for each in years if each] == sorted((each for each in years if each), reverse=True)
    early = {each.slug for each in queries.documents(connection, Trial, {"max_year": 2000})}
    assert early == {
        slug for slug, trial in library.records["trials"].items() if (trial.year or 9999) <= 2000
    }
    assert queries.documents(connection, Trial)[0] == library.records["trials"][slugs[0]]


def test_one_record_is_found_by_its_key_or_named_by_a_suggestion(
    connection: Connection, library: Library
) -> None:
    assert queries.document(connection, Trial, "macian-2022") == library.records["trials"]["macian-2022"]
    with pytest.raises(NotFoundError, match="there is no such trial; did you mean 'macian-2022'"):
        queries.document(connection, Trial, "macian-2023")


def test_some_records_are_those_that_are_asked_for(connection: Connection, library: Library) -> None:
    names = {slug: library.records["trials"][slug].name for slug in ("park-2020", "macian-2022")}
    assert queries.titles(connection, TRIALS, ["park-2020", "none", "macian-2022"]) == names
    assert queries.titles(connection, TRIALS, []) == {}
    assert queries.names(connection, Trial, {"slug": ["macian-2022", "park-2020"]}) == names
    assert queries.names(connection, Trial).keys() == library.records["trials"].keys()


def test_values_are_counted_among_the_records_that_match(connection: Connection, library: Library) -> None:
    counted = queries.facets(connection, TRIALS, ["design", "domain"], {"max_year": 2015})
    early = [each for each in library.records["trials"].values() if (each.year or 9999) <= 2015]
    assert dict(counted["design"]) == Counter(each.design for each in early)
    domains = Counter(domain for each in early for domain in {outcome.domain for outcome in each.outcomes})
    assert dict(counted["domain"]) == domains


def test_a_field_that_a_model_no_longer_has_is_left_out_of_a_past_record(
    connection: Connection, monkeypatch: pytest.MonkeyPatch, library: Library
) -> None:
    real = queries.everything

    def older(*asked: Any) -> list[str]:
        return [json.dumps({**json.loads(text), "colour": "red"}) for text in real(*asked)]

    monkeypatch.setattr(queries, "everything", older)
    found = queries.past_documents(connection, Trial)
    assert {each.slug: each for each in found} == library.records["trials"]
