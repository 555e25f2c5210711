"""Query parameters of a list: its page, its format, its order and its filters, made from its model."""

import re
from typing import Any

import pytest
from pydantic import ValidationError

from app.api.parameters import (
    MOST_ROWS,
    Include,
    Paged,
    Selected,
    as_tuple,
    paged,
    selected,
)
from app.formats.list_formats import CitableSuffix, Format, Suffix, suffixes
from app.models import Vocabulary
from app.models.base import Document, Indexed, Name, Slug
from app.models.collection import Collection
from app.models.filters import Filters, SearchFilter


class Colour(Vocabulary):
    """Colour of a thing."""

    red = "red", "As blood."
    blue = "blue", "As the sky."


class Thing(Document):
    """A made-up record."""

    slug: Slug
    name: Name
    colour: Indexed[Colour]
    year: Indexed[int | None] = None


class ThingFilters(SearchFilter):
    """Its filters."""

    colour: Colour | None = None
    year: int | None = None


class OtherFilters(Filters):
    """Filters that stand for those of the list."""

    year: int | None = None


THINGS = Collection("things", Thing, ThingFilters, "a")
CITABLE = Collection("books", Thing, ThingFilters, "a", citable=True)
PLAIN = Collection("plain", Thing, SearchFilter, "a")


def read(**given: Any) -> Any:
    """Return parameters of a page of things."""
    return paged(THINGS).model_validate(given)


def problems(model: Any, **given: Any) -> list[str]:
    """Return what is wrong with some parameters."""
    with pytest.raises(ValidationError) as raised:
        model.model_validate(given)
    return [str(error["msg"]) for error in raised.value.errors()]


def test_without_parameters_a_page_has_fifty_records_as_json_in_the_order_of_their_keys() -> None:
    query = read()
    assert (query.limit, query.cursor, query.format, query.labels) == (50, None, Format.json, False)
    assert query.order() == query.shown() == query.counted() == as_tuple(query.include) == ()
    assert query.asked() == {}


def test_only_filters_are_among_what_is_asked() -> None:
    query = read(
        colour="red",
        q="sky",
        limit="10",
        cursor="abc",
        format="csv",
        include="names",
        labels="true",
        sort="-year,colour",
        fields="name",
        facets="colour",
    )
    assert query.asked() == {"colour": Colour.red, "q": "sky"}
    assert query.order() == ("-year", "colour")
    assert query.shown() == ("name",)
    assert query.counted() == ("colour",)
    assert as_tuple(query.include) == (Include.names,)


@pytest.mark.parametrize(
    ("value", "expected"), [(None, ()), ("a", ("a",)), (["a", "b"], ("a", "b")), ([], ()), (False, (False,))]
)
def test_a_parameter_has_no_value_one_or_several(value: Any, expected: tuple[Any, ...]) -> None:
    assert as_tuple(value) == expected


# Names from a fixed list --------------------------------------------------------------------------


@pytest.mark.parametrize("sort", ["slug", "-slug", "colour", "year", "-colour,year,slug"])
def test_a_list_is_sorted_by_its_key_and_indexed_fields_forwards_or_backwards(sort: str) -> None:
    assert read(sort=sort).order() == tuple(sort.split(","))


@pytest.mark.parametrize("sort", ["name", "--year", "-", "", "year,", "Year", " year", "year-"])
def test_nothing_else_sorts_a_list(sort: str) -> None:
    assert problems(paged(THINGS), sort=sort)


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        (
            "sort",
            "-yeer",
            "there is no such field to sort by; did you mean 'year'?; allowed: slug, colour, year",
        ),
        ("fields", "nam", "there is no such field; did you mean 'name'?; allowed: slug, name, colour, year"),
        ("fields", "-name", "there is no such field"),
        ("facets", "name", "there is no such filter to count by; allowed: colour, year"),
        ("facets", "q", "there is no such filter to count by; allowed: colour, year"),
    ],
)
def test_a_name_that_is_not_in_the_list_is_answered_with_those_that_are(
    name: str, value: str, words: str
) -> None:
    (problem,) = problems(paged(THINGS), **{name: value})
    assert problem.startswith(words)


def pattern_of(model: Any, name: str) -> str:
    """Return the pattern that the contract shows for each value of a parameter."""
    schema = model.model_json_schema()["properties"][name]
    (listed,) = [each for each in schema["anyOf"] if each.get("type") == "array"]
    return str(listed["items"]["pattern"])


@pytest.mark.parametrize(
    ("name", "matching", "other"),
    [
        ("sort", ["slug", "-year"], ["name", "-", "--year", "year2"]),
        ("facets", ["colour", "year"], ["q", "-year"]),
        ("fields", ["name", "anything_else"], ["-name", "Name"]),
    ],
)
def test_the_contract_shows_which_names_may_be_given(
    name: str, matching: list[str], other: list[str]
) -> None:
    pattern = pattern_of(paged(THINGS), name)
    assert all(re.search(pattern, each) for each in matching)
    assert not any(re.search(pattern, each) for each in other)


# Page and format ----------------------------------------------------------------------------------


@pytest.mark.parametrize("limit", [1, MOST_ROWS, "7"])
def test_a_page_may_have_up_to_so_many_records(limit: Any) -> None:
    assert read(limit=limit).limit == int(limit)


@pytest.mark.parametrize("limit", [0, -1, MOST_ROWS + 1, "1e2", "1.0", "٣", "+5", "", "x"])
def test_no_other_number_of_records_is_taken(limit: Any) -> None:
    assert problems(paged(THINGS), limit=limit)


@pytest.mark.parametrize("cursor", ["", "a b", "a+b", "a/b", "a=", "é", "a" * 401])
def test_what_no_cursor_can_be_is_refused_before_it_is_read(cursor: str) -> None:
    assert problems(paged(THINGS), cursor=cursor)


@pytest.mark.parametrize("model", [paged(THINGS), selected(THINGS)])
def test_a_parameter_that_there_is_not_is_refused(model: Any) -> None:
    assert problems(model, colors="red")


def test_only_what_can_be_cited_is_written_as_references() -> None:
    assert suffixes(THINGS) is Suffix
    assert suffixes(CITABLE) is CitableSuffix
    assert problems(paged(THINGS), format="bib")
    assert paged(CITABLE).model_validate({"format": "bib"}).format == "bib"
    assert paged(CITABLE).model_validate({}).format == Format.json


# Models -------------------------------------------------------------------------------------------


def test_a_whole_list_has_no_page_to_ask_for() -> None:
    model = selected(THINGS)
    assert issubclass(model, Selected)
    assert not issubclass(model, Paged)
    assert set(model.model_fields) == {"q", "colour", "year", "sort", "fields", "labels"}
    assert model.__name__ == "SelectedThingFilters"


def test_a_list_without_filters_to_count_by_has_no_facets() -> None:
    assert "facets" in paged(THINGS).model_fields
    assert "facets" not in paged(PLAIN).model_fields
    assert paged(PLAIN).model_validate({}).counted() == ()
    assert problems(paged(PLAIN), facets="colour")


def test_other_filters_may_stand_for_those_of_the_list() -> None:
    model = paged(THINGS, OtherFilters, "PagedOthers")
    assert model.__name__ == "PagedOthers"
    assert model.model_validate({"year": 2010, "sort": "colour"}).asked() == {"year": 2010}
    assert problems(model, colour="red")
