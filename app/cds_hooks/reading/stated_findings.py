"""Read the conditions that observations and answers to questions name.

What must stay true: a value counts as present only where what was observed is a diagnosis, problem or the
like; any other is in doubt. What is denied, or observed of relatives, is not read.
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from app.cds_hooks.reading.dates import day_and_recency
from app.cds_hooks.reading.fhir import CodedName, FoundResource, Resource, coded_name, objects
from app.cds_hooks.reading.free_text import (
    MOST_CHARACTERS_OF_A_NAME,
    NAMES_A_MEDICINE,
    OF_RELATIVES,
    read_free_text,
    read_sentences,
)
from app.cds_hooks.reading.mentions import as_history
from app.cds_hooks.reading.read_resources import ReadMention, ReadMentions
from app.medicines.names import plain

NAMES_A_CONDITION = re.compile(
    r"\b(diagnos\w*|problems?|conditions?|findings?|disorders?|diseases?|impression|comorbidit\w*|befund"
    r"|\w*krankheit\w*|maladie|enfermedad|aandoening|interpretation|rhythm|stage)\b"
)
"""Words of an observation whose value is a condition; our own choice."""

IN_DOUBT = re.compile(
    r"\b(no|not|non|absen\w*|negative|exclu\w*|ruled?|risks?|history|past|previous|former|prior|suspect\w*"
    r"|possible|probable|differential|denie[sd]|screen\w*|reason|cause|admi\w*|discharge|refer\w*|planned)\b"
)
"""Words of an observation whose value is not stated as present; our own choice."""

PRESENT = frozenset(
    {"yes", "true", "y", "la33-6", "present", "positive", "detected", "confirmed", "ja", "oui", "si", "sí"}
)
ABSENT = frozenset(
    {"no", "false", "n", "la32-8", "absent", "negative", "none", "not present", "not detected", "denied"}
) | {"nein", "nee", "non"}
"""Words and LOINC codes of an answer that mean yes, or no."""


PARTS_OF_ANSWERS = ("item", "group", "question")
"""Elements that hold further parts of a filled questionnaire, of any release."""


def read_finding(found: FoundResource, today: date) -> ReadMentions | None:
    """Return the conditions that the values of an observation name, or its code where the value is yes."""
    parts = (found.resource, *objects(found.resource.get("component")))
    told, recent = day_and_recency(found.resource, today)
    day = f" {told.isoformat()}" if told else ""
    mentions: list[ReadMention] = []
    for part in parts:
        if (finding := finding_of_part(part)) is not None:
            name, context, certain = finding
            label = f"observation{f' “{context}”' if context else ''}{day}"
            if certain and told and not recent:
                mentions += as_history(found, name, label)
            else:
                medicine = NAMES_A_MEDICINE.search(plain(context)) is not None
                mentions.append(ReadMention(found, name, label, not (certain and recent), medicine))
    mentions += interpretations(found, day, recent)
    mentions += read_free_text(found)
    return ReadMentions(found, tuple(mentions)) if mentions else None


def interpretations(found: FoundResource, day: str, recent: bool) -> Iterator[ReadMention]:
    """Yield what the interpretation of an observation names: of a rhythm, `complete heart block`."""
    words = " / ".join(map(plain, coded_name(found.resource.get("code")).texts))
    if not OF_RELATIVES.search(words):
        in_doubt = not recent or IN_DOUBT.search(words) is not None
        for each in objects(found.resource.get("interpretation")):
            yield ReadMention(found, coded_name(each), f"interpretation{day}", in_doubt)


def read_answers(found: FoundResource) -> ReadMentions | None:
    """Return what the answers of a questionnaire name, all in doubt; None without any."""
    answers = list(answers_of(found.resource))
    names = dict.fromkeys(each for answer in answers if (each := name_of_answer(*answer)))
    mentions = [ReadMention(found, name, "an answer", True, may_be_medicine=True) for name in names]
    mentions += read_sentences(found, [value_of_answer(each) for _, each in answers if is_long(each)])
    return ReadMentions(found, tuple(mentions)) if mentions else None


def finding_of_part(part: Resource) -> tuple[CodedName, str, bool] | None:
    """Return (name, what was observed, whether it is stated as present); None when nothing is named.

    What was observed is empty where the name is its own.
    """
    code = coded_name(part.get("code"))
    words = " / ".join(map(plain, code.texts))
    if OF_RELATIVES.search(words):
        return None
    told = [key for key in part if key.startswith("value")]
    answer, value = answer_and_name(
        part.get("valueBoolean"), part.get("valueCodeableConcept", part.get("valueString"))
    )
    if answer is not None:
        return (code, "", True) if answer else None
    if value:
        certain = bool(NAMES_A_CONDITION.search(words)) and not IN_DOUBT.search(words)
        return value, next(iter(code.texts), ""), certain
    if told or {"dataAbsentReason", "component"} & part.keys():
        return None
    return code, "", False


def answer_and_name(boolean: Any, concept: Any) -> tuple[bool | None, CodedName]:
    """Return a value as yes or no, and the name in it when it is neither."""
    if isinstance(boolean, bool):
        return boolean, CodedName()
    if isinstance(concept, str) and len(concept) > MOST_CHARACTERS_OF_A_NAME:
        return None, CodedName()
    name = coded_name(concept)
    words = {text.lower() for text in name.texts} | {code.lower() for _, code in name.codes}
    yes, no = words & PRESENT, words & ABSENT
    return (None, name) if bool(yes) == bool(no) else (bool(yes), CodedName())


def answers_of(response: Resource) -> Iterator[tuple[CodedName, Resource]]:
    """Yield each answer of a questionnaire that is not about relatives, after its question."""
    waiting = list(reversed([part for key in PARTS_OF_ANSWERS for part in objects(response.get(key))]))
    while waiting:
        item = waiting.pop()
        answers = objects(item.get("answer"))
        inside = (each.get(key) for each in (*answers, item) for key in PARTS_OF_ANSWERS)
        waiting += [inner for each in inside for inner in objects(each)]
        question = coded_name({key: item.get(key) for key in ("text", "_text")})
        if not any(OF_RELATIVES.search(plain(each)) for each in question.texts):
            yield from ((question, each) for each in answers)


def name_of_answer(question: CodedName, given: Resource) -> CodedName:
    """Return what an answer names, or the question where the answer is yes; empty for any other."""
    answer, name = answer_and_name(given.get("valueBoolean"), value_of_answer(given))
    return question if answer else name


def value_of_answer(answer: Resource) -> Any:
    """Return the concept or text of an answer, or the name that it gives to what it refers to."""
    if (reference := answer.get("valueReference")) is not None:
        return [{key: each.get(key) for key in ("display", "_display")} for each in objects(reference)]
    keys = ("valueCoding", "valueString", "valueText", "valueCodeableConcept")
    return next((answer[key] for key in keys if answer.get(key) is not None), None)


def is_long(answer: Resource) -> bool:
    """Return whether an answer is a text of several sentences."""
    told = value_of_answer(answer)
    return isinstance(told, str) and len(told) > MOST_CHARACTERS_OF_A_NAME
