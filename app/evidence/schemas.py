"""What the evidence comes to: domain summaries, the evidence map, and figures as data.

Made by `summary.py`, `evidence_map.py` and `figures.py` from the published records; nothing here is
written as a seed file. What must stay true: every sentence names the rule that made it and the
records it rests on.
"""

from typing import Annotated

from pydantic import Field as Described

from app.models.base import Component, DomainRef, FormRef, RecordRef, TrialRef, Vocabulary
from app.models.dataset import DatasetStamp
from app.models.disagreement import DisagreementKind
from app.models.domain import Grading, OmeractTier
from app.models.outcome import Comparison, Direction, TidyOutcome
from app.models.provenance import Verification

OutcomeId = Annotated[str, Described(examples=["macian-2022/sleep"])]
"""`{trial}/{name}` of one result, as in `/v1/outcomes`."""


class MagnesiumGiven(Vocabulary):
    """Whether a result is about magnesium alone."""

    alone = "alone", "Magnesium was the only thing tried."
    combined = "combined", "Magnesium was given together with something else that may have acted."
    not_stated = "not_stated", "It cannot be told whether magnesium was given alone."
    without = "without", "The comparison arm, which was given no magnesium; no evidence on magnesium."


class WordingRule(Vocabulary):
    """The rule that made a sentence. The certainty words are those of GRADE's informative statements."""

    grade_high = "grade_high", "Rated high, results agree: the effect is stated plainly."
    grade_moderate = "grade_moderate", "Rated moderate, results agree: the effect is stated with `probably`."
    grade_low = "grade_low", "Rated low, results agree: the effect is stated with `may`."
    grade_very_low = "grade_very_low", "Rated very low: the evidence is very uncertain about the effect."
    grade_without_direction = (
        "grade_without_direction",
        "Rated low or better, but the results point different ways or none: no direction is stated.",
    )
    grade_not_rated = "grade_not_rated", "Not rated: the reason is given instead of an effect."
    results_by_direction = (
        "results_by_direction",
        "How many results of how many trials point which way; counted, never weighed or added up.",
    )


class GapRule(Vocabulary):
    """What is missing."""

    no_result = "no_result", "No result was read."
    no_controlled_result_alone = (
        "no_controlled_result_alone",
        "No result of a trial compares magnesium alone with something else.",
    )
    one_trial = "one_trial", "All controlled results of magnesium alone come from one trial."
    duration = "duration", "How long the controlled results of magnesium alone were followed at most."
    dose = "dose", "The doses behind the controlled results of magnesium alone."
    participants_not_read = (
        "participants_not_read",
        "How many people were analysed in each arm of a controlled result was not read.",
    )
    figures_not_read = (
        "figures_not_read",
        "Means and standard deviations in both arms of a controlled result were not read.",
    )
    form_not_reported = "form_not_reported", "Results that do not say which form of magnesium was given."
    forms_without_trial = "forms_without_trial", "Forms people buy for which no trial result was found here."
    article_not_traced = (
        "article_not_traced",
        "The article reports results of studies that it does not name and that were not found.",
    )


class NoEffectSize(Vocabulary):
    """Why a standardised effect was not computed."""

    participants_not_read = (
        "participants_not_read",
        "How many people were analysed in each arm was not read.",
    )
    doubtful_value = "doubtful_value", "A printed mean or standard deviation is in doubt and is not used."
    not_parallel_groups = (
        "not_parallel_groups",
        "The formula is for two separate groups of people; this study had no parallel groups.",
    )
    too_few = "too_few", "Fewer than two people in an arm."
    no_spread = "no_spread", "The printed values have no spread."


class CellState(Vocabulary):
    """What a cell of the evidence map holds."""

    results = "results", "At least one result was read."
    not_read = "not_read", "A trial is said to have measured it; no result was read."
    no_trial_found = "no_trial_found", "No trial found."


class Statement(Component):
    """A sentence made from the data."""

    text: str
    """The sentence."""
    rule: WordingRule
    records: list[RecordRef]
    """The records it rests on."""


class Gap(Component):
    """Something that is missing."""

    text: str
    """What is missing, in one sentence."""
    rule: GapRule
    records: list[RecordRef]
    """The records it concerns; empty when there are none."""


class ArmMean(Component):
    """One arm's printed endpoint."""

    arm: str
    """Name of the arm in its trial."""
    participants: int | None
    """People analysed in it; null when not read."""
    mean: float | None
    """Mean at the endpoint, in points of the scale; null when the printed one is in doubt."""
    sd: float | None
    """Standard deviation; null when the printed one is in doubt."""
    reported: str
    """As printed."""


class HedgesG(Component):
    """Standardised mean difference with the small-sample correction, of two separate groups."""

    value: float
    """Hedges' g: magnesium minus comparator, in pooled standard deviations."""
    ci_low: float
    """Lower limit of the 95 % interval."""
    ci_high: float
    """Upper limit of the 95 % interval."""
    formula: str
    """How it was computed."""
    source: str
    """Where the formula is from."""


class Effect(Component):
    """What the printed endpoints of two arms come to. Computed by us; never pooled over instruments."""

    instrument: str | None
    """The scale; null when not read."""
    magnesium: ArmMean
    comparator: ArmMean
    mean_difference: float | None
    """Mean with magnesium minus mean with the comparator, in points of the scale; null when in doubt."""
    hedges_g: HedgesG | None
    """Null when it cannot be computed; `not_computed` says why."""
    not_computed: list[NoEffectSize]
    """Every reason why there is no standardised effect; empty when there is one."""
    doubts: list[str]
    """Doubts about printed numbers of this result, and that they were not used."""


class Result(Component):
    """One result, counted once."""

    outcome: TidyOutcome
    also_reported_as: list[OutcomeId]
    """Other entries that report the same result; not counted again."""
    effect: Effect | None
    """Null when means and standard deviations of both arms were not read."""


