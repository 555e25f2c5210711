"""The pages answer, from their own origin only, and a wrong address gets a page with a suggestion."""

import pytest
from starlette.testclient import TestClient

PAGES = [
    "/", "/domains/sleep", "/domains/stress", "/trials", "/trials/macian-2022", "/claims", "/mechanisms",
    "/disagreements", "/sources/macian-2022", "/about", "/safety", "/docs", "/reference",
]  # fmt: skip


@pytest.mark.parametrize("address", PAGES)
def test_a_page_answers_under_a_strict_policy(client: TestClient, address: str) -> None:
    answer = client.get(address)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    policy = answer.headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert "<style" not in answer.text
    assert ' style="' not in answer.text


def test_an_unknown_symptom_gets_a_page_with_a_suggestion(client: TestClient) -> None:
    answer = client.get("/domains/slep", headers={"accept": "text/html"})
    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("text/html")
    assert "sleep" in answer.text


def test_sleep_shows_the_null_result_beside_the_others(client: TestClient) -> None:
    text = client.get("/domains/sleep").text
    assert "no clear difference" in text
    assert "better than before" in text


def test_stress_shows_the_primary_endpoint_before_the_subgroup(client: TestClient) -> None:
    text = client.get("/domains/stress").text
    assert text.index("trials/macian-2022/stress-whole-sample") < text.index("stress-mild-moderate-subgroup")
