"""The API keeps its contract: what the document allows is answered as it says, and all else is refused."""

from collections import Counter
from typing import Any

import pytest
import schemathesis
from schemathesis import GenerationMode
from schemathesis.config import (
    ChecksConfig,
    GenerationConfig,
    ProjectConfig,
    ProjectsConfig,
    SchemathesisConfig,
)
from schemathesis.engine import events, from_schema
from starlette.testclient import TestClient

from app.openapi.structure import inlined, operations
from app.registry import LISTS
from tests.conftest import walk

FEW, MANY = 3, 200

FEW_SLUGS = 8
"""About how many slugs of a collection are tried where not all are: each is asked for by itself."""

REFERRED_TO = {
    name: target
    for collection in LISTS
    for name, filter in collection.filter_by_name.items()
    if (target := filter.collection) is not None
}
"""Collection of the records that a filter names, by filter."""

LEFT_OUT = ("cursor", "format", "fields")

INTERACTIONS = "/v1/safety/interactions"
KNOWN_MEDICINES = ("ciprofloxacin", "levothyroxine", "ibuprofen")

REFUSED = ["400", "404", "405", "406", "413", "414", "415", "422", "431"]
"""What may be answered to a request that is not as documented."""

LONG = [pytest.mark.full, pytest.mark.timeout(1800)]
RUNS = pytest.mark.parametrize(
    ("seed", "examples"),
    [(1, FEW), *(pytest.param(seed, MANY, marks=LONG) for seed in (1, 2, 3))],
)


@RUNS
def test_every_response_is_as_documented(client: TestClient, get: Any, seed: int, examples: int) -> None:
    """What is as documented may still be refused: a slug that names nothing, an invisible character.

    `fields` is left out: a page with it lacks fields that the schema of a whole page requires.
    """
    document = inlined(get("/openapi.json"))
    for _, _, operation in operations(document):
        operation["parameters"] = [each for each in operation["parameters"] if each["name"] != "fields"]
    keeps_to(document, client, seed, GenerationConfig(max_examples=examples), "400", "422")


@RUNS
def test_a_question_that_names_something_is_answered(
    client: TestClient, get: Any, seed: int, examples: int
) -> None:
    """With slugs that there are in the place of all that look like one, nothing documented is refused.

    In the full run they are all slugs. Each is asked for by itself in `tests/api/test_collections.py`, too.
    `cursor` and `format` are left out: what may stand beside them depends on their values. So is `fields`: a
    page with it lacks fields that the schema of a whole page requires. What is not as documented is left to
    the test above: its answer does not depend on the slugs.
    """
    document = inlined(get("/openapi.json"))
    document["paths"] = {path: way for path, way in document["paths"].items() if "get" in way}
    for _, _, operation in operations(document):
        given = [each for each in operation["parameters"] if each["name"] not in LEFT_OUT]
        operation["parameters"] = given
        for parameter in given:
            if parameter["in"] == "query" and parameter["name"] in REFERRED_TO:
                records = walk(get, f"/v1/{REFERRED_TO[parameter['name']]}?limit=200")
                slugs = [record["slug"] for record in records]
                asked = slugs if examples == MANY else slugs[:: max(1, len(slugs) // FEW_SLUGS)]
                parameter["schema"] = {**parameter["schema"], "items": {"type": "string", "enum": asked}}
    rules = walk(get, f"{INTERACTIONS}?limit=200")
    classes = {slug for rule in rules for slug in rule["when"]["medicine_classes"]}
    for parameter in document["paths"][INTERACTIONS]["get"]["parameters"]:
        if parameter["name"] in ("medicine", "medicine_class"):
            known = KNOWN_MEDICINES if parameter["name"] == "medicine" else sorted(classes)
            parameter["schema"] = {"type": "string", "enum": list(known)}
    modes = [GenerationMode.POSITIVE]
    keeps_to(document, client, seed, GenerationConfig(max_examples=examples, codec="latin-1", modes=modes))


def keeps_to(
    document: Any, client: TestClient, seed: int, generation: GenerationConfig, *refused: str
) -> None:
    """Every check of schemathesis, on every operation; `refused` may be answers to what is as documented."""
    checks = ChecksConfig.from_dict(
        {
            "positive_data_acceptance": {"expected-statuses": ["2xx", "404", *refused]},
            "negative_data_rejection": {"expected-statuses": REFUSED},
        }
    )
    project = ProjectConfig(checks=checks, generation=generation)
    config = SchemathesisConfig(seed=seed, projects=ProjectsConfig(default=project))
    schema = schemathesis.openapi.from_dict(document, config=config)
    schema.app = client.app
    asked: Counter[str] = Counter()
    wrong: list[str] = []
    for event in from_schema(schema).execute():
        if isinstance(event, events.ScenarioFinished):
            asked[event.recorder.label] += len(event.recorder.interactions)
            wrong += failures(event)
        elif isinstance(event, events.NonFatalError):
            wrong.append(f"{event.label}: {event.value}")
        elif isinstance(event, events.FatalError):
            raise event.exception
    print(f"{asked.total()} requests to {len(asked)} operations")
    assert not wrong, "\n\n".join(wrong)
    assert {f"{method.upper()} {path}" for path, method, _ in operations(document)} <= asked.keys()


def failures(event: events.ScenarioFinished) -> list[str]:
    """What the checks found wrong, with the request to see it again."""
    checks = [check for each in event.recorder.checks.values() for check in each]
    found = [check.failure_info for check in checks if check.failure_info is not None]
    return [f"{each.failure}\n{each.code_sample}" for each in found]
