"""The lines of rules: each true, false or not decidable of the facts of a question, and says why.

What must stay true: what is not known makes a line undecided; no line turns false because more was told.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

from app.medicines.concepts import ConditionConcept, Match
from app.models import Limit
from app.models.limit import LifeStage
from app.models.rule import MedicineRoute, When
from app.safety.dose import Amount, shown
from app.safety.places import Place
from app.safety.schemas import AskedJurisdiction, Person


class Line(NamedTuple):
    """One line of a rule, decided or not."""

    holds: bool | None
    because: str = ""
    """Why it holds; empty where that goes without saying, or where it does not hold."""
    needs: tuple[str, ...] = ()
    """What would decide it."""


YES, NO = Line(True), Line(False)


Taken = tuple[Match, Place, MedicineRoute, Sequence[str] | None]
"""A medicine as it is taken: what it is, where it was given, the route, and when, by the clock, if told."""


@dataclass(eq=False, slots=True)
class Facts:
    """What is known of a question, in the terms rules speak of."""

    jurisdictions: tuple[AskedJurisdiction, ...]
    """Whose dose figures count."""
    person: Person
    amount: Amount
    how: str
    """How the amount is known."""
    magnesium_route: MedicineRoute
    form: str | None
    """Slug of the form; None when it is not known."""
    antacid_type: bool | None
    medicines: Sequence[Taken] | None
    """None: not told."""
    conditions: dict[ConditionConcept, Place] | None
    """Condition → where it was told; None: not told."""
    kidney_function: float | None = field(init=False)
    """The lower of eGFR and creatinine clearance."""
    lines: dict["Question", Line] = field(default_factory=dict)
    """What was asked already: rules share most of their lines."""

    def __post_init__(self) -> None:
        known = [each for each in (self.person.egfr, self.person.creatinine_clearance) if each is not None]
        self.kidney_function = min(known, default=None)

    def line(self, question: "Question") -> Line:
        """What a line of a rule comes to."""
        found = self.lines.get(question)
        if found is None:
            found = self.lines[question] = question(self)
        return found


Question = Callable[[Facts], Line]
"""A line of a rule that looks at the magnesium or the person, to be asked of the facts."""


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
    _, place, route, _ = taken
    if route is MedicineRoute.other:
        return Line(None, needs=(f"{place.name}.route",))
    return Line(True, f"the route is {route}") if route in when.medicine_routes else NO


Named = tuple[tuple[Any, ...], Question]
"""A question with its name, a kind and what it asks for; rules that ask the same use the same name."""

ABOUT_MAGNESIUM = frozenset({"magnesium route", "form", "antacid type"})
"""Kinds of questions that what the magnesium is answers."""

ABOUT_PERSON = frozenset({"amount", "age", "kidneys", "pregnant", "breastfeeding"})
"""Kinds of questions that how much of it somebody takes answers, and who."""


def questions(when: When, limits: Mapping[str, Limit]) -> list[Named]:
    """Every line of a rule that looks at the magnesium or the person."""
    limit = [] if when.above_limit is None else about_limit(limits[when.above_limit])
    return [*about_magnesium(when), *limit, *about_person(when)]


def about_magnesium(when: When) -> Iterator[Named]:
    """The lines about route, form and amount."""
    if when.magnesium_routes:
        routes = when.magnesium_routes
        yield ("magnesium route", *routes), lambda facts: magnesium_route_line(routes, facts)
    if forms := when.forms:
        yield (
            ("form", *forms),
            lambda facts: form_line(None if facts.form is None else facts.form in forms, facts),
        )
    if (wanted := when.antacid_type) is not None:
        yield (
            ("antacid type", wanted),
            lambda facts: form_line(
                None if facts.antacid_type is None else facts.antacid_type is wanted, facts
            ),
        )
    if (figure := when.dose_above_mg) is not None:
        yield ("amount", figure), lambda facts: amount_line(facts.amount, figure)


def about_limit(limit: Limit) -> Iterator[Named]:
    """The lines about a dose figure, and about those whom it is for."""
    figure = figure_of(limit)
    yield ("amount", figure), lambda facts: amount_line(facts.amount, figure)
    if limit.age_min_years is not None or limit.age_max_years is not None:
        yield asked_age(limit.age_min_years or 0, limit.age_max_years)
    if limit.life_stage is LifeStage.pregnancy:
        yield asked_flag("pregnant", True)
    if limit.life_stage is LifeStage.lactation:
        yield asked_flag("breastfeeding", True)


def about_person(when: When) -> Iterator[Named]:
    """The lines about kidneys, age, pregnancy and breastfeeding."""
    if (below := when.kidney_function_below) is not None:
        yield ("kidneys", below), lambda facts: kidney_line(below, facts)
    if when.age_from_years is not None:
        yield asked_age(when.age_from_years, None)
    if when.age_below_years is not None:
        yield asked_age(0, when.age_below_years)
    if when.pregnant is not None:
        yield asked_flag("pregnant", when.pregnant)
    if when.breastfeeding is not None:
        yield asked_flag("breastfeeding", when.breastfeeding)


def asked_age(from_years: float, below_years: float | None) -> Named:
    """A question about age."""
    return ("age", from_years, below_years), lambda facts: age_line(from_years, below_years, facts.person)


def asked_flag(name: str, wanted: bool) -> Named:
    """A question about something that is so or not so of a person."""
    return (name, wanted), lambda facts: flag_line(name, wanted, facts.person)


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
    least = shown(amount.least)
    if least == figure:  # rounded, it would not be above it
        least = amount.least
    most = "" if amount.exact is not None else " or more"
    return Line(above, f"{plain(least)} mg{most} a day is above {plain(figure)} mg", amount.needs)


def plain(number: float) -> str:
    """A number with all its digits, as people write it."""
    return f"{number:.0f}" if number.is_integer() else f"{Decimal(repr(number)):f}"


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
    return Line(True, f"kidney function {plain(known)} is below {plain(below)}") if known < below else NO


def age_line(from_years: float, below_years: float | None, person: Person) -> Line:
    """A line about age."""
    if person.age is None:
        return Line(None, needs=("person.age",))
    inside = person.age >= from_years and (below_years is None or person.age < below_years)
    return Line(True, f"the age is {plain(person.age)}") if inside else NO


def flag_line(name: str, wanted: bool, person: Person) -> Line:
    """A line about something that is so or not so of a person."""
    known: bool | None = getattr(person, name)
    if known is None:
        return Line(None, needs=(f"person.{name}",))
    return Line(True, name if known else f"not {name}") if known is wanted else NO
