"""Reject the parts of a text that make no sense beside the others: a name, a class, what a medicine is for.

What must stay true: a medicine that stands beside another is never taken for a word about it.
"""

import re

from app.medicines.parsing.classes import is_apposed, names_a_class
from app.medicines.parsing.compounds import KnownNames
from app.medicines.parsing.dependent_words import has_what_it_needs
from app.medicines.parsing.ingredients import without_a_name
from app.medicines.parsing.part_predicates import SHORT_TIMES, is_amount, is_of_a_list, is_salt_of_a_metal
from app.medicines.parsing.parts import SHORT_NAME, Part, PartKind
from app.medicines.parsing.salts import METALS, is_said_by
from app.medicines.parsing.tokens import number_value
from app.medicines.parsing.words import A_CONDITION, TO_BE_STATED, ListedWord, WordKind, WordList
from app.medicines.vocabulary import NamedSubstances, NameKind

PRODUCTS = (NameKind.brand, NameKind.combination, NameKind.magnesium_product)
"""Kinds of names after which a word may name another product."""

ABOUT_A_MEDICINE = ("reason",)
"""Meanings of words that say what a medicine is for; a name that is such a word may be no medicine."""

PURPOSES = (
    "for ",
    "prn ",
    "treat ",
    "to treat ",
    "treating ",
    "treats ",
    "indicated for ",
    "gegen ",
    "wegen ",
    "wegens ",
    "get ",
    "get a ",
    "when ",
    "if ",
    "to ",
    "because of ",
    "because i have ",
    "on account of ",
    "due to ",
    "bei ",
    "für ",
    "fur ",
    "pour ",
    "contre ",
    "para ",
    "per ",
    "si ",
    "se ",
    "contra ",
    "contro ",
    "voor ",
    "tegen ",
)
"""Words before what a medicine is for, with a blank."""

BEFORE_AN_INDICATION = frozenset(
    {
        "dx",
        "indication",
        "indications",
        "indikation",
        "indikationen",
        "indicacion",
        "indicacao",
        "indicazione",
        "indicatie",
    }
)
"""Words before what a medicine is for, in records."""

UNITS_OF_MEDICINES = frozenset({"mg", "µg", "IU", "unit", "mEq", "mmol"})
"""Units of doses; water and oil have others."""

PRODUCT_SUFFIXES = frozenset({"max", "maximum", "complex", "liposomal", "night", "nighttime"})
"""Words that name another product when they stand directly after a brand, unless a number follows."""

SMALL_NUMBER = 5
"""A whole number below this after a brand may name another product: one brand with `3` holds codeine."""

TIME_WORDS = (" before", " after", " since", " nach", " vor", " apres", " tras", " dopo", " na")
"""Words before a name that only tells when another medicine is taken: `the day after methotrexate`."""

APART = frozenset(
    {
        "abstand",
        "abstand zu",
        "abstand von",
        "getrennt von",
        "a distance",
        "a distance de",
        "loin de",
        "apart",
    }
    | {"apart from", "away from", "separate from", "separado de", "lontano da", "afstand", "afstand tot"}
)
"""Words before what a medicine is not taken together with: `2 h apart from calcium`."""

AWAY = frozenset({"from", "von", "de", "du", "del", "da", "dal", "van"})
"""Words between hours and what a medicine is not taken together with: `4 h from calcium`."""

AIMS = frozenset(
    {"for", "fur", "pour", "para", "per", "voor", "gegen", "contre", "contra", "contro", "tegen"}
)
"""Words between a medicine and what it is for: `amiloride for potassium`."""

VITAMIN = re.compile(r"(?:vit[a-z]* )?[a-ek](?: \d{1,2})?")
"""The name of a vitamin: its letter, and the number that some have."""

RELEASE_AND_ROUTE = (WordKind.release, WordKind.route, WordKind.dose_form)


def without_reasons(parts: list[Part], words: WordList) -> list[Part]:
    """Return parts in which a name that only describes the medicine beside it is a word.

    `thyroid pill (levothyroxine)` is one medicine; `insulin aspart (insulin pen)` as well. A name that has a
    strength of its own, or that a comma, a slash or `and` sets apart, is a medicine of its own.
    """
    names = [part for part in parts if part.found]
    if len(names) < 2:
        return parts
    found: list[Part] = []
    for index, part in enumerate(parts):
        if part.found and not is_in_a_list(parts, index):
            reasons = [each for each in words.alone.get(part.text, ()) if each.meaning in ABOUT_A_MEDICINE]
            general = part.found.whole_only and any(
                each is not part and f" {part.text} " in f" {each.text} " and each.text != part.text
                for each in names
            )
            if reasons or general:
                said = tuple(reasons) or (ListedWord(WordKind.noise, "brand or generic"),)
                found.append(Part(PartKind.word, part.start, part.end, part.text, words=said))
                continue
        found.append(part)
    return found


