"""Endpoints of the releases: the list, the feed, the files, and the changes between two of them."""

import gzip
import json

import pytest
from starlette.testclient import TestClient

from app.registry import LISTS
from tests.evidence.records import Get
from tests.publishing.test_releases import DIGEST, FIRST

PAST = "2026.11.0"


def test_releases_are_listed_the_newest_first(get: Get) -> None:
    listed = get("/v1/releases")
    assert [each["current"] for each in listed["items"]] == [True, *[False] * (len(listed["items"]) - 1)]
    assert listed["items"][0]["version"] == listed["dataset"]["version"]
    assert listed["items"][-1]["version"] == PAST
    assert listed["items"][-1]["digest"] == DIGEST


def test_the_file_of_a_release_is_the_one_that_was_released(client: TestClient) -> None:
    answer = client.get(f"/v1/releases/{PAST}.jsonl.gz")
    assert answer.headers["content-type"] == "application/gzip"
    assert answer.content == FIRST.read_bytes()
    assert json.loads(gzip.decompress(answer.content).splitlines()[0])["digest"] == DIGEST


def test_the_feed_has_an_entry_for_each_release(client: TestClient, get: Get) -> None:
    answer = client.get("/v1/releases.atom")
    assert answer.headers["content-type"].startswith("application/atom+xml")
    assert answer.text.count("<entry>") == len(get("/v1/releases")["items"])


def test_a_release_has_no_changes_to_itself(get: Get) -> None:
    assert get(f"/v1/releases/{PAST}..{PAST}/changes")["total"] == 0


def test_the_changes_lead_from_one_release_to_another(get: Get, client: TestClient) -> None:
    current = get("/v1")["dataset"]["version"]
    there, back = (get(f"/v1/releases/{way}/changes") for way in (f"{PAST}..{current}", f"{current}..{PAST}"))
    assert there["total"] == back["total"] == len(there["items"])
    assert sum(there["by_kind"].values()) == there["total"]
    assert there["by_kind"]["record_added"] == back["by_kind"]["record_removed"]
    words = client.get(f"/v1/releases/{PAST}..{current}/changes.md").text
    assert words.startswith(f"# Changes from {PAST} to {current}\n")


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/v1/releases/2026.12.9.jsonl.gz", 404),
        (f"/v1/releases/{PAST}..2031.1.0/changes", 404),
        ("/v1/releases/one..two/changes", 422),
        ("/v1/releases?release=2026.11.0&limit=1", 422),
    ],
)
def test_an_address_without_a_release_is_refused(client: TestClient, address: str, status: int) -> None:
    assert client.get(address).status_code == status


@pytest.mark.parametrize(
    "address",
    [
        "/v1/trials",
        "/v1/trials/macian-2022",
        "/v1/summaries",
        "/v1/evidence-map",
        "/v1/dataset",
        "/v1/outcomes.csv",
    ],
)
def test_every_read_answers_for_a_past_release(client: TestClient, address: str) -> None:
    now, then = client.get(address), client.get(address, params={"release": PAST})
    assert then.status_code == 200
    assert then.headers["dataset-version"] == PAST
    assert now.headers["dataset-version"] != PAST
    assert now.headers["etag"] != then.headers["etag"]
    if "dataset" in (then.json() if address != "/v1/outcomes.csv" else {}):
        assert then.json()["dataset"] == {"version": PAST, "digest": DIGEST}


LATER_LISTS = {
    "evidence-profiles": "oral-magnesium-against-placebo",
    "questions": "oral-magnesium-against-placebo/pain",
    "groups": "macian-2022/stress-whole-sample/magnesium/endpoint",
    "bias-assessments": "macian-2022-stress",
    "preparations": "magnesium-with-malic-acid",
    "searches": "guidelines",
    "selection": "macfarlane-2017-eular",
    "substances": "levothyroxine-sodium",
    "everyday-conditions": "hypertension",
}
"""Lists that the first release does not have, each with a record of today."""


@pytest.mark.parametrize("name", LATER_LISTS)
def test_a_list_that_a_release_does_not_have_is_not_an_empty_one(client: TestClient, name: str) -> None:
    """An empty list would say that nothing was rated, judged or considered then."""
    files = [] if name in ("substances", "everyday-conditions") else [f"{name}.csv", f"{name}.jsonl"]
    for address in (name, f"{name}/{LATER_LISTS[name]}", *files):
        assert client.get(f"/v1/{address}").status_code == 200
        answer = client.get(f"/v1/{address}", params={"release": PAST})
        assert answer.status_code == 404
        words = name.replace("-", " ")
        assert answer.json()["detail"] == f"Release {PAST} has no {words}; they begin with a later one."


