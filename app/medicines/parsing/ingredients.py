"""Words and amounts that tell of an ingredient without naming it: `Micardis plus 80/25`, `hydrocodone 5/325`.

What must stay true: a name that has the strengths or the word of a combination is never read as that name
alone. Two strengths of one substance are left: a range, a fraction, an amount of a metal in its salt.
"""

import re
from collections.abc import Iterator
from itertools import takewhile
from typing import NamedTuple

from app.medicines.parsing.amounts import YEAR
from app.medicines.parsing.compounds import KnownNames
from app.medicines.parsing.part_predicates import is_amount
from app.medicines.parsing.parts import SHORT_NAME, Part, PartKind
from app.medicines.parsing.salts import METALS, SALTS_OF
from app.medicines.parsing.tokens import MILLIGRAMS, Strength, number_value
from app.medicines.parsing.words import WordKind

BETWEEN_INGREDIENTS = frozenset("+&/")
"""Signs between an ingredient and the next."""

ACTIVITY = frozenset({"IU", "unit"})

FRACTIONS = frozenset({(1, 2), (1, 3), (2, 3), (1, 4), (3, 4)})
DAYS_OR_WEEKS = frozenset({7, 52})
"""Numbers after a slash that count days or weeks: `7/7` is a week, `6/52` six weeks."""

HIGHEST_RANGE = 10
"""How many times its first number the second of a range may be: `5-325` is none."""

HIGHEST_DOSES = 20
"""Numbers up to this without a unit may count tablets: `2-1`."""

TWO_NUMBERS = re.compile(r"[\d.,]+([-/])[\d.,]+ ")

SALTS = tuple(f"{metal}-" for metal in sorted(METALS)) + tuple(
    prefix for prefixes in SALTS_OF.values() for prefix in prefixes
)
"""How the slugs of salts of metals begin: their second strength is the metal in them."""

IN_MASS_AND_UNITS = frozenset({"colecalciferol", "ergocalciferol", "retinol", "vitamin-e"})
"""Substances whose amount is written in both units: `25 µg/1000 IU`."""

PAIN_AND_FEVER = frozenset({"paracetamol", "acetylsalicylic-acid", "ibuprofen", "naproxen"})
COUGH = frozenset(
    {"guaifenesin", "promethazine", "brompheniramine", "chlorphenamine", "pseudoephedrine", "phenylephrine"}
)

OTHER_PRODUCTS: dict[str, frozenset[str]] = {
    "pm": PAIN_AND_FEVER,
    "night": PAIN_AND_FEVER,
    "nighttime": PAIN_AND_FEVER,
    "max": PAIN_AND_FEVER,
    "complex": PAIN_AND_FEVER,
    "dm": COUGH,
    "ac": COUGH,
    "mix": frozenset({"insulin-aspart", "insulin-lispro"}),
    "am": frozenset({"telmisartan", "olmesartan", "valsartan", "perindopril"}),
    "at": frozenset({"amlodipine"}),
}
"""Word → substances; directly after one of them it names a combination: `ibuprofen PM`, `telmisartan AM`."""

LETTERS_AFTER_A_HYPHEN = frozenset({"am", "at", "pm", "dm"})
"""Letters that stand for a second ingredient after a name and a hyphen: `telmisartan-AM`."""

MOST_PARTS_OF_A_SUFFIX = 6
"""Parts after a name among which the rest of a longer name is looked for."""

BETWEEN_NAME_AND_STRENGTH = (WordKind.dose_form, WordKind.release)


class SideBySide(NamedTuple):
    """Two amounts with a slash or a hyphen between them, and the part where they begin."""

    first: Strength
    sign: str
    second: Strength
    at: int


def without_a_name(parts: list[Part], vocabulary: KnownNames) -> set[int]:
    """Return the places of the parts that tell of an ingredient which no name tells."""
    named = [index for index, part in enumerate(parts) if part.found]
    if not named:
        return set()
    said = frozenset().union(*(parts[index].substances for index in named))
    of_longer = {at for index in named for at in of_a_longer_name(parts, index, said, vocabulary)}
    return of_longer | {
        index
        for index, part in enumerate(parts)
        if (part.kind is not PartKind.sign or part.text in BETWEEN_INGREDIENTS)
        and not part.found
        and tells_an_ingredient(parts, index)
    }


def tells_an_ingredient(parts: list[Part], index: int) -> bool:
    """Return whether a part tells of an ingredient that no name in the text tells."""
    part = parts[index]
    if part.words:
        if part.is_word(WordKind.separator):
            return is_before_a_strength_alone(parts, index)
        return names_another_product(parts, index)
    if part.kind is PartKind.sign:
        return is_before_a_strength_alone(parts, index)
    pair = side_by_side(parts, index)
    return pair is not None and is_of_two(pair, parts) and names_one_substance(parts, pair)


def of_a_longer_name(
    parts: list[Part], index: int, said: frozenset[str], vocabulary: KnownNames
) -> Iterator[int]:
    """Yield the places of words that with the name before them name a product with other ingredients.

    Only signs and dose forms stand between: `Tylenol (PM)`, `Excedrin tablets PM`; or a strength before one
    or two letters: `Bromfed 10 mg DM`.
    """
    phrase, dosed = parts[index].text, False
    for at in range(index + 1, min(index + 1 + MOST_PARTS_OF_A_SUFFIX, len(parts))):
        part = parts[at]
        if part.kind is PartKind.sign:
            continue
        if part.kind is PartKind.strength and not part.words:
            dosed = True
            continue
        if part.kind is not PartKind.word and (dosed or part.kind is not PartKind.number):
            return
        longer = vocabulary.find_name(f"{phrase} {part.text}")
        may_be = not dosed or len(part.text) < SHORT_NAME
        if may_be and longer and not any(said.issuperset(each) for each in longer.meanings or [said]):
            yield at
        if not part.is_word(WordKind.dose_form):
            phrase = f"{phrase} {part.text}"


