"""One dataset published from the real seed files, one app on it, and short ways to ask it."""

import shutil
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from anyio.from_thread import start_blocking_portal
from hypothesis import settings
from starlette.testclient import TestClient

from app.db.database import Database, open_database
from app.formats.archive import export_dataset
from app.main import create_app
from app.publishing.publish import publish
from app.publishing.releases import read_releases
from app.seeds.library import Library
from tests import published
from tests.published import ROOT, SEEDS
from tests.serving import serving

if TYPE_CHECKING:
    from tests.clusters import Server

__all__ = ["ROOT", "SEEDS", "walk"]


settings.register_profile("without deadline", deadline=None)
settings.load_profile("without deadline")
"""A machine that is busy fails no law; what the work may cost is counted (`tests/work.py`)."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--full", action="store_true", help="run the tests that take long, too")
    parser.addoption("--postgres", action="store_true", help="publish to a PostgreSQL that the tests start")


LONGEST = (
    "tests/test_contract.py",
    "faults/test_publishing.py",
    "publishing/test_publish.py",
    "web/test_browser.py",
    "db/test_postgresql.py",
    "faults/test_postgres_serving.py",
    "generators/test_python_and_go.py",
)
"""Files that begin first, so that no process waits at the end for another to finish one of them."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: not item.path.as_posix().endswith(LONGEST))
    if not config.getoption("--full"):
        for item in items:
            if item.get_closest_marker("full"):
                item.add_marker(pytest.mark.skip(reason="takes long: ./run test --full"))


@pytest.fixture(scope="session")
def library() -> Library:
    """The real seed files, read once."""
    return published.library()


@pytest.fixture(scope="session")
def records(library: Library) -> Library:
    """The dataset without its vocabulary, whose tables are written like any others: published in half the time."""
    return Library(library.dataset, library.records, {})


@pytest.fixture
def published_records(tmp_path: Path) -> Path:
    """The file published from `records`, to damage or to replace: `fibromag.db` in a folder of its own."""
    return Path(shutil.copyfile(published.records_database(), tmp_path / "fibromag.db"))


@pytest.fixture(scope="session")
def postgres() -> Iterator["Server"]:
    """A PostgreSQL server."""
    from tests.clusters import servers

    with servers() as (server,):
        yield server


@pytest.fixture(scope="session")
def url(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> str:
    """Address of a database published from them: an SQLite file, or PostgreSQL when that was asked for."""
    if request.config.getoption("--postgres"):
        address: str = request.getfixturevalue("postgres").create_database("published")
        publish(request.getfixturevalue("library"), address, releases=read_releases(SEEDS))
        return address
    copy = tmp_path_factory.mktemp("published") / "fibromag.db"
    return f"sqlite:///{shutil.copyfile(published.database(), copy)}"


@pytest.fixture(scope="session")
def database(url: str) -> Iterator[Database]:
    opened = open_database(url)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def exported(url: str, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Path:
    """The folder of files exported from it."""
    folder = tmp_path_factory.mktemp("exported") / "export"
    if request.config.getoption("--postgres"):
        export_dataset(url, folder)
        return folder
    return Path(shutil.copytree(published.export(), folder))


@pytest.fixture(scope="session")
def client(database: Database, exported: Path) -> Iterator[TestClient]:
    """A client of the app; an error of the app is an answer, as it is for callers."""
    with TestClient(create_app(database, exported), raise_server_exceptions=False) as client:
        yield client


@pytest.fixture(scope="session")
def server(url: str, exported: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The real server on a free port, as `./run serve` starts it."""
    with serving(url, tmp_path_factory.mktemp("served"), FIBROMAG_EXPORT=str(exported)) as served:
        yield served.url
        assert served.end() == -signal.SIGTERM, served.told()
    told = served.errors.read_text()
    assert "Application shutdown complete" in told
    assert f"{served.url}/v1" in told


@pytest.fixture(scope="session")
def get(client: TestClient) -> Iterator[Callable[[str], Any]]:
    """The JSON at an address, which must be there; asked on one event loop, in half the time of `client`.

    The loop has a thread of its own: a browser in a test has one in this thread.
    """
    transport = httpx.ASGITransport(client.app, raise_app_exceptions=False)
    with start_blocking_portal() as loop:
        asking = httpx.AsyncClient(transport=transport, base_url=str(client.base_url), follow_redirects=True)

        def get_json(address: str) -> Any:
            answer = loop.call(asking.get, address)
            assert answer.status_code == 200, answer.text
            return answer.json()

        yield get_json
        loop.call(asking.aclose)


@pytest.fixture
def own_seeds(tmp_path: Path) -> Path:
    """A copy of the seed files to change."""
    return Path(shutil.copytree(SEEDS, tmp_path / "seeds"))


def walk(get: Callable[[str], Any], address: str) -> Iterator[Any]:
    """Every record of a list, following `next` from page to page."""
    following: str | None = address
    while following:
        page = get(following)
        yield from page["items"]
        following = page["next"]
