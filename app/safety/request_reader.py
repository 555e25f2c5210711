"""Read a request: look up its names and codes, and turn them into the facts that rules look at."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import replace
from typing import Self

from app.medicines import frequencies
from app.medicines.concepts import AnyConcept, ConditionConcept, FormConcept, Match
from app.medicines.parsing.routes import INJECTED
from app.medicines.schemas import InputStatus
from app.medicines.terminology import Terminology
from app.models import Form
from app.models.rule import MedicineRoute
from app.safety import dose
from app.safety.amounts import Intake
from app.safety.dose import Amount
from app.safety.inputs import RecognisedInput
from app.safety.predicates import Facts, RouteBasis, TakenMagnesium, TakenMedicine, may_be_pregnant
from app.safety.request import CheckRequest, MedicineInput, Person, PersonSex, Supplement

SWALLOWED = (MedicineRoute.oral, MedicineRoute.other, None)
"""Routes by which a magnesium product may add to the amount; None: not stated."""

STATE_BY_CONDITION = {
    "pregnancy": "pregnant",
    "high-risk-pregnancy": "pregnant",
    "breastfeeding": "breastfeeding",
}
"""Condition → field of a person that tells the same."""


FREQUENCY_NOT_READ = "the frequency is not understood"

UNREADABLE_FREQUENCY = Match(InputStatus.unreadable, not_checked=(FREQUENCY_NOT_READ,))


class RequestReader:
    """Reads requests by the names of one dataset."""

    def __init__(self, names: Terminology, forms: Iterable[Form]) -> None:
        self.names = names
        self.forms = {form.slug: form for form in forms}

    def for_one_call(self) -> Self:
        """Return a copy for several requests about one record, which reads the same text once."""
        own = copy(self)
        own.names = self.names.for_one_call()
        return own

    def recognise(self, request: CheckRequest) -> Iterator[RecognisedInput]:
        """Yield every name and code with what it stands for: the form, conditions, medicines.

        A frequency of magnesium is among them only when it cannot be read.
        """
        for place, supplement in request.magnesium:
            if supplement.form is not None:
                yield RecognisedInput(f"{place}.form", supplement.form, self.names.form(supplement.form))
            if (often := supplement.frequency) is not None and not self.names.is_frequency(often):
                yield RecognisedInput(f"{place}.frequency", often, UNREADABLE_FREQUENCY)
        for number, condition in enumerate(request.conditions or ()):
            yield RecognisedInput(
                f"conditions[{number}]", condition.given_as, self.names.condition(condition)
            )
        for place, medicine in given_medicines(request):
            yield RecognisedInput(place, medicine.given_as, self._medicine(medicine))

    def _medicine(self, given: MedicineInput) -> Match:
        """Return what a medicine stands for; `unreadable` when its frequency cannot be read."""
        match = self.names.medicine(given)
        if given.frequency is None or self.names.is_frequency(given.frequency):
            return match
        not_checked = (FREQUENCY_NOT_READ, *match.not_checked)
        return replace(match, status=InputStatus.unreadable, not_checked=not_checked)

    def facts(self, request: CheckRequest, inputs: Sequence[RecognisedInput], amount: Amount) -> Facts:
        """Return the facts of a request that rules look at."""
        matches = {each.place: each.match for each in inputs}
        conditions = {
            concept: each.place
            for each in inputs
            if each.match.status is InputStatus.matched
            for concept in each.match.concepts
            if isinstance(concept, ConditionConcept)
        }
        medicines = [
            self.taken_medicine(place, given, matches[place])
            for place, given in given_medicines(request)
            if matches[place].evaluated
        ]
        return Facts(
            jurisdictions=request.jurisdictions,
            person=request.person,
            amount=amount,
            products=[self.product(each, matches, place) for place, each in request.magnesium],
            medicines=None if request.medicines is None else medicines,
            conditions=None if request.conditions is None else conditions,
        )

    def taken_medicine(self, place: str, given: MedicineInput, match: Match) -> TakenMedicine:
        """Return a medicine with its routes: as given, else by its name, else usual, else by mouth."""
        routes: tuple[MedicineRoute, ...]
        if given.route:
            routes, basis = (given.route,), RouteBasis.stated
        elif match.routes:
            known = len(set(match.routes)) == 1 or match.routes == INJECTED
            routes = match.routes if known else (MedicineRoute.other,)
            basis = RouteBasis.by_name
        elif match.usual_routes:
            routes, basis = match.usual_routes, RouteBasis.usual
        else:
            routes, basis = (MedicineRoute.oral,), RouteBasis.assumed
        return TakenMedicine(match, place, routes, basis, given.times, given.frequency)

    def product(self, supplement: Supplement, matches: Mapping[str, Match], place: str) -> TakenMagnesium:
        """Return a supplement with its form."""
        form = self.form_of(matches.get(f"{place}.form"))
        if form is None:
            return TakenMagnesium(place, supplement.route, None, None)
        return TakenMagnesium(place, supplement.route, form.slug, form.antacid_type)

    def form_of(self, match: Match | None) -> Form | None:
        """Return the form that was recognised."""
        if match is None or match.status is not InputStatus.matched:
            return None
        return next((self.forms[each.slug] for each in match.concepts if isinstance(each, FormConcept)), None)

    def amount(self, request: CheckRequest, inputs: Sequence[RecognisedInput]) -> tuple[Amount, str]:
        """Return the elemental magnesium of everything that is swallowed, and how it is known."""
        matches = {each.place: each.match for each in inputs}
        counted = [
            (
                place,
                dose.of_product(each, self.form_of(matches.get(f"{place}.form")), place, daily_doses(each)),
            )
            for place, each in request.magnesium
        ]
        for place, given in given_medicines(request):
            routes = (given.route,) if given.route else matches[place].routes or matches[place].usual_routes
            swallowed = not routes or any(route in SWALLOWED for route in routes)
            if swallowed and (given.ways or matches[place].magnesium):
                form = self.form_of_medicine(given, matches[place])
                counted.append((place, dose.of_product(given, form, place, daily_doses(given))))
        amount = dose.sum_of(each for _, (each, _) in counted)
        if len(counted) == 1:
            return amount, counted[0][1][1]
        return amount, "; ".join(f"{place}: {how}" for place, (_, how) in counted)

    def form_of_medicine(self, given: MedicineInput, match: Match) -> Form | None:
        """Return the form of magnesium that a medicine's name stands for, if it holds nothing else."""
        if len(match.substances) > 1 or match.not_understood:
            return None
        names = [given.readable_text, *(concept.medicine for concept in match.medicines)]
        found = (self.form_of(self.names.form(name)) for name in names if name)
        return next((form for form in found if form is not None), None)


