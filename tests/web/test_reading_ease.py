"""Texts that people read are short and plain, and answer what readers ask.

A grade is that of Flesch and Kincaid: the years of school after which an English text is read with ease. Long names
of salts, medicines and instruments raise it, so only the median of many texts has a limit.
"""

import re
from collections.abc import Callable, Iterator
from statistics import median
from typing import Any

import pytest
import textstat

from app.seeds.library import Library
from tests.web.html import PAGES, Prose, Send, text_of

HIGHEST_GRADE = 10
MOST_WORDS = 35

SENTENCE_ENDS = re.compile(r"(?<=[.!?])\s+(?=[A-Z“\"(0-9])")

KINDS = [
    each
    for each in PAGES
    if "?" not in each and each not in ("/docs", "/reference", "/search", "/sources/macian-2022")
]
"""Pages with texts of their own; the page of a source lists those of other records."""


NAMES = ("Also called ", "Judged from ", "Records: ", "Sources: ")
"""Beginnings of sentences that only list names."""


def sentences(text: str) -> Iterator[str]:
    """Yield the sentences of a text, without lists of names."""
    yield from (each for each in SENTENCE_ENDS.split(" ".join(text.split())) if not each.startswith(NAMES))


def grade(text: str) -> float:
    found: float = textstat.flesch_kincaid_grade(" ".join(sentences(text)))
    return found


def too_long(texts: list[str]) -> list[str]:
    """Return the sentences over the limit, the longest first, each with its number of words."""
    found = {
        sentence: len(re.findall(r"\S*\w\S*", sentence)) for text in texts for sentence in sentences(text)
    }
    return [
        f"{words} words: {sentence}"
        for sentence, words in sorted(found.items(), key=lambda each: -each[1])
        if words > MOST_WORDS
    ]


def hardest(texts: list[str]) -> list[str]:
    """Return the texts over the grade, the hardest first."""
    grades = sorted(((grade(text), text) for text in texts), reverse=True)
    return [f"grade {found:.1f}: {text}" for found, text in grades if found > HIGHEST_GRADE]


def assert_readable(texts: list[str]) -> None:
    """Fail with the texts to rewrite; a text that is shown twice counts once."""
    once = [text for text in dict.fromkeys(texts) if any(sentences(text))]
    assert too_long(once) == []
    assert median(map(grade, once)) <= HIGHEST_GRADE, "\n".join(hardest(once))


@pytest.mark.parametrize("address", KINDS)
def test_the_texts_of_a_page_are_plain(show: Callable[[str], str], address: str) -> None:
    assert_readable(Prose(show(address)).blocks)


def test_no_sentence_of_a_symptom_a_trial_or_a_comparison_is_long(
    show: Callable[[str], str], get: Callable[[str], Any]
) -> None:
    lists = {"domains": "domains", "trials": "trials", "evidence-profiles": "comparisons"}
    pages = [
        f"/{page}/{record['slug']}"
        for name, page in lists.items()
        for record in get(f"/v1/{name}?limit=200&fields=slug")["items"]
    ]
    assert too_long([block for page in pages for block in Prose(show(page)).blocks]) == []


@pytest.mark.parametrize("field", ["action", "effect", "mechanism", "disagreement", "scope_note"])
def test_the_texts_of_the_rules_are_plain(library: Library, field: str) -> None:
    found = [getattr(rule, field) for rule in library.records["rules"].values()]
    texts = [text for text in found if text and len(text.split()) >= 8]
    assert len(texts) > 50
    assert_readable(texts)


def test_a_long_sentence_and_hard_words_are_found() -> None:
    long = " ".join(["Word"] * 36) + "."
    assert too_long(["A short one. " + long]) == [f"36 words: {long}"]
    assert too_long([" ".join(["Word"] * 35) + "."]) == []
    hard = "Pharmacokinetic considerations necessitate individualised administration intervals."
    (found,) = hardest([hard, "Take it with food."])
    assert found.endswith(hard)


QUESTIONS = [
    ("Does magnesium help in fibromyalgia?", "/", "It is uncertain whether magnesium helps"),
    (
        "Will it help me sleep?",
        "/domains/sleep",
        "The evidence is very uncertain about the effect of magnesium alone on sleep",
    ),
    (
        "Was it ever tested against a placebo?",
        "/comparisons/oral-magnesium-against-placebo",
        "Against Placebo Trials Macian 2022",
    ),
    ("How much is too much for an adult?", "/doses", "They range from 250 mg to 400 mg a day."),
    (
        "Which unwanted effects are common?",
        "/harms",
        "Diarrhoea, nausea and cramps are the unwanted effects named for magnesium by mouth.",
    ),
    (
        "I take levothyroxine. How far apart?",
        "/medicines/levothyroxine-sodium",
        "Keep at least 4 hours between the hormone and magnesium",
    ),
    ("Which form holds how much magnesium?", "/forms", "It does not rank the forms."),
    ("Is the article right?", "/article", "14 supported 13 partly supported"),
    ("Who has checked all this?", "/about", "Nobody but the curators has checked a record yet"),
    ("How were the studies found?", "/method", "No database was searched with a strategy."),
]
"""What a reader asks, the page where they look, and words of the answer."""


@pytest.mark.parametrize(("question", "address", "answer"), QUESTIONS, ids=[each[0] for each in QUESTIONS])
def test_a_page_answers_what_a_reader_asks(
    show: Callable[[str], str], question: str, address: str, answer: str
) -> None:
    assert answer in text_of(show(address)), question


def test_the_check_says_what_it_did_not_check(send: Send) -> None:
    page = text_of(send().text)
    assert "interactions between the medicines" in page[page.index("Not checked in this answer") :]


def test_the_descriptions_of_the_api_are_plain(get: Callable[[str], Any]) -> None:
    """In the order of the document, each once; a list of statuses is no sentence."""
    contract = get("/openapi.json")
    found = [text for text in descriptions(contract) if not text.startswith("Any other problem: ")]
    assert len(found) > 500
    assert_readable(found)


def descriptions(part: Any) -> Iterator[str]:
    """Yield the paragraphs and list entries of every description in an OpenAPI document."""
    if isinstance(part, dict):
        for name, value in part.items():
            if name == "description" and isinstance(value, str):
                yield from (each for each in re.split(r"\n\s*\n|\n- ", value) if len(each.split()) >= 8)
            else:
                yield from descriptions(value)
    elif isinstance(part, list):
        for each in part:
            yield from descriptions(each)
