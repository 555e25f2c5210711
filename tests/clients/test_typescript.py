"""The TypeScript client as it is packed: README's example, every list, problems and the check on a live server."""

import json
import tarfile
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.clients.asked import BODY, QUESTION, START
from tests.clients.conftest import Lists, Rows
from tests.generators.calls import run


@pytest.fixture(scope="module")
def used(project: Path, server: str, lists: Lists) -> Any:
    """What the program `use.ts` printed."""
    return json.loads(run("node", "use.js", server, json.dumps(lists), json.dumps(QUESTION), cwd=project))


def test_the_package_holds_what_is_needed_and_no_more(packed: Path) -> None:
    with tarfile.open(packed) as package:
        names = {name.removeprefix("package/") for name in package.getnames()}
    compiled = {f"dist/{name}.{kind}" for name in ("contract", "index", "problem") for kind in ("js", "d.ts")}
    assert names == {"LICENSE", "README.md", "package.json", *compiled}


def test_the_example_of_the_readme_runs(project: Path, rows: Rows) -> None:
    printed = run("node", "example.js", cwd=project)
    shown = [
        row for row in rows["/v1/outcomes"] if (row["domain"], row["comparison"]) == ("sleep", "between_arms")
    ]
    assert shown
    assert [line.split()[:2] for line in printed.splitlines()[: len(shown)]] == [
        [row["trial"], row["direction"]] for row in shown
    ]
    assert "separate ciprofloxacin" in printed
    assert "422 unprocessable_content" in printed


def test_every_list_has_the_rows_of_plain_http(used: Any, rows: Rows) -> None:
    assert used["rows"].keys() == rows.keys()
    for path, expected in rows.items():
        assert used["rows"][path] == expected, path


def test_a_filter_takes_several_values_and_a_flag(used: Any, server: str) -> None:
    start = httpx.get(f"{server}/v1/outcomes", params={**START, "limit": 200}).json()["items"]
    assert used["start"] == [each["id"] for each in start]
    assert used["several"] == httpx.get(f"{server}/v1/outcomes?domain=sleep,pain").json()["total"]


def test_one_record_is_read(used: Any, server: str) -> None:
    assert used["trial"] == httpx.get(f"{server}/v1/trials/macian-2022").json()


@pytest.mark.parametrize("detail", ["full", "brief"])
def test_a_check_answers_as_plain_http(used: Any, server: str, detail: str) -> None:
    address = f"{server}/v1/safety/checks?detail={detail}"
    assert used[detail] == httpx.post(address, json=BODY).json()


def test_a_check_is_answered_by_a_past_release(used: Any, server: str) -> None:
    assert used["past"] == httpx.post(f"{server}/v1/safety/checks?release=2026.11.0", json=BODY).json()
    assert used["past"]["dataset"]["version"] == "2026.11.0"


def test_a_problem_is_thrown_with_its_fields(used: Any, server: str) -> None:
    assert used["missing"] == httpx.get(f"{server}/v1/trials/nobody-1999").json()
    assert used["misspelt"] == httpx.get(f"{server}/v1/outcomes?domain=sleeep").json()
    assert (used["missing"]["status"], used["misspelt"]["status"]) == (404, 422)


def test_only_retry_after_makes_another_attempt(used: Any) -> None:
    ended = used["attempts"]
    assert {name: count for name, (count, _) in ended.items()} == {
        "again": 2,
        "twice": 3,
        "without": 1,
        "later": 1,
        "partly": 1,
        "page": 1,
    }
    assert ended["again"][1]["severity"]
    assert 990 <= used["waited"] < 5000
    for name, status in {"twice": 503, "without": 503, "later": 503, "partly": 502, "page": 200}.items():
        assert (ended[name][1]["type"], ended[name][1]["status"]) == ("about:blank", status), name
