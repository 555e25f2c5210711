"""What is recorded of each medicine with magnesium: the rule, its severity and its hours, by salt."""

from functools import cache
from typing import Any

import pytest

from app.models.rule import Severity
from app.safety.answers import Alert
from app.safety.request import CheckRequest
from tests.safety.asking import LIBRARY, RULES, checker

FRENCH, UNITED_KINGDOM, OTHER_SALTS = (
    "antacid-group-french-list",
    "antacid-group",
    "antacid-group-other-salts",
)

NAMED_WITH_ANTACIDS: dict[str, tuple[str, ...]] = {
    FRENCH: (
        "metoprolol", "prednisone", "ranitidine", "atenolol", "triamcinolone", "acetylsalicylic acid",
        "famotidine", "propranolol", "methylprednisolone", "clindamycin", "prednisolone", "dexamethasone",
        "budesonide", "betamethasone", "cimetidine", "cortisone", "ethambutol", "lincomycin", "nizatidine",
        "piperazine", "teriflunomide", "ulipristal", "sodium phosphate", "potassium phosphate",
        "hydrocortisone", "indometacin",
    ),
    UNITED_KINGDOM: (
        "promethazine", "alimemazine", "cyamemazine", "fluphenazine", "levomepromazine", "metopimazine",
        "oxomemazine", "pipotiazine", "periciazine", "prochlorperazine", "chlorpromazine", "cefalexin",
        "butalbital", "lithium carbonate", "rosuvastatin", "phenytoin", "fexofenadine", "rifampicin",
        "isoniazid", "lansoprazole", "sulpiride", "proguanil", "captopril", "azithromycin",
    ),
}  # fmt: skip
"""Medicines that lists of antacids name: 2 hours apart from antacids, a caution with other salts."""

WITH_HYDROXIDE: dict[str, tuple[str, str, tuple[float | None, float | None] | None]] = {
    "mycophenolate mofetil": ("mycophenolate", "separate", (2, 2)),
    "sotalol": ("sotalol", "separate", (2, 2)),
    "riociguat": ("riociguat", "separate", (1, 1)),
    "ledipasvir": ("ledipasvir", "separate", (4, 4)),
    "dabigatran etexilate": ("dabigatran", "separate", (2, None)),
    "cefuroxime": ("cefuroxime", "separate", (1, 2)),
    "cefdinir": ("cefdinir", "separate", (2, 2)),
    "atropine": ("anticholinergics", "separate", (2, 2)),
    "dicycloverine": ("anticholinergics", "separate", (2, 2)),
    "calcium polystyrene sulfonate": ("calcium-polystyrene-sulfonate", "separate", (2, 2)),
    "sodium polystyrene sulfonate": ("sps", "avoid", (3, 3)),
    "misoprostol": ("misoprostol", "avoid", None),
    "nilotinib": ("nilotinib", "avoid", None),
    "lorazepam": ("benzodiazepines", "caution", (2, 2)),
    "diazepam": ("benzodiazepines", "caution", (2, 2)),
    "temazepam": ("benzodiazepines", "caution", (2, 2)),
    "naproxen": ("naproxen", "caution", None),
    "dexamfetamine": ("amphetamines", "caution", None),
    "memantine": ("memantine", "caution", None),
    "timolol": ("timolol", "caution", None),
    "atorvastatin": ("atorvastatin", "info", None),
    "ibuprofen": ("ibuprofen", "info", None),
    "allopurinol": ("allopurinol", "info", (3, 3)),
    "levodopa": ("levodopa", "info", (2, 2)),
    "tiratricol": ("thyroid", "separate", (4, 4)),
    "clodronic acid": ("etidronate-tiludronate", "separate", (2, 2)),
    "lymecycline": ("tetracyclines", "separate", (2, 4)),
    "metacycline": ("tetracyclines", "separate", (2, 4)),
    "chlortetracycline": ("tetracyclines", "separate", (2, 4)),
    "enoxacin": ("quinolones-default", "separate", (2, 6)),
    "lomefloxacin": ("quinolones-default", "separate", (2, 6)),
    "pefloxacin": ("quinolones-default", "separate", (2, 6)),
    "levofloxacin": ("levofloxacin", "separate", (2, 6)),
    "ofloxacin": ("ofloxacin", "separate", (2, 6)),
    "ferrous gluconate": ("iron", "separate", (3, 3)),
    "saccharated iron oxide": ("iron", "separate", (3, 3)),
    "quinidine": ("quinidine-nitroxoline", "separate", (3, 3)),
    "nitroxoline": ("quinidine-nitroxoline", "separate", (3, 3)),
    "calcitriol": ("calcitriol", "caution", None),
    "doxercalciferol": ("doxercalciferol", "avoid", None),
    "colecalciferol": ("colecalciferol", "info", None),
    "triamterene": ("k-sparing", "monitor", None),
    "neomycin": ("aminoglycosides", "monitor", None),
    "panitumumab": ("mg-wasting", "monitor", None),
    "Biktarvy": ("bictegravir", "separate", (2, 6)),
    "Genvoya": ("elvitegravir", "separate", (2, 2)),
    "Xywav": ("other-magnesium", "monitor", None),
    "magaldrate": ("other-magnesium", "monitor", None),
}
"""Medicine → rule, severity and hours with magnesium hydroxide."""

