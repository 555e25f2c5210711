"""What CDS Hooks asks and answers, for the documentation and for writing answers. Inbound FHIR stays open."""

from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from app.models import DatasetStamp, Vocabulary
from app.models.rule import RuleEvidence, Severity

CONFIG = ConfigDict(use_attribute_docstrings=True, extra="forbid")

Text = Annotated[str, Field(min_length=1)]

FHIR_JSON = "application/fhir+json"
"""Media type of a failure."""

LONGEST_SUMMARY = 139
"""Characters: fewer than 140."""


class Hook(Vocabulary):
    """When a health record asks."""

    patient_view = "patient-view", "A record is opened."
    order_select = "order-select", "An order is being chosen."
    order_sign = "order-sign", "Orders are about to be signed."


class Indicator(Vocabulary):
    """How a card is to be shown."""

    info = "info", "Worth knowing, or: not everything was checked."
    warning = "warning", "An alert that asks for care."
    critical = "critical", "A source says not to."


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
    """Why a card was not followed."""

    benefit_outweighs = "benefit-outweighs", "The benefit outweighs what the card says."
    already_arranged = "already-arranged", "Spacing, monitoring or another arrangement is in place."
    not_applicable = "not-applicable", "It does not apply to this person."
    information_wrong = "information-wrong", "The record or the card is wrong or out of date."
    needs_more = "needs-more", "More has to be known first."


class FeedbackOutcome(Vocabulary):
    """What became of a card."""

    accepted = "accepted", "It was followed."
    overridden = "overridden", "It was not."


class Service(BaseModel):
    """A service and what it would like to be sent."""

    model_config = CONFIG

    hook: Hook
    id: Text
    """Name in its address."""
    title: Text
    """What people call it."""
    description: Text
    """What it does."""
    usageRequirements: Text  # noqa: N815 (a name of the standard)
    """What it needs to say more."""
    version: Text
    """Version of CDS Hooks."""
    prefetch: dict[str, str]
    """Key → query; none of them has to be sent for an order."""


class Services(BaseModel):
    """The services there are."""

    model_config = CONFIG

    services: list[Service]
    """One for each hook."""


class Coding(BaseModel):
    """A word of a code system."""

    model_config = CONFIG

    system: Text
    """Address of the code system."""
    code: Text
    """The word."""
    display: Text
    """The word for people."""


class CardSource(BaseModel):
    """Who says it."""

    model_config = CONFIG

    label: Text
    """Name of this service."""
    url: Text
    """Its address."""
    topic: Coding
    """What kind of rule speaks."""


class Link(BaseModel):
    """Where to read more."""

    model_config = CONFIG

    label: Text
    """What is there."""
    url: Text
    """Where it is."""
    type: Annotated[str, Field(pattern="^absolute$")]
    """Always `absolute`."""


class CardOrigin(BaseModel):
    """What a card was made from."""

    model_config = CONFIG

    rule: Text | None = None
    """The rule that speaks; left out when a card says what was not checked."""
    severity: Severity | None = None
    """How strongly it speaks; left out with the rule."""
    evidence: RuleEvidence | None = None
    """On what it rests; left out with the rule."""
    recognised: Annotated[list[Text], Field(min_length=1)] | None = None
    """The magnesium it is about, as the record names it; left out when there is none."""
    dataset: DatasetStamp
    """With which the answer can be replayed."""


class CardExtension(BaseModel):
    """What CDS Hooks has no field for."""

    model_config = CONFIG

    fibromag: CardOrigin


class Card(BaseModel):
    """One thing to be shown."""

    model_config = CONFIG

    uuid: Text
    """The same whenever the card says the same."""
    summary: Annotated[str, Field(min_length=1, max_length=LONGEST_SUMMARY)]
    """One sentence."""
    detail: Text
    """Why, what to do, on what it rests, where sources differ and what was not checked. Markdown."""
    indicator: Indicator
    source: CardSource
    overrideReasons: Annotated[list[Coding], Field(min_length=1)]  # noqa: N815 (a name of the standard)
    """What may be answered to a card that is not followed."""
    links: Annotated[list[Link], Field(min_length=1)]
    """The rule and the check."""
    extension: CardExtension


class Cards(BaseModel):
    """The answer: what there is to say, strongest first; nothing only when everything was checked."""

    model_config = CONFIG

    cards: list[Card]
    """One for each alert above `info`, and one for what was not checked."""


OPEN = ConfigDict(use_attribute_docstrings=True, extra="allow", hide_input_in_errors=True)


class HookRequest(BaseModel):
    """A call of CDS Hooks. FHIR inside it is read as it is sent, of any release, and never refused."""

    model_config = OPEN

    hook: Annotated[str, Field(min_length=1, examples=["order-sign"])]
    """The hook of the service; for orders also the former `medication-prescribe` and `order-review`."""
    hookInstance: Annotated[str, Field(min_length=1)]  # noqa: N815 (a name of the standard)
    """Names the call."""
    context: dict[str, Any]
    """Draft orders, selections, the patient's id."""
    prefetch: dict[str, Any] | None = None
    """What was asked for: null is asked and empty, a key that is left out was not told."""


class FeedbackEntry(BaseModel):
    """What became of one card."""

    model_config = OPEN

    card: Annotated[str, Field(min_length=1)]
    """Its `uuid`."""
    outcome: FeedbackOutcome
    outcomeTimestamp: Annotated[str, Field(min_length=1)]  # noqa: N815 (a name of the standard)
    """When."""
    acceptedSuggestions: Annotated[list[Any], Field(min_length=1)] | None = None  # noqa: N815
    """Which suggestions were followed; needed when it was accepted."""

    @model_validator(mode="after")
    def says_what_was_accepted(self) -> Self:
        """As the standard has it."""
        if self.outcome is FeedbackOutcome.accepted and self.acceptedSuggestions is None:
            raise ValueError("`accepted` needs `acceptedSuggestions`")
        return self


class Feedback(BaseModel):
    """What became of cards. Outcomes are counted; nothing else of it is kept."""

    model_config = OPEN

    feedback: Annotated[list[FeedbackEntry], Field(max_length=200)]
    """One for each card."""


class OutcomeText(BaseModel):
    """A text for people."""

    model_config = CONFIG

    text: Text
    """The text."""


class OutcomeIssue(BaseModel):
    """One thing that is wrong."""

    model_config = CONFIG

    severity: Annotated[str, Field(pattern="^error$")]
    """Always `error`."""
    code: Text
    """Kind of issue, as FHIR names it."""
    details: OutcomeText


class OperationOutcome(BaseModel):
    """A failure, as FHIR says it."""

    model_config = CONFIG

    resourceType: Annotated[str, Field(pattern="^OperationOutcome$")]  # noqa: N815 (a name of the standard)
    """Always `OperationOutcome`."""
    issue: Annotated[list[OutcomeIssue], Field(min_length=1)]
    """What is wrong."""