def test_every_list_of_a_release_answers_with_as_many_records_as_it_counts(
    client: TestClient, get: Get
) -> None:
    (past,) = (each for each in get("/v1/releases")["items"] if each["version"] == PAST)
    for collection in LISTS:
        answer = client.get(f"/v1/{collection.address}", params={"release": PAST, "limit": 1})
        if collection.name in past["counts"]:
            assert answer.json()["total"] == past["counts"][collection.name] > 0
        else:
            assert collection.name in LATER_LISTS
            assert answer.status_code == 404


def test_a_release_without_comparisons_has_no_summary_of_findings(client: TestClient) -> None:
    address = "/v1/evidence-profiles/oral-magnesium-against-placebo/summary-of-findings"
    assert client.get(address).json()["rows"]
    answer = client.get(address, params={"release": PAST})
    assert answer.status_code == 404
    assert answer.json()["detail"] == f"Release {PAST} has no evidence profiles; they begin with a later one."


@pytest.mark.parametrize(
    "figure", ["evidence-map", "domains/sleep", "selection", "risk-of-bias/rob-2", "selection.svg"]
)
def test_a_figure_of_the_current_release_does_not_stand_for_a_past_one(
    client: TestClient, figure: str
) -> None:
    """Figures are drawn of the current release only: naming another is refused, not ignored."""
    assert client.get(f"/v1/figures/{figure}").status_code == 200
    answer = client.get(f"/v1/figures/{figure}", params={"release": PAST})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["code"] == "unknown_parameter"


def test_pages_of_a_past_release_lead_on_in_it(get: Get) -> None:
    first = get(f"/v1/sources?limit=200&release={PAST}")
    assert f"release={PAST}" in first["next"]
    second = get(first["next"])
    assert second["dataset"]["digest"] == DIGEST
    assert len(first["items"]) + len(second["items"]) == first["total"]


def test_the_current_release_can_be_named(get: Get) -> None:
    current = get("/v1/dataset")["version"]
    assert get(f"/v1/trials?release={current}") == get("/v1/trials")


def test_a_search_in_a_past_release_finds_its_records(get: Get) -> None:
    assert get(f"/v1/search?q=sleep&release={PAST}")["total"] > 0


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("release=2026.11.7", 404),
        ("release=", 404),
        ("release=%00", 400),
        (f"release={PAST}&release={PAST}", 422),
    ],
)
def test_a_release_that_is_none_is_not_answered_from_another(
    client: TestClient, query: str, status: int
) -> None:
    assert client.get(f"/v1/trials?{query}").status_code == status


def test_a_check_of_a_past_release_says_so_and_is_never_complete(client: TestClient) -> None:
    """The alerts are those of the release; what it says above them is that it is old."""
    request = {
        "supplement": {"form": "citrate", "elemental_mg": 100},
        "person": {"age": 40, "egfr": 90, "pregnant": False, "breastfeeding": False, "sex": "male"},
        "conditions": [],
        "medicines": [{"text": "ciprofloxacin"}],
    }
    answer = client.post("/v1/safety/checks", json=request, params={"release": PAST}).json()
    left_out = f"anything recorded after release {PAST}"
    assert answer["dataset"] == {"version": PAST, "digest": DIGEST}
    assert answer["complete"] is False
    assert left_out in answer["headline"]["text"]
    assert answer["not_checked"][0] == left_out
    assert "ciprofloxacin" in {alert["rule"] for alert in answer["alerts"]}


def test_a_check_that_finds_nothing_in_a_past_release_is_incomplete(client: TestClient) -> None:
    request = {
        "supplement": {"form": "citrate", "elemental_mg": 100},
        "person": {"age": 40, "egfr": 90, "pregnant": False, "breastfeeding": False, "sex": "male"},
        "conditions": [],
        "medicines": [],
    }
    now = client.post("/v1/safety/checks", json=request).json()
    then = client.post("/v1/safety/checks", json=request, params={"release": PAST}).json()
    assert (now["disposition"], then["disposition"]) == ("none_recorded", "incomplete")
