"""Medicines and conditions as requests give them, and how they were recognised."""

import unicodedata
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from app.models import Vocabulary
from app.models.base import CONFIG
from app.models.rule import MedicineRoute

ASKED = ConfigDict(
    extra="forbid",
    use_attribute_docstrings=True,
    allow_inf_nan=False,
    hide_input_in_errors=True,
    cache_strings="keys",
)
"""Configuration of requests. Errors do not repeat values, and Pydantic does not cache the strings sent."""

ANSWERED = ConfigDict(**CONFIG, cache_strings="keys", serialize_by_alias=True, validate_by_name=True)
"""Configuration of answers, which repeat strings of the request; Pydantic does not cache them either."""


def readable(text: str) -> str:
    """Refuse what a reader cannot see, and names that are only blanks."""
    if text.isprintable() and not text.isspace():
        return text
    if any(unicodedata.category(character) in INVISIBLE for character in text):
        raise ValueError("holds control characters or characters that cannot be seen")
    if not text.strip():
        raise ValueError("is empty")
    return text


INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})

Text = Annotated[str, Field(min_length=1, max_length=255, strict=True), AfterValidator(readable)]


class ConditionSystem(Vocabulary):
    """Code systems of conditions."""

    snomed = "snomed", "SNOMED CT."
    icd10cm = "icd10cm", "ICD-10-CM."


class MedicineSystem(Vocabulary):
    """Code systems of medicines."""

    rxnorm = "rxnorm", "RxNorm concept identifiers of ingredients, brands and combinations."
    atc = "atc", "WHO ATC, today's codes and former ones."
    unii = "unii", "FDA substance identifiers."


CodeValue = Annotated[str, Field(pattern=r"^[A-Za-z0-9.]{1,20}$", strict=True, examples=["N18.31"])]


class ConditionCode(BaseModel):
    """A condition by its code."""

    model_config = ASKED

    system: ConditionSystem
    value: CodeValue
    """The code, as its system writes it."""


class MedicineCode(BaseModel):
    """A medicine by its code."""

    model_config = ASKED

    system: MedicineSystem
    value: CodeValue
    """The code, as its system writes it."""


NAMED_ONCE = "give exactly one of `text` and `code`"
NAME_OR_CODE = "give `text`, `code` or both"


class Named(BaseModel):
    """Something given by name or by code."""

    model_config = ASKED

    text: Text | None = None
    """What it is called."""
    code: ConditionCode | MedicineCode | None = None
    """Its code."""

    @model_validator(mode="after")
    def consistent(self) -> Self:
        if (self.text is None) == (self.code is None):
            raise ValueError(NAMED_ONCE)
        return self


class ConditionInput(Named):
    """A condition, by name or by code."""

    code: ConditionCode | None = None
    """Its code."""


class MedicineReference(Named):
    """A medicine or another product, by name, by code or both."""

    code: MedicineCode | None = None
    """Its code."""
    route: MedicineRoute | None = None
    """How it is taken. Left out: as its name or the product says, else assumed to be by mouth."""

    @model_validator(mode="after")
    def consistent(self) -> Self:
        """Raise when neither a name nor a code is given; with both, they are compared."""
        if self.text is None and self.code is None:
            raise ValueError(NAME_OR_CODE)
        return self


class InputStatus(Vocabulary):
    """What became of one thing that was given."""

    matched = "matched", "Recognised; rules look at it."
    not_listed = "not_listed", "Recognised; no rule speaks of it, and the sources named list nothing of it."
    listed_elsewhere = (
        "listed_elsewhere",
        "Recognised; no rule speaks of it, but a list that was not read has an entry. Not checked.",
    )
    outside_coverage = "outside_coverage", "Recognised, but no rule speaks of it in particular. Not checked."
    ambiguous = "ambiguous", "It may be several things, or not taken; none was assumed or checked."
    conflicting = (
        "conflicting",
        "Its name and its code, or two names, say different things; rules look at all.",
    )
    not_recognised = "not_recognised", "Not known here, or not wholly; what is known of it is looked at."
    unreadable = "unreadable", "Too long, empty, or with a time that is none; not read."


class MatchedBy(Vocabulary):
    """How something was recognised."""

    exact = "exact", "By its name here."
    synonym = "synonym", "By another name."
    brand = "brand", "By a brand name."
    combination = "combination", "As a combination, by name."
    code = "code", "By a code."
    code_group = "code_group", "By a code whose group belongs to one class."


class ConceptCollection(Vocabulary):
    """Collections whose records an input can stand for."""

    medicine_classes = "medicine-classes", "Medicine classes and their medicines."
    conditions = "conditions", "Groups of conditions and their members."
    forms = "forms", "Forms of magnesium."


class Concept(BaseModel):
    """A record, or a part of one, that an input stands for."""

    model_config = ANSWERED

    collection: ConceptCollection
    """The collection of the record."""
    slug: str
    """Its slug there."""
    medicine: str | None = None
    """Medicine of the class."""
    condition: str | None = None
    """Condition of the group."""
