"""Suggest the words, keys of records and names that misspelt ones probably mean.

What must stay true: a suggestion is only shown, never taken. The key of a record and the name of a medicine
or condition is suggested only when it is the one thing within a small edit distance, and never an opposite.
"""

import re
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence

LEAST_SIMILARITY = 67
"""Similarity (0 to 100) from which a known word of the API is suggested."""

SHORTEST_NAME = 5
"""Letters of the shortest name with suggestions: shorter names differ in too few letters."""

SHORTEST_KEY = 4
"""Characters of the shortest key of a record with suggestions."""

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

ENDINGS = ("itis", "osis", "oma", "algia", "pathy", "penia", "emia", "ectomy", "plasty")
"""Ends of words that tell one condition from another: `diverticulitis` is not `diverticulosis`."""

DISTINGUISHING_NUMBER = re.compile(r"\d+|\b[ivx]+\b")
"""An Arabic or Roman number in a name."""

STUDY_YEAR = re.compile(r"(19|20)\d\d")

NamesByLength = Mapping[tuple[str, int], Sequence[str]]
"""First letter and length → names."""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return `; did you mean 'word'?` with the most similar known word, or an empty string.

    For words of the API and of seed files only: they are few, and close words mean much the same.
    """
    from rapidfuzz import fuzz, process  # late: most requests are spelt right

    nearest = process.extractOne(
        word.casefold(), sorted(known), scorer=fuzz.ratio, score_cutoff=LEAST_SIMILARITY
    )
    return suggested(nearest[0]) if nearest else ""


def did_you_mean_record(key: str, known: Iterable[str]) -> str:
    """Return `; did you mean 'key'?` with the one key that a misspelt one nearly is, or an empty string."""
    near = near_key(key, known)
    return "" if near is None else suggested(near)


def suggested(word: str) -> str:
    """Return a suggestion as it ends a sentence."""
    return f"; did you mean {word!r}?"


def near_key(key: str, known: Iterable[str]) -> str | None:
    """Return the one key within a small edit distance that is nearer than all others; None without one."""
    found = sorted(nearest(key.casefold(), by_length(known), SHORTEST_KEY))
    if not found or (len(found) > 1 and found[0][0] == found[1][0]):
        return None
    return found[0][1]


def by_length(names: Iterable[str]) -> NamesByLength:
    """Return names by their first letter and length."""
    found: dict[tuple[str, int], list[str]] = {}
    for name in names:
        found.setdefault((name[:1], len(name)), []).append(name)
    return found


def near_names(text: str, names: NamesByLength, meaning: Callable[[str], Hashable | None]) -> list[str]:
    """Return the names, of one thing, that a folded text is nearly, the nearest first.

    `meaning` returns what a name stands for, or None for one that is not to
    be suggested. Where two things are near, neither is suggested.
    """
    found = nearest(text, names, SHORTEST_NAME)
    meanings = {meaning(name) for _, name in found}
    if len(meanings) != 1 or None in meanings:
        return []
    return [name for _, name in sorted(found)]


def edits_allowed(text: str) -> int:
    """Return how many edits a name may differ by."""
    return 1 if len(text) < LONG else 2


def may_be_near(text: str, name: str) -> bool:
    """Return whether a name has the first letter of a text and about its length; no other is suggested."""
    return name[:1] == text[:1] and abs(len(name) - len(text)) <= edits_allowed(text)


def nearest(text: str, names: NamesByLength, shortest: int) -> list[tuple[int, str]]:
    """Return (distance, name) of every name within reach that has the numbers of a text.

    The list is empty when a name with other numbers is as near, because that name may be meant.
    """
    reached = list(within_reach(text, names, shortest))
    numbers = numbers_in(text)
    found = [(distance, name) for distance, name in reached if numbers_in(name) == numbers]
    others = [distance for distance, name in reached if numbers_in(name) != numbers]
    return [] if found and others and min(others) <= min(found)[0] else found


def within_reach(text: str, names: NamesByLength, shortest: int) -> Iterator[tuple[int, str]]:
    """Yield (distance, name) of every name that begins alike and differs by few edits."""
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    if len(text) < shortest:
        return
    edits = edits_allowed(text)
    for length in range(len(text) - edits, len(text) + edits + 1):
        alike = names.get((text[0], length), ())
        for name, distance, _ in process.extract_iter(text, alike, scorer=OSA.distance, score_cutoff=edits):
            if not differs_in_meaning(text, name):
                yield int(distance), name


def numbers_in(name: str) -> list[str]:
    """Return the numbers that tell one thing from another, `3` of `stage 3` and `ii` of `mobitz ii`.

    Years are left out: in keys of studies they are often wrong.
    """
    return [each for each in DISTINGUISHING_NUMBER.findall(name) if not STUDY_YEAR.fullmatch(each)]


def differs_in_meaning(one: str, other: str) -> bool:
    """Return whether a word of one name is another word than that of the other, and not misspelt."""
    words, others = one.replace("-", " ").split(), other.replace("-", " ").split()
    pairs = list(zip(words, others, strict=False))
    if any(is_opposite(*pair) or ends_otherwise(*pair) for pair in pairs):
        return True
    return len(words) == len(others) and any(is_another_short_word(*pair) for pair in pairs)


def is_opposite(one: str, other: str) -> bool:
    """Return whether a word begins as the opposite of another."""
    return any(
        (one.startswith(high) and other.startswith(low)) or (one.startswith(low) and other.startswith(high))
        for high, low in OPPOSITES
    )


def ends_otherwise(one: str, other: str) -> bool:
    """Return whether both words have an ending that tells conditions apart, and not the same."""
    found = [next((each for each in ENDINGS if word.endswith(each)), "") for word in (one, other)]
    return all(found) and found[0] != found[1]


def is_another_short_word(one: str, other: str) -> bool:
    """Return whether a short word differs by more than one edit: `one` is not `stone`."""
    from rapidfuzz.distance import OSA

    return len(one) < SHORTEST_NAME and OSA.distance(one, other) > 1
