"""The answer of a safety check, whole and brief, and its parts: alerts, actions, headline, dose, schedule."""

from typing import Annotated

from pydantic import BaseModel, Field

from app.medicines.schemas import ANSWERED, Concept, InputStatus, LeftOut, MatchedBy
from app.models import DatasetStamp, Vocabulary
from app.models.limit import Jurisdiction
from app.models.lookup_tables import LookupFinding
from app.models.provenance import ReviewState
from app.models.rule import RuleEvidence, RuleKind, Separation, Severity
from app.safety.reasons import Reason


class Disposition(Vocabulary):
    """Result of the check in one word."""

    issues_found = "issues_found", "At least one alert above `info`."
    incomplete = "incomplete", "No such alert, but something could not be checked or decided."
    none_recorded = "none_recorded", "The answer is complete, and no alert is above `info`."


class Order(Vocabulary):
    """Which of two intervals is broken."""

    medicine_before_magnesium = "medicine_before_magnesium", "The medicine is followed by magnesium too soon."
    medicine_after_magnesium = "medicine_after_magnesium", "Magnesium is followed by the medicine too soon."


class GivenAs(Vocabulary):
    """How the amount of the supplement was given."""

    elemental = "elemental", "As magnesium: mg, mmol or mEq."
    compound = "compound", "As milligrams of the salt."
    not_given = "not_given", "No amount was given."


class Conflict(BaseModel):
    """Two clock times that are too close."""

    model_config = ANSWERED

    medicine: str
    """The medicine."""
    medicine_time: str
    """When it is taken."""
    magnesium_time: str
    """When the magnesium is taken."""
    hours_needed: float
    """Hours required between them; those of the general advice where the rule states none."""
    hours_apart: float
    """Hours between them."""
    which: Order


class PassedLimit(BaseModel):
    """A dose figure that the amount is above."""

    model_config = ANSWERED

    rule: str
    """Slug of the rule."""
    jurisdiction: Jurisdiction | None
    """Whose figure it is; null for a figure of no jurisdiction."""
    limit_mg: float
    """The figure, mg of elemental magnesium a day."""


class Alert(BaseModel):
    """One rule that fires, about all its subjects; or the dose figures that are passed, together."""

    model_config = ANSWERED

    rule: str
    """Slug of the rule; of several dose figures, the most severe and strictest one's."""
    kind: RuleKind
    severity: Severity
    subject: str
    """What it is about: medicines, conditions, or magnesium."""
    subjects: list[str]
    """The same, one by one."""
    effect: str
    """What may happen."""
    mechanism: str
    """How it happens, as far as the sources say."""
    action: str
    """What the sources advise."""
    separation: Separation | None
    """Hours apart, by direction; null when hours apart do not help."""
    jurisdiction: Jurisdiction | None
    """Whose dose figure it is; the lowest of `limits`."""
    limit_mg: float | None
    """The figure, mg of elemental magnesium a day; the lowest of `limits`."""
    limits: LeftOut[list[PassedLimit]] = []
    """Every dose figure that the amount is above, lowest first; left out for other rules."""
    conflicts: list[Conflict]
    because: list[Reason]
    """What in the request made it fire; assumptions are marked as such."""
    evidence: RuleEvidence
    disagreement: str | None
    """Where the sources differ."""
    sources: list[str]
    """Slugs of the sources."""
    review: ReviewState

    @property
    def rules(self) -> list[str]:
        """Return the slugs of all rules behind it."""
        return [self.rule, *(each.rule for each in self.limits if each.rule != self.rule)]


class BriefAlert(BaseModel):
    """Rules that fire and have no row among the actions, without their background."""

    model_config = ANSWERED

    rules: list[str]
    """Slugs of the rules; rules with the same advice share an entry."""
    severity: Severity
    subject: str
    """What they are about: medicines, conditions, or magnesium."""
    action: str
    """What the sources advise."""


class ActionHours(BaseModel):
    """Hours between a medicine and magnesium; null: the sources give none for this direction."""

    model_config = ANSWERED

    before: float | None
    """The medicine is taken at least this long before magnesium."""
    after: float | None
    """The medicine is taken at least this long after magnesium."""


class ActionRow(BaseModel):
    """What to do about one medicine, one condition, the amount, or the person."""

    model_config = ANSWERED

    for_: Annotated[str, Field(alias="for")]
    """What it is about."""
    severity: Severity
    severity_rank: int
    """0 for the most severe, 5 for `info`."""
    do: str
    """What to do in a few words, with the dose figures that are exceeded and the times that are too close.
    The alerts named in `rules` have the whole advice in `action`; with `detail=brief`, it stands here."""
    hours: ActionHours | None
    """Hours apart; null when hours apart do not help."""
    rules: list[str]
    """The rules behind it."""


