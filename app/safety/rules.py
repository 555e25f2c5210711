"""Which rules fire: each line of a rule is true, false or not decidable, and says why.

What must stay true: no line turns false because more medicines, conditions or magnesium were told.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from ..models import Limit, Rule
from ..models.limit import LifeStage
from ..models.rule import MedicineRoute, Severity, When
from .dose import Amount, shown
from .names import ConditionConcept, MedicineConcept
from .shapes import Person


@dataclass(frozen=True)
class Line:
    """One line of a rule, decided or not."""

    holds: bool | None
    because: str = ""
    """Why it holds."""
    needs: tuple[str, ...] = ()
    """What would decide it."""


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

    @property
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


def verdicts(index: RuleIndex, facts: Facts) -> Iterator[Verdict]:
    """What every rule that could speak says; a rule that breaks is undecided."""
    yield from medicine_verdicts(index, facts)
    yield from condition_verdicts(index, facts)
    for rule in index.others:
        yield from decided(rule, facts, "magnesium", ())


def medicine_verdicts(index: RuleIndex, facts: Facts) -> Iterator[Verdict]:
    """The rules about each medicine; all of them undecided when medicines were not told."""
    if facts.medicines is None:
        for rule in index.about_medicines:
            if could_hold(rule, facts):
                yield Verdict(rule, False, needs=("medicines",))
        return
    by_concept: dict[MedicineConcept, list[Taken]] = defaultdict(list)
    for taken in facts.medicines:
        by_concept[taken.concept].append(taken)
    for concept, times_taken in by_concept.items():
        subject, spaced = concept.medicine or concept.slug, False
        for rule in index.by_medicine.get(concept, ()):
            for verdict in decided(rule, facts, subject, tuple(times_taken)):
                spaced = spaced or (verdict.fires and spaces(rule))
                yield verdict
        for rule in () if spaced else index.general_rules(concept):
            yield from decided(rule, facts, subject, tuple(times_taken))


def condition_verdicts(index: RuleIndex, facts: Facts) -> Iterator[Verdict]:
    """The rules about each condition; all of them undecided when conditions were not told."""
    if facts.conditions is None:
        for rule in index.about_conditions:
            if could_hold(rule, facts):
                yield Verdict(rule, False, needs=("conditions",))
        return
    told: dict[str, tuple[Rule, ConditionConcept]] = {}
    for concept in facts.conditions:
        for rule in index.by_condition.get((concept.slug, concept.condition), ()):
            told.setdefault(f"{rule.slug} {concept.condition}", (rule, concept))
    for rule, concept in told.values():
        yield from decided(
            rule, facts, concept.condition, (), f"{facts.conditions[concept]} is {concept.condition}"
        )


def could_hold(rule: Rule, facts: Facts) -> bool:
    """Whether what is known leaves a rule open."""
    try:
        return all(line.holds is not False for line in lines(rule.when, facts))
    except Exception:
        return True


def decided(
    rule: Rule, facts: Facts, subject: str, taken: tuple[Taken, ...], *reasons: str
) -> Iterator[Verdict]:
    """What a rule says, once everything it looks at is known to be there."""
    try:
        found = list(lines(rule.when, facts))
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
    return Line(False)


def route_line(when: When, taken: Taken) -> Line:
    """Whether a medicine is taken in a way the rule is about."""
    if not when.medicine_routes:
        return Line(True)
    if taken.route is MedicineRoute.other:
        return Line(None, needs=(f"{taken.place}.route",))
    return Line(taken.route in when.medicine_routes, f"the route is {taken.route}")


def lines(when: When, facts: Facts) -> Iterator[Line]:
    """Every line of a rule that looks at the magnesium or the person."""
    yield from magnesium_lines(when, facts)
    yield from person_lines(when, facts)


def magnesium_lines(when: When, facts: Facts) -> Iterator[Line]:
    """The lines about route, form and amount."""
    if when.magnesium_routes:
        if facts.magnesium_route is MedicineRoute.other:
            yield Line(None, needs=("supplement.route",))
        else:
            yield Line(facts.magnesium_route in when.magnesium_routes)
    if when.forms:
        yield form_line(None if facts.form is None else facts.form in when.forms, facts)
    if when.antacid_type is not None:
        same = None if facts.antacid_type is None else facts.antacid_type is when.antacid_type
        yield form_line(same, facts)
    if when.dose_above_mg is not None:
        yield amount_line(facts.amount, when.dose_above_mg)
    if when.above_limit is not None:
        yield from limit_lines(facts.limits[when.above_limit], facts)


def person_lines(when: When, facts: Facts) -> Iterator[Line]:
    """The lines about kidneys, age, pregnancy and breastfeeding."""
    if when.kidney_function_below is not None:
        yield kidney_line(when.kidney_function_below, facts)
    if when.age_from_years is not None:
        yield age_line(when.age_from_years, None, facts.person)
    if when.age_below_years is not None:
        yield age_line(0, when.age_below_years, facts.person)
    if when.pregnant is not None:
        yield flag_line("pregnant", when.pregnant, facts.person)
    if when.breastfeeding is not None:
        yield flag_line("breastfeeding", when.breastfeeding, facts.person)


def form_line(holds: bool | None, facts: Facts) -> Line:
    """A line about the form of magnesium."""
    if holds is None:
        return Line(None, needs=("supplement.form",))
    return Line(holds, f"the form is {facts.form}")


def amount_line(amount: Amount, figure: float) -> Line:
    """A line about the amount: above a figure, or not, or it depends."""
    least = f"{shown(amount.least):g} mg"
    most = "" if amount.exact is not None else " or more"
    return Line(amount.above(figure), f"{least}{most} a day is above {figure:g} mg", amount.needs)


def limit_lines(limit: Limit, facts: Facts) -> Iterator[Line]:
    """The lines of a dose figure: the amount, and whom it is for."""
    yield amount_line(facts.amount, figure_of(limit))
    person = facts.person
    if limit.age_min_years is not None or limit.age_max_years is not None:
        yield age_line(limit.age_min_years or 0, limit.age_max_years, person)
    if limit.life_stage is LifeStage.pregnancy:
        yield flag_line("pregnant", True, person)
    if limit.life_stage is LifeStage.lactation:
        yield flag_line("breastfeeding", True, person)


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
    return Line(known < below, f"kidney function {known:g} is below {below:g}")


def age_line(from_years: float, below_years: float | None, person: Person) -> Line:
    """A line about age."""
    if person.age is None:
        return Line(None, needs=("person.age",))
    inside = person.age >= from_years and (below_years is None or person.age < below_years)
    return Line(inside, f"the age is {person.age:g}")


def flag_line(name: str, wanted: bool, person: Person) -> Line:
    """A line about something that is so or not so of a person."""
    known: bool | None = getattr(person, name)
    if known is None:
        return Line(None, needs=(f"person.{name}",))
    return Line(known is wanted, name if known else f"not {name}")
