"""Every route that a record may mean is checked; words that are in doubt are reported."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from app.cds_hooks.reading.administration_routes import read_routes
from app.models.rule import MedicineRoute
from tests.cds_hooks.calls import MAGNESIUM, Json, active_orders, cards_of, hook_request, order, rules_on

ORAL, IV, EYE = MedicineRoute.oral, MedicineRoute.intravenous, MedicineRoute.ophthalmic


def instruction(text: str | None = None, code: str | None = None) -> dict[str, Any]:
    coding = [{"system": "http://snomed.info/sct", "code": code}] if code else []
    return {"route": {"text": text, "coding": coding}}


@pytest.mark.parametrize(
    ("instructions", "possible", "unclear"),
    [
        ([instruction("Oral")], {ORAL}, False),
        ([instruction("per os", "26643006")], {ORAL}, False),
        ([instruction("by mouth (not for eyes)")], {ORAL, EYE}, True),
        ([instruction("PO, switched from IV")], {ORAL, IV}, True),
        ([instruction("not by mouth")], {ORAL}, True),
        ([instruction("Oral"), instruction("IV")], {ORAL, IV}, True),
        ([instruction("IV", "26643006")], {ORAL, IV}, True),
        ([instruction("Suun kautta")], set(), True),
        ([instruction("po", "123")], {ORAL}, False),
        ([{}], set(), False),
        ([], set(), False),
        ([{"route": "po"}], {ORAL}, False),
        ([{"route": 7}], set(), False),
    ],
)
def test_routes_are_read(
    instructions: list[dict[str, Any]],
    possible: set[MedicineRoute],
    unclear: bool,
) -> None:
    found = read_routes(instructions)
    assert set(found.possible) == possible
    assert bool(found.unclear) is unclear
    assert found.checked == (found.possible or (ORAL,))


BY_INJECTION = "magnesium-by-injection"
RATED = (BY_INJECTION, "doxycycline")
ONE_GRAM_AN_HOUR = {"numerator": {"value": 1, "unit": "g"}, "denominator": {"value": 1, "unit": "h"}}


@pytest.mark.parametrize(
    ("name", "told", "sure", "possible"),
    [
        ("magnesium sulfate", {"text": "2 g IV once"}, {BY_INJECTION}, set()),
        ("magnesium sulfate", {"patientInstruction": "2 g IV once"}, {BY_INJECTION}, set()),
        ("magnesium sulfate", {"route": {"text": "intravenös"}}, {BY_INJECTION}, set()),
        ("magnesium sulfate 1 g IV", {}, {BY_INJECTION}, set()),
        ("magnesium sulfate 50 % injection", {}, set(), {BY_INJECTION}),
        ("magnesium sulfate", {"text": "2 g IV over 1 hour"}, {BY_INJECTION}, set()),
        ("magnesium sulfate", {"text": "2 g IV zorbexil"}, set(), {BY_INJECTION}),
        ("magnesium citrate", {"text": "1 daily, not on days with iron IV"}, set(), {"doxycycline"}),
        ("magnesium citrate", {"text": "1 tablet by mouth twice daily"}, {"doxycycline"}, set()),
        ("magnesium citrate", {"text": "1-0-1"}, {"doxycycline"}, set()),
        ("magnesium citrate", {"text": "IV", "route": {"text": "Oral"}}, {"doxycycline"}, set()),
        ("Epsom salt bath", {}, set(), set()),
        ("magnesium sulfate", {"method": {"text": "Infuse"}}, set(), {BY_INJECTION}),
        ("magnesium sulfate", {"method": {"text": "Swallow"}}, {"doxycycline"}, set()),
        ("magnesium sulfate", {"rateQuantity": {"value": 1, "unit": "g/h"}}, set(), set(RATED)),
        ("magnesium sulfate", {"doseAndRate": [{"rateRatio": ONE_GRAM_AN_HOUR}]}, set(), set(RATED)),
        ("magnesium sulfate", {"rateQuantity": 7, "method": 7}, {"doxycycline"}, set()),
        ("magnesium chloride spray", {"text": "spray on the skin at bedtime"}, set(), set()),
    ],
)
def test_the_route_of_magnesium_is_read_in_words_too(
    client: TestClient, name: str, told: Json, sure: set[str], possible: set[str]
) -> None:
    """An alert that depends on the route is given or, where the words leave it open, is undecided."""
    call = hook_request(
        order(name, dosageInstruction=[told]), medicationRequests=active_orders("Doxycycline 100 mg")
    )
    cards = cards_of(client, call)
    asked = {"doxycycline": "tetracyclines"}
    undecided = {"doxycycline": "undecided: Tetracyclines", BY_INJECTION: "undecided: Magnesium by injection"}
    assert {asked.get(each, each) for each in sure} == rules_on(cards) & {BY_INJECTION, "tetracyclines"}
    details = " ".join(card["detail"] for card in cards)
    assert {each for each in undecided if undecided[each] in details} >= possible
    assert bool(possible) is ("undecided:" in details)


def of_a_form(name: str, form: str, element: str = "form") -> Json:
    """An order of a Medication with a dose form."""
    medication = {"resourceType": "Medication", "id": "m", "code": {"text": name}, element: {"text": form}}
    return order({}, contained=[medication], medicationReference={"reference": "#m"})


@pytest.mark.parametrize(
    ("element", "form", "injected"),
    [
        ("form", "Solution for injection", True),
        ("form", "Injektionslösung", True),
        ("doseForm", "Solution for injection", True),
        ("form", "Oral solution", False),
        ("form", "Oblate", False),
    ],
)
def test_the_dose_form_of_magnesium_tells_its_route(
    client: TestClient, element: str, form: str, injected: bool
) -> None:
    (card,) = cards_of(client, hook_request(of_a_form("Magnesium sulfate", form, element)))
    assert ("undecided: Magnesium by injection" in card["detail"]) is injected


@pytest.mark.parametrize(("form", "injected"), [("Solution for injection", True), ("Oral suspension", False)])
def test_the_dose_form_of_a_medicine_tells_its_route(client: TestClient, form: str, injected: bool) -> None:
    taken = active_orders("Magnesium oxide 400 mg tablet")
    call = hook_request(of_a_form("Ciprofloxacin 2 mg/mL", form), medicationRequests=taken)
    assert ("ciprofloxacin" in rules_on(cards_of(client, call))) is not injected


DOXYCYCLINE = "doxycycline 100 mg"


@pytest.mark.parametrize(
    ("taken", "alert"),
    [
        (["Doxycycline 100 MG Oral Tablet"], True),
        (["Doxycycline 100 MG Injection"], False),
        (["Doxycycline 100 MG Injection", "Doxycycline 100 MG Oral Tablet"], True),
        (["Doxycycline 100 MG Oral Tablet", "Doxycycline 100 MG Injection"], True),
        ([f"{DOXYCYCLINE}; desonide 0.05 % cream"], True),
        ([f"desonide 0.05 % cream\n{DOXYCYCLINE}"], True),
        ([f"{DOXYCYCLINE} and Ciprofloxacin 3 MG/ML Ophthalmic Solution"], True),
    ],
)
def test_a_name_tells_the_route_of_its_own_medicine(
    client: TestClient, taken: list[str], alert: bool
) -> None:
    cards = cards_of(client, hook_request(order(MAGNESIUM), medicationRequests=active_orders(*taken)))
    assert ("tetracyclines" in rules_on(cards)) is alert


def test_eye_drops_are_no_tablets(client: TestClient) -> None:
    drops = active_orders("Ciprofloxacin 3 MG/ML Ophthalmic Solution [Ciloxan]")
    cards = cards_of(client, hook_request(order(MAGNESIUM), medicationRequests=drops))
    assert "ciprofloxacin" not in rules_on(cards)
