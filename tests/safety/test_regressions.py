"""Questions that were once answered wrongly, each with its neighbours and the right answer."""

from typing import Any

import pytest

from app.medicines.schemas import InputStatus
from tests.safety.asking import ADULT, answer, rules


@pytest.mark.parametrize(
    ("given", "least", "most"),
    [
        ({"text": "ZMA", "elemental_mg": 100}, 400, 400),
        ({"text": "Natural Calm", "elemental_mg": 2000}, 2300, 2300),
        ({"text": "mag glycinate", "elemental_mg": 200}, 500, 500),
        ({"text": "magnesium", "elemental_mg": 200}, 500, 500),
        ({"text": "xqzv forte", "elemental_mg": 150}, 450, 450),
        ({"text": "", "elemental_mg": 150}, 450, 450),
        ({"text": "magnesium oxide", "compound_mg": 400}, 541.2, 541.2),
        ({"text": "magnesium citrate", "compound_mg": 1000}, 413.4, 461.6),
        ({"text": "Magnesium Oxide 400 MG Oral Tablet", "compound_mg": 400}, 541.2, 541.2),
    ],
)
def test_magnesium_that_is_declared_counts_whatever_the_name(given: Any, least: float, most: float) -> None:
    found = answer(given, supplement={"form": "citrate", "elemental_mg": 300})
    assert found.dose.elemental_mg_per_day_min == pytest.approx(least, abs=0.1)
    assert found.dose.elemental_mg_per_day_max == pytest.approx(most, abs=0.1)
    assert "above-eu-upper-limit-4-years-and-over" in rules(found) or least > 2000


@pytest.mark.parametrize(
    "times", [["08:00", "14:00", "22:00"], ["07:00", "15:00", "23:00"], ["00:00", "12:00"]]
)
def test_magnesium_is_put_at_a_waking_hour(times: list[str]) -> None:
    (proposed,) = answer({"text": "gabapentin", "times": times}).schedule.magnesium_times
    assert "06:00" <= proposed <= "23:00"


def test_a_conflict_and_the_schedule_speak_of_the_same_interval() -> None:
    magnesium = {"form": "citrate", "elemental_mg": 300, "times": ["08:00"]}
    found = answer({"text": "omeprazole", "times": ["07:00"]}, supplement=magnesium)
    assert [each for alert in found.alerts for each in alert.conflicts]
    assert found.schedule.possible
    assert found.schedule.magnesium_times != ["08:00"]


@pytest.mark.parametrize(
    "name",
    [
        "mycophenolate mofetil",
        "rosuvastatin",
        "fexofenadine",
        "phenytoin",
        "CellCept 500 mg tablet",
        "Crestor",
    ],
)
def test_a_medicine_that_antacids_hold_back_has_a_caution_for_citrate_that_says_it_is_inferred(
    name: str,
) -> None:
    found = answer(name)
    (alert,) = [each for each in found.alerts if each.rule == "antacid-group-other-salts"]
    assert alert.severity == "caution"
    assert alert.sources
    assert "infer" in f"{alert.effect} {alert.mechanism} {alert.action} {alert.disagreement}"
    assert found.disposition == "issues_found"


@pytest.mark.parametrize(
    ("name", "status"),
    [
        *(
            (name, "outside_coverage")
            for name in ("dasatinib", "trientine", "deferiprone", "gefitinib", "roxadustat")
        ),
        *((name, "outside_coverage") for name in ("Sprycel 50 mg", "sotorasib", "sofosbuvir / velpatasvir")),
        *((name, "listed_elsewhere") for name in ("sucralfate", "Carafate 1 g tablet")),
    ],
)
def test_what_was_not_read_is_understood_and_not_called_checked(name: str, status: str) -> None:
    found = answer(name, supplement={"form": "magnesium-oxide", "elemental_mg": 200})
    given = found.inputs[1]
    assert (given.status, given.checked, found.complete) == (status, False, False)
    assert given.substances
    assert found.disposition == "incomplete"


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        ("ferrous gluconate", "iron"),
        ("ferrous fumarate 210 mg", "iron"),
        ("lymecycline", "tetracyclines"),
        ("Tetralysal 300", "tetracyclines"),
        ("levofloxacin", "levofloxacin"),
        ("levothyroxine sodium", "thyroid"),
        ("ciclosporin", "mg-wasting"),
        ("torasemide", "loop-thiazide"),
        ("risedronic acid", "bisphosphonates-30min"),
        ("etidronic acid", "etidronate-tiludronate"),
        ("Losec", "ppi"),
        ("rosuvastatin calcium", "antacid-group-other-salts"),
        ("lisinopril / hydrochlorothiazide", "loop-thiazide"),
        ("hydrochlorothiazide/lisinopril", "loop-thiazide"),
        ("HCTZ + lisinopril", "loop-thiazide"),
        ("losartan/hctz", "loop-thiazide"),
        ("co-amilozide", "k-sparing"),
        ("co-amilozide", "loop-thiazide"),
    ],
)
def test_a_name_salt_or_combination_gets_the_alert_of_its_substance(name: str, rule: str) -> None:
    found = answer(name, supplement={"form": "magnesium-oxide", "elemental_mg": 200})
    if rule == "antacid-group-other-salts":
        found = answer(name)
    assert rule in rules(found)
    assert found.inputs[1].status == "matched"


