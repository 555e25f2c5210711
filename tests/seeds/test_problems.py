"""Errors of Pydantic as a colleague would say them."""

from typing import Annotated, Any, Literal

import pytest
from pydantic import BaseModel, Field, ValidationError, field_validator

from app.models.provenance import Basis
from app.seeds.drafts import SeedDraft
from app.seeds.problems import explain


class Part(BaseModel):
    model_config = {"extra": "forbid"}

    inner: int = 0


class Record(BaseModel):
    model_config = {"extra": "forbid"}

    title: str = "t"
    basis: Basis = Basis.primary
    kind: Literal["first", "second"] = "first"
    tags: Annotated[list[str], Field(min_length=2)] = ["a", "b"]
    year: int = 1
    part: Part = Part()

    @field_validator("year")
    @classmethod
    def known(cls, year: int) -> int:
        if year < 0:
            raise ValueError("lies before the first")
        return year


class Required(BaseModel):
    title: str


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ({"titel": "x"}, "there is no such field; did you mean 'title'?"),
        ({"part": {"iner": 1}}, "there is no such field; did you mean 'inner'?"),
        ({"zzzzzz": "x"}, "there is no such field"),
        ({"basis": "primery"}, "'primery' is not one of article, primary; did you mean 'primary'?"),
        ({"kind": "zz"}, "'zz' is not one of first, second"),
        ({"kind": 3}, "'3' is not one of first, second"),
        ({"tags": "a"}, "should be a list"),
        ({"tags": ["a"]}, "needs at least 2, and has 1"),
        ({"year": -1}, "lies before the first"),
        ({"year": "x"}, "should be a valid integer, unable to parse string as an integer"),
        ({"title": 1}, "should be a valid string"),
    ],
)
def test_a_problem_is_told_in_plain_words(content: Any, told: str) -> None:
    with pytest.raises(ValidationError) as error:
        Record.model_validate(content)
    assert [explain(each, Record) for each in error.value.errors()] == [told]


def test_a_field_that_is_missing_is_required() -> None:
    with pytest.raises(ValidationError) as error:
        Required.model_validate({})
    assert [explain(each, Required) for each in error.value.errors()] == ["is required"]


def test_a_draft_is_told_with_everything_that_is_to_be_done() -> None:
    draft = SeedDraft("trials/a.yaml", ["read the abstract", "count the arms"], ["title: is required"])
    assert draft.described() == (
        "trials/a.yaml is a draft:\n  read the abstract\n  count the arms\n  title: is required"
    )
