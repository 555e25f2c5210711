"""The harness finds what it is there to find: one fault of each kind is planted, and seen."""

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.hostile import generator
from tests.hostile.attack import Attack, Json, Wire, operations
from tests.hostile.harness import listening, run
from tests.hostile.judge import KINDS
from tests.serving import free_port

PROBLEM: Json = {"content": {"application/problem+json": {}}}


def document_of(kind: str) -> Any:
    """The document of one operation of the faulty server."""
    operation = {
        "parameters": [
            {"name": "q", "in": "query", "schema": {"type": "string", "maxLength": 0}, "example": ""}
        ],
        "responses": {"200": {"content": {"application/json": {}}}, "422": PROBLEM},
    }
    return {"paths": {f"/{kind.replace(' ', '-').lower()}": {"get": operation}}, "components": {}}


@pytest.fixture
def faulty() -> Iterator[tuple[str, int]]:
    """The faulty server on a free port."""
    address = "127.0.0.1", free_port()
    process = subprocess.Popen([sys.executable, str(Path(__file__).parent / "faulty.py"), str(address[1])])
    for _ in range(200):
        if listening(address):
            break
        time.sleep(0.05)
    yield address
    process.kill()
    process.wait()


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "smuggled"])
def test_a_planted_fault_is_found(faulty: tuple[str, int], kind: str) -> None:
    document = document_of(kind)
    wanted = "another host" if kind == "misled" else ": script" if kind == "echo" else "7,000 letters"
    chosen = [
        attack
        for attack in generator.attacks(document, f"{faulty[0]}:{faulty[1]}")
        if attack.kind in ("query", "host") and attack.name.endswith(wanted)
    ]
    assert len(chosen) == 1
    more = [harmless(document, faulty)] if kind == "died" else []
    found = {
        each.kind
        for each in run(faulty, [*chosen, *more], document, patience=1 if kind == "hang" else 5).found
    }
    assert kind in found, found


def test_a_smuggled_answer_is_found(faulty: tuple[str, int]) -> None:
    document = document_of("none")
    chosen = [
        attack
        for attack in generator.attacks(document, f"{faulty[0]}:{faulty[1]}")
        if attack.name in ("length and chunks", "two lengths")
    ]
    assert {"smuggled"} <= {each.kind for each in run(faulty, chosen, document, patience=1).found}


def test_nothing_is_found_where_nothing_is_wrong(faulty: tuple[str, int]) -> None:
    document = document_of("none")
    report = run(faulty, [harmless(document, faulty)] * 20, document)
    assert not report.found, report
    assert report.statuses == {200: 20}


def test_every_kind_of_attack_and_finding_is_known() -> None:
    document = document_of("none")
    document["paths"]["/none"]["post"] = {
        **document["paths"]["/none"]["get"],
        "requestBody": {
            "content": {"application/json": {"schema": {}, "examples": {"one": {"value": {"a": [1]}}}}}
        },
    }
    document["paths"]["/none/{slug}"] = {
        "get": {
            "parameters": [{"name": "slug", "in": "path", "schema": {"type": "string"}, "example": "a"}],
            "responses": {"200": {}},
        }
    }
    everything = generator.attacks(document, "127.0.0.1:1")
    kinds = {"query", "path", "structure", "address", "body", "method", "header", "host", "framing"}
    assert {each.kind for each in everything} == kinds
    few = generator.sample(everything, 90, 1)
    assert {each.kind for each in few} == kinds
    assert len(few) == 90
    assert len({(each.kind, each.name) for each in few}) == 90


def harmless(document: Any, address: tuple[str, int]) -> Attack:
    """A request as documented."""
    operation = next(operations(document))
    wire = Wire(f"{address[0]}:{address[1]}")
    return Attack("query", "harmless", wire.request("GET", operation.path), operation)
