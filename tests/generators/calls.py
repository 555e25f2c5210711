"""The calls that every generated client must manage: each GET operation of the contract, and the check."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from app.openapi.structure import inlined, operations
from app.openapi.texts import JSON_BODY
from tests.conftest import ROOT

HERE = Path(__file__).parent
CONTRACT = ROOT / "openapi.json"
PYTHON = ROOT / "build" / "generators" / "bin" / "python"
"""Interpreter with the generators written in Python and the jar of openapi-generator; `.ci/run` makes it."""

WITHOUT_DOCS = "apis,models,supportingFiles,apiTests=false,modelTests=false,apiDocs=false,modelDocs=false"


@dataclass(frozen=True)
class Call:
    """One call of an operation, with example values."""

    operation: str
    tag: str
    path: str
    in_path: dict[str, str]
    query: dict[str, Any]
    media_type: str
    takes: tuple[str, ...]
    """Names of all parameters, required ones first."""


def contract() -> Any:
    """Return the committed contract."""
    return json.loads(CONTRACT.read_text("utf-8"))


def calls() -> Iterator[Call]:
    """Yield a call of every GET operation: required parameters, and one record in a page."""
    for path, method, operation in operations(inlined(contract())):
        if method == "get":
            given = operation["parameters"]
            yield Call(
                operation["operationId"],
                operation["tags"][0],
                path,
                {each["name"]: each["example"] for each in given if each["in"] == "path"},
                {
                    each["name"]: each["example"]
                    for each in given
                    if each["in"] == "query" and ("required" in each or each["name"] == "limit")
                },
                next(iter(operation["responses"]["200"]["content"])),
                tuple(each["name"] for each in sorted(given, key=lambda each: "required" not in each)),
            )


def camel(name: str) -> str:
    """Return `list_trials` as `listTrials`."""
    first, *rest = name.split("_")
    return first + "".join(map(str.capitalize, rest))


def check_body() -> Any:
    """Return an example request of the safety check."""
    examples = contract()["paths"]["/v1/safety/checks"]["post"]["requestBody"]["content"][JSON_BODY][
        "examples"
    ]
    return next(iter(examples.values()))["value"]


def need(*programs: str | Path) -> None:
    """Skip the test, with the reason, unless all programs are here."""
    missing = [str(each) for each in programs if not shutil.which(each)]
    if missing:
        pytest.skip(f"needs {', '.join(missing)}; .ci/run installs what generates clients")


def run(*command: str | Path, cwd: Path, **environment: str) -> str:
    """Run a program and return what it printed; fail with everything it said unless it succeeds."""
    import os

    done = subprocess.run(
        [str(each) for each in command],
        cwd=cwd,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, f"{' '.join(map(str, command))}\n{done.stdout[-4000:]}{done.stderr[-4000:]}"
    return done.stdout


def generator() -> Path:
    """Return the jar of openapi-generator; skip the test when it or Java is not here."""
    need("java", PYTHON)
    (jar,) = PYTHON.parents[1].glob("lib/python3*/site-packages/openapi_generator_cli/openapi-generator.jar")
    return jar


def generate(language: str, out: Path, *options: str) -> None:
    """Run openapi-generator."""
    quick = ("-XX:TieredStopAtLevel=1", "-jar", generator())
    run(
        *("java", *quick, "generate", "-i", CONTRACT, "-g", language, "-o", out),
        *("--global-property", WITHOUT_DOCS, *options),
        cwd=out.parent,
    )


def all_called(printed: str) -> None:
    """Check that a driver called every operation, each with success.

    A driver prints one line for each call: the operation, and `ok` or what went wrong.
    """
    lines = dict(line.split(" ", 1) for line in printed.splitlines() if " " in line)
    wanted = {call.operation for call in calls()} | {"check_safety"}
    assert {name: lines.get(name, "not called") for name in wanted} == dict.fromkeys(wanted, "ok")
