"""The parameter `release` is taken before the routes, and only a release that answers is named in the head."""

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.testclient import TestClient

from app.middleware.release import ReleaseParameter


async def told(request: Request) -> JSONResponse:
    """What the routes see of a request."""
    release = request.scope.get("state", {}).get("release")
    return JSONResponse({"query": request.url.query, "release": release}, 404 if release == "1.1.1" else 200)


@pytest.fixture(scope="module")
def behind() -> TestClient:
    app = Starlette()
    app.add_route("/{rest:path}", told)
    return TestClient(ReleaseParameter(app))


@pytest.mark.parametrize(
    ("address", "query", "release", "named"),
    [
        ("/v1/trials?release=2026.11.0", "", "2026.11.0", "2026.11.0"),
        ("/v1?release=2026.11.0", "", "2026.11.0", "2026.11.0"),
        ("/v1/trials?limit=1&release=2026.11.0&sort=year", "limit=1&sort=year", "2026.11.0", "2026.11.0"),
        ("/v1/trials?release=1.1.1", "", "1.1.1", None),
        ("/v1/trials?release=", "", "", ""),
        ("/v1/trials?release=2&release=3", "release=2&release=3", None, None),
        ("/v1/trials?released=2", "released=2", None, None),
        ("/v1/releases?release=2026.11.0", "release=2026.11.0", None, None),
        ("/v1/vocabularies/verdict?release=2026.11.0", "release=2026.11.0", None, None),
        ("/trials?release=2026.11.0", "release=2026.11.0", None, None),
        ("/v10/trials?release=2026.11.0", "release=2026.11.0", None, None),
    ],
)
def test_a_release_is_taken_out_of_the_query(
    behind: TestClient, address: str, query: str, release: str | None, named: str | None
) -> None:
    answer = behind.get(address)
    assert answer.json() == {"query": query, "release": release}
    assert answer.headers.get("dataset-version") == named
