"""Units are read by code or by word, in several languages; what differs is not understood."""

from typing import Any

import pytest

from app.cds_hooks.reading.units import UnitKind, read_quantity


@pytest.mark.parametrize(
    ("quantity", "milligrams"),
    [
        ({"value": 400, "unit": "mg"}, 400),
        ({"value": 400, "code": "mg"}, 400),
        ({"value": 400, "unit": "Milligramm"}, 400),
        ({"value": 400, "unit": "mg", "system": "http://snomed.info/sct", "code": "258684004"}, 400),
        ({"value": 400, "unit": "mg", "code": "no-such-code"}, 400),
        ({"value": 0.4, "unit": "g"}, 400),
        ({"value": 500, "unit": "µg"}, 0.5),
        ({"value": 500, "unit": "micrograms"}, 0.5),
        ({"value": 10, "unit": "mmol"}, 243.05),
        ({"value": 20, "unit": "mEq"}, 243.05),
        ({"value": 20, "unit": "mval"}, 243.05),
        ({"value": "400", "unit": "mg"}, 400),
        ({"value": 400, "unit": "mg", "comparator": "<"}, 400),
        ({"value": 400, "unit": "mg", "comparator": "<="}, 400),
    ],
)
def test_an_amount_is_converted_to_milligrams(quantity: dict[str, Any], milligrams: float) -> None:
    found = read_quantity(quantity)
    assert found is not None
    assert found.value * found.unit.milligrams == pytest.approx(milligrams)


@pytest.mark.parametrize(
    "unit",
    ["tablet", "Tablets", "Tablet(s)", "{tbl}", "TAB", "Tablette", "Tabletten", "comprimé", "Comprimés", "cp", "comprimido",
     "compressa", "tablett", "tabletti", "capsule", "CAP", "Kapseln", "gélules", "cápsula", "sachet", "Beutel",
     "bustine", "1", "", "each", "Stück", "unit dose"],
)  # fmt: skip
def test_tablets_and_the_like_are_pieces(unit: str) -> None:
    found = read_quantity({"value": 2, "unit": unit} if unit else {"value": 2})
    assert found is not None
    assert found.unit.kind is UnitKind.piece


@pytest.mark.parametrize("unit", ["mL", "ml", "mls", "cc", "milliliters", "Milliliter", "millilitres"])
def test_millilitres_are_a_volume(unit: str) -> None:
    found = read_quantity({"value": 5, "unit": unit})
    assert found is not None
    assert found.unit.kind is UnitKind.volume


@pytest.mark.parametrize(
    "quantity",
    [
        {"value": 5, "unit": "mg/mL"},
        {"value": 5, "unit": "g", "code": "mg"},
        {"value": 5, "unit": "tablet", "code": "mg"},
        {"value": 0, "unit": "mg"},
        {"value": -1, "unit": "mg"},
        {"value": "one", "unit": "tablet"},
        {"value": 2, "unit": "tablet", "comparator": ">"},
        {"value": 2, "unit": "tablet", "comparator": ">="},
        {"value": 2, "unit": "tablet", "comparator": "ad"},
        {"value": 2, "unit": "tablet", "comparator": "~"},
        {"unit": "mg"},
        {},
    ],
)
def test_an_amount_that_is_not_clear_is_unknown(quantity: dict[str, Any]) -> None:
    assert read_quantity(quantity) is None
