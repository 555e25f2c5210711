"""Outcomes: one result of one trial."""

from typing import Annotated, Any, Self

from pydantic import Field, model_validator

from app.models.base import (
    SLUG,
    Component,
    CuratorMade,
    Document,
    DomainRef,
    FormRef,
    Indexed,
    Key,
    PreparationRef,
    Reported,
    SourceRef,
    TrialRef,
    Vocabulary,
)
from app.models.design import Design
from app.models.filters import (
    BooleanFilter,
    DomainSlug,
    FormSlug,
    PreparationSlug,
    SearchFilter,
    Several,
    TrialSlug,
    Where,
    Year,
)
from app.models.provenance import Absent, Basis, Derivation, Verification


class Direction(Vocabulary):
    """Direction of a result, by its estimate or the statement that was read; not by its p-value."""

    favours_magnesium = "favours_magnesium", "Better with magnesium than with the comparator."
    no_clear_difference = "no_clear_difference", "No clear difference between what was compared."
    favours_comparator = "favours_comparator", "Better with the comparator than with magnesium."
    improved_within_group = (
        "improved_within_group",
        "Better than before in one group; nothing was compared.",
    )
    unchanged_within_group = (
        "unchanged_within_group",
        "Not clearly changed from before in one group.",
    )
    worsened_within_group = (
        "worsened_within_group",
        "Worse than before in one group; nothing was compared.",
    )
    favourable_comparison_not_stated = (
        "favourable_comparison_not_stated",
        "Called better; what it was compared with is not stated.",
    )
    unfavourable_comparison_not_stated = (
        "unfavourable_comparison_not_stated",
        "Called worse; what it was compared with is not stated.",
    )
    mixed = "mixed", "Parts of the result have different directions."
    no_direction = "no_direction", "A count without a comparison: it has no direction."
    not_reported = "not_reported", "Not stated in what was read."


class Significance(Vocabulary):
    """Statistical significance as the source states it. It is neither a direction nor a size."""

    significant = "significant", "Called statistically significant."
    not_significant = "not_significant", "Called not statistically significant."
    not_reported = "not_reported", "Not stated."


class RestsOn(Vocabulary):
    """What was read of a result: figures or words."""

    figures = "figures", "Means, counts or an effect."
    statement = "statement", "Words or a p-value, without means, counts or an effect."
    not_read = "not_read", "The result was not read."


class Comparison(Vocabulary):
    """Kind of comparison."""

    between_arms = "between_arms", "Magnesium against a comparator, in separate people."
    crossover_periods = (
        "crossover_periods",
        "Magnesium against a comparator in two periods of the same people, in random order.",
    )
    sequential_periods = (
        "sequential_periods",
        "Magnesium against a comparator in two periods of the same people, in one order for all.",
    )
    within_arm = "within_arm", "Before against after in one arm; no control."
    withdrawal = "withdrawal", "On magnesium against after stopping it, in the same people."
    not_stated = "not_stated", "What was read does not say what was compared."


CONTROLLED = frozenset({Comparison.between_arms, Comparison.crossover_periods})
"""Comparisons with a comparator that chance allocated or that ran at the same time."""


class AnalysisSet(Vocabulary):
    """Participants that were analysed."""

    whole_sample = "whole_sample", "Everyone in the trial."
    subgroup = "subgroup", "A part of the participants."
    intention_to_treat = "intention_to_treat", "Everyone as allocated or enrolled."
    per_protocol = "per_protocol", "Those who completed as planned."
    not_stated = "not_stated", "Not stated in what was read."


class Role(Vocabulary):
    """Type of endpoint: primary, secondary or subgroup."""

    primary = "primary", "The primary endpoint."
    secondary = "secondary", "A secondary endpoint."
    subgroup = "subgroup", "An analysis of a subgroup."
    not_reported = "not_reported", "Not stated in what was read."


class DoubtfulReading(Component):
    """Another reading of a printed number that cannot be right."""

    field: Annotated[str, Field(examples=["sd"])]
    """The number in doubt."""
    other_value: float
    """The other reading."""
    sources: list[SourceRef]
    """Sources of the other reading."""
    verification: Verification
    why: str
    """Why the printed number is in doubt."""


