"""Every finding has its card, and a card shows text of a record unchanged."""

import re

from starlette.testclient import TestClient

from app.cds_hooks.card_texts import ADVICE_TO_PRESCRIBERS
from app.models.rule import Severity
from tests.cds_hooks.calls import (
    CIPRO,
    MAGNESIUM,
    ORDER_SHAPES,
    RXNORM,
    Json,
    active_orders,
    answer_of,
    birth_date,
    bundle,
    cards_of,
    concept,
    condition,
    dosage_instructions,
    egfr,
    hook_request,
    order,
    words_of,
)
from tests.safety.test_rules import SPOKEN_TO_A_PATIENT


def test_clock_times_that_are_too_close_are_on_the_card(client: TestClient) -> None:
    magnesium = order(MAGNESIUM, dosageInstruction=dosage_instructions(1, "{pill}", timeOfDay=["08:00:00"]))
    cipro = order(
        CIPRO,
        "c",
        status="active",
        dosageInstruction=dosage_instructions(1, "{pill}", timeOfDay=["09:00:00"]),
    )
    said = cards_of(client, hook_request(magnesium, medicationRequests=bundle(cipro)))
    (card,) = (each for each in said if each["extension"]["fibromag"].get("rule") == "ciprofloxacin")
    assert "**Times too close:** 09\\:00 and magnesium 08\\:00" in card["detail"]


def crowded_record() -> Json:
    """A record with everything that has a rule, in words that are long."""
    long = " as the family calls it" * 15
    names = ["Ciprofloxacin", "Levothyroxine", "Digoxin 0.125 MG Oral Tablet", "Furosemide 40 MG Oral Tablet"]
    unknown = [f"Unheardofine {n}{long}" for n in range(30)]
    magnesium = order(concept(f"Magnesium oxide 400 MG Oral Tablet{long}", (RXNORM, "198741")))
    magnesium["dosageInstruction"] = dosage_instructions(3, "tablet", frequency=2, period=1, periodUnit="d")
    return hook_request(
        magnesium,
        order(MAGNESIUM, "second"),
        medicationRequests=active_orders(*names, *unknown),
        egfr=bundle(egfr(27), egfr({"value": 20, "unit": "mL/min"})),
        conditions=bundle(condition("Myasthenia gravis"), condition(f"Nothing known{long}")),
        patient={"resourceType": "Patient", "id": "p", "birthDate": birth_date(70)},
        pregnancy=...,
    )


def test_summaries_are_whole_and_unique_and_details_short(client: TestClient) -> None:
    said = cards_of(client, crowded_record())
    summaries = [card["summary"] for card in said]
    assert len(summaries) == len(set(summaries)) >= 7
    for card in said:
        assert len(card["summary"]) <= 139
        assert "…" not in card["summary"]
        assert len(card["detail"].split()) <= 120
    assert [card["indicator"] for card in said].count("info") == 1
    assert re.search(r"- and \d+ more$", said[-1]["detail"]), "what has no room is counted"
    assert "” is not recognised" in said[-1]["detail"]


def test_cards_speak_to_whoever_prescribes(client: TestClient) -> None:
    child = {"resourceType": "Patient", "id": "p", "birthDate": birth_date(6)}
    much = dosage_instructions(900, "mg", frequency=1, period=1, periodUnit="d")
    calls = [
        crowded_record(),
        hook_request(order("Magnesium 300 mg elemental", dosageInstruction=much), patient=child),
        hook_request(order(MAGNESIUM), conditions=bundle(condition("Pregnancy"), condition("Ileus"))),
    ]
    for call in calls:
        answer = answer_of(client, call)
        texts = [answer["extension"]["fibromag"]["notice"]]
        for card in answer["cards"]:
            suggestions = card.get("suggestions", [])
            texts += [card["summary"], card["detail"], *(each["label"] for each in suggestions)]
        for text in texts:
            assert not SPOKEN_TO_A_PATIENT.search(text), text
            assert "Ask a pharmacist or doctor" not in text


def test_every_severity_has_its_advice_to_a_prescriber() -> None:
    assert list(ADVICE_TO_PRESCRIBERS) == list(Severity)


def test_the_hours_of_a_summary_are_for_whoever_gives_the_medicine(client: TestClient) -> None:
    card, *_ = cards_of(client, hook_request(order(MAGNESIUM), medicationRequests=active_orders(CIPRO)))
    assert card["summary"].endswith(": keep hours apart (give 2 h before or 6 h after magnesium)")


def test_an_old_person_with_weak_kidneys_on_levothyroxine_gets_three_short_cards(client: TestClient) -> None:
    said = cards_of(
        client,
        hook_request(
            order(MAGNESIUM),
            patient={"resourceType": "Patient", "id": "p", "birthDate": birth_date(66), "gender": "female"},
            egfr=bundle(egfr(27)),
            medicationRequests=active_orders("Levothyroxine 75 mcg tablet"),
        ),
    )
    assert [card["indicator"] for card in said] == ["critical", "warning", "info"]
    assert sum(map(words_of, said)) <= 250


def test_every_answer_matches_the_schema(client: TestClient) -> None:
    for shape in ORDER_SHAPES.values():
        assert cards_of(client, hook_request(shape))


def test_names_of_a_record_cannot_become_markdown(client: TestClient) -> None:
    nasty = "![x](http://evil.test/a.png) <script>alert(1)</script> [y](javascript:z) www.evil.test"
    said = cards_of(
        client,
        hook_request(
            order("Magnesium Oxide 400 MG Oral Capsule"),
            medicationRequests=bundle(order(concept(nasty), "m", status="active")),
        ),
    )
    details = "\n".join(card["detail"] for card in said)
    assert "evil" in details, "the name is on a card"
    for piece in ("](http://evil", "<script", "](javascript", "http://evil", " www.evil"):
        assert piece not in details


def test_an_interval_of_a_rule_of_severity_info_is_not_on_the_card_of_another(client: TestClient) -> None:
    """Hours apart do not keep a diuretic from lowering magnesium."""
    taken = active_orders("Furosemide 40 MG Oral Tablet")
    (card, *_) = cards_of(client, hook_request(order(MAGNESIUM), medicationRequests=taken))
    assert "Furosemide" in card["summary"]
    assert "magnesium)" not in card["summary"]
    assert "Interval" not in card["detail"]


def test_what_was_not_told_is_said_once(client: TestClient) -> None:
    call = hook_request(
        order(MAGNESIUM),
        patient=...,
        medicationRequests=...,
        medicationStatements=...,
        conditions=...,
        egfr=...,
    )
    detail = cards_of(client, call)[-1]["detail"]
    for word in ("kidney function", "conditions", "the age", "medication requests"):
        assert detail.count(word) == 1, word
    assert "under the name asked for" not in detail
