"""Molar masses and magnesium fractions follow from the formulae."""

import re

import pytest

from app.publishing.verify import check_salt_formulas
from app.seeds.chemistry import atoms, elemental_percent, molar_mass
from app.seeds.library import Library


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("MgO", {"Mg": 1, "O": 1}),
        ("Mg(OH)2", {"Mg": 1, "O": 2, "H": 2}),
        ("MgCl2.6H2O", {"Mg": 1, "Cl": 2, "H": 12, "O": 6}),
        ("C12H10Mg3O14.9H2O", {"C": 12, "H": 28, "Mg": 3, "O": 23}),
        ("Mg(C(OH)2N)3", {"Mg": 1, "C": 3, "O": 6, "H": 6, "N": 3}),
        ("2H2O.H2O", {"H": 6, "O": 3}),
    ],
)
def test_a_formula_is_counted_with_its_brackets_and_water(formula: str, expected: dict[str, int]) -> None:
    assert atoms(formula) == expected


@pytest.mark.parametrize("formula", ["NaCl", "MgX", "mgo", "Mg O", "Mg-O", "MgÖ"])
def test_what_is_no_formula_of_known_elements_is_refused(formula: str) -> None:
    with pytest.raises(ValueError, match=f"'{formula}' is not a formula of H, C, N, O, Mg, S, Cl"):
        atoms(formula)


def test_a_molar_mass_and_the_part_of_magnesium_in_it() -> None:
    assert molar_mass("Mg") == 24.305
    assert molar_mass("Mg(OH)2") == pytest.approx(24.305 + 2 * (15.999 + 1.008))
    assert elemental_percent("Mg") == 100
    assert elemental_percent("MgO") == pytest.approx(100 * 24.305 / (24.305 + 15.999))
    assert elemental_percent("Mg2O") == pytest.approx(100 * 48.61 / (48.61 + 15.999))
    assert elemental_percent("H2O") == 0


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
