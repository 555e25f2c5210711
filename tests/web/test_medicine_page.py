"""Pages of medicines: what rules say, what was looked up, and what is not known."""

import re
from collections.abc import Callable, Iterator
from html import unescape
from typing import Any
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from app.db.database import Database
from app.db.lookup_tables import table_rows
from app.loading import load_checker
from app.medicines.schemas import InputStatus
from app.models.lookup_tables import Substance
from app.safety.check import Checker
from app.web.medicine_page import BY_NAME, meanings_of
from tests.web.html import BROWSER, text_of


@pytest.fixture(scope="module")
def substances(database: Database) -> list[Substance]:
    with database.connect() as connection:
        return table_rows(connection, Substance)


@pytest.fixture(scope="module")
def checker(database: Database) -> Checker:
    return load_checker(database).checker


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


def test_an_unknown_medicine_is_called_a_medicine(client: TestClient) -> None:
    page = client.get("/medicines/zzz", headers=BROWSER).text
    assert "We do not have a medicine of this name." in page
    assert "substance" not in text_of(page)


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


# Addresses with names -----------------------------------------------------------------------------

OF_ANOTHER = {
    "calcitonin": "a substance of its own",
    "cascara sagrada": "a name of cascara first",
    "magnesium silicate": "a substance of its own",
    "or": "gold in French: too short and ordinary a word to be read as a medicine",
    "orphenadrine hydrochloride": "the salt is a substance of its own",
    "pentaerithrityl tetranitrate": "a substance of its own",
}
"""Names in the row of a substance that lead to another page, or to none."""


def published_names(each: Substance) -> Iterator[str]:
    yield from (each.slug, *([each.inn] if each.inn else []), *each.synonyms, *each.brands)
    yield from (*each.names_fr, *each.names_de, *each.names_nl)
    yield from (name.partition(":")[2] for name in each.usan_or_ban)
    yield from (re.sub(r" \[\d+\]$", "", name) for name in each.salts_esters)


def test_every_published_name_leads_to_its_substance(substances: list[Substance], checker: Checker) -> None:
    """INN, USAN, BAN, synonyms, salts, brands and the names in other languages: all of them."""
    slugs = {each.slug for each in substances}
    tried, wrong = 0, set()
    for each in substances:
        if each.kind not in BY_NAME:
            continue
        for name in published_names(each):
            tried += 1
            meanings = [(name,)] if name in slugs else meanings_of(checker, name) or []
            if not any(each.slug in meaning for meaning in meanings):
                wrong.add(name)
    assert tried > 15_000
    assert wrong == OF_ANOTHER.keys()


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("levothyroxine", "levothyroxine-sodium"),
        ("Levothyroxine", "levothyroxine-sodium"),
        ("l-thyroxine", "levothyroxine-sodium"),
        ("Synthroid", "levothyroxine-sodium"),
        ("Lévothyroxine sodique", "levothyroxine-sodium"),
        ("levothyroxine 50 mcg tablets", "levothyroxine-sodium"),
        ("levothyroxine-sodium/", "levothyroxine-sodium"),
        ("acetaminophen", "paracetamol"),
        ("Cipro", "ciprofloxacin"),
        ("Lyrica", "pregabalin"),
    ],
)
def test_an_address_with_a_name_leads_to_the_page(client: TestClient, name: str, slug: str) -> None:
    answer = client.get(f"/medicines/{quote(name)}", headers=BROWSER, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (307, f"/medicines/{slug}")
    assert client.get(answer.headers["location"], headers=BROWSER).status_code == 200


@pytest.mark.parametrize(
    ("name", "slugs"),
    [
        ("augmentin", {"amoxicillin", "clavulanic-acid"}),
        ("amoxicillin / clavulanate", {"amoxicillin", "clavulanic-acid"}),
        ("MTX", {"methotrexate", "mitoxantrone"}),
        ("vitamin-d", {"colecalciferol", "ergocalciferol"}),
    ],
)
def test_a_name_of_several_substances_lists_them(
    show: Callable[[str], str], name: str, slugs: set[str]
) -> None:
    page = show(f"/medicines/{quote(name)}")
    assert set(re.findall(r'href="/medicines/([a-z-]+)"', page)) == slugs


@pytest.mark.parametrize(
    "name", ["xyzol", "qqqq", "no levothyroxine", "NSAID", "levothyroxine or liothyronine"]
)
def test_what_names_no_single_medicine_is_not_found_without_another_one(
    client: TestClient, name: str
) -> None:
    answer = client.get(f"/medicines/{quote(name)}", headers=BROWSER, follow_redirects=False)
    assert answer.status_code == 404
    assert 'href="/medicines/' not in answer.text


def test_no_name_at_all_is_the_list(client: TestClient) -> None:
    answer = client.get("/medicines/", headers=BROWSER, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (308, "/medicines")
    assert client.get("/medicines/-", headers=BROWSER).status_code == 404


# The list -----------------------------------------------------------------------------------------


def test_the_list_begins_with_the_classes_that_rules_name(
    show: Callable[[str], str], checker: Checker, substances: list[Substance]
) -> None:
    page = show("/medicines")
    assert page.index('class="letters"') < page.index("Groups with advice on magnesium")
    groups = re.findall(r"<summary>(.*?) <span", page)
    assert groups == sorted(groups, key=str.casefold)
    assert {"Fluoroquinolones", "Thyroid hormones"} <= {unescape(each) for each in groups}
    listed = set(re.findall(r'href="/medicines/([a-z0-9-]+)"', page))
    assert {"levothyroxine-sodium", "ciprofloxacin", "duloxetine"} <= listed
    assert all(map(checker.names.medicines.is_named_by_a_rule, listed))


def test_every_medicine_is_under_the_first_letter_of_its_name(
    show: Callable[[str], str], substances: list[Substance]
) -> None:
    letters = re.findall(r'href="(/medicines\?letter=[^"]+)"', show("/medicines"))
    assert len(letters) == 27
    listed = [slug for each in letters for slug in re.findall(r'href="/medicines/([a-z0-9-]+)"', show(each))]
    assert sorted(listed) == sorted(each.slug for each in substances if each.kind in BY_NAME)
    under_l = text_of(show("/medicines?letter=l"))
    assert "levothyroxine sodium" in under_l
    assert "In bold" in under_l
