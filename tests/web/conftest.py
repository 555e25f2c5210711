"""A client that reads pages and sends the form."""

from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.evidence.conftest import evidence, macian, stress
from tests.web.html import BROWSER, FORM

__all__ = ["evidence", "macian", "stress"]


@pytest.fixture(scope="module")
def show(client: TestClient) -> Callable[[str], str]:
    """The page at an address, which must be there."""
    kept: dict[str, str] = {}

    def page(address: str) -> str:
        if address not in kept:
            answer = client.get(address, headers=BROWSER)
            assert answer.status_code == 200, (address, answer.text)
            assert answer.headers["content-type"] == "text/html; charset=utf-8"
            kept[address] = answer.text
        return kept[address]

    return page


@pytest.fixture
def send(client: TestClient) -> Callable[..., Any]:
    """The answer to the form, with some fields filled in differently."""

    def sent(**changed: Any) -> Any:
        return client.post("/safety", data={**FORM, **changed}, headers=BROWSER)

    return sent
