"""Evaluate rules on the facts of a request: which fire, and which cannot be decided.

What must stay true: no predicate turns false because more medicines, conditions or magnesium were given. A
rule that raises is undecided, never gone.
"""

import logging
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import TypeVar

from app.medicines.concepts import AnyConcept, ConditionConcept, MedicineConcept
from app.models import Limit, Rule
from app.models.limit import Jurisdiction
from app.safety.compiled_rules import (
    CompiledRule,
    compile_rule,
    is_about_medicines,
    most_severe_first,
    rules_naming,
)
from app.safety.predicates import (
    Facts,
    Predicate,
    PredicateKey,
    TakenMedicine,
    Truth,
    all_of,
    any_of,
    medicine_route,
)
from app.safety.reasons import Reason, ReasonKind

LOG = logging.getLogger(__name__)

RULE_FAILED = ("a rule that works: this one failed",)

MAGNESIUM = "magnesium"
"""Subject of the rules about neither medicines nor conditions."""

AnyText = TypeVar("AnyText", bound=str)


@dataclass(eq=False, slots=True)
class Evaluation:
    """A rule that fires about a subject, or that cannot be decided."""

    compiled: CompiledRule
    fires: bool
    subject: str = ""
    because: Sequence[Reason] = ()
    needs: Sequence[str] = ()
    taken: Sequence[TakenMedicine] = ()
    """The medicine it fires about, each time it is taken by a route of the rule."""


