"""Forty people, each with the answer that the reference gives, written down before the check was asked.

Hours are (the medicine before magnesium, the medicine after magnesium). `None` in their place: no hours help.
"""

from typing import Any, NamedTuple

import pytest

from app.safety.answers import CheckAnswer
from app.safety.request import CheckRequest
from tests.safety.asking import checker

ADULT: dict[str, Any] = {"age": 50, "sex": "male", "egfr": 90}

Hours = tuple[float | None, float | None] | None


class Expected(NamedTuple):
    """What an answer must say: rows above `info` by subject, and what else is given here."""

    rows: dict[str, tuple[str, Hours]]
    disposition: str = "issues_found"
    complete: bool = True
    mg: tuple[float, float | None] | None = None
    times: list[str] | None = None
    possible: bool | str | None = "not asked"
    limits: set[tuple[str | None, float]] | None = None


def person(**known: Any) -> dict[str, Any]:
    """Return an adult man with healthy kidneys, apart from what is given."""
    return {"person": {**ADULT, **known}}


def takes(
    *medicines: Any, form: str = "magnesium citrate", mg: float = 200, **supplement: Any
) -> dict[str, Any]:
    """Return a request about magnesium beside medicines."""
    listed = [{"text": each} if isinstance(each, str) else each for each in medicines]
    return {"supplement": {"form": form, "elemental_mg": mg, **supplement}, "medicines": listed}


OXIDE = "magnesium oxide"
NOTHING: dict[str, tuple[str, Hours]] = {}

SCENARIOS: dict[str, tuple[dict[str, Any], Expected]] = {
    # Interactions with every salt
    "doxycycline for acne": (takes("doxycycline"), Expected({"doxycycline": ("separate", (2, 4))})),
    "omadacycline": (takes("omadacycline"), Expected({"omadacycline": ("separate", (4, 4))})),
    "moxifloxacin keeps its own hours": (takes("moxifloxacin"), Expected({"moxifloxacin": ("separate", (4, 8))})),
    "norfloxacin keeps those of its class": (takes("norfloxacin"), Expected({"norfloxacin": ("separate", (2, 6))})),
    "alendronate comes first": (takes("alendronate"), Expected({"alendronate": ("separate", (0.5, None))})),
    "ibandronate comes an hour before": (takes("ibandronate"), Expected({"ibandronate": ("separate", (1, None))})),
    "levothyroxine and iron": (
        takes("levothyroxine", "ferrous sulfate"),
        Expected({"levothyroxine": ("separate", (4, 4)), "ferrous sulfate": ("separate", (3, 3))}),
    ),
    "gabapentin comes after": (takes("gabapentin"), Expected({"gabapentin": ("separate", (None, 2))})),
    "raltegravir: hours do not help": (
        takes({"text": "raltegravir", "times": ["08:00"]}, times=["20:00"]),
        Expected({"raltegravir": ("avoid", None)}, times=[], possible=False),
    ),
    "dolutegravir with rilpivirine in one tablet": (
        takes("Juluca", form=OXIDE),
        Expected(
            {
                "dolutegravir / rilpivirine": ("separate", (4, 6)),
                "dolutegravir": ("separate", (2, 6)),
                "rilpivirine": ("separate", (4, 2)),
            }
        ),
    ),
    "bictegravir": (takes("bictegravir"), Expected({"bictegravir": ("separate", (2, 6))})),
    "cabotegravir tablets": (takes("cabotegravir"), Expected({"cabotegravir": ("separate", (2, 4))})),
    "cabotegravir injections": (
        takes({"text": "cabotegravir", "route": "intramuscular"}), Expected(NOTHING, "none_recorded")
    ),
    "baloxavir is left apart": (takes("baloxavir marboxil"), Expected({"baloxavir marboxil": ("avoid", None)})),
    "eltrombopag": (takes("eltrombopag"), Expected({"eltrombopag": ("separate", (2, 4))})),
    "penicillamine and nitrofurantoin": (
        takes("penicillamine", "nitrofurantoin"),
        Expected({"penicillamine": ("separate", (3, 3)), "nitrofurantoin": ("separate", (3, 3))}),
    ),
    "hydroxychloroquine": (takes("hydroxychloroquine"), Expected({"hydroxychloroquine": ("separate", (4, 4))})),
    # Interactions that depend on the salt
    "atazanavir and oxide": (takes("atazanavir", form=OXIDE), Expected({"atazanavir": ("separate", (2, 1))})),
    "erlotinib and oxide": (takes("erlotinib", form=OXIDE), Expected({"erlotinib": ("separate", (2, 4))})),
    "nilotinib and oxide": (takes("nilotinib", form=OXIDE), Expected({"nilotinib": ("avoid", None)})),
    "mycophenolate and oxide": (takes("mycophenolate mofetil", form=OXIDE), Expected({"mycophenolate mofetil": ("separate", (2, 2))})),
    "mycophenolate and citrate is an inference": (
        takes("mycophenolate mofetil"), Expected({"mycophenolate mofetil": ("caution", (2, 2))})
    ),
    "the resin keeps its 3 hours with citrate": (
        takes("sodium polystyrene sulfonate"), Expected({"sodium polystyrene sulfonate": ("separate", (3, 3))})
    ),
    # Interactions that hours do not solve
    "water tablets are one row": (
        takes("furosemide", "hydrochlorothiazide"), Expected({"furosemide, hydrochlorothiazide": ("monitor", None)})
    ),
    "amlodipine, spironolactone and omeprazole": (
        takes("amlodipine", "spironolactone", "omeprazole"),
        Expected(
            {"amlodipine": ("monitor", None), "spironolactone": ("monitor", None), "omeprazole": ("monitor", None)}
        ),
    ),
    "duloxetine and pregabalin for fibromyalgia": (
        takes("duloxetine", "pregabalin") | {"conditions": [{"text": "fibromyalgia"}]},
        Expected(NOTHING, "none_recorded"),
    ),
    # Kidneys, heart, muscles
    "eGFR 29": (
        takes() | person(egfr=29),
        Expected({"Kidney function below 30": ("contraindicated", None), "Kidney function below 60": ("monitor", None)}),
    ),
    "eGFR 30": (takes() | person(egfr=30), Expected({"Kidney function below 60": ("monitor", None)})),
    "kidney disease with eGFR 90": (
        takes() | {"conditions": [{"text": "CKD"}]}, Expected(NOTHING, "none_recorded")
    ),
    "kidney disease of unknown stage": (
        takes() | {"conditions": [{"text": "CKD"}]} | person(egfr=None),
        Expected({"Chronic kidney disease": ("avoid", None)}, complete=False),
    ),
    "second degree AV block": (
        takes() | {"conditions": [{"text": "second degree atrioventricular block"}]},
        Expected({"Second degree atrioventricular block": ("contraindicated", None)}),
    ),
    "myasthenia gravis": (
        takes() | {"conditions": [{"text": "myasthenia gravis"}]}, Expected({"Myasthenia gravis": ("avoid", None)})
    ),
    # Amounts
    "at the EU limit": (takes(mg=250), Expected(NOTHING, "none_recorded", limits=set())),
    "above the EU limit": (
        takes(mg=251), Expected({"magnesium": ("caution", None)}, limits={("EU", 250)})
    ),
    "at the top of licensed treatment": (
        takes(mg=None, elemental_mmol=24),  # type: ignore[arg-type]
        Expected({"magnesium": ("caution", None)}, mg=(583.3, 583.3)),
    ),
    "oxide tablets and a multivitamin": (
        takes({"text": "multivitamin", "elemental_mg": 100}, form=OXIDE, mg=None, per_unit={"compound_mg": 400, "times_a_day": 2}),  # type: ignore[arg-type]
        Expected({"magnesium": ("caution", None)}, complete=False, mg=(582.4, 582.4)),
    ),
    "a citrate laxative, 10 fluid ounces of 290 mg": (
        takes(mg=None, per_unit={"elemental_mg": 290, "units": 10, "times_a_day": 1}),  # type: ignore[arg-type]
        Expected({"magnesium": ("avoid", None)}, mg=(2900, 2900)),
    ),
    "a girl of 6 years": (
        takes(mg=111) | person(age=6, sex="female"),
        Expected({"magnesium": ("avoid", None), "Under 18 years": ("caution", None)}, limits={("US", 110)}),
    ),
    # Persons and times
    "a pregnant woman with ferrous sulfate": (
        takes("ferrous sulfate") | person(age=30, sex="female", pregnant=True, breastfeeding=False),
        Expected({"ferrous sulfate": ("separate", (3, 3)), "Pregnancy": ("caution", None)}),
    ),
    "three medicines by the clock": (
        takes(
            {"text": "levothyroxine", "times": ["06:30"]}, {"text": "gabapentin", "times": ["08:00", "14:00", "22:00"]},
            {"text": "ciprofloxacin", "times": ["10:00", "22:00"]}, times=["08:00"],
        ),
        Expected(
            {"levothyroxine": ("separate", (4, 4)), "gabapentin": ("separate", (None, 2)), "ciprofloxacin": ("separate", (2, 6))},
            possible=True, times=["12:00"],
        ),
    ),
}  # fmt: skip


