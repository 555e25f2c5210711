"""HTTP as callers expect it: `Accept`, `Allow`, OPTIONS, slashes at the end, byte ranges, kinds of problems."""

from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.errors import FaultCode, code_of
from app.openapi.texts import PROBLEMS

Get = Callable[[str], Any]


@pytest.mark.parametrize(
    ("accept", "status"),
    [
        ("application/json", 200),
        ("*/*", 200),
        ("", 200),
        ("text/html,application/xhtml+xml,*/*;q=0.8", 200),
        ("application/*;q=0.1", 200),
        ("application/vnd.api+json", 200),
        ("text/csv", 406),
        ("text/html", 406),
        ("application/json;q=0, */*", 406),
        ("application/*; q=0.0, text/csv", 406),
    ],
)
@pytest.mark.parametrize("times", [1, 2])
def test_an_accept_header_that_excludes_json_gets_406(
    client: TestClient, accept: str, status: int, times: int
) -> None:
    """Also when the answer is already in the cache."""
    for _ in range(times):
        answer = client.get("/v1/trials?limit=2", headers={"accept": accept})
        assert answer.status_code == status, answer.text
    if status == 406:
        assert "/v1/trials.csv" in answer.json()["detail"]
        assert answer.json()["code"] == "not_acceptable"


@pytest.mark.parametrize(
    "address", ["/v1/trials.csv", "/v1/trials?format=csv", "/v1/figures/evidence-map.svg", "/", "/livez"]
)
def test_an_address_that_names_its_format_is_not_judged_by_accept(client: TestClient, address: str) -> None:
    assert client.get(address, headers={"accept": "image/png"}).status_code == 200


@pytest.mark.parametrize(
    ("address", "allow"),
    [
        ("/v1/trials", "GET, HEAD, OPTIONS"),
        ("/v1/trials/macian-2022", "GET, HEAD, OPTIONS"),
        ("/v1/safety/checks", "OPTIONS, POST"),
        ("/safety", "GET, HEAD, OPTIONS, POST"),
    ],
)
def test_options_and_a_wrong_method_name_the_methods(client: TestClient, address: str, allow: str) -> None:
    answer = client.options(address)
    assert (answer.status_code, answer.content, answer.headers["allow"]) == (204, b"", allow)
    wrong = client.delete(address)
    assert (wrong.status_code, wrong.headers["allow"]) == (405, allow)


def test_options_of_no_address_is_not_found(client: TestClient) -> None:
    assert client.options("/v1/nothing").status_code == 404


def test_a_preflight_with_the_usual_headers_is_allowed(client: TestClient) -> None:
    usual = (
        "content-type, accept, authorization, if-none-match, x-request-id, traceparent, tracestate, "
        "x-requested-with, baggage, sentry-trace"
    )
    for address, method in (("/v1/outcomes", "GET"), ("/v1/safety/checks", "POST")):
        asked = {
            "origin": "https://example.org",
            "access-control-request-method": method,
            "access-control-request-headers": usual,
        }
        answer = client.options(address, headers=asked)
        assert answer.status_code == 200
        assert answer.headers["access-control-allow-origin"] == "*"
        allowed = {each.strip().lower() for each in answer.headers["access-control-allow-headers"].split(",")}
        assert {each.strip() for each in usual.split(",")} <= allowed
        assert method in answer.headers["access-control-allow-methods"]


