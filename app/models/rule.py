"""Safety rules: when they fire, what they say, and their sources.

What must stay true: every line of a `When` that is present must hold, but of its lines on medicines and
classes one is enough; a line that cannot be decided makes the rule undecided, never silent; and no line
becomes false because something more was stated, so that a further medicine or condition never takes an alert
away.
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
from app.models.filters import Several, SourceFilter
from app.models.limit import Jurisdiction
from app.models.provenance import Record


class RuleKind(Vocabulary):
    """Subject of a rule."""

    interaction = "interaction", "Magnesium and another medicine."
    contraindication = "contraindication", "A condition in which a source says not to take it."
    precaution = "precaution", "A condition that calls for care."
    dose = "dose", "An amount above a figure that somebody has set."
    population = "population", "A group of people: an age, pregnancy, breastfeeding."
    adverse_effect = "adverse_effect", "An unwanted effect of magnesium itself."


class Severity(Vocabulary):
    """Severity of a rule, strongest first. Our own scale, not copied from one publisher."""

    contraindicated = "contraindicated", "A source says not to, without a specialist."
    avoid = "avoid", "Better not, unless a prescriber agrees."
    separate = "separate", "Take them some hours apart."
    monitor = "monitor", "Have something checked."
    caution = "caution", "Take care."
    info = "info", "Worth knowing; no warning."

    @cached_property
    def rank(self) -> int:
        """Return the place in the order of severity; 0 is the strongest."""
        return list(Severity).index(self)


class RuleEvidence(Vocabulary):
    """Kind of evidence behind a rule; independent of its severity."""

    study = "study", "A study that measured it."
    label = "label", "A medicine's label or a public body's text."
    case_report = "case_report", "Reports of cases."
    theoretical = "theoretical", "Reasoning, or texts that name no evidence."


class MedicineRoute(Vocabulary):
    """How a medicine is taken."""

    oral = "oral", "By mouth."
    intravenous = "intravenous", "Into a vein."
    intramuscular = "intramuscular", "Into a muscle."
    topical = "topical", "On the skin."
    inhaled = "inhaled", "Breathed in."
    ophthalmic = "ophthalmic", "Into the eye."
    otic = "otic", "Into the ear."
    nasal = "nasal", "Into the nose."
    rectal = "rectal", "Into the rectum."
    vaginal = "vaginal", "Into the vagina."
    subcutaneous = "subcutaneous", "Under the skin."
    transdermal = "transdermal", "Through the skin, from a patch."
    other = "other", "Another way, or not known."


class When(Component):
    """Conditions under which a rule fires.

    Every field that is given must hold; of the first three, one is enough.
    """

    medicines: list[MedicineRef] = []
    """At least one of these is taken: `class/medicine`."""
    medicine_classes: list[MedicineClassRef] = []
    """Or any medicine of these classes."""
    any_other_medicine: bool = False
    """Or any other medicine for which no rule with a separation fires."""
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
    kidney_function_known: bool | None = None
    """eGFR or creatinine clearance was stated, or was not."""
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
        """Raise when no condition is given: such a rule would always fire."""
        if self == When.model_construct():
            raise ValueError("at least one line is needed")
        return self


Hours = tuple[float | None, float | None]
"""Hours from a medicine to magnesium after it, and from magnesium to the medicine; None: not stated."""


class Separation(Component):
    """Hours apart, by direction. Null: the sources give no interval for this direction."""

    medicine_before_magnesium_hours: Annotated[float, Field(ge=0, le=24)] | None
    """The medicine is taken at least this long before magnesium."""
    medicine_after_magnesium_hours: Annotated[float, Field(ge=0, le=24)] | None
    """The medicine is taken at least this long after magnesium."""

    @property
    def hours(self) -> Hours:
        """Return the hours of both directions."""
        return self.medicine_before_magnesium_hours, self.medicine_after_magnesium_hours


class Expectation(Vocabulary):
    """Expected result of a rule for an example."""

    fires = "fires", "The rule fires."
    does_not_fire = "does_not_fire", "The rule does not fire."
    undecided = "undecided", "The rule cannot be decided, and names the missing values."


class RuleExample(Component):
    """A request with the expected result of the rule; run as a test."""

    given: Annotated[dict[str, Any], Field(examples=[{"supplement": {"elemental_mg": 200}}])]
    """A request to the safety check."""
    expect: Expectation
    why: str
    """Why, in a few words."""


class RuleFields(Document):
    """A safety rule."""

    slug: Slug
    name: Name
    """Common name."""
    group: Slug | None = None
    """Rules of one group say the same with different strength; the strongest counts."""
    kind: Indexed[RuleKind]
    severity: Indexed[Severity]
    evidence: Indexed[RuleEvidence]
    when: When
    """Conditions under which it fires."""
    effect: Prose
    """What may happen."""
    mechanism: str
    """Mechanism as the sources state it; `not stated` when they do not."""
    action: Prose
    """What the sources advise, in our words."""
    separation: Separation | None = None
    """Hours apart; null when taking them apart does not help."""
    jurisdiction: Jurisdiction | None = None
    scope_note: str | None = None
    """For which forms and routes the evidence is direct, and for which it is inferred."""
    disagreement: str | None = None
    """Differences between the sources."""
    claims: list[ClaimRef] = []
    """Sentences of the article that state it."""
    examples: Annotated[list[RuleExample], Field(min_length=3)]
    """At least one for which it fires, one for which it does not, one that cannot be decided."""


class Rule(Record, RuleFields):
    """A safety rule: when it fires, what it says, its sources, and the examples that test it."""

    @model_validator(mode="after")
    def shows_all_three(self) -> Self:
        """Raise unless the examples show one that fires, one that does not, and one undecided."""
        shown = {example.expect for example in self.examples}
        if missing := [word.value for word in Expectation if word not in shown]:
            raise ValueError(f"no example for {', '.join(missing)}")
        if (self.severity is Severity.separate) and self.separation is None:
            raise ValueError("`separate` needs a `separation`")
        return self


class InteractionFilters(SourceFilter):
    """Filters of the rules about interactions."""

    severity: Several[Severity] | None = None
    """Only rules of this severity."""
    evidence: Several[RuleEvidence] | None = None
    """Only rules with this kind of evidence."""


class RuleFilters(InteractionFilters):
    """Filters of the safety rules."""

    kind: Several[RuleKind] | None = None
    """Only rules of this kind."""
