"""Endpoints of the evidence: summaries, map and figures."""

import pytest
from starlette.testclient import TestClient

from tests.evidence.records import Get


def test_a_summary_alone_is_that_of_the_list(get: Get) -> None:
    for summary in get("/v1/summaries")["items"]:
        assert get(f"/v1/domains/{summary['domain']}/summary") == summary


def test_a_record_is_still_where_it_was(get: Get) -> None:
    assert get("/v1/domains/sleep")["slug"] == "sleep"


@pytest.mark.parametrize(
    "address", ["/v1/domains/{}/summary", "/v1/figures/domains/{}", "/v1/figures/domains/{}.svg"]
)
def test_an_unknown_domain_is_not_found_and_the_nearest_is_named(client: TestClient, address: str) -> None:
    answer = client.get(address.format("sleeep"))
    assert answer.status_code == 404
    assert answer.json()["detail"] == "There is no such domain; did you mean 'sleep'?"
    assert client.get(address.format("no%20slug")).status_code == 404


@pytest.mark.parametrize(
    "address",
    ["/v1/summaries", "/v1/evidence-map", "/v1/domains/sleep/summary", "/v1/figures/domains/sleep.svg"],
)
def test_answers_can_be_kept(client: TestClient, address: str) -> None:
    answer = client.get(address)
    again = client.get(address, headers={"if-none-match": answer.headers["etag"]})
    assert (answer.status_code, again.status_code, again.content) == (200, 304, b"")
    assert client.get(f"{address}?include=summary").status_code == 422
