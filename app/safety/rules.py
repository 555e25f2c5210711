"""Which rules fire: each line of a rule is true, false or not decidable, and says why.

What must stay true: no line turns false because more medicines, conditions or magnesium were told.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from ..models import Limit, Rule
from ..models.limit import Jurisdiction, LifeStage
from ..models.rule import MedicineRoute, Severity, When
from .dose import Amount, shown
from .names import ConditionConcept, MedicineConcept
from .shapes import Person


class Line(NamedTuple):
    """One line of a rule, decided or not."""

    holds: bool | None
    because: str = ""
    """Why it holds; empty where that goes without saying, or where it does not hold."""
    needs: tuple[str, ...] = ()
    """What would decide it."""


YES, NO = Line(True), Line(False)


@dataclass(frozen=True)
class Taken:
    """One medicine as it is taken."""

    concept: MedicineConcept
    place: str
    route: MedicineRoute


@dataclass
class Facts:
    """What is known of a question, in the terms rules speak of."""

    person: Person
    amount: Amount
    magnesium_route: MedicineRoute
    form: str | None
    """Slug of the form; None when it is not known."""
    antacid_type: bool | None
    medicines: list[Taken] | None
    """None: not told."""
    conditions: dict[ConditionConcept, str] | None
    """Condition → where it was told; None: not told."""
    limits: dict[str, Limit] = field(default_factory=dict)

    @cached_property
    def kidney_function(self) -> float | None:
        """The lower of eGFR and creatinine clearance."""
        known = [each for each in (self.person.egfr, self.person.creatinine_clearance) if each is not None]
        return min(known, default=None)


@dataclass(frozen=True)
class Verdict:
    """What a rule says of a question: it fires about a subject, or it cannot be decided."""

    rule: Rule
    fires: bool
    subject: str = ""
    because: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    taken: tuple[Taken, ...] = ()
    """The medicine it speaks of, each time it is taken."""


class RuleIndex:
    """Rules by what they look at, so that a question touches only those that could speak."""

    def __init__(
        self, rules: Iterable[Rule], parts: Mapping[MedicineConcept, tuple[MedicineConcept, ...]]
    ) -> None:
        ordered = sorted(rules, key=lambda rule: (rule.severity.rank, rule.slug))
        self.parts = parts
        self.questions = {rule.slug: questions(rule.when) for rule in ordered}
        named = {reference for rule in ordered if spaces(rule) for reference in rule.when.medicines}
        self.by_medicine: dict[MedicineConcept, list[Rule]] = defaultdict(list)
        self.by_condition: dict[tuple[str, str], list[Rule]] = defaultdict(list)
        self.about_medicines = [rule for rule in ordered if looks_at_medicines(rule.when)]
        self.about_conditions = [
            rule for rule in ordered if rule.when.conditions and rule not in self.about_medicines
        ]
        self.others = [
            rule for rule in ordered if not looks_at_medicines(rule.when) and not rule.when.conditions
        ]
        self._others_for: dict[frozenset[Jurisdiction], list[Rule]] = {}
        self.general = [rule for rule in self.about_medicines if rule.when.any_other_medicine]
        unlisted = (MedicineConcept(slug, None) for slug in sorted({concept.slug for concept in parts}))
        for concept in (*parts, *unlisted):
            itself = f"{concept.slug}/{concept.medicine}"
            for rule in self.about_medicines:
                by_class = concept.slug in rule.when.medicine_classes and not (
                    itself in named and spaces(rule)
                )
                if by_class or itself in rule.when.medicines:
                    self.by_medicine[concept].append(rule)
        for rule in self.about_conditions:
            for reference in rule.when.conditions:
                group, _, name = reference.partition("/")
                self.by_condition[group, name].append(rule)

    def speaks_of(self, concept: MedicineConcept | ConditionConcept) -> bool:
        """Whether a rule looks at this in particular."""
        if isinstance(concept, ConditionConcept):
            return bool(self.by_condition.get((concept.slug, concept.condition)))
        return bool(self.by_medicine.get(concept))

    def others_for(self, jurisdictions: frozenset[Jurisdiction]) -> list[Rule]:
        """The rules that look at neither medicines nor conditions, with the dose figures asked for."""
        found = self._others_for.get(jurisdictions)
        if found is None:
            found = [rule for rule in self.others if asked_for(rule, jurisdictions)]
            self._others_for[jurisdictions] = found
        return found

    def general_rules(self, concept: MedicineConcept) -> list[Rule]:
        """The rules for any other medicine; a combination has them through its components."""
        if self.parts.get(concept):
            return []
        return [rule for rule in self.general if concept.slug not in rule.when.except_medicine_classes]


def spaces(rule: Rule) -> bool:
    """Whether a rule settles how a medicine and magnesium are to be taken together."""
    return rule.separation is not None or (rule.severity is Severity.avoid and bool(rule.when.medicines))


def looks_at_medicines(when: When) -> bool:
    """Whether a rule is about medicines."""
    return bool(when.medicines or when.medicine_classes or when.any_other_medicine)


def verdicts(index: RuleIndex, facts: Facts, jurisdictions: Iterable[Jurisdiction]) -> Iterator[Verdict]:
    """What every rule that could speak says; a rule that breaks is undecided."""
    wanted = frozenset(jurisdictions)
    for verdict in (*medicine_verdicts(index, facts), *condition_verdicts(index, facts)):
        if asked_for(verdict.rule, wanted):
            yield verdict
    for rule in index.others_for(wanted):
        yield from decided(index, rule, facts, "magnesium", ())


def asked_for(rule: Rule, jurisdictions: frozenset[Jurisdiction]) -> bool:
    """Whether a rule's dose figure is one of those asked for."""
    return rule.jurisdiction in (None, Jurisdiction.none) or rule.jurisdiction in jurisdictions


