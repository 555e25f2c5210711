"""Pages of medicines: what rules say, what was looked up, and what is not known."""

from collections.abc import Callable
from typing import Any

from starlette.testclient import TestClient

from app.medicines.schemas import InputStatus
from tests.web.html import text_of


def test_a_medicine_with_a_rule_shows_what_to_do_and_the_hours(show: Callable[[str], str]) -> None:
    page = text_of(show("/medicines/levothyroxine-sodium"))
    assert "Levothyroxine sodium and magnesium" in page
    assert "Magnesium first: the medicine at least 4 hours later." in page
    assert "Synthroid" in page


def test_a_page_says_the_same_as_the_check(show: Callable[[str], str], client: TestClient) -> None:
    for slug, name in {"ciprofloxacin": "ciprofloxacin", "doxycycline": "doxycycline"}.items():
        question = {"supplement": {}, "medicines": [{"text": name}]}
        answer = client.post("/v1/safety/checks", json=question).json()
        page = text_of(show(f"/medicines/{slug}"))
        alerts = [each for each in answer["alerts"] if each["kind"] == "interaction"]
        assert alerts
        rules = [client.get(f"/v1/safety/rules/{alert['rule']}").json() for alert in alerts]
        assert all(rule["action"] in page for rule in rules)


def test_a_medicine_without_a_rule_says_what_that_means(show: Callable[[str], str]) -> None:
    page = text_of(show("/medicines/paracetamol"))
    assert InputStatus.not_listed.meaning in page
    assert "No record here is no proof that nothing can happen." in page
    assert "acetaminophen" in page


def test_medicines_are_found_by_any_published_name(show: Callable[[str], str]) -> None:
    assert 'href="/medicines/levothyroxine-sodium"' in show("/medicines?q=Synthroid")
    assert "That says nothing about the medicine." in text_of(show("/medicines?q=qqqq"))


def test_the_list_goes_on_to_the_next_page(client: TestClient, show: Callable[[str], str]) -> None:
    first = show("/medicines?q=a")
    address = first[first.index("/medicines?q=a&amp;cursor=") :].split('"')[0].replace("&amp;", "&")
    second = show(address)
    assert first != second
    assert client.get("/medicines?cursor=nonsense").status_code == 422


def test_an_unknown_medicine_is_not_found_and_its_nearest_name_is_a_link(client: TestClient) -> None:
    answer = client.get("/medicines/levothyroxine-sodum", headers={"accept": "text/html"})
    assert answer.status_code == 404
    assert 'href="/medicines/levothyroxine-sodium"' in answer.text


def test_a_page_of_a_medicine_is_no_check_of_a_caller(client: TestClient, show: Callable[[str], str]) -> None:
    before = [line for line in client.get("/metrics").text.splitlines() if "safety_checks" in line]
    show("/medicines/ciprofloxacin")
    after = [line for line in client.get("/metrics").text.splitlines() if "safety_checks" in line]
    assert before == after


def test_what_is_recognised_by_code_only_is_listed_without_a_page(
    client: TestClient, get: Callable[[str], Any], show: Callable[[str], str]
) -> None:
    vaccines = [
        each for each in get("/v1/substances?limit=200&q=vaccine")["items"] if each["kind"] == "vaccine"
    ]
    assert vaccines
    page = show("/medicines?q=vaccine")
    for each in vaccines[:5]:
        assert f'href="/medicines/{each["slug"]}"' not in page
        assert client.get(f"/medicines/{each['slug']}", headers={"accept": "text/html"}).status_code == 404
