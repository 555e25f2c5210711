"""Molar masses and magnesium fractions follow from the formulae."""

import re

import pytest

from app.publishing.verify import check_salt_formulas
from app.seeds.chemistry import atoms
from app.seeds.library import Library


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("MgO", {"Mg": 1, "O": 1}),
        ("Mg(OH)2", {"Mg": 1, "O": 2, "H": 2}),
        ("MgCl2.6H2O", {"Mg": 1, "Cl": 2, "H": 12, "O": 6}),
    ],
)
def test_a_formula_is_counted_with_its_brackets_and_water(formula: str, expected: dict[str, int]) -> None:
    assert atoms(formula) == expected


def test_an_element_without_a_mass_is_refused() -> None:
    with pytest.raises(ValueError, match="is not a formula"):
        atoms("NaCl")


def test_salts_agree_with_their_formulae(library: Library) -> None:
    assert check_salt_formulas(library).passed


def test_salts_agree_with_an_independent_library(library: Library) -> None:
    from molmass import Formula

    checked = 0
    for form in library.records["forms"].values():
        for hydrate in form.hydrates:
            formula = Formula(written_out(hydrate.formula))
            composition = formula.composition()
            assert abs(formula.mass - hydrate.molar_mass_g_mol) < 0.02, hydrate.name
            assert abs(100 * composition["Mg"].fraction - hydrate.elemental_percent) < 0.01, hydrate.name
            checked += 1
    assert checked == 26


def written_out(formula: str) -> str:
    """`MgCl2.6H2O` as `(MgCl2)1(H2O)6`, which every library reads alike."""
    parts = re.findall(r"(\d*)([^.]+)", formula)
    return "".join(f"({part}){times or 1}" for times, part in parts)
