"""Read the conditions that free text names: notes, conclusions, summaries, titles of plans.

What must stay true: such a name sets off no rule; it is in doubt, so that a card says it. A sentence about
relatives, or one that denies or suspects, says nothing.
"""

import re
from collections.abc import Iterable, Iterator

from app.cds_hooks.reading.fhir import CodedName, FoundResource, clean_text, objects
from app.cds_hooks.reading.record import ReadMention
from app.medicines.names import plain

MOST_CHARACTERS_OF_A_NAME = 100
"""Characters of a text that may be a name; a longer one is a report."""

OF_RELATIVES = re.compile(
    r"\b(family|mother|father|parents?|sister|brother|siblings?|relatives?|maternal|paternal|partner|baby"
    r"|newborn|fetus|foetus|donor|famili\w*|famille|antecedent\w* familia\w*|mutter|vater)\b"
)
"""Words of a question, an observation or a sentence that is about somebody else; ours."""

NOTES = ("note", "notes", "comment", "comments")
"""Elements of any release that hold a note, as a text or as an Annotation."""

SENTENCES = re.compile(r"[.;!]\s|\s-\s")
"""Ends of sentences, and dashes between the items of a list."""

MOST_SENTENCES = 20
"""Sentences of one resource that are read."""


def read_free_text(found: FoundResource, elements: Iterable[str] = ()) -> Iterator[ReadMention]:
    """Yield each short sentence of the notes of a resource, and of other elements, as a name in doubt."""
    given = [found.resource[key] for key in (*NOTES, *elements) if key in found.resource]
    sentences = dict.fromkeys(each for text in texts_in(given) for each in SENTENCES.split(text))
    named = (each for each in sentences if 1 < len(each) <= MOST_CHARACTERS_OF_A_NAME)
    for _, sentence in zip(range(MOST_SENTENCES), named, strict=False):
        if not OF_RELATIVES.search(plain(sentence)):
            name = CodedName((sentence.strip(" .;!-"),))
            yield ReadMention(found, name, f"in words of {found.kind}", in_doubt=True, in_words=True)


def texts_in(values: Iterable[object]) -> Iterator[str]:
    """Yield the texts of values that are texts or annotations."""
    for value in values:
        for given in (value, *(each.get("text") for each in objects(value))):
            if text := clean_text(given):
                yield text