@pytest.mark.parametrize(
    "name", ["Zyloric", "colestyramine", "LDN", "vitamin D", "calcium", "gliclazide", "simvastatin"]
)
def test_a_name_of_everyday_is_understood(name: str) -> None:
    given = answer(name).inputs[1]
    assert given.substances
    assert not given.not_understood
    assert given.status in (InputStatus.matched, InputStatus.not_listed)


@pytest.mark.parametrize(
    "name",
    [
        "simvastatin",
        "penicillin v",
        "nizatidine",
        "lisinopril/hydrochlorothiazide",
        "cycloserine",
        "gliclazide",
    ],
)
def test_a_known_name_has_no_suggestion(name: str) -> None:
    assert answer(name).inputs[1].suggestions == []


@pytest.mark.parametrize("name", ["hypertension", "high blood pressure", "hypotension", "hyperkalaemia"])
def test_a_known_condition_has_no_opposite_suggested(name: str) -> None:
    given = answer(conditions=[{"text": name}]).inputs[1]
    assert given.suggestions == []
    assert given.status in (InputStatus.matched, InputStatus.not_listed)


def test_an_interval_of_its_own_names_the_sources_that_differ() -> None:
    (alert,) = [each for each in answer("levofloxacin").alerts if each.rule == "levofloxacin"]
    assert alert.separation is not None
    assert (alert.separation.medicine_before_magnesium_hours, alert.disagreement is not None) == (2, True)


@pytest.mark.parametrize("egfr", [90, 75])
def test_a_kidney_function_that_was_given_decides_for_a_disease_without_stage(egfr: int) -> None:
    found = answer(conditions=[{"text": "CKD"}], person={**ADULT, "egfr": egfr})
    assert "kidney-disease-stage-unknown" not in rules(found)


@pytest.mark.parametrize("name", ["Ciloxan", "Ciloxan eye drops", "ciprofloxacin 0.3 % eye drops", "Ocuflox"])
def test_eye_drops_are_not_taken_by_mouth(name: str) -> None:
    found = answer(name)
    assert not rules(found)
    assert not [reason for each in found.alerts for reason in each.because if "by mouth" in reason]


@pytest.mark.parametrize("name", ["simethicone", "simeticone 40 mg"])
def test_what_is_no_medicine_of_the_vocabulary_is_said_not_to_be_recognised(name: str) -> None:
    found = answer(name)
    assert found.inputs[1].status == "not_recognised"
    assert f"“{name}”: not recognised" in found.headline.text
    assert found.inputs[1].suggestions == []


def test_a_name_without_a_source_is_not_matched_and_offers_its_present_spelling() -> None:
    given = answer("frusemide").inputs[1]
    assert (given.status, given.checked) == (InputStatus.not_recognised, False)
    assert given.suggestions == ["furosemide"]


@pytest.mark.parametrize("name", ["adenosine", "aflibercept", "collagen", "chlorhexidine", "glucose"])
def test_no_class_is_assumed_from_a_group_of_what_is_not_alike(name: str) -> None:
    assert not rules(answer(name))


@pytest.mark.parametrize(("name", "rule"), [("tegoprazan", "ppi"), ("clobetasol", None)])
def test_a_class_is_assumed_from_a_group_of_several(name: str, rule: str | None) -> None:
    given = answer(name).inputs[1]
    assert given.matched_by == "code_group"
    assert not given.checked
    assert rule is None or rule in rules(answer(name))