class Counts(Component):
    """How many results, and which way they point. A count is no weight and no vote."""

    results: int
    """Results, each counted once."""
    number_of_trials: int
    """How many trials they come from."""
    trials: list[TrialRef]
    """These trials; the first 25 where there are more."""
    in_subgroups: int
    """How many are about a part of the participants only."""
    by_direction: dict[Direction, int]
    """Results by direction, zeros included."""
    by_verification: dict[Verification, int]
    """Results by how far their source was read, zeros included."""


class ResultGroup(Component):
    """Results of one comparison, of magnesium alone or not alone."""

    comparison: Comparison
    given: MagnesiumGiven
    uncontrolled: bool
    """True where nothing was compared, or it is not stated what: such results cannot show an effect."""
    statement: Statement
    results: list[Result]
    """What the trials themselves report: primary endpoints first, then secondary ones, then subgroups.
    The first 25 where there are more: `counts` is of all, and `/v1/outcomes` lists all."""
    counts: Counts
    article_results: list[Result]
    """What the article reports; often of the same trials, so never added to the others."""
    article_counts: Counts


class OpenQuestion(Component):
    """A result that was looked for and not read anywhere we trust. It has no value and is not counted."""

    outcome: OutcomeId
    """`{trial}/{name}` of the result."""
    trial_name: str
    """Short name of the trial."""
    comparison: Comparison
    text: str
    """What would have been measured."""


class DisagreementLink(Component):
    """A disagreement that concerns the domain."""

    slug: str
    """Slug of the disagreement, which shows every side."""
    question: str
    """What the sources disagree on."""
    kind: DisagreementKind


class Accounting(Component):
    """Where every outcome of the domain went; the rest adds up to the first."""

    outcomes: int
    """Outcomes of the domain in `/v1/outcomes`."""
    counted: int
    """Counted as results of trials, comparison arms included."""
    article: int
    """Counted as what the article reports."""
    reviews: int
    """Listed as findings of reviews, apart from the trials they draw on."""
    repeated: int
    """Counted with the entry that reports the same result."""
    open_questions: int
    """Not read, so not counted."""


class DomainSummary(Component):
    """What the evidence says on one symptom domain: one row of a summary of findings."""

    domain: DomainRef
    """The symptom domain."""
    name: str
    """Plain-language name."""
    definition: str
    """What is meant by it."""
    omeract_tier: OmeractTier
    conclusion: Statement
    certainty: Grading
    groups: list[ResultGroup]
    """Results of trials: between arms first, then withdrawal, then within one arm, then not stated."""
    reviews: list[Result]
    """Findings of reviews; the trials behind them may be counted above, so these never are."""
    open_questions: list[OpenQuestion]
    disagreements: list[DisagreementLink]
    gaps: list[Gap]
    accounting: Accounting
    dataset: DatasetStamp


class DomainSummaries(Component):
    """Every domain with what the evidence says."""

    items: list[DomainSummary]
    dataset: DatasetStamp


class Tally(Component):
    """Results of one comparison that point one way."""

    comparison: Comparison
    direction: Direction
    results: int
    """How many there are."""
    outcomes: list[OutcomeId]
    """The results; the first 25 where there are more."""
    in_subgroups: int
    """How many of them are about a part of the participants only."""


class MapCell(Component):
    """What exists for one form in one domain."""

    domain: DomainRef
    """The symptom domain."""
    state: CellState
    text: str
    """The cell in words; `no trial found` where there is nothing."""
    trials: list[TrialRef]
    """Trials that measured it."""
    tallies: list[Tally]
    """Results by comparison and direction; empty where none was read."""


class MapRow(Component):
    """One form of magnesium, alone or in combination."""

    form: FormRef | None
    """The form; null where what was read does not name one of ours."""
    name: str
    """Name of the form."""
    given: MagnesiumGiven
    cells: list[MapCell]
    """One cell for each domain, in the order of `domains`."""


class MapColumn(Component):
    """One domain of the map."""

    slug: DomainRef
    """Slug of the symptom domain."""
    name: str
    """Plain-language name."""


class EvidenceMap(Component):
    """Which form of magnesium was studied for which symptom, and which way the results point."""

    domains: list[MapColumn]
    rows: list[MapRow]
    """Magnesium alone first, every form; then combinations, every form."""
    left_out: str
    """What the map does not hold."""
    dataset: DatasetStamp


class FigureRow(Component):
    """One row of a figure, as a row of its table."""

    heading: str
    """Group of rows it stands in."""
    cells: list[str]
    """One text per column."""


class FigureMark(Component):
    """One mark of a figure."""

    row: int
    """Index of its row, from 0."""
    column: int
    """Index of its column, from 0."""
    comparison: Comparison
    direction: Direction
    letter: str
    """The letter in the mark, for those who do not see its colour."""
    results: int
    """How many results it stands for."""
    outcomes: list[OutcomeId]
    """The results."""


class LegendEntry(Component):
    """One kind of mark."""

    direction: Direction
    letter: str
    """The letter in the mark."""
    meaning: str
    """What it stands for."""


class Figure(Component):
    """A figure as data: what is drawn, as a table and in words."""

    name: str
    """`evidence-map`, or `domains/` and the slug of a domain."""
    title: str
    """What it shows."""
    alternative: str
    """What it shows, in words; enough for who does not see it."""
    svg: str
    """Address of the picture."""
    columns: list[str]
    """Headings of the columns."""
    rows: list[FigureRow]
    marks: list[FigureMark]
    legend: list[LegendEntry]
    """The kinds of marks that occur."""
    notes: list[str]
    """What the figure does not show."""
    dataset: DatasetStamp
