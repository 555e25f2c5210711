"""Whether the name of a class of medicines says what the medicine beside it is: `blood thinner (warfarin)`.

What must stay true: a class to which neither medicine beside it belongs is a medicine without a name.
"""

from collections.abc import Iterable

from app.medicines.parsing.compounds import KnownNames
from app.medicines.parsing.part_predicates import LISTING, is_of_a_list
from app.medicines.parsing.parts import Part, PartKind
from app.medicines.parsing.words import WordKind
from app.medicines.vocabulary import NameKind

A_CLASS = "class of medicines"
"""Meaning of the name of a class of medicines, which says what the medicine beside it is."""

ATC_GROUPS: dict[str, tuple[str, ...]] = {
    "ppi": ("A02BC", "A02BD"),
    "nsaid": ("M01", "M02AA", "N02AJ", "N02BA", "S01BC"),
    "pcn": ("J01C",),
    "ssri": ("N06AB", "N06CA"),
    "ocp": ("G03",),
    "coc": ("G03",),
    "hrt": ("G03", "L02AA"),
}
"""Abbreviation of a class → the ATC groups of its medicines; words have theirs in `medicine-words.csv`."""

NEVER_BETWEEN = (WordKind.separator, WordKind.negation)
"""Words that never stand between the name of a class and the medicine of it."""


def names_a_class(part: Part) -> bool:
    """Return whether a part names a class of medicines, and no medicine."""
    if part.found:
        return part.found.kind is NameKind.abbreviation and not part.found.meanings
    return bool(part.words) and part.words[0].meaning == A_CLASS


def is_apposed(parts: list[Part], index: int, vocabulary: KnownNames) -> bool:
    """Return whether the name of a class of medicines only says what the medicine beside it is.

    `blood thinner (warfarin)`, `PPI: omeprazole` and `sertraline (SSRI)` name one medicine, and `sertraline,
    blood thinner` two, of which one is not stated. A word of the name of a substance, as in `Lantus insulin
    pen`, is such a class.
    """
    text = parts[index].text
    if any(text in slug.split("-") for each in parts for slug in each.substances):
        return not (index and is_of_a_list(parts[index - 1]))
    if not is_one_of_the_class(parts, index, vocabulary):
        return False
    at = index + 1
    while at < len(parts) and (
        (parts[at].kind is PartKind.sign and parts[at].text not in LISTING)
        or (parts[at].kind is PartKind.word and not parts[at].is_word(*NEVER_BETWEEN))
    ):
        at += 1
    if at < len(parts) and parts[at].found:
        return True
    before = parts[index - 1] if index else None
    return before is not None and (
        before.text in ("(", "[", "-") or (before.kind is PartKind.word and before.text in ("as", "for"))
    )


def is_one_of_the_class(parts: list[Part], index: int, vocabulary: KnownNames) -> bool:
    """Return whether the medicine before a class or the one after it is of its ATC groups, if both are known.

    `statin (ramipril)` names two medicines, or one wrongly.
    """
    groups = atc_groups_of(parts[index])
    beside = [
        next((each.found for each in away if each.found and each.found.meanings), None)
        for away in (reversed(parts[:index]), parts[index + 1 :])
    ]
    slugs = {slug for found in beside if found for meaning in found.meanings for slug in meaning}
    return not groups or is_in_groups(slugs, groups, vocabulary)


def atc_groups_of(part: Part) -> tuple[str, ...]:
    """Return the ATC groups of the medicines of a class; none where they are not listed."""
    return tuple(part.words[0].detail.split()) if part.words else ATC_GROUPS.get(part.text, ())


def is_in_groups(slugs: Iterable[str], groups: tuple[str, ...], vocabulary: KnownNames) -> bool:
    """Return whether one of the substances may be of ATC groups; it may be where one has no code."""
    codes = [vocabulary.substance(slug).atc for slug in slugs]
    return not all(codes) or any(code.startswith(groups) for each in codes for code in each)
