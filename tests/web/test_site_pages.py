"""Pages about the dataset and the API."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from app.web import markdown
from tests.conftest import ROOT
from tests.web.html import Tags, text_of


def test_robots_and_icon_are_there(client: TestClient) -> None:
    assert client.get("/robots.txt").text.startswith("User-agent: *")
    assert client.get("/static/favicon.svg").headers["content-type"] == "image/svg+xml"


def test_the_reference_holds_the_whole_contract(show: Callable[[str], str], client: TestClient) -> None:
    ids = set(Tags(show("/reference")).ids())
    contract = client.get("/openapi.json").json()
    for methods in contract["paths"].values():
        assert {operation["operationId"] for operation in methods.values()} <= ids
    assert {f"schema-{name}" for name in contract["components"]["schemas"]} <= ids


def test_the_method_page_says_what_the_document_says_in_its_order(show: Callable[[str], str]) -> None:
    page = text_of(show("/method"))
    document = (ROOT / "docs" / "method.md").read_text("utf-8")
    words = re.findall(r"[A-Za-z][a-z]{3,}", re.sub(r"^\W*\|[-|]+$", "", document, flags=re.MULTILINE))
    place = 0
    for word in words:
        place = page.index(word, place) + len(word)
    assert len(words) > 500


def test_addresses_in_the_method_are_links_and_its_tables_scroll(show: Callable[[str], str]) -> None:
    page = show("/method")
    assert {"/v1/selection", "/changes", "/v1/releases"} <= set(Tags(page).all("a", "href"))
    assert page.count("<table>") == page.count('<div class="scroll"') == 3
    assert 'id="risk-of-bias"' in page


def test_html_in_a_document_is_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(markdown, "DOCS", tmp_path)
    (tmp_path / "hostile.md").write_text("# Title\n\n<script>alert(1)</script>\n\n[x](javascript:alert(1))\n")
    assert "<script" not in markdown.document_html("hostile.md")
    assert "href" not in markdown.document_html("hostile.md")
