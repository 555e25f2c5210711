"""Which rules fire on the facts of a question, and which cannot be decided.

What must stay true: no line turns false because more medicines, conditions or magnesium were told. What a
check costs depends on the rules that could speak, not on how many there are.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from ..models import Limit, Rule
from ..models.limit import Jurisdiction
from ..models.rule import MedicineRoute, RuleKind, Severity, When
from .dose import ALMOST
from .lines import (
    ABOUT_MAGNESIUM,
    ABOUT_PERSON,
    Facts,
    Line,
    Question,
    Taken,
    all_of,
    any_of,
    questions,
    route_line,
)
from .names import AnyConcept, ConditionConcept, MedicineConcept

K = TypeVar("K")
V = TypeVar("V")


@dataclass(frozen=True, eq=False)
class Indexed:
    """A rule with the questions it asks, which it shares with others that ask the same, and what it is."""

    rule: Rule
    questions: tuple[Question, ...]
    about_magnesium: bool
    """Whether all of them are answered by what the magnesium is, whoever takes it."""
    spaces: bool
    """Whether it settles how a medicine and magnesium are to be taken together."""
    above_info: bool
    asks_for_hours: bool
    """Whether a time of the day has to keep its hours."""
    hopeless: bool
    """Whether it asks to avoid a medicine for which no hours apart are an answer."""

    def within(self, jurisdictions: Sequence[Jurisdiction]) -> bool:
        """Whether its dose figure is one of those asked for."""
        own = self.rule.jurisdiction
        return own is None or own is Jurisdiction.none or own in jurisdictions


@dataclass(eq=False, slots=True)
class Verdict:
    """What a rule says of a question: it fires about a subject, or it cannot be decided."""

    of: Indexed
    fires: bool
    subject: str = ""
    because: Sequence[str] = ()
    needs: Sequence[str] = ()
    written: tuple[int, str, bytes, bytes] | None = None
    """For who writes its alert to keep what was written: the same verdict is often given again."""


Said = tuple[Verdict, Sequence[Taken]]
"""A verdict, and the medicine it speaks of, each time it is taken."""


Magnesium = tuple[str, MedicineRoute, str | None]
"""What a medicine's rules look at beside it: jurisdictions, and route and form of the magnesium."""

FAILED = ("a rule that works: this one failed",)

PLACE = "medicines[*]"
"""Stands for the place of a medicine in what is remembered of it."""

MOST_MAGNESIUM = 16
"""Ways of taking magnesium for which it is remembered what rules say of medicines: words of the dataset."""

MOST_OTHERS = 20_000
"""Steps between which amounts, ages and kidney functions lie, of which the other rules are remembered."""


Others = tuple[list[Said], list[Indexed]]
"""Of the rules that look at neither medicines nor conditions: what some say, and those still to be asked."""