def is_in_a_list(parts: list[Part], index: int) -> bool:
    """Return whether a name has an amount of its own, or a sign or word of a list is beside it."""
    before, after = parts[index - 1 : index], parts[index + 1 : index + 2]
    if after and is_amount(after[0]):
        return True
    return any(is_of_a_list(each) for each in (*before, *after))


def fitting_parts(parts: list[Part], vocabulary: KnownNames) -> tuple[list[Part], tuple[str, ...]]:
    """Return the parts that make sense where they stand, and the texts of the others."""
    failed = {
        index
        for index, part in enumerate(parts)
        if part.kind is PartKind.not_understood or not stands_well(parts, index, vocabulary)
    }
    failed |= without_a_name(parts, vocabulary)
    named = [part for part in parts if part.found]
    nutrients = not failed and len(named) > 1 and all(map(is_nutrient, named))
    failed |= {
        index
        for index, part in enumerate(parts)
        if part.found and not may_be_meant(parts, index, part.found, failed, nutrients)
    }
    if not failed:
        return parts, ()
    kept = [part for index, part in enumerate(parts) if index not in failed]
    return kept, tuple(parts[index].text for index in sorted(failed))


def stands_well(parts: list[Part], index: int, vocabulary: KnownNames) -> bool:
    """Return whether a part makes sense beside its neighbours."""
    part = parts[index]
    before = part_before(parts, index)
    if names_a_class(part):
        return is_apposed(parts, index, vocabulary) or not any(
            each.found and each is not part for each in parts
        )
    meaning = part.words[0].meaning if part.words else ""
    if meaning == TO_BE_STATED:
        return False
    if meaning == A_CONDITION:
        return is_purpose(parts, index)
    if not part.found and not has_what_it_needs(parts, index):
        return False
    if part.text == "(" and sets_all_names_aside(parts, index):
        return False
    if part.text == "co" and parts[index + 1 : index + 2] and parts[index + 1].text == "-":
        return False
    if part.is_word(WordKind.separator) or (part.kind is PartKind.sign and part.text in "+&"):
        return leads_to_another(parts, index)
    if before is None or before.found is None or before.found.kind not in PRODUCTS:
        return True
    return stands_after_a_brand(parts, index)


def leads_to_another(parts: list[Part], index: int) -> bool:
    """Return whether something that may be joined follows a separator: `calcium and zinc`, `bd + prn`.

    Nothing is joined by a heading, `N: metformin`; by French `plus metformine`, no more of it; or by `plus`
    before a mere word, unless it joins two substances: `metformin plus baby aspirin`.
    """
    part = parts[index]
    after = [each for each in parts[index + 1 :] if each.kind is not PartKind.sign]
    if index == 0 and part.text.isalpha() and len(part.text) == 1:
        return False
    if part.text == "plus" and not any(each.found for each in parts[:index]):
        return False
    if part.text in ("plus", "+") and after and after[0].is_word(*WordKind):
        return is_between_frequencies(parts, index) or joins_substances(parts, index)
    return bool(after)


def joins_substances(parts: list[Part], index: int) -> bool:
    """Return whether a substance is named before a part, and a name after it with few words between.

    A dose form after `plus` belongs to a product: `Ramipril plus Tabletten`.
    """
    named = [each.found for each in parts[:index] if each.found]
    between = (WordKind.noise, WordKind.release, WordKind.route)
    follows = next((each for each in parts[index + 1 :] if not each.is_word(*between)), None)
    return bool(named) and named[-1].kind not in PRODUCTS and follows is not None and bool(follows.found)


def is_between_frequencies(parts: list[Part], index: int) -> bool:
    """Return whether a part stands between two frequencies: `bd + prn`."""
    beside = [*parts[max(0, index - 1) : index], *parts[index + 1 : index + 2]]
    return len(beside) == 2 and all(each.is_word(WordKind.frequency) for each in beside)


def sets_all_names_aside(parts: list[Part], index: int) -> bool:
    """Return whether a bracket holds all names, and no word before it is what they are said of: `(warfarin)`.

    Lists set aside so what is paused or taken now and then.
    """
    if any(not (each.kind is PartKind.sign or is_amount(each)) for each in parts[:index]):
        return False
    end = next((at for at in range(index, len(parts)) if parts[at].text == ")"), len(parts))
    inside = any(each.found for each in parts[index:end])
    return inside and not any(each.found for each in parts[end:])


def stands_after_a_brand(parts: list[Part], index: int) -> bool:
    """Return whether a part that stands after a brand cannot name another product: `Tylenol #3`."""
    part = parts[index]
    if part.is_word(WordKind.negation):
        return True
    if part.text in PRODUCT_SUFFIXES:
        return index + 1 < len(parts) and is_amount(parts[index + 1])
    if part.kind is PartKind.number:
        followed = index + 1 < len(parts) and parts[index + 1].kind is PartKind.word
        counted = followed and parts[index - 1].text != "#"
        value = number_value(part.text.split(" ")[0]) or 0
        return counted or value >= SMALL_NUMBER or value != int(value)
    if part.is_word(WordKind.noise) and part.words[0].meaning in ("reason", "person"):
        return part.text.startswith(PURPOSES)
    return not (part.kind is PartKind.word and len(part.text) < SHORT_NAME) or part.is_word(
        *RELEASE_AND_ROUTE
    )


