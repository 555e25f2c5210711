"""What can be asked of each list.

A parameter that is a column of the list's table is compared with it; `domain`, `source`, `form` and
`trial` are followed through the links between records where the table has no such column.
Every parameter is single; a word that is not in its vocabulary, an unknown parameter or an unknown slug
is an error, because a misspelt filter must never widen an answer.
"""

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, create_model
from pydantic import Field as Described

from app.models import Vocabulary
from app.models.base import SLUG
from app.models.biomarker import Level, Specimen
from app.models.claim import ClaimKind, Hedge, Verdict
from app.models.design import Design
from app.models.disagreement import DisagreementKind
from app.models.domain import OmeractTier
from app.models.limit import Jurisdiction, LifeStage, LimitKind
from app.models.outcome import AnalysisSet, Comparison, Direction, Role, Significance
from app.models.provenance import Basis, Verification
from app.models.rule import RuleEvidence, RuleKind, Severity
from app.models.source import ReadDepth, SourceKind
from app.models.trial import Identification

MOST_ROWS = 200
"""The most records one page of a list can hold."""


JSON = "json", "One page of records as JSON."
CSV = "csv", "All matching records as one flat table."
JSONL = "jsonl", "All matching records, one JSON document per line."
XLSX = "xlsx", "All matching records as one flat table in a workbook that explains its columns."
BIB = "bib", "What to cite for the matching records, as BibTeX."
RIS = "ris", "What to cite for the matching records, as RIS."


class Format(Vocabulary):
    """How a list is written."""

    json = JSON
    csv = CSV
    jsonl = JSONL
    xlsx = XLSX


class CitableFormat(Vocabulary):
    """How a list of what can be cited is written."""

    json = JSON
    csv = CSV
    jsonl = JSONL
    xlsx = XLSX
    bib = BIB
    ris = RIS


class Suffix(Vocabulary):
    """How a whole list is written."""

    csv = CSV
    jsonl = JSONL
    xlsx = XLSX


class CitableSuffix(Vocabulary):
    """How a whole list of what can be cited is written."""

    csv = CSV
    jsonl = JSONL
    xlsx = XLSX
    bib = BIB
    ris = RIS


CITABLE = frozenset({"sources", "trials"})
"""Lists that can be cited: a source as it is, a trial by its main publication."""


def suffixes(name: str) -> type[Suffix | CitableSuffix]:
    """What a list can be downloaded as."""
    return CitableSuffix if name in CITABLE else Suffix


def written_plainly(value: Any) -> Any:
    """Refuse the odd spellings of a number or truth value that a parser would let pass."""
    if isinstance(value, str) and not (value.isascii() and value.isalnum() and value == value.lower()):
        raise ValueError("should be written in plain digits, or as true or false")
    if isinstance(value, str) and not value.isdigit() and value not in ("true", "false"):
        raise ValueError("should be written in plain digits, or as true or false")
    return value


PLAINLY = BeforeValidator(written_plainly)

Limit = Annotated[int, Described(ge=1, le=MOST_ROWS, examples=[1]), PLAINLY]
Cursor = Annotated[str, Described(min_length=1, max_length=400, pattern=r"^[A-Za-z0-9_-]+$")]
Truth = Annotated[bool, Described(examples=[True]), PLAINLY]
Year = Annotated[int, Described(ge=1900, le=2100, examples=[2010]), PLAINLY]


DomainSlug = Annotated[
    str,
    Described(
        pattern=SLUG, max_length=80, examples=["sleep"], description="Only what concerns this symptom domain."
    ),
]
SourceSlug = Annotated[
    str,
    Described(
        pattern=SLUG,
        max_length=80,
        examples=["macian-2022"],
        description="Only records that rest on this source.",
    ),
]
FormSlug = Annotated[
    str,
    Described(
        pattern=SLUG,
        max_length=80,
        examples=["magnesium-citrate"],
        description="Only what was done with this form of magnesium.",
    ),
]
TrialSlug = Annotated[
    str,
    Described(
        pattern=SLUG, max_length=80, examples=["macian-2022"], description="Only results of this trial."
    ),
]


