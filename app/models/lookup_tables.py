"""Lookup tables: names and codes of medicines and everyday conditions, one class for one row of each table.

Together they are the vocabulary. They are no evidence, and no `Vocabulary`, which is a closed list of words
(`app/models/base.py`). They are written as CSV below `seeds/vocabulary/`, several values in a
cell joined by `; `. What must stay true: the `sources` of a row say for each column where its values were
read, by the keys of `vocabulary-sources.csv`.
"""

from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any

from pydantic import Field

from app.models.base import SLUG, ConditionRef, Document, Vocabulary
from app.models.codes import Atc, Icd10cm, Rxcui, SnomedCt, Unii
from app.models.field_types import plain_type
from app.models.provenance import ReviewState


@dataclass(frozen=True)
class RowReference:
    """Marks a value that is the key of a row in a lookup table."""

    table: str


@dataclass(frozen=True)
class MatchingOnly:
    """Marks a column that serves matching and is not published: its sources state no licence."""


CELL_SEPARATOR = "; "
"""Between the values of a cell."""


@cache
def is_list(model: type[Document], column: str) -> bool:
    """Return whether a cell of a column may hold several values."""
    return bool(plain_type(model.model_fields[column].annotation) is list)


def value_of(model: type[Document], column: str, cell: str) -> Any:
    """Return the value of a cell as Pydantic takes it: a list, a text, or None for an empty cell."""
    if is_list(model, column):
        return cell.split(CELL_SEPARATOR) if cell else []
    return cell or None


