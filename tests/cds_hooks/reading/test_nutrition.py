"""Nutrition orders and orders of services: supplements and infusions are medicines, food and tests are not."""

import pytest
from starlette.testclient import TestClient

from tests.cds_hooks.calls import (
    CIPRO,
    Json,
    active_orders,
    bundle,
    cards_of,
    hook_request,
    order,
    resources_of,
    rules_on,
)


def nutrition(**more: Json | list[Json] | str) -> Json:
    return {"resourceType": "NutritionOrder", "id": "n", "status": "draft", "intent": "order", **more}


TWICE_A_DAY = {"repeat": {"frequency": 2, "period": 1, "periodUnit": "d"}}
MILLIGRAMS = {"value": 200, "unit": "mg"}

SUPPLEMENTS: dict[str, Json] = {
    "by the name of the product": nutrition(supplement=[{"productName": "Magnesium citrate 200 mg"}]),
    "by its kind": nutrition(supplement=[{"type": {"coding": [{"display": "Magnesium supplement"}]}}]),
    "by kind and name": nutrition(
        supplement=[{"type": {"text": "Mineral supplement"}, "productName": "Magnesium oxide 400 mg"}]
    ),
    "beside another product": nutrition(
        supplement=[{"productName": "Ensure"}, {"productName": "Magnesium oxide 400 mg"}]
    ),
    "R5, by a concept": nutrition(supplement=[{"type": {"concept": {"text": "magnesium oxide"}}}]),
    "R5, by a reference": nutrition(
        contained=[{"resourceType": "NutritionProduct", "id": "x", "code": {"text": "magnesium oxide"}}],
        supplement=[{"type": {"reference": {"reference": "#x"}}}],
    ),
    "as an additive": nutrition(enteralFormula={"additiveType": {"text": "magnesium sulfate"}}),
    "R5, as an additive": nutrition(
        enteralFormula={"additive": [{"type": {"concept": {"text": "magnesium chloride"}}}]}
    ),
}


@pytest.mark.parametrize("how", SUPPLEMENTS)
def test_magnesium_in_a_nutrition_order_is_checked(client: TestClient, how: str) -> None:
    call = hook_request(SUPPLEMENTS[how], medicationRequests=active_orders(CIPRO))
    assert "ciprofloxacin" in rules_on(cards_of(client, call))


@pytest.mark.parametrize("schedule", [[TWICE_A_DAY], {"timing": [TWICE_A_DAY]}], ids=["R4", "R5"])
def test_the_amount_is_that_of_quantity_and_schedule(client: TestClient, schedule: Json) -> None:
    supplement = {"productName": "Magnesium elemental", "schedule": schedule, "quantity": MILLIGRAMS}
    cards = cards_of(client, hook_request(nutrition(supplement=[supplement])))
    assert any("400 mg a day" in card["summary"] for card in cards)


def test_a_supplement_that_is_taken_counts_for_a_medicine_that_is_ordered(client: TestClient) -> None:
    taken = nutrition(status="active", supplement=[{"productName": "Magnesium glycinate 100 mg"}])
    call = hook_request(order(CIPRO), nutrition=bundle(taken))
    assert "ciprofloxacin" in rules_on(cards_of(client, call))
    taken["status"] = "revoked"
    assert not cards_of(client, call)


@pytest.mark.parametrize(
    "more",
    [
        {"supplement": [{"productName": "Ensure Plus"}]},
        {"enteralFormula": {"baseFormulaProductName": "Jevity 1.2"}},
        {"supplement": [{"type": {"reference": {"reference": "NutritionProduct/gone"}}}]},
    ],
)
def test_a_product_that_is_not_known_may_hold_magnesium(client: TestClient, more: Json) -> None:
    call = hook_request(
        nutrition(**more), order("Levothyroxine", "d2"), medicationRequests=active_orders(CIPRO)
    )
    (card,) = cards_of(client, call)
    assert "may hold magnesium" in card["detail"]


@pytest.mark.parametrize("hook", ["order-select", "order-sign"])
@pytest.mark.parametrize("diet", [{"oralDiet": {"type": [{"text": "Low sodium diet"}]}}, {}])
def test_an_order_of_food_gets_no_card(client: TestClient, hook: str, diet: Json) -> None:
    call = hook_request(nutrition(**diet), hook=hook, medicationRequests=active_orders(CIPRO))
    assert not cards_of(client, call)
    assert resources_of(client, call)["not_relevant_reasons"] == {"food": 1}


