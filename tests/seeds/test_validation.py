"""Checks of one record and between records yield each problem with its location."""

from app.seeds.library import Library, each_record
from app.seeds.validation import check_between, check_inside


def test_the_real_records_pass_every_check(library: Library) -> None:
    assert [found for _, _, record in each_record(library.records) for found in check_inside(record)] == []
    assert list(check_between(library.records)) == []


def test_a_record_without_provenance_fails(library: Library) -> None:
    record = library.records["domains"]["sleep"].model_copy(update={"provenance": []})
    assert (("definition",), "no entry of `provenance` covers it") in list(check_inside(record))


def test_a_missing_record_is_named_where_it_is_referred_to(library: Library) -> None:
    records = {**library.records, "trials": {"macian-2022": library.records["trials"]["macian-2022"]}}
    problems = list(check_between({**records, "sources": {}}))
    assert (
        "trials",
        "macian-2022",
        ("provenance", 0, "sources", 0),
        "no 'macian-2022' in sources",
    ) in problems
