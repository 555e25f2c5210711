"""Filters of lists: each is a query parameter and the operator by which records are compared with it.

A collection's filters are a class of such fields, beside its model. A parameter stands for equality with the
field of its name, unless `Where` declares another operator:

    min_year: Annotated[Year | None, Where("ge", "year")] = None

Every parameter may be given once. An unknown parameter or a word outside its vocabulary is an error, because
a misspelt filter must never widen an answer.
"""

from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from app.models.base import SLUG
from app.models.columns import marks_in

Operator = Literal["eq", "in", "ge", "le", "references"]


@dataclass(frozen=True)
class Where:
    """Marks a filter with its operator."""

    operator: Operator
    target: str = ""
    """The field to compare, if it has another name than the parameter; for `references`, the collection."""


WORDING = {"ge": "Only where `{}` is at least this.", "le": "Only where `{}` is at most this."}
"""Descriptions of filters that have none of their own, by operator."""


def written_plainly(value: Any) -> Any:
    """Refuse the odd spellings of a number or truth value that Pydantic would accept."""
    if (
        isinstance(value, str)
        and not (value.isascii() and value.isdigit())
        and value not in ("true", "false")
    ):
        raise ValueError("should be written in plain digits, or as true or false")
    return value


PLAINLY = BeforeValidator(written_plainly)

BooleanFilter = Annotated[bool, Field(examples=[True]), PLAINLY]
Year = Annotated[int, Field(ge=1900, le=2100, examples=[2010]), PLAINLY]


LONGEST_SLUG = 80

DomainSlug = Annotated[
    str,
    Where("references", "domains"),
    Field(pattern=SLUG, max_length=LONGEST_SLUG, examples=["sleep"]),
    Field(description="Only what concerns this symptom domain."),
]
SourceSlug = Annotated[
    str,
    Where("references", "sources"),
    Field(pattern=SLUG, max_length=LONGEST_SLUG, examples=["macian-2022"]),
    Field(description="Only records that rest on this source."),
]
FormSlug = Annotated[
    str,
    Where("references", "forms"),
    Field(pattern=SLUG, max_length=LONGEST_SLUG, examples=["magnesium-citrate"]),
    Field(description="Only what was done with this form of magnesium, or with a preparation like it."),
]
PreparationSlug = Annotated[
    str,
    Where("references", "preparations"),
    Field(pattern=SLUG, max_length=LONGEST_SLUG, examples=["magnesium-with-malic-acid"]),
    Field(description="Only what was done with this preparation."),
]
TrialSlug = Annotated[
    str,
    Where("references", "trials"),
    Field(pattern=SLUG, max_length=LONGEST_SLUG, examples=["macian-2022"]),
    Field(description="Only results of this trial."),
]


class Filters(BaseModel):
    """Filters of a list."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True, hide_input_in_errors=True)

    def asked(self) -> dict[str, Any]:
        """Return the filters that were given, by name."""
        return {name: value for name, value in self if value is not None}

    @classmethod
    def __pydantic_init_subclass__(cls, **_: Any) -> None:
        """Describe each comparison that has no description of its own."""
        for field in cls.model_fields.values():
            for mark in field.metadata:
                if isinstance(mark, Where) and mark.operator in WORDING:
                    field.description = field.description or WORDING[mark.operator].format(mark.target)


class SourceFilter(Filters):
    """The filter of all records that name their sources."""

    source: SourceSlug | None = None


def where(filters: type[Filters], name: str) -> Where:
    """Return the operator of a filter; equality with the field of its name, unless it declares another."""
    field = filters.model_fields[name]
    marks = [mark for mark in (*field.metadata, *marks_in(field.annotation)) if isinstance(mark, Where)]
    return Where(marks[0].operator, marks[0].target or name) if marks else Where("eq", name)
