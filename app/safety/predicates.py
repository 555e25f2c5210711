"""Predicates of rules: true, false or undecided for the facts of a request, each with its reason.

What must stay true: an unknown value makes a predicate undecided; no predicate turns false because more
was given.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum
from typing import Any, NamedTuple

from app.medicines.concepts import ConditionConcept, Match
from app.models import Limit
from app.models.limit import LifeStage
from app.models.rule import MedicineRoute, When
from app.safety.dose import Amount, rounded
from app.safety.reasons import Reason, ReasonKind
from app.safety.request import AskedJurisdiction, Person, PersonSex

YOUNGEST_ASKED, OLDEST_ASKED = 10, 60
"""Lowest and highest age, in years, at which pregnancy and breastfeeding are asked."""


class Truth(NamedTuple):
    """Three-valued result of a predicate."""

    holds: bool | None
    because: Reason | None = None
    """Reason why it holds; None when it needs none, or when it does not hold."""
    needs: tuple[str, ...] = ()
    """Values that would decide it."""


TRUE, FALSE = Truth(True), Truth(False)

UNKNOWN_KIDNEY_FUNCTION = Reason(ReasonKind.kidney_function_unknown, "no kidney function is given")


class TakenMagnesium(NamedTuple):
    """A supplement of a request."""

    place: str
    """Where the request gives it: `supplement`, `supplements[0]`."""
    route: MedicineRoute
    form: str | None
    """Slug of the form; None when unknown."""
    antacid_type: bool | None
    """Whether the form is one of the antacid-type salts; None when unknown."""


class RouteBasis(Enum):
    """How the route of a medicine is known: the words for one medicine, and for several."""

    stated = "the route is {1}", "the route is {1}"
    by_name = "the route of {0} is {1} by its name", "the routes of {0} are {1} by their names"
    usual = (
        "{0} is a medicine that is not swallowed; it may be given {1}",
        "{0} are medicines that are not swallowed; they may be given {1}",
    )
    assumed = "{0} is assumed to be taken by mouth", "{0} are assumed to be taken by mouth"

    def reason(self, places: Sequence[str], routes: Sequence[MedicineRoute]) -> Reason:
        """Return the routes of the medicines at some places as a reason."""
        one, several = self.value
        kind = ReasonKind.route_by_name if self is RouteBasis.by_name else ReasonKind.route
        words = (one if len(places) == 1 else several).format(", ".join(places), " or ".join(routes))
        return Reason(kind, words)


class TakenMedicine(NamedTuple):
    """A medicine of a request, recognised."""

    match: Match
    place: str
    """Where the request gives it: `medicines[0]`."""
    routes: tuple[MedicineRoute, ...]
    """The route; several when any of them is possible."""
    route_basis: RouteBasis
    times: Sequence[str] | None
    """Clock times; None when not stated."""
    frequency: str | None
    """How often it is taken, in words; None when not stated."""


@dataclass(eq=False, slots=True)
class Facts:
    """What a request tells, in the terms of rules."""

    jurisdictions: tuple[AskedJurisdiction, ...]
    person: Person
    amount: Amount
    products: Sequence[TakenMagnesium]
    medicines: Sequence[TakenMedicine] | None
    """None: not stated."""
    conditions: Mapping[ConditionConcept, str] | None
    """Condition → place in the request; None: not stated."""
    kidney_function: float | None = field(init=False)
    """The lower of eGFR and creatinine clearance."""
    truths: dict["Predicate", Truth] = field(default_factory=dict)
    """Results so far: rules share most of their predicates."""

    def __post_init__(self) -> None:
        known = [each for each in (self.person.egfr, self.person.creatinine_clearance) if each is not None]
        self.kidney_function = min(known, default=None)

    def truth(self, predicate: "Predicate") -> Truth:
        """Return the result of a predicate, evaluated once."""
        found = self.truths.get(predicate)
        if found is None:
            found = self.truths[predicate] = predicate(self)
        return found


Predicate = Callable[[Facts], Truth]
"""A line of a rule about the magnesium or the person, to be evaluated on facts."""

PredicateKey = tuple[Any, ...]
"""Kind of a predicate and its values; rules with equal keys share the predicate."""


def all_of(found: Sequence[Truth]) -> bool | None:
    """Return Kleene's conjunction: false when one is false, else unknown when one is unknown."""
    values = [truth.holds for truth in found]
    return False if False in values else None if None in values else True


