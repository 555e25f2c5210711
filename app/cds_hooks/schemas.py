"""Requests and responses of CDS Hooks 2.0.1.

What must stay true: responses are closed models; FHIR inside a request is accepted as it is sent.
"""

from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from app.cds_hooks.reading.outcomes import NotRelevantReason, OpenReason
from app.models import DatasetStamp, Vocabulary
from app.models.json_schema import URI
from app.models.rule import RuleEvidence, Severity

CLOSED_MODEL = ConfigDict(use_attribute_docstrings=True, extra="forbid")

NonEmpty = Annotated[str, Field(min_length=1)]

FHIR_JSON = "application/fhir+json"
"""Media type of failures."""

MAX_SUMMARY_LENGTH = 139
"""CDS Hooks: fewer than 140 characters."""


class Hook(Vocabulary):
    """Event in a health record that calls a service."""

    patient_view = "patient-view", "A record is opened."
    order_select = "order-select", "An order is being selected."
    order_sign = "order-sign", "Orders are about to be signed."


class Indicator(Vocabulary):
    """Importance of a card, which decides how it is displayed."""

    info = "info", "Information, or a list of what was not checked."
    warning = "warning", "An alert that needs attention."
    critical = "critical", "A source gives a contraindication."


INDICATORS = {
    Severity.contraindicated: Indicator.critical,
    Severity.avoid: Indicator.warning,
    Severity.separate: Indicator.warning,
    Severity.monitor: Indicator.warning,
    Severity.caution: Indicator.warning,
    Severity.info: Indicator.info,
}
"""Severity of a rule → indicator of its card."""


class OverrideReason(Vocabulary):
    """Reason for not following a card."""

    benefit_outweighs = "benefit-outweighs", "The benefit outweighs what the card says."
    already_arranged = "already-arranged", "Spacing, monitoring or another arrangement is in place."
    not_applicable = "not-applicable", "The card does not apply to this person."
    information_wrong = "information-wrong", "The record or the card is wrong or out of date."
    needs_more = "needs-more", "More information is needed first."


class FeedbackOutcome(Vocabulary):
    """Outcome of a card."""

    accepted = "accepted", "The card was followed."
    overridden = "overridden", "The card was not followed."


class Service(BaseModel):
    """A service with its prefetch templates."""

    model_config = CLOSED_MODEL

    hook: Hook
    id: NonEmpty
    """Identifier, also the last part of its address."""
    title: NonEmpty
    """Name for people."""
    description: NonEmpty
    """What the service checks."""
    usageRequirements: NonEmpty  # noqa: N815 (a name of the standard)
    """Data that the service needs."""
    version: NonEmpty
    """Version of CDS Hooks."""
    prefetch: dict[str, str]
    """Key → FHIR query. All keys are optional when the hook is about orders."""


class Services(BaseModel):
    """All services."""

    model_config = CLOSED_MODEL

    services: list[Service]


class Coding(BaseModel):
    """A code of a code system."""

    model_config = CLOSED_MODEL

    system: NonEmpty
    """Address of the code system."""
    code: NonEmpty
    """Code."""
    display: NonEmpty
    """Meaning of the code, for people."""


class CardSource(BaseModel):
    """Source of a card: this service."""

    model_config = CLOSED_MODEL

    label: NonEmpty
    """Name of this service."""
    url: Annotated[NonEmpty, URI]
    """Address of this service."""
    topic: Coding
    """Kind of the rule."""


class Link(BaseModel):
    """Link to more information."""

    model_config = CLOSED_MODEL

    label: NonEmpty
    """Title of the page."""
    url: Annotated[NonEmpty, URI]
    """Address of the page."""
    type: Annotated[str, Field(pattern="^absolute$")]
    """Always `absolute`."""


class ActionType(Vocabulary):
    """Kind of a suggested action."""

    create = "create", "Create the resource."
    delete = "delete", "Delete the resource."


class Action(BaseModel):
    """One step of a suggestion."""

    model_config = CLOSED_MODEL

    type: ActionType
    description: NonEmpty
    """What it does, for people."""
    resource: dict[str, Any] | None = None
    """The FHIR resource to create; absent for `delete`."""
    resourceId: NonEmpty | None = None  # noqa: N815 (a name of the standard)
    """Reference of the resource to delete; absent for `create`."""


class Suggestion(BaseModel):
    """A change that can be accepted."""

    model_config = CLOSED_MODEL

    label: NonEmpty
    """What it does, for a button."""
    uuid: NonEmpty
    """Identifier; the same suggestion on the same card has the same one."""
    actions: Annotated[list[Action], Field(min_length=1)]
    """Steps; whoever accepts the suggestion takes all of them."""


class CardOrigin(BaseModel):
    """Origin of a card."""

    model_config = CLOSED_MODEL

    rule: NonEmpty | None = None
    """Slug of the most severe rule; absent on the card about what was not checked."""
    rules: Annotated[list[NonEmpty], Field(min_length=1)] | None = None
    """Slugs of all rules on the card, most severe first."""
    severity: Severity | None = None
    """Severity of the most severe rule."""
    evidence: RuleEvidence | None = None
    """Kind of evidence of the most severe rule."""
    recognised: Annotated[list[NonEmpty], Field(min_length=1)] | None = None
    """Magnesium that the card is about, as the record names it; absent when none was recognised."""
    dataset: DatasetStamp


