"""What is generated of the clients is what the contract gives now, and the hand-made rest covers the contract."""

import json
import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any, get_args

import pytest

from app.openapi.texts import JSON_BODY
from fibromag_client.calls import Page
from fibromag_client.client import Addresses, Collection, Document
from tests.clients.conftest import PYTHON_CLIENT, TYPESCRIPT_CLIENT, Lists
from tests.conftest import ROOT
from tests.generators.calls import HERE as GENERATORS
from tests.generators.calls import contract, need
from tools import clients


@pytest.fixture(scope="module")
def part() -> Any:
    """The part of the contract that the clients are made from."""
    return clients.part_for_clients(contract())


@pytest.mark.parametrize(
    ("file", "generator", "generate"),
    [
        (clients.MODELS, clients.PYTHON, clients.models),
        (clients.TYPES, clients.OPENAPI_TYPESCRIPT, clients.types),
    ],
    ids=["Python", "TypeScript"],
)
def test_generated_files_are_those_of_the_contract(
    part: Any, file: Path, generator: Path, generate: Callable[[Any], str]
) -> None:
    """`python -m tools.clients` writes them again."""
    need(generator)
    assert generate(part) == file.read_text("utf-8")


def name_of(schema: Any) -> str:
    """Return the name of a schema that is referred to."""
    return str(schema["$ref"]).rpartition("/")[2]


def test_the_python_client_has_every_address_with_its_type(part: Any, lists: Lists) -> None:
    expected: dict[str, tuple[type, str]] = {}
    records: dict[str, str] = {}
    for path, operations in part["paths"].items():
        if "get" not in operations:
            continue
        answer = name_of(operations["get"]["responses"]["200"]["content"][JSON_BODY]["schema"])
        address = re.sub(r"{\w+}", "{}", path)
        if path in lists:
            item = part["components"]["schemas"][answer]["properties"]["items"]["items"]
            expected[path] = (Collection, name_of(item))
        elif (collection := re.sub(r"(/{})+$", "", address)) in lists:
            records[collection] = answer
        else:
            expected[address] = (Document, answer)
    found = {
        each.path: (type(each), get_args(vars(each)["__orig_class__"])[0].__name__)
        for each in vars(Addresses).values()
        if isinstance(each, Collection | Document)
    }
    assert found == expected
    assert len(records) > 20
    for collection, answer in records.items():
        assert expected[collection] == (Collection, answer)


def test_a_page_of_the_python_client_has_the_fields_of_every_page(part: Any, lists: Lists) -> None:
    for path in lists:
        answer = name_of(part["paths"][path]["get"]["responses"]["200"]["content"][JSON_BODY]["schema"])
        schemas = part["components"]["schemas"]
        fields = clients.fields_of(schemas[answer], schemas)
        assert Page.__required_keys__ <= fields <= Page.__annotations__.keys(), path


def test_versions_licences_and_pins_agree() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    python = tomllib.loads((PYTHON_CLIENT / "pyproject.toml").read_text("utf-8"))["project"]
    typescript, pinned = (
        json.loads((folder / "package.json").read_text("utf-8")) for folder in (TYPESCRIPT_CLIENT, GENERATORS)
    )
    assert python["version"] == typescript["version"] == project["version"]
    assert python["license"] == typescript["license"] == "Apache-2.0"
    assert python["requires-python"] == project["requires-python"]
    assert set(python["dependencies"]) <= set(project["dependencies"])
    used = {**typescript["dependencies"], **typescript["devDependencies"]}
    assert {name: version.removeprefix("^") for name, version in used.items()}.items() <= pinned[
        "devDependencies"
    ].items()
    licence = (ROOT / "LICENSE").read_bytes()
    for client in (PYTHON_CLIENT, TYPESCRIPT_CLIENT):
        assert (client / "LICENSE").read_bytes() == licence


def test_the_lock_of_the_typescript_client_has_hashes_and_names_no_host() -> None:
    lock = json.loads((TYPESCRIPT_CLIENT / "package-lock.json").read_text("utf-8"))
    packages = {name: package for name, package in lock["packages"].items() if name}
    assert packages
    for name, package in packages.items():
        assert package["integrity"].startswith("sha512-"), name
        assert not {"resolved", "hasInstallScript"} & package.keys(), name
