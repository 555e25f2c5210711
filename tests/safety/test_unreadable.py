"""A line that cannot be read is reported as such; the rest of the question is answered."""

import json
from typing import Any
from unicodedata import category

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient
from typer.testing import CliRunner

from app.cli import cli
from app.medicines.schemas import INVISIBLE
from app.safety.answers import CheckAnswer
from app.safety.request import CheckRequest
from tests.safety.asking import ADULT, checker

UNREADABLE: dict[str, tuple[dict[str, Any], str]] = {
    "empty": ({"text": ""}, "the name is empty"),
    "blank": ({"text": " \u00a0 "}, "the name is empty"),
    "256 characters": ({"text": "a" * 256}, "longer than 255 characters"),
    "100,000 characters": ({"text": "ab " * 33_000}, "longer than 255 characters"),
    "a time that is none": (
        {"text": "ciprofloxacin", "times": ["08:00", "25:00"]},
        "a time is not like 08:00",
    ),
    "a word for a time": ({"text": "ciprofloxacin", "times": ["at breakfast"]}, "a time is not like 08:00"),
    "25 times": ({"text": "ciprofloxacin", "times": ["08:00"] * 25}, "more than 24"),
    "an empty frequency": ({"text": "ciprofloxacin", "frequency": " "}, "the frequency is empty"),
    "turned round": ({"text": "\u202eciprofloxacin"}, "cannot be seen"),
    "a control character": ({"text": "cipro\x07floxacin"}, "cannot be seen"),
    "a line separator": ({"text": "ciprofloxacin\u2028500 mg"}, "cannot be seen"),
    "what was not decoded": ({"text": "citalopram \ufffd"}, "cannot be seen"),
    "a frequency with a NUL": ({"text": "ciprofloxacin", "frequency": "bid\x00"}, "cannot be seen"),
    "no frequency": ({"text": "ciprofloxacin", "frequency": "blah"}, "the frequency is not understood"),
    "a name for a frequency": ({"text": "ciprofloxacin", "frequency": "sertraline"}, "not understood"),
    "what is not taken": ({"text": "ciprofloxacin", "frequency": "never"}, "not understood"),
    "a long frequency": ({"text": "ciprofloxacin", "frequency": "x" * 61}, "longer than 60 characters"),
}

ALENDRONIC = {"text": "alendronic acid"}


def asked(medicines: list[Any], **more: Any) -> CheckAnswer:
    """Return the answer about an adult on 200 mg of magnesium as oxide."""
    question = {
        "supplement": {"elemental_mg": 200, "form": "magnesium-oxide"},
        "person": ADULT,
        "conditions": [],
        "medicines": medicines,
    }
    return checker().check(CheckRequest.model_validate(question | more))


@pytest.mark.parametrize(("line", "why"), UNREADABLE.values(), ids=UNREADABLE)
def test_a_medicine_that_cannot_be_read_is_reported_and_refuses_no_other(line: Any, why: str) -> None:
    answer = asked([ALENDRONIC, line, {"text": "gabapentin"}])
    before, unread, after = answer.inputs[1:]
    assert (before.status, after.status) == ("matched", "matched")
    assert (unread.status, unread.checked) == ("unreadable", False)
    assert why in " ".join(unread.not_checked)
    assert len(unread.given) <= 255
    assert all(category(sign) not in INVISIBLE for sign in unread.given)
    assert not answer.complete
    assert "unreadable" in answer.headline.text
    assert why in " ".join(answer.headline.not_checked)
    assert [each.subjects for each in answer.alerts if each.rule == "bisphosphonates-30min"] == [
        ["alendronate"]
    ]
    assert answer.schedule.possible is None


@pytest.mark.parametrize(
    "frequency",
    ["every other day", "tid prn", "with breakfast", "zweimal täglich", "cada 8 horas", "8am", "1/d"],
)
def test_a_frequency_that_is_no_number_of_doses_a_day_is_understood(frequency: str) -> None:
    assert asked([{"text": "gabapentin", "frequency": frequency}]).inputs[1].status == "matched"


@pytest.mark.parametrize(
    ("frequency", "unreadable"),
    [("twice a day", []), ("as needed", []), ("every full moon", ["supplement.frequency"])],
)
def test_a_frequency_of_magnesium_that_is_not_understood_is_told(
    frequency: str, unreadable: list[str]
) -> None:
    answer = asked([], supplement={"elemental_mg": 200, "form": "magnesium-oxide", "frequency": frequency})
    assert [each.place for each in answer.inputs if each.status == "unreadable"] == unreadable
    assert answer.complete is not bool(unreadable)


