"""The known answers: all right, and a broken check does not get past them."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from app.db.database import Database
from app.main import create_app
from app.medicines.concepts import Match, MedicineConcept
from app.medicines.names import fold
from app.medicines.schemas import InputStatus, MatchedBy
from app.medicines.terminology import NameTable
from app.models import CheckVector
from app.safety import check, dose, engine, predicates
from app.safety.compiled_rules import CompiledRule
from app.safety.predicates import Truth
from app.safety.request import CheckRequest
from app.safety.self_test import wrong_answers
from tests.conftest import SEEDS
from tests.safety.asking import LIBRARY, checker, checker_of

VECTORS: dict[str, CheckVector] = LIBRARY.records["test-vectors"]


@pytest.mark.parametrize("vector", VECTORS.values(), ids=VECTORS)
def test_a_known_answer_is_given(vector: CheckVector) -> None:
    assert list(wrong_answers(checker(), [vector])) == []


def test_there_are_enough_of_them_and_of_every_kind() -> None:
    assert len(VECTORS) >= 60
    severities = {alert.severity.value for vector in VECTORS.values() for alert in vector.expected.alerts}
    assert severities == {"contraindicated", "avoid", "separate", "monitor", "caution"}
    said = {alert.rule for vector in VECTORS.values() for alert in vector.expected.alerts}
    said |= {slug for vector in VECTORS.values() for slug in vector.expected.info}
    assert {LIBRARY.records["rules"][slug].kind.value for slug in said} == {
        "interaction", "contraindication", "precaution", "dose", "population", "adverse_effect",
    }  # fmt: skip
    assert {vector.expected.disposition for vector in VECTORS.values()} == {
        "issues_found",
        "incomplete",
        "none_recorded",
    }


def unknown_counts_as_no(found: list[Truth]) -> bool | None:
    return all(line.holds for line in found)


def at_the_limit_is_above(self: dose.Amount, limit: float) -> bool | None:
    return self.least >= limit


def nearest_name(self: NameTable, text: str) -> Match:
    if found := self.names.get(fold(text)):
        return Match(InputStatus.matched, MatchedBy.exact, tuple(found))
    near = next(iter(self.near(text)), None)
    return self.by_name(near) if near else Match(InputStatus.not_recognised)


def route_ignored(*_: Any) -> Truth:
    return Truth(True)


def class_interval_kept(concept: MedicineConcept, rules: list[CompiledRule]) -> Any:
    for each in rules:
        if concept.reference in each.rule.when.medicines or concept.slug in each.rule.when.medicine_classes:
            yield each


BROKEN = {
    "an unknown counts as a no": (engine, "all_of", unknown_counts_as_no),
    "at the limit counts as above it": (dose.Amount, "above", at_the_limit_is_above),
    "a misspelt name is taken for the nearest": (NameTable, "by_name", nearest_name),
    "the route is ignored": (engine, "medicine_route", route_ignored),
    "a class's interval stands beside a medicine's own": (engine, "rules_naming", class_interval_kept),
    "the adult figure serves everybody": (predicates, "age_between", lambda *_: Truth(True)),
    "an incomplete answer is called complete": (check, "undecided", lambda _: []),
}


@pytest.mark.parametrize(("place", "name", "broken"), BROKEN.values(), ids=BROKEN)
def test_a_broken_check_is_caught(
    monkeypatch: pytest.MonkeyPatch, place: Any, name: str, broken: Any
) -> None:
    monkeypatch.setattr(place, name, broken)
    assert list(wrong_answers(checker_of(LIBRARY), VECTORS.values()))


def test_a_self_test_without_vectors_fails() -> None:
    assert list(wrong_answers(checker(), [])) == ["there is no vector to ask"]


def test_a_check_that_gets_a_known_answer_wrong_is_not_served(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = TestClient(create_app(database), raise_server_exceptions=False)
    assert client.get("/readyz").status_code == 200
    client.app.state.resources.checker.tested_at = float("-inf")  # type: ignore[attr-defined]
    monkeypatch.setattr(engine, "all_of", unknown_counts_as_no)
    for answer in (
        client.get("/readyz"),
        client.post("/v1/safety/checks", json={"supplement": {"elemental_mg": 200}}),
    ):
        assert (answer.status_code, answer.headers["content-type"]) == (503, "application/problem+json")
        assert "retry-after" in answer.headers
    assert client.get("/livez").status_code == 200
    assert client.get("/v1/trials").status_code == 200


def test_integrators_get_the_vectors_as_they_are(client: TestClient) -> None:
    served = client.get("/v1/safety/test-vectors?limit=200").json()
    assert served["total"] == len(VECTORS)
    for vector in served["items"]:
        answer = client.post("/v1/safety/checks", json=vector["request"]).json()
        assert answer["disposition"] == vector["expected"]["disposition"], vector["slug"]
        CheckRequest.model_validate(vector["request"])


def test_the_sentinels_of_the_seeds_are_the_ones_tested() -> None:
    assert (
        len(list((SEEDS / "test-vectors").glob("*.yaml")))
        == len(VECTORS)
        == len(LIBRARY.records["test-vectors"])
    )
