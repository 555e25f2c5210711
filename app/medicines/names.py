"""Write names so that they can be compared: without case, accents, marks and punctuation.

What must stay true: two names are the same only if they hold the same words and numbers in the same order.
Nothing is corrected, and no letter of another alphabet is taken for a Latin one. An accent stays where it
tells of the past.
"""

# ruff: noqa: RUF001 - signs that look alike are what this is about

import re
import unicodedata
from collections.abc import Iterable, Iterator

BRAND_MARKS = str.maketrans(dict.fromkeys("®™©℠", " "))
"""Marks of brands, which are not part of the name."""

SIGNS = str.maketrans(
    {
        **dict.fromkeys("‐‑‒–—―−﹘﹣", "-"),
        **dict.fromkeys("‘’‚‛′`´ʼ", "'"),
        **dict.fromkeys("“”„‟«»‹›", '"'),
        **dict.fromkeys("×✕", " x "),
        "⁄": "/",
        "ı": "i",
        "ø": "o",
        "đ": "d",
        "ł": "l",
        "æ": "ae",
        "œ": "oe",
        "α": "alpha",
        "β": "beta",
        "γ": "gamma",
        "δ": "delta",
        "ω": "omega",
    }
)
"""Letters and signs that are written in several ways → the way they are compared."""

DIGRAPHS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})
"""German vowels with an umlaut → two letters, as they are typed without it."""

PAST_TENSE = re.compile(r"((?<=[^\W\d_]{2})[óò]\b|(?<=\bus)é\b|(?<=\btom)é\b)")
"""The accent by which a verb tells of the past: `tomó` is `took`, and `tomo` is `I take`."""

INITIALS = re.compile(r"\b(?:[a-z]\.){2,}")
"""Letters with a full stop each, such as `b.i.d.`"""

POSSESSIVE = re.compile(r"(?<=[a-z])'s\b")

COUNTED = re.compile(r"(?<=\d)'s\b")
"""The ending of a number of pieces, such as `30's`."""

NAME_TOKEN = re.compile(r"(?:(?<![^\s(])\.)?\d+(?:[.,]\d+)*|[^\W\d_]+|[^\w\s]|_")
"""A number, a run of letters or a sign. `50mg` is a number and a word; so is `B12`."""


def plain(text: str) -> str:
    """Return a text in lower case without accents and marks; blanks, punctuation and numbers stay."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text.translate(BRAND_MARKS)).casefold()
        pieces = PAST_TENSE.split(text)
        pieces[::2] = map(without_accents, pieces[::2])
        text = "".join(pieces).translate(SIGNS)
    text = INITIALS.sub(lambda found: found[0].replace(".", ""), text.lower())
    return COUNTED.sub("", POSSESSIVE.sub("s", text)) if "'" in text else text


def without_accents(text: str) -> str:
    """Return a text without accents and characters that cannot be seen."""
    letters = unicodedata.normalize("NFKD", text)
    return "".join(each for each in letters if unicodedata.category(each) not in ("Mn", "Cf"))


def fold(text: str) -> str:
    """Return the words and numbers of a name as they are compared, with single blanks between them.

    Runs of letters and numbers are words of their own, so that `B12`, `B-12` and `b 12` are the same.
    """
    words = [token for token in NAME_TOKEN.findall(plain(text)) if token[-1].isalnum()]
    return " ".join(words).replace(",", ".")


def with_german_spellings(names: Iterable[str]) -> Iterator[str]:
    """Yield each name or word, and once more with two letters for each umlaut: `Folsäure`, `Folsaeure`."""
    for name in names:
        yield name
        if (spelled := name.translate(DIGRAPHS)) != name:
            yield spelled


def most_words_by_first(names: Iterable[str]) -> dict[str, int]:
    """Return how many words the longest name has that begins with a word; left out: those of one word."""
    most: dict[str, int] = {}
    for name in names:
        if blanks := name.count(" "):
            first = name[: name.index(" ")]
            most[first] = max(most.get(first, 1), blanks + 1)
    return most
