"""Pages as a client without a browser sees them; `pages/test_browser.py` looks at them in one."""

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urldefrag

import httpx
import pytest
from starlette.testclient import TestClient

from app.db.opening import Database
from app.main import create_app
from app.models.claim import Verdict
from tests.conftest import ROOT
from tests.test_reassurance import REASSURING

BROWSER = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}

PAGES = (
    "/",
    "/?domain=sleep&form=",
    "/?form=magnesium-citrate",
    "/domains/sleep",
    "/domains/stress",
    "/domains/stiffness",
    "/trials",
    "/trials?placebo_controlled=true&design=&domain=",
    "/trials/macian-2022",
    "/trials/park-2020",
    "/trials/article-recent-trials",
    "/claims",
    "/claims?verdict=overstated&kind=",
    "/claims?verdict=contradicted",
    "/mechanisms",
    "/disagreements",
    "/disagreements?kind=figures",
    "/sources",
    "/sources?kind=registry_entry",
    "/sources/macian-2022",
    "/about",
    "/safety",
    "/docs",
    "/reference",
)

FORM = {
    "amount": "400",
    "amount_of": "elemental",
    "form": "Magnesium citrate",
    "times": "08:00",
    "medicines_told": "named",
    "medicines": "Cipro 9:00, 21:00\nxyzol",
    "conditions_told": "unknown",
    "age": "52",
    "jurisdictions": ["US", "EU", "UK"],
}
"""A form filled in: too close, above a limit, an unknown name, and much that is not known."""


class Tags(HTMLParser):
    """The start tags of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def all(self, tag: str, attribute: str) -> list[str]:
        return [given[attribute] or "" for name, given in self.found if name == tag and attribute in given]

    def ids(self) -> list[str]:
        return [given["id"] or "" for _, given in self.found if "id" in given]


def text_of(page: str) -> str:
    """What a reader reads."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<script.*?</script>|<[^>]+>", " ", page, flags=re.DOTALL)))


@pytest.fixture(scope="module")
def show(client: TestClient) -> Callable[[str], str]:
    """The page at an address, which must be there."""
    kept: dict[str, str] = {}

    def page(address: str) -> str:
        if address not in kept:
            answer = client.get(address, headers=BROWSER)
            assert answer.status_code == 200, (address, answer.text)
            assert answer.headers["content-type"] == "text/html; charset=utf-8"
            kept[address] = answer.text
        return kept[address]

    return page


@pytest.fixture
def send(client: TestClient) -> Callable[..., Any]:
    """The answer to the form, with some fields filled in differently."""

    def sent(**changed: Any) -> Any:
        return client.post("/safety", data={**FORM, **changed}, headers=BROWSER)

    return sent


# Every page -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", PAGES)
def test_every_page_is_there(show: Callable[[str], str], database: Database, address: str) -> None:
    page = show(address)
    assert page.count("<h1>") == 1
    assert f"Dataset {database.stamp.version}" in text_of(page)
    ids = Tags(page).ids()
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("address", PAGES)
def test_no_page_sounds_like_a_promise(show: Callable[[str], str], address: str) -> None:
    assert not REASSURING.search(text_of(show(address)))


@pytest.mark.parametrize("address", PAGES)
def test_every_page_loads_from_here_only_and_needs_no_inline_code(
    client: TestClient, show: Callable[[str], str], address: str
) -> None:
    policy = client.head(address, headers=BROWSER).headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'")
    assert "unsafe" not in policy
    tags = Tags(show(address))
    for tag, attribute in (("script", "src"), ("img", "src"), ("link", "href"), ("form", "action")):
        assert all(each.startswith("/") for each in tags.all(tag, attribute))
    for tag, given in tags.found:
        assert not [name for name in given if name == "style" or name.startswith("on")], tag
        if tag == "script":
            assert "src" in given or given["type"] == "application/ld+json"
    assert len(tags.all("script", "src")) == (2 if address == "/docs" else 0)


@pytest.mark.parametrize("address", PAGES)
def test_a_page_is_not_sent_twice(client: TestClient, address: str) -> None:
    etag = client.get(address).headers["etag"]
    assert client.get(address, headers={"if-none-match": etag}).status_code == 304


