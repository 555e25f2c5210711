"""The article is split into sentences, and every sentence has a claim."""

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from app.publishing.verify import check_article
from app.seeds.article import sentence_hash, sentences
from app.seeds.library import Library
from app.seeds.reader import SeedFile
from tests.conftest import SEEDS

ARTICLE = Path(os.environ.get("FIBROMAG_ARTICLE", "not given"))
needs_article = pytest.mark.skipif(
    not ARTICLE.is_file(), reason="the article's text is not ours to ship: set FIBROMAG_ARTICLE to its file"
)


def test_a_text_is_split_into_sections_paragraphs_and_sentences() -> None:
    text = "The title\n\nOne sentence. Another one?\n\nA heading\n\nA sentence\nover two lines.\n"
    found = [(each.section, each.paragraph, each.sentence) for each in sentences(text)]
    assert found == [("Introduction", 1, 1), ("Introduction", 1, 2), ("A heading", 2, 1)]


def test_line_breaks_and_unicode_forms_do_not_change_the_hash_of_a_sentence() -> None:
    assert sentence_hash("Caf\u00e9 au\n lait.") == sentence_hash("Cafe\u0301 au lait.")


def test_all_42_sentences_are_accounted_for(get: Callable[[str], Any]) -> None:
    coverage = get("/v1/claims/coverage")
    assert (coverage["sentences"], coverage["accounted_for"]) == (42, 42)
    assert sum(coverage["by_verdict"].values()) == 42
    assert all(item["records"] or item["verdict"] == "no_claim" for item in coverage["items"])
    assert all(len(item["reason"]) > 20 for item in coverage["items"])


@needs_article
def test_the_hash_of_every_sentence_is_that_of_the_article(library: Library) -> None:
    finding = check_article(library, ARTICLE)
    assert finding.passed
    assert finding.text == "42 of 42 sentence hashes equal"


@needs_article
def test_no_wording_of_the_article_is_in_the_dataset() -> None:
    """Restated means restated: no run of six words is shared."""
    theirs = set(shingles(ARTICLE.read_text("utf-8")))
    shared = {
        (path.name, run)
        for path in sorted(SEEDS.rglob("*.yaml"))
        for text in texts(SeedFile(path).load())
        for run in theirs.intersection(shingles(text))
    } - {("article.yaml", run) for run in shingles(ARTICLE.read_text("utf-8").splitlines()[0])}
    headings = {
        run
        for block in ARTICLE.read_text("utf-8").split("\n\n")
        if "." not in block
        for run in shingles(block)
    }
    assert {(name, run) for name, run in shared if run not in headings} == set()


def shingles(text: str, length: int = 6) -> Iterator[str]:
    """Every run of so many words."""
    words = re.findall(r"[a-z0-9]+", text.lower())
    return (" ".join(words[n : n + length]) for n in range(len(words) - length + 1))


def texts(content: Any) -> Iterator[str]:
    """Every text in plain values."""
    if isinstance(content, str):
        yield content
    elif isinstance(content, dict):
        for value in content.values():
            yield from texts(value)
    elif isinstance(content, list):
        for value in content:
            yield from texts(value)
