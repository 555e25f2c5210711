"""Evidence profiles: one comparison each, with the questions it answers and how certain the answers are."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from app.models.base import (
    SLUG,
    Component,
    Document,
    DomainRef,
    Indexed,
    Name,
    PreparationRef,
    RecordRef,
    Reference,
    Reported,
    Slug,
    TrialRef,
    Vocabulary,
)
from app.models.certainty import Certainty, CertaintyReason, Judgement, WorkedOut
from app.models.filters import (
    LONGEST_SLUG,
    DomainSlug,
    Filters,
    PreparationSlug,
    Several,
    SourceFilter,
    Where,
)
from app.models.provenance import Absent, Record
from app.models.trial import Route


class Comparator(Vocabulary):
    """With what magnesium is compared."""

    placebo = "placebo", "A placebo."
    active_treatment = "active_treatment", "Another treatment."
    same_without_magnesium = "same_without_magnesium", "The same regimen without the added magnesium."
    none = "none", "Nothing: before against after, or what was compared is not stated."


class Importance(Vocabulary):
    """Importance of an outcome for a decision, by the curators."""

    critical = "critical", "Critical for a decision."
    important = "important", "Important, but not critical."
    limited = "limited", "Of limited importance: a laboratory value."


class ProfileQuestion(Component):
    """One outcome of a comparison: how certain is the answer."""

    domain: DomainRef
    """O: the symptom domain."""
    importance: Importance
    judgements: list[Judgement] = []
    """Its own judgements; for other reasons those of the profile hold."""
    worked_out: WorkedOut | None = None
    """The rating worked out by hand; null when it is not rated."""
    note: str | None = None
    """Why it is not rated, or what would change the rating."""
    minimal_important_difference: Reported[str | None] = None
    """The smallest difference that matters to people, where a source gives it."""
    absolute_effect: Reported[str | None] = None
    """The effect in people per 1,000 or in points of a scale, where a source gives it."""
    absent: Absent = {}
    """Why a value is null."""

    @property
    def name(self) -> str:
        """Return its name, unique in its profile: the domain."""
        return self.domain

    @model_validator(mode="after")
    def is_rated_or_says_why_not(self) -> Self:
        """Raise when a question is neither rated nor explained, or judges a reason twice."""
        if self.worked_out is None and not self.note:
            raise ValueError("a question that is not rated needs a `note` with the reason")
        if self.worked_out is None and self.judgements:
            raise ValueError("a question with judgements needs `worked_out`")
        reasons = [judgement.reason for judgement in self.judgements]
        if len(set(reasons)) < len(reasons):
            raise ValueError("each reason is judged once: nothing counts twice")
        return self


class EvidenceProfileFields(Document):
    """One comparison, its trials and its questions."""

    slug: Slug
    name: Name
    """Short name of the comparison."""
    leads: bool = False
    """Whether the summaries of the domains show its certainty; one profile does."""
    population: str
    """P: the people the questions are about."""
    preparation: Indexed[PreparationRef]
    """I: what is given."""
    route: Indexed[Reported[Route | None]] = None
    """How it is given; null when it was not read."""
    comparator: Indexed[Comparator]
    """C: the kind of comparator."""
    comparator_detail: str
    """C: the comparator in words."""
    trials: list[TrialRef]
    """Trials that made the comparison."""
    reviews: list[TrialRef] = []
    """Reviews that cover it; their trials may be among the trials."""
    judgements: list[Judgement] = []
    """Judgements that hold for every question without its own."""
    questions: Annotated[list[ProfileQuestion], Field(min_length=1)]
    """One question per outcome; OMERACT's core domains even without a result."""


