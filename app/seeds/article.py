"""Split the article into the sentences that the claims are about.

The text of the article is not ours and not in the repository. A claim holds the place and the hash of its
sentence, so that anyone who has the article can check that every sentence has a claim.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z])")


@dataclass(frozen=True)
class Sentence:
    """One sentence with its place and hash."""

    section: str
    """The nearest heading above; `Introduction` before the first heading."""
    paragraph: int
    """Number of the paragraph in the article, from 1."""
    sentence: int
    """Number of the sentence in its paragraph, from 1."""
    sha256: str
    """Hash of the normalised sentence, see `sentence_hash`."""


def sentences(text: str) -> Iterator[Sentence]:
    """Yield every sentence below the title; a block without `.`, `!` or `?` at its end is a heading."""
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
    """Return the SHA-256 of a sentence in Unicode NFC with single blanks."""
    plain = " ".join(unicodedata.normalize("NFC", sentence).split())
    return hashlib.sha256(plain.encode()).hexdigest()
