"""The OpenAPI document: valid, plain, complete, and every example in it true."""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.errors import PROBLEM_JSON
from app.formats.list_formats import suffixes
from app.models import vocabularies
from app.models.collection import Collection
from app.openapi.schemas import PARTS
from app.openapi.structure import inlined, operations
from app.openapi.texts import JSON_BODY, PROBLEMS, RETRY_AFTER
from app.registry import LISTS
from tests.conftest import ROOT
from tests.openapi_examples import example_address, example_requests

LINTERS = Path(__file__).parent / "linters"
COMMITTED = ROOT / "openapi.json"

Get = Callable[[str], Any]


@pytest.fixture(scope="module")
def contract(get: Get) -> Any:
    """The document as callers get it."""
    return get("/openapi.json")


@pytest.fixture(scope="module")
def plain(contract: Any) -> Any:
    """The document with parameters and responses in place of references to them."""
    return inlined(contract)


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


def test_the_committed_copy_is_what_is_served(client: TestClient) -> None:
    assert COMMITTED.read_bytes() == client.get("/openapi.json").content, (
        "The API and openapi.json differ. If that is meant: ./run openapi > openapi.json"
    )


def test_the_document_is_small_and_each_part_is_one_line() -> None:
    text = COMMITTED.read_text("utf-8")
    assert len(text.encode()) <= 300_000
    assert sum(line.startswith('"get": {') for line in text.splitlines()) > 95


def test_the_document_is_valid(contract: Any) -> None:
    from openapi_spec_validator import validate

    assert contract["openapi"].startswith("3.1.")
    validate(contract)


def test_nothing_is_in_it_that_generators_stumble_over(contract: Any, plain: Any) -> None:
    schemas = contract["components"]["schemas"]
    for each in inside(contract):
        assert "externalValue" not in each
        assert "patternProperties" not in each
        assert not isinstance(each.get("const"), bool)
        choices = [kind for kind in each.get("anyOf", []) if "$ref" in kind]
        assert len(choices) < 2 or each in schemas.values(), "a choice between schemas has a name"
    assert not any("default" in each for each in inside(contract["components"]["schemas"]))
    for path, _, operation, _, _ in answers(plain):
        assert len(operation["responses"]["200"]["content"]) == 1, path
    for _, _, operation in operations(contract):
        assert len(operation["tags"]) == 1
        for status, response in operation["responses"].items():
            assert status == "200" or set(response) == {"$ref"}, "a problem is described once"


def test_the_table_of_a_list_is_an_operation_that_names_the_other_files(
    client: TestClient, contract: Any
) -> None:
    for collection in LISTS:
        address = f"/v1/{collection.address}"
        table = contract["paths"][f"{address}.csv"]["get"]
        others = re.findall(r"`\.(\w+)`", table["description"])
        assert others == [format for format in suffixes(collection) if format != "csv"]
        for format in others:
            assert client.head(f"{address}.{format}").status_code == 200, (address, format)


