"""Every finding has its card, and a card shows text of a record unchanged."""

from starlette.testclient import TestClient

from tests.cds_hooks.calls import (
    CIPRO,
    MAGNESIUM,
    ORDER_SHAPES,
    assert_matches_schema,
    bundle,
    cards_of,
    concept,
    dosage_instructions,
    hook_request,
    order,
)


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


def test_every_answer_matches_the_schema(client: TestClient) -> None:
    for shape in ORDER_SHAPES.values():
        assert_matches_schema("response", {"cards": cards_of(client, hook_request(shape))})


def test_names_of_a_record_cannot_become_markdown(client: TestClient) -> None:
    nasty = "![x](http://evil.test/a.png) <script>alert(1)</script> [y](javascript:z) www.evil.test"
    said = cards_of(
        client,
        hook_request(
            order("Magnesium Oxide 400 MG Oral Capsule"),
            medicationRequests=bundle(order(concept(nasty), "m", status="active")),
        ),
    )
    for card in said:
        for piece in ("](http://evil", "<script", "](javascript", "http://evil", " www.evil"):
            assert piece not in card["detail"]
