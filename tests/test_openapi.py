"""The OpenAPI document: valid, plain, complete, and every example in it true."""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.errors import PROBLEM
from app.models import vocabularies
from app.openapi import HEADERS, PROBLEMS, component_name, example_address, example_requests, operations
from tests.conftest import ROOT

LINTERS = Path(__file__).parent / "linters"
COMMITTED = ROOT / "openapi.json"

Get = Callable[[str], Any]


@pytest.fixture(scope="module")
def served(get: Get) -> Any:
    """The document with its examples, as callers get it."""
    return get("/openapi.json")


@pytest.fixture(scope="module")
def contract(client: TestClient) -> Any:
    """The document as it is committed: without anything that comes from the dataset."""
    return client.app.openapi()  # type: ignore[attr-defined]


def answers(spec: Any) -> Iterator[tuple[str, str, Any, str, Any]]:
    """(path, method, operation, media type, content) of everything that is answered with 200."""
    for path, method, operation in operations(spec):
        for media_type, content in operation["responses"]["200"].get("content", {}).items():
            yield path, method, operation, media_type, content


def inside(value: Any) -> Iterator[dict[str, Any]]:
    """Every object in a JSON document."""
    if isinstance(value, dict):
        yield value
    for each in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from inside(each)


# The contract -------------------------------------------------------------------------------------


def test_the_committed_copy_is_the_contract(contract: Any) -> None:
    assert json.loads(COMMITTED.read_text("utf-8")) == contract, (
        "The API and openapi.json differ. If that is meant: ./run openapi > openapi.json"
    )


def test_what_is_served_is_the_contract_with_answers(contract: Any, served: Any) -> None:
    contract, served = deepcopy(contract), deepcopy(served)
    for spec in (contract, served):
        for _, _, operation, media_type, content in answers(spec):
            if media_type == "application/json":
                content.pop("examples", None)
            for parameter in operation["parameters"]:
                if parameter["name"] == "cursor":
                    parameter.pop("example", None)
    assert served == contract


def test_the_document_is_valid(contract: Any, served: Any) -> None:
    from openapi_spec_validator import validate

    for spec in (contract, served):
        assert spec["openapi"].startswith("3.1.")
        validate(spec)