class Rules:
    """All rules, by what they are about: medicines, conditions, or neither."""

    def __init__(
        self,
        rules: Iterable[Rule],
        medicines: Sequence[MedicineConcept],
        limits: Mapping[str, Limit],
    ) -> None:
        shared: dict[PredicateKey, Predicate] = {}
        compiled = [
            compile_rule(rule, order, limits, shared) for order, rule in enumerate(most_severe_first(rules))
        ]
        self.about_medicines = [each for each in compiled if is_about_medicines(each.rule.when)]
        others = [each for each in compiled if each not in self.about_medicines]
        self.about_conditions = [each for each in others if each.rule.when.conditions]
        self.about_magnesium = [each for each in others if not each.rule.when.conditions]
        self.by_medicine: dict[str, list[CompiledRule]] = {}
        self.general = [each for each in self.about_medicines if each.rule.when.any_other_medicine]
        """Rules for any other medicine."""
        unlisted = (MedicineConcept(slug, None) for slug in sorted({concept.slug for concept in medicines}))
        naming: dict[str, list[CompiledRule]] = defaultdict(list)
        for each in self.about_medicines:
            for reference in (*each.rule.when.medicines, *each.rule.when.medicine_classes):
                naming[reference].append(each)
        for concept in (*medicines, *unlisted):
            named = {*naming[concept.reference], *naming[concept.slug]}
            in_order = sorted(named, key=lambda each: each.order)
            self.by_medicine[concept.reference] = list(rules_naming(concept, in_order))
        self.by_condition: dict[str, list[CompiledRule]] = defaultdict(list)
        for each in self.about_conditions:
            for reference in each.rule.when.conditions:
                self.by_condition[reference].append(each)

    def has_rule(self, concept: AnyConcept) -> bool:
        """Return whether a rule names this medicine, its class, or this condition."""
        rules = self.by_condition if isinstance(concept, ConditionConcept) else self.by_medicine
        return bool(rules.get(concept.reference))

    def concerning(self, medicines: Sequence[MedicineConcept]) -> set[str]:
        """Return the slugs of the rules that can concern a medicine; without any, of the general ones."""
        found: set[str] = set()
        for concept in medicines:
            own = self.by_medicine.get(concept.reference, [])
            found |= {each.slug for each in own}
            if not any(each.separates for each in own):
                found |= {
                    each.slug
                    for each in self.general
                    if concept.slug not in each.rule.when.except_medicine_classes
                }
        return found if medicines else {each.slug for each in self.general}

    def about_class(self, slug: str) -> set[str]:
        """Return the slugs of the rules that name a class of medicines or one of its members."""
        return {
            each.slug
            for reference, rules in self.by_medicine.items()
            if reference.partition("/")[0] == slug
            for each in rules
        }

    def evaluate(self, facts: Facts) -> list[Evaluation]:
        """Return every rule that fires or cannot be decided, once for each subject."""
        found = [*about_magnesium(self.about_magnesium, facts)]
        if facts.medicines is None:
            found += undecided_without_list(self.about_medicines, facts, "medicines")
        else:
            separated: set[str] = set()
            for concept, taken in by_concept(facts.medicines).items():
                about = list(self._about_medicine(facts, concept, taken))
                if any(each.fires and each.compiled.separates for each in about):
                    separated.update(each.place for each in taken)
                found += about
            found += self._about_others(facts, separated)
        if facts.conditions is None:
            found += undecided_without_list(self.about_conditions, facts, "conditions")
        else:
            found += self._about_conditions(facts, facts.conditions)
        return found

    def _about_medicine(
        self, facts: Facts, concept: MedicineConcept, taken: Sequence[TakenMedicine]
    ) -> Iterator[Evaluation]:
        """Evaluate the rules about a medicine; of a group of rules the strongest that fires counts."""
        subject = concept.name
        groups: set[str | None] = set()
        for rule in self.by_medicine.get(concept.reference, ()):
            if applies_in(rule, facts) and rule.rule.group not in groups:
                for each in evaluate_for_medicine(rule, facts, subject, taken):
                    if each.fires and rule.rule.group:
                        groups.add(rule.rule.group)
                    yield each

    def _about_others(self, facts: Facts, separated: Set[str]) -> Iterator[Evaluation]:
        """Evaluate the rules for any other medicine about each that no rule separates, listed or not."""
        for rule in self.general:
            others: dict[str, list[TakenMedicine]] = defaultdict(list)
            excepted = rule.rule.when.except_medicine_classes
            for each in facts.medicines or ():
                if each.place not in separated and not any(c.slug in excepted for c in each.match.medicines):
                    others[taken_name(each)].append(each)
            for subject, taken in others.items() if applies_in(rule, facts) else ():
                yield from evaluate_for_medicine(rule, facts, subject, taken)

    def _about_conditions(
        self, facts: Facts, conditions: Mapping[ConditionConcept, str]
    ) -> Iterator[Evaluation]:
        """Evaluate the rules about each condition; one that stands in two groups counts once."""
        told: dict[tuple[str, str], tuple[CompiledRule, ConditionConcept]] = {}
        for concept in conditions:
            for rule in self.by_condition.get(concept.reference, ()):
                told.setdefault((rule.slug, concept.condition), (rule, concept))
        for rule, concept in told.values():
            if applies_in(rule, facts):
                reason = input_reason(conditions[concept], concept.condition)
                yield from evaluate_rule(rule, facts, concept.condition, [reason])


# Evaluation ---------------------------------------------------------------------------------------


def applies_in(compiled: CompiledRule, facts: Facts) -> bool:
    """Return whether the dose figure of a rule is of a jurisdiction that was asked for."""
    own = compiled.rule.jurisdiction
    return own is None or own is Jurisdiction.none or own.value in facts.jurisdictions


def by_concept(medicines: Sequence[TakenMedicine]) -> dict[MedicineConcept, list[TakenMedicine]]:
    """Return each medicine with every time it is taken, in one product or another."""
    found: dict[MedicineConcept, list[TakenMedicine]] = {}
    for taken in medicines:
        for concept in taken.match.medicines:
            found.setdefault(concept, []).append(taken)
    return found


def taken_name(taken: TakenMedicine) -> str:
    """Return the name of a medicine that is taken: its name in a class, or its substances."""
    if len(taken.match.medicines) == 1:
        return taken.match.medicines[0].name
    names = [each.name for each in taken.match.substances]
    return " / ".join(names or [each.name for each in taken.match.medicines])


