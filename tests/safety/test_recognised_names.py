"""Names as people write them: what each is taken for, and whether all of it was checked."""

import pytest

from app.safety.answers import CheckedInput
from tests.safety.asking import LIBRARY, answer, rules


def understood(given: CheckedInput) -> set[str]:
    """Return the slugs of the substances of an input."""
    return {each.slug for each in given.substances}


SUBSTANCES: dict[str, tuple[set[str], set[str]]] = {
    "Cipro 500 mg": ({"ciprofloxacin"}, {"ciprofloxacin"}),
    "ciprofloxacin (Cipro)": ({"ciprofloxacin"}, {"ciprofloxacin"}),
    "ciprofloxacin,": ({"ciprofloxacin"}, {"ciprofloxacin"}),
    "Cipro®": ({"ciprofloxacin"}, {"ciprofloxacin"}),
    "ciprofloxacin hydrochloride": ({"ciprofloxacin"}, {"ciprofloxacin"}),
    "levothyroxine sodium": ({"levothyroxine-sodium"}, {"thyroid"}),
    "L-thyroxine": ({"levothyroxine-sodium"}, {"thyroid"}),
    "Synthroid®": ({"levothyroxine-sodium"}, {"thyroid"}),
    "doxycycline hyclate 100 mg capsule": ({"doxycycline"}, {"tetracyclines"}),
    "lymecycline": ({"lymecycline"}, {"tetracyclines"}),
    "alendronate sodium": ({"alendronic-acid"}, {"bisphosphonates-30min"}),
    "Fosamax": ({"alendronic-acid"}, {"bisphosphonates-30min"}),
    "risedronic acid": ({"risedronic-acid"}, {"bisphosphonates-30min"}),
    "etidronic acid": ({"etidronic-acid"}, {"etidronate-tiludronate"}),
    "Gabapentin 300 mg capsule": ({"gabapentin"}, {"gabapentin"}),
    "dolutegravir/lamivudine": ({"dolutegravir", "lamivudine"}, {"dolutegravir"}),
    "ferrous gluconate": ({"ferrous-gluconate"}, {"iron"}),
    "Slow Fe": ({"ferrous-sulfate"}, {"iron"}),
    "HCTZ": ({"hydrochlorothiazide"}, {"loop-thiazide"}),
    "torasemide": ({"torasemide"}, {"loop-thiazide"}),
    "ciclosporin": ({"ciclosporin"}, {"mg-wasting"}),
    "Losec": ({"omeprazole"}, {"ppi"}),
    "Zyloric": ({"allopurinol"}, set()),
    "gliclazide": ({"gliclazide"}, set()),
    "rosuvastatin calcium": ({"rosuvastatin"}, {"antacid-group-other-salts"}),
    "nizatidine": ({"nizatidine"}, {"antacid-group-other-salts"}),
    "lisinopril / hydrochlorothiazide": ({"lisinopril", "hydrochlorothiazide"}, {"loop-thiazide"}),
    "hydrochlorothiazide/lisinopril": ({"lisinopril", "hydrochlorothiazide"}, {"loop-thiazide"}),
    "losartan/hctz": ({"losartan", "hydrochlorothiazide"}, {"loop-thiazide"}),
    "co-amilozide": ({"amiloride", "hydrochlorothiazide"}, {"k-sparing", "loop-thiazide"}),
    "LDN": ({"naltrexone"}, set()),
    "dabigatran": ({"dabigatran-etexilate"}, {"dabigatran-other-salts"}),
    "Dabigatran 110 mg": ({"dabigatran-etexilate"}, {"dabigatran-other-salts"}),
    "baloxavir": ({"baloxavir-marboxil"}, {"baloxavir"}),
    "Furosemide 40 mg PO OM": ({"furosemide"}, {"loop-thiazide"}),
}  # fmt: skip


METALS = {"calcium", "potassium", "zinc"}
"""Names of metals, which are more than their salts."""


def test_the_short_name_of_a_prodrug_never_passes_its_rules_by() -> None:
    """`dabigatran` is written for dabigatran etexilate."""
    for group in LIBRARY.records["medicine-classes"].values():
        for name in (each.name for each in group.medicines if " " in each.name and "/" not in each.name):
            short = name.split()[0]
            if short not in METALS and rules(answer(name)):
                found = answer(short)
                assert rules(found) or not found.inputs[1].checked, name


@pytest.mark.parametrize(("name", "expected"), SUBSTANCES.items(), ids=SUBSTANCES)
def test_a_name_stands_for_its_substances_and_meets_their_rules(
    name: str, expected: tuple[set[str], set[str]]
) -> None:
    found = answer(name)
    given = found.inputs[1]
    assert (understood(given), rules(found)) == expected
    assert given.status == "matched"
    assert not given.suggestions


@pytest.mark.parametrize("name", ["simvastatin", "Penicillin V", "colestyramine", "calcium"])
def test_what_no_rule_and_no_list_names_is_recognised_and_offers_nothing_else(name: str) -> None:
    found = answer(name)
    given = found.inputs[1]
    assert (given.status, given.checked, given.suggestions) == ("not_listed", True, [])
    looked_up = [set(source.substances) or understood(given) for source in given.looked_up]
    assert set().union(*looked_up) == understood(given)


