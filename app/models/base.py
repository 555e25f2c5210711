"""Base types of all models: documents, closed vocabularies, references, and marks on fields.

What must stay true: a field is declared once, in its document. The document is the YAML that is written and
the JSON that is served; its table, its columns in files and its entry in the codebook are made from it.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from operator import attrgetter
from typing import Annotated, Any, ClassVar, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from pydantic_core import to_jsonable_python

CONFIG = ConfigDict(
    extra="forbid",
    defer_build=True,  # a server uses few of the models to validate
    use_attribute_docstrings=True,
    json_schema_serialization_defaults_required=True,
    allow_inf_nan=False,
)


class Document(BaseModel):
    """A validated record: the shape of one YAML file and of the JSON served for it."""

    model_config = CONFIG


class Component(BaseModel):
    """A piece of a document that has no address of its own."""

    model_config = CONFIG


class Vocabulary(StrEnum):
    """A closed list of words. A member's name is its value; its meaning comes second."""

    meaning: str

    # The hash of str: the hash of an enumeration is computed in Python on every call.
    __hash__ = str.__hash__

    def __new__(cls, value: str, meaning: str) -> Self:
        word = str.__new__(cls, value)
        word._value_ = value
        word.meaning = meaning
        return word

    @classmethod
    def about(cls) -> str:
        """Return the description of this vocabulary, one sentence."""
        return (cls.__doc__ or "").strip()

    @classmethod
    def address(cls) -> str:
        """Return the name under which it is served: `AnalysisSet` is `analysis-set`."""
        return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", cls.__name__).lower()

    @classmethod
    def __get_pydantic_json_schema__(cls, core_schema: Any, handler: Any) -> dict[str, Any]:
        schema: dict[str, Any] = handler(core_schema)
        words = (f"- `{word.value}`: {word.meaning}" for word in cls)
        schema["description"] = "\n".join([cls.about(), "", *words])
        return schema


# Read the value directly: Pydantic does so whenever it serialises a word.
type.__setattr__(Vocabulary, "value", property(attrgetter("_value_")))


def vocabularies() -> Iterator[type[Vocabulary]]:
    """Yield every vocabulary, by address."""
    yield from sorted(Vocabulary.__subclasses__(), key=lambda vocabulary: vocabulary.address())


@dataclass(frozen=True)
class Reference:
    """Marks a value that is the slug of a record in another collection."""

    collection: str
    inside: bool = False
    """Whether it is `slug/name` of a part of the record."""


@dataclass(frozen=True)
class MayBeAbsent:
    """Marks a value that a source may not report: when null, `absent` gives the reason."""


@dataclass(frozen=True)
class CuratorMade:
    """Marks a value that we made, with all values inside it; no source gives it."""

    derivation: str
    passed_on: ClassVar[bool] = True


@dataclass(frozen=True)
class HasColumn:
    """Marks a field that has a column in the table of its collection, with an index."""


T = TypeVar("T")

Indexed = Annotated[T, HasColumn()]
"""A value that a filter compares. All other fields are stored in the document alone."""

Reported = Annotated[T, MayBeAbsent()]
"""A value taken from a source. Null needs a reason in the record's `absent`."""

Prose = Annotated[str, StringConstraints(min_length=1, pattern=r"^\S(?s:.*\S)?$")]
"""A sentence or more of our own wording; never empty, no blanks around it."""

SLUG = r"^[a-z0-9]+(-[a-z0-9]+)*$"

Slug = Annotated[
    str,
    Field(pattern=SLUG, description="Stable identifier; also the name of the seed file."),
    CuratorMade("identifier"),
]
Name = Annotated[str, StringConstraints(min_length=1, pattern=r"^\S(.*\S)?$"), CuratorMade("wording")]
"""Common name."""

Key = Annotated[str, Field(pattern=SLUG), CuratorMade("identifier")]
"""A name that is unique inside its record."""


DomainRef = Annotated[str, Field(pattern=SLUG, examples=["sleep"]), Reference("domains")]
FormRef = Annotated[str, Field(pattern=SLUG, examples=["magnesium-citrate"]), Reference("forms")]
PreparationRef = Annotated[
    str, Field(pattern=SLUG, examples=["magnesium-with-malic-acid"]), Reference("preparations")
]
SourceRef = Annotated[str, Field(pattern=SLUG, examples=["macian-2022"]), Reference("sources")]
TrialRef = Annotated[str, Field(pattern=SLUG, examples=["macian-2022"]), Reference("trials")]
LimitRef = Annotated[
    str, Field(pattern=SLUG, examples=["us-upper-limit-31-years-and-over"]), Reference("limits")
]
MedicineClassRef = Annotated[
    str, Field(pattern=SLUG, examples=["fluoroquinolone"]), Reference("medicine-classes")
]
MedicineRef = Annotated[
    str, Field(examples=["fluoroquinolone/ciprofloxacin"]), Reference("medicine-classes", inside=True)
]
ConditionRef = Annotated[str, Field(examples=["renal/ckd-stage-4"]), Reference("conditions", inside=True)]
RuleRef = Annotated[str, Field(pattern=SLUG, examples=["ciprofloxacin"]), Reference("rules")]
ClaimRef = Annotated[str, Field(pattern=SLUG, examples=["s28"]), Reference("claims")]

RECORD = r"^[a-z-]+/[a-z0-9]+(-[a-z0-9]+)*(/[a-z0-9]+(-[a-z0-9]+)*)?$"

RecordRef = Annotated[
    str,
    Field(pattern=RECORD, examples=["trials/macian-2022", "trials/macian-2022/stress-whole-sample"]),
    Reference("*"),
]
"""`collection/slug` of any record, or `trials/slug/name` of one outcome."""


def canonical(value: Any) -> str:
    """Return the one JSON text of a value: sorted keys, no blanks, no escapes. Digests are taken of it."""
    return json.dumps(
        to_jsonable_python(value),
        sort_keys=True,
        ensure_ascii=False,
        separators=(",", ":"),
        allow_nan=False,
    )
