"""The MCP server, asked by the SDK's own client."""

import asyncio
import json
import os
import sys
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from starlette.testclient import TestClient

from app.safety.check import NOTICE
from tests.conftest import ROOT
from tests.serving import serving

if TYPE_CHECKING:
    from mcp.client import Client

Ask = Callable[..., Any]
"""Function from a tool's name and arguments to its structured answer."""

Use = Callable[["Client"], Awaitable[Any]]
"""Function that asks a client something."""


@pytest.fixture(scope="module")
def ask(client: TestClient) -> Ask:
    """Call a tool in this process."""
    from app.mcp.server import create_server

    server = create_server(client.app.state.resources)  # type: ignore[attr-defined]

    def asked(tool: str, **arguments: Any) -> Any:
        return asyncio.run(in_session(server, lambda session: session.call_tool(tool, arguments)))

    return asked


def run(client: TestClient, use: Use) -> Any:
    """Use a client of the server in this process."""
    from app.mcp.server import create_server

    return asyncio.run(in_session(create_server(client.app.state.resources), use))  # type: ignore[attr-defined]


async def in_session(server: Any, use: Use) -> Any:
    """Use a client of a server: one in this process, its address, or a program."""
    from mcp.client import Client  # late: collecting the tests needs no SDK

    async with Client(server) as session:
        return await use(session)


def test_seven_tools_are_offered_and_all_only_read(client: TestClient) -> None:
    listed = run(client, lambda session: session.list_tools()).tools
    assert {tool.name for tool in listed} == {
        "search_evidence",
        "get_record",
        "list_records",
        "summarise_symptom",
        "resolve_medicine",
        "check_magnesium",
        "cite",
    }
    for tool in listed:
        assert tool.annotations.read_only_hint
        assert tool.output_schema
        assert tool.description


def test_a_search_leads_to_a_record_that_is_the_one_of_the_api(ask: Ask, client: TestClient) -> None:
    found = ask("search_evidence", query="macian 2022").structured_content
    assert found["notice"] == NOTICE
    assert found["hits"][0]["key"] == "macian-2022"
    record = ask("get_record", collection="trials", key="macian-2022").structured_content
    assert record["record"] == client.get(record["url"]).json()


@pytest.mark.parametrize("symptom", ["sleep", "Sleep", " SLEEP "])
def test_a_summary_is_the_one_of_the_api(ask: Ask, client: TestClient, symptom: str) -> None:
    answer = ask("summarise_symptom", symptom=symptom).structured_content
    assert answer["summary"] == client.get("/v1/domains/sleep/summary").json()


def test_the_check_is_the_one_of_the_api(ask: Ask, client: TestClient) -> None:
    request = {"supplement": {"form": "citrate", "elemental_mg": 300}, "medicines": [{"text": "Cipro"}]}
    answer = ask("check_magnesium", request=request).structured_content
    assert answer == client.post("/v1/safety/checks", json=request).json()
    assert answer["disposition"] == "issues_found"


def test_a_medicine_is_resolved_as_by_the_api(ask: Ask, client: TestClient) -> None:
    answer = ask("resolve_medicine", name="Cipro").structured_content
    assert answer["medicine"] == client.get("/v1/medicines", params={"q": "Cipro"}).json()


def test_a_source_is_cited(ask: Ask) -> None:
    assert "macian-2022" in ask("cite", source="macian-2022").structured_content["citation"]
    assert ask("cite", source="macian-2022", style="ris").structured_content["citation"].startswith("TY  - ")


@pytest.mark.parametrize(
    ("tool", "arguments", "words"),
    [
        ("get_record", {"collection": "trials", "key": "macian-2023"}, "did you mean 'macian-2022'"),
        ("get_record", {"collection": "trial", "key": "macian-2022"}, "did you mean 'trials'"),
        ("summarise_symptom", {"symptom": "sleeep"}, "did you mean 'sleep'"),
        ("cite", {"source": "nobody-1900"}, "there is no such source"),
        ("check_magnesium", {"request": {"supplment": {}}}, "did you mean 'supplement'"),
        (
            "check_magnesium",
            {"request": {"supplement": {}, "medicines": ["Canary"]}},
            "medicines.0: should be an object",
        ),
        (
            "check_magnesium",
            {"request": {"supplement": {"elemental_mg": "Canary"}}},
            "supplement.elemental_mg",
        ),
        ("check_magnesium", {"request": {"supplement": {}, "Canary": True}}, "there is no such field"),
    ],
)
def test_a_wrong_call_is_told_what_is_wrong(ask: Ask, tool: str, arguments: Any, words: str) -> None:
    answer = ask(tool, **arguments)
    assert answer.is_error
    said = answer.content[0].text
    assert words in said
    assert "pydantic" not in said
    assert "Canary" not in said


