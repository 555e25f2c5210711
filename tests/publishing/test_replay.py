"""An answer of one release is given again after the next is published, and the difference is named.

The next release here has one rule with another severity, and every other record as it is.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.db.database import open_database
from app.main import create_app
from app.models.rule import Severity
from app.publishing.publish import publish
from app.publishing.releases import read_release, write_release
from app.publishing.rows import content_of
from app.seeds.library import Library

RULE = "ciprofloxacin"
NEXT = "2027.1.0"
ASKED = {
    "supplement": {"elemental_mg": 200, "form": "magnesium-citrate"},
    "medicines": [{"text": "ciprofloxacin"}],
}


@pytest.fixture(scope="module")
def following(library: Library, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A service of the release after the current one, which has a rule of another severity."""
    folder = tmp_path_factory.mktemp("replay")
    version = library.dataset.version
    file = folder / f"{version}.jsonl.gz"
    file.write_bytes(write_release(content_of(library)))
    rules = dict(library.records["rules"])
    assert rules[RULE].severity is Severity.separate
    rules[RULE] = rules[RULE].model_copy(update={"severity": Severity.avoid})
    changed = Library(
        library.dataset.model_copy(update={"version": NEXT}),
        {**library.records, "rules": rules},
        library.vocabulary,
    )
    url = f"sqlite:///{folder / 'fibromag.db'}"
    publish(changed, url, releases=[read_release(file)])
    with TestClient(create_app(open_database(url), Path(folder / "none"))) as client:
        yield client


def alert_of(answer: Any) -> Any:
    return next(alert for alert in answer["alerts"] if alert["rule"] == RULE)


def test_an_answer_of_the_release_before_is_given_again(
    following: TestClient, client: TestClient, library: Library
) -> None:
    then = client.post("/v1/safety/checks", json=ASKED).json()
    version = library.dataset.version
    answer = following.post(f"/v1/safety/checks?release={version}", json=ASKED)
    assert answer.headers["dataset-version"] == version
    again = answer.json()
    assert again["alerts"] == then["alerts"]
    assert again["headline"]["complete"] is False
    assert f"anything recorded after release {version}" in again["headline"]["not_checked"]
    assert alert_of(again)["severity"] == "separate"
    assert following.get(f"/v1/safety/rules/{RULE}").json()["severity"] == "avoid"


def test_the_change_of_severity_is_named(following: TestClient, library: Library) -> None:
    way = f"{library.dataset.version}..{NEXT}"
    changes = following.get(f"/v1/releases/{way}/changes").json()
    found = [each for each in changes["items"] if each["collection"] == "rules"]
    assert [(each["record"], each["kind"]) for each in found] == [(RULE, "severity_raised")]
    assert (found[0]["before"], found[0]["after"]) == ("separate", "avoid")
    back = following.get(f"/v1/releases/{NEXT}..{library.dataset.version}/changes").json()
    assert back["by_kind"]["severity_lowered"] == 1
    written = following.get("/v1/releases.md").text
    line = f'- `{RULE}`: severity raised in `severity`: `"separate"` → `"avoid"`'
    assert line in written
    assert line in following.get(f"/v1/releases/{way}/changes.md").text


def test_lists_are_read_from_the_release_before(following: TestClient, library: Library) -> None:
    version = library.dataset.version
    address = "/v1/safety/rules?severity=avoid&limit=200"
    now, then = (
        {each["slug"] for each in following.get(each).json()["items"]}
        for each in (address, f"{address}&release={version}")
    )
    assert now - then == {RULE}
    page = following.get(f"/v1/outcomes?limit=3&release={version}").json()
    assert f"release={version}" in page["next"]
    assert following.get(page["next"]).json()["dataset"]["version"] == version


def test_files_of_the_release_before_stay_at_their_address(
    following: TestClient, client: TestClient, library: Library
) -> None:
    version = library.dataset.version
    listed = following.get(f"/data/{version}").json()
    assert listed["dataset"]["version"] == version
    files = {each["name"]: each for each in listed["items"]}
    assert {"outcomes.csv", "rules.jsonl", "sources.bib"} <= files.keys()
    for name in ("outcomes.csv", "rules.jsonl", "groups.csv"):
        then, now = client.get(f"/data/{version}/{name}"), following.get(files[name]["url"])
        assert (now.status_code, now.content) == (200, then.content)
        assert now.headers["etag"] == f'"{files[name]["sha256"]}"'
        assert "immutable" in now.headers["cache-control"]
        known = {"if-none-match": now.headers["etag"]}
        assert following.get(files[name]["url"], headers=known).status_code == 304
    for wrong in (f"/data/{version}/nothing.csv", "/data/2031.1.0/outcomes.csv", "/data/2031.1.0"):
        assert following.get(wrong).status_code == 404