class Measure(Component):
    """A mean with its spread, as printed."""

    mean: float
    """The mean."""
    sd: float | None = Field(default=None, ge=0)
    """Standard deviation; null when not given."""
    reported: str
    """As printed."""
    doubt: DoubtfulReading | None = None
    """Another reading, when the printed one is in doubt."""


class GroupValues(Component):
    """One arm's values."""

    arm: Key
    """Name of the arm."""
    participants: int | None = None
    """People analysed in this arm; null when not read."""
    baseline: Measure | None = None
    endpoint: Measure | None = None


class Count(Component):
    """People or events that were counted, such as unwanted effects and withdrawals."""

    people: int | None = Field(default=None, ge=0)
    """People concerned; null when only events or a share were counted."""
    of: int | None = Field(default=None, ge=1)
    """People observed."""
    events: int | None = Field(default=None, ge=0)
    """Events, when events rather than people were counted."""
    reported: str
    """As printed or, for a derived count, the arithmetic."""

    @model_validator(mode="after")
    def counts_no_more_than_were_observed(self) -> Self:
        """Raise when more people are concerned than were observed."""
        if self.people is not None and self.of is not None and self.people > self.of:
            raise ValueError(f"{self.people} of {self.of} people cannot be")
        return self


class Estimate(Component):
    """An effect as the source gives it."""

    measure: Annotated[str, Field(examples=["standardised mean difference"])]
    """What kind of effect."""
    value: float
    """The effect."""
    ci_low: float | None = None
    """Lower limit of the 95 % interval."""
    ci_high: float | None = None
    """Upper limit of the 95 % interval."""
    reported: str
    """As printed."""

    @model_validator(mode="after")
    def lies_in_its_interval(self) -> Self:
        """Raise when an estimate lies outside its own interval."""
        low, high = self.ci_low, self.ci_high
        if (low is None) != (high is None):
            raise ValueError("an interval has two ends")
        if low is not None and high is not None and not low <= self.value <= high:
            raise ValueError(f"{self.value} is outside {low} to {high}")
        return self


class DerivedValue(Component):
    """A number we calculated from published ones."""

    name: Key
    """Name of the number, unique in its result."""
    value: float
    """The number."""
    rule: str
    """The arithmetic."""