@pytest.mark.parametrize("address", ["/v1/trials/", "/v1/trials/macian-2022/", "/claims/", "/v1/"])
def test_a_slash_at_the_end_leads_to_the_address_without(client: TestClient, address: str) -> None:
    answer = client.get(f"{address}?x=1", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (308, f"{address.rstrip('/')}?x=1")
    posted = client.post("/v1/safety/checks/", json={}, follow_redirects=False)
    assert (posted.status_code, posted.headers["location"]) == (308, "/v1/safety/checks")
    for nowhere in ("/v1/nothing/", "http://testserver//example.org/"):
        assert client.get(nowhere, follow_redirects=False).status_code in (400, 404)


def test_a_part_of_a_whole_list_is_a_part_of_its_file(client: TestClient, get: Get) -> None:
    version = get("/v1/dataset")["version"]
    led = client.get("/v1/outcomes.csv", headers={"range": "bytes=0-99"}, follow_redirects=False)
    assert (led.status_code, led.headers["location"]) == (307, f"/data/{version}/outcomes.csv")
    part = client.get("/v1/outcomes.csv", headers={"range": "bytes=0-99"})
    whole = client.get("/v1/outcomes.csv")
    assert (part.status_code, part.content) == (206, whole.content[:100])
    chosen = client.get("/v1/outcomes.csv?domain=sleep", headers={"range": "bytes=0-99"})
    assert chosen.status_code == 200


PLAIN_PROBLEMS = {
    "/v1/trials?limit=0": (422, "invalid_value"),
    "/v1/trials?desing=x": (422, "unknown_parameter"),
    "/v1/trials?design=x": (422, "unknown_value"),
    "/v1/outcomes?domain=slep": (422, "unknown_value"),
    "/v1/trials?include=x": (422, "unknown_value"),
    "/v1/trials?sort=x": (422, "unknown_value"),
    "/v1/trials?fields=name,x": (422, "unknown_value"),
    "/v1/trials?facets=x": (422, "unknown_value"),
    "/v1/search": (422, "missing"),
    "/v1/trials?limit=1&limit=1": (422, "repeated"),
    "/v1/trials/macian-2023": (404, None),
}


@pytest.mark.parametrize(("address", "found"), PLAIN_PROBLEMS.items())
def test_a_problem_names_its_kind_and_leads_to_its_explanation(
    client: TestClient, address: str, found: tuple[int, str | None]
) -> None:
    problem = client.get(address).json()
    assert (problem["status"], problem["code"]) == (found[0], code_of(found[0]))
    assert problem["type"] == f"/problems#{problem['code']}"
    assert [each["code"] for each in problem["errors"]] == ([found[1]] if found[1] else [])
    page = client.get(problem["type"].partition("#")[0], headers={"accept": "text/html"}).text
    assert f'id="{problem["code"]}"' in page


def test_every_kind_of_problem_and_fault_is_explained(client: TestClient) -> None:
    page = client.get("/problems").text
    for status in PROBLEMS:
        assert f'id="{code_of(status)}"' in page
    for fault in FaultCode:
        assert f"<code>{fault.value}</code>" in page


# Interactions -------------------------------------------------------------------------------------


def test_interactions_of_a_medicine_are_those_that_the_check_may_name(client: TestClient, get: Get) -> None:
    everything = {rule["slug"]: rule for rule in get("/v1/safety/interactions?limit=200")["items"]}
    found = {rule["slug"] for rule in get("/v1/safety/interactions?medicine=Cipro")["items"]}
    own = {
        slug
        for slug, rule in everything.items()
        if "fluoroquinolone/ciprofloxacin" in rule["when"]["medicines"]
    }
    assert "ciprofloxacin" in own <= found
    for name in ("ciprofloxacin", "levothyroxine", "alendronic acid", "paracetamol", "metoprolol"):
        listed = get(f"/v1/safety/interactions?medicine={name}")["items"]
        asked = {"supplement": {"elemental_mg": 300}, "medicines": [{"text": name}]}
        answer = client.post("/v1/safety/checks", json=asked).json()
        named = {alert["rule"] for alert in answer["alerts"]} & everything.keys()
        assert named <= {rule["slug"] for rule in listed}, name


def test_interactions_of_a_class_are_the_rules_that_name_it(get: Get) -> None:
    found = get("/v1/safety/interactions?medicine_class=fluoroquinolone&limit=200")["items"]
    assert {"ciprofloxacin"} < {rule["slug"] for rule in found}
    for rule in found:
        when = rule["when"]
        classes = {*when["medicine_classes"], *(each.partition("/")[0] for each in when["medicines"])}
        assert "fluoroquinolone" in classes
    both = get("/v1/safety/interactions?medicine_class=fluoroquinolone&medicine=cipro")["items"]
    assert 0 < len(both) <= len(found)


@pytest.mark.parametrize("query", ["medicine=xyzol", "medicine_class=fluoroquinolones", "medicine="])
def test_an_unknown_medicine_is_an_error_and_no_empty_list(client: TestClient, query: str) -> None:
    answer = client.get(f"/v1/safety/interactions?{query}")
    assert answer.status_code == 422, answer.text
