"""Name the values that rules lack in words for people, for pages and CDS Hooks cards."""

from app.safety.schemas import CheckAnswer

MISSING_VALUES = {
    "medicines": "which medicines are taken",
    "conditions": "which conditions there are",
    "person.age": "the age",
    "person.egfr": "kidney function (eGFR)",
    "person.pregnant": "whether pregnant",
    "person.breastfeeding": "whether breastfeeding",
    "supplement.form": "the form of magnesium",
    "supplement.elemental_mg": "the amount as elemental magnesium",
}
"""Value that a rule needs → words for it."""


def missing_value(need: str, answer: CheckAnswer) -> str:
    """Return words for a value that a rule needs; the value itself where there are none."""
    if need in MISSING_VALUES:
        return MISSING_VALUES[need]
    if need.endswith(".route"):
        return f"how {with_given_names(need.removesuffix('.route'), answer)} is taken"
    if need.endswith(".elemental_mg"):
        return f"how much magnesium {with_given_names(need.removesuffix('.elemental_mg'), answer)} holds"
    return need


def with_given_names(text: str, answer: CheckAnswer) -> str:
    """Return a text of an answer with the names as they were given in the place of `medicines[0]`."""
    for each in answer.inputs:
        text = text.replace(each.place, f"“{each.given}”")
    return text
