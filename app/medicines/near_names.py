"""Suggest the name that a misspelt one is probably meant to be.

What must stay true: a suggestion is only shown, never taken. A name is suggested only when it is the one
thing within a small edit distance: where two things are near, neither is suggested, and never an opposite.
"""

from bisect import bisect_left
from collections.abc import Callable, Hashable, Iterator, Sequence

from rapidfuzz.distance import OSA

SHORTEST_TEXT = 5
"""Letters of the shortest text with suggestions: shorter names differ in too few letters."""

LONG = 9
"""Letters from which two edits are allowed; below, one."""

OPPOSITES = (
    ("hyper", "hypo"),
    ("high", "low"),
    ("over", "under"),
    ("with", "without"),
    ("increased", "decreased"),
)
"""Beginnings of words that turn a name into its opposite."""


def near_names(text: str, names: Sequence[str], meaning: Callable[[str], Hashable | None]) -> list[str]:
    """Return the names, of one thing, that a folded text is nearly, the nearest first.

    `names` are folded and sorted. `meaning` returns what a name stands for, or None for one that is not to
    be suggested.
    """
    found = list(within_reach(text, names))
    meanings = {meaning(name) for _, name in found}
    if len(meanings) != 1 or None in meanings:
        return []
    return [name for _, name in sorted(found)]


def within_reach(text: str, names: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Yield (distance, name) of every name that begins alike and differs by few edits."""
    if len(text) < SHORTEST_TEXT:
        return
    edits = 1 if len(text) < LONG else 2
    for at in range(bisect_left(names, text[0]), len(names)):
        name = names[at]
        if name[0] != text[0]:
            return
        if abs(len(name) - len(text)) <= edits:
            distance = OSA.distance(text, name, score_cutoff=edits)
            if distance <= edits and not opposite(text, name):
                yield distance, name


def opposite(one: str, other: str) -> bool:
    """Tell whether a word of one name begins as the opposite of the other's."""
    pairs = zip(one.split(), other.split(), strict=False)
    return any(
        (first.startswith(high) and second.startswith(low))
        or (first.startswith(low) and second.startswith(high))
        for first, second in pairs
        for high, low in OPPOSITES
    )
