"""`Accept` refuses JSON only where there is nothing else, and only by what is written in it."""

from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient

from app.middleware.accept import AcceptJson, answers_json, takes_json


@pytest.mark.parametrize(
    ("header", "takes"),
    [
        ("", True),
        (" , ", True),
        ("application/json", True),
        ("Application/JSON; charset=utf-8", True),
        ("text/csv, application/*", True),
        ("text/csv, */*;q=0.001", True),
        ("application/problem+json", True),
        ("application/json;q=1.0", True),
        ("text/csv", False),
        ("text/csv;q=0", False),
        ("application/xml+jsonx", False),
        ("application/json; q=0", False),
        ("application/json;q = 0.000", False),
        ("application/problem+json;q=0", False),
    ],
)
def test_json_is_taken_unless_it_is_excluded(header: str, takes: bool) -> None:
    assert takes_json(header.encode()) is takes


@pytest.mark.parametrize(
    ("header", "takes"),
    [
        ("application/json;q=0, application/*", False),
        ("application/json, application/*;q=0", True),
        ("application/*;q=0, */*", False),
        ("*/*;q=0, application/*", True),
        ("*/*;q=0, application/json", True),
        ("*/*;q=0, application/problem+json", False),
    ],
)
def test_the_most_specific_range_decides_whatever_the_order(header: str, takes: bool) -> None:
    assert takes_json(header.encode()) is takes
    assert takes_json(", ".join(reversed(header.split(", "))).encode()) is takes


@pytest.mark.parametrize(
    ("address", "json_alone"),
    [
        ("/v1", True),
        ("/v1/trials", True),
        ("/v1/trials?limit=1", True),
        ("/v1/releases/2026.11.0/changes", True),
        ("/v1/trials.csv", False),
        ("/v1/trials?limit=1&format=csv", False),
        ("/v10/trials", False),
        ("/trials", False),
        ("/", False),
    ],
)
def test_json_is_all_there_is_below_v1_without_an_extension_or_a_format(
    address: str, json_alone: bool
) -> None:
    path, _, query = address.partition("?")
    assert answers_json({"path": path, "query_string": query.encode()}) is json_alone


@pytest.fixture(scope="module")
def behind() -> TestClient:
    app = Starlette()
    app.add_route("/{rest:path}", lambda _: PlainTextResponse("answered"))
    app.add_middleware(AcceptJson, files={"/v1/trials": ["/v1/trials.csv", "/v1/trials.xlsx"]})
    return TestClient(app)


def test_a_refusal_names_the_files_of_the_list(behind: TestClient) -> None:
    csv = {"accept": "text/csv"}
    assert behind.get("/v1/trials", headers=csv).json()["detail"] == (
        "This address answers with JSON, which `Accept` excludes. The same list as a file: /v1/trials.csv, "
        "/v1/trials.xlsx."
    )
    told = behind.get("/v1/claims/coverage", headers=csv)
    assert told.status_code == 406
    assert told.json()["detail"] == "This address answers with JSON, which `Accept` excludes."
    assert behind.get("/trials", headers=csv).text == "answered"


def test_accept_in_several_fields_is_one_list(behind: TestClient) -> None:
    def status(*accepted: str) -> int:
        fields: Any = [("accept", each) for each in accepted]
        return behind.get("/v1/trials", headers=fields).status_code

    assert status("text/csv", "application/json") == status("application/json", "text/csv") == 200
    assert status("text/csv", "image/png") == 406