def medicine_verdicts(index: RuleIndex, facts: Facts) -> Iterator[Verdict]:
    """The rules about each medicine; all of them undecided when medicines were not told."""
    if facts.medicines is None:
        for rule in index.about_medicines:
            if could_hold(index, rule, facts):
                yield Verdict(rule, False, needs=("medicines",))
        return
    by_concept: dict[MedicineConcept, list[Taken]] = defaultdict(list)
    for taken in facts.medicines:
        by_concept[taken.concept].append(taken)
    for concept, times_taken in by_concept.items():
        subject, spaced = concept.medicine or concept.slug, False
        for rule in index.by_medicine.get(concept, ()):
            for verdict in decided(index, rule, facts, subject, tuple(times_taken)):
                spaced = spaced or (verdict.fires and spaces(rule))
                yield verdict
        for rule in () if spaced else index.general_rules(concept):
            yield from decided(index, rule, facts, subject, tuple(times_taken))


def condition_verdicts(index: RuleIndex, facts: Facts) -> Iterator[Verdict]:
    """The rules about each condition; all of them undecided when conditions were not told."""
    if facts.conditions is None:
        for rule in index.about_conditions:
            if could_hold(index, rule, facts):
                yield Verdict(rule, False, needs=("conditions",))
        return
    told: dict[str, tuple[Rule, ConditionConcept]] = {}
    for concept in facts.conditions:
        for rule in index.by_condition.get((concept.slug, concept.condition), ()):
            told.setdefault(f"{rule.slug} {concept.condition}", (rule, concept))
    for rule, concept in told.values():
        yield from decided(
            index, rule, facts, concept.condition, (), f"{facts.conditions[concept]} is {concept.condition}"
        )


def could_hold(index: RuleIndex, rule: Rule, facts: Facts) -> bool:
    """Whether what is known leaves a rule open."""
    try:
        return all(ask(facts).holds is not False for ask in index.questions[rule.slug])
    except Exception:
        return True


def decided(
    index: RuleIndex, rule: Rule, facts: Facts, subject: str, taken: tuple[Taken, ...], *reasons: str
) -> Iterator[Verdict]:
    """What a rule says, once everything it looks at is known to be there."""
    try:
        found: list[Line] = []
        for ask in index.questions[rule.slug]:
            line = ask(facts)
            if line.holds is False:
                return
            found.append(line)
        open_routes: tuple[str, ...] = ()
        if taken:
            in_scope = {each: route_line(rule.when, each) for each in taken}
            holding = tuple(each for each, line in in_scope.items() if line.holds)
            found.append(any_of(list(in_scope.values())))
            open_routes = tuple(need for line in in_scope.values() for need in line.needs)
            reasons = tuple(f"{each.place} is {subject}" for each in holding) + reasons
            taken = holding
        truth = all_of(found)
    except Exception:
        yield Verdict(rule, False, needs=("a rule that works: this one failed",))
        return
    if truth:
        because = (*reasons, *(line.because for line in found if line.because))
        yield Verdict(rule, True, subject, tuple(dict.fromkeys(because)), taken=taken)
    elif truth is None:
        needs = (*(need for line in found if line.holds is None for need in line.needs), *open_routes)
        yield Verdict(rule, False, subject, needs=tuple(dict.fromkeys(needs)))


def all_of(found: list[Line]) -> bool | None:
    """Kleene's and: one no is a no; otherwise one unknown is unknown."""
    truths = [line.holds for line in found]
    return False if False in truths else None if None in truths else True


def any_of(found: list[Line]) -> Line:
    """Kleene's or: one yes is a yes; otherwise one unknown is unknown."""
    for wanted in (True, None):
        for line in found:
            if line.holds is wanted:
                return line
    return NO


