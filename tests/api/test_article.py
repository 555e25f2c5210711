"""The article by topic: small, made from the claims, and enough for what callers ask."""

from collections.abc import Callable, Iterator
from itertools import chain
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.models.claim import Verdict
from app.seeds.library import Library

Get = Callable[[str], Any]


@pytest.fixture
def article(get: Get) -> Any:
    return get("/v1/article")


def statements(article: Any) -> dict[str, Any]:
    return {each["claim"]: each for topic in article["topics"] for each in topic["statements"]}


def topic(article: Any, name: str) -> Any:
    return next(each for each in article["topics"] if each["topic"] == name)


def test_it_is_small(client: TestClient) -> None:
    assert len(client.get("/v1/article").content) <= 15_000


def test_every_sentence_is_there_with_its_words_and_verdict(article: Any, library: Library) -> None:
    claims = library.records["claims"]
    found = statements(article)
    assert found.keys() == claims.keys()
    assert article["sentences"] == len(claims) == sum(article["verdicts"].values())
    for slug, each in found.items():
        assert (each["says"], each["verdict"]) == (claims[slug].restatement, claims[slug].verdict)


def test_every_number_of_a_claim_is_a_field(article: Any, library: Library) -> None:
    stated = [number for claim in library.records["claims"].values() for number in claim.numbers]
    assert len(article["numbers"]) == len(stated) >= 3
    assert {each["claim"] for each in article["numbers"]} >= {"s37", "s39"}


def test_every_record_it_names_is_there(get: Get, article: Any) -> None:
    addresses = get("/v1")["links"]
    for record in sorted(set(records_in(article))):
        collection, _, slug = record.partition("/")
        get(f"{addresses[collection]}/{slug}")


def records_in(article: Any) -> Iterator[str]:
    yield from chain.from_iterable(each["records"] for each in (*article["topics"], *article["numbers"]))
    yield from (f"mechanisms/{each['mechanism']}" for each in article["mechanisms"])
    yield from (f"forms/{each['form']}" for each in article["forms"])
    yield from (
        f"trials/{slug}" for each in article["trials"] for slug in (each["trial"], *each["candidates"])
    )
    yield from (f"outcomes/{result['outcome']}" for each in article["symptoms"] for result in each["results"])


# Ten questions of a caller, each with at most two requests ------------------------------------------


def mechanisms(get: Get) -> Any:
    return [(each["name"], each["symptoms"]) for each in get("/v1/article")["mechanisms"]]


def blood_status(get: Get) -> Any:
    return [each["says"] for each in topic(get("/v1/article"), "association")["statements"]]


def trials(get: Get) -> Any:
    return {each["trial"]: each["claims"] for each in get("/v1/article")["trials"]}


def the_2022_trial(get: Get) -> Any:
    article = get("/v1/article")
    (trial,) = (each for each in article["trials"] if each["year"] == 2022)
    found = statements(article)
    return {slug: found[slug]["verdict"] for slug in trial["claims"]}


def sleep(get: Get) -> Any:
    said = next(each for each in get("/v1/article")["symptoms"] if each["symptom"] == "sleep")["results"]
    return said, get("/v1/domains/sleep/summary")["certainty"]


def forms_for_sleep(get: Get) -> Any:
    article = get("/v1/article")
    found = statements(article)
    return {each["name"]: [found[slug]["says"] for slug in each["claims"]] for each in article["forms"]}


def dose(get: Get) -> Any:
    (number,) = (each for each in get("/v1/article")["numbers"] if each["claim"] == "s37")
    return number["minimum"], number["maximum"], number["unit"], number["verdict"]


def upper_limit(get: Get) -> Any:
    (number,) = (each for each in get("/v1/article")["numbers"] if each["claim"] == "s39")
    return number["maximum"], get("/v1/limits?jurisdiction=EU&kind=upper_limit")["total"]


def safety(get: Get) -> Any:
    found = topic(get("/v1/article"), "safety")
    return [each["says"] for each in found["statements"]], found["records"]


def why_overstated(get: Get) -> Any:
    found = statements(get("/v1/article"))
    wrong = [slug for slug, each in found.items() if each["verdict"] == Verdict.overstated]
    claims = get(f"/v1/claims?verdict={Verdict.overstated}&limit=50")["items"]
    return wrong == [claim["slug"] for claim in claims] and all(claim["why"] for claim in claims)


NAMED_TRIALS = {"article-malate-trials", "macian-2022", "article-systematic-review"}

QUESTIONS: dict[str, tuple[Callable[[Get], Any], Callable[[Any], bool]]] = {
    "how is magnesium said to act": (mechanisms, lambda got: len(got) == 3 and all(each[1] for each in got)),
    "what about magnesium in blood": (blood_status, lambda got: len(got) >= 5),
    "which trials does it name": (trials, lambda got: got.keys() >= NAMED_TRIALS and all(got.values())),
    "is it right about the 2022 trial": (
        the_2022_trial,
        lambda got: (got["s28"], got["s29"]) == ("overstated", "supported"),
    ),
    "what about sleep, and what do studies say": (sleep, lambda got: len(got[0]) == 2 and bool(got[1])),
    "which form for sleep": (forms_for_sleep, lambda got: "sleep" in " ".join(got["Magnesium glycinate"])),
    "how much": (dose, lambda got: got == (200, 400, "mg/day of elemental magnesium", "partly_supported")),
    "what is the limit, here and in Europe": (upper_limit, lambda got: got[0] == 350 and got[1] > 0),
    "is it harmful, for whom": (safety, lambda got: len(got[0]) >= 4 and "conditions/renal" in got[1]),
    "what is overstated, and why": (why_overstated, lambda got: got is True),
}
"""Question → how it is answered, and whether that is the right answer."""


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_caller_needs_at_most_two_requests(get: Get, question: str) -> None:
    answer, right = QUESTIONS[question]
    asked: list[str] = []

    def counted(address: str) -> Any:
        asked.append(address)
        return get(address)

    assert right(answer(counted))
    assert len(asked) <= 2


def test_there_are_ten_questions() -> None:
    assert len(QUESTIONS) == 10