def any_of(found: Sequence[Truth]) -> Truth:
    """Return Kleene's disjunction: the first true one, else the unknown ones, else false."""
    for truth in found:
        if truth.holds:
            return truth
    if needs := tuple(need for truth in found if truth.holds is None for need in truth.needs):
        return Truth(None, needs=needs)
    return FALSE


def medicine_route(when: When, taken: TakenMedicine) -> Truth:
    """Evaluate whether a medicine is taken by a route that the rule is about."""
    if not when.medicine_routes:
        return TRUE
    if MedicineRoute.other in taken.routes:
        return Truth(None, needs=(f"{taken.place}.route",))
    possible = [route for route in taken.routes if route in when.medicine_routes]
    if not possible:
        return FALSE
    return Truth(True, taken.route_basis.reason([taken.place], possible))


def predicates_of(when: When, limits: Mapping[str, Limit]) -> Iterator[tuple[PredicateKey, Predicate]]:
    """Yield the predicates of a rule about the magnesium or the person, with their keys."""
    yield from magnesium_predicates(when)
    if when.above_limit is not None:
        yield from limit_predicates(limits[when.above_limit])
    yield from person_predicates(when)


def magnesium_predicates(when: When) -> Iterator[tuple[PredicateKey, Predicate]]:
    """Yield the predicates about product and amount."""
    if when.magnesium_routes or when.forms or when.antacid_type is not None:
        yield (
            ("product", *when.magnesium_routes, "forms", *when.forms, when.antacid_type),
            lambda facts: any_of([magnesium_product(when, each) for each in facts.products]),
        )
    if (figure := when.dose_above_mg) is not None:
        yield ("amount", figure), lambda facts: amount_above(facts.amount, figure)


def limit_predicates(limit: Limit) -> Iterator[tuple[PredicateKey, Predicate]]:
    """Yield the predicates about a dose figure and the people it is for."""
    figure = figure_of(limit)
    yield ("amount", figure), lambda facts: amount_above(facts.amount, figure)
    if limit.age_min_years is not None or limit.age_max_years is not None:
        yield age_predicate(limit.age_min_years or 0, limit.age_max_years)
    if limit.life_stage is LifeStage.pregnancy:
        yield flag_predicate("pregnant", True)
    if limit.life_stage is LifeStage.lactation:
        yield flag_predicate("breastfeeding", True)


def person_predicates(when: When) -> Iterator[tuple[PredicateKey, Predicate]]:
    """Yield the predicates about kidneys, age, pregnancy and breastfeeding."""
    if (below := when.kidney_function_below) is not None:
        yield ("kidneys", below), lambda facts: kidney_function_below(below, facts)
    if (known := when.kidney_function_known) is not None:
        yield ("kidneys known", known), lambda facts: kidney_function_known(known, facts)
    if when.age_from_years is not None:
        yield age_predicate(when.age_from_years, None)
    if when.age_below_years is not None:
        yield age_predicate(0, when.age_below_years)
    if when.pregnant is not None:
        yield flag_predicate("pregnant", when.pregnant)
    if when.breastfeeding is not None:
        yield flag_predicate("breastfeeding", when.breastfeeding)


def age_predicate(from_years: float, below_years: float | None) -> tuple[PredicateKey, Predicate]:
    """Return the predicate of an age band."""
    return ("age", from_years, below_years), lambda facts: age_between(from_years, below_years, facts.person)


def flag_predicate(name: str, wanted: bool) -> tuple[PredicateKey, Predicate]:
    """Return the predicate of a yes-or-no fact about a person."""
    return (name, wanted), lambda facts: person_flag(name, wanted, facts.person)


