"""Words as they are compared in a search: one form for what is written and what is asked."""

import re
import unicodedata
from collections.abc import Iterator

MOST_WORDS = 8
"""Words of a query that are looked at; more would narrow nothing and cost time."""

WORD = re.compile(r"[^\W_]+")


def words(text: str) -> Iterator[str]:
    """The words of a text, without case, accents and plural endings."""
    if not text.isascii():
        plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
        text = "".join(c for c in plain if not unicodedata.combining(c))
    return map(singular, WORD.findall(text.lower()))


def singular(word: str) -> str:
    """A word without a plural ending, so that `points` finds `point`."""
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def query_words(text: str) -> list[str]:
    """The different words of a query, in order, at most `MOST_WORDS` of them."""
    return list(dict.fromkeys(words(text)))[:MOST_WORDS]