def cell_of(value: Any) -> str:
    """Return a value as the text of a cell."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return CELL_SEPARATOR.join(value)
    return "" if value is None else str(value)


Plain = Annotated[str, Field(min_length=1, pattern=r"^\S(.*\S)?$")]
"""A cell without blanks around it."""

ColumnSources = Annotated[
    str, Field(pattern=r"^[a-z0-9_]+=[A-Z0-9]+(\+[A-Z0-9]+)*$", examples=["rxcui=RX15+RX25"])
]
"""A column and the keys of the sources in which its values were read."""

Sources = Annotated[list[ColumnSources], Field(min_length=1)]

RowSlug = Annotated[str, Field(pattern=SLUG)]
SubstanceRef = Annotated[str, Field(pattern=SLUG, examples=["magnesium-oxide"]), RowReference("substances")]
Substances = Annotated[list[SubstanceRef], Field(min_length=1)]


class SubstanceKind(Vocabulary):
    """How a substance is recognised."""

    medicine = "medicine", "A medicine: recognised by its names and codes."
    medicine_without_english_name = (
        "medicine_without_english_name",
        "A medicine of which only the French name is on record.",
    )
    vaccine = "vaccine", "A vaccine or a part of one: recognised by code only."
    other = (
        "other",
        "A food, an extract or a group of substances: recognised by code, or inside a combination.",
    )


class Substance(Document):
    """A substance, with the names and codes by which it is recognised."""

    slug: RowSlug
    """Stable identifier."""
    kind: SubstanceKind
    inn: Plain | None
    """International non-proprietary name, or the name of the list that has it."""
    usan_or_ban: list[Annotated[str, Field(pattern=r"^(ATC|JAN|RxNorm|UK\(BNF\)|USAN):\S.*$")]]
    """National names, with the list that has each: `USAN:acetaminophen`."""
    synonyms: list[Plain]
    """Other names of the same substance."""
    names_fr: list[Plain]
    """French names."""
    names_de: list[Plain]
    """German names."""
    names_nl: list[Plain]
    """Dutch names."""
    salts_esters: list[Annotated[str, Field(pattern=r"^\S[^\[\]]*( \[\d{1,8}\])?$")]]
    """Salts and esters that count as the substance, with their RxNorm identifier in brackets if known."""
    brands: list[Plain]
    """Brand names that mean this substance alone."""
    atc: list[Atc]
    """ATC codes, current ones."""
    atc_former: list[Atc]
    """ATC codes it had before."""
    rxcui: list[Rxcui]
    """RxNorm identifiers, the current one first."""
    unii: Unii | None
    """FDA substance identifier."""
    sources: Sources
    """Where each column was read."""


class SubstanceRow(Substance):
    """A substance as its table has it, with names that serve matching only."""

    names_es: Annotated[list[Plain], MatchingOnly()]
    """Spanish names."""
    names_it: Annotated[list[Plain], MatchingOnly()]
    """Italian names."""
    names_pt: Annotated[list[Plain], MatchingOnly()]
    """Portuguese names."""


class Combination(Document):
    """A combination of substances, with the brands that mean it."""

    name: Plain
    """Name as RxNorm writes it."""
    substances: Substances
    """All substances in it."""
    brands: list[Plain]
    """Brand names."""
    rxcui: Rxcui | None
    """RxNorm identifier of the combination."""
    sources: Sources
    """Where each column was read."""


class ClinicalDrugCode(Document):
    """A clinical drug of RxNorm, that is a substance with strength and dose form, and its substances."""

    rxcui: Rxcui
    """RxNorm identifier."""
    name: Plain
    """Name as RxNorm writes it."""
    substances: Substances
    """All substances in it."""
    sources: Sources
    """Where each column was read."""


class BrandMeaning(Document):
    """One meaning of a brand that means different substances in different countries, or of one source."""

    brand: Plain
    """Brand name."""
    substances: Substances
    """The substances it means."""
    sources: Sources
    """Where each column was read."""


class Abbreviation(Document):
    """One meaning of an abbreviation."""

    written: Plain
    """As people write it."""
    substances: list[SubstanceRef]
    """The substances it means; none for a class, or a product of unknown content."""
    note: Plain | None
    """What to watch for."""
    sources: Sources
    """Where each column was read."""


class MagnesiumProductName(Document):
    """A product that holds magnesium."""

    name: Plain
    """Name of the product."""
    substances: Substances
    """Its substances as far as they are known."""
    complete: bool
    """False when it holds more than these, or the salt is not stated."""
    note: Plain | None
    """What is not known of it."""
    sources: Sources
    """Where each column was read."""


class RiskyName(Document):
    """A name that is an ordinary word: it matches only as a whole string."""

    name: Plain
    """The name."""
    why: Plain
    """Why it is risky."""


class MedicineWord(Document):
    """A word or phrase that stands beside names of medicines, with one meaning."""

    kind: Annotated[str, Field(pattern=r"^[a-z_]+$")]
    """What it says: unit, dose form, route, frequency and so on."""
    word: Plain
    """As it is written."""
    meaning: Plain
    """Its meaning."""
    detail: Plain | None
    """Quantity of a unit, route that a dose form implies, part of a salt, or ATC groups of a class."""
    language: Annotated[str, Field(pattern=r"^(all|[a-z]{2})$")]
    """Language, or `all`."""
    review: ReviewState
    """Whether it was reviewed."""


class LookupFinding(Vocabulary):
    """What a source says of a substance together with magnesium or antacids."""

    none_stated = "none_stated", "It states that there is no effect, or no interaction."
    list_without_it = "list_without_it", "Its whole list of interactions was read and names neither."
    not_listed = "not_listed", "It indexes the substance and lists nothing of it with either."
    listed_elsewhere = "listed_elsewhere", "It has an entry, which was not read."
    label_not_read = "label_not_read", "It may say something of it; it was sought, and not read."


class LookedUp(Document):
    """What one source says, or does not say, of a substance with magnesium or antacids."""

    substance: SubstanceRef
    """The substance."""
    authority: Plain
    """Who says so."""
    edition: Plain | None
    """Edition of the source, where it has one."""
    about: Plain
    """What was looked up."""
    finding: LookupFinding
    """What it says."""
    sources: Sources
    """Where it was read."""


class EverydayCondition(Document):
    """A condition that people name, with the names and codes by which it is recognised."""

    slug: RowSlug
    """Stable identifier."""
    name: Plain
    """Name."""
    synonyms: list[Plain]
    """Other names."""
    capitals: list[Annotated[str, Field(pattern=r"^[A-Z]{2,4}$")]]
    """Abbreviations that count only in capitals and as the whole text."""
    icd10cm: list[Icd10cm]
    """ICD-10-CM codes; each stands for the codes below it too."""
    snomed_ct: list[SnomedCt]
    """SNOMED CT identifiers."""
    condition: ConditionRef | None
    """The condition of the dataset that it is, or belongs to; rules name that one."""
    no_source: bool
    """True when it may matter for magnesium and no source that was read says so."""
    note: Plain | None
    """What to watch for."""
    sources: Sources
    """Where each column was read."""


class ConditionWordKind(Vocabulary):
    """What a word beside the name of a condition says."""

    noise = "noise", "Nothing that matters for the name."
    history = (
        "history",
        "In the history: in doubt if a rule may name it, unless it lasts or stays.",
    )
    past = "past", "That it was done or was there before: in doubt if a rule may name it, unless it lasts."
    over = "over", "That it was there before or is over: in doubt if a rule may name it."
    lasting = "lasting", "A name of what was done once and lasts, such as a transplant."
    chronic = "chronic", "A name of what stays once it is there: present also where its history is stated."
    passing = "passing", "A name of what passes: a date beside it may say that it is over."
    child = (
        "child",
        "A child: in doubt, unless only pregnancy or breastfeeding is named, before it.",
    )
    doubt = "doubt", "That the condition is absent, someone else's or not certain."
    remark = "remark", "How it is, since when or how it is treated: understood beside a name that is known."


class ConditionWord(Document):
    """A word or phrase that stands beside names of conditions."""

    kind: ConditionWordKind
    """What it says."""
    word: Plain
    """As it is written."""
    language: Annotated[str, Field(pattern=r"^[a-z]{2}$")]
    """Language."""
    review: ReviewState
    """Whether it was reviewed."""


class VocabularySource(Document):
    """A source of the vocabulary."""

    key: Annotated[str, Field(pattern=r"^[A-Z0-9]+$")]
    """Key in the `sources` of a row."""
    title: Plain
    """What it is."""
    dated: Plain | None
    """Date of what was read."""
    licence: Plain
    """Its licence, or that none is stated."""
    exported: bool
    """False when no licence is stated: names of this source alone serve matching and are not published."""
