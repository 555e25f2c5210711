"""Put what a safety rule looks at into words for its page. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from app.models import Condition, MedicineClass
from app.models.rule import MedicineRoute, When
from app.web.text import format_number


@dataclass(frozen=True)
class RuleLine:
    """One thing that has to hold for a rule to fire; of several words, one is enough."""

    about: str
    words: Sequence[str] = ()
    references: Sequence[str] = ()
    """Records that are meant, as `collection/slug`."""
    another_choice: bool = False
    """Whether it is enough that this line or the one before it holds."""


@dataclass(frozen=True)
class RuleNames:
    """Names of what rules refer to."""

    medicines: Mapping[str, Sequence[str]]
    """Class → its medicines."""
    classes: Mapping[str, str]
    """Class → its name."""
    conditions: Mapping[str, str]
    """`group/condition` → its name."""

    @classmethod
    def of(cls, classes: Sequence[MedicineClass], conditions: Sequence[Condition]) -> "RuleNames":
        """Return the names that some records have."""
        return cls(
            {each.slug: [medicine.name for medicine in each.medicines] for each in classes},
            {each.slug: each.name for each in classes},
            {f"{each.slug}/{member.name}": member.label for each in conditions for member in each.members},
        )


def rule_lines(when: When, names: RuleNames) -> Iterator[RuleLine]:
    """Yield what has to hold for a rule to fire, in the order in which people ask."""
    for number, line in enumerate(medicine_lines(when, names)):
        yield replace(line, another_choice=number > 0)
    if when.except_medicine_classes:
        yield RuleLine("But none of", [names.classes[slug] for slug in when.except_medicine_classes])
    if when.medicine_routes:
        yield RuleLine("The medicine is taken", ways_in_words(when.medicine_routes))
    if when.conditions:
        yield RuleLine("Condition", [names.conditions[reference] for reference in when.conditions])
    yield from magnesium_lines(when)
    yield from person_lines(when)


def medicine_lines(when: When, names: RuleNames) -> Iterator[RuleLine]:
    """Yield which medicines a rule looks at; one of these lines is enough."""
    if when.medicines:
        yield RuleLine("Medicine", [reference.partition("/")[2] for reference in when.medicines])
    for slug in when.medicine_classes:
        yield RuleLine(f"Class: {names.classes[slug]}", names.medicines[slug])
    if when.any_other_medicine:
        yield RuleLine("Medicine", ["any other for which no rule with hours fires"])


def magnesium_lines(when: When) -> Iterator[RuleLine]:
    """Yield what has to hold of the magnesium."""
    if when.forms:
        yield RuleLine("Form of magnesium", references=[f"forms/{slug}" for slug in when.forms])
    if when.antacid_type is not None:
        yield RuleLine("Antacid-type salt", [yes_no(when.antacid_type)])
    if when.magnesium_routes:
        yield RuleLine("Magnesium is taken", ways_in_words(when.magnesium_routes))
    if when.above_limit is not None:
        yield RuleLine("More magnesium than", references=[f"limits/{when.above_limit}"])
    if when.dose_above_mg is not None:
        yield RuleLine("More magnesium than", [f"{format_number(when.dose_above_mg)} mg (elemental) a day"])


def person_lines(when: When) -> Iterator[RuleLine]:
    """Yield what has to hold of the person."""
    if when.kidney_function_below is not None:
        below = f"below {format_number(when.kidney_function_below)} mL/min"
        yield RuleLine("Kidney function", [f"eGFR {below}/1.73 m²", f"creatinine clearance {below}"])
    if when.kidney_function_known is not None:
        yield RuleLine("Kidney function is stated", [yes_no(when.kidney_function_known)])
    if when.age_from_years is not None:
        yield RuleLine("Age", [f"{format_number(when.age_from_years)} years or older"])
    if when.age_below_years is not None:
        yield RuleLine("Age", [f"under {format_number(when.age_below_years)} years"])
    if when.pregnant is not None:
        yield RuleLine("Pregnant", [yes_no(when.pregnant)])
    if when.breastfeeding is not None:
        yield RuleLine("Breastfeeding", [yes_no(when.breastfeeding)])


def ways_in_words(routes: Sequence[MedicineRoute]) -> list[str]:
    """Return routes as a sentence has them: `by mouth`."""
    return [route.meaning[0].lower() + route.meaning[1:].rstrip(".") for route in routes]


def yes_no(truth: bool) -> str:
    """Return a truth in words."""
    return "yes" if truth else "no"
