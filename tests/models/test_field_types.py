"""What is read of the type of a field: alternatives, plain type, marks, and the classes inside it."""

from dataclasses import dataclass
from typing import Annotated, Any, Literal

import pytest
from pydantic import BaseModel, Field

from app.models import Vocabulary
from app.models.field_types import (
    all_marks,
    bare,
    classes_in,
    item_types,
    marks_of,
    may_be_null,
    own_marks,
    plain_type,
    vocabularies_in,
)


@dataclass(frozen=True)
class Mark:
    """A mark of this test."""

    name: str


class Colour(Vocabulary):
    """Colour of a thing."""

    red = "red", "As blood."


class Part(BaseModel):
    """A part of a thing."""

    colour: Colour | None = None


class Thing(BaseModel):
    """Fields of the kinds that models have."""

    colours: Annotated[list[Annotated[Colour, Mark("item")]], Mark("list")]
    parts: dict[str, Part] | None
    number: Annotated[int | None, Mark("number")]


@pytest.mark.parametrize(
    ("annotation", "kind", "null"),
    [
        (str, str, False),
        (Colour, str, False),
        (bool, bool, False),
        (int | None, int, True),
        (Annotated[Annotated[float, Mark("inner")] | None, Mark("outer")], float, True),
        (Annotated[int | None, Mark("inside")] | None, int, True),
        (Literal[2, 3] | None, int, True),
        (Literal["a"], str, False),
        (list[int | None], list, False),
        (dict[str, Part] | None, dict, True),
        (Part | None, Part, True),
        (int | str, object, False),
        (int | list[int], object, False),
        (Literal[2] | int, int, False),
    ],
)
def test_the_plain_type_of_a_value_and_whether_it_may_be_null(annotation: Any, kind: Any, null: bool) -> None:
    assert (plain_type(annotation), may_be_null(annotation)) == (kind, null)


@pytest.mark.parametrize(
    ("annotation", "expected"),
    [
        (None | Annotated[Part, Mark("x")], Part),
        (Annotated[list[int] | None, Mark("x")], list[int]),
        (int, int),
    ],
)
def test_a_bare_type_has_neither_marks_nor_null(annotation: Any, expected: Any) -> None:
    assert bare(annotation) == expected


@pytest.mark.parametrize(
    ("annotation", "own", "inside"),
    [
        (Annotated[list[Annotated[str, Mark("item")]], Mark("list")], ["list"], ["list", "item"]),
        (Annotated[str, Mark("alias")] | None, ["alias"], ["alias"]),
        (Annotated[list[Annotated[str, Mark("item")]], Mark("list")] | None, ["list"], ["list", "item"]),
        (dict[Annotated[str, Mark("key")], Annotated[int, Mark("value")]], [], ["key", "value"]),
        (str, [], []),
    ],
)
def test_marks_of_items_are_not_those_of_the_list(annotation: Any, own: list[str], inside: list[str]) -> None:
    assert [mark.name for mark in own_marks(annotation)] == own
    assert [mark.name for mark in all_marks(annotation)] == inside


def test_the_marks_of_a_field_are_those_beside_and_inside_its_type() -> None:
    assert marks_of(Thing.model_fields["colours"], Mark) == [Mark("list"), Mark("item")]
    assert marks_of(Thing.model_fields["number"], Mark) == [Mark("number")]
    assert marks_of(Thing.model_fields["parts"], Mark) == []


def test_a_mark_of_another_class_is_not_among_those_of_a_field() -> None:
    class Limited(BaseModel):
        number: Annotated[int, Field(ge=1), Mark("number")]

    assert marks_of(Limited.model_fields["number"], Mark) == [Mark("number")]


def test_items_are_those_of_lists_and_mappings_only() -> None:
    assert item_types(Annotated[list[int], Mark("x")] | None) == (int,)
    assert item_types(dict[str, Part]) == (str, Part)
    assert item_types(Literal["a"]) == item_types(int | None) == ()


def test_classes_are_found_inside_lists_mappings_and_alternatives() -> None:
    annotation = dict[str, list[Annotated[Part, Mark("x")] | None]] | Thing
    assert list(classes_in(annotation, BaseModel)) == [Part, Thing]


def test_words_are_found_by_path_below_parts() -> None:
    assert vocabularies_in(Thing) == {"colours": Colour, "parts.colour": Colour}