class Headline(BaseModel):
    """The answer in one line."""

    model_config = ANSWERED

    severity: Severity | None
    """The worst severity; null when no rule fires."""
    severity_rank: int | None
    """0 for the most severe, 5 for `info`."""
    complete: bool
    """Whether every input was checked, every rule was decided and nothing contradicts itself."""
    not_checked: list[str]
    """What this request left open, in words."""
    text: str
    """The worst first, then what is open."""


class Undecided(BaseModel):
    """A rule that could not be decided."""

    model_config = ANSWERED

    rule: str
    """Slug of the rule."""
    needs: list[str]
    """What would decide it."""


class CheckedDose(BaseModel):
    """The elemental magnesium a day, and how it is known."""

    model_config = ANSWERED

    elemental_mg_per_day: float | None
    """mg a day from supplements and medicines; null for a range or when not known."""
    elemental_mg_per_day_min: float
    """The least it can be."""
    elemental_mg_per_day_max: float | None
    """The most it can be; null when that is not known."""
    given_as: GivenAs
    how: str
    """As given, or the arithmetic."""


class Schedule(BaseModel):
    """Times of the day that keep every interval."""

    model_config = ANSWERED

    possible: bool | None
    """Null when it is not known."""
    magnesium_times: list[str]
    """When to take the magnesium; empty when there is no such time or it is not known."""
    why: str
    """Reason for these times, or why there are none."""


class SubstanceName(BaseModel):
    """A substance of the vocabulary."""

    model_config = ANSWERED

    slug: str
    """Its slug: `/v1/substances/{slug}` has its names and codes."""


class LookedUpIn(BaseModel):
    """A source in which substances of an input were looked up."""

    model_config = ANSWERED

    substances: LeftOut[list[str]] = []
    """Slugs of the substances; left out when all substances of the input were looked up there."""
    authority: str
    """Who says so."""
    edition: LeftOut[str | None] = None
    """Edition of the source, where it has one."""
    about: str
    """What was looked up."""
    finding: LookupFinding


class CheckedInput(BaseModel):
    """One input of the request, and how it was recognised."""

    model_config = ANSWERED

    place: str
    """Where in the request: `medicines[0]`."""
    given: str
    """As it was given; a name of more than 255 characters is cut, and `�` stands for what cannot be seen."""
    status: InputStatus
    matched_by: MatchedBy | None
    concepts: list[Concept]
    """What it stands for; for `ambiguous`, what it may stand for."""
    substances: LeftOut[list[SubstanceName]] = []
    """The substances that a medicine was taken for; left out for conditions and forms."""
    suggestions: list[str]
    """Names that look alike; none of them was checked."""
    not_understood: LeftOut[list[str]] = []
    """What was written and not understood; nothing of it was dropped."""
    checked: bool
    """Whether all of it was checked: a rule names it, or the sources in `looked_up` list nothing."""
    not_checked: list[str]
    """Parts that were not checked: an ingredient that was not looked up, ingredients that were not read, or
    whether a code that is not listed is of its class. For `unreadable`, why it could not be read."""
    looked_up: LeftOut[list[LookedUpIn]] = []
    """Sources in which substances without a rule were looked up together with magnesium."""


class BriefAnswer(BaseModel):
    """What to do and what was left open, without the background. It never says that all is well."""

    model_config = ANSWERED

    headline: Headline
    actions: list[ActionRow]
    """What to do, one row for each medicine, condition or question of dose; the most severe first."""
    disposition: Disposition
    complete: bool
    """Whether every input was checked, every rule was decided and nothing contradicts itself."""
    dose: CheckedDose
    alerts: list[BriefAlert]
    """Rules of severity `info` that fire and have no row among the actions."""
    undecided: list[Undecided]
    schedule: Schedule
    dataset: DatasetStamp
    notice: str
    """What the answer is, and what it is not."""


class CheckAnswer(BaseModel):
    """What is recorded about this request, and what was not checked. It never says that all is well."""

    model_config = ANSWERED

    headline: Headline
    actions: list[ActionRow]
    """What to do, one row for each medicine, condition or question of dose; the most severe first."""
    disposition: Disposition
    complete: bool
    """Whether every input was checked, every rule was decided and nothing contradicts itself."""
    contradictions: list[str]
    """Statements of the request that contradict each other; all of them count."""
    dose: CheckedDose
    inputs: list[CheckedInput]
    alerts: list[Alert]
    """All of them, most severe first."""
    undecided: list[Undecided]
    schedule: Schedule
    checked: list[str]
    """What was checked, in words."""
    not_checked: list[str]
    """What was not checked, in words: in this request, then in any request."""
    coverage: str
    """Number of rules and medicines, the kinds of their sources, and that the list is not exhaustive."""
    dataset: DatasetStamp
    notice: str
    """What the answer is, and what it is not."""