def names_another_product(parts: list[Part], index: int) -> bool:
    """Return whether a word directly after a name makes a combination of it."""
    text = parts[index].text
    if text in LETTERS_AFTER_A_HYPHEN and index > 1 and parts[index - 1].text == "-":
        return parts[index - 2].found is not None
    others = OTHER_PRODUCTS.get(text)
    if others is None or index == 0:
        return False
    named = parts[index - 1 - (index > 1 and parts[index - 1].text == "-")]
    return bool(named.substances) and named.substances <= others


def is_before_a_strength_alone(parts: list[Part], index: int) -> bool:
    """Return whether a word or sign such as `plus` stands between a name and a strength that no name follows.

    `paracetamol plus 30 mg codeine` names what the strength is of, `with 250 ml` is what is drunk, and
    `U-100` a concentration.
    """
    is_concentration = any(each.text == "-" for each in parts[index + 1 : index + 2])
    if is_concentration or not is_directly_after_a_name(parts, index):
        return False
    until_comma = takewhile(lambda each: each.text not in (",", ";"), parts[index + 1 :])
    rest = [each for each in until_comma if each.kind is not PartKind.sign]
    if not rest or not is_of_mass(rest[0]):
        return False
    others = (each for each in rest if not (is_amount(each) or each.is_word(*BETWEEN_NAME_AND_STRENGTH)))
    follows = next(others, None)
    return follows is None or follows.found is None


def is_directly_after_a_name(parts: list[Part], index: int) -> bool:
    """Return whether only a maker, a dose form, a release or a sign stands between a name and a part."""
    for part in reversed(parts[:index]):
        if part.found:
            return True
        is_maker = bool(part.words) and part.words[0].meaning == "manufacturer"
        if not (part.kind is PartKind.sign or is_maker or part.is_word(*BETWEEN_NAME_AND_STRENGTH)):
            return False
    return False


def side_by_side(parts: list[Part], index: int) -> SideBySide | None:
    """Return the two amounts of `20/12.5 mg`, `875 mg/125 mg` or `5-325` that end with a part."""
    part = parts[index]
    if len(part.strengths) == 2 and (found := TWO_NUMBERS.match(part.text)):
        return SideBySide(part.strengths[0], found[1], part.strengths[1], index)
    if index < 2 or parts[index - 1].text not in ("/", "-"):
        return None
    first, second = written_amount(parts[index - 2]), written_amount(part)
    if first is None or second is None or (not first.unit and second.unit):
        return None
    return SideBySide(first, parts[index - 1].text, second, index - 2)


def written_amount(part: Part) -> Strength | None:
    """Return the one amount that a part is; its unit is empty where none is written."""
    if part.words or len(part.strengths) > 1:
        return None
    if part.kind is PartKind.number and not YEAR.fullmatch(part.text):
        return Strength(number_value(part.text), "")
    return part.strengths[0] if part.strengths else None


def is_of_two(pair: SideBySide, parts: list[Part]) -> bool:
    """Return whether two amounts are strengths of two ingredients: no range, fraction or concentration."""
    first, sign, second, at = pair
    if not first.amount or not second.amount:
        return False
    if first.unit in MILLIGRAMS and second.unit in ACTIVITY:
        return sign == "/"
    if not first.unit and not second.unit:
        if not is_directly_after_a_name(parts, at):
            return False
        if sign == "-" and max(first.amount, second.amount) <= HIGHEST_DOSES:
            return False
    elif first.unit not in MILLIGRAMS or second.unit not in MILLIGRAMS:
        return False
    if sign == "/":
        is_concentration = second.unit == "g" != first.unit
        is_time = not first.unit and second.amount in DAYS_OR_WEEKS
        return not (is_concentration or is_time or (first.amount, second.amount) in FRACTIONS)
    # A number without a unit is compared as milligrams.
    lower = first.amount * MILLIGRAMS.get(first.unit, 1)
    upper = second.amount * MILLIGRAMS.get(second.unit, 1)
    return upper < lower or upper > HIGHEST_RANGE * lower


def names_one_substance(parts: list[Part], pair: SideBySide) -> bool:
    """Return whether all names together mean one substance that has two strengths only with another."""
    named = [each for each in parts if each.found]
    substances = frozenset().union(*(each.substances for each in named))
    if not all(each.substances for each in named) or len(substances) != 1:
        return False
    (slug,) = substances
    if slug in METALS or slug.startswith(SALTS):
        return False
    if pair.second.unit in ACTIVITY:
        return slug not in IN_MASS_AND_UNITS
    return not (pair.sign == "-" and "insulin" in slug.split("-"))


def is_of_mass(part: Part) -> bool:
    """Return whether a part is a number that may be a strength: of mass or activity, or without a unit."""
    return is_amount(part) and all(
        each.unit in ACTIVITY or each.unit in MILLIGRAMS for each in part.strengths
    )
