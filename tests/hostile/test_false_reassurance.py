"""No garbled question is answered as if nothing were recorded, where the question itself is warned of."""

import json
from collections.abc import Callable
from itertools import islice
from random import Random
from typing import Any
from urllib.parse import urlsplit

import pytest

from app.models.rule import Expectation
from tests.hostile.attack import Wire
from tests.hostile.bodies import Spoilt, written
from tests.hostile.wire import Answer, exchange
from tests.hostile.worsened import worsened
from tests.safety.asking import RULES

CHECKS = "/v1/safety/checks"
QUICK = 1_000

Ask = Callable[[Spoilt], Answer]


@pytest.fixture
def ask(server: str) -> Ask:
    """Sends a question to the real server, byte for byte."""
    address = urlsplit(server)
    wire = Wire(address.netloc)

    def sent(question: Spoilt) -> Answer:
        raw = wire.request("POST", CHECKS, question.headers, question.body)
        (answer,) = exchange((str(address.hostname), int(address.port or 0)), raw, False, 30, False).answers
        return answer

    return sent


def warned() -> list[tuple[str, dict[str, Any]]]:
    """(rule, question) of every example that a rule speaks to."""
    found = []
    for slug, rule in RULES.items():
        for example in rule.examples:
            if example.expect is Expectation.fires:
                places = {"jurisdictions": [rule.jurisdiction]} if rule.jurisdiction else {}
                found.append((slug, {**places, **example.given}))
    return found


WARNED = warned()


def reassuring(ask: Ask, rule: str, sent: Spoilt) -> str | None:
    """What is falsely reassuring in an answer; None when nothing is."""
    answer = ask(sent)
    if answer.status in (400, 413, 415, 422):
        return None
    if answer.status != 200:
        return f"{answer.status}"
    said = json.loads(answer.body)
    if rule in fired(said):
        return None
    if said["complete"] or said["disposition"] == "none_recorded":
        return f"{said['disposition']}, complete: {said['complete']}"
    return None


def fired(said: dict[str, Any]) -> set[str]:
    """Return the rules that fire in an answer."""
    return {each["rule"] for alert in said["alerts"] for each in (alert, *alert.get("limits", []))}


def test_each_rule_has_questions_that_it_speaks_to(ask: Ask) -> None:
    assert {rule for rule, _ in WARNED} == set(RULES)
    for rule, question in WARNED:
        said = json.loads(ask(Spoilt("as it is", written(question))).body)
        assert rule in fired(said)
        assert len(list(islice(worsened(question), 75))) == 75


def tried(ask: Ask, chosen: list[tuple[str, Spoilt]]) -> None:
    """Ask them all; none may reassure falsely."""
    found = [
        (rule, sent.name, sent.body[:300], said)
        for rule, sent in chosen
        if (said := reassuring(ask, rule, sent))
    ]
    print(
        f"{len(chosen)} garbled questions to {len({rule for rule, _ in chosen})} rules, {len(found)} falsely reassuring"
    )
    assert not found, "\n".join(map(str, found[:40]))


def test_some_garbled_questions_do_not_reassure(ask: Ask) -> None:
    random = Random(1)
    asked = random.sample(WARNED, 40)
    tried(
        ask,
        [
            (rule, each)
            for rule, question in asked
            for each in random.sample(list(worsened(question)), QUICK // 40)
        ],
    )


@pytest.mark.full
@pytest.mark.timeout(3_600)
def test_no_garbled_question_reassures(ask: Ask) -> None:
    tried(ask, [(rule, each) for rule, question in WARNED for each in worsened(question)])