class OutcomeFields(Document):
    """One result: a trial, a symptom domain, an instrument, a time, a set of people."""

    name: Annotated[str, Field(pattern=SLUG, examples=["stress-whole-sample"]), CuratorMade("identifier")]
    """Name of the result, unique in its trial."""
    label: Annotated[str, CuratorMade("wording")]
    """What was measured, in our words."""
    domain: Indexed[DomainRef]
    """The symptom domain."""
    instrument: Reported[str | None] = None
    """Scale or measure, as the source names it."""
    basis: Indexed[Basis]
    verification: Indexed[Verification]
    sources: list[SourceRef]
    """Sources that were read."""
    locator: str | None = None
    """Where in the source: `abstract`, or a sentence of the article such as `S28`."""
    derivation: Derivation | None = None
    role: Indexed[Role]
    comparison: Indexed[Comparison]
    analysis_set: Indexed[AnalysisSet]
    subgroup: str | None = None
    """Which part of the participants, for subgroups."""
    arm: str | None = Field(default=None, pattern=SLUG)
    """The arm concerned, for results within one arm."""
    blinded: Reported[bool | None] = None
    """Whether those who rated it were blinded."""
    timepoint_weeks: Reported[float | None] = Field(default=None, ge=0)
    """Weeks from the start."""
    timepoint_reported: str | None = None
    """The time as the source words it, when it is more than a number of weeks."""
    direction: Indexed[Direction]
    significance: Indexed[Significance]
    rests_on: RestsOn = RestsOn.statement
    """Whether figures or only words were read of it."""
    p_value: Reported[float | None] = Field(default=None, ge=0, le=1)
    """The p-value; null when not given as a number."""
    p_reported: Reported[str | None] = None
    """The p-value as printed."""
    groups: list[GroupValues] = []
    """Means and standard deviations by arm; empty when none were read."""
    estimate: Estimate | None = None
    count: Count | None = None
    same_result_as: str | None = None
    """Another entry of the trial that reports the same result; counted once."""
    calculated: list[DerivedValue] = []
    """Values that we calculated from the printed numbers."""
    flags: list[str] = []
    """Doubts about this result, in our words."""
    note: str | None = None
    """Note for readers."""
    absent: Absent = {}
    """Why a value is null."""

    @model_validator(mode="before")
    @classmethod
    def say_what_it_rests_on(cls, values: Any) -> Any:
        """Fill in `rests_on` from what the result holds; raise when another word is given."""
        if not isinstance(values, dict):
            return values
        if values.get("verification") == Verification.unverified:
            found = RestsOn.not_read
        else:
            figures = any(values.get(name) for name in ("groups", "estimate", "count"))
            found = RestsOn.figures if figures else RestsOn.statement
        if values.get("rests_on", found) != found:
            raise ValueError(f"`rests_on` should be `{found}`, by what the result holds")
        return {**values, "rests_on": found}

    @model_validator(mode="after")
    def says_no_more_than_was_read(self) -> Self:
        """Raise when an unverified result has values, or a result that was read names no source."""
        if self.verification is Verification.unverified:
            if (
                self.direction is not Direction.not_reported
                or self.p_value is not None
                or self.groups
                or self.estimate
                or self.count
            ):
                raise ValueError("`unverified` is kept as a question: it has no direction and no numbers")
        elif not self.sources:
            raise ValueError(f"`{self.verification}` needs at least one source")
        return self


class Outcome(OutcomeFields):
    """One result, as listed in its trial."""


class OutcomeContext(Document):
    """Context of a result: facts of its trial."""

    id: str = Field(examples=["macian-2022/stress-whole-sample"])
    """`{trial}/{name}`."""
    trial: Indexed[TrialRef]
    """The trial."""
    trial_name: str
    """Short name of the trial."""
    year: Indexed[int | None]
    """Year of the trial's main report; null when not read."""
    design: Design
    form: FormRef | None
    """Form of magnesium in the arm concerned; null when not reported or not in this dataset."""
    preparation: Indexed[PreparationRef | None]
    """What was given in that arm; null when it was not one preparation."""
    elemental_mg_per_day: float | None
    """Elemental magnesium per day in that arm, mg; null when not reported."""
    single_agent: Indexed[bool | None]
    """Whether magnesium was given alone in that arm; null when unknown."""


class TidyOutcome(OutcomeFields, OutcomeContext):
    """One result with the trial it belongs to: one row of the flat table."""


class OutcomeFilters(SearchFilter):
    """Filters of the results. One result must match all of them."""

    domain: Several[DomainSlug] | None = None
    trial: Several[TrialSlug] | None = None
    form: Several[FormSlug] | None = None
    preparation: Several[PreparationSlug] | None = None
    basis: Several[Basis] | None = None
    """Only what the article reports, or only what the studies themselves report."""
    direction: Several[Direction] | None = None
    """Only results in this direction."""
    significance: Several[Significance] | None = None
    """Only results with this significance."""
    comparison: Several[Comparison] | None = None
    """Only results of this comparison."""
    analysis_set: Several[AnalysisSet] | None = None
    """Only results of this analysis set."""
    role: Several[Role] | None = None
    """Filter by endpoint type: primary, secondary or subgroup."""
    single_agent: BooleanFilter | None = None
    """Only magnesium alone, or only combinations; neither where this was not read."""
    verification: Several[Verification] | None = None
    """Only records with this verification."""
    min_year: Annotated[Year | None, Where("ge", "year")] = None
    """Only from this year on; records without a year are left out."""
    max_year: Annotated[Year | None, Where("le", "year")] = None
    """Only up to this year; records without a year are left out."""
