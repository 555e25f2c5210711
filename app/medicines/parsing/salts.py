"""Metals and their salts: which are substances of their own, and which is the content of which.

What must stay true: a salt of magnesium, calcium or zinc is never taken for another salt of it.
"""

from collections.abc import Set

METALS = frozenset(
    {
        "magnesium", "calcium", "potassium", "sodium", "lithium", "zinc", "iron", "aluminium", "copper",
        "selenium", "chromium", "manganese", "silver", "gold", "strontium", "bismuth",
    }
)  # fmt: skip
"""Slugs of substances whose salts are substances of their own."""

TAKEN_FOR_THE_METAL = frozenset({"magnesium", "calcium", "zinc"})
"""Metals whose salts are all taken for the metal."""

METAL_OF_SALTS = {"ferrous": "iron"}
"""Word of the salts of a metal → the metal that a salt is taken for when it is not on record by itself."""

SALTS_OF_METALS = tuple(f"{metal}-" for metal in sorted(TAKEN_FOR_THE_METAL))
"""How the slugs of salts of these metals begin: a further salt is another substance."""

AS_A_SALT = frozenset({"as", "als", "como", "come", "comme"})
"""Words between a base and its salt: `amlodipine (as besilate)`."""

OF_A_BASE = frozenset({"de", "d", "di", "'"})
"""Words between a salt and its base, which may be left after the salt: `bisoprolol (fumarate de)`."""

IN_THE_FORM_OF = AS_A_SALT | frozenset(
    {"in", "form", "of", "from", "sous", "forme", "de", "aus", "von", "forma", "di", "under", "the", "a"}
)
"""Words that may stand between a metal and the acid of its salt: `magnesium 200 mg (as citrate)`."""

CONTENT = frozenset({"elemental", "complex", "and", "et", "und", "y", "e", "en", "chelate", "chelated"})
"""Further words that may stand there."""

MOST_BETWEEN_METAL_AND_ACID = 16
"""Tokens between a metal and the acid of its salt."""

SALTS_OF: dict[str, tuple[str, ...]] = {
    "magnesium": ("magnesium-",),
    "magnesium-chelated": ("magnesium-",),
    "calcium": ("calcium-",),
    "zinc": ("zinc-",),
    "iron": ("ferrous-", "ferric-"),
    "potassium": ("potassium-",),
}
"""Metal, or a compound of it that is not stated → how the slugs of its salts begin."""


def without_content(substances: Set[str]) -> Set[str]:
    """Return substances without the metals whose salts are among them."""
    if len(substances) < 2 or substances.isdisjoint(SALTS_OF):
        return substances
    return {
        slug
        for slug in substances
        if slug not in SALTS_OF or not any(each.startswith(SALTS_OF[slug]) for each in substances - {slug})
    }


def is_said_by(substances: Set[str], others: Set[str]) -> bool:
    """Return whether the substances of a name are among those of another, or the metals of its salts."""
    return without_content(substances | others) <= others
