"""The words for what was given, what was compared and which way a result points: one place, so that a
sentence, a table and a figure never call the same thing by two names. Pure.
"""

from app.evidence.schemas import MagnesiumGiven
from app.models.outcome import Comparison, Direction

SAID = {
    Direction.favours_magnesium: "favours magnesium",
    Direction.no_clear_difference: "no clear difference",
    Direction.favours_comparator: "favours the comparator",
    Direction.improved_within_group: "better than before",
    Direction.unchanged_within_group: "not clearly changed",
    Direction.worsened_within_group: "worse than before",
    Direction.mixed: "mixed",
    Direction.not_reported: "direction not read",
}
"""Which way a result points."""

COMPARED = {
    Comparison.between_arms: "against a comparator",
    Comparison.withdrawal: "on it against after stopping it",
    Comparison.within_arm: "before against after, uncontrolled",
    Comparison.not_stated: "what was compared is not stated",
}
"""What was compared."""

GIVEN = {
    MagnesiumGiven.alone: "Magnesium alone",
    MagnesiumGiven.combined: "Magnesium with something else",
    MagnesiumGiven.not_stated: "Magnesium, alone or not",
    MagnesiumGiven.without: "Comparison arms, without magnesium",
}
"""What was given."""

CANNOT_SHOW = {
    Comparison.within_arm: "Nothing was compared, so this cannot show an effect of magnesium.",
    Comparison.not_stated: "As it is not stated what was compared, this cannot show an effect of magnesium.",
}
"""Why results of a comparison say nothing of an effect; the other comparisons may."""

EFFECT = {
    Direction.favours_magnesium: ("improves", "improve"),
    Direction.no_clear_difference: ("makes little or no difference to", "make little or no difference to"),
    Direction.favours_comparator: ("worsens", "worsen"),
}
"""What magnesium does when every deciding result points this way; plain, and after `may`."""


def several(number: int, thing: str) -> str:
    """`1 result`, `2 results`."""
    return f"{number} {thing}{'' if number == 1 else 's'}"


def lowered(text: str) -> str:
    """A text that begins in the middle of a sentence."""
    return text[:1].lower() + text[1:]
