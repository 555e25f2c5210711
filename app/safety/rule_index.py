"""Rules by what they look at, so that a question touches only those that could speak."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.medicines.concepts import AnyConcept, ConditionConcept, MedicineConcept
from app.models import Limit, Rule
from app.models.limit import Jurisdiction
from app.models.rule import RuleKind, Separation, Severity, When
from app.safety.dose import ALMOST
from app.safety.predicates import ABOUT_MAGNESIUM, ABOUT_PERSON, Facts, Question, questions

Hours = tuple[float | None, float | None]
"""From a medicine to magnesium after it, and from magnesium to a medicine after it; None: not stated."""


@dataclass(frozen=True, eq=False, slots=True)
class Indexed:
    """A rule with the questions it asks, which it shares with others that ask the same, and what it is."""

    rule: Rule
    slug: str
    questions: tuple[Question, ...]
    about_magnesium: bool
    """Whether all of them are answered by what the magnesium is, whoever takes it."""
    spaces: bool
    """Whether it settles how a medicine and magnesium are to be taken together."""
    above_info: bool
    hours: Hours | None
    """Hours to be kept between the two; None: it names none."""
    asks: Hours | None
    """The same, where a time of the day has to keep them."""
    hopeless: bool
    """Whether it asks to avoid a medicine for which no hours apart are an answer."""

    def within(self, jurisdictions: Sequence[str]) -> bool:
        """Whether its dose figure is one of those asked for."""
        own = self.rule.jurisdiction
        return own is None or own is Jurisdiction.none or own in jurisdictions


class RuleIndex:
    """Every rule, by medicine, by condition, or neither."""

    def __init__(
        self,
        rules: Iterable[Rule],
        parts: Mapping[MedicineConcept, tuple[MedicineConcept, ...]],
        limits: Mapping[str, Limit],
    ) -> None:
        self._limits = limits
        self._shared: dict[tuple[Any, ...], Question] = {}
        ordered = [self._indexed(rule) for rule in strongest_first(rules)]
        self.about_medicines = [each for each in ordered if looks_at_medicines(each.rule.when)]
        self.about_conditions = [
            each for each in ordered if each.rule.when.conditions and each not in self.about_medicines
        ]
        self.others = [
            each for each in ordered if each not in self.about_medicines and not each.rule.when.conditions
        ]
        self._ages = self._steps("age")
        self._kidneys = self._steps("kidneys")
        self._amounts = sorted({each for step in self._steps("amount") for each in (step, step + ALMOST)})
        self.by_medicine: dict[str, list[Indexed]] = {}
        self.general: dict[str, list[Indexed]] = {}
        """The rules for any other medicine; a combination has them through its components."""
        unlisted = (MedicineConcept(slug, None) for slug in sorted({concept.slug for concept in parts}))
        for concept in (*parts, *unlisted):
            self.by_medicine[concept.reference] = list(self._about(concept))
            self.general[concept.reference] = [
                each
                for each in self.about_medicines
                if each.rule.when.any_other_medicine
                and not parts.get(concept)
                and concept.slug not in each.rule.when.except_medicine_classes
            ]
        self.by_condition: dict[str, list[Indexed]] = defaultdict(list)
        for each in self.about_conditions:
            for reference in each.rule.when.conditions:
                self.by_condition[reference].append(each)
        self.personal = {
            reference
            for found in (self.by_medicine, self.general, self.by_condition)
            for reference, rules_of_it in found.items()
            if not all(each.about_magnesium for each in rules_of_it)
        }
        """Medicines and conditions of which rules say one thing to one person and another to another."""

    def _indexed(self, rule: Rule) -> Indexed:
        named = questions(rule.when, self._limits)
        asked = {key: self._shared.setdefault(key, question) for key, question in named}
        if unknown := {kind for kind, *_ in asked} - ABOUT_MAGNESIUM - ABOUT_PERSON:
            raise TypeError(f"`case_of` knows nothing of {unknown}: rules would be taken for ruled out")
        interaction, above_info = rule.kind is RuleKind.interaction, rule.severity is not Severity.info
        apart = None if rule.separation is None else hours(rule.separation)
        return Indexed(
            rule,
            rule.slug,
            questions=tuple(asked.values()),
            about_magnesium=all(kind in ABOUT_MAGNESIUM for kind, *_ in asked),
            spaces=spaces(rule),
            above_info=above_info,
            hours=apart,
            asks=apart if interaction and above_info else None,
            hopeless=interaction and rule.severity is Severity.avoid and apart is None,
        )

    def _steps(self, kind: str) -> list[float]:
        """The numbers that questions of a kind ask for, in order."""
        asked = (number for each, *numbers in self._shared if each == kind for number in numbers)
        return sorted({number for number in asked if number is not None})

    def _about(self, concept: MedicineConcept) -> Iterator[Indexed]:
        """The rules that name a medicine or its class; one that spaces it replaces those of its class."""
        named = [each for each in self.about_medicines if concept.reference in each.rule.when.medicines]
        spaced = any(each.spaces for each in named)
        for each in self.about_medicines:
            by_class = concept.slug in each.rule.when.medicine_classes
            if each in named or (by_class and not (spaced and each.spaces)):
                yield each

    def speaks_of(self, concept: AnyConcept) -> bool:
        """Whether a rule looks at this in particular."""
        rules = self.by_condition if isinstance(concept, ConditionConcept) else self.by_medicine
        return bool(rules.get(concept.reference))

    def case_of(self, facts: Facts) -> tuple[object, ...]:
        """All that the rules which look at neither medicines nor conditions depend on.

        Whether one of them is ruled out depends on a number only by the steps it lies between; on an amount,
        by the most it can be.
        """
        person = facts.person
        return (
            facts.jurisdictions,
            facts.magnesium_route,
            facts.form,
            band(self._ages, person.age),
            person.pregnant,
            person.breastfeeding,
            band(self._kidneys, facts.kidney_function),
            band(self._amounts, facts.amount.most),
        )


def band(steps: list[float], number: float | None) -> int | None:
    """Between which steps a number lies, or on which; None: not known."""
    return None if number is None else bisect_left(steps, number) + bisect_right(steps, number)


def strongest_first(rules: Iterable[Rule]) -> list[Rule]:
    """Rules in the order in which they speak."""
    return sorted(rules, key=lambda rule: (rule.severity.rank, rule.slug))


def spaces(rule: Rule) -> bool:
    """Whether a rule settles how a medicine and magnesium are to be taken together."""
    return rule.separation is not None or (rule.severity is Severity.avoid and bool(rule.when.medicines))


def hours(apart: Separation) -> Hours:
    """What a rule says of the time between a medicine and magnesium."""
    return apart.medicine_before_magnesium_hours, apart.medicine_after_magnesium_hours


def looks_at_medicines(when: When) -> bool:
    """Whether a rule is about medicines."""
    return bool(when.medicines or when.medicine_classes or when.any_other_medicine)