class CardExtension(BaseModel):
    """Fields that CDS Hooks does not define."""

    model_config = CLOSED_MODEL

    fibromag: CardOrigin


class Card(BaseModel):
    """One message to display."""

    model_config = CLOSED_MODEL

    uuid: NonEmpty
    """Identifier; cards with the same content have the same one."""
    summary: Annotated[str, Field(min_length=1, max_length=MAX_SUMMARY_LENGTH)]
    """One sentence."""
    detail: NonEmpty
    """Advice, reason and what made the rules fire, in markdown; at most 120 words."""
    indicator: Indicator
    source: CardSource
    suggestions: Annotated[list[Suggestion], Field(min_length=1)] | None = None
    selectionBehavior: Annotated[str, Field(pattern="^any$")] | None = None  # noqa: N815
    """Always `any`; absent without suggestions."""
    overrideReasons: Annotated[list[Coding], Field(min_length=1)]  # noqa: N815 (a name of the standard)
    """Reasons to choose from when the card is not followed."""
    links: Annotated[list[Link], Field(min_length=1)]
    """Links to the rule and to all rules."""
    extension: CardExtension


class ResourceCount(BaseModel):
    """Outcome of the resources of a request; the three numbers add up to all of them."""

    model_config = CLOSED_MODEL

    used: Annotated[int, Field(ge=0)]
    """Read, and part of what was checked."""
    not_relevant: Annotated[int, Field(ge=0)]
    """Not a matter of this check."""
    open: Annotated[int, Field(ge=0)]
    """Not checked, or not in full."""
    not_relevant_reasons: Annotated[dict[NotRelevantReason, int], Field(min_length=1)] | None = None
    """Number by reason; absent without any."""
    open_reasons: Annotated[dict[OpenReason, int], Field(min_length=1)] | None = None
    """Number by reason; absent without any."""


class AnswerOrigin(BaseModel):
    """What the answer was made from."""

    model_config = CLOSED_MODEL

    resources: ResourceCount
    also_recorded: Annotated[list[NonEmpty], Field(min_length=1)] | None = None
    """Rules of severity `info` that fire; they have no card."""
    dataset: DatasetStamp
    notice: NonEmpty
    """What the answer is, and what it is not."""


class AnswerExtension(BaseModel):
    """Fields that CDS Hooks does not define."""

    model_config = CLOSED_MODEL

    fibromag: AnswerOrigin


class Cards(BaseModel):
    """All cards, most severe first.

    None: nothing that is ordered or taken may be magnesium, or everything that matters was checked and no
    alert is above `info`.
    """

    model_config = CLOSED_MODEL

    cards: list[Card]
    """One card for each subject with an alert above `info`, and at most one about what was not checked."""
    extension: AnswerExtension


OPEN_MODEL = ConfigDict(use_attribute_docstrings=True, extra="allow", hide_input_in_errors=True)


class HookRequest(BaseModel):
    """A call of CDS Hooks. It may hold FHIR of any release; FHIR is not validated."""

    model_config = OPEN_MODEL

    hook: Annotated[str, Field(min_length=1, examples=["order-sign"])]
    """The hook of the service; for orders also the former `medication-prescribe` and `order-review`."""
    hookInstance: Annotated[str, Field(min_length=1)]  # noqa: N815 (a name of the standard)
    """Identifier of the call."""
    context: dict[str, Any]
    """Draft orders, selections and the patient's id."""
    prefetch: dict[str, Any] | None = None
    """Results of the prefetch queries: null means no result, an absent key means not queried."""


class FeedbackEntry(BaseModel):
    """Outcome of one card."""

    model_config = OPEN_MODEL

    card: Annotated[str, Field(min_length=1)]
    """`uuid` of the card."""
    outcome: FeedbackOutcome
    outcomeTimestamp: Annotated[str, Field(min_length=1)]  # noqa: N815 (a name of the standard)
    """Time of the outcome."""
    acceptedSuggestions: Annotated[list[Any], Field(min_length=1)] | None = None  # noqa: N815
    """Suggestions that were followed; required when the card was accepted."""

    @model_validator(mode="after")
    def check_accepted_suggestions(self) -> Self:
        """Require `acceptedSuggestions` with `accepted`, as CDS Hooks does."""
        if self.outcome is FeedbackOutcome.accepted and self.acceptedSuggestions is None:
            raise ValueError("`accepted` needs `acceptedSuggestions`")
        return self


class Feedback(BaseModel):
    """Outcomes of cards. Outcomes are counted; nothing else is stored."""

    model_config = OPEN_MODEL

    feedback: Annotated[list[FeedbackEntry], Field(max_length=200)]


class OutcomeText(BaseModel):
    """A text for people."""

    model_config = CLOSED_MODEL

    text: NonEmpty
    """The text."""


class OutcomeIssue(BaseModel):
    """One problem of a request."""

    model_config = CLOSED_MODEL

    severity: Annotated[str, Field(pattern="^error$")]
    """Always `error`."""
    code: NonEmpty
    """FHIR issue type."""
    details: OutcomeText


class OperationOutcome(BaseModel):
    """A failure as a FHIR OperationOutcome."""

    model_config = CLOSED_MODEL

    resourceType: Annotated[str, Field(pattern="^OperationOutcome$")]  # noqa: N815 (a name of the standard)
    """Always `OperationOutcome`."""
    issue: Annotated[list[OutcomeIssue], Field(min_length=1)]
