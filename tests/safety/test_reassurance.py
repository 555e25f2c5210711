"""The words the check must not have: nothing here may sound like a promise."""

import json
import re
from collections.abc import Callable
from typing import Any

from starlette.testclient import TestClient

from app.models import vocabularies
from tests.conftest import ROOT, SEEDS, walk

REASSURING = re.compile(
    r"\b(safe|safely|ok|okay|no risk|risk-free|is_safe|harmless|all clear)\b", re.IGNORECASE
)


def test_no_answer_of_the_check_reassures(client: TestClient, get: Callable[[str], Any]) -> None:
    for vector in walk(get, "/v1/safety/test-vectors?limit=200"):
        answer = client.post("/v1/safety/checks", json=vector["request"]).text
        assert not REASSURING.search(answer), vector["slug"]


def test_no_rule_reassures() -> None:
    for folder in (
        "rules",
        "test-vectors",
        "limits",
        "conditions",
        "disagreements",
        "claims",
        "forms",
        "domains",
    ):
        for path in (SEEDS / folder).glob("*.yaml"):
            assert not REASSURING.search(path.read_text("utf-8")), path


def test_no_vocabulary_and_no_line_of_the_contract_reassures(client: TestClient) -> None:
    for vocabulary in vocabularies():
        text = " ".join([vocabulary.about(), *(f"{word.value} {word.meaning}" for word in vocabulary)])
        assert not REASSURING.search(text), vocabulary
    assert not REASSURING.search(json.dumps(client.get("/openapi.json").json()))


def test_no_document_about_the_check_reassures() -> None:
    for path in [ROOT / "README.md", *sorted((ROOT / "app").rglob("*.html"))]:
        assert not REASSURING.search(path.read_text("utf-8")), path
