"""Pages for problems, and escaping."""

from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.db.database import Database
from app.main import create_app
from tests.web.html import BROWSER, FORM, text_of


def test_an_unknown_domain_is_a_page_with_a_suggestion(client: TestClient) -> None:
    answer = client.get("/domains/sleeep", headers=BROWSER)
    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("text/html")
    assert answer.headers["cache-control"] == "no-store"
    assert "script-src 'self'" in answer.headers["content-security-policy"]
    assert 'href="/domains/sleep"' in answer.text
    assert "sleeep" not in answer.text


@pytest.mark.parametrize(
    ("address", "status"),
    [("/nowhere", 404), ("/trials/x", 404), ("/trials?design=rct", 422), ("/claims?verdikt=supported", 422)],
)
def test_a_browser_gets_a_page_and_others_get_a_problem(
    client: TestClient, address: str, status: int
) -> None:
    for headers, kind in ((BROWSER, "text/html; charset=utf-8"), ({}, "application/problem+json")):
        answer = client.get(address, headers=headers)
        assert answer.status_code == status
        assert answer.headers["content-type"] == kind
        assert answer.headers["dataset-version"]


@pytest.mark.parametrize("address", ["/v1/domains/sleeep", "/v1", "/v1/trials?limit=0", "/v1/nowhere"])
def test_the_api_never_answers_with_a_page(client: TestClient, address: str) -> None:
    assert "json" in client.get(address, headers=BROWSER).headers["content-type"]


def test_a_wrong_method_is_a_page_that_keeps_its_header(client: TestClient) -> None:
    answer = client.post("/claims", headers=BROWSER)
    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET, HEAD, OPTIONS"
    assert answer.headers["content-type"].startswith("text/html")


def test_a_check_that_is_wrong_is_not_served_as_a_page_either(database: Database) -> None:
    app = create_app(database)
    app.state.resources.checker.test()
    app.state.resources.checker.wrong = ["a known answer"]
    answer = TestClient(app).post("/safety", data=FORM, headers=BROWSER)
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "2"
    assert "known answers wrong" in text_of(answer.text)


def test_what_is_asked_for_is_never_code(client: TestClient, send: Callable[..., Any]) -> None:
    code = "<script>alert(1)</script>"
    for address in (f"/domains/{code}", f"/trials?domain={code}", f"/claims?{code}=1"):
        assert code not in client.get(address, headers=BROWSER).text
    for field in ("amount", "times", "age", "egfr", "medicines", "conditions"):
        for more in ({}, {"conditions_told": "named", "conditions": "gout"}):
            assert code not in send(**{**more, field: f'"><img>{code}'}).text
