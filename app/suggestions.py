"""Suggestions for misspelt words in addresses, parameters and field names.

What must stay true: a suggestion is only shown. It never replaces what was sent.
"""

from collections.abc import Iterable

LEAST_SIMILARITY = 65
"""Similarity (0 to 100) from which a known word is suggested."""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return `; did you mean 'word'?` with the most similar known word, or an empty string."""
    from rapidfuzz import fuzz, process  # late: most requests are spelt right

    nearest = process.extractOne(
        word.casefold(), sorted(known), scorer=fuzz.ratio, score_cutoff=LEAST_SIMILARITY
    )
    return f"; did you mean {nearest[0]!r}?" if nearest else ""
