"""Records that refer to a record are found in every collection that has such a reference."""

from app.db import queries
from app.db.database import Database
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
