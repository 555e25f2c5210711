"""Write an international name as French, German, Spanish, Italian, Portuguese and Dutch spell it.

International names follow fixed rules in each language: `alendronic acid` is `acide alendronique`,
`Alendronsäure` and `ácido alendrónico`; `omeprazole` is `omeprazol` and `omeprazolo`. Such a form is the same
name, not one that is alike. Accents are left out, as names are compared without them.
"""

import re
from collections.abc import Iterator

ACID = re.compile(r"([a-z]{4,})ic acid")
INSULIN = re.compile(r"insulin ([a-z]{5,})")
SHORTEST_SPELLED = 6
"""Letters of the shortest name that is written in another language; short ones may be other words."""

Letters = tuple[tuple[str, str], ...]
Endings = tuple[tuple[str, tuple[str, ...]], ...]


def pairs(text: str) -> Letters:
    """Return `a:b c:d` as pairs."""
    return tuple((one, other) for one, _, other in (pair.partition(":") for pair in text.split()))


def endings(text: str) -> Endings:
    """Return `in:ina,ino am:am` as endings with what becomes of them; the first that fits counts."""
    return tuple((english, tuple(national.split(","))) for english, national in pairs(text))


CHLORINE = re.compile(r"chloro?(?=[^aeiou])")
"""Chlorine in the middle of a name: Dutch `hydrochloorthiazide`, `chloortalidon`."""

IBERIAN_LETTERS = pairs("ph:f ch:c th:t rh:r y:i ll:l mm:m ss:s tt:t")
ITALIAN_LETTERS = pairs("ph:f ch:c th:t rh:r y:i x:ss ct:tt pt:tt")

FRENCH = endings("in:ine en:ene um:um")
GERMAN = endings("ine:in ide:id one:on ole:ol ate:at ime:im")
DUTCH = endings("in:ine ole:ol one:on ate:aat ime:im")
IBERIAN = endings(
    "dipine:dipina,dipino ine:ina in:ina,ino ole:ol ide:ida one:ona ate:ato en:eno ac:aco il:ilo "
    "ium:io ame:amo am:am an:an,ana ol:ol ib:ib ab:ab ir:ir ime:ima"
)
ITALIAN = endings(
    "dipine:dipina,dipino ine:ina in:ina,in ole:olo ol:olo ide:ide one:one ate:ato en:ene ium:io "
    "il:il an:an am:am ime:ima"
)


def national_forms(name: str) -> Iterator[str]:
    """Yield the forms of a folded international name in other languages.

    None of a name of several words, but for acids and insulins.
    """
    if acid := ACID.fullmatch(name):
        yield from acids(acid[1])
    elif kind := INSULIN.fullmatch(name):
        for insulin in ("insuline", "insulina", "insulin"):
            yield f"{insulin} {kind[1]}"
            yield from (f"{insulin} {form}" for form in national_forms(kind[1]))
    elif name.isalpha() and len(name) >= SHORTEST_SPELLED:
        yield from formed(name, FRENCH)
        yield from formed(name, GERMAN)
        yield from formed(name, DUTCH)
        dutch = CHLORINE.sub("chloor", name)
        yield from (dutch, *formed(dutch, DUTCH)) if dutch != name else ()
        iberian = respelled(name, IBERIAN_LETTERS)
        yield from formed(iberian.replace("w", "v").replace("mv", "nv"), IBERIAN)
        yield from formed(re.sub(r"^s(?=[ptc][^aeiou]?)", "es", iberian), IBERIAN)
        yield from formed(iberian, IBERIAN)
        yield from formed(respelled(name, ITALIAN_LETTERS).removeprefix("h"), ITALIAN)


def acids(stem: str) -> Iterator[str]:
    """Yield the names of an acid; the stem is that of `alendronic acid` without `ic`."""
    yield f"acide {stem}ique"
    yield f"{stem}ique acide"
    yield f"{stem}saure"
    yield f"{stem}zuur"
    if stem.endswith("an"):
        yield f"{stem[:-2]}aanzuur"
    for letters in (IBERIAN_LETTERS, ITALIAN_LETTERS):
        yield f"acido {respelled(stem, letters)}ico"


def respelled(name: str, letters: Letters) -> str:
    """Return a name with letters as a language writes them."""
    for english, national in letters:
        name = name.replace(english, national)
    return name


def formed(name: str, language: Endings) -> Iterator[str]:
    """Yield a name with the endings of a language; none when it ends in no listed way."""
    for english, national in language:
        if name.endswith(english):
            yield from (name.removesuffix(english) + ending for ending in national)
            return
