"""Suggest the name that a misspelt one is probably meant to be.

What must stay true: a suggestion is only shown, never taken. A name is suggested only when it is the one
thing within a small edit distance: where two things are near, neither is suggested, and never an opposite.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence

from rapidfuzz import process
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


NamesByLength = Mapping[tuple[str, int], Sequence[str]]
"""First letter and length → folded names."""


def by_length(names: Iterable[str]) -> NamesByLength:
    """Return names by their first letter and length."""
    found: dict[tuple[str, int], list[str]] = {}
    for name in names:
        found.setdefault((name[:1], len(name)), []).append(name)
    return found


def near_names(text: str, names: NamesByLength, meaning: Callable[[str], Hashable | None]) -> list[str]:
    """Return the names, of one thing, that a folded text is nearly, the nearest first.

    `meaning` returns what a name stands for, or None for one that is not to
    be suggested.
    """
    found = list(within_reach(text, names))
    meanings = {meaning(name) for _, name in found}
    if len(meanings) != 1 or None in meanings:
        return []
    return [name for _, name in sorted(found)]


def within_reach(text: str, names: NamesByLength) -> Iterator[tuple[int, str]]:
    """Yield (distance, name) of every name that begins alike and differs by few edits."""
    if len(text) < SHORTEST_TEXT:
        return
    edits = 1 if len(text) < LONG else 2
    for length in range(len(text) - edits, len(text) + edits + 1):
        alike = names.get((text[0], length), ())
        for name, distance, _ in process.extract_iter(text, alike, scorer=OSA.distance, score_cutoff=edits):
            if not opposite(text, name):
                yield int(distance), name


def opposite(one: str, other: str) -> bool:
    """Tell whether a word of one name begins as the opposite of the other's."""
    pairs = zip(one.split(), other.split(), strict=False)
    return any(
        (first.startswith(high) and second.startswith(low))
        or (first.startswith(low) and second.startswith(high))
        for first, second in pairs
        for high, low in OPPOSITES
    )