@pytest.mark.parametrize("sign", ["\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\u00ad"])
def test_a_sign_of_no_width_inside_a_copied_word_changes_nothing(sign: str) -> None:
    answer = asked([{"text": f"cipro{sign}floxacin{sign}", "frequency": f"twice{sign} a day"}])
    (medicine,) = answer.inputs[1:]
    assert (medicine.given, medicine.status) == ("ciprofloxacin", "matched")
    assert asked([{"text": sign}]).inputs[1].status == "unreadable"


def test_of_a_name_with_what_cannot_be_seen_the_rest_is_looked_at() -> None:
    answer = asked([{"text": "ciprofloxacin 500 mg \u202e"}])
    assert answer.inputs[1].status == "unreadable"
    assert "ciprofloxacin" in {each.rule for each in answer.alerts}


@pytest.mark.parametrize("text", ["", "  ", "x" * 256, "\u202eangina", "\u200b"])
def test_a_condition_that_cannot_be_read_is_reported_and_refuses_no_other(text: str) -> None:
    answer = asked([], conditions=[{"text": "myasthenia gravis"}, {"text": text}])
    assert [each.status for each in answer.inputs[1:]] == ["matched", "unreadable"]
    assert "myasthenia-gravis" in [each.rule for each in answer.alerts]
    assert not answer.complete


def test_a_name_beside_a_time_that_is_none_keeps_its_alerts() -> None:
    rules = {each.rule for each in asked([{"text": "ciprofloxacin", "times": ["25:00"]}]).alerts}
    assert "ciprofloxacin" in rules


def test_a_code_beside_a_name_that_cannot_be_read_is_looked_at() -> None:
    answer = asked([{"text": "x" * 300, "code": {"system": "rxnorm", "value": "2551"}}])
    assert answer.inputs[1].status == "unreadable"
    assert "ciprofloxacin" in {each.rule for each in answer.alerts}


def test_a_name_of_255_characters_and_a_hundred_medicines_are_read() -> None:
    answer = asked([{"text": "ciprofloxacin".ljust(255, "x")}, *[{"text": "gabapentin"}] * 99])
    assert {each.status for each in answer.inputs[1:]} == {"not_recognised", "matched"}


@settings(deadline=None)
@given(st.lists(st.sampled_from(list(UNREADABLE.values())), max_size=5), st.integers(0, 5))
def test_lines_that_cannot_be_read_never_hide_an_alert(lines: list[Any], at: int) -> None:
    medicines = [line for line, _ in lines]
    medicines.insert(at, {"text": "ciprofloxacin"})
    assert "ciprofloxacin" in {each.rule for each in asked(medicines).alerts}


def test_api_batch_form_and_command_line_answer_beside_a_line_that_cannot_be_read(
    client: TestClient, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    long = "x" * 300
    question = {"supplement": {"elemental_mg": 200}, "medicines": [{"text": long}, {"text": "ciprofloxacin"}]}
    answer = client.post("/v1/safety/checks", json=question)
    assert answer.status_code == 200
    statuses = [each["status"] for each in answer.json()["inputs"]]
    assert statuses == ["unreadable", "matched"]
    batch = client.post("/v1/safety/checks/batch", json={"checks": [question, {}]}).json()["results"]
    assert batch[0]["answer"] == answer.json()
    assert batch[1]["problem"]["status"] == 422
    monkeypatch.setenv("FIBROMAG_DATABASE_URL", url)
    printed = CliRunner().invoke(cli, ["check", "--json", "--dose-mg", "200", "--medicine", long])
    assert [each["status"] for each in json.loads(printed.stdout)["inputs"]] == ["unreadable"]
    fields = {
        "amount": "200", "amount_of": "elemental", "medicines_told": "named", "medicines": f"{long}\nciprofloxacin 25:00",
        "conditions_told": "none", "jurisdictions": ["US"],
    }  # fmt: skip
    page = client.post("/safety", data=fields)
    assert page.status_code == 200
    assert page.text.count("unreadable") >= 2


def test_a_question_may_have_256_kib(client: TestClient) -> None:
    question = {"supplement": {"elemental_mg": 200}, "medicines": [{"text": "a" * 2_500}] * 100}
    answer = client.post("/v1/safety/checks", json=question)
    assert answer.status_code == 200
    assert {each["status"] for each in answer.json()["inputs"]} == {"unreadable"}
    question["medicines"] = [{"text": "a" * 2_700}] * 100
    assert client.post("/v1/safety/checks", json=question).status_code == 413


@pytest.mark.parametrize(("length", "status"), [(256 * 1024, 200), (256 * 1024 + 1, 413)])
def test_a_question_may_have_256_kib_and_no_byte_more(client: TestClient, length: int, status: int) -> None:
    question = b'{"supplement": {"elemental_mg": 200}}'.ljust(length)
    headers = {"content-type": "application/json"}
    assert client.post("/v1/safety/checks", content=question, headers=headers).status_code == status
