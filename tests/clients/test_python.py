"""The Python client: both faces return what plain HTTP returns, and one exception tells every refusal."""

import ast
import asyncio
import inspect
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from fibromag_client import AsyncClient, Client, ProblemError
from fibromag_client.client import Addresses, Collection
from tests.clients.asked import BODY, QUESTION, START
from tests.clients.conftest import PYTHON_CLIENT, Lists, Rows, example
from tests.generators.calls import run

Face = type[Client] | type[AsyncClient]
FACES = pytest.mark.parametrize("face", [Client, AsyncClient])
ATTRIBUTES = {each.path: name for name, each in vars(Addresses).items() if isinstance(each, Collection)}


def ask(face: Face, address: str, asked: Callable[[Any], Any], **options: Any) -> Any:
    """Return what a call of a client comes to: the records of an iterator, an answer, awaited or not."""
    if issubclass(face, Client):
        with face(address, **options) as client:
            answer = asked(client)
            return list(answer) if inspect.isgenerator(answer) else answer

    async def awaited() -> Any:
        async with face(address, **options) as client:
            answer = asked(client)
            return [each async for each in answer] if inspect.isasyncgen(answer) else await answer

    return asyncio.run(awaited())


# On a live server ---------------------------------------------------------------------------------


@FACES
def test_every_list_has_the_rows_of_plain_http(face: Face, server: str, lists: Lists, rows: Rows) -> None:
    assert ATTRIBUTES.keys() == rows.keys()
    for path, expected in rows.items():

        def every_row(client: Any, path: str = path) -> Any:
            return getattr(client, ATTRIBUTES[path]).all(**lists[path])

        assert ask(face, server, every_row) == expected, path


@FACES
def test_filters_take_several_values_flags_and_nothing(face: Face, server: str) -> None:
    start = ask(face, server, lambda client: client.outcomes.page(**START, domain=None))
    assert start == httpx.get(f"{server}/v1/outcomes", params=START).json()
    several = ask(face, server, lambda client: client.outcomes.page(domain=["sleep", "pain"]))
    assert several == httpx.get(f"{server}/v1/outcomes?domain=sleep,pain").json()


@FACES
def test_one_record_is_read_by_its_slug_or_id(face: Face, server: str, rows: Rows) -> None:
    key = rows["/v1/outcomes"][0]["id"]
    assert ask(face, server, lambda client: client.outcomes.get(key)) == rows["/v1/outcomes"][0]
    trial = httpx.get(f"{server}/v1/trials/macian-2022?release=2026.11.0").json()
    assert ask(face, server, lambda client: client.trials.get("macian-2022", release="2026.11.0")) == trial


@FACES
def test_documents_are_read_with_names_and_parameters(face: Face, server: str) -> None:
    assert ask(face, server, lambda client: client.summary("sleep"))["domain"] == "sleep"
    assert ask(face, server, lambda client: client.medicine(q="Cipro"))["concepts"]
    changes = ask(face, server, lambda client: client.changes("2026.11.0..2026.11.1"))
    assert changes == httpx.get(f"{server}/v1/releases/2026.11.0..2026.11.1/changes").json()


@FACES
@pytest.mark.parametrize("detail", ["full", "brief"])
def test_a_check_answers_as_plain_http(face: Face, server: str, detail: str) -> None:
    found = ask(face, server, lambda client: client.check(**QUESTION, detail=detail))
    assert found == httpx.post(f"{server}/v1/safety/checks?detail={detail}", json=BODY).json()


@FACES
def test_a_check_is_answered_by_a_past_release(face: Face, server: str) -> None:
    found = ask(face, server, lambda client: client.check(**QUESTION, release="2026.11.0"))
    assert found == httpx.post(f"{server}/v1/safety/checks?release=2026.11.0", json=BODY).json()
    assert found["dataset"]["version"] == "2026.11.0"


def test_what_is_left_out_of_a_check_is_not_told(server: str) -> None:
    supplement: Any = {"elemental_mg": 300}
    with Client(server) as client:
        untold = client.check(supplement=supplement, medicines=None)
        none = client.check(supplement=supplement, medicines=[])
    assert untold["not_checked"] != none["not_checked"]


@FACES
@pytest.mark.parametrize(
    ("path", "asked"),
    [
        ("/v1/trials/nobody-1999", lambda client: client.trials.get("nobody-1999")),
        ("/v1/outcomes?domain=sleeep", lambda client: client.outcomes.all(domain="sleeep")),
        ("/v1/outcomes?domian=sleep", lambda client: client.outcomes.page(domian="sleep")),
    ],
)
def test_a_problem_is_raised_with_its_fields(face: Face, server: str, path: str, asked: Any) -> None:
    with pytest.raises(ProblemError) as raised:
        ask(face, server, asked)
    told = httpx.get(server + path).json()
    assert {name: getattr(raised.value, name) for name in told} == told
    assert told["detail"] in str(raised.value)


# With answers made up -----------------------------------------------------------------------------


def answering(face: Face, *answers: httpx.Response) -> tuple[Any, list[httpx.Request]]:
    """Return an HTTP client that gets these answers, and the list of what is asked."""
    asked: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return answers[len(asked) - 1]

    return face.new_http(transport=httpx.MockTransport(answer)), asked


def refused(status: int, wait: str | None) -> httpx.Response:
    """Return an answer of a proxy."""
    return httpx.Response(status, html="<p>busy</p>", headers={} if wait is None else {"retry-after": wait})