class Filters(BaseModel):
    """What a list can be narrowed to."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True, hide_input_in_errors=True)

    def asked(self) -> dict[str, Any]:
        """The filters that were given, by name."""
        return {name: value for name, value in self if name not in Paged.model_fields and value is not None}


class Paged(Filters):
    """How much of a list to answer with, and how."""

    limit: Limit = 50
    """Most records in one page; JSON only."""
    cursor: Cursor | None = None
    """Where the page begins: taken from `next` of the page before; JSON only."""
    format: Format = Format.json
    """How to write the list. All formats but JSON hold every matching record."""


class PagedCitable(Paged):
    """How much of a list of what can be cited to answer with, and how."""

    format: CitableFormat = CitableFormat.json  # type: ignore[assignment]
    """How to write the list. All formats but JSON hold every matching record."""


def paged(name: str) -> type[Paged]:
    """The filters of a list with how much of it to answer with."""
    filters = FILTERS[name]
    filters.model_config["use_attribute_docstrings"] = False  # they were read; to look again costs 5 ms
    base = PagedCitable if name in CITABLE else Paged
    return create_model(f"Paged{filters.__name__}", __base__=(base, filters))  # type: ignore[arg-type]


class Sourced(Filters):
    """A list of records that name their sources."""

    source: SourceSlug | None = None


class ClaimFilters(Sourced):
    """Which sentences of the article."""

    verdict: Verdict | None = None
    """Only sentences with this verdict."""
    kind: ClaimKind | None = None
    """Only sentences that say this kind of thing."""
    hedge: Hedge | None = None
    """Only sentences said this firmly."""


class MechanismFilters(Sourced):
    """Which mechanisms."""

    domain: DomainSlug | None = None


class BiomarkerFilters(Sourced):
    """Which measurements."""

    specimen: Specimen | None = None
    """Only what was measured in this."""
    level: Level | None = None
    """Only measurements with this result."""
    significance: Significance | None = None
    """Only results of this significance."""
    domain: DomainSlug | None = None


class DomainFilters(Sourced):
    """Which symptom domains."""

    omeract_tier: OmeractTier | None = None
    """Only domains of this tier."""


class TrialFilters(Sourced):
    """Which trials."""

    design: Design | None = None
    """Only studies done in this way."""
    identification: Identification | None = None
    """Only studies that are known, or only those that are not."""
    domain: DomainSlug | None = None
    form: FormSlug | None = None
    randomised: Truth | None = None
    """Only studies that allocated at random, or only those that did not; never where nothing was read."""
    placebo_controlled: Truth | None = None
    """Only studies with a placebo, or only those without; never where nothing was read."""
    single_agent: Truth | None = None
    """Only where magnesium was given alone, or only where it was not; never where nothing was read."""
    min_year: Year | None = None
    """Only of this year or later; leaves out what has no year."""


class OutcomeFilters(Filters):
    """Which results. All that is given must hold of the same result."""

    domain: DomainSlug | None = None
    trial: TrialSlug | None = None
    form: FormSlug | None = None
    basis: Basis | None = None
    """Only what the article says, or only what the studies say themselves."""
    direction: Direction | None = None
    """Only results that point this way."""
    significance: Significance | None = None
    """Only results of this significance."""
    comparison: Comparison | None = None
    """Only results of this comparison."""
    analysis_set: AnalysisSet | None = None
    """Only results in these participants."""
    role: Role | None = None
    """Only results that were this to their trial."""
    single_agent: Truth | None = None
    """Only where magnesium was given alone, or only where it was not; never where nothing was read."""
    verification: Verification | None = None
    """Only results whose source was read this far."""
    min_year: Year | None = None
    """Only of trials of this year or later; leaves out what has no year."""


class FormFilters(Sourced):
    """Which forms of magnesium."""

    antacid_type: Truth | None = None
    """Only forms with documented antacid interactions, or only those without."""


class LimitFilters(Sourced):
    """Which dose figures."""

    jurisdiction: Jurisdiction | None = None
    """Only figures that apply there."""
    kind: LimitKind | None = None
    """Only figures of this kind."""
    life_stage: LifeStage | None = None
    """Only figures for people of this life stage."""


class DisagreementFilters(Sourced):
    """Which disagreements."""

    kind: DisagreementKind | None = None
    """Only disagreements of this kind."""
    domain: DomainSlug | None = None


class InteractionFilters(Sourced):
    """Which rules about interactions."""

    severity: Severity | None = None
    """Only rules that speak this strongly."""
    evidence: RuleEvidence | None = None
    """Only rules that rest on this kind of evidence."""


class RuleFilters(InteractionFilters):
    """Which safety rules."""

    kind: RuleKind | None = None
    """Only rules of this kind."""


class SourceFilters(Filters):
    """Which sources."""

    kind: SourceKind | None = None
    """Only sources of this kind."""
    read: ReadDepth | None = None
    """Only sources read this far."""
    min_year: Year | None = None
    """Only of this year or later; leaves out what has no year."""


FILTERS: dict[str, type[Filters]] = {
    "claims": ClaimFilters,
    "mechanisms": MechanismFilters,
    "biomarkers": BiomarkerFilters,
    "domains": DomainFilters,
    "trials": TrialFilters,
    "outcomes": OutcomeFilters,
    "forms": FormFilters,
    "limits": LimitFilters,
    "medicine-classes": Sourced,
    "conditions": Sourced,
    "disagreements": DisagreementFilters,
    "sources": SourceFilters,
    "rules": RuleFilters,
    "test-vectors": Filters,
}
"""The filters of each list, by collection."""
