"""What can be asked of each list.

A parameter that is a column of the list's table is compared with it; `domain`, `source`, `form` and
`trial` are followed through the links between records where the table has no such column.
Every parameter is single; a word that is not in its vocabulary, an unknown parameter or an unknown slug
is an error, because a misspelt filter must never widen an answer.
"""

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict
from pydantic import Field as Described

from .models import Vocabulary
from .models.base import SLUG
from .models.biomarker import Level, Specimen
from .models.claim import ClaimKind, Hedge, Verdict
from .models.disagreement import DisagreementKind
from .models.domain import OmeractTier
from .models.limit import Jurisdiction, LifeStage, LimitKind
from .models.outcome import AnalysisSet, Comparison, Direction, Role, Significance
from .models.provenance import Basis, Verification
from .models.source import ReadDepth, SourceKind
from .models.trial import Design, Identification

MOST_ROWS = 200
"""The most records one page of a list can hold."""


class Format(Vocabulary):
    """How a list is written."""

    json = "json", "One page of records as JSON."
    csv = "csv", "All matching records as one flat table."
    jsonl = "jsonl", "All matching records, one JSON document per line."


def written_plainly(value: Any) -> Any:
    """Refuse the odd spellings of a number or truth value that a parser would let pass."""
    if isinstance(value, str) and not (value.isascii() and value.isalnum() and value == value.lower()):
        raise ValueError("should be written in plain digits, or as true or false")
    if isinstance(value, str) and not value.isdigit() and value not in ("true", "false"):
        raise ValueError("should be written in plain digits, or as true or false")
    return value


Whole = Annotated[int, BeforeValidator(written_plainly, json_schema_input_type=int)]
Truth = Annotated[bool, BeforeValidator(written_plainly, json_schema_input_type=bool)]
Year = Annotated[Whole, Described(ge=1900, le=2100, examples=[2010])]


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
    """What every list takes."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True, hide_input_in_errors=True)

    limit: Annotated[Whole, Described(ge=1, le=MOST_ROWS, examples=[20])] = 50
    """Most records in one page; JSON only."""
    cursor: Annotated[str, Described(min_length=1, max_length=400, pattern=r"^[A-Za-z0-9_-]+$")] | None = None
    """Where the page begins: taken from `next` of the page before; JSON only."""
    format: Format = Format.json
    """How to write the list. All formats but JSON hold every matching record."""

    def asked(self) -> dict[str, Any]:
        """The filters that were given, by name."""
        paging = set(Filters.model_fields)
        return {name: value for name, value in self if name not in paging and value is not None}


class Sourced(Filters):
    """A list of records that name their sources."""

    source: SourceSlug | None = None


class ClaimFilters(Sourced):
    """Which sentences of the article."""

    verdict: Verdict | None = None
    kind: ClaimKind | None = None
    hedge: Hedge | None = None


class MechanismFilters(Sourced):
    """Which mechanisms."""

    domain: DomainSlug | None = None


class BiomarkerFilters(Sourced):
    """Which measurements."""

    specimen: Specimen | None = None
    level: Level | None = None
    significance: Significance | None = None
    domain: DomainSlug | None = None


class DomainFilters(Sourced):
    """Which symptom domains."""

    omeract_tier: OmeractTier | None = None


class TrialFilters(Sourced):
    """Which trials."""

    design: Design | None = None
    identification: Identification | None = None
    domain: DomainSlug | None = None
    form: FormSlug | None = None
    randomised: Truth | None = None
    placebo_controlled: Truth | None = None
    single_agent: Truth | None = None
    min_year: Year | None = None
    """Only of this year or later; leaves out what has no year."""


class OutcomeFilters(Filters):
    """Which results. All that is given must hold of the same result."""

    domain: DomainSlug | None = None
    trial: TrialSlug | None = None
    form: FormSlug | None = None
    basis: Basis | None = None
    direction: Direction | None = None
    significance: Significance | None = None
    comparison: Comparison | None = None
    analysis_set: AnalysisSet | None = None
    role: Role | None = None
    single_agent: Truth | None = None
    verification: Verification | None = None
    min_year: Year | None = None
    """Only of trials of this year or later; leaves out what has no year."""


class FormFilters(Sourced):
    """Which forms of magnesium."""

    antacid_type: Truth | None = None


class LimitFilters(Sourced):
    """Which dose figures."""

    jurisdiction: Jurisdiction | None = None
    kind: LimitKind | None = None
    life_stage: LifeStage | None = None


class DisagreementFilters(Sourced):
    """Which disagreements."""

    kind: DisagreementKind | None = None
    domain: DomainSlug | None = None


class SourceFilters(Filters):
    """Which sources."""

    kind: SourceKind | None = None
    read: ReadDepth | None = None
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
}
"""The filters of each list, by collection."""