def fine() -> httpx.Response:
    return httpx.Response(200, json={"version": "1"})


ATTEMPTS: dict[str, tuple[list[tuple[int, str | None]], int, int | None]] = {
    "at once": ([], 1, None),
    "after one refusal": ([(429, "7")], 2, None),
    "after two": ([(503, "7"), (429, "7")], 3, None),
    "not after three": ([(503, "7"), (503, "7"), (503, "7")], 3, 503),
    "not without Retry-After": ([(503, None)], 1, 503),
    "not when that is too long": ([(429, "61")], 1, 429),
    "not when that is a date": ([(503, "Sun, 29 Nov 2026 12:00:00 GMT")], 1, 503),
    "not after a page of HTML": ([(200, None)], 1, 200),
}
"""Answers before a good one, with `Retry-After`; how often the client asks, and the status of what it raises."""


@FACES
@pytest.mark.parametrize("name", ATTEMPTS)
def test_only_retry_after_makes_another_attempt(
    face: Face, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers, times, status = ATTEMPTS[name]
    waited: list[float] = []
    monkeypatch.setattr(time, "sleep", waited.append)

    async def sleep(seconds: float) -> None:
        waited.append(seconds)

    monkeypatch.setattr(asyncio, "sleep", sleep)
    http, asked = answering(face, *(refused(*each) for each in answers), fine())
    if status is None:
        assert ask(face, "http://api.example", lambda client: client.dataset(), http=http) == {"version": "1"}
    else:
        with pytest.raises(ProblemError) as raised:
            ask(face, "http://api.example", lambda client: client.dataset(), http=http)
        assert (raised.value.status, raised.value.type, raised.value.code) == (status, "about:blank", "")
    assert len(asked) == times
    assert waited == [0, 7, 7][:times]


def test_a_problem_of_a_gateway_may_lack_members() -> None:
    problem = httpx.Response(
        502,
        content='{"title": "Gateway"}',
        headers={"content-type": "application/problem+json; charset=utf-8"},
    )
    raised = ProblemError.of(problem)
    assert (raised.status, raised.title, raised.type, raised.errors) == (502, "Gateway", "about:blank", [])


def test_the_api_may_lie_below_a_path_and_a_name_is_quoted() -> None:
    http, asked = answering(Client, fine(), fine())
    client = Client("https://api.example/fibromag/", http=http)
    client.trials.get("a?b#c")
    client.outcomes.get("one/two", release="2026.11.0")
    assert [str(request.url) for request in asked] == [
        "https://api.example/fibromag/v1/trials/a%3Fb%23c",
        "https://api.example/fibromag/v1/outcomes/one/two?release=2026.11.0",
    ]
    client.close()
    assert not http.is_closed


# As it is built -----------------------------------------------------------------------------------


def test_the_wheel_holds_the_package_its_types_and_its_licence(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    package = PYTHON_CLIENT / "src" / "fibromag_client"
    sources = {f"fibromag_client/{path.name}" for path in package.iterdir() if path.is_file()}
    assert {name for name in names if not name.startswith("fibromag_client-")} == sources
    assert "fibromag_client/py.typed" in sources
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in names)


def test_the_package_imports_only_what_it_declares() -> None:
    found = set()
    for file in (PYTHON_CLIENT / "src").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                found.add(str(node.module))
    assert {name.split(".")[0] for name in found} - sys.stdlib_module_names == {"fibromag_client", "httpx"}


def test_the_example_of_the_readme_runs(installed: Path, server: str, rows: Rows, tmp_path: Path) -> None:
    code = example(PYTHON_CLIENT, "python", server)
    printed = run(sys.executable, "-W", "error", "-c", code, cwd=tmp_path, PYTHONPATH=str(installed))
    shown = [
        row for row in rows["/v1/outcomes"] if (row["domain"], row["comparison"]) == ("sleep", "between_arms")
    ]
    assert shown
    assert printed.splitlines()[: len(shown)] == [
        f"{row['trial']} {row['direction']} {row['p_value']}" for row in shown
    ]
    assert "separate ciprofloxacin" in printed
    assert "422 unprocessable_content" in printed


MISTAKES = '''
def mistakes(client: Client) -> None:
    """What does not pass the type checker."""
    client.outcomes.get("a")["directoin"]  # type: ignore[typeddict-item]
    client.nothing  # type: ignore[attr-defined]
    client.check(medicine=["Cipro"])  # type: ignore[call-overload]
    client.check(supplement={"mg": 300})  # type: ignore[call-overload]
    client.check(detail="brief")["coverage"]  # type: ignore[typeddict-item]


async def awaited(client: AsyncClient) -> str:
    async for outcome in client.outcomes.all(domain="sleep"):
        return outcome["direction"]
    return (await client.check(supplement={"form": "citrate"}))["coverage"]
'''


def test_the_example_and_common_mistakes_are_checked_by_types(
    installed: Path, server: str, tmp_path: Path
) -> None:
    code = example(PYTHON_CLIENT, "python", server) + "\nfrom fibromag_client import AsyncClient\n" + MISTAKES
    (tmp_path / "example.py").write_text(code, "utf-8")
    strict = ("--strict", "--no-incremental", "--follow-imports", "silent")
    run(sys.executable, "-m", "mypy", *strict, "example.py", cwd=tmp_path, MYPYPATH=str(installed))