def links(page: str) -> Iterator[str]:
    yield from (each for each in Tags(page).all("a", "href") if not each.startswith("https://"))
    yield from (each for each in Tags(page).all("link", "href") if each.startswith("/v1"))


def test_every_link_leads_somewhere(client: TestClient, show: Callable[[str], str]) -> None:
    """From every page to every page, place on a page and record it names."""
    waiting = dict.fromkeys(PAGES, "")
    seen: dict[str, set[str]] = {}
    fragments: set[tuple[str, str, str]] = set()
    while waiting:
        address, origin = waiting.popitem()
        if address.startswith(("/v1", "/openapi.json")):
            assert client.head(address).status_code == 200, (origin, address)
            seen[address] = set()
            continue
        page = show(address)
        seen[address] = set(Tags(page).ids())
        for link in links(page):
            target, fragment = urldefrag(link)
            target = target or address
            if fragment:
                fragments.add((address, target, fragment))
            if target not in seen:
                waiting.setdefault(target, address)
    assert len(seen) > 400
    for origin, target, fragment in fragments:
        assert fragment in seen[target], (origin, target, fragment)


def test_robots_and_icon_are_there(client: TestClient) -> None:
    assert client.get("/robots.txt").text.startswith("User-agent: *")
    assert client.get("/static/favicon.svg").headers["content-type"] == "image/svg+xml"


# When something is wrong ----------------------------------------------------------------------------


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
    assert answer.headers["allow"] == "GET"
    assert answer.headers["content-type"].startswith("text/html")


def test_a_check_that_is_wrong_is_not_served_as_a_page_either(database: Database) -> None:
    app = create_app(database)
    app.state.resources.checker.watch()
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


# What the pages say ---------------------------------------------------------------------------------


def test_sleep_shows_the_null_result_beside_the_favourable_reports(show: Callable[[str], str]) -> None:
    page = text_of(show("/domains/sleep"))
    start, against, favour, why = (
        page.index(each)
        for each in ("Side by side", "No clear difference, or against", "In favour", "Why they differ")
    )
    assert start < against < favour < why
    assert "Sleep, magnesium against placebo Magnesium alone, against a comparator" in page[against:favour]
    assert "better than before : Rosselló Aubach 2025" in page[favour:why].replace(" :", " :")
    assert "magnesium alone has been tested against placebo once" in page[why:]


def test_stress_shows_the_null_primary_endpoint_before_the_subgroup(show: Callable[[str], str]) -> None:
    page = text_of(show("/domains/stress"))
    for part in (page, page[page.index(" Results ") :]):
        whole, subgroup = (
            part.index("Stress in everyone"),
            part.index("Stress in people with mild or moderate"),
        )
        assert whole < subgroup
    assert "The primary endpoint; it was not met." in page
    first = show("/")
    card = text_of(first[first.index('href="/domains/stress"') : first.index('id="summary"')])
    assert card.index("2 no clear difference") < card.index("1 favours magnesium")


def test_a_trial_shows_its_primary_endpoint_before_the_subgroup(show: Callable[[str], str]) -> None:
    page = text_of(show("/trials/macian-2022"))
    page = page[page.index(" Results ") :]
    assert page.index("Stress in everyone") < page.index("Stress in people with mild or moderate")


def test_controlled_results_stand_before_uncontrolled_and_the_article_last(
    show: Callable[[str], str],
) -> None:
    page = text_of(show("/domains/pain"))
    page = page[page.index(" Results ") :]
    places = [
        page.index(each)
        for each in (
            "Magnesium alone, against a comparator",
            "Magnesium alone, before against after",
            "As the article reports it:",
        )
    ]
    assert places == sorted(places)
    assert "Uncontrolled: this cannot show an effect of magnesium." in page


def test_a_domain_shows_every_outcome_it_has(show: Callable[[str], str], get: Callable[[str], Any]) -> None:
    for domain in get("/v1/domains?limit=200")["items"]:
        page = text_of(show(f"/domains/{domain['slug']}"))
        summary = get(f"/v1/domains/{domain['slug']}/summary")
        assert summary["conclusion"]["text"] in page
        for group in summary["groups"]:
            for result in (*group["results"], *group["article_results"]):
                assert result["outcome"]["label"] in page
        assert all(gap["text"] in page for gap in summary["gaps"])


