"""Rules made ready to be evaluated: their predicates, shared between rules, and what follows when one fires.

What must stay true: a medicine with an interval of its own never gets its class's.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.medicines.concepts import MedicineConcept
from app.models import Limit, Rule
from app.models.rule import Hours, RuleKind, Severity, When
from app.safety.predicates import Predicate, PredicateKey, predicates_of


@dataclass(frozen=True, eq=False, slots=True)
class CompiledRule:
    """A rule with its predicates, which it shares with other rules, and what follows when it fires."""

    rule: Rule
    order: int
    """Position among all rules, most severe first."""
    predicates: tuple[Predicate, ...]
    separates: bool
    """Whether it settles how a medicine and magnesium are taken together; general rules are silent then."""
    above_info: bool
    interval: Hours | None
    """Hours to be kept between the two; None: it has none."""
    not_solved_by_hours: bool
    """Whether it says to avoid a medicine without giving an interval."""

    @property
    def slug(self) -> str:
        """Return the slug of the rule."""
        return self.rule.slug

    @property
    def scheduled(self) -> bool:
        """Return whether clock times have to keep its interval."""
        return self.interval is not None and self.above_info and self.rule.kind is RuleKind.interaction


def compile_rule(
    rule: Rule, order: int, limits: Mapping[str, Limit], shared: dict[PredicateKey, Predicate]
) -> CompiledRule:
    """Return a rule with its predicates; equal predicates are taken from `shared`."""
    return CompiledRule(
        rule,
        order,
        predicates=tuple(shared.setdefault(key, each) for key, each in predicates_of(rule.when, limits)),
        separates=separates(rule),
        above_info=rule.severity is not Severity.info,
        interval=interval_of(rule),
        not_solved_by_hours=(
            rule.kind is RuleKind.interaction and rule.severity is Severity.avoid and rule.separation is None
        ),
    )


def interval_of(rule: Rule) -> Hours | None:
    """Return the hours that a rule asks for."""
    return None if rule.separation is None else rule.separation.hours


def most_severe_first(rules: Iterable[Rule]) -> list[Rule]:
    """Return rules in the order of alerts."""
    return sorted(rules, key=lambda rule: (rule.severity.rank, rule.slug))


def separates(rule: Rule) -> bool:
    """Return whether a rule settles how a medicine and magnesium are taken together."""
    return rule.separation is not None or (rule.severity is Severity.avoid and bool(rule.when.medicines))


def is_about_medicines(when: When) -> bool:
    """Return whether a rule is about medicines."""
    return bool(when.medicines or when.medicine_classes or when.any_other_medicine)


def rules_naming(concept: MedicineConcept, rules: Sequence[CompiledRule]) -> Iterator[CompiledRule]:
    """Yield the rules that name a medicine or its class; its own interval replaces that of its class."""
    own = [each for each in rules if concept.reference in each.rule.when.medicines]
    separated = any(each.separates for each in own)
    for each in rules:
        by_class = concept.slug in each.rule.when.medicine_classes
        if each in own or (by_class and not (separated and each.separates)):
            yield each
