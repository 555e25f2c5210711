"""Schemas of the summary of findings, the risk-of-bias figure and the flow of the selection.

What must stay true: each is made from published records alone and names them.
"""

from app.models.base import Component, DomainRef, RecordRef, TrialRef
from app.models.bias_assessment import BiasDomain, BiasJudgement, BiasTool
from app.models.certainty import Certainty, Judgement
from app.models.dataset import DatasetStamp
from app.models.evidence_profile import Comparator, Importance
from app.models.provenance import Remark
from app.models.screened_record import Decision, ExclusionReason, ScreenedKind


class FindingsRow(Component):
    """One outcome of a comparison."""

    question: str
    """Identifier of the question, as in `/v1/questions`."""
    domain: DomainRef
    """Slug of the outcome."""
    outcome: str
    """Name of the outcome."""
    harm: bool
    """Whether it is the row of unwanted effects."""
    importance: Importance
    studies: list[TrialRef]
    """Trials with a result that answers it."""
    participants: int | None
    """People in these trials together; null when it was not read for one of them."""
    participants_reported: str
    """The people of each trial in words."""
    effect: str
    """Directions of the results in words, with printed differences of means."""
    absolute_effect: str | None
    """The effect in people per 1,000 or in points of a scale, where a source gives it."""
    minimal_important_difference: str | None
    """The smallest difference that matters to people, where a source gives it."""
    certainty: Certainty
    lowered_for: list[Judgement]
    """Judgements that lower the certainty."""
    unclear: list[Judgement]
    """Judgements that could not be made; they lower nothing."""
    note: str | None
    """Why it is not rated, or what would change the rating."""
    results: list[RecordRef]
    """Results that answer it, each counted once."""


class SummaryOfFindings(Component):
    """Summary of findings of one comparison: a row for each outcome, unwanted effects last."""

    profile: RecordRef
    """The comparison as a record."""
    name: str
    """Short name of the comparison."""
    population: str
    """P: the people it is about."""
    intervention: str
    """I: what is given, and how."""
    comparator: Comparator
    comparator_detail: str
    """C: the comparator in words."""
    rows: list[FindingsRow]
    """One row for each question: critical outcomes first, unwanted effects last."""
    label_facts: list[Remark]
    """What labels, public bodies and cohorts say on unwanted effects."""
    dataset: DatasetStamp


class BiasFigureRow(Component):
    """One assessment in a figure of risk of bias."""

    assessment: RecordRef
    """The assessment as a record."""
    name: str
    """The study and what of it is judged."""
    trial: TrialRef
    """Slug of the study or review."""
    judgements: list[BiasJudgement]
    """One judgement for each column."""
    overall: BiasJudgement


class BiasFigureColumn(Component):
    """One domain in a figure of risk of bias."""

    heading: str
    """Number above the column."""
    domain: BiasDomain
    meaning: str
    """What the domain asks."""


class BiasFigure(Component):
    """Traffic-light figure of one tool as data: judgements by domain, in words."""

    name: str
    """`risk-of-bias/` and the tool, such as `rob-2`."""
    tool: BiasTool
    title: str
    """Title of the figure."""
    alternative: str
    """Text alternative with the full content of the figure."""
    svg: str
    """URL of the SVG."""
    columns: list[BiasFigureColumn]
    rows: list[BiasFigureRow]
    notes: list[str]
    """Notes on what the judgements rest on."""
    dataset: DatasetStamp


class FlowGroup(Component):
    """Records with the same decision and kind or reason."""

    decision: Decision
    kind: ScreenedKind | None
    """Kind of the records; null for those left out."""
    reason: ExclusionReason | None
    """Reason why they are left out; null for those included."""
    text: str
    """The group in words."""
    records: list[RecordRef]
    """The records considered, as in `/v1/selection`."""


class SelectionFlow(Component):
    """Flow of the selection: how many records were considered, left out and included."""

    name: str
    """`selection`."""
    title: str
    """Title of the figure."""
    alternative: str
    """Text alternative with the full content of the figure."""
    svg: str
    """URL of the SVG."""
    considered: int
    """Records considered."""
    groups: list[FlowGroup]
    """Left out by reason, then awaiting by reason, then included by kind."""
    notes: list[str]
    """Notes on what the numbers do not say."""
    dataset: DatasetStamp