class RuleIndex:
    """Rules by what they look at, so that a question touches only those that could speak."""

    def __init__(
        self,
        rules: Iterable[Rule],
        parts: Mapping[MedicineConcept, tuple[MedicineConcept, ...]],
        limits: Mapping[str, Limit],
    ) -> None:
        self._limits = limits
        self._shared: dict[tuple[Any, ...], Question] = {}
        ordered = [
            self._indexed(rule) for rule in sorted(rules, key=lambda rule: (rule.severity.rank, rule.slug))
        ]
        self.about_medicines = [each for each in ordered if looks_at_medicines(each.rule.when)]
        self.about_conditions = [
            each for each in ordered if each.rule.when.conditions and each not in self.about_medicines
        ]
        self.others = [
            each for each in ordered if each not in self.about_medicines and not each.rule.when.conditions
        ]
        self.remembered_others: dict[tuple[object, ...], Others] = {}
        self._ages = self._steps("age")
        self._kidneys = self._steps("kidneys")
        self._amounts = sorted({each for step in self._steps("amount") for each in (step, step + ALMOST)})
        self.remembered: dict[Magnesium, dict[tuple[str, MedicineRoute], list[Verdict]]] = {}
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
        self._personal = {
            reference
            for found in (self.by_medicine, self.general)
            for reference, rules_of_it in found.items()
            if not all(each.about_magnesium for each in rules_of_it)
        }
        """Medicines of which the rules say one thing to one person and another to another."""
        self.by_condition: dict[str, list[Indexed]] = defaultdict(list)
        for each in self.about_conditions:
            for reference in each.rule.when.conditions:
                self.by_condition[reference].append(each)

    def _indexed(self, rule: Rule) -> Indexed:
        named = questions(rule.when, self._limits)
        asked = {key: self._shared.setdefault(key, question) for key, question in named}
        if unknown := {kind for kind, *_ in asked} - ABOUT_MAGNESIUM - ABOUT_PERSON:
            raise TypeError(
                f"`others_for` remembers nothing of {unknown}: rules would be taken for ruled out"
            )
        interaction, above_info = rule.kind is RuleKind.interaction, rule.severity is not Severity.info
        apart = rule.separation is not None
        return Indexed(
            rule,
            questions=tuple(asked.values()),
            about_magnesium=all(kind in ABOUT_MAGNESIUM for kind, *_ in asked),
            spaces=spaces(rule),
            above_info=above_info,
            asks_for_hours=interaction and above_info and apart,
            hopeless=interaction and rule.severity is Severity.avoid and not apart,
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

    def forget(self) -> None:
        """Let go of everything that is remembered."""
        self.remembered.clear()
        self.remembered_others.clear()

    def others_for(self, facts: Facts, jurisdictions: Sequence[Jurisdiction]) -> Others:
        """What rules say of the magnesium whoever takes it, and those that what is known does not rule out.

        Which these are depends on a number only by the steps it lies between.
        """
        person, amount = facts.person, facts.amount
        key = (
            " ".join(jurisdictions),
            facts.magnesium_route,
            facts.form,
            band(self._ages, person.age),
            person.pregnant,
            person.breastfeeding,
            band(self._kidneys, facts.kidney_function),
            band(self._amounts, amount.least),
            band(self._amounts, amount.most),
        )
        found = self.remembered_others.get(key)
        if found is None:
            within = [each for each in self.others if each.within(jurisdictions)]
            found = [], [each for each in within if not each.about_magnesium and not ruled_out(each, facts)]
            for each in within:
                if each.about_magnesium:
                    found[0].extend(decided(each, facts, "magnesium"))
            remember(self.remembered_others, key, found, MOST_OTHERS)
        return found

    def of_medicines(
        self, facts: Facts, jurisdictions: Sequence[Jurisdiction], medicines: Mapping[str, list[Taken]]
    ) -> Iterator[Said]:
        """The rules about medicines; what they say of one in one place is what they say in another."""
        magnesium = (" ".join(jurisdictions), facts.magnesium_route, facts.form)
        remembered = self.remembered.get(magnesium)
        if remembered is None:
            remembered = remember(self.remembered, magnesium, {}, MOST_MAGNESIUM)
        for reference, taken in medicines.items():
            route = taken[0].route
            if len(taken) > 1 or route is MedicineRoute.other or reference in self._personal:
                yield from medicine_verdicts(self, facts, jurisdictions, taken)
                continue
            found = remembered.get((reference, route))
            if found is None:
                anywhere = [Taken(taken[0].concept, PLACE, route)]
                found = [verdict for verdict, _ in medicine_verdicts(self, facts, jurisdictions, anywhere)]
                if all(verdict.needs is not FAILED for verdict in found):
                    remembered[reference, route] = found
            for verdict in found:
                yield verdict, taken


def band(steps: list[float], number: float | None) -> int | None:
    """Between which steps a number lies, or on which; None: not known."""
    return None if number is None else bisect_left(steps, number) + bisect_right(steps, number)


def remember(memory: dict[K, V], key: K, value: V, most: int) -> V:
    """Keep a value; all are let go of when there are too many."""
    if len(memory) >= most:
        memory.clear()
    memory[key] = value
    return value


def spaces(rule: Rule) -> bool:
    """Whether a rule settles how a medicine and magnesium are to be taken together."""
    return rule.separation is not None or (rule.severity is Severity.avoid and bool(rule.when.medicines))


def looks_at_medicines(when: When) -> bool:
    """Whether a rule is about medicines."""
    return bool(when.medicines or when.medicine_classes or when.any_other_medicine)


def verdicts(index: RuleIndex, facts: Facts, jurisdictions: Sequence[Jurisdiction]) -> list[Said]:
    """What every rule that could speak says; a rule that breaks is undecided."""
    settled, others = index.others_for(facts, jurisdictions)
    found = [*settled]
    if facts.medicines is None:
        found += not_told(index.about_medicines, facts, jurisdictions, "medicines")
    else:
        found += index.of_medicines(facts, jurisdictions, facts.medicines)
    if facts.conditions is None:
        found += not_told(index.about_conditions, facts, jurisdictions, "conditions")
    else:
        found += condition_verdicts(index, facts, jurisdictions)
    for each in others:
        found += decided(each, facts, "magnesium")
    return found


def medicine_verdicts(
    index: RuleIndex, facts: Facts, jurisdictions: Sequence[Jurisdiction], taken: Sequence[Taken]
) -> Iterator[Said]:
    """The rules about one medicine."""
    concept = taken[0].concept
    subject, spaced = concept.medicine or concept.slug, False
    for each in index.by_medicine.get(concept.reference, ()):
        if each.within(jurisdictions):
            for verdict, holding in decided(each, facts, subject, taken):
                spaced = spaced or (verdict.fires and each.spaces)
                yield verdict, holding
    for each in () if spaced else index.general.get(concept.reference, ()):
        if each.within(jurisdictions):
            yield from decided(each, facts, subject, taken)


def condition_verdicts(
    index: RuleIndex, facts: Facts, jurisdictions: Sequence[Jurisdiction]
) -> Iterator[Said]:
    """The rules about each condition."""
    told: dict[tuple[str, str], tuple[Indexed, ConditionConcept]] = {}
    for concept in facts.conditions or ():
        for each in index.by_condition.get(concept.reference, ()):
            told.setdefault((each.rule.slug, concept.condition), (each, concept))
    for each, concept in told.values():
        if each.within(jurisdictions):
            reason = f"{(facts.conditions or {})[concept]} is {concept.condition}"
            yield from decided(each, facts, concept.condition, (), reason)


def not_told(
    rules: Iterable[Indexed], facts: Facts, jurisdictions: Sequence[Jurisdiction], need: str
) -> Iterator[Said]:
    """The rules that what is known leaves open, when what they look at was not told."""
    for each in rules:
        if each.within(jurisdictions) and not ruled_out(each, facts):
            yield Verdict(each, False, needs=(need,)), ()


def ruled_out(indexed: Indexed, facts: Facts) -> bool:
    """Whether what is known settles that a rule does not fire."""
    try:
        return any(facts.line(question).holds is False for question in indexed.questions)
    except Exception:
        return False


def decided(
    indexed: Indexed, facts: Facts, subject: str, taken: Sequence[Taken] = (), *reasons: str
) -> Sequence[Said]:
    """What a rule says, once everything it looks at is known to be there; nothing, when it does not hold."""
    open_routes: list[str] = []
    because: list[str] = list(reasons)
    try:
        found: list[Line] = []
        for question in indexed.questions:
            line = facts.line(question)
            if line.holds is False:
                return ()
            found.append(line)
        if taken:
            routes = [route_line(indexed.rule.when, each) for each in taken]
            open_routes = [need for line in routes for need in line.needs]
            taken = [each for each, line in zip(taken, routes, strict=True) if line.holds]
            because = [f"{each.place} is {subject}" for each in taken]
            found.append(any_of(routes))
        truth = all_of(found)
    except Exception:
        return [(Verdict(indexed, False, needs=FAILED), ())]
    if truth:
        because += [line.because for line in found if line.because]
        return [(Verdict(indexed, True, subject, unique(because)), taken)]
    if truth is None:
        needs = [need for line in found if line.holds is None for need in line.needs]
        return [(Verdict(indexed, False, subject, needs=unique([*needs, *open_routes])), ())]
    return ()


def unique(texts: list[str]) -> list[str]:
    """Texts in their order, each once."""
    return texts if len(texts) < 2 else list(dict.fromkeys(texts))
