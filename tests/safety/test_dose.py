"""The elemental magnesium of everything that is taken, as given or converted."""

from typing import Any

import pytest

from app.models import Form
from app.safety.answers import CheckAnswer
from app.safety.dose import Amount, elemental, from_compound, sum_of, unknown
from app.safety.request import CheckRequest
from tests.safety.asking import ADULT, LIBRARY, checker


def answer(**question: Any) -> CheckAnswer:
    """Return the answer for an adult without conditions."""
    asked = {"person": ADULT, "conditions": [], "medicines": [], **question}
    return checker().check(CheckRequest.model_validate(asked))


def citrate(**given: Any) -> dict[str, Any]:
    """Return magnesium citrate."""
    return {"form": "citrate", **given}


def range_of(found: CheckAnswer) -> tuple[float, float | None]:
    """Return the least and the most, mg a day."""
    return found.dose.elemental_mg_per_day_min, found.dose.elemental_mg_per_day_max


def figures(found: CheckAnswer) -> set[str]:
    """Return the jurisdictions whose figure the amount is above."""
    rules = {"above-eu-upper-limit-4-years-and-over": "EU", "above-us-upper-limit-31-years-and-over": "US"}
    rules |= {"above-uk-guidance-adults": "UK", "laxative-size-dose": "licensed"}
    return {rules[rule] for alert in found.alerts for rule in alert.rules if rule in rules}


@pytest.mark.parametrize(
    ("text", "mg", "sum_mg", "above"),
    [
        ("ZMA", 100, 400, {"EU", "US"}),
        ("Natural Calm", 2000, 2300, {"EU", "US", "UK", "licensed"}),
        ("mag glycinate", 200, 500, {"EU", "US", "UK"}),
        ("magnesium", 200, 500, {"EU", "US", "UK"}),
        ("multivitamin", 50, 350, {"EU"}),
        ("no such product", 51, 351, {"EU", "US"}),
    ],
)
def test_a_declared_amount_counts_whatever_the_name(
    text: str, mg: float, sum_mg: float, above: set[str]
) -> None:
    found = answer(supplement=citrate(elemental_mg=300), medicines=[{"text": text, "elemental_mg": mg}])
    assert range_of(found) == (sum_mg, sum_mg)
    assert figures(found) == above


@pytest.mark.parametrize(
    ("text", "compound_mg", "elemental_mg"),
    [("magnesium oxide", 400, (241.2, 241.2)), ("magnesium citrate", 1000, (113.4, 161.6)), ("Mag Oxide", 100, (60.3, 60.3))],
)  # fmt: skip
def test_a_salt_among_the_medicines_is_converted_like_that_of_the_supplement(
    text: str, compound_mg: float, elemental_mg: tuple[float, float]
) -> None:
    as_supplement = answer(supplement={"form": text, "compound_mg": compound_mg})
    assert range_of(as_supplement) == elemental_mg
    found = answer(
        supplement=citrate(elemental_mg=200), medicines=[{"text": text, "compound_mg": compound_mg}]
    )
    assert range_of(found) == (200 + elemental_mg[0], 200 + elemental_mg[1])


WAYS: dict[str, tuple[dict[str, Any], float]] = {
    "mg": ({"elemental_mg": 200}, 200),
    "mmol": ({"elemental_mmol": 10}, 243.1),
    "mEq": ({"elemental_meq": 20}, 243.1),
    "salt": ({"compound_mg": 400, "form": "magnesium oxide"}, 241.2),
    "tablets": ({"per_unit": {"elemental_mg": 100, "units": 2, "times_a_day": 3}}, 600),
    "half a tablet": ({"per_unit": {"elemental_mg": 400, "units": 0.5, "times_a_day": 1}}, 200),
    "sachets in mmol": ({"per_unit": {"elemental_mmol": 10, "times_a_day": 2}}, 486.1),
    "salt a tablet": (
        {"per_unit": {"compound_mg": 400, "times_a_day": 2}, "form": "magnesium oxide"},
        482.4,
    ),
    "by clock times": ({"per_unit": {"elemental_mg": 100}, "times": ["08:00", "20:00"]}, 200),
    "by a frequency": ({"per_unit": {"elemental_mg": 100}, "frequency": "tds"}, 300),
    "by hours": ({"per_unit": {"elemental_mg": 100}, "frequency": "every 8 hours"}, 300),
}


@pytest.mark.parametrize(("given", "mg"), WAYS.values(), ids=WAYS)
def test_an_amount_may_be_given_in_several_ways(given: dict[str, Any], mg: float) -> None:
    alone = answer(supplement=citrate() | given)
    assert range_of(alone) == (mg, mg)
    beside = answer(
        supplement=citrate(elemental_mg=50),
        medicines=[{"text": given.get("form", "x"), **given_without_form(given)}],
    )
    assert range_of(beside) == pytest.approx((50 + mg, 50 + mg), abs=0.05)


