"""The page of the search, and the box that every page has."""

from collections.abc import Callable
from typing import Any

from starlette.testclient import TestClient

from tests.web.html import PAGES, Tags, text_of, texts


def test_every_page_offers_the_search(show: Callable[[str], str]) -> None:
    for address in PAGES:
        assert "/search" in Tags(show(address)).all("form", "action"), address


def test_the_page_lists_what_the_api_finds(show: Callable[[str], str], get: Callable[[str], Any]) -> None:
    found = get("/v1/search?q=sleep")
    page = text_of(show("/search?q=sleep"))
    assert f"{found['total']} records" in page
    assert all(hit["title"] in page for hit in found["items"])


def test_records_are_called_as_on_their_pages_and_their_fields_stand_apart(
    show: Callable[[str], str],
) -> None:
    page = show("/search?q=sleep")
    entries = texts(page, r"<li class=\"entry\">.*?</li>")
    assert any(entry.endswith(" Symptom") for entry in entries)
    (trial,) = (entry for entry in entries if "Sleep, magnesium against placebo" in entry)
    assert trial.endswith(" Result")
    assert " Macian 2022 · 1 month · The abstract names it " in trial
    source = show("/sources/macian-2022")
    assert "<h3>Sentences of the article</h3>" in source
    assert "<h3>Comparisons</h3>" in source


def test_nothing_found_offers_the_names_of_medicines(show: Callable[[str], str]) -> None:
    page = show("/search?q=qqqq")
    assert "No record matches." in text_of(page)
    assert "/medicines?q=qqqq" in page


def test_what_was_typed_is_shown_as_text(show: Callable[[str], str], client: TestClient) -> None:
    page = show("/search?q=%3Cscript%3Ealert(1)%3C/script%3E")
    assert "<script>alert" not in page
    assert client.get("/search?page=2").status_code == 422
