"""An app on a dataset, as the tests of faults ask it: nothing is kept, so that every answer is made anew."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from starlette.testclient import TestClient

from app.db.database import Database, open_database
from app.main import create_app
from app.settings import Settings
from tests.faults.judge import Answer, Ask, Judge

ADDRESSES = [
    "/v1/dataset", "/v1/trials?limit=3", "/v1/outcomes?basis=article&limit=5", "/v1/domains/sleep",
    "/v1/search?q=magnesium", "/v1/domains/sleep/summary", "/v1/claims?limit=2",
]  # fmt: skip
"""What is asked while faults last: every kind of statement, and answers that differ between datasets."""


@contextmanager
def client_of(database: Database) -> Iterator[TestClient]:
    """One event loop for all who ask, as in a server."""
    settings = Settings.model_construct(hosts="*", cache_bytes=0)
    with TestClient(create_app(database, settings=settings), raise_server_exceptions=False) as client:
        yield client


def asking(client: TestClient) -> Ask:
    def ask(address: str) -> Answer:
        answer = client.get(address)
        return Answer(answer.status_code, answer.headers, answer.content)

    return ask


def truth(url: str) -> Mapping[str, bytes]:
    """What the dataset at an address answers."""
    database = open_database(url)
    with client_of(database) as client:
        answers = {address: asking(client)(address) for address in ADDRESSES}
    database.close()
    assert {answer.status for answer in answers.values()} == {200}
    return {address: answer.body for address, answer in answers.items()}


@contextmanager
def load(judge: Judge, ask: Ask, threads: int = 4) -> Iterator[None]:
    """Ask without a pause for as long as this lasts."""
    over = threading.Event()

    def go_on() -> None:
        while not over.is_set():
            try:
                judge.ask(ask, ADDRESSES)
            except Exception as error:
                judge.findings.append(f"no answer at all: {error!r}")

    asking = [threading.Thread(target=go_on) for _ in range(threads)]
    for each in asking:
        each.start()
    try:
        yield
    finally:
        over.set()
        for each in asking:
            each.join()
