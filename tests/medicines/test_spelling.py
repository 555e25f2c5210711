"""International names in other languages, as fixed rules of spelling make them."""

from functools import cache

import pytest

from app.medicines.names import fold
from app.medicines.spelling import national_forms
from app.models.lookup_tables import Substance
from app.seeds.lookup_tables import read_table
from tests.conftest import SEEDS
from tests.medicines.reading import vocabulary


@cache
def substances() -> list[Substance]:
    """Every substance of the vocabulary."""
    return [row for _, row in read_table(SEEDS / "vocabulary", "substances").rows]


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("alendronic acid", "acide alendronique"),
        ("acetylsalicylic acid", "acetylsalicylsaure"),
        ("acetylsalicylic acid", "acetylsalicylzuur"),
        ("clavulanic acid", "acido clavulanico"),
        ("omeprazole", "omeprazolo"),
        ("ciprofloxacin", "ciprofloxacino"),
        ("hydrochlorothiazide", "idroclorotiazide"),
        ("spironolactone", "espironolactona"),
        ("spironolactone", "spironolattone"),
        ("topiramate", "topiramaat"),
        ("hydrochlorothiazide", "hydrochloorthiazide"),
        ("chlortalidone", "chloortalidon"),
        ("sertraline", "sertralin"),
        ("diclofenac", "diclofenaco"),
        ("losartan", "losartana"),
        ("amlodipine", "amlodipino"),
        ("insulin aspart", "insuline aspart"),
        ("insulin lispro", "insulina lispro"),
        ("insulin glargine", "insulina glargina"),
    ],
)
def test_a_name_is_spelled_by_rule(name: str, form: str) -> None:
    assert form in set(national_forms(name))


def test_a_rule_never_gives_the_name_of_another_substance() -> None:
    known = 0
    for row in substances():
        for form in national_forms(fold(row.inn or "")) if row.kind == "medicine" else ():
            found = vocabulary().find_name(form)
            if found is not None:
                assert (row.slug,) in found.meanings, form
                known += 1
    assert known > 5000


@pytest.mark.parametrize(
    ("language", "least"), [("fr", 0.9), ("de", 0.8), ("es", 0.85), ("it", 0.9), ("nl", 0.85)]
)
def test_the_rules_give_most_names_that_are_on_record(language: str, least: float) -> None:
    given = of_rule = 0
    for row in substances():
        english = [row.inn or "", *(name.partition(":")[2] for name in row.usan_or_ban)]
        forms = {form for name in english for form in (fold(name), *national_forms(fold(name)))}
        for name in getattr(row, f"names_{language}"):
            if " " not in name and row.kind == "medicine":
                given += 1
                of_rule += fold(name) in forms
    assert of_rule / given >= least
