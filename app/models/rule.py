"""Safety rules: data that says when to speak, what to say, and on whose word.

What must stay true: every line of a `When` that is present must hold; a line that cannot be decided makes
the rule undecided, never silent; and no line becomes false because something more was told, so that a
further medicine or condition never takes an alert away.
"""

from functools import cached_property
from typing import Annotated, Any, Self

from pydantic import Field, model_validator

from app.models.base import (
    ClaimRef,
    Component,
    ConditionRef,
    Document,
    FormRef,
    Indexed,
    LimitRef,
    MedicineClassRef,
    MedicineRef,
    Name,
    Prose,
    Slug,
    Vocabulary,
)
from app.models.filters import SourceFilter
from app.models.limit import Jurisdiction
from app.models.provenance import Record


class RuleKind(Vocabulary):
    """What a rule is about."""

    interaction = "interaction", "Magnesium and another medicine."
    contraindication = "contraindication", "A condition in which a source says not to take it."
    precaution = "precaution", "A condition that calls for care."
    dose = "dose", "An amount above a figure that somebody has set."
    population = "population", "A group of people: an age, pregnancy, breastfeeding."
    adverse_effect = "adverse_effect", "An unwanted effect of magnesium itself."


class Severity(Vocabulary):
    """How strongly a rule speaks, strongest first. Ours, not copied from any one grading."""

    contraindicated = "contraindicated", "A source says not to, without a specialist."
    avoid = "avoid", "Better not, unless a prescriber agrees."
    separate = "separate", "Take them some hours apart."
    monitor = "monitor", "Have something checked."
    caution = "caution", "Take care."
    info = "info", "Worth knowing; raises no alarm."

    @cached_property
    def rank(self) -> int:
        """0 for the strongest."""
        return list(Severity).index(self)


class RuleEvidence(Vocabulary):
    """What kind of evidence a rule rests on: another axis than severity."""

    study = "study", "A study that measured it."
    label = "label", "A medicine's label or a public body's text."
    case_report = "case_report", "Reports of cases."
    theoretical = "theoretical", "Reasoning, or texts that do not say on what they rest."


class MedicineRoute(Vocabulary):
    """How a medicine is taken."""

    oral = "oral", "By mouth."
    intravenous = "intravenous", "Into a vein."
    intramuscular = "intramuscular", "Into a muscle."
    topical = "topical", "On the skin."
    inhaled = "inhaled", "Breathed in."
    ophthalmic = "ophthalmic", "Into the eye."
    other = "other", "Another way, or not known."


class When(Component):
    """When a rule speaks. Every line that is present must hold."""

    medicines: list[MedicineRef] = []
    """At least one of these is taken: `class/medicine`."""
    medicine_classes: list[MedicineClassRef] = []
    """Or any medicine of these classes."""
    any_other_medicine: bool = False
    """Or any medicine at all of which no rule that spaces it speaks in the question."""
    except_medicine_classes: list[MedicineClassRef] = []
    """But none of these classes; for `any_other_medicine`."""
    medicine_routes: list[MedicineRoute] = []
    """And that medicine is taken in one of these ways; empty: whichever way."""
    conditions: list[ConditionRef] = []
    """At least one of these conditions is present: `group/condition`."""
    forms: list[FormRef] = []
    """The magnesium is in one of these forms; empty: whichever form."""
    antacid_type: bool | None = None
    """The form is, or is not, one of the antacid-type salts."""
    magnesium_routes: list[MedicineRoute] = []
    """The magnesium itself is taken in one of these ways; empty: whichever way."""
    above_limit: LimitRef | None = None
    """More elemental magnesium a day than this figure, for someone it is for."""
    dose_above_mg: Annotated[float, Field(gt=0)] | None = None
    """More elemental magnesium a day than this, mg, whoever takes it."""
    kidney_function_below: Annotated[float, Field(gt=0)] | None = None
    """eGFR (mL/min/1.73 m²) or creatinine clearance (mL/min) below this."""
    age_from_years: Annotated[float, Field(ge=0)] | None = None
    """This old or older."""
    age_below_years: Annotated[float, Field(gt=0)] | None = None
    """Younger than this."""
    pregnant: bool | None = None
    """Is pregnant."""
    breastfeeding: bool | None = None
    """Is breastfeeding."""

    @model_validator(mode="after")
    def says_something(self) -> Self:
        """A rule without a line would always speak, by mistake."""
        if self == When.model_construct():
            raise ValueError("at least one line is needed")
        return self


class Separation(Component):
    """How long apart, by direction. Null: the sources give no interval for this direction."""

    medicine_before_magnesium_hours: Annotated[float, Field(ge=0, le=24)] | None
    """The medicine is taken at least this long before magnesium."""
    medicine_after_magnesium_hours: Annotated[float, Field(ge=0, le=24)] | None
    """The medicine is taken at least this long after magnesium."""


class Expectation(Vocabulary):
    """What a rule must do with an example."""

    fires = "fires", "It speaks."
    does_not_fire = "does_not_fire", "It has nothing to say."
    undecided = "undecided", "It cannot be decided, and says what it needs."


class RuleExample(Component):
    """A question for which we know what the rule must do; run as a test."""

    given: Annotated[dict[str, Any], Field(examples=[{"supplement": {"elemental_mg": 200}}])]
    """A request to the safety check."""
    expect: Expectation
    why: str
    """Why, in a few words."""


class RuleFields(Document):
    """A safety rule."""

    slug: Slug
    name: Name
    """What a person would call it."""
    kind: Indexed[RuleKind]
    severity: Indexed[Severity]
    evidence: Indexed[RuleEvidence]
    when: When
    """When it speaks."""
    effect: Prose
    """What may happen."""
    mechanism: str
    """How, as far as the sources say; `not stated` when they do not."""
    action: Prose
    """What the sources advise, in our words."""
    separation: Separation | None = None
    """Hours apart; null when keeping them apart is no answer."""
    jurisdiction: Jurisdiction | None = None
    """Where a dose figure applies."""
    scope_note: str | None = None
    """For which forms and routes the evidence is direct, and for which it is inferred."""
    disagreement: str | None = None
    """Where the sources differ."""
    claims: list[ClaimRef] = []
    """Sentences of the article that say so."""
    examples: Annotated[list[RuleExample], Field(min_length=3)]
    """At least one for which it fires, one for which it does not, one that cannot be decided."""


class Rule(Record, RuleFields):
    """A safety rule: when it speaks, what it says, on whose word, with the examples that test it."""

    @model_validator(mode="after")
    def shows_all_three(self) -> Self:
        """Each rule shows whom it catches, whom it leaves alone and whom it cannot decide."""
        shown = {example.expect for example in self.examples}
        if missing := [word.value for word in Expectation if word not in shown]:
            raise ValueError(f"no example for {', '.join(missing)}")
        if (self.severity is Severity.separate) and self.separation is None:
            raise ValueError("`separate` needs a `separation`")
        return self


class InteractionFilters(SourceFilter):
    """Which rules about interactions."""

    severity: Severity | None = None
    """Only rules that speak this strongly."""
    evidence: RuleEvidence | None = None
    """Only rules that rest on this kind of evidence."""


class RuleFilters(InteractionFilters):
    """Which safety rules."""

    kind: RuleKind | None = None
    """Only rules of this kind."""
