"""Which rules fire on the facts of a question, and which cannot be decided.

What must stay true: no line turns false because more medicines, conditions or magnesium were told. What a
check costs depends on the rules that could speak, not on how many there are.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from ..models import Limit, Rule
from ..models.limit import Jurisdiction
from ..models.rule import Severity, When
from .lines import Facts, Line, Question, Taken, all_of, any_of, questions, route_line
from .names import AnyConcept, ConditionConcept, MedicineConcept


class Verdict(NamedTuple):
    """What a rule says of a question: it fires about a subject, or it cannot be decided."""

    rule: Rule
    fires: bool
    subject: str = ""
    because: Sequence[str] = ()
    needs: Sequence[str] = ()
    taken: Sequence[Taken] = ()
    """The medicine it speaks of, each time it is taken."""


@dataclass(frozen=True, eq=False)
class Indexed:
    """A rule with the questions it asks; rules that ask the same share them."""

    rule: Rule
    questions: tuple[Question, ...]
    spaces: bool
    """Whether it settles how a medicine and magnesium are to be taken together."""

    def within(self, jurisdictions: Sequence[Jurisdiction]) -> bool:
        """Whether its dose figure is one of those asked for."""
        own = self.rule.jurisdiction
        return own is None or own is Jurisdiction.none or own in jurisdictions


Guarded = list[tuple[Question | None, list[Indexed]]]
"""Rules by a question that all of a group ask, so that one answer can settle them all."""


class RuleIndex:
    """Rules by what they look at, so that a question touches only those that could speak."""

    def __init__(
        self,
        rules: Iterable[Rule],
        parts: Mapping[MedicineConcept, tuple[MedicineConcept, ...]],
        limits: Mapping[str, Limit],
    ) -> None:
        self._limits = limits
        self._shared: dict[Hashable, Question] = {}
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
        self._others_for: dict[str, Guarded] = {}
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

    def _indexed(self, rule: Rule) -> Indexed:
        named = questions(rule.when, self._limits)
        asked = (self._shared.setdefault(key, question) for key, question in named)
        return Indexed(rule, tuple(asked), spaces(rule))

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

    def others_for(self, jurisdictions: Sequence[Jurisdiction]) -> Guarded:
        """The rules that look at neither medicines nor conditions, with the dose figures asked for."""
        key = " ".join(jurisdictions)
        if key not in self._others_for:
            self._others_for[key] = guarded([each for each in self.others if each.within(jurisdictions)])
        return self._others_for[key]


def guarded(rules: Iterable[Indexed]) -> Guarded:
    """Rules by that of their questions which most of them ask, but not nearly all."""
    rules = list(rules)
    asked = Counter(question for each in rules for question in each.questions)
    groups: dict[Question | None, list[Indexed]] = {}
    for each in rules:
        telling = [question for question in each.questions if 2 * asked[question] <= len(rules)]
        guard = max(telling or each.questions, key=lambda question: asked[question], default=None)
        groups.setdefault(guard, []).append(each)
    return list(groups.items())


def spaces(rule: Rule) -> bool:
    """Whether a rule settles how a medicine and magnesium are to be taken together."""
    return rule.separation is not None or (rule.severity is Severity.avoid and bool(rule.when.medicines))


def looks_at_medicines(when: When) -> bool:
    """Whether a rule is about medicines."""
    return bool(when.medicines or when.medicine_classes or when.any_other_medicine)


def verdicts(index: RuleIndex, facts: Facts, jurisdictions: Sequence[Jurisdiction]) -> Iterator[Verdict]:
    """What every rule that could speak says; a rule that breaks is undecided."""
    yield from medicine_verdicts(index, facts, jurisdictions)
    yield from condition_verdicts(index, facts, jurisdictions)
    for guard, rules in index.others_for(jurisdictions):
        if guard is None or not ruled_out(guard, facts):
            for each in rules:
                if verdict := decided(each, facts, "magnesium"):
                    yield verdict


def ruled_out(guard: Question, facts: Facts) -> bool:
    """Whether the answer to one question settles that no rule which asks it fires."""
    try:
        return facts.line(guard).holds is False
    except Exception:
        return False


def medicine_verdicts(
    index: RuleIndex, facts: Facts, jurisdictions: Sequence[Jurisdiction]
) -> Iterator[Verdict]:
    """The rules about each medicine; all of them undecided when medicines were not told."""
    if facts.medicines is None:
        yield from not_told(index.about_medicines, facts, jurisdictions, "medicines")
        return
    by_concept: dict[str, list[Taken]] = {}
    for taken in facts.medicines:
        by_concept.setdefault(taken.concept.reference, []).append(taken)
    for reference, times_taken in by_concept.items():
        concept = times_taken[0].concept
        subject, spaced = concept.medicine or concept.slug, False
        for each in index.by_medicine.get(reference, ()):
            if each.within(jurisdictions) and (verdict := decided(each, facts, subject, times_taken)):
                spaced = spaced or (verdict.fires and each.spaces)
                yield verdict
        for each in () if spaced else index.general.get(reference, ()):
            if each.within(jurisdictions) and (verdict := decided(each, facts, subject, times_taken)):
                yield verdict


def condition_verdicts(
    index: RuleIndex, facts: Facts, jurisdictions: Sequence[Jurisdiction]
) -> Iterator[Verdict]:
    """The rules about each condition; all of them undecided when conditions were not told."""
    if facts.conditions is None:
        yield from not_told(index.about_conditions, facts, jurisdictions, "conditions")
        return
    told: dict[tuple[str, str], tuple[Indexed, ConditionConcept]] = {}
    for concept in facts.conditions:
        for each in index.by_condition.get(concept.reference, ()):
            told.setdefault((each.rule.slug, concept.condition), (each, concept))
    for each, concept in told.values():
        reason = f"{facts.conditions[concept]} is {concept.condition}"
        if each.within(jurisdictions) and (verdict := decided(each, facts, concept.condition, (), reason)):
            yield verdict


def not_told(
    rules: Iterable[Indexed], facts: Facts, jurisdictions: Sequence[Jurisdiction], need: str
) -> Iterator[Verdict]:
    """The rules that what is known leaves open, when what they look at was not told."""
    for each in rules:
        if each.within(jurisdictions) and not any(ruled_out(question, facts) for question in each.questions):
            yield Verdict(each.rule, False, needs=(need,))


def decided(
    indexed: Indexed, facts: Facts, subject: str, taken: Sequence[Taken] = (), *reasons: str
) -> Verdict | None:
    """What a rule says, once everything it looks at is known to be there; None when it has nothing to say."""
    rule = indexed.rule
    open_routes: list[str] = []
    because: list[str] = list(reasons)
    try:
        found: list[Line] = []
        for question in indexed.questions:
            line = facts.line(question)
            if line.holds is False:
                return None
            found.append(line)
        if taken:
            routes = [route_line(rule.when, each) for each in taken]
            open_routes = [need for line in routes for need in line.needs]
            taken = [each for each, line in zip(taken, routes, strict=True) if line.holds]
            because = [f"{each.place} is {subject}" for each in taken]
            found.append(any_of(routes))
        truth = all_of(found)
    except Exception:
        return Verdict(rule, False, needs=("a rule that works: this one failed",))
    if truth:
        because += [line.because for line in found if line.because]
        return Verdict(rule, True, subject, unique(because), taken=taken)
    if truth is None:
        needs = [need for line in found if line.holds is None for need in line.needs]
        return Verdict(rule, False, subject, needs=unique([*needs, *open_routes]))
    return None


def unique(texts: list[str]) -> list[str]:
    """Texts in their order, each once."""
    return texts if len(texts) < 2 else list(dict.fromkeys(texts))