@pytest.mark.parametrize(
    "name",
    ["dasatinib", "sofosbuvir / velpatasvir", "sucralfate", "trientine", "deferiprone", "cycloserine"],
)
def test_what_nobody_read_is_recognised_and_not_checked(name: str) -> None:
    found = answer(name)
    given = found.inputs[1]
    assert given.status in ("listed_elsewhere", "outside_coverage")
    assert (given.checked, found.complete, given.suggestions) == (False, False, [])


@pytest.mark.parametrize("name", ["hypertension", "high blood pressure"])
def test_a_condition_is_never_offered_as_its_opposite(name: str) -> None:
    given = answer(conditions=[{"text": name}]).inputs[1]
    assert (given.status, given.suggestions) == ("not_listed", [])


@pytest.mark.parametrize(
    ("name", "suggested"), [("hart failure", "heart failure"), ("kidney stons", "kidney stones")]
)
def test_a_misspelt_condition_has_a_suggestion(name: str, suggested: str) -> None:
    assert answer(conditions=[{"text": name}]).inputs[1].suggestions == [suggested]


FORMS = {
    "oxide": "magnesium-oxide",
    "hydroxide": "magnesium-hydroxide",
    "carbonate": "magnesium-carbonate",
    "sulfate": "magnesium-sulfate",
    "gluconate": "magnesium-gluconate",
    "aspartate": "magnesium-aspartate",
    "magnesium glycerophosphate": "magnesium-glycerophosphate",
    "Magnesiumcitrat": "magnesium-citrate",
}


@pytest.mark.parametrize(("name", "slug"), FORMS.items())
def test_a_form_is_recognised_by_its_salt_alone(name: str, slug: str) -> None:
    (given,) = answer(supplement={"form": name, "elemental_mg": 200}).inputs
    assert [each.slug for each in given.concepts] == [slug]


@pytest.mark.parametrize(
    ("name", "amount", "least", "most"),
    [
        ("ZMA", {"elemental_mg": 100}, 300, 300),
        ("Natural Calm", {"elemental_mg": 2000}, 2200, 2200),
        ("mag glycinate", {"elemental_mg": 200}, 400, 400),
        ("magnesium", {"elemental_mg": 200}, 400, 400),
        ("magnesium oxide", {"compound_mg": 400}, 441.2, 441.2),
        ("magnesium citrate", {"compound_mg": 1000}, 313.4, 361.6),
        ("magnesium oxide", {}, 200, None),
    ],
)
def test_magnesium_among_the_medicines_is_counted_whatever_its_name(
    name: str, amount: dict[str, float], least: float, most: float | None
) -> None:
    found = answer({"text": name, **amount})
    assert (found.dose.elemental_mg_per_day_min, found.dose.elemental_mg_per_day_max) == (least, most)
    passed = {each.limit_mg for alert in found.alerts for each in alert.limits}
    assert {limit for limit in (250, 350, 400) if least > limit} <= passed


@pytest.mark.parametrize("name", ["mycophenolate mofetil", "rosuvastatin", "fexofenadine", "phenytoin"])
def test_a_medicine_that_a_product_text_names_is_a_caution_for_other_salts(name: str) -> None:
    found = answer(name)
    (alert,) = (each for each in found.alerts if each.rule == "antacid-group-other-salts")
    assert found.disposition == "issues_found"
    assert "smpc-emc-4841" in alert.sources
    assert "infer" in f"{alert.effect} {alert.action} {alert.disagreement}".lower()
    assert not any("no source" in text.lower() for text in (alert.effect, alert.action))


INTERVALS: dict[str, tuple[str, str, tuple[float, float], tuple[str, ...]]] = {
    "levofloxacin": ("levofloxacin", "citrate", (2, 6), ("2 hours before or 4 to 6 hours after", "label was not read")),
    "ofloxacin": ("ofloxacin", "citrate", (2, 6), ("2 hours before or 4 to 6 hours after", "label was not read")),
    "the sodium resin with citrate": ("sodium polystyrene sulfonate", "citrate", (3, 3), ()),
    "the sodium resin with glycinate": ("sodium polystyrene sulfonate", "glycinate", (3, 3), ()),
    "the sodium resin with oxide": ("sodium polystyrene sulfonate", "oxide", (3, 3), ("FDA",)),
    "the sodium resin with sulfate": ("sodium polystyrene sulfonate", "sulfate", (3, 3), ("FDA",)),
}  # fmt: skip


@pytest.mark.parametrize(("medicine", "form", "hours", "told"), INTERVALS.values(), ids=INTERVALS)
def test_an_interval_is_the_medicines_own_and_tells_where_sources_differ(
    medicine: str, form: str, hours: tuple[float, float], told: tuple[str, ...]
) -> None:
    found = answer(medicine, supplement={"form": form, "elemental_mg": 200})
    (alert,) = (each for each in found.alerts if medicine in each.subjects and each.severity != "info")
    assert alert.separation is not None
    assert (
        alert.separation.medicine_before_magnesium_hours,
        alert.separation.medicine_after_magnesium_hours,
    ) == hours
    assert all(words in (alert.disagreement or "") for words in told)
