"""A request says what it says: routes by name, and statements that contradict each other."""

from typing import Any

import pytest

from tests.safety.asking import ADULT, answer

CONTRADICTIONS: dict[str, tuple[dict[str, Any], list[Any], list[str]]] = {
    "a pregnant man": ({"sex": "male", "pregnant": True}, [], ["pregnant, and male"]),
    "a breastfeeding man": ({"sex": "male", "breastfeeding": True}, [], ["breastfeeding, and male"]),
    "a pregnant child": ({"age": 5, "pregnant": True}, [], ["pregnant, and 5 years old"]),
    "a condition denied": (
        {"pregnant": False},
        [{"text": "pregnancy"}],
        ["not pregnant, and pregnant as a condition"],
    ),
    "a man with the condition": (
        {"sex": "male", "pregnant": None},
        [{"text": "pregnancy"}],
        ["pregnant, and male"],
    ),
    "a woman": ({"sex": "female", "pregnant": True}, [{"text": "pregnancy"}], []),
}


@pytest.mark.parametrize(("person", "conditions", "said"), CONTRADICTIONS.values(), ids=CONTRADICTIONS)
def test_what_contradicts_itself_counts_and_is_said(
    person: dict[str, Any], conditions: list[Any], said: list[str]
) -> None:
    found = answer(person={**ADULT, **person}, conditions=conditions)
    assert found.contradictions == said
    assert found.complete is (not said)
    if person.get("pregnant"):
        assert "pregnancy" in {alert.rule for alert in found.alerts}
    if conditions:
        assert "pregnancy-condition" in {alert.rule for alert in found.alerts}
    assert all(f"contradictory: {each}" in found.headline.not_checked for each in said)


INJECTIONS = [
    "epoetin alfa inj",
    "NOVORAPID FLEXPEN 300UI/3ML SOL INJ 5/3 ML",
    "insulin glargine pen",
    "ceftriaxone 1 g infusion",
    "methotrexate prefilled syringe",
]


@pytest.mark.parametrize("name", INJECTIONS)
def test_an_injection_is_not_swallowed_and_its_route_is_not_asked(name: str) -> None:
    found = answer(name)
    assert not [need for each in found.undecided for need in each.needs if need.endswith(".route")]
    assert "general-oral-separation" not in {each.rule for each in found.alerts}


@pytest.mark.parametrize("name", ["furosemide tablet injection", "furosemide oral IV"])
def test_a_text_with_two_ways_leaves_the_route_open(name: str) -> None:
    assert ["medicines[0].route"] in [each.needs for each in answer(name).undecided]