class EvidenceProfile(Record, EvidenceProfileFields):
    """One comparison: population, intervention, comparator, and the certainty for each outcome."""

    @model_validator(mode="after")
    def judges_every_reason_once(self) -> Self:
        """Raise unless names are unique and every rated question has one judgement for each reason."""
        names = [question.name for question in self.questions]
        if len(set(names)) < len(names):
            raise ValueError("two questions are about one domain")
        for question in self.questions:
            found = {judgement.reason for judgement in self.judgements_of(question)}
            if question.worked_out and (lost := [each for each in CertaintyReason if each not in found]):
                raise ValueError(f"the question on {question.domain} lacks {', '.join(lost)}")
        return self

    def question(self, domain: str) -> ProfileQuestion:
        """Return the question on a domain; `StopIteration` when there is none."""
        return next(question for question in self.questions if question.domain == domain)

    def judgements_of(self, question: ProfileQuestion) -> list[Judgement]:
        """Return the judgements of a question, its own before those of the profile, in GRADE's order."""
        shared = {judgement.reason: judgement for judgement in self.judgements}
        own = {judgement.reason: judgement for judgement in question.judgements}
        both = {**shared, **own}
        return [both[reason] for reason in CertaintyReason if reason in both]


class EvidenceProfileFilters(SourceFilter):
    """Filters of the evidence profiles."""

    preparation: Several[PreparationSlug] | None = None
    comparator: Several[Comparator] | None = None
    """Only profiles with this kind of comparator."""
    domain: Several[DomainSlug] | None = None


EvidenceProfileRef = Annotated[
    str, Field(examples=["oral-magnesium-against-placebo"]), Reference("evidence-profiles")
]


class TidyQuestion(Document):
    """One question with its comparison, its results and its certainty: one row of the flat table."""

    id: str = Field(examples=["oral-magnesium-against-placebo/pain"])
    """`{profile}/{domain}`."""
    profile: Indexed[EvidenceProfileRef]
    """The evidence profile it belongs to."""
    question: str
    """The question in one sentence."""
    population: str
    """P: the people it is about."""
    preparation: Indexed[PreparationRef]
    """I: what is given."""
    route: Route | None
    comparator: Indexed[Comparator]
    """C: the kind of comparator."""
    comparator_detail: str
    """C: the comparator in words."""
    domain: Indexed[DomainRef]
    """O: the symptom domain."""
    importance: Indexed[Importance]
    certainty: Indexed[Certainty]
    """The computed level."""
    start: Certainty | None
    """Level by design, from which the reasons lower or raise; null when it is not rated."""
    lowered: int
    """Levels lowered, all reasons together."""
    raised: int
    """Levels raised, all reasons together."""
    judgements: list[Judgement]
    """Every reason with its weight, sentence and sources; empty when it is not rated."""
    note: str | None
    """Why it is not rated, or what would change the rating."""
    studies: list[TrialRef]
    """Trials with a result that answers it."""
    participants: int | None
    """People in these trials together; null when it was not read for one of them."""
    participants_reported: str
    """The people of each trial in words."""
    results: list[RecordRef]
    """Results that answer it, each counted once."""
    effect: str
    """The directions of these results in words."""
    minimal_important_difference: str | None
    """The smallest difference that matters to people, where a source gives it."""
    absolute_effect: str | None
    """The effect in people per 1,000 or in points of a scale, where a source gives it."""
    absent: Absent
    """Why a value is null."""


ProfileSlug = Annotated[
    str,
    Where("references", "evidence-profiles"),
    Field(pattern=SLUG, max_length=LONGEST_SLUG, examples=["oral-magnesium-against-placebo"]),
    Field(description="Only the questions of this evidence profile."),
]


class QuestionFilters(Filters):
    """Filters of the questions."""

    profile: Several[ProfileSlug] | None = None
    domain: Several[DomainSlug] | None = None
    preparation: Several[PreparationSlug] | None = None
    comparator: Several[Comparator] | None = None
    """Only questions with this kind of comparator."""
    certainty: Several[Certainty] | None = None
    """Only questions with this certainty."""
    importance: Several[Importance] | None = None
    """Only outcomes of this importance."""