def given_without_form(given: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in given.items() if name != "form"}


def test_the_highest_licensed_dose_is_not_above_itself() -> None:
    """24 mmol are 48 mEq and 583.32 mg."""
    for given, above in (
        ({"elemental_mmol": 24}, False),
        ({"elemental_meq": 48}, False),
        ({"elemental_mmol": 24.1}, True),
    ):
        found = answer(supplement=citrate(**given))
        assert ("licensed" in figures(found)) is above


def test_supplements_are_added_and_each_form_counts() -> None:
    found = answer(
        supplements=[citrate(elemental_mg=150), {"form": "magnesium oxide", "elemental_mg": 200}],
        medicines=[{"text": "erlotinib"}],
    )
    assert range_of(found) == (350, 350)
    assert [each.place for each in found.inputs[:2]] == ["supplements[0].form", "supplements[1].form"]
    erlotinib = next(alert for alert in found.alerts if alert.rule == "erlotinib")
    assert "the form is magnesium-oxide" in erlotinib.because


def test_a_form_that_is_not_known_leaves_its_rules_open_beside_one_that_is() -> None:
    found = answer(
        supplements=[citrate(elemental_mg=150), {"elemental_mg": 50}], medicines=[{"text": "erlotinib"}]
    )
    assert {"rule": "erlotinib", "needs": ["supplements[1].form"]} in [
        each.model_dump() for each in found.undecided
    ]


@pytest.mark.parametrize(
    ("medicine", "need"),
    [
        ({"text": "magnesium hydroxide"}, "medicines[0].elemental_mg"),
        ({"text": "magnesium carbonate / simethicone", "compound_mg": 100}, "medicines[0].elemental_mg"),
        ({"text": "ZMA", "compound_mg": 100}, "medicines[0].elemental_mg"),
        ({"text": "ZMA", "per_unit": {"elemental_mg": 100}}, "medicines[0].per_unit.times_a_day"),
    ],
)
def test_an_amount_that_is_not_known_makes_the_most_unknown(medicine: dict[str, Any], need: str) -> None:
    found = answer(supplement=citrate(elemental_mg=200), medicines=[medicine])
    assert found.dose.elemental_mg_per_day is None
    assert found.dose.elemental_mg_per_day_max is None
    assert found.dose.elemental_mg_per_day_min >= 200
    assert need in {each for undecided in found.undecided for each in undecided.needs}


@pytest.mark.parametrize(
    ("units", "least", "above"),
    [(1, 300, {"EU"}), (2, 600, {"EU", "US", "UK", "licensed"}), (0.5, 150, set())],
)
def test_units_of_which_it_is_not_told_how_often_count_once_at_least(
    units: float, least: float, above: set[str]
) -> None:
    found = answer(supplement=citrate(per_unit={"elemental_mg": 300, "units": units}))
    assert range_of(found) == (least, None)
    assert figures(found) == above


def test_without_an_amount_dose_rules_are_undecided_and_everything_else_is_answered() -> None:
    found = answer(supplement=citrate(), medicines=[{"text": "ciprofloxacin"}])
    assert (found.dose.given_as, range_of(found)) == ("not_given", (0, None))
    assert "ciprofloxacin" in {alert.rule for alert in found.alerts}
    undecided = {each.rule: each.needs for each in found.undecided}
    assert undecided["above-us-upper-limit-31-years-and-over"] == ["supplement.elemental_mg"]
    assert not found.complete


def test_magnesium_that_is_not_swallowed_does_not_add() -> None:
    found = answer(
        supplement=citrate(elemental_mg=200),
        medicines=[{"text": "magnesium sulfate", "elemental_mg": 900, "route": "intravenous"}],
    )
    assert range_of(found) == (200, 200)


def test_amounts_are_ranges() -> None:
    assert sum_of([]) == Amount(0, 0)
    assert sum_of([elemental(100), unknown("x")]) == Amount(100, None, ("x",))
    assert elemental(100) * 2.5 == elemental(250)
    assert [elemental(350).above(figure) for figure in (349, 350, 351)] == [True, False, False]
    assert Amount(300, 400).above(350) is None
    assert unknown("x").above(350) is None


def test_the_salts_of_the_data_convert_to_the_figures_of_their_labels() -> None:
    """400 mg of oxide are 241.3 mg, 1,830 mg of trimagnesium dicitrate 295.7 mg, by their labels."""
    forms: dict[str, Form] = LIBRARY.records["forms"]
    amount, _ = from_compound(400.0, forms["magnesium-oxide"], "supplement")
    assert amount.exact == pytest.approx(241.3, abs=0.15)
    amount, _ = from_compound(1830.0, forms["magnesium-citrate"], "supplement")
    assert amount.most == pytest.approx(295.7, abs=0.1)
