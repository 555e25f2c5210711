"""Product names are split into whole ingredients."""

import pytest

from app.cds_hooks.product_names import ProductNames, product_table
from tests.conftest import ROOT
from tests.safety.test_rules import checker

NAMES = ProductNames(checker().names)


def test_every_product_of_the_table_is_recognised() -> None:
    assert len(product_table()) > 2000
    for rxcui in product_table():
        product = NAMES.by_rxcui(rxcui)
        assert product is not None
        assert product.recognised, rxcui
    assert NAMES.by_rxcui("349545") is None, "aripiprazole"
    assert "Apache-2.0" in (ROOT / "app" / "cds_hooks" / "products.csv").read_text("utf-8")[:600]


@pytest.mark.parametrize(
    ("text", "ingredients"),
    [
        ("24 HR Ciprofloxacin 1000 MG Extended Release Oral Tablet", ["ciprofloxacin"]),
        ("Levothyroxine Sodium 0.112 MG Oral Tablet", ["levothyroxine sodium"]),
        ("losartan/hydrochlorothiazide", ["losartan", "hydrochlorothiazide"]),
        ("Amlodipine 5 MG / Hydrochlorothiazide 12.5 MG / olmesartan medoxomil 20 MG Oral Tablet", ["amlodipine", "hydrochlorothiazide", "olmesartan medoxomil"]),
        ("Magnesium Hydroxide 50 MG / malic acid 200 MG Oral Tablet", ["magnesium hydroxide", "malic acid"]),
        ("Not Ciprofloxacin 500 MG", ["not ciprofloxacin"]),
        ("Tylenol", ["tylenol"]),
    ],
)  # fmt: skip
def test_a_name_is_split_into_whole_ingredients(text: str, ingredients: list[str]) -> None:
    found = [each.text.lower() for each in NAMES.by_text(text).ingredients]
    assert [each for each in found if each in ingredients] == ingredients
    assert len(found) == len(ingredients)