def given_medicines(request: CheckRequest) -> Iterator[tuple[str, MedicineInput]]:
    """Yield the medicines of a request with their places."""
    for number, medicine in enumerate(request.medicines or ()):
        yield f"medicines[{number}]", medicine


def daily_doses(given: Intake) -> float | None:
    """Return how often a day a product is taken."""
    return len(given.times) if given.times else frequencies.doses_a_day(given.frequency, by_itself=True)


def states_by(concepts: Iterable[AnyConcept]) -> set[str]:
    """Return the fields of a person that conditions tell: `pregnant`, `breastfeeding`."""
    conditions = {each.condition for each in concepts if isinstance(each, ConditionConcept)}
    return {state for condition, state in STATE_BY_CONDITION.items() if condition in conditions}


def contradictions(person: Person, conditions: Iterable[ConditionConcept]) -> Iterator[str]:
    """Yield the statements about pregnancy and breastfeeding that contradict each other."""
    by_condition = states_by(conditions)
    for state in ("pregnant", "breastfeeding"):
        told = getattr(person, state)
        if (told or state in by_condition) and not may_be_pregnant(person):
            yield f"{state}, and {'male' if person.sex is PersonSex.male else f'{person.age:g} years old'}"
        if told is False and state in by_condition:
            yield f"not {state}, and {state} as a condition"