WITH_CITRATE = {
    **{name: (OTHER_SALTS, "caution", (2, 2)) for names in NAMED_WITH_ANTACIDS.values() for name in names},
    "mycophenolate mofetil": (OTHER_SALTS, "caution", (2, 2)),
    "sotalol": (OTHER_SALTS, "caution", (2, 2)),
    "atropine": (OTHER_SALTS, "caution", (2, 2)),
    "riociguat": ("riociguat-other-salts", "caution", (1, 1)),
    "ledipasvir": ("ledipasvir-other-salts", "caution", (4, 4)),
    "dabigatran etexilate": ("dabigatran-other-salts", "caution", (2, None)),
    "cefuroxime": ("cefuroxime-other-salts", "caution", (1, 2)),
    "atazanavir": ("atazanavir-other-salts", "caution", (2, 1)),
    "erlotinib": ("erlotinib-other-salts", "caution", (2, 4)),
    "rilpivirine": ("rilpivirine-other-salts", "caution", (4, 2)),
    "nilotinib": ("nilotinib-other-salts", "caution", None),
    "misoprostol": ("misoprostol-other-salts", "caution", None),
    "calcium polystyrene sulfonate": ("calcium-polystyrene-sulfonate-other-salts", "caution", (2, 2)),
    "sodium polystyrene sulfonate": ("sps-other-salts", "separate", (3, 3)),
    "cefdinir": ("cefdinir", "separate", (2, 2)),
    "levofloxacin": ("levofloxacin", "separate", (2, 6)),
    "lymecycline": ("tetracyclines", "separate", (2, 4)),
    "ferrous gluconate": ("iron", "separate", (3, 3)),
    "quinidine": ("quinidine-nitroxoline", "separate", (3, 3)),
    "aluminium hydroxide": ("aluminium-citrate", "separate", (2, 2)),
    "aluminium phosphate": ("aluminium-citrate", "separate", (2, 2)),
    "aluminium oxide": ("aluminium-citrate", "separate", (2, 2)),
    "hydrotalcite": ("aluminium-citrate", "separate", (2, 2)),
    "magaldrate": ("aluminium-citrate", "separate", (2, 2)),
}
"""Medicine → rule, severity and hours with magnesium citrate."""

LAXATIVE_AMOUNTS = {
    "sertraline": ("laxative-amounts-water-retention", "caution"),
    "escitalopram": ("laxative-amounts-water-retention", "caution"),
    "quetiapine": ("laxative-amounts-water-retention", "caution"),
    "ziprasidone": ("laxative-amounts-water-retention", "caution"),
    "nortriptyline": ("laxative-amounts-water-retention", "caution"),
    "naproxen": ("laxative-amounts-nsaids", "caution"),
    "ketorolac": ("laxative-amounts-nsaids", "caution"),
    "valproic acid": ("laxative-amounts-antiepileptics", "caution"),
    "levetiracetam": ("laxative-amounts-antiepileptics", "caution"),
    "lacosamide": ("laxative-amounts-antiepileptics", "caution"),
    "clobazam": ("laxative-amounts-antiepileptics", "caution"),
    "hydrocortisone": ("laxative-amounts-corticosteroids", "caution"),
    "hydrocodone": ("laxative-amounts-hydrocodone", "info"),
    "linaclotide": ("laxative-amounts-linaclotide", "info"),
    "methylcellulose": ("laxative-amounts-bulk", "info"),
}
"""Medicine → rule and severity above the amount of supplements."""


