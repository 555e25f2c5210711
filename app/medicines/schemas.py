"""Medicines and conditions as requests give them, and how they were recognised."""

import unicodedata
from operator import not_
from typing import Annotated, Self, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from app.medicines.vocabulary import LONGEST_TEXT
from app.models import Vocabulary
from app.models.base import CONFIG
from app.models.json_schema import at_least_one_of, exactly_one_of
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


Kept = TypeVar("Kept")

LeftOut = Annotated[Kept, Field(exclude_if=not_)]
"""A member of an answer that is left out where it would be null or an empty list.

Only for members that the first contract of `/v1` did not have: the others are always there."""


def readable(text: str) -> str:
    """Refuse what a reader cannot see, and names that are only blanks."""
    if not text.isprintable() and any(unicodedata.category(each) in INVISIBLE for each in text):
        raise ValueError("holds control characters or characters that cannot be seen")
    if not text.strip():
        raise ValueError("is empty")
    return text


def blanked(text: str) -> str:
    """Write tabs and line breaks, as tables and labels have them, as blanks."""
    return text.translate(BLANKS)


def marked_where_hidden(text: str) -> str:
    """Leave out signs of where a line may break, and replace what else a reader cannot see."""
    if text.isprintable():
        return text
    seen = text.translate(LINE_BREAKING)
    return "".join(UNSEEN if unicodedata.category(each) in INVISIBLE else each for each in seen)


BLANKS = str.maketrans("\t\n\r", "   ")

LINE_BREAKING = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))
"""Soft hyphens, and blanks and joiners of no width, which copied texts have inside words."""

UNSEEN = "\N{REPLACEMENT CHARACTER}"
"""Stands in an answer for a character that cannot be seen, such as one that turns the text round."""

INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Unicode categories of characters that cannot be seen."""

SHOWN = 60
"""Characters that an answer shows of a name that is longer than it may be."""

Text = Annotated[str, Field(min_length=1, max_length=LONGEST_TEXT, strict=True), AfterValidator(readable)]
Line = Annotated[str, Field(strict=True), AfterValidator(blanked), AfterValidator(marked_where_hidden)]
"""A text in a list of a request. One that cannot be read is reported; the other items are still answered."""


class ConditionSystem(Vocabulary):
    """Code systems of conditions."""

    snomed = "snomed", "SNOMED CT."
    icd10cm = "icd10cm", "ICD-10-CM."


class MedicineSystem(Vocabulary):
    """Code systems of medicines."""

    rxnorm = "rxnorm", "RxNorm concept identifiers of ingredients, brands and combinations."
    atc = "atc", "WHO ATC, today's codes and former ones."
    unii = "unii", "FDA substance identifiers."


CODE_VALUE = r"^[A-Za-z0-9.]{1,20}$"
"""Pattern of a code."""

CodeValue = Annotated[str, Field(pattern=CODE_VALUE, strict=True, examples=["N18.31"])]


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

    text: Line | None = None
    """Its name. Empty, with hidden characters or with more than 255, it makes the input `unreadable`."""
    code: ConditionCode | MedicineCode | None = None
    """Its code."""

    @model_validator(mode="after")
    def consistent(self) -> Self:
        if (self.text is None) == (self.code is None):
            raise ValueError(NAMED_ONCE)
        return self

    @property
    def given_as(self) -> str:
        """Return the name as it was given, or else the code; what is too long is cut."""
        if self.text is None:
            return self.code.value if self.code else ""
        return self.text if len(self.text) <= LONGEST_TEXT else f"{self.text[:SHOWN]}…"

    @property
    def readable_text(self) -> str | None:
        """Return the name, if it can be read."""
        return None if self.unreadable_text else self.text

    @property
    def unreadable_text(self) -> str | None:
        """Return why the name cannot be read; None when it can, or when there is none."""
        if self.text is None:
            return None
        if not self.text.strip():
            return "the name is empty"
        too_long = len(self.text) > LONGEST_TEXT
        return f"the name is longer than {LONGEST_TEXT} characters" if too_long else None

    @property
    def unreadable(self) -> list[str]:
        """Return why it cannot be read, or not wholly."""
        if self.unreadable_text:
            return [self.unreadable_text]
        return ["the name holds characters that cannot be seen"] if UNSEEN in (self.text or "") else []


class ConditionInput(Named):
    """A condition, by name or by code."""

    model_config = exactly_one_of("text", "code")

    code: ConditionCode | None = None


class MedicineReference(Named):
    """A medicine or another product, by name, by code or both."""

    model_config = at_least_one_of("text", "code")

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
    """How an input of a request was recognised."""

    matched = "matched", "Recognised; at least one rule names it."
    not_listed = (
        "not_listed",
        "Recognised; no rule names it, and no source in which it was looked up lists anything about it.",
    )
    listed_elsewhere = (
        "listed_elsewhere",
        "Recognised; no rule names it, but a list that was not read has an entry. Not checked.",
    )
    outside_coverage = (
        "outside_coverage",
        "Recognised, but no rule names it, and no source that was read covers it. Not checked.",
    )
    ambiguous = (
        "ambiguous",
        "It may mean several things, or it is not taken; no meaning was assumed or checked.",
    )
    conflicting = (
        "conflicting",
        "Its name and its code, or two names, mean different things; rules were evaluated on all of them.",
    )
    not_recognised = (
        "not_recognised",
        "Not recognised, or only in part; rules were evaluated on the part that was recognised.",
    )
    unreadable = (
        "unreadable",
        "Too long, empty, or with hidden characters or an invalid time. Not checked; rules were evaluated "
        "on a readable name.",
    )

    @property
    def words(self) -> str:
        """Return the status as answers and cards say it: `not recognised`."""
        return self.value.replace("_", " ")


class MatchedBy(Vocabulary):
    """How something was recognised."""

    exact = "exact", "By its name in this dataset."
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
    slug: str
    """Its slug there."""
    medicine: str | None = None
    """Medicine of the class; null for other records."""
    condition: str | None = None
    """Condition of the group; null for other records."""
