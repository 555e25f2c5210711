"""Words and amounts of what is measured: `HR > 120`, `zinc deficiency`, `1.9 mg/dl`, `potassium 4.1`.

What must stay true: the name of what is measured, missing or looked at in blood is never read as taken.
"""

import re

from app.medicines.parsing.part_predicates import is_amount, is_salt_of_a_metal
from app.medicines.parsing.parts import Part, PartKind
from app.medicines.parsing.salts import METALS
from app.medicines.parsing.words import WordKind

MEASURED = (
    *("hr", "map", "fsbg", "fsbs", "spo 2", "rass", "ciwa", "nrs", "vas", "eva", "auc", "crcl", "ziel"),
    *("last inr", "latest inr", "goal", "goal trough", "trough goal"),
    *("if t", "for t", "si t", "bei t", "prn t"),
    *(f"{word} {each}" for word in ("for", "if") for each in ("mg", "k", "glucose", "bg", "weight gain")),
    *("weight gain", "wt gain", "for wt gain"),
)

OF_A_LIMIT = frozenset(
    {"<", ">", "≤", "≥", "=", "greater than", "less than", "above", "below", "over", "under"}
)
"""Signs and words after what is measured."""

HELD_FOR = ("sbp", "dbp", "bp", "systolic", "hr", "pulse", "map", "rr", "glucose", "bg", "k")
"""What is measured before a dose that is left out beyond a limit: `hold for SBP < 100`."""

HELD = (*(f"hold {word} {each}" for word in ("for", "if") for each in HELD_FOR), "hold sbp", "hold hr")

PER_LITRE = frozenset({"L", "dL"})

IN_SOLUTIONS, OF_SOLUTIONS = frozenset({"mmol", "mEq"}), frozenset({"g"})
"""Units per litre of the salts in infusions, and of any product; other amounts per litre are in blood."""

ONLY_IN_BLOOD = frozenset({"ng"})
"""Units per millilitre that no product has."""

VALUE = re.compile(r"\d+[.,]\d\d?|\d")
"""A number that is no dose of a mineral, where no unit and nothing to count follows: `potassium 4.1`."""

ALSO_IN_BLOOD = frozenset({"glucose", "carbamide", "albumin", "lactic-acid", "fibrinogen"})
"""Substances after whose names a number without a unit is a value: `glucose 110`."""

BEFORE_A_VALUE = frozenset(":=-")
"""Signs between what is measured and its value."""

OF_SEVERAL_NUMBERS = frozenset("/:")
"""Signs after the first number of a fraction or a ratio."""

COUNTING = (WordKind.dose_form, WordKind.frequency, WordKind.pack, WordKind.route)
"""Words after how many are taken: `magnesium 2 daily`."""

LINKS = frozenset({"en", "de", "d'", "du", "del", "di", "do", "da", "of", "in", "an", "aan", "van", "von"})
"""Small words between what is missing and its name: `carence en fer`."""

MISSING_OR_MEASURED = frozenset({"deficiency", "carence", "blood test", "blood tests"})
"""Words that beside a name say what is missing in blood, or is measured there, and not what is taken."""

CHECKS_IN_BLOOD = frozenset(
    [
        *("recheck", "review", "kontrolle", "kontrollieren", "controle", "controles", "surveillance"),
        *("controllo", "controlli", "controlo", "controleren", "controlar"),
    ]
)
"""Words of a blood test for the name beside them."""


def is_measured(parts: list[Part], index: int) -> bool:
    """Return whether a limit follows what is measured: `HR > 120`, `MAP below 65`."""
    after = [each for each in parts[index + 1 : index + 3] if each.text != "-"]
    return any(is_amount(each) or each.text in OF_A_LIMIT for each in after[:1])


def is_measured_as_well(parts: list[Part], index: int) -> bool:
    """Return whether limits stand on both sides: `SBP > 160 or DBP > 100`; `or BP pill` is a choice."""
    return is_measured(parts, index) and any(is_amount(each) for each in parts[max(0, index - 1) : index])


def is_of_no_name(parts: list[Part], index: int) -> bool:
    """Return whether a word of what was measured or is missing has no name beside it: `zinc deficiency`."""
    before = parts[index - 1 : index] if index else []
    after = parts[index + 1 : index + 3]
    follows = after[:1] if after and (after[0].found or after[0].text not in LINKS) else after
    return not any(each.found for each in (*before, *follows))


def is_no_check_of_a_name(parts: list[Part], index: int) -> bool:
    """Return whether a word of a check has no name beside it: `Kalium kontrollieren` tells of blood."""
    at = index
    while at > 0 and (parts[at - 1].is_word(WordKind.frequency) or parts[at - 1].text == "-"):
        at -= 1
    return is_of_no_name(parts[at - 1 : at] + parts[index : index + 3], min(at, 1))


def is_in_blood(parts: list[Part], index: int) -> bool:
    """Return whether an amount is what was measured in blood, and no dose: `Mg 0.8 mmol/l`, `1.9 mg/dl`."""
    for strength in parts[index].strengths:
        if strength.per_unit == "mL" and strength.unit in ONLY_IN_BLOOD:
            return True
        if strength.per_unit in PER_LITRE and strength.unit not in OF_SOLUTIONS:
            return strength.unit not in IN_SOLUTIONS or not any(map(is_salt_of_a_metal, parts))
    return False


def is_a_value(parts: list[Part], index: int) -> bool:
    """Return whether a number was measured in blood, and is no dose: `potassium 3.1`, `glucose: 110`."""
    part = parts[index]
    if part.kind is not PartKind.number:
        return False
    at = index - 1
    while at > 0 and parts[at].text in BEFORE_A_VALUE:
        at -= 1
    if at < 0 or not (named := parts[at].substances):
        return False
    if not (named <= ALSO_IN_BLOOD or (named <= METALS and VALUE.fullmatch(part.text))):
        return False
    after = parts[index + 1 : index + 2]
    return not any(each.is_word(*COUNTING) or each.text in OF_SEVERAL_NUMBERS for each in after)


def is_before_no_amount(parts: list[Part], index: int) -> bool:
    """Return whether no number follows: `trough before the 4th dose`; `trough: 6.2` was measured."""
    after = [each for each in parts[index + 1 : index + 4] if each.kind is not PartKind.sign]
    return not any(map(is_amount, after[:1]))
