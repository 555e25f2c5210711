"""Which rules fire on the facts of a question, and which cannot be decided.

What must stay true: no line turns false because more medicines, conditions or magnesium were told. What a
check costs depends on the rules that could speak, not on how many there are.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..models import Limit, Rule
from ..models.limit import Jurisdiction
from ..models.rule import MedicineRoute, RuleKind, Severity, When
from .lines import (
    ABOUT_MAGNESIUM,
    MEASURED,
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


@dataclass(frozen=True, eq=False)
class Indexed:
    """A rule with the questions it asks, which it shares with others that ask the same, and what it is."""

    rule: Rule
    questions: tuple[Question, ...]
    """Those about an amount or a laboratory value first: they rule out most."""
    unmeasured: tuple[Question, ...]
    """All others."""
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

MOST_REMEMBERED = 20_000
"""Verdicts that are remembered at most; they hold words of the dataset, and nothing of a person."""


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
        self._others_for: dict[tuple[object, ...], Others] = {}
        self._ages = sorted(
            {age for kind, *ages in self._shared if kind == "age" for age in ages if age is not None}
        )
        self._remembered: dict[tuple[Magnesium, str, MedicineRoute], list[Verdict]] = {}
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
        measured = [question for (kind, *_), question in asked.items() if kind in MEASURED]
        unmeasured = [question for (kind, *_), question in asked.items() if kind not in MEASURED]
        interaction, above_info = rule.kind is RuleKind.interaction, rule.severity is not Severity.info
        apart = rule.separation is not None
        return Indexed(
            rule,
            questions=(*measured, *unmeasured),
            unmeasured=tuple(unmeasured),
            about_magnesium=all(kind in ABOUT_MAGNESIUM for kind, *_ in asked),
            spaces=spaces(rule),
            above_info=above_info,
            asks_for_hours=interaction and above_info and apart,
            hopeless=interaction and rule.severity is Severity.avoid and not apart,
        )

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

    def others_for(self, facts: Facts, jurisdictions: Sequence[Jurisdiction]) -> Others:
        """What rules say of the magnesium whoever takes it, and those that what it is and who takes it do
        not rule out; amounts and kidney function remain to be looked at."""
        person = facts.person
        band = None if person.age is None else bisect_right(self._ages, person.age)
        key = (
            " ".join(jurisdictions),
            facts.magnesium_route,
            facts.form,
            band,
            person.pregnant,
            person.breastfeeding,
        )
        found = self._others_for.get(key)
        if found is None:
            within = [each for each in self.others if each.within(jurisdictions)]
            found = [], [each for each in within if not each.about_magnesium and not ruled_out(each, facts)]
            for each in within:
                if each.about_magnesium:
                    found[0].extend(decided(each, facts, "magnesium"))
            remember(self._others_for, key, found)
        return found

    def of_medicine(
        self,
        facts: Facts,
        jurisdictions: Sequence[Jurisdiction],
        magnesium: Magnesium,
        taken: Sequence[Taken],
    ) -> list[Said]:
        """The rules about one medicine; what they say of it in one place is what they say in another."""
        first = taken[0]
        reference = first.concept.reference
        if len(taken) > 1 or first.route is MedicineRoute.other or reference in self._personal:
            return list(medicine_verdicts(self, facts, jurisdictions, taken))
        key = (magnesium, reference, first.route)
        found = self._remembered.get(key)
        if found is None:
            anywhere = [Taken(first.concept, PLACE, first.route)]
            found = [verdict for verdict, _ in medicine_verdicts(self, facts, jurisdictions, anywhere)]
            if all(verdict.needs is not FAILED for verdict in found):
                remember(self._remembered, key, found)
        return [(verdict, taken) for verdict in found]


def remember(memory: dict[Any, Any], key: object, value: object) -> None:
    """Keep a value; all are let go of when there are too many."""
    if len(memory) >= MOST_REMEMBERED:
        memory.clear()
    memory[key] = value


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
        magnesium = (" ".join(jurisdictions), facts.magnesium_route, facts.form)
        for taken in facts.medicines.values():
            found += index.of_medicine(facts, jurisdictions, magnesium, taken)
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
        if each.within(jurisdictions) and not ruled_out(each, facts, measured=True):
            yield Verdict(each, False, needs=(need,)), ()


def ruled_out(indexed: Indexed, facts: Facts, measured: bool = False) -> bool:
    """Whether what is known, with or without what was measured, settles that a rule does not fire."""
    questions = indexed.questions if measured else indexed.unmeasured
    try:
        return any(facts.line(question).holds is False for question in questions)
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