def magnesium_product(when: When, product: TakenMagnesium) -> Truth:
    """Evaluate route and form of one magnesium product."""
    truths = [
        magnesium_route(when, product),
        magnesium_form(when, product),
    ]
    return Truth(
        all_of(truths),
        next((each.because for each in truths if each.because), None),
        tuple(need for each in truths for need in each.needs),
    )


def magnesium_route(when: When, product: TakenMagnesium) -> Truth:
    """Evaluate how a magnesium product is taken."""
    if not when.magnesium_routes:
        return TRUE
    if product.route is MedicineRoute.other:
        return Truth(None, needs=(f"{product.place}.route",))
    return TRUE if product.route in when.magnesium_routes else FALSE


def magnesium_form(when: When, product: TakenMagnesium) -> Truth:
    """Evaluate the form of a magnesium product."""
    if not when.forms and when.antacid_type is None:
        return TRUE
    if product.form is None or (when.antacid_type is not None and product.antacid_type is None):
        return Truth(None, needs=(f"{product.place}.form",))
    named = not when.forms or product.form in when.forms
    right_type = when.antacid_type is None or product.antacid_type is when.antacid_type
    reason = Reason(ReasonKind.form, f"the form is {product.form}")
    return Truth(True, reason) if named and right_type else FALSE


def amount_above(amount: Amount, figure: float) -> Truth:
    """Evaluate whether an amount is above a figure, mg of elemental magnesium a day."""
    above = amount.above(figure)
    if above is False:
        return FALSE
    least = rounded(amount.least)
    if least == figure:  # rounded, it would not be above it
        least = amount.least
    most = "" if amount.exact is not None else " or more"
    words = f"{digits(least)} mg{most} a day is above {digits(figure)} mg"
    return Truth(above, Reason(ReasonKind.amount, words), amount.needs)


def digits(number: float) -> str:
    """Return a number with all its digits, without exponent."""
    return f"{number:.0f}" if number.is_integer() else f"{Decimal(repr(number)):f}"


def figure_of(limit: Limit) -> float:
    """Return the figure to compare with, mg a day: the lower end of a range."""
    figure = limit.elemental_mg_per_day
    if figure is None:
        figure = limit.elemental_mg_per_day_min
    if figure is None:
        raise ValueError(f"{limit.slug} has no figure")
    return figure


def kidney_function_below(below: float, facts: Facts) -> Truth:
    """Evaluate kidney function, mL/min or mL/min/1.73 m²."""
    known = facts.kidney_function
    if known is None:
        return Truth(None, needs=("person.egfr",))
    if known >= below:
        return FALSE
    words = f"kidney function {digits(known)} is below {digits(below)}"
    return Truth(True, Reason(ReasonKind.kidney_function, words))


def kidney_function_known(wanted: bool, facts: Facts) -> Truth:
    """Evaluate whether the kidney function is given."""
    known = facts.kidney_function is not None
    if known is not wanted:
        return FALSE
    return TRUE if known else Truth(True, UNKNOWN_KIDNEY_FUNCTION)


def age_between(from_years: float, below_years: float | None, person: Person) -> Truth:
    """Evaluate an age band, years."""
    if person.age is None:
        return Truth(None, needs=("person.age",))
    inside = person.age >= from_years and (below_years is None or person.age < below_years)
    return Truth(True, Reason(ReasonKind.age, f"the age is {digits(person.age)}")) if inside else FALSE


def person_flag(name: str, wanted: bool, person: Person) -> Truth:
    """Evaluate pregnancy or breastfeeding; what is stated counts before what sex and age suggest."""
    known: bool | None = getattr(person, name)
    if known is None and may_be_pregnant(person):
        return Truth(None, needs=(f"person.{name}",))
    if bool(known) is not wanted:
        return FALSE
    return Truth(True, Reason(ReasonKind.state, name if known else f"not {name}"))


def may_be_pregnant(person: Person) -> bool:
    """Return whether pregnancy and breastfeeding are asked of somebody."""
    if person.sex is PersonSex.male:
        return False
    return person.age is None or YOUNGEST_ASKED <= person.age <= OLDEST_ASKED
