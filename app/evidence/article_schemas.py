"""Schemas of the overview of the article, which `article.py` makes from the claims."""

from app.evidence.schemas import OutcomeId
from app.models.base import ClaimRef, Component, DomainRef, FormRef, RecordRef, TrialRef
from app.models.claim import ClaimKind, StatedNumber, Verdict
from app.models.dataset import DatasetStamp
from app.models.outcome import Direction, Significance
from app.models.trial import Identification


class ArticleStatement(Component):
    """What one sentence of the article says, and the verdict on it."""

    claim: ClaimRef
    """The claim; `/v1/claims/{slug}` gives reasons, sources and records."""
    says: str
    """What it says, in our words."""
    verdict: Verdict


class ArticleTopic(Component):
    """The statements of the article about one subject."""

    topic: ClaimKind
    statements: list[ArticleStatement]
    """In the order of the article."""
    records: list[RecordRef]
    """Records that the statements were made into or compared with, except those named below."""


class ArticleMechanism(Component):
    """A mechanism that the article proposes. None is clinical evidence."""

    mechanism: str
    """Slug of the mechanism."""
    name: str
    """Common name."""
    symptoms: list[DomainRef]
    """Symptoms it is meant to explain."""
    claims: list[ClaimRef]
    """Statements about it."""


class ArticleTrial(Component):
    """A trial or review whose results the article reports."""

    trial: TrialRef
    """Slug of the trial."""
    name: str
    """Common name."""
    year: int | None
    """Year; null when the article does not say which study it means."""
    identification: Identification
    candidates: list[TrialRef]
    """Studies that the article may mean, when it does not say."""
    claims: list[ClaimRef]
    """Statements about it."""


class ArticleResult(Component):
    """A result as the article reports it."""

    outcome: OutcomeId
    """Identifier of the result in `/v1/outcomes`."""
    direction: Direction
    significance: Significance
    claim: ClaimRef | None
    """The statement; null when no claim names the result."""


class ArticleSymptom(Component):
    """Results that the article reports for one symptom."""

    symptom: DomainRef
    """Slug of the domain."""
    name: str
    """Common name; `/v1/domains/{slug}/summary` has the results of studies."""
    results: list[ArticleResult]


class ArticleForm(Component):
    """A form of magnesium that the article names."""

    form: FormRef
    """Slug of the form."""
    name: str
    """Common name."""
    claims: list[ClaimRef]
    """Statements about it."""


class ArticleNumber(StatedNumber):
    """A number that the article states, and the verdict on the sentence."""

    claim: ClaimRef
    """The claim that states it."""
    verdict: Verdict
    records: list[RecordRef]
    """Records that it was compared with."""


class ArticleOverview(Component):
    """What the article says, in our words: by topic, mechanism, trial, symptom and form, and its numbers."""

    title: str
    """Title of the article."""
    sentences: int
    """Number of its sentences."""
    verdicts: dict[str, int]
    """Number of sentences with each verdict."""
    topics: list[ArticleTopic]
    """Every sentence, by subject."""
    mechanisms: list[ArticleMechanism]
    trials: list[ArticleTrial]
    symptoms: list[ArticleSymptom]
    forms: list[ArticleForm]
    numbers: list[ArticleNumber]
    dataset: DatasetStamp