def about_magnesium(rules: Iterable[CompiledRule], facts: Facts) -> Iterator[Evaluation]:
    """Evaluate rules about neither medicines nor conditions."""
    for rule in rules:
        if applies_in(rule, facts):
            yield from evaluate_rule(rule, facts, MAGNESIUM)


def undecided_without_list(rules: Iterable[CompiledRule], facts: Facts, need: str) -> Iterator[Evaluation]:
    """Yield the rules that need a list which was not stated, but for those that other facts rule out."""
    for rule in rules:
        if applies_in(rule, facts) and not ruled_out(rule, facts):
            yield Evaluation(rule, False, needs=(need,))


def ruled_out(compiled: CompiledRule, facts: Facts) -> bool:
    """Return whether the facts about magnesium and person settle that a rule does not fire."""
    try:
        return any(facts.truth(predicate).holds is False for predicate in compiled.predicates)
    except Exception:
        return False


def evaluate_rule(
    compiled: CompiledRule, facts: Facts, subject: str, reasons: Sequence[Reason] = ()
) -> Sequence[Evaluation]:
    """Evaluate a rule about a subject that is there; empty when it does not fire."""
    try:
        found = truths_of(compiled, facts)
        return () if found is None else concluded(compiled, subject, found, reasons)
    except Exception as error:
        return (failed(compiled, subject, error),)


def evaluate_for_medicine(
    compiled: CompiledRule, facts: Facts, subject: str, taken: Sequence[TakenMedicine]
) -> Sequence[Evaluation]:
    """Evaluate a rule about a medicine; taken by several routes, it may fire and be undecided at once."""
    try:
        found = truths_of(compiled, facts)
        if found is None:
            return ()
        routes = [medicine_route(compiled.rule.when, each) for each in taken]
        right = [each for each, route in zip(taken, routes, strict=True) if route.holds]
        reasons = [input_reason(each.place, subject) for each in right]
        open_routes = [need for route in routes for need in route.needs]
        result = concluded(compiled, subject, [*found, any_of(routes)], reasons, open_routes, right)
        if open_routes and any(each.fires for each in result):
            return (*result, Evaluation(compiled, False, subject, needs=unique(open_routes)))
        return result
    except Exception as error:
        return (failed(compiled, subject, error),)


def failed(compiled: CompiledRule, subject: str, error: Exception) -> Evaluation:
    """Return a rule that raised as undecided, and log its slug alone: the error may hold health data."""
    LOG.error("The rule %s failed: %s", compiled.slug, type(error).__name__)
    return Evaluation(compiled, False, subject, needs=RULE_FAILED)


def input_reason(place: str, subject: str) -> Reason:
    """Return what an input is, as a reason: `medicines[0] is warfarin`."""
    return Reason(ReasonKind.medicine_or_condition, f"{place} is {subject}", place)


def truths_of(compiled: CompiledRule, facts: Facts) -> list[Truth] | None:
    """Return the results of all predicates of a rule; None as soon as one is false."""
    found: list[Truth] = []
    for predicate in compiled.predicates:
        truth = facts.truth(predicate)
        if truth.holds is False:
            return None
        found.append(truth)
    return found


def concluded(
    compiled: CompiledRule,
    subject: str,
    found: Sequence[Truth],
    reasons: Sequence[Reason],
    needs: Sequence[str] = (),
    taken: Sequence[TakenMedicine] = (),
) -> Sequence[Evaluation]:
    """Return the evaluation of a rule by its predicates: fires or undecided; empty when one is false."""
    truth = all_of(found)
    if truth:
        because = [*reasons, *[each.because for each in found if each.because]]
        return (Evaluation(compiled, True, subject, unique(because), taken=taken),)
    if truth is None:
        open_needs = [need for each in found if each.holds is None for need in each.needs]
        return (Evaluation(compiled, False, subject, needs=unique([*open_needs, *needs])),)
    return ()


def unique(texts: Iterable[AnyText]) -> list[AnyText]:
    """Return texts in their order, each once."""
    return list(dict.fromkeys(texts))