@pytest.mark.spectral
@pytest.mark.parametrize(
    "command",
    [
        ["spectral", "lint", "--ruleset", "spectral.yaml", "--fail-severity", "hint", "--quiet"],
        ["redocly", "lint", "--extends", "recommended-strict", "--format", "json"],
    ],
    ids=["spectral", "redocly"],
)
def test_linters_find_nothing(command: list[str]) -> None:
    program = LINTERS / "node_modules" / ".bin" / command[0]
    if not program.exists() or not shutil.which("node"):
        pytest.skip("needs node, and `npm ci --ignore-scripts` in tests/linters")
    alone = os.environ | {"REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true"}
    done = subprocess.run(
        [program, *command[1:], COMMITTED], cwd=LINTERS, env=alone, capture_output=True, text=True
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
            parts = (about, about.get("items", {}), *about.get("anyOf", []))
            assert any(part.get("description") or part.get("$ref") for part in parts), f"{name}.{field}"
    for name in answered(contract):
        fields = schemas[name].get("properties", {})
        if name not in LEFT_OUT:
            assert set(schemas[name].get("required", [])) == set(fields), (
                f"{name} answers with optional fields"
            )
        assert not any("default" in about for about in fields.values()), f"{name} answers with defaults"


@pytest.mark.parametrize("collection", LISTS, ids=lambda collection: collection.name)
def test_a_record_has_every_field_once_its_own_or_one_it_shares(
    contract: Any, collection: Collection
) -> None:
    schemas, found = contract["components"]["schemas"], []
    waiting = [collection.model.__name__]
    while waiting:
        schema = schemas[waiting.pop()]
        found += schema.get("properties", {})
        waiting += [each["$ref"].rpartition("/")[2] for each in schema.get("allOf", [])]
    assert sorted(found) == sorted(collection.model.model_fields)


def test_what_every_record_has_is_written_once(contract: Any) -> None:
    schemas = contract["components"]["schemas"]
    for name, (_, fields) in PARTS.items():
        again = [
            other for other, schema in schemas.items() if set(fields) <= set(schema.get("properties", {}))
        ]
        assert set(again) <= {name}


LEFT_OUT = {
    *("Action", "AnswerOrigin", "Card", "CardOrigin", "ResourceCount"),  # CDS Hooks allows no null
    *("Alert", "CheckedInput", "Concept", "LookedUpIn"),  # many in one answer, and most say little
}
"""Schemas of answers in which a field is left out rather than null or empty."""


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


def test_no_schema_has_a_null_default_or_a_title(contract: Any) -> None:
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


def test_every_parameter_has_an_example_that_is_answered(client: TestClient, plain: Any) -> None:
    executed = 0
    for path, method, operation in operations(plain):
        for parameter in operation["parameters"]:
            assert parameter["description"], f"{path}: {parameter['name']} is not described"
            if parameter["name"] == "cursor":
                continue  # only an answer has one
            example = parameter["example"]
            address = example_address(path, operation)
            if parameter["in"] == "query":
                word = str(example).lower() if isinstance(example, bool) else example
                params = {parameter["name"]: word} | required(operation)
                bodies = [body for _, body in example_requests(path, method, operation) if body is not None]
                answer = client.request(
                    method,
                    path_only(path, operation),
                    params=params,
                    json=bodies[0] if bodies else None,
                )
                assert answer.status_code == 200, f"{path}?{parameter['name']}={word}: {answer.text}"
                executed += 1
            else:
                assert str(example) in address
    assert executed > 100


def path_only(path: str, operation: Any) -> str:
    """The address of an operation without a query."""
    return example_address(path, operation).partition("?")[0]


def required(operation: Any) -> dict[str, Any]:
    """The examples of the parameters without which there is no answer."""
    query = [each for each in operation["parameters"] if each["in"] == "query" and "required" in each]
    return {each["name"]: each["example"] for each in query}


def test_every_example_request_is_answered_as_documented(client: TestClient, plain: Any) -> None:
    from jsonschema import Draft202012Validator

    for path, method, operation in operations(plain):
        requests = list(example_requests(path, method, operation))
        assert requests, f"{method} {path} has no example"
        for address, body in requests:
            answer = client.request(method, address, json=body)
            assert answer.status_code == 200, f"{address}: {answer.text}"
            for media_type, content in operation["responses"]["200"].get("content", {}).items():
                assert answer.headers["content-type"].partition(";")[0] == media_type, address
                if media_type == JSON_BODY:
                    schema = {**content["schema"], "components": plain["components"]}
                    Draft202012Validator(schema).validate(answer.json())


@pytest.mark.parametrize("collection", LISTS, ids=lambda each: each.name)
def test_every_record_is_as_documented(collection: Collection, get: Get, plain: Any) -> None:
    """Also the formats of its texts: an address is a URI, a date is a date."""
    from jsonschema import Draft202012Validator

    content = plain["paths"][f"/v1/{collection.address}"]["get"]["responses"]["200"]["content"]
    validator = Draft202012Validator(
        {**content[JSON_BODY]["schema"], "components": plain["components"]},
        format_checker=Draft202012Validator.FORMAT_CHECKER,
    )
    address = f"/v1/{collection.address}?limit=200"
    while address:
        page = get(address)
        validator.validate(page)
        address = page["next"]


def test_answers_have_the_headers_that_the_description_names(client: TestClient, plain: Any) -> None:
    everywhere = ("Dataset-Version", "X-Request-Id", "Cache-Control")
    assert all(f"`{name}`" in plain["info"]["description"] for name in (*everywhere, "ETag"))
    for path, method, operation in operations(plain):
        if method == "get":
            answer = client.get(example_address(path, operation))
            assert set(map(str.lower, everywhere)) <= set(answer.headers), path
            kept = "headers" not in operation["responses"]["200"]
            assert kept == ("etag" in answer.headers), path
            if kept:
                known = {"if-none-match": answer.headers["etag"]}
                assert client.get(example_address(path, operation), headers=known).status_code == 304


def test_retry_after_is_documented_with_the_other_problems(plain: Any) -> None:
    for _, _, operation in operations(plain):
        header = operation["responses"]["4XX"]["headers"]["Retry-After"]
        assert header["description"] == RETRY_AFTER


BODIES = {413: b" " * 300_000, 415: b"{}"}
"""What has to be sent to be answered with a problem, beyond an address."""


@pytest.mark.parametrize("status", [404, 413, 415, 422])
def test_an_example_of_a_problem_is_the_answer(client: TestClient, contract: Any, status: int) -> None:
    described = contract["components"]["responses"][str(status)]
    example = described["content"][PROBLEM_JSON]["examples"]["problem"]
    method, address = example["summary"].split()
    answer = client.request(method, address, content=BODIES.get(status))
    assert (answer.status_code, answer.json()) == (status, example["value"])
    assert example["value"]["detail"] == PROBLEMS[status].detail


def test_unknown_parameters_are_refused_everywhere(client: TestClient, plain: Any) -> None:
    for path, method, operation in operations(plain):
        if path.startswith("/v1") and method == "get":
            answer = client.get(path_only(path, operation), params={"surely_not": "1"} | required(operation))
            assert answer.status_code == 422, path
            assert "422" in operation["responses"], path


@pytest.mark.parametrize(
    ("body", "fits"),
    [
        ({"supplement": {"elemental_mg": 300}}, True),
        ({"supplements": [{"elemental_mg": 300}], "supplement": None}, True),
        ({"supplement": {"elemental_mg": 300}, "supplements": [{"elemental_mg": 300}]}, False),
        ({}, False),
        ({"supplement": None, "supplements": None}, False),
        ({"supplement": {"per_unit": {"elemental_mg": 100}}}, True),
        ({"supplement": {"per_unit": {"elemental_mg": 100, "elemental_meq": 8}}}, False),
        ({"supplement": {"per_unit": {"units": 2}}}, False),
        ({"supplement": {}, "conditions": [{"text": "asthma"}]}, True),
        ({"supplement": {}, "conditions": [{"text": None}]}, False),
        (
            {"supplement": {}, "medicines": [{"code": {"system": "atc", "value": "J01MA02"}, "text": "x"}]},
            True,
        ),
        ({"supplement": {}, "medicines": [{}]}, False),
    ],
)
def test_the_schema_of_a_check_takes_what_the_server_takes(
    client: TestClient, contract: Any, body: Any, fits: bool
) -> None:
    from jsonschema import Draft202012Validator

    schema = {"$ref": "#/components/schemas/CheckRequest", "components": contract["components"]}
    assert Draft202012Validator(schema).is_valid(body) == fits
    assert (client.post("/v1/safety/checks", json=body).status_code == 200) == fits