def route_line(when: When, taken: Taken) -> Line:
    """Whether a medicine is taken in a way the rule is about."""
    if not when.medicine_routes:
        return YES
    if taken.route is MedicineRoute.other:
        return Line(None, needs=(f"{taken.place}.route",))
    if taken.route not in when.medicine_routes:
        return NO
    return Line(True, f"the route is {taken.route}")


Question = Callable[[Facts], Line]


def questions(when: When) -> list[Question]:
    """Every line of a rule that looks at the magnesium or the person, to be asked of the facts."""
    return [*about_magnesium(when), *about_person(when)]


def about_magnesium(when: When) -> Iterator[Question]:
    """The lines about route, form and amount."""
    if when.magnesium_routes:
        yield lambda facts: magnesium_route_line(when.magnesium_routes, facts)
    if when.forms:
        yield lambda facts: form_line(None if facts.form is None else facts.form in when.forms, facts)
    if (wanted := when.antacid_type) is not None:
        yield lambda facts: form_line(
            None if facts.antacid_type is None else facts.antacid_type is wanted, facts
        )
    if (figure := when.dose_above_mg) is not None:
        yield lambda facts: amount_line(facts.amount, figure)
    if (limit := when.above_limit) is not None:
        yield lambda facts: amount_line(facts.amount, figure_of(facts.limits[limit]))
        yield lambda facts: limit_age_line(facts.limits[limit], facts.person)
        yield lambda facts: life_stage_line(facts.limits[limit], facts.person)


def about_person(when: When) -> Iterator[Question]:
    """The lines about kidneys, age, pregnancy and breastfeeding."""
    if (below := when.kidney_function_below) is not None:
        yield lambda facts: kidney_line(below, facts)
    if (from_years := when.age_from_years) is not None:
        yield lambda facts: age_line(from_years, None, facts.person)
    if (below_years := when.age_below_years) is not None:
        yield lambda facts: age_line(0, below_years, facts.person)
    if (pregnant := when.pregnant) is not None:
        yield lambda facts: flag_line("pregnant", pregnant, facts.person)
    if (breastfeeding := when.breastfeeding) is not None:
        yield lambda facts: flag_line("breastfeeding", breastfeeding, facts.person)


def magnesium_route_line(routes: list[MedicineRoute], facts: Facts) -> Line:
    """A line about how the magnesium is taken."""
    if facts.magnesium_route is MedicineRoute.other:
        return Line(None, needs=("supplement.route",))
    return YES if facts.magnesium_route in routes else NO


def form_line(holds: bool | None, facts: Facts) -> Line:
    """A line about the form of magnesium."""
    if holds is None:
        return Line(None, needs=("supplement.form",))
    return Line(True, f"the form is {facts.form}") if holds else NO


def amount_line(amount: Amount, figure: float) -> Line:
    """A line about the amount: above a figure, or not, or it depends."""
    above = amount.above(figure)
    if above is False:
        return NO
    least = f"{shown(amount.least):g} mg"
    most = "" if amount.exact is not None else " or more"
    return Line(above, f"{least}{most} a day is above {figure:g} mg", amount.needs)


def limit_age_line(limit: Limit, person: Person) -> Line:
    """A line about the age that a dose figure is for."""
    if limit.age_min_years is None and limit.age_max_years is None:
        return YES
    return age_line(limit.age_min_years or 0, limit.age_max_years, person)


def life_stage_line(limit: Limit, person: Person) -> Line:
    """A line about the life stage that a dose figure is for."""
    if limit.life_stage is LifeStage.pregnancy:
        return flag_line("pregnant", True, person)
    if limit.life_stage is LifeStage.lactation:
        return flag_line("breastfeeding", True, person)
    return YES


def figure_of(limit: Limit) -> float:
    """The figure to compare with: the lower end where it is a range."""
    figure = limit.elemental_mg_per_day
    if figure is None:
        figure = limit.elemental_mg_per_day_min
    if figure is None:
        raise ValueError(f"{limit.slug} has no figure")
    return figure


def kidney_line(below: float, facts: Facts) -> Line:
    """A line about kidney function."""
    known = facts.kidney_function
    if known is None:
        return Line(None, needs=("person.egfr",))
    return Line(True, f"kidney function {known:g} is below {below:g}") if known < below else NO


def age_line(from_years: float, below_years: float | None, person: Person) -> Line:
    """A line about age."""
    if person.age is None:
        return Line(None, needs=("person.age",))
    inside = person.age >= from_years and (below_years is None or person.age < below_years)
    return Line(True, f"the age is {person.age:g}") if inside else NO


def flag_line(name: str, wanted: bool, person: Person) -> Line:
    """A line about something that is so or not so of a person."""
    known: bool | None = getattr(person, name)
    if known is None:
        return Line(None, needs=(f"person.{name}",))
    return Line(True, name if known else f"not {name}") if known is wanted else NO
