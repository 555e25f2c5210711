"""Filters of lists: each is a query parameter and the operator by which records are compared with it.

A collection's filters are a class of such fields, beside its model. A parameter stands for equality with the
field of its name, unless `Where` declares another operator:

    min_year: Annotated[Year | None, Where("ge", "year")] = None

`Several[...]` takes one value or several with commas between them, of which a record needs one:

    direction: Several[Direction] | None = None

Every parameter may be given once. An unknown parameter or a word outside its vocabulary is an error, because
a misspelt filter must never widen an answer.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeAlias, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic.fields import FieldInfo

from app.models.base import SLUG
from app.models.field_types import all_marks, marks_of

Operator = Literal["eq", "ge", "le", "references", "search"]

T = TypeVar("T")

MOST_FILTER_VALUES = 50
"""Maximum number of values of one filter."""


def separated(given: Any) -> Any:
    """Return the values of a parameter that are written with commas between them."""
    written = [given] if isinstance(given, str) else given
    if not isinstance(written, list) or not all(isinstance(each, str) for each in written):
        return written
    return [value for each in written for value in each.split(",")]


def unwrapped(values: list[Any]) -> Any:
    """Return the only value of a list, or the list with each value once."""
    different = list(dict.fromkeys(values))
    return different[0] if len(different) == 1 else different


if TYPE_CHECKING:
    Several: TypeAlias = T | list[T]
else:
    Several = Annotated[
        list[T],
        BeforeValidator(separated),
        Field(min_length=1, max_length=MOST_FILTER_VALUES),
        AfterValidator(unwrapped),
    ]
"""One value or a list of several, as they were given."""


@dataclass(frozen=True)
class Where:
    """Marks a filter with its operator."""

    operator: Operator
    target: str = ""
    """The field to compare, if it has another name than the parameter; for `references`, the collection."""


WORDING = {"ge": "Only where `{}` is at least this.", "le": "Only where `{}` is at most this."}
"""Descriptions of filters that have none of their own, by operator."""


def plain_number(value: Any) -> Any:
    """Refuse the odd spellings of a number that Pydantic would accept."""
    if isinstance(value, str) and not (value.isascii() and value.isdigit()):
        raise ValueError("should be a whole number, in plain digits")
    return value


def plain_truth(value: Any) -> Any:
    """Refuse the odd spellings of a truth value that Pydantic would accept, but for `1` and `0`."""
    if isinstance(value, str) and value not in ("true", "false", "1", "0"):
        raise ValueError("should be `true` or `false`")
    return value


WHOLE_NUMBER = BeforeValidator(plain_number)
YES_OR_NO = BeforeValidator(plain_truth)

BooleanFilter = Annotated[bool, Field(examples=[True]), YES_OR_NO]
Year = Annotated[int, Field(ge=1900, le=2100, examples=[2010]), WHOLE_NUMBER]

READABLE = r"^[^\x00-\x1F\x7F-\xA0\xAD]*$"
"""Latin-1 characters that the service accepts in text; no portable pattern covers all of Unicode."""

A_NAME = r"^ *[^ \x00-\x1F\x7F-\xA0\xAD][^\x00-\x1F\x7F-\xA0\xAD]*$"
"""The same, and not blank."""

SearchText = Annotated[
    str, Field(min_length=1, max_length=200, examples=["sleep"], json_schema_extra={"pattern": READABLE})
]

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


MedicineClassSlug = Annotated[
    str,
    Where("references", "medicine-classes"),
    Field(pattern=SLUG, max_length=LONGEST_SLUG, examples=["fluoroquinolone"]),
]


def query_text(value: Any) -> str:
    """Return the value of a filter as a query has it: `true`, `2010`, `sleep,pain`."""
    if isinstance(value, list):
        return ",".join(map(query_text, value))
    return str(value).lower() if isinstance(value, bool) else str(value)


class Filters(BaseModel):
    """Filters of a list."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True, hide_input_in_errors=True)

    def asked(self) -> dict[str, Any]:
        """Return the filters that were given, by name."""
        return {name: value for name, value in self if value is not None}

    @classmethod
    def __pydantic_init_subclass__(cls, **_: Any) -> None:
        """Describe each filter that has no description of its own."""
        for field in cls.model_fields.values():
            for mark in all_marks(field.rebuild_annotation()):
                if isinstance(mark, Where) and mark.operator in WORDING:
                    field.description = field.description or WORDING[mark.operator].format(mark.target)
                elif isinstance(mark, FieldInfo):
                    field.description = field.description or mark.description


class SearchFilter(Filters):
    """The filter of all records that the search finds."""

    q: Annotated[SearchText | None, Where("search")] = None
    """Only records that hold all of these words, or synonyms of them."""


class SourceFilter(SearchFilter):
    """The filter of all records that name their sources."""

    source: Several[SourceSlug] | None = None


def where(filters: type[Filters], name: str) -> Where:
    """Return the operator of a filter; equality with the field of its name, unless it declares another."""
    marks = marks_of(filters.model_fields[name], Where)
    return Where(marks[0].operator, marks[0].target or name) if marks else Where("eq", name)
