"""The API keeps its contract: what the document allows is answered as it says, and all else is refused."""

from collections import Counter
from typing import Any

import pytest
import schemathesis
from conftest import walk
from schemathesis.config import (
    ChecksConfig,
    GenerationConfig,
    PositiveDataAcceptanceConfig,
    ProjectConfig,
    ProjectsConfig,
    SchemathesisConfig,
)
from schemathesis.engine import events, from_schema
from starlette.testclient import TestClient

from app.openapi import operations

FEW, MANY = 5, 200
RUNS = pytest.mark.parametrize(
    ("seed", "examples"),
    [(1, FEW), *(pytest.param(seed, MANY, marks=pytest.mark.full) for seed in (1, 2, 3))],
)


@RUNS
def test_the_document_is_kept_to(client: TestClient, get: Any, seed: int, examples: int) -> None:
    """A slug or a cursor may look right and yet name nothing: then a request as documented is 422."""
    keeps_to(get("/openapi.json"), client, seed, examples, "422")


@RUNS
def test_what_names_something_is_answered(client: TestClient, get: Any, seed: int, examples: int) -> None:
    """With the slugs there are in the place of all that look like one, nothing documented is refused."""
    document = get("/openapi.json")
    for _, _, operation in operations(document):
        operation["parameters"] = [each for each in operation["parameters"] if each["name"] != "cursor"]
        for parameter in operation["parameters"]:
            if parameter["in"] == "query" and parameter["name"] in ("domain", "form", "source", "trial"):
                slugs = [record["slug"] for record in walk(get, f"/v1/{parameter['name']}s?limit=200")]
                parameter["schema"] = {"type": "string", "enum": slugs}
    keeps_to(document, client, seed, examples)


def keeps_to(document: Any, client: TestClient, seed: int, examples: int, *accepted: str) -> None:
    """Every check of schemathesis, on every operation; `accepted` are more answers to documented requests."""
    project = ProjectConfig(
        checks=ChecksConfig(
            positive_data_acceptance=PositiveDataAcceptanceConfig(expected_statuses=["2xx", "404", *accepted])
        ),
        generation=GenerationConfig(max_examples=examples),
    )
    config = SchemathesisConfig(seed=seed, projects=ProjectsConfig(default=project))
    schema = schemathesis.openapi.from_dict(document, config=config)
    schema.app = client.app
    asked: Counter[str] = Counter()
    wrong = []
    for event in from_schema(schema).execute():
        if isinstance(event, events.ScenarioFinished):
            asked[event.recorder.label] += len(event.recorder.interactions)
        elif isinstance(event, events.NonFatalError):
            wrong.append(f"{event.label}: {event.value}")
        elif isinstance(event, events.FatalError):
            raise event.exception
        elif isinstance(event, events.EngineFinished):
            wrong += [f"{failure.operation}: {failure.title}\n{failure.message}" for failure in event.failures]
    print(f"{asked.total()} requests to {len(asked)} operations")
    assert not wrong, "\n\n".join(wrong)
    assert {f"{method.upper()} {path}" for path, method, _ in operations(document)} <= asked.keys()
