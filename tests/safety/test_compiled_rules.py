"""What follows from a rule by itself: its interval, its place among others, and whom it is about."""

from typing import Any

import pytest

from app.medicines.concepts import MedicineConcept
from app.models import Rule
from app.models.rule import RuleKind, Separation, Severity, When
from app.safety.compiled_rules import (
    CompiledRule,
    compile_rule,
    interval_of,
    is_about_medicines,
    most_severe_first,
    rules_naming,
)
from app.safety.predicates import PredicateKey

HOURS = Separation(medicine_before_magnesium_hours=2, medicine_after_magnesium_hours=None)


def rule(slug: str = "a", when: dict[str, Any] | None = None, **given: Any) -> Rule:
    """Return a rule about a medicine of which only some fields are there."""
    named = When.model_validate(when or {"medicines": ["class/medicine"]})
    values = {"kind": RuleKind.interaction, "severity": Severity.separate, "separation": None}
    return Rule.model_construct(slug=slug, when=named, **{**values, **given})


def compiled(*rules: Rule) -> list[CompiledRule]:
    """Return rules ready to be evaluated, in the order of alerts."""
    shared: dict[PredicateKey, Any] = {}
    return [compile_rule(each, order, {}, shared) for order, each in enumerate(most_severe_first(rules))]


def test_rules_stand_by_severity_and_then_by_slug() -> None:
    rules = [
        rule("c", severity=Severity.info),
        rule("b", severity=Severity.avoid),
        rule("d", severity=Severity.contraindicated),
        rule("a", severity=Severity.avoid),
    ]
    assert [each.slug for each in compiled(*rules)] == ["d", "a", "b", "c"]
    assert [each.order for each in compiled(*rules)] == [0, 1, 2, 3]


def test_an_interval_has_a_direction_without_hours_where_the_source_gives_none() -> None:
    assert interval_of(rule()) is None
    assert interval_of(rule(separation=HOURS)) == (2, None)


CLASS = {"medicine_classes": ["class"]}


@pytest.mark.parametrize(
    ("given", "separates", "unsolved", "scheduled"),
    [
        ({"separation": HOURS}, True, False, True),
        ({"separation": HOURS, "when": CLASS}, True, False, True),
        ({"separation": HOURS, "severity": Severity.info}, True, False, False),
        ({"separation": HOURS, "severity": Severity.avoid}, True, False, True),
        ({"separation": HOURS, "kind": RuleKind.precaution}, True, False, False),
        ({"severity": Severity.avoid}, True, True, False),
        ({"severity": Severity.avoid, "when": CLASS}, False, True, False),
        ({"severity": Severity.avoid, "kind": RuleKind.precaution}, True, False, False),
        ({"severity": Severity.monitor}, False, False, False),
    ],
)
def test_a_rule_settles_how_both_are_taken_with_hours_or_by_avoiding_a_medicine_by_name(
    given: dict[str, Any], separates: bool, unsolved: bool, scheduled: bool
) -> None:
    (found,) = compiled(rule(**given))
    assert (found.separates, found.not_solved_by_hours, found.scheduled) == (separates, unsolved, scheduled)
    assert found.above_info is (found.rule.severity is not Severity.info)


@pytest.mark.parametrize(
    ("when", "about"),
    [
        ({"medicines": ["class/medicine"]}, True),
        (CLASS, True),
        ({"any_other_medicine": True}, True),
        ({"conditions": ["group/condition"]}, False),
        ({"pregnant": True}, False),
        ({"magnesium_routes": ["oral"]}, False),
    ],
)
def test_a_rule_is_about_medicines_that_it_names_in_any_way(when: dict[str, Any], about: bool) -> None:
    assert is_about_medicines(When.model_validate(when)) is about


def test_equal_predicates_of_several_rules_are_one_object() -> None:
    first, second, other = compiled(
        rule("a", {"medicines": ["class/medicine"], "pregnant": True}),
        rule("b", {"conditions": ["group/condition"], "pregnant": True}),
        rule("c", {"medicines": ["class/medicine"], "pregnant": False}),
    )
    assert len(first.predicates) == len(second.predicates) == len(other.predicates) == 1
    assert first.predicates[0] is second.predicates[0]
    assert first.predicates[0] is not other.predicates[0]


OWN = {"medicines": ["class/medicine", "class/another"]}
OF_THE_OTHER = {"medicines": ["class/other"]}


@pytest.mark.parametrize(
    ("rules", "naming"),
    [
        ([rule("own", OWN, separation=HOURS), rule("class", CLASS, separation=HOURS)], ["own"]),
        ([rule("own", OWN), rule("class", CLASS, separation=HOURS)], ["own", "class"]),
        ([rule("own", OWN, separation=HOURS), rule("class", CLASS)], ["own", "class"]),
        ([rule("own", OWN, severity=Severity.avoid), rule("class", CLASS, separation=HOURS)], ["own"]),
        ([rule("other", OF_THE_OTHER, separation=HOURS), rule("class", CLASS, separation=HOURS)], ["class"]),
        ([rule("both", OWN | CLASS, separation=HOURS)], ["both"]),
        ([rule("far", {"medicine_classes": ["far"]}), rule("any", {"any_other_medicine": True})], []),
    ],
)
def test_the_interval_of_a_class_is_left_out_where_a_medicine_has_its_own(
    rules: list[Rule], naming: list[str]
) -> None:
    found = rules_naming(MedicineConcept("class", "medicine"), compiled(*rules))
    assert {each.slug for each in found} == set(naming)


def test_a_class_by_itself_has_the_rules_of_the_class_alone() -> None:
    rules = compiled(rule("own", OWN, separation=HOURS), rule("class", CLASS, separation=HOURS))
    assert [each.slug for each in rules_naming(MedicineConcept("class", None), rules)] == ["class"]
