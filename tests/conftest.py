"""One dataset published from the real seed files, one app on it, and short ways to ask it."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from app import seeds
from app.database import Database, open_database
from app.main import create_app
from app.publish import publish
from app.seeds import Library

ROOT = Path(__file__).parent.parent
SEEDS = ROOT / "seeds"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--full", action="store_true", help="run the tests that take long, too")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not config.getoption("--full"):
        for item in items:
            if item.get_closest_marker("full"):
                item.add_marker(pytest.mark.skip(reason="takes long: ./run test --full"))


@pytest.fixture(scope="session")
def library() -> Library:
    """The real seed files, read once."""
    return seeds.read(SEEDS)


@pytest.fixture(scope="session")
def url(library: Library, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Address of a database published from them."""
    address = f"sqlite:///{tmp_path_factory.mktemp('published') / 'fibromag.db'}"
    publish(library, address)
    return address


@pytest.fixture(scope="session")
def database(url: str) -> Iterator[Database]:
    opened = open_database(url)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def client(database: Database) -> TestClient:
    """A client of the app; an error of the app is an answer, as it is for callers."""
    return TestClient(create_app(database), raise_server_exceptions=False)


@pytest.fixture(scope="session")
def get(client: TestClient) -> Callable[[str], Any]:
    """The JSON at an address, which must be there."""

    def get_json(address: str) -> Any:
        answer = client.get(address)
        assert answer.status_code == 200, answer.text
        return answer.json()

    return get_json


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