def answer(given: dict[str, Any]) -> CheckAnswer:
    """Return the answer to a scenario."""
    question = {"conditions": [], **person(), **given}
    question["supplement"] = {name: each for name, each in question["supplement"].items() if each is not None}
    return checker().check(CheckRequest.model_validate(question))


def test_there_are_forty_scenarios() -> None:
    assert len(SCENARIOS) == 40


@pytest.mark.parametrize(("given", "expected"), SCENARIOS.values(), ids=SCENARIOS)
def test_a_scenario_has_the_answer_of_the_reference(given: dict[str, Any], expected: Expected) -> None:
    found = answer(given)
    rows = {
        each.for_: (each.severity.value, each.hours and (each.hours.before, each.hours.after))
        for each in found.actions
        if each.severity != "info"
    }
    assert rows == expected.rows
    assert (found.disposition, found.complete) == (expected.disposition, expected.complete)
    if expected.rows:
        assert found.headline.severity == min(expected.rows.values(), key=lambda row: RANKS.index(row[0]))[0]
    if expected.mg is not None:
        assert (found.dose.elemental_mg_per_day_min, found.dose.elemental_mg_per_day_max) == expected.mg
    if expected.limits is not None:
        limits = {(limit.jurisdiction, limit.limit_mg) for alert in found.alerts for limit in alert.limits}
        assert limits == expected.limits
    if expected.times is not None:
        assert found.schedule.magnesium_times == expected.times
    if expected.possible != "not asked":
        assert found.schedule.possible is expected.possible


RANKS = ["contraindicated", "avoid", "separate", "monitor", "caution"]
