"""Pages of the evidence: complete, linked, and with null results as visible as favourable ones."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urldefrag

import pytest
from starlette.testclient import TestClient

from app.db.database import Database
from app.evidence.labels import group_title, no_effect_shown
from app.evidence.schemas import MagnesiumGiven, ResultGroup
from app.models.claim import Verdict
from app.models.outcome import Comparison
from app.registry import COLLECTIONS, by_name
from app.web.templating import record_url
from tests.conftest import walk
from tests.safety.test_reassurance import REASSURING
from tests.web.html import BROWSER, PAGES, Tags, links, text_of, texts


def sources_in(part: Any) -> set[str]:
    """Every source that a record or a part of it names."""
    if isinstance(part, list):
        return {slug for each in part for slug in sources_in(each)}
    if not isinstance(part, dict):
        return set()
    return {slug for name, each in part.items() for slug in (each if name == "sources" else sources_in(each))}


def test_a_source_lists_the_records_of_every_collection_that_rest_on_it(
    show: Callable[[str], str], get: Callable[[str], Any]
) -> None:
    resting: dict[str, set[str]] = {}
    found = set()
    for collection in COLLECTIONS:
        for record in walk(get, f"/v1/{collection.address}?limit=200"):
            for source in sources_in(record) - {record["slug"] if collection.name == "sources" else ""}:
                address = record_url(f"{collection.name}/{record['slug']}")
                resting.setdefault(source, set()).add(address)
                found.add(collection.name)
    assert found >= {"claims", "trials", "domains", "forms", "limits", "conditions", "rules", "sources"}
    for source in get("/v1/sources?limit=200")["items"]:
        page = show(f"/sources/{source['slug']}")
        listed = page[page.index("What rests on it") : page.index('id="provenance"')]
        assert resting.get(source["slug"], set()) <= set(Tags(listed).all("a", "href")), source["slug"]


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


def test_no_page_shows_a_slug_for_a_name(show: Callable[[str], str], get: Callable[[str], Any]) -> None:
    """Outside of code, which is for programs. Slugs that may be words of English, such as `quality-of-life`, are left out."""
    named = (
        "trials",
        "sources",
        "evidence-profiles",
        "rules",
        "disagreements",
        "domains",
        "bias-assessments",
    )
    records = (
        each for name in named for each in walk(get, f"/v1/{by_name(name).address}?limit=200&fields=slug")
    )
    slugs = {record["slug"] for record in records if re.search(r"-.*-.*-|-\d{4}", record["slug"])}
    assert len(slugs) > 200
    trials = [f"/trials/{trial['slug']}" for trial in get("/v1/trials?limit=200")["items"]]
    for address in (*PAGES, *trials, "/comparisons/oral-magnesium-against-placebo"):
        if address not in ("/docs", "/reference"):
            text = text_of(re.sub(r"<(code|pre)\b.*?</\1>", " ", show(address), flags=re.DOTALL))
            assert not slugs & set(re.findall(r"[a-z0-9]+(?:-[a-z0-9]+)+", text)), address


MOST_MEDICINES = 80
"""Pages of medicines that are followed, of some 2,000 from one template."""


def test_every_link_leads_somewhere(client: TestClient, show: Callable[[str], str]) -> None:
    """From every page to every page, place on a page and record it names."""
    waiting = dict.fromkeys(PAGES, "")
    medicines = 0
    seen: dict[str, set[str]] = {}
    fragments: set[tuple[str, str, str]] = set()
    while waiting:
        address, origin = waiting.popitem()
        if address.startswith(("/v1", "/openapi.json", "/data/")):
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
            if target not in seen and (not target.startswith("/medicines") or medicines < MOST_MEDICINES):
                medicines += target.startswith("/medicines") and target not in waiting
                waiting.setdefault(target, address)
    assert len(seen) > 400
    for origin, target, fragment in fragments:
        assert fragment in seen[target], (origin, target, fragment)


def test_sleep_shows_the_null_result_beside_the_favourable_reports(show: Callable[[str], str]) -> None:
    page = text_of(show("/domains/sleep"))
    start, against, favour, why = (
        page.index(each)
        for each in (
            "Side by side",
            "No clear difference, or against",
            "In favour, or better than before",
            "Why they differ",
        )
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
    card = text_of(first[first.index('href="/domains/stress"') : first.index('id="map"')])
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


def test_results_that_cannot_show_an_effect_say_why(
    show: Callable[[str], str], get: Callable[[str], Any]
) -> None:
    """Under the heading of each group, with the reason of its own comparison."""
    comparisons = set()
    for summary in get("/v1/summaries")["items"]:
        page = text_of(show(f"/domains/{summary['domain']}")).partition(" Results ")[2]
        for group in map(ResultGroup.model_validate, summary["groups"]):
            if group.results:
                heading = group_title(group.given, group.comparison)
                reason = no_effect_shown(group.given, group.comparison)
                assert bool(reason) is (group.uncontrolled or group.given is MagnesiumGiven.without)
                said = f"{heading} {reason}" if reason else heading
                assert f" {said} Trial What was measured" in page, (summary["domain"], heading)
                comparisons.add(group.comparison)
    assert comparisons >= {Comparison.within_arm, Comparison.not_stated, Comparison.between_arms}


def test_a_domain_shows_every_outcome_it_has(show: Callable[[str], str], get: Callable[[str], Any]) -> None:
    for domain in get("/v1/domains?limit=200")["items"]:
        page = text_of(show(f"/domains/{domain['slug']}"))
        summary = get(f"/v1/domains/{domain['slug']}/summary")
        assert summary["conclusion"]["text"] in page
        for group in summary["groups"]:
            for result in (*group["results"], *group["article_results"]):
                assert result["outcome"]["label"] in page
        assert all(gap["text"] in page for gap in summary["gaps"])


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
                parts = {"trials": "outcomes", "evidence-profiles": "questions"}
                assert get(f"/v1/{parts[collection] if '/' in slug else collection}/{slug}"), record
        assert summary["conclusion"]["records"]
        made += len(said) + len(summary["gaps"])
    assert made > 60


def test_the_first_page_says_of_every_symptom_how_sure_it_is_or_why_it_is_not_rated(
    show: Callable[[str], str], get: Callable[[str], Any]
) -> None:
    summaries = {each["name"]: each for each in get("/v1/summaries")["items"]}
    page = show("/")
    findings = page[page.index('id="findings"') : page.index('id="map"')]
    rows = dict(
        zip(
            texts(findings, r'<th scope="row">.*?</th>'),
            texts(findings, r'<td data-label="Certainty">.*?</td>'),
            strict=True,
        )
    )
    assert {name.removesuffix(" core"): said.split(" ", 1)[1] for name, said in rows.items()} == {
        name: each["certainty"]["rating"].replace("_", " ") for name, each in summaries.items()
    }
    reasons = dict(zip(texts(findings, r"<dt>.*?</dt>"), texts(findings, r"<dd>.*?</dd>"), strict=True))
    assert {name: f"No rating: {said}".lower() for name, said in reasons.items()} == {
        name: each["conclusion"]["text"].lower()
        for name, each in summaries.items()
        if each["certainty"]["rating"] == "not_rated"
    }


def test_the_first_page_says_of_every_symptom_how_many_studies_and_people_there_are(
    show: Callable[[str], str], get: Callable[[str], Any]
) -> None:
    page = show("/")
    findings = page[page.index('id="findings"') : page.index('id="map"')]
    names = [name.removesuffix(" core") for name in texts(findings, r'<th scope="row">.*?</th>')]
    studies = texts(findings, r'<td data-label="Studies">.*?</td>')
    people = texts(findings, r'<td data-label="People".*?</td>')
    rows = dict(zip(names, zip(studies, people, strict=True), strict=True))
    for summary in get("/v1/summaries")["items"]:
        groups = [group for group in summary["groups"] if group["given"] != "without"]
        found = {trial for group in groups for trial in group["counts"]["trials"]}
        said, _ = rows[summary["name"]]
        assert said.split(" ")[0] == (str(len(found)) if found else "none"), summary["name"]
    assert rows["Sleep"] == ("4 (2 compared)", "131 in 3 of 4")
    assert rows["Overall impact"] == ("6 (1 compared)", "249")
    assert rows["Magnesium status"][1] == "not read"
    assert rows["Stiffness"] == ("none", "none")


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
    assert "Sleep no trial found" in page
    assert "No trial was found for this choice." in page