START = {"comparison": "between_arms", "single_agent": "true", "basis": "primary"}
"""The question of README's examples."""


def test_a_list_has_the_rows_of_the_api(ask: Ask, client: TestClient) -> None:
    lines = client.get("/v1/outcomes.jsonl", params=START).text.splitlines()
    found: list[Any] = []
    cursor = None
    while True:
        answer = ask("list_records", collection="outcomes", filters=START, limit=5, cursor=cursor)
        page = answer.structured_content
        found += page["records"]
        cursor = page["cursor"]
        if cursor is None:
            break
    assert found == [json.loads(line) for line in lines]
    assert page["total"] == len(found) > 5


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"filters": {"domian": "sleep"}}, "there is no such"),
        ({"filters": {"domain": "slep"}}, "did you mean 'sleep'"),
        ({"filters": {"direction": "good"}}, "should be one of"),
        ({"sort": "yaer"}, "did you mean 'year'"),
        ({"cursor": "abcd"}, "not from this list"),
    ],
)
def test_a_wrong_list_is_refused(ask: Ask, arguments: Any, words: str) -> None:
    answer = ask("list_records", collection="outcomes", **arguments)
    assert answer.is_error
    assert words in answer.content[0].text


@pytest.fixture
def http(url: str, exported: Path, tmp_path: Path) -> Iterator[str]:
    """The address of a server that serves the tools over HTTP."""
    with serving(url, tmp_path, FIBROMAG_EXPORT=str(exported), FIBROMAG_MCP="true") as served:
        yield served.url


def test_the_tools_are_served_over_http(http: str) -> None:
    async def call(session: "Client") -> Any:
        listed = await session.list_tools()
        first = await session.call_tool("list_records", {"collection": "outcomes", "filters": START})
        check = await session.call_tool(
            "check_magnesium", {"request": {"supplement": {}, "medicines": [{"text": "ciprofloxacin"}]}}
        )
        return listed, first, check

    listed, first, check = asyncio.run(in_session(f"{http}/mcp", call))
    assert len(listed.tools) == 7
    lines = httpx.get(f"{http}/v1/outcomes.jsonl", params=START).text.splitlines()
    assert first.structured_content["total"] == len(lines)
    assert "not for emergencies" in check.structured_content["notice"]
    refused = httpx.get(f"{http}/mcp", headers={"accept": "text/event-stream"})
    assert (refused.status_code, refused.headers["allow"]) == (405, "OPTIONS, POST")


def test_the_tools_are_not_served_over_http_unless_it_is_set(client: TestClient) -> None:
    assert client.post("/mcp", json={}).status_code == 404


def test_records_are_resources(client: TestClient) -> None:
    read = run(client, lambda session: session.read_resource("fibromag://domains/sleep"))
    assert json.loads(read.contents[0].text) == client.get("/v1/domains/sleep").json()
    about = run(client, lambda session: session.read_resource("fibromag://dataset"))
    assert json.loads(about.contents[0].text)["digest"] == client.get("/v1/dataset").json()["digest"]


def test_the_command_speaks_over_standard_input_and_output(url: str, tmp_path: Path) -> None:
    from mcp.client.stdio import StdioServerParameters, stdio_client

    program = StdioServerParameters(
        command=sys.executable,
        args=["-m", "app", "mcp"],
        cwd=str(ROOT),
        env={**os.environ, "FIBROMAG_DATABASE_URL": url},
    )
    # By default, the client takes the stderr of its first import, which may be that of another test.
    with (tmp_path / "stderr").open("w") as told:
        search = in_session(
            stdio_client(program, errlog=told),
            lambda session: session.call_tool("search_evidence", {"query": "sleep", "limit": 1}),
        )
        assert asyncio.run(search).structured_content["total"] > 0