@cache
def alerts(medicine: str, form: str, mg: float = 200, route: str = "oral") -> dict[str, Alert]:
    """Return the alerts about a medicine with a salt of magnesium, by rule."""
    question: dict[str, Any] = {
        "supplement": {"form": form, "elemental_mg": mg},
        "medicines": [{"text": medicine, "route": route}],
    }
    answer = checker().check(CheckRequest.model_validate(question))
    return {alert.rule: alert for alert in answer.alerts}


def recorded(alert: Alert) -> tuple[str, tuple[float | None, float | None] | None]:
    """Return the severity and the hours of an alert."""
    hours = alert.separation
    if hours is None:
        return alert.severity.value, None
    return alert.severity.value, (hours.medicine_before_magnesium_hours, hours.medicine_after_magnesium_hours)


@pytest.mark.parametrize(
    ("rule", "medicine"), [(rule, name) for rule, names in NAMED_WITH_ANTACIDS.items() for name in names]
)
@pytest.mark.parametrize("salt", ["hydroxide", "oxide", "carbonate", "trisilicate"])
def test_antacid_type_salts_keep_the_hours_of_the_lists(rule: str, medicine: str, salt: str) -> None:
    found = alerts(medicine, f"magnesium-{salt}")
    assert recorded(found[rule]) == ("separate", (2, 2))
    assert OTHER_SALTS not in found


@pytest.mark.parametrize(("medicine", "expected"), WITH_HYDROXIDE.items(), ids=list(WITH_HYDROXIDE))
def test_what_hydroxide_does(medicine: str, expected: tuple[str, str, Any]) -> None:
    rule, *said = expected
    assert recorded(alerts(medicine, "magnesium-hydroxide")[rule]) == tuple(said)


@pytest.mark.parametrize(("medicine", "expected"), WITH_CITRATE.items(), ids=list(WITH_CITRATE))
def test_what_citrate_does(medicine: str, expected: tuple[str, str, Any]) -> None:
    rule, *said = expected
    assert recorded(alerts(medicine, "magnesium-citrate")[rule]) == tuple(said)


@pytest.mark.parametrize("medicine", ["mycophenolic acid", "rosuvastatin", "phenytoin", "fexofenadine"])
def test_what_the_text_of_epsom_salts_names_is_direct_for_sulfate_and_inferred_for_others(
    medicine: str,
) -> None:
    [direct] = [each for each in alerts(medicine, "magnesium-sulfate").values() if each.separation]
    assert (direct.severity, "smpc-emc-4841" in direct.sources) == (Severity.separate, True)
    for salt in ("citrate", "glycinate", "malate"):
        [inferred] = [each for each in alerts(medicine, f"magnesium-{salt}").values() if each.separation]
        assert (inferred.severity, inferred.evidence) == (Severity.caution, "theoretical")
        assert "smpc-emc-4841" in inferred.sources
        assert "this is inferred" in inferred.effect


def test_levodopa_is_cautioned_with_oxide_alone() -> None:
    assert recorded(alerts("levodopa", "magnesium-oxide")["levodopa-oxide"]) == ("caution", None)
    assert recorded(alerts("carbidopa", "magnesium-oxide")["levodopa-oxide"]) == ("caution", None)
    assert "levodopa-oxide" not in alerts("levodopa", "magnesium-hydroxide")


def test_lactulose_speaks_of_oxide_alone() -> None:
    assert recorded(alerts("lactulose", "magnesium-oxide")["lactulose"]) == ("info", None)
    assert "lactulose" not in alerts("lactulose", "magnesium-citrate")