def texts(part: str, pattern: str) -> list[str]:
    """What a reader reads in each place of a page that a pattern finds."""
    return [text_of(found).strip() for found in re.findall(pattern, part, re.DOTALL)]


def test_every_sentence_a_page_makes_is_in_its_json_with_its_rule_and_records(
    show: Callable[[str], str], get: Callable[[str], Any]
) -> None:
    """No more and no less: what stands under `What is known` and `What is missing` of every symptom."""
    made = 0
    for domain in get("/v1/domains?limit=200")["items"]:
        page = show(f"/domains/{domain['slug']}")
        (address,) = (
            given["href"] or ""
            for tag, given in Tags(page).found
            if tag == "link" and given["rel"] == "alternate"
        )
        summary = get(address)
        said = [summary["conclusion"], *(group["statement"] for group in summary["groups"])]
        known = page[page.index('id="sentence"') : page.index("<dl", page.index('id="sentence"'))]
        assert texts(known, r'<p class="sentence">.*?</p>|<li>.*?</li>') == [each["text"] for each in said]
        missing = page[page.index('id="gaps"') : page.index('<p class="note">', page.index('id="gaps"'))]
        nothing = ["No gap is recorded by the rules that look for them."]
        assert texts(missing, r"<li>.*?</li>") == ([each["text"] for each in summary["gaps"]] or nothing)
        for each in (*said, *summary["gaps"]):
            assert each["rule"]
            for record in each["records"]:
                collection, _, slug = record.partition("/")
                assert get(f"/v1/{'outcomes' if '/' in slug else collection}/{slug}"), record
        assert summary["conclusion"]["records"]
        made += len(said) + len(summary["gaps"])
    assert made > 60


def test_every_sentence_of_the_first_page_is_one_of_the_summaries(
    show: Callable[[str], str], get: Callable[[str], Any]
) -> None:
    summaries = get("/v1/summaries")["items"]
    page = show("/")
    rated, unrated = page[page.index('id="findings"') : page.index('id="summary"')].split(
        "<h3>Not rated</h3>"
    )
    conclusions = {each["name"]: each["conclusion"]["text"] for each in summaries}
    for name, said in zip(texts(rated, r"<h3>.*?</h3>"), texts(rated, r"<p>.*?</p>"), strict=True):
        assert said == conclusions.pop(name)
    for name, said in zip(texts(unrated, r"<dt>.*?</dt>"), texts(unrated, r"<dd>.*?</dd>"), strict=True):
        assert f"No rating: {said}".lower() == conclusions.pop(name).lower()
    assert conclusions == {}


def test_all_42_sentences_are_there_and_the_filter_counts_right(
    show: Callable[[str], str], get: Callable[[str], Any]
) -> None:
    assert [each for each in Tags(show("/claims")).ids() if re.fullmatch(r"s\d\d", each)] == [
        f"s{number:02}" for number in range(1, 43)
    ]
    for verdict in Verdict:
        total = get(f"/v1/claims?verdict={verdict}")["total"]
        assert f"{total} of 42 sentences" in show(f"/claims?verdict={verdict}")


def test_an_absent_value_is_shown_with_its_reason(show: Callable[[str], str]) -> None:
    page = text_of(show("/trials/macian-2022"))
    assert "Funding not read" in page
    assert "randomised not read ; completed not read" in page


def test_the_map_can_be_narrowed_and_says_where_nothing_was_found(show: Callable[[str], str]) -> None:
    page = text_of(show("/?domain=sleep&form=magnesium-glycinate"))
    assert "Sleep no trial found no trial found" in page
    assert "No trial was found for this choice." in page


def test_the_reference_holds_the_whole_contract(show: Callable[[str], str], client: TestClient) -> None:
    ids = set(Tags(show("/reference")).ids())
    contract = client.get("/openapi.json").json()
    for methods in contract["paths"].values():
        assert {operation["operationId"] for operation in methods.values()} <= ids
    assert {f"schema-{name}" for name in contract["components"]["schemas"]} <= ids


