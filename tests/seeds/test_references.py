"""References are found by their type, and those without a target are reported."""

from app.models import Reference
from app.seeds.library import Library, each_record
from app.seeds.references import (
    dangling_references,
    known_targets,
    reference_targets,
    references_in,
    split_target,
    target_of,
)


def test_no_reference_of_the_real_records_dangles(library: Library) -> None:
    assert list(dangling_references(library.records)) == []


def test_a_record_that_is_removed_leaves_dangling_references(library: Library) -> None:
    sources = {slug: each for slug, each in library.records["sources"].items() if slug != "macian-2022"}
    problems = list(dangling_references({**library.records, "sources": sources}))
    assert ("trials", "macian-2022") in {(collection, slug) for collection, slug, _, _ in problems}
    assert all("no 'macian-2022' in sources" in problem for *_, problem in problems)


def test_a_missing_record_is_named_where_it_is_referred_to(library: Library) -> None:
    trials = {"macian-2022": library.records["trials"]["macian-2022"]}
    problems = list(dangling_references({**library.records, "trials": trials, "sources": {}}))
    place = ("provenance", 0, "sources", 0)
    assert ("trials", "macian-2022", place, "no 'macian-2022' in sources") in problems


def test_named_parts_are_targets_too(library: Library) -> None:
    known = known_targets(library.records)
    assert "trials/macian-2022/stress-whole-sample" in known
    assert "medicine-classes/fluoroquinolone/ciprofloxacin" in known


def test_the_targets_of_a_record_are_its_references(library: Library) -> None:
    for _, _, record in each_record(library.records):
        expected = {split_target(target) for _, target in references_in(record)}
        assert reference_targets(record) == expected


def test_a_reference_to_any_collection_names_its_collection_itself() -> None:
    assert target_of(Reference("*"), "trials/macian-2022") == "trials/macian-2022"
    assert target_of(Reference("sources"), "macian-2022") == "sources/macian-2022"