def is_purpose(parts: list[Part], index: int) -> bool:
    """Return whether a condition is what a medicine is for: `for lupus`, `5 mg daily - lupus`, `lupus: 5 mg`.

    Directly after a name it may be another product, and in brackets after a brand a part of the brand.
    """
    before = [each.text for each in parts[max(0, index - 3) : index]]
    if any(f"{text} " in PURPOSES or text in BEFORE_AN_INDICATION for text in before):
        return True
    if index == 0 or parts[index - 1].found:
        return index == 0 and [each.text for each in parts[1:2]] == [":"]
    others = [each for each in parts[:index] if each.kind is not PartKind.sign]
    return not others or others[-1].found is None or others[-1].found.kind not in PRODUCTS


def part_before(parts: list[Part], index: int) -> Part | None:
    """Return the part directly before another, past hyphens and number signs."""
    while index > 0 and parts[index - 1].text in ("-", "#", "no", "."):
        index -= 1
    return parts[index - 1] if index > 0 else None


def may_be_meant(
    parts: list[Part], index: int, found: NamedSubstances, failed: set[int], nutrients: bool
) -> bool:
    """Return whether a name that may be an ordinary word is meant as a name.

    It is when the other names say the same, or when no name, separator or bracket aside, is next to it and
    everything is understood, or a dose follows the name of a substance. A very short one must be alone, or
    begin with a dose after it, and a brand must be apart from all other names. Vitamins and minerals may
    stand side by side.
    """
    part = parts[index]
    if is_only_spoken_of(parts, index):
        return False
    short = len(part.text.replace(" ", "")) <= SHORT_NAME and found.kind is NameKind.abbreviation
    if nutrients or (not found.whole_only and not short):
        return True
    others = [each for number, each in enumerate(parts) if each.found and number != index]
    if part.substances and any(is_said_by(part.substances, each.substances) for each in others):
        return True
    dosed = found.kind not in PRODUCTS and has_a_dose(parts, index, failed)
    if failed and not dosed:
        return False
    begins = index == 0 or parts[index - 1].kind in (PartKind.sign, PartKind.number)
    if found.whole_only and len(part.text) <= SHORT_NAME and not (dosed and begins):
        return all(each.kind is PartKind.sign for number, each in enumerate(parts) if number != index)
    joined = index > 0 and parts[index - 1].text == "-" and has_a_dose(parts, index, failed)
    if found.whole_only and found.kind in PRODUCTS and not (joined or stands_apart(parts, index)):
        return False
    neighbours = (parts[index - 1 : index] if index else []) + parts[index + 1 : index + 2]
    minerals = part.substances <= METALS
    return not any(each.found and not (minerals and each.substances <= METALS) for each in neighbours)


def is_nutrient(part: Part) -> bool:
    """Return whether a part names a mineral, a salt of one or a vitamin: `magnesium`, `B6`, `vitamin D3`."""
    mineral = bool(part.substances) and part.substances <= METALS
    return mineral or is_salt_of_a_metal(part) or VITAMIN.fullmatch(part.text) is not None


def is_only_spoken_of(parts: list[Part], index: int) -> bool:
    """Return whether a name tells when, apart from what or for what another medicine is taken."""
    if index and f" {parts[index - 1].text}".endswith(TIME_WORDS):
        return True
    before = parts[max(0, index - 2) : index]
    if any(each.text in APART for each in before):
        return True
    times = {strength.unit for each in before[:-1] for strength in each.strengths}
    if before and before[-1].text in AWAY and not times.isdisjoint(SHORT_TIMES):
        return True
    aimed = bool(before) and before[-1].text in AIMS and any(each.found for each in parts[: index - 1])
    return aimed and not any(is_amount(each) for each in parts[index + 1 : index + 2])


def has_a_dose(parts: list[Part], index: int, failed: set[int]) -> bool:
    """Return whether a dose follows a name, and before it nothing is left out that may belong to it.

    `aspirin 81 mg zorbexil` is so, and `gentle iron 25 mg` is not: it may be the name of another product.
    """
    dose = parts[index + 1] if index + 1 < len(parts) and index + 1 not in failed else None
    if dose is None or not any(each.unit in UNITS_OF_MEDICINES for each in dose.strengths):
        return False
    at = index - 1
    while at >= 0 and not is_of_a_list(parts[at]) and parts[at].text != ":":
        if at in failed:
            return False
        at -= 1
    return True


def stands_apart(parts: list[Part], index: int) -> bool:
    """Return whether a sign or word of a list stands between a name and each name before and after it."""
    for beyond in (parts[:index][::-1], parts[index + 1 :]):
        named = next((at for at, each in enumerate(beyond) if each.found), None)
        if named is not None and not any(is_of_a_list(each) for each in beyond[:named]):
            return False
    return True
