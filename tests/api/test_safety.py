"""The safety check over HTTP: one caller's questions keep no other waiting."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from app.safety.answers import CheckAnswer
from app.safety.check import Checker
from app.safety.request import CheckRequest

SECONDS = 20
"""Longest wait for another answer."""

CHECK: dict[str, Any] = {"supplement": {"elemental_mg": 200}}
LARGE: dict[str, Any] = {**CHECK, "medicines": [{"text": f"unknown {number}"} for number in range(21)]}


@pytest.mark.parametrize(
    ("address", "body"),
    [("/v1/safety/checks", LARGE), ("/v1/safety/checks/batch", {"checks": [CHECK]})],
    ids=["large check", "batch"],
)
def test_others_are_answered_while_it_is_answered(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, address: str, body: dict[str, Any]
) -> None:
    begun, other_was_answered = Event(), Event()
    check = Checker.check

    def waiting(self: Checker, request: CheckRequest) -> CheckAnswer:
        begun.set()
        assert other_was_answered.wait(SECONDS), "the other caller had to wait"
        return check(self, request)

    assert isinstance(client.app, FastAPI)
    client.app.state.resources.checker.test()
    monkeypatch.setattr(Checker, "check", waiting)
    with ThreadPoolExecutor() as callers:
        asked = callers.submit(client.post, address, json=body)
        assert begun.wait(SECONDS)
        assert client.get("/livez").status_code == 200
        other_was_answered.set()
        assert asked.result().status_code == 200
