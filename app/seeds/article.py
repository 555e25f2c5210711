"""The article's text, cut into the sentences that the claims are about.

The text itself is not ours and not in the repository: a claim holds the place and the hash of its
sentence, so that whoever has the article can check that every sentence is accounted for.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z])")


@dataclass(frozen=True)
class Sentence:
    """One sentence and where it stands."""

    section: str
    """The nearest heading above; `Introduction` before the first."""
    paragraph: int
    """Counted through the whole article."""
    sentence: int
    """Counted in its paragraph."""
    sha256: str
    """Hash of the sentence in NFC with single blanks."""


def sentences(text: str) -> Iterator[Sentence]:
    """Every sentence below the title; a block that does not end like a sentence is a heading."""
    section, paragraph = "Introduction", 0
    _, *blocks = (" ".join(block.split()) for block in re.split(r"\n\s*\n", text) if block.strip())
    for block in blocks:
        if not block.endswith((".", "!", "?")):
            section = block
            continue
        paragraph += 1
        for number, sentence in enumerate(SENTENCE_END.split(block), start=1):
            yield Sentence(section, paragraph, number, sentence_hash(sentence))


def sentence_hash(sentence: str) -> str:
    """SHA-256 of a sentence in NFC with single blanks."""
    plain = " ".join(unicodedata.normalize("NFC", sentence).split())
    return hashlib.sha256(plain.encode()).hexdigest()
