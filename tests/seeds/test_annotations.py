"""Every value of a record is visited once, with its location and the annotations of its type."""

from typing import Annotated, Any

from pydantic import BaseModel

from app.models import CuratorMade, Reference
from app.seeds.annotations import annotated_values, field_names, marked_strings
from app.seeds.library import Library, each_record

SourceName = Annotated[str, Reference("sources")]


class Part(BaseModel):
    source: SourceName | None = None
    note: str = ""


class Whole(BaseModel):
    title: Annotated[str, CuratorMade("wording")]
    parts: list[Part] = []
    by_name: dict[str, list[SourceName]] = {}


WHOLE = Whole(title="t", parts=[Part(source="a", note="n"), Part()], by_name={"x": ["b", "c"], "y": []})


def test_values_are_visited_in_order_with_their_location() -> None:
    assert [(each.location, each.value) for each in annotated_values(WHOLE)] == [
        (("title",), "t"),
        (("parts", 0, "source"), "a"),
        (("parts", 0, "note"), "n"),
        (("parts", 1, "source"), None),
        (("parts", 1, "note"), ""),
        (("by_name", "x", 0), "b"),
        (("by_name", "x", 1), "c"),
        (("by_name", "y"), []),
    ]


def test_an_annotation_selects_the_fields_that_hold_it() -> None:
    found = {each.location: each.marks for each in annotated_values(WHOLE, marked=Reference)}
    assert ("title",) not in found
    assert found["parts", 0, "source"] == (Reference("sources"),)
    assert next(each.marks for each in annotated_values(WHOLE)) == (CuratorMade("wording"),)


def test_the_holders_of_a_value_lead_from_the_record_to_its_part() -> None:
    found = next(each for each in annotated_values(WHOLE) if each.location == ("parts", 0, "note"))
    assert found.holders == (WHOLE, WHOLE.parts[0])


def test_both_ways_to_find_marked_strings_agree(library: Library) -> None:
    for _, _, record in each_record(library.records):
        slow = [
            (mark, each.value)
            for each in annotated_values(record, marked=Reference)
            if isinstance(each.value, str)
            for mark in each.marks
            if isinstance(mark, Reference)
        ]
        assert sorted(map(str, marked_strings(record, Reference))) == sorted(map(str, slow))


def test_field_names_include_those_of_parts() -> None:
    assert field_names(Whole) == {"title", "parts", "by_name", "source", "note"}


JUDGED = CuratorMade("judged")


class Chapter(BaseModel):
    about: Annotated[list[Part], JUDGED] = []
    lists: list[list[SourceName]] = []
    plain: dict[str, int] = {}
    anything: Any = None


def test_an_annotation_of_a_field_holds_in_its_items_where_it_is_passed_on() -> None:
    chapter = Chapter(
        about=[Part(source="a")], lists=[["b"], ["c", "d"]], plain={"x": 1}, anything=[{"y": 2}]
    )
    assert [(each.location, each.value, each.marks) for each in annotated_values(chapter)] == [
        (("about", 0, "source"), "a", (JUDGED, Reference("sources"))),
        (("about", 0, "note"), "", (JUDGED,)),
        (("lists", 0, 0), "b", (Reference("sources"),)),
        (("lists", 1, 0), "c", (Reference("sources"),)),
        (("lists", 1, 1), "d", (Reference("sources"),)),
        (("plain", "x"), 1, ()),
        (("anything", 0, "y"), 2, ()),
    ]
    assert [value for _, value in marked_strings(chapter, Reference)] == ["a", "b", "c", "d"]
    assert [value for _, value in marked_strings(WHOLE, Reference)] == ["a", "b", "c"]
