"""Requests to the safety check over HTTP: what is refused and in which words, batches, look-ups."""

from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.fault_words import EXAMPLES, OTHER_FORM
from app.safety.request import LONGEST_QUESTION
from tests.api.test_collections import PYDANTIC

BAD: dict[str, tuple[Any, str]] = {
    "no supplement": ({}, "exactly one of `supplement` and `supplements`"),
    "both supplements": ({"supplement": {}, "supplements": [{}]}, "exactly one of `supplement` and `supplements`"),
    "both doses": ({"supplement": {"elemental_mg": 1, "compound_mg": 1}}, "at most one"),
    "a dose a day and one a tablet": ({"supplement": {"elemental_mg": 1, "per_unit": {"elemental_mg": 1}}}, "at most one"),
    "no dose a tablet": ({"supplement": {"per_unit": {"units": 2}}}, "one amount for each unit"),
    "a number as text": ({"supplement": {"elemental_mg": "70"}}, "should be a number, without quotation marks"),
    "a name as a number": ({"supplement": {"elemental_mg": 1}, "medicines": [{"text": 5}]}, "should be a string, in quotation marks"),
    "true as a number": ({"supplement": {"elemental_mg": True}}, "should be a number"),
    "one as a truth value": ({"supplement": {"elemental_mg": 1}, "person": {"pregnant": 1}}, "should be `true` or `false`"),
    "a negative dose": ({"supplement": {"elemental_mg": -1}}, "greater than 0"),
    "no dose at all": ({"supplement": {"elemental_mg": 0}}, "greater than 0"),
    "an absurd dose": ({"supplement": {"elemental_mg": 1e6}}, "less than or equal"),
    "an absurd age": ({"supplement": {"elemental_mg": 1}, "person": {"age": 200}}, "less than or equal to 130"),
    "an absurd eGFR": ({"supplement": {"elemental_mg": 1}, "person": {"egfr": 900}}, "less than or equal to 250"),
    "an unknown field": ({"supplement": {"elemental_mg": 1}, "medication": []}, "did you mean 'medicines'?"),
    "an unknown field inside": ({"supplement": {"elemental_mg": 1, "dose": 2}}, "there is no such field"),
    "an empty form": ({"supplement": {"elemental_mg": 1, "form": ""}}, "supplement.form"),
    "a blank form": ({"supplement": {"elemental_mg": 1, "form": "  "}}, "is empty"),
    "a control character": ({"supplement": {"elemental_mg": 1, "form": "a\u0007b"}}, "cannot be seen"),
    "a zero-width character": ({"supplement": {"elemental_mg": 1, "form": "cit\u200brate"}}, "cannot be seen"),
    "neither": ({"supplement": {"elemental_mg": 1}, "medicines": [{}]}, "give `text`, `code` or both"),
    "an unknown code system": (
        {"supplement": {"elemental_mg": 1}, "medicines": [{"code": {"system": "ndc", "value": "1"}}]},
        "should be one of: rxnorm, atc, unii",
    ),
    "101 medicines": ({"supplement": {"elemental_mg": 1}, "medicines": [{"text": "a"}] * 101}, "at most 100"),
    "an impossible time": ({"supplement": {"elemental_mg": 1, "times": ["25:00"]}}, "from 00:00 to 23:59"),
    "no jurisdiction": ({"supplement": {"elemental_mg": 1}, "jurisdictions": []}, "at least 1"),
    "a jurisdiction that is none": ({"supplement": {"elemental_mg": 1}, "jurisdictions": ["none"]}, "US, EU, UK"),
    "a list instead of an object": ([], "body"),
}  # fmt: skip


@pytest.mark.parametrize(("question", "words"), BAD.values(), ids=BAD)
def test_a_question_that_cannot_be_meant_is_refused(client: TestClient, question: Any, words: str) -> None:
    answer = client.post("/v1/safety/checks", json=question)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert words in answer.text
    assert "disposition" not in answer.text


WHOLE: dict[str, Any] = {
    "supplement": {"elemental_mg": 300, "form": "citrate", "route": "oral", "times": ["08:00"], "frequency": "bid"},
    "supplements": [{"per_unit": {"elemental_mg": 100, "units": 2}}],  # one too many: no answer is asked for
    "person": {"age": 45, "sex": "female", "egfr": 90, "pregnant": False, "awake": {"from": "07:00"}},
    "conditions": [{"text": "asthma", "code": {"system": "snomed", "value": "195967001"}}],
    "medicines": [{"text": "Cipro", "code": {"system": "rxnorm", "value": "2551"}, "times": ["09:00"]}],
    "jurisdictions": ["US"],
}  # fmt: skip
"""A request with a value of every kind."""

WRONG: list[Any] = [
    None,
    True,
    -1,
    1e9,
    0.5,
    "",
    " ",
    "SECRET123",
    "SECRET123" * 40,
    [],
    ["SECRET123"],
    {},
    {"SECRET123": 1},
]


def replaced(value: Any, other: Any) -> Iterator[Any]:
    """Yield a request with another value in the place of each of its parts, and of itself."""
    yield other
    for name, part in (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    ):
        for changed in replaced(part, other):
            if isinstance(value, dict):
                yield {**value, name: changed}
            else:
                yield [*value[:name], changed, *value[name + 1 :]]