# The form -------------------------------------------------------------------------------------------


def test_the_form_and_the_api_give_the_same_answer(client: TestClient, send: Callable[..., Any]) -> None:
    question = {
        "supplement": {"elemental_mg": 400, "form": "Magnesium citrate", "times": ["08:00"]},
        "medicines": [{"text": "Cipro", "times": ["09:00", "21:00"]}, {"text": "xyzol"}],
        "person": {"age": 52},
    }
    answer = client.post("/v1/safety/checks", json=question).json()
    page = text_of(send().text)
    assert answer["alerts"]
    for alert in answer["alerts"]:
        assert alert["action"] in page
        assert alert["effect"] in page
    for each in answer["undecided"]:
        assert f"/v1/safety/rules/{each['rule']}" in send().text
    assert f"{len(answer['undecided'])} rules could not be decided" in page


def test_the_result_says_what_matched_why_what_to_do_and_what_was_not_checked(
    send: Callable[..., Any],
) -> None:
    answer = send()
    page = text_of(answer.text)
    assert answer.status_code == 200
    for said in (
        "3 alerts recorded, and the check is incomplete",
        "separate Ciprofloxacin",
        "Medicine first: magnesium at least 2 hours later.",
        "Magnesium first: medicine at least 6 hours later.",
        "Too close: medicine at 09:00, magnesium at 08:00; 1 of 6 hours.",
        "How far apart to keep magnesium and “xyzol” is not known.",
        "Because “Cipro” is ciprofloxacin",
        "Cipro ciprofloxacin (fluoroquinolone) ; by a brand name",
        "xyzol nothing not recognised",
        "The figure is 250 mg a day (EU).",
        "interactions between the medicines themselves",
        "conditions: not told",
        "Which conditions there are",
        "It does not prescribe and is not for emergencies.",
    ):
        assert said in page, said
    assert not REASSURING.search(page)


def test_when_no_rule_matched_it_says_so_and_no_more(send: Callable[..., Any]) -> None:
    nothing = {"medicines_told": "none", "medicines": "", "conditions_told": "none", "times": ""}
    person = {"age": "40", "egfr": "95", "pregnant": "no", "breastfeeding": "no"}
    page = text_of(send(**nothing, **person, amount="100", form="Magnesium glycinate").text)
    assert "Only remarks are recorded" in page
    assert "That nothing is recorded here does not mean that nothing can happen." in page
    assert not REASSURING.search(page)


