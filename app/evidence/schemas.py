"""Schemas of domain summaries.

They are computed from the published records by `summary.py`; no seed file holds them. What must stay true:
every sentence names the rule that made it and the records it rests on.
"""

from typing import Annotated

from pydantic import Field

from app.models.base import (
    Component,
    DomainRef,
    RecordRef,
    TrialRef,
    Vocabulary,
)
from app.models.certainty import Certainty, Judgement
from app.models.dataset import DatasetStamp
from app.models.disagreement import DisagreementKind
from app.models.domain import OmeractTier
from app.models.outcome import Comparison, Direction, TidyOutcome
from app.models.provenance import Remark, Verification

OutcomeId = Annotated[str, Field(examples=["macian-2022/sleep"])]
"""Identifier of one result, `{trial}/{name}`, as in `/v1/outcomes`."""


class MagnesiumGiven(Vocabulary):
    """Magnesium alone, in combination, or a comparison arm without magnesium."""

    alone = "alone", "Magnesium was the only intervention."
    combined = "combined", "Magnesium was given with another substance that may have had an effect."
    not_stated = "not_stated", "The sources do not say whether magnesium was given alone."
    without = "without", "Comparison arm without magnesium; no evidence on magnesium."


class WordingRule(Vocabulary):
    """The rule that made a sentence. The certainty words are those of GRADE's informative statements."""

    grade_high = "grade_high", "Rated high, results agree: the effect is stated plainly."
    grade_moderate = "grade_moderate", "Rated moderate, results agree: the effect is stated with `probably`."
    grade_low = "grade_low", "Rated low, results agree: the effect is stated with `may`."
    grade_very_low = "grade_very_low", "Rated very low: the evidence is very uncertain about the effect."
    grade_without_direction = (
        "grade_without_direction",
        "Rated low or better, but the results have different directions or none: no direction is stated.",
    )
    grade_not_rated = "grade_not_rated", "Not rated: the reason is given instead of an effect."
    results_by_direction = (
        "results_by_direction",
        "Counts of results and trials by direction, without weights and without pooling.",
    )


class GapRule(Vocabulary):
    """Kind of gap in the evidence."""

    no_result = "no_result", "No result was read."
    no_controlled_result_alone = (
        "no_controlled_result_alone",
        "No result of a trial compares magnesium alone with something else.",
    )
    one_trial = "one_trial", "All controlled results of magnesium alone come from one trial."
    duration = "duration", "Longest follow-up of the controlled results of magnesium alone."
    dose = "dose", "Doses in the controlled results of magnesium alone."
    participants_not_read = (
        "participants_not_read",
        "The number of people analysed in each arm of a controlled result was not read.",
    )
    figures_not_read = (
        "figures_not_read",
        "Means and standard deviations, or counts, in both arms of a controlled result were not read.",
    )
    form_not_reported = "form_not_reported", "Results that do not say which form of magnesium was given."
    forms_without_trial = "forms_without_trial", "Forms on sale without a trial result in this dataset."
    article_not_traced = (
        "article_not_traced",
        "The article reports results of studies that it does not name and that we did not find.",
    )


class NoEffectSize(Vocabulary):
    """Reason why a standardised effect was not computed."""

    participants_not_read = (
        "participants_not_read",
        "The number of people analysed in each arm was not read.",
    )
    doubtful_value = "doubtful_value", "A printed mean or standard deviation is in doubt and is not used."
    not_parallel_groups = (
        "not_parallel_groups",
        "The formula is for two separate groups of people; this study had no parallel groups.",
    )
    too_few = "too_few", "Fewer than two people in an arm."
    no_spread = "no_spread", "The printed values have no spread."


class Statement(Component):
    """Sentence generated from the data."""

    text: str
    """Text of the sentence."""
    rule: WordingRule
    records: list[RecordRef]
    """Records that support it."""


class Gap(Component):
    """Gap in the evidence."""

    text: str
    """Gap in one sentence."""
    rule: GapRule
    records: list[RecordRef]
    """Records concerned; empty when there are none."""


class ArmMean(Component):
    """Printed endpoint of one arm."""

    arm: str
    """Name of the arm in its trial."""
    participants: int | None
    """Number of people analysed; null when not read."""
    mean: float | None
    """Mean at the endpoint, in points of the scale; null when the printed value is in doubt."""
    sd: float | None
    """Standard deviation; null when the printed value is in doubt."""
    reported: str
    """Values as printed."""


class HedgesG(Component):
    """Standardised mean difference with the small-sample correction, of two separate groups."""

    value: float
    """Hedges' g: magnesium minus comparator, in pooled standard deviations."""
    ci_low: float
    """Lower limit of the 95 % interval."""
    ci_high: float
    """Upper limit of the 95 % interval."""
    formula: str
    """Formula used."""
    source: str
    """Source of the formula."""


