"""The route of one medicine is not that of another in the same text."""

import csv
import random

import pytest

from tests.conftest import ROOT
from tests.medicines.reading import read
from tests.safety.asking import answer, rules

WRITTEN = ROOT / "tests" / "medicines" / "data" / "written.csv"

SWALLOWED = "doxycycline 100 mg"

SEPARATORS = (", ", "; ", ". ", " / ", " + ", " & ", " and ", " | ", " – ", "\t", "\n", " ")


@pytest.mark.parametrize(
    ("text", "routes"),
    [
        ("neomycin, polymyxin B and hydrocortisone ear drops", {"otic"}),
        ("ciprofloxacin and dexamethasone ear drops", {"otic"}),
        ("buprenorphine naloxone 8-2 mg SL film", {"sublingual"}),
        ("Symbicort 160/4.5 inhaler (budesonide/formoterol)", {"inhaled"}),
        ("budesonide inhaler (Symbicort)", {"inhaled"}),
        ("albuterol sulfate HFA 108 (90 Base) MCG/ACT inhaler (PROAIR HFA)", {"inhaled"}),
        ("lidocaine 1% + epinephrine 1:100,000 injection", {"injection"}),
        ("ceftriaxone 1 g in sodium chloride 0.9 % 50 ml IVPB", {"intravenous"}),
        ("piperacillin-tazobactam 4.5 g iv", {"intravenous"}),
    ],
)
def test_a_combination_or_a_brand_beside_its_name_is_one_medicine(text: str, routes: set[str]) -> None:
    assert set(read(text).routes) == routes


@pytest.mark.parametrize(
    ("text", "routes"),
    [
        ("doxycycline, desonide cream", {"oral", "topical"}),
        ("Ketoconazole and lidocaine (topical)", {"oral", "topical"}),
        ("ciprofloxacin, Inj. ceftriaxone 1 g iv", {"oral", "intravenous"}),
        ("desonide topical, ciprofloxacin, iv ceftriaxone injection", {"oral", "topical", "intravenous"}),
        ("desonide cream, apply to the rash doxycycline", {"oral", "topical"}),
        ("vitamin B12 injection and iron tablets", {"oral", "injection"}),
    ],
)
def test_medicines_of_a_list_have_routes_of_their_own(text: str, routes: set[str]) -> None:
    assert set(read(text).routes) == routes


@pytest.mark.parametrize("separator", SEPARATORS)
def test_no_alert_is_lost_beside_a_medicine_with_another_route(separator: str) -> None:
    """Beside each quoted medicine with a route, by what stands between them."""
    with WRITTEN.open(encoding="utf-8", newline="") as file:
        quoted = [row["string"] for row in csv.DictReader(file) if len(row["string"]) < 200]
    with_route = [text for text in quoted if read(text).routes not in ((), ("oral",))]
    wanted = rules(answer(SWALLOWED))
    assert wanted
    assert len(with_route) > 40
    for other in random.Random(separator).sample(with_route, 40):
        for text in (f"{SWALLOWED}{separator}{other}", f"{other}{separator}{SWALLOWED}"):
            found = answer(text)
            undecided = {each.rule for each in found.undecided}
            assert wanted <= rules(found) | undecided or found.headline.not_checked, text
            assert not found.complete, text