def test_i_do_not_know_is_an_answer_and_makes_the_check_incomplete(send: Callable[..., Any]) -> None:
    page = text_of(
        send(
            amount="100", form="", medicines_told="unknown", medicines="", conditions_told="unknown", age=""
        ).text
    )
    assert "Incomplete: not everything could be checked" in page
    for need in (
        "Which medicines are taken",
        "Which conditions there are",
        "Kidney function (eGFR)",
        "Whether pregnant",
    ):
        assert need in page


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("amount", "", "Enter how many milligrams a day"),
        ("amount", "two", "digits only"),
        ("amount", "1,5", "digits only"),
        ("amount", "0", "above 0"),
        ("amount", "99999", "at most 20000 mg"),
        ("amount", "\uff1100", "digits only"),
        ("amount_of", "", "Choose what the amount is of"),
        ("amount_of", "both", "Choose what the amount is of"),
        ("times", "in the morning", "24-hour clock"),
        ("times", "25:00", "from 00:00 to 23:59"),
        ("medicines", "", "Name the medicines"),
        ("medicines", "x" * 121, "at most 120 characters"),
        ("medicines", "\n".join(["gabapentin"] * 61), "60 entries"),
        ("medicines", "zero\u200bwidth", "Entry 1"),
        ("medicines_told", "none", "You chose none and named medicines"),
        ("medicines_told", "unknown", "that you do not know and named medicines"),
        ("conditions_told", "", "Name the conditions"),
        ("age", "-1", "digits only"),
        ("age", "131", "from 0 to 130"),
        ("egfr", "good", "digits only"),
        ("egfr", "300", "from 0 to 250"),
        ("pregnant", "perhaps", "Choose yes, no, or I do not know"),
        ("jurisdictions", [], "Choose at least one"),
        ("jurisdictions", ["XX"], "Choose from the list"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_what_was_typed_stays(
    send: Callable[..., Any], field: str, value: Any, told: str
) -> None:
    answer = send(**{field: value})
    assert answer.status_code == 422
    assert answer.headers["cache-control"] == "no-store"
    assert "<title>Error: Safety check" in answer.text
    assert told in text_of(answer.text)
    tags = Tags(answer.text)
    named = [link[1:] for link in tags.all("a", "href") if link.startswith("#") and link != "#main"]
    assert named
    assert set(named) <= set(tags.ids())
    for name in named:
        assert f"{name}-error" in tags.ids()
    if field in ("amount", "times", "age", "egfr"):
        assert value in tags.all("input", "value")
    if field == "medicines":
        assert value in unescape(answer.text)
    assert "08:00" in answer.text or field == "times"
    assert "alerts recorded" not in answer.text


def test_all_errors_are_told_at_once_in_the_order_of_the_form(client: TestClient) -> None:
    answer = client.post("/safety", data={"age": "old"}, headers=BROWSER)
    named = [link for link in Tags(answer.text).all("a", "href") if link.startswith("#")]
    assert named == ["#main", "#amount", "#amount_of", "#medicines", "#conditions", "#age", "#jurisdictions"]


def test_nothing_that_is_typed_reaches_an_address_or_a_header(send: Callable[..., Any]) -> None:
    answer = send(medicines="gabapentin", amount="nonsense")
    assert str(answer.url).endswith("/safety")
    assert not answer.history
    for value in ("gabapentin", "nonsense"):
        assert value not in str(answer.headers)
    assert answer.headers["cache-control"] == "no-store"


def test_nothing_that_is_typed_reaches_a_log(url: str, tmp_path: Path) -> None:
    """Of the real server at its most talkative: what it writes names the page, and nothing of the form."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = tmp_path / "log"
    told = {**os.environ, "FIBROMAG_DATABASE_URL": url, "FIBROMAG_LOG_LEVEL": "DEBUG"}
    with log.open("wb") as file:
        process = subprocess.Popen(
            [sys.executable, "-m", "app", "serve", "--port", str(port)],
            cwd=ROOT,
            env=told,
            stdout=file,
            stderr=file,
        )
    address = f"http://127.0.0.1:{port}/safety"
    try:
        for _ in range(400):
            try:
                httpx.get(address).raise_for_status()
                break
            except httpx.TransportError:
                time.sleep(0.05)
        for amount, status in (("400", 200), ("quite-much", 422)):
            form = {**FORM, "amount": amount, "medicines": "gabapentin\nquixotol"}
            assert httpx.post(address, data=form, headers=BROWSER).status_code == status
    finally:
        process.terminate()
        process.wait(timeout=15)
    written = log.read_text("utf-8")
    assert "/safety" in written
    for value in ("quite-much", "gabapentin", "quixotol", "citrate"):
        assert value not in written, value


@pytest.mark.parametrize(
    ("address", "kind", "body", "status"),
    [
        ("/safety", "application/json", b"{}", 415),
        ("/safety", "multipart/form-data; boundary=x", b"--x--", 415),
        ("/safety", "application/x-www-form-urlencoded", b"medicines=%FF", 400),
        ("/safety", "application/x-www-form-urlencoded", b"medicines=\xc3\xa9", 400),
        ("/safety", "application/x-www-form-urlencoded", b"a" * (64 * 1024 + 1), 413),
        ("/safety", "application/x-www-form-urlencoded", b"sugar=1", 422),
        ("/safety?medicines=x", "application/x-www-form-urlencoded", b"", 422),
        ("/v1/safety/checks", "application/x-www-form-urlencoded", b"amount=1", 415),
    ],
)
def test_only_plain_forms_are_taken_and_only_there(
    client: TestClient, address: str, kind: str, body: bytes, status: int
) -> None:
    answer = client.post(address, content=body, headers={**BROWSER, "content-type": kind})
    assert answer.status_code == status