def service(code: Json, **more: str) -> Json:
    return {"resourceType": "ServiceRequest", "id": "s", "status": "draft", "code": code, **more}


@pytest.mark.parametrize(
    "code", [{"text": "Magnesium sulfate 2 g infusion"}, {"concept": {"text": "magnesium chloride"}}]
)
def test_an_order_of_an_infusion_of_magnesium_is_checked(client: TestClient, code: Json) -> None:
    conditions = bundle({"resourceType": "Condition", "code": {"text": "myasthenia gravis"}})
    call = hook_request(service(code), conditions=conditions)
    assert "myasthenia-gravis" in rules_on(cards_of(client, call))
    assert not cards_of(client, hook_request(service(code, status="revoked"), conditions=conditions))


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Magnesium replacement protocol", "“Magnesium replacement protocol” is not recognised"),
        ("Mg replacement", "keep hours apart"),
        ("Magnesiumsubstitution", "“Magnesiumsubstitution” is not recognised"),
        ("Magnesium bolus", "keep hours apart"),
    ],
)
def test_an_order_to_give_magnesium_is_checked_or_reported(client: TestClient, name: str, said: str) -> None:
    call = hook_request(service({"text": name}), medicationRequests=active_orders(CIPRO))
    cards = cards_of(client, call)
    assert any(said in f"{card['summary']} {card['detail']}" for card in cards)


@pytest.mark.parametrize("name", ["Iron sucrose 200 mg infusion", "Give a leaflet", "Magnesium, plasma"])
def test_another_service_is_no_magnesium(client: TestClient, name: str) -> None:
    call = hook_request(service({"text": name}), medicationRequests=active_orders(CIPRO))
    assert not cards_of(client, call)


@pytest.mark.parametrize(
    "name", ["Magnesium", "Magnesium level", "Magnesium [Mass/volume] in Serum or Plasma"]
)
def test_an_order_of_a_blood_test_gets_no_card(client: TestClient, name: str) -> None:
    test = service({"coding": [{"system": "http://loinc.org", "code": "19123-9", "display": name}]})
    call = hook_request(test, medicationRequests=active_orders(CIPRO))
    assert not cards_of(client, call)
    assert resources_of(client, call)["not_relevant_reasons"] == {"other_type": 1}


WORDS: dict[str, Json] = {
    "the instruction of a diet": nutrition(oralDiet={"type": [{"text": "Regular"}], "instruction": "Give magnesium citrate 200 mg with meals"}),
    "a nutrient of a diet": nutrition(oralDiet={"nutrient": [{"modifier": {"text": "Magnesium"}, "amount": {"value": 400, "unit": "mg"}}]}),
    "the instruction of a supplement": nutrition(supplement=[{"type": {"text": "Protein shake"}, "instruction": "Add magnesium oxide 400 mg to each serving"}]),
    "the instruction of a formula": nutrition(enteralFormula={"baseFormulaProductName": "Jevity 1.5", "administrationInstruction": "add magnesium sulfate 2 g to bag"}),
    "a note": nutrition(oralDiet={"type": [{"text": "Regular"}]}, note=[{"text": "Bring magnesium citrate"}]),
}  # fmt: skip


@pytest.mark.parametrize("where", WORDS)
def test_magnesium_in_the_words_of_an_order_is_said(client: TestClient, where: str) -> None:
    cards = cards_of(client, hook_request(WORDS[where], medicationRequests=active_orders(CIPRO)))
    assert any("agnesium" in card["detail"] and "not checked" in card["detail"] for card in cards)
    taken = WORDS[where] | {"status": "active"}
    (card,) = cards_of(client, hook_request(order(CIPRO), nutrition=bundle(taken)))
    assert "may be a medicine that is taken" in card["detail"]
    assert not cards_of(client, hook_request(order(CIPRO), nutrition=bundle(taken | {"status": "revoked"})))


def test_a_product_is_named_by_its_reference(client: TestClient) -> None:
    referred = {"reference": {"reference": "NutritionProduct/gone", "display": "Magnesium chloride"}}
    draft = nutrition(enteralFormula={"additive": [{"type": referred}]})
    call = hook_request(draft, medicationRequests=active_orders(CIPRO))
    assert "ciprofloxacin" in rules_on(cards_of(client, call))