@pytest.mark.spectral
@pytest.mark.parametrize(
    "command",
    [
        ["spectral", "lint", "--ruleset", "spectral.yaml", "--fail-severity", "hint", "--quiet"],
        ["redocly", "lint", "--extends", "recommended-strict", "--format", "json"],
    ],
    ids=["spectral", "redocly"],
)
@pytest.mark.parametrize("which", ["contract", "served"])
def test_linters_find_nothing(
    request: pytest.FixtureRequest, tmp_path: Path, command: list[str], which: str
) -> None:
    program = LINTERS / "node_modules" / ".bin" / command[0]
    if not program.exists() or not shutil.which("node"):
        pytest.skip("needs node, and `npm ci --ignore-scripts` in tests/linters")
    document = tmp_path / "openapi.json"
    document.write_text(json.dumps(request.getfixturevalue(which)), "utf-8")
    alone = os.environ | {"REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true"}
    done = subprocess.run(
        [program, *command[1:], document], cwd=LINTERS, env=alone, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    if command[0] == "redocly":
        assert json.loads(done.stdout)["totals"] == {"errors": 0, "warnings": 0, "ignored": 0}


def test_operations_are_described_and_named_once(contract: Any) -> None:
    names = []
    for path, _, operation in operations(contract):
        for part in ("summary", "description", "tags"):
            assert operation.get(part), f"{path} lacks {part}"
        assert set(operation["tags"]) <= {tag["name"] for tag in contract["tags"]}
        names.append(operation["operationId"])
        assert re.fullmatch(r"[a-z]+(_[a-z]+)*", names[-1])
    assert len(names) == len(set(names)) > 40


def test_schemas_are_described_required_and_plain(contract: Any) -> None:
    schemas = contract["components"]["schemas"]
    for name, schema in schemas.items():
        assert re.fullmatch(r"[A-Z][A-Za-z0-9]*", name), f"{name} is no plain name; is it one of twins?"
        assert schema.get("description"), f"{name} is not described"
        for field, about in schema.get("properties", {}).items():
            assert about.get("description"), f"{name}.{field} is not described"
    for name in answered(contract):
        fields = schemas[name].get("properties", {})
        if name not in LEFT_OUT:
            assert set(schemas[name].get("required", [])) == set(fields), (
                f"{name} answers with optional fields"
            )
        assert not any("default" in about for about in fields.values()), f"{name} answers with defaults"


LEFT_OUT = {"Action", "AnswerOrigin", "Card", "CardOrigin", "ResourceCount"}
"""Schemas of answers in which a field is left out rather than null: CDS Hooks allows no null."""


def answered(spec: Any) -> set[str]:
    """Names of the schemas that answers are made of."""
    found: set[str] = set()
    waiting = [operation["responses"] for _, _, operation in operations(spec)] + [
        spec["components"]["responses"]
    ]
    while waiting:
        for each in inside(waiting.pop()):
            kind, _, name = str(each.get("$ref", "")).removeprefix("#/components/").partition("/")
            if kind == "schemas" and name not in found:
                found.add(name)
                waiting.append(spec["components"]["schemas"][name])
    return found


def test_there_is_no_noise(contract: Any) -> None:
    for each in inside([contract["components"]["schemas"], contract["paths"]]):
        assert not ("default" in each and each["default"] is None)
        assert not isinstance(each.get("title"), str)


def test_every_reference_leads_somewhere_and_every_component_is_used(contract: Any) -> None:
    used = {each["$ref"] for each in inside(contract) if "$ref" in each}
    there = {f"#/components/{kind}/{name}" for kind, all_ in contract["components"].items() for name in all_}
    assert used == there


def test_closed_lists_are_named_and_every_word_has_its_meaning(contract: Any) -> None:
    schemas = contract["components"]["schemas"]
    known = {vocabulary.__name__: vocabulary for vocabulary in vocabularies()}
    named = [schema for schema in schemas.values() if "enum" in schema]
    assert [each for each in inside(contract) if isinstance(each.get("enum"), list)] == named
    for name, schema in schemas.items():
        if "enum" in schema:
            assert schema["enum"] == [word.value for word in known[name]]
            for word in known[name]:
                assert f"- `{word.value}`: {word.meaning}" in schema["description"]


# The examples -------------------------------------------------------------------------------------


def test_every_parameter_has_an_example_that_is_answered(client: TestClient, served: Any) -> None:
    executed = 0
    for path, method, operation in operations(served):
        for parameter in operation["parameters"]:
            assert parameter["description"], f"{path}: {parameter['name']} is not described"
            example = parameter["example"]
            address = example_address(path, operation)
            if parameter["in"] == "query":
                word = str(example).lower() if isinstance(example, bool) else example
                params = {parameter["name"]: word} | required(operation)
                bodies = [
                    body for _, _, body in example_requests(path, method, operation) if body is not None
                ]
                answer = client.request(method, address, params=params, json=bodies[0] if bodies else None)
                assert answer.status_code == 200, f"{path}?{parameter['name']}={word}: {answer.text}"
                executed += 1
            else:
                assert str(example) in address
    assert executed > 100


def required(operation: Any) -> dict[str, Any]:
    """The examples of the parameters without which there is no answer."""
    query = [each for each in operation["parameters"] if each["in"] == "query" and each["required"]]
    return {each["name"]: each["example"] for each in query}


def test_every_answer_has_an_example_and_it_is_the_answer(client: TestClient, served: Any) -> None:
    from jsonschema import Draft202012Validator

    here = TestClient(client.app, base_url="http://127.0.0.1:8000")
    for path, method, operation, media_type, content in answers(served):
        schema = {**content["schema"], "components": served["components"]}
        assert content.get("examples"), f"{method} {path}: no example was answered"
        if media_type == "application/json":
            for name, address, body in example_requests(path, method, operation):
                value = content["examples"][name].get("value")
                assert here.request(method, address, json=body).json() == value, address
                Draft202012Validator(schema).validate(value)
        else:
            answer = here.get(content["examples"]["answer"]["externalValue"])
            assert answer.status_code == 200, answer.text
            assert answer.headers["content-type"].partition(";")[0] == media_type


def test_answers_have_the_headers_that_are_documented(client: TestClient, served: Any) -> None:
    for path, method, operation, media_type, _ in answers(served):
        if method == "get":
            answer = client.get(example_address(path, operation, media_type))
            assert answer.status_code == 200, f"{path}: {answer.text}"
            documented = {name.lower() for name in operation["responses"]["200"]["headers"]}
            assert {name.lower() for name in HEADERS} & set(answer.headers) == documented, path
            assert ("304" in operation["responses"]) == ("etag" in answer.headers)


BODIES = {413: b" " * 70_000, 415: b"{}"}
"""What has to be sent to be answered with a problem, beyond an address."""


OF_THE_EDGE = {408, 414, 421, 429, 431, 500, 503}
"""Problems that no plain request to this app brings about; tests/middleware does."""


@pytest.mark.parametrize("status", sorted(PROBLEMS.keys() - OF_THE_EDGE))
def test_an_example_of_a_problem_is_the_answer(client: TestClient, served: Any, status: int) -> None:
    described = served["components"]["responses"][component_name(status)]
    example = described["content"][PROBLEM]["examples"]["problem"]
    method, address = example["summary"].split()
    answer = client.request(method, address, content=BODIES.get(status))
    assert (answer.status_code, answer.json()) == (status, example["value"])


def test_unknown_parameters_are_refused_everywhere(client: TestClient, served: Any) -> None:
    for path, method, operation in operations(served):
        if path.startswith("/v1") and method == "get":
            answer = client.get(
                example_address(path, operation), params={"surely_not": "1"} | required(operation)
            )
            assert answer.status_code == 422, path
            assert "422" in operation["responses"], path
