"""Read the conditions and medicines that free text names: notes, conclusions, plans, messages, documents.

What must stay true: such a name sets off no rule; it is in doubt, so that a card says it. A sentence about
relatives, or one that denies or suspects, says nothing. Laboratories name no medicine that is taken.
"""

import re
from base64 import b64decode
from collections.abc import Iterable, Iterator
from contextlib import suppress
from html import unescape

from app.cds_hooks.reading.fhir import CodedName, FoundResource, clean_text, objects, translations, value_at
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

ATTACHMENTS = (("content", "attachment"), ("payload", "contentAttachment"))
"""Elements whose parts hold an attachment: of documents, messages."""

TEXT_TYPES = ("text/plain", "text/html", "text/markdown", "text/xml", "application/xml", "application/xhtml")
"""Types of attachments that are read."""

MOST_ENCODED = 40_000
"""Characters of an attachment in Base64 that are read."""

TAG = re.compile(r"<[^<>]*>")
"""A tag of a narrative; what it sets apart is a sentence of its own."""

ASKS_FOR_IT = re.compile(
    r"(?:(?:please|and|then|patient to|pt to) )*"
    r"(?:start|begin|initiate|resume|restart|add|bring|buy|pick up|get)(?:ing)?"
    r" (?:on |with |taking |along )?(?=\w)",
    re.IGNORECASE,
)
"""Words of a sentence that asks for what it names: `Bring magnesium citrate`."""

SENTENCES = re.compile(r"[.;!]\s|\s-\s")
"""Ends of sentences, and dashes between the items of a list."""

ENDS_OF_LINES = re.compile(r"[\r\n]+")
"""Ends of lines of an attachment, each of which is a sentence."""

MOST_CHARACTERS_OF_A_TEXT = 10_000
"""Characters of a text in which sentences are looked for."""

MOST_SENTENCES = 50
"""Sentences of one resource that are read."""


def read_free_text(found: FoundResource) -> Iterator[ReadMention]:
    """Yield each short sentence of the words of a resource as a name in doubt."""
    keys = (*NOTES, *WORDS_BY_TYPE.get(found.kind, ()))
    given = [found.resource[key] for key in keys if key in found.resource]
    for element, path in WORDS_OF_PARTS:
        given += [value_at(each, *path) for each in objects(found.resource.get(element))]
    given += narratives(found)
    given += attached_texts(found)
    report = found.resource.get("valueString")
    if isinstance(report, str) and len(report) > MOST_CHARACTERS_OF_A_NAME:
        given.append(report)
    yield from read_sentences(found, given)


def read_sentences(found: FoundResource, given: Iterable[object]) -> Iterator[ReadMention]:
    """Yield each short sentence of some texts and annotations as a name in doubt."""
    written = (each for text in texts_in(given) for each in SENTENCES.split(text))
    sentences = dict.fromkeys(filter(None, map(clean_text, written)))
    named = (each for each in sentences if 1 < len(each) <= MOST_CHARACTERS_OF_A_NAME)
    may_be_medicine = found.kind not in OF_LABORATORIES
    for _, sentence in zip(range(MOST_SENTENCES), named, strict=False):
        if not OF_RELATIVES.search(plain(sentence)):
            asked_for = ASKS_FOR_IT.match(sentence)
            name = CodedName((sentence[asked_for.end() if asked_for else 0 :].strip(" .;!-"),))
            yield ReadMention(found, name, f"in words of {found.kind}", True, may_be_medicine, in_words=True)


def narratives(found: FoundResource) -> Iterator[str]:
    """Yield the words of each section of a document that lists no resources for what it says."""
    waiting = list(reversed(objects(found.resource.get("section"))))
    while waiting:
        section = waiting.pop()
        waiting += reversed(objects(section.get("section")))
        written = value_at(section, "text", "div")
        if isinstance(written, str) and not section.get("entry"):
            yield unescape(TAG.sub(" - ", written))


def attached_texts(found: FoundResource) -> Iterator[str]:
    """Yield the texts that stand in a resource as attachments; what is only referred to was not sent."""
    parts = [
        value_at(each, key) for element, key in ATTACHMENTS for each in objects(found.resource.get(element))
    ]
    parts += objects(found.resource.get("presentedForm"))
    parts += [found.resource] if found.kind == "Binary" else objects(found.resource.get("content"))
    for each in parts:
        kind, data = value_at(each, "contentType"), value_at(each, "data")
        if isinstance(kind, str) and kind.startswith(TEXT_TYPES) and isinstance(data, str):
            with suppress(ValueError):
                written = b64decode(data[:MOST_ENCODED]).decode("utf-8", "ignore")
                yield unescape(TAG.sub(" - ", ENDS_OF_LINES.sub(" - ", written)))


def texts_in(values: Iterable[object]) -> Iterator[str]:
    """Yield the texts of values that are texts or annotations, in every language."""
    for value in values:
        told = [value, *(each.get("text") for each in objects(value))]
        told += [text for each in objects(value) for text in translations(each.get("_text"))]
        yield from (each[:MOST_CHARACTERS_OF_A_TEXT] for each in told if isinstance(each, str))