@pytest.mark.parametrize("wrong", WRONG, ids=str)
def test_a_wrong_value_is_refused_in_our_words_without_the_value(client: TestClient, wrong: Any) -> None:
    checks = list(replaced(WHOLE, wrong))
    results = client.post("/v1/safety/checks/batch", json={"checks": checks}).json()["results"]
    for asked, result in zip(checks[1:], results[1:], strict=True):
        faults = client.post("/v1/safety/checks", json=asked).json()["errors"]
        found = [fault["problem"] for fault in faults]
        assert found == [fault["problem"] for fault in result["problem"]["errors"]], "a batch says the same"
        assert "SECRET" not in str(faults)
        for words in found:
            assert not PYDANTIC.search(words), (asked, words)
            assert OTHER_FORM not in words, (asked, words)


def test_an_example_in_a_fault_is_taken(client: TestClient) -> None:
    for place, example in EXAMPLES.items():
        asked: dict[str, Any] = {"supplement": {}, "medicines": [{"text": "Cipro"}]}
        (asked["medicines"][0] if place in ("code", "times") else asked)[place] = example
        if place == "supplements":
            del asked["supplement"]
        assert client.post("/v1/safety/checks", json=asked).status_code == 200, place
    wrong = {"supplement": {}, "medicines": ["Cipro"], "conditions": "asthma"}
    faults = {
        each["place"]: each["problem"]
        for each in client.post("/v1/safety/checks", json=wrong).json()["errors"]
    }
    assert faults == {
        "body.medicines.0": 'should be an object, such as {"text": "Cipro"}',
        "body.conditions": 'should be a list, such as [{"text": "asthma"}]',
    }


RAW = {
    "NaN": b'{"supplement": {"elemental_mg": NaN}}', "Infinity": b'{"supplement": {"elemental_mg": Infinity}}',
    "1e400": b'{"supplement": {"elemental_mg": 1e400}}', "a long number": b'{"supplement": {"elemental_mg": ' + b"9" * 30 + b"}}",
    "a key twice": b'{"supplement": {"elemental_mg": 1}, "medicines": [{"text": "Cipro"}], "medicines": []}',
    "half a character": b'{"supplement": {"elemental_mg": 1, "form": "\\ud800"}}', "UTF-16": '{"a": 1}'.encode("utf-16"),
    "a byte order mark": b'\xef\xbb\xbf{"supplement": {"elemental_mg": 1}}', "nesting": b"[" * 100 + b"]" * 100,
    "deep nesting": b"[" * 30000, "no JSON": b"elemental_mg=1", "nothing": b"", "bytes": b"\xff\xfe",
}  # fmt: skip


@pytest.mark.parametrize("raw", RAW.values(), ids=RAW)
def test_a_body_that_can_be_read_in_two_ways_is_refused(client: TestClient, raw: bytes) -> None:
    answer = client.post("/v1/safety/checks", content=raw, headers={"content-type": "application/json"})
    assert (answer.status_code, answer.headers["content-type"]) == (400, "application/problem+json")


@pytest.mark.parametrize(
    ("headers", "length", "status"),
    [
        ({}, 10, 415), ({"content-type": "text/plain"}, 10, 415), ({"content-type": "application/json; charset=utf-16"}, 10, 415),
        ({"content-type": "application/json", "content-encoding": "gzip"}, 10, 415),
        ({"content-type": "application/json"}, LONGEST_QUESTION + 1, 413), ({"content-type": "application/json"}, LONGEST_QUESTION, 400),
    ],
)  # fmt: skip
def test_bodies_of_another_kind_or_size_are_refused(
    client: TestClient, headers: dict[str, str], length: int, status: int
) -> None:
    answer = client.post("/v1/safety/checks", content=b"x" * length, headers=headers)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")


def test_answers_are_not_stored(client: TestClient) -> None:
    answer = client.post("/v1/safety/checks", json={"supplement": {"elemental_mg": 200}})
    assert answer.headers["cache-control"] == "no-store"
    assert "etag" not in answer.headers
    assert answer.headers["dataset-version"]


def test_one_failure_in_a_batch_loses_no_other(client: TestClient) -> None:
    good = {"supplement": {"elemental_mg": 200}}
    answer = client.post(
        "/v1/safety/checks/batch", json={"checks": [good, {"supplement": {"mg": 1}}, 7, good]}
    )
    results = answer.json()["results"]
    assert [result["answer"] is None for result in results] == [False, True, True, False]
    assert [result["problem"] is None for result in results] == [True, False, False, True]
    alone = client.post("/v1/safety/checks", json=good).json()
    assert results[0]["answer"] == results[3]["answer"] == alone
    assert client.post("/v1/safety/checks/batch", json={"checks": [good] * 101}).status_code == 422


def test_a_medicine_can_be_looked_up_the_way_the_check_takes_it(client: TestClient) -> None:
    found = client.get("/v1/medicines", params={"q": "Cipro"}).json()
    assert (found["status"], found["matched_by"]) == ("matched", "brand")
    unknown = client.get("/v1/medicines", params={"q": "ciproflaxacin"}).json()
    assert (unknown["status"], unknown["concepts"]) == ("not_recognised", [])
    assert "ciprofloxacin" in unknown["suggestions"]


def test_interactions_are_the_rules_of_that_kind(client: TestClient) -> None:
    total = client.get("/v1/safety/interactions?limit=200").json()["total"]
    assert total == client.get("/v1/safety/rules?kind=interaction").json()["total"] == 96
    assert (
        client.get("/v1/safety/rules/ciprofloxacin").json()["separation"]["medicine_after_magnesium_hours"]
        == 6
    )
