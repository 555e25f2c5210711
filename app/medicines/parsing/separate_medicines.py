"""Tell apart the medicines of a list in one text; a combination, or a name with its brand, is one medicine.

What must stay true: names are of one medicine only where it is clear; what is said of one is then not said of
the next.
"""

from collections.abc import Iterator

from app.medicines.parsing.compounds import KnownNames
from app.medicines.parsing.part_predicates import is_amount, is_of_a_list
from app.medicines.parsing.parts import Part, PartKind
from app.medicines.parsing.salts import without_content
from app.medicines.parsing.words import WordKind

INSIDE_A_PRODUCT = frozenset("/+&,-_*()[]'\"")
"""Signs that may stand between the names of one product."""

DISSOLVED_IN = frozenset({"in", "dans", "en", "em"})
"""Words between a medicine and what it is dissolved in: `ceftriaxone 1 g in sodium chloride 0.9 %`."""

BEGINNING_A_LINE = frozenset(".-•·")
"""Signs before a further medicine, beside those of a list in one line."""


def separate_medicines(parts: list[Part], vocabulary: KnownNames) -> list[list[Part]]:
    """Return the parts of a text, apart for each medicine that it names; all together when it names none."""
    starts: list[int] = []
    before: frozenset[str] = frozenset()
    for names in names_of_products(parts, vocabulary):
        substances = substances_of_names(parts, names)
        if starts and (says_the_same(before, substances) or parts[names[0] - 1].text in DISSOLVED_IN):
            before |= substances
        else:
            starts.append(beginning(parts, names[0]) if starts else 0)
            before = substances
    ends = [*starts[1:], len(parts)]
    return [parts[start:end] for start, end in zip(starts or [0], ends, strict=True)]


def says_the_same(before: frozenset[str], substances: frozenset[str]) -> bool:
    """Return whether of two names, one says what the other does: a brand, or an ingredient of a product."""
    return bool(before and substances) and (substances <= before or before <= substances)


def names_of_products(parts: list[Part], vocabulary: KnownNames) -> Iterator[list[int]]:
    """Yield the places of the names that make one product together; those of others one by one."""
    for names in names_side_by_side(parts):
        substances = without_content(substances_of_names(parts, names))
        if len(names) > 1 and vocabulary.is_product(tuple(sorted(substances))):
            yield names
        else:
            yield from ([name] for name in names)


def names_side_by_side(parts: list[Part]) -> Iterator[list[int]]:
    """Yield the places of names between which stands nothing that ends what is said of a product."""
    names: list[int] = []
    for at in (index for index, part in enumerate(parts) if part.found):
        if names and not all(map(may_be_inside_a_product, parts[names[-1] + 1 : at])):
            yield names
            names = []
        names.append(at)
    if names:
        yield names


def may_be_inside_a_product(part: Part) -> bool:
    """Return whether a part may stand between the names of one product: a strength, a slash, `and`."""
    if part.kind is PartKind.sign:
        return part.text in INSIDE_A_PRODUCT
    return is_amount(part) or part.is_word(WordKind.separator, WordKind.release, WordKind.salt)


def substances_of_names(parts: list[Part], names: list[int]) -> frozenset[str]:
    """Return every substance that some names may stand for."""
    return frozenset(
        slug for at in names if (found := parts[at].found) for each in found.meanings for slug in each
    )


def beginning(parts: list[Part], name: int) -> int:
    """Return where what is said of a medicine begins: its name, or its dose form in `, Inj. ceftriaxone`."""
    for at in range(name - 1, 0, -1):
        part = parts[at]
        if part.text == "." and tells_a_form(parts[at - 1]):
            continue
        if is_of_a_list(part) or part.text in BEGINNING_A_LINE:
            return at + 1
        if not (tells_a_form(part) or is_amount(part)):
            break
    return name


def tells_a_form(part: Part) -> bool:
    """Return whether a part is a dose form or a route."""
    return part.is_word(WordKind.dose_form, WordKind.route)