@pytest.mark.parametrize(("medicine", "expected"), LAXATIVE_AMOUNTS.items(), ids=list(LAXATIVE_AMOUNTS))
def test_laxative_amounts_have_rules_of_their_own(medicine: str, expected: tuple[str, str]) -> None:
    rule, severity = expected
    assert recorded(alerts(medicine, "magnesium-citrate", 584)[rule]) == (severity, None)
    assert rule not in alerts(medicine, "magnesium-citrate", 583)


def test_no_text_denies_what_a_source_of_the_dataset_says() -> None:
    for rule in RULES.values():
        for text in (rule.effect, rule.action):
            assert "no source read" not in text.casefold(), rule.slug


def test_a_caution_that_is_inferred_says_so_where_the_alert_shows_it() -> None:
    twins = [rule for slug, rule in RULES.items() if slug.endswith("-other-salts")]
    assert len(twins) == 12
    for rule in twins:
        if rule.severity is Severity.caution:
            assert "inferred" in rule.effect, rule.slug
            assert rule.evidence == "theoretical", rule.slug


def test_of_a_group_only_the_strongest_rule_speaks() -> None:
    groups: dict[str, set[str]] = {}
    for rule in RULES.values():
        if rule.group:
            groups.setdefault(rule.group, set()).add(rule.slug)
    assert len(groups) > 8
    for group, slugs in groups.items():
        assert len(slugs) > 1, group
    for form in LIBRARY.records["forms"]:
        for medicine in (*WITH_HYDROXIDE, *NAMED_WITH_ANTACIDS[FRENCH], *NAMED_WITH_ANTACIDS[UNITED_KINGDOM]):
            speaking = [RULES[rule].group for rule in alerts(medicine, form) if RULES[rule].group]
            assert len(speaking) == len(set(speaking)), (medicine, form)


@pytest.mark.parametrize(
    "medicine",
    ["zoledronic acid", "pamidronic acid", "oxidronic acid", "tigecycline", "amikacin", "cisplatin"],
)
def test_what_is_never_swallowed_gets_no_advice_on_swallowing(medicine: str) -> None:
    answer = checker().check(
        CheckRequest.model_validate(
            {"supplement": {"form": "citrate", "elemental_mg": 200}, "medicines": [{"text": medicine}]}
        )
    )
    assert not [alert for alert in answer.alerts if alert.separation]
    swallowed = alerts(medicine, "magnesium-citrate")
    assert [alert for alert in swallowed.values() if alert.separation]


def test_a_route_that_a_medicine_is_known_by_keeps_its_other_rules() -> None:
    answer = checker().check(
        CheckRequest.model_validate(
            {"supplement": {"form": "citrate", "elemental_mg": 200}, "medicines": [{"text": "amikacin"}]}
        )
    )
    found = {alert.rule: alert for alert in answer.alerts}
    assert {"aminoglycosides", "mg-wasting"} <= set(found)
    assert "medicines[0] is a medicine that is not swallowed" in " ".join(found["aminoglycosides"].because)


@pytest.mark.parametrize(
    "brand", ["Ciloxan", "Vigamox", "Nizoral", "ciprofloxacin [Ciloxan]", "Ocuflox 0.3 %"]
)
def test_the_route_of_a_brand_that_is_not_swallowed_is_asked_for(brand: str) -> None:
    answer = checker().check(
        CheckRequest.model_validate(
            {"supplement": {"form": "hydroxide", "elemental_mg": 200}, "medicines": [{"text": brand}]}
        )
    )
    assert "medicines[0].route" in {need for each in answer.undecided for need in each.needs}
    assert not [alert for alert in answer.alerts if alert.severity is Severity.separate]


@pytest.mark.parametrize("text", ["doxy", "doxy 100 bid", "Doxy 100 mg"])
def test_a_brand_that_is_also_short_for_its_medicine_counts_as_swallowed(text: str) -> None:
    answer = checker().check(
        CheckRequest.model_validate(
            {"supplement": {"form": "hydroxide", "elemental_mg": 200}, "medicines": [{"text": text}]}
        )
    )
    assert "tetracyclines" in {alert.rule for alert in answer.alerts if alert.separation}
