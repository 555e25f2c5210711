"""Read the conditions and medicines that free text names: notes, conclusions, plans, messages, documents.

What must stay true: such a name sets off no rule; it is in doubt, so that a card says it. A sentence about
relatives, or one that denies or suspects, says nothing. Laboratories name no medicine that is taken.
"""

import re
from collections.abc import Iterable, Iterator
from html import unescape

from app.cds_hooks.reading.fhir import CodedName, FoundResource, clean_text, objects, value_at
from app.cds_hooks.reading.read_resources import ReadMention
from app.medicines.names import plain

MOST_CHARACTERS_OF_A_NAME = 100
"""Characters of a text that may be a name; a longer one is a report."""

OF_RELATIVES = re.compile(
    r"\b(family|mother|father|parents?|sister|brother|siblings?|relatives?|maternal|paternal|partner|baby"
    r"|newborn|fetus|foetus|donor|famili\w*|famille|antecedent\w* familia\w*|mutter|vater)\b"
)
"""Words of a question, an observation or a sentence that is about somebody else; our own choice."""

NAMES_A_MEDICINE = re.compile(
    r"\b(medic\w*|drugs?|supplements?|vitamins?|minerals?|tak(e|es|ing)|treatment|therapy|otc|remed(y|ies)|herbals?"
    r"|over[- ]the[- ]counter|\w*mittel\w*|traitement)\b"
)
"""Words of an observation or a List whose values may be medicines that are taken; our own choice."""

NOTES = ("note", "notes", "comment", "comments")
"""Elements of any release that hold a note, as a text or as an Annotation."""

WORDS_BY_TYPE = {
    "DiagnosticReport": ("conclusion",),
    "ClinicalImpression": ("summary", "description"),
    "CarePlan": ("title", "description"),
    "Goal": ("description",),
    "Task": ("description",),
    "ImagingStudy": ("description",),
    "DocumentReference": ("description",),
}
"""Type → its elements in free text, beside its notes."""

OF_LABORATORIES = frozenset({"Observation", "DiagnosticReport"})
"""Types whose texts may name a substance that was measured, and not taken."""

WORDS_OF_PARTS = (
    ("activity", ("detail", "description")),
    ("activity", ("progress",)),
    ("payload", ("contentString",)),
    ("payload", ("contentCodeableConcept",)),
)
"""Elements of any release whose parts hold free text, and where: plans, messages."""

TAG = re.compile(r"<[^<>]*>")
"""A tag of a narrative; what it sets apart is a sentence of its own."""

SENTENCES = re.compile(r"[.;!]\s|\s-\s")
"""Ends of sentences, and dashes between the items of a list."""

MOST_SENTENCES = 20
"""Sentences of one resource that are read."""


def read_free_text(found: FoundResource) -> Iterator[ReadMention]:
    """Yield each short sentence of the words of a resource as a name in doubt."""
    keys = (*NOTES, *WORDS_BY_TYPE.get(found.kind, ()))
    given = [found.resource[key] for key in keys if key in found.resource]
    for element, path in WORDS_OF_PARTS:
        given += [value_at(each, *path) for each in objects(found.resource.get(element))]
    given += narratives(found)
    if len(report := clean_text(found.resource.get("valueString")) or "") > MOST_CHARACTERS_OF_A_NAME:
        given.append(report)
    sentences = dict.fromkeys(each for text in texts_in(given) for each in SENTENCES.split(text))
    named = (each for each in sentences if 1 < len(each) <= MOST_CHARACTERS_OF_A_NAME)
    may_be_medicine = found.kind not in OF_LABORATORIES
    for _, sentence in zip(range(MOST_SENTENCES), named, strict=False):
        if not OF_RELATIVES.search(plain(sentence)):
            name = CodedName((sentence.strip(" .;!-"),))
            yield ReadMention(found, name, f"in words of {found.kind}", True, may_be_medicine, in_words=True)


def narratives(found: FoundResource) -> Iterator[str]:
    """Yield the words of each section of a document that lists no resources for what it says."""
    for section in objects(found.resource.get("section")):
        written = value_at(section, "text", "div")
        if isinstance(written, str) and not section.get("entry"):
            yield unescape(TAG.sub(" - ", written))


def texts_in(values: Iterable[object]) -> Iterator[str]:
    """Yield the texts of values that are texts or annotations."""
    for value in values:
        for given in (value, *(each.get("text") for each in objects(value))):
            if text := clean_text(given):
                yield text