class Effect(Component):
    """Difference between the printed endpoints of two arms. Computed by us; never pooled over instruments."""

    instrument: str | None
    """Scale; null when not read."""
    magnesium: ArmMean
    comparator: ArmMean
    mean_difference: float | None
    """Mean with magnesium minus mean with the comparator, in points of the scale; null when in doubt."""
    hedges_g: HedgesG | None
    """Null when it cannot be computed; `not_computed` gives the reasons."""
    not_computed: list[NoEffectSize]
    """Every reason why there is no standardised effect; empty when there is one."""
    doubts: list[str]
    """Printed numbers of this result that are in doubt and were not used."""


class Result(Component):
    """One result, counted once."""

    outcome: TidyOutcome
    also_reported_as: list[OutcomeId]
    """Other entries that report the same result; they are not counted again."""
    effect: Effect | None
    """Null when means and standard deviations of both arms were not read."""


class Counts(Component):
    """Number of results by direction. Each result is counted once.

    Counts say nothing about the strength of evidence.
    """

    results: int
    """Number of results, each counted once."""
    number_of_trials: int
    """Number of trials they come from."""
    trials: list[TrialRef]
    """Slugs of these trials; at most the first 25."""
    in_subgroups: int
    """Number of results in a subgroup of the participants."""
    by_direction: dict[Direction, int]
    """Number of results by direction, zeros included."""
    by_verification: dict[Verification, int]
    """Number of results by verification, zeros included."""


class ResultGroup(Component):
    """Results of one comparison, of magnesium alone or not alone."""

    comparison: Comparison
    given: MagnesiumGiven
    uncontrolled: bool
    """True without a comparison, or when the comparison is not stated: such results cannot show an effect."""
    statement: Statement
    results: list[Result]
    """Results reported by the trials: primary endpoints first, then secondary endpoints, then subgroups.
    At most the first 25; `counts` covers all, and `/v1/outcomes` lists all."""
    counts: Counts
    article_results: list[Result]
    """Results reported by the article, often of the same trials; never added to the others."""
    article_counts: Counts


class OpenQuestion(Component):
    """Result that was not read in a source we trust. It has no value and is not counted."""

    outcome: OutcomeId
    """`{trial}/{name}` of the result."""
    trial_name: str
    """Short name of the trial."""
    comparison: Comparison
    text: str
    """Outcome that was measured."""


class DisagreementLink(Component):
    """Disagreement about the domain."""

    slug: str
    """Slug of the disagreement, which shows every side."""
    question: str
    """Question on which the sources disagree."""
    kind: DisagreementKind


class Accounting(Component):
    """Number of outcomes of the domain by section; `outcomes` is the sum of the others."""

    outcomes: int
    """Outcomes of the domain in `/v1/outcomes`."""
    counted: int
    """Counted as results of trials, comparison arms included."""
    article: int
    """Counted as results reported by the article."""
    reviews: int
    """Listed as findings of reviews, separate from the trials they include."""
    repeated: int
    """Other entries of a result that is counted once."""
    open_questions: int
    """Not read and therefore not counted."""


class Grading(Component):
    """Certainty of the evidence on one question, computed from the curators' judgements."""

    rating: Certainty
    question: str
    """The question that was rated, in one sentence."""
    asked_in: RecordRef | None
    """The question, `evidence-profiles/{profile}/{domain}`; null when none was asked."""
    judgements: list[Judgement]
    """Every reason to lower or raise the level; empty when it is not rated."""
    note: str | None
    """Why it is not rated, or what would change the rating."""


class DomainSummary(Component):
    """Evidence on one symptom domain: one row of a summary of findings."""

    domain: DomainRef
    """Slug of the symptom domain."""
    name: str
    """Plain-language name."""
    definition: str
    """Definition of the domain."""
    omeract_tier: OmeractTier
    conclusion: Statement
    certainty: Grading
    """Certainty for magnesium alone by mouth against placebo. `/v1/questions` has it for every comparison."""
    groups: list[ResultGroup]
    """Results of trials by comparison: those that can show an effect first, uncontrolled ones last."""
    reviews: list[Result]
    """Findings of reviews; not counted, because their trials may be counted above."""
    open_questions: list[OpenQuestion]
    disagreements: list[DisagreementLink]
    gaps: list[Gap]
    label_facts: list[Remark]
    """What labels, public bodies and cohorts say; empty for symptoms."""
    accounting: Accounting
    dataset: DatasetStamp


class DomainSummaries(Component):
    """Summaries of every domain."""

    items: list[DomainSummary]
    dataset: DatasetStamp
