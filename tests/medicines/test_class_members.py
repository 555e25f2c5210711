"""Medicines of classes by code and ATC group, and the routes of those that are never swallowed."""

from typing import Any

import pytest

from app.medicines.class_members import ClassMembers
from app.medicines.concepts import MedicineConcept
from app.models import MedicineClass
from app.models.medicine_class import Brand, Medicine
from app.models.rule import MedicineRoute


def group(slug: str, *medicines: Medicine) -> MedicineClass:
    """Return a class of some medicines."""
    return MedicineClass.model_construct(slug=slug, medicines=list(medicines))


def medicine(name: str, **given: Any) -> Medicine:
    """Return a medicine of which only some fields are given."""
    return Medicine.model_construct(name=name, **given)


def brand(name: str, **given: Any) -> Brand:
    """Return a brand without its sources."""
    return Brand.model_construct(name=name, **given)


def concept(slug: str, name: str | None) -> MedicineConcept:
    """Return a medicine of a class, or the class itself."""
    return MedicineConcept(slug, name)


def test_a_medicine_is_found_by_each_of_its_codes_in_capitals_or_not() -> None:
    members = ClassMembers(
        [
            group(
                "first",
                medicine(
                    "alfa",
                    rxcui=["11", "12"],
                    atc=["A01BC01"],
                    atc_former=["A09XX01"],
                    unii="ABCDE12345",
                    brands=[brand("Alfamax", rxcui="13"), brand("Alfalite")],
                ),
            )
        ]
    )
    codes = [("rxnorm", "11"), ("rxnorm", "12"), ("rxnorm", "13"), ("atc", "A01BC01"), ("atc", "a09xx01")]
    for system, value in (*codes, ("unii", "abcde12345")):
        assert list(members.with_code(system, value)) == [concept("first", "alfa")], value
    assert not members.with_code("unii", "11")
    assert not members.with_code("rxnorm", "14")


def test_a_code_of_two_classes_names_both_medicines() -> None:
    members = ClassMembers(
        [group("first", medicine("alfa", rxcui=["1"])), group("second", medicine("alfa", rxcui=["1"]))]
    )
    assert list(members.with_code("rxnorm", "1")) == [concept("first", "alfa"), concept("second", "alfa")]


def three(slug: str, prefix: str) -> MedicineClass:
    """Return a class of three medicines whose ATC codes begin with the same characters."""
    return group(slug, *(medicine(f"{slug}-{number}", atc=[f"{prefix}0{number}"]) for number in (1, 2, 3)))


@pytest.mark.parametrize(
    ("classes", "suggested"),
    [
        ([three("first", "A01BC")], "first"),
        ([three("first", "A01BC"), group("second", medicine("alfa", atc=["A01BC04"]))], None),
        ([three("first", "A01BC"), group("second", medicine("alfa", atc=["A01BD01"]))], "first"),
        ([group("first", medicine("alfa", atc=["A01BC01"]), medicine("beta", atc=["A01BC02"]))], None),
        ([group("first", medicine("alfa", atc=["A01BC01", "A01BC02", "A01BC03"]))], None),
        ([three("combination-products", "A01BC")], None),
        ([group("first", *(medicine(name, atc=["A01BC"]) for name in ("alfa", "beta", "gamma")))], "first"),
        ([group("first", *(medicine(name, unii="A01BC12345") for name in ("alfa", "beta", "gamma")))], None),
    ],
)
def test_an_atc_group_suggests_a_class_if_several_medicines_are_of_it_and_none_of_another(
    classes: list[MedicineClass], suggested: str | None
) -> None:
    expected = concept(suggested, None) if suggested else None
    assert ClassMembers(classes).class_suggested_by("A01BC99") == expected


def test_a_group_of_others_suggests_no_class() -> None:
    members = ClassMembers([three("first", "A01BX"), three("second", "A01BC")])
    assert members.class_suggested_by("A01BX99") is None
    assert members.class_suggested_by("A01BC99") == concept("second", None)


def test_the_medicines_below_a_part_of_an_atc_code_are_each_told_once() -> None:
    members = ClassMembers(
        [
            group(
                "first",
                medicine("alfa", atc=["A01BC01", "A01BC02"]),
                medicine("beta", atc_former=["A01BD01"]),
                medicine("gamma", atc=["B01BC01"], unii="A01BC12345"),
            )
        ]
    )
    assert members.below("A01B") == (concept("first", "alfa"), concept("first", "beta"))
    assert members.below("A01BC") == (concept("first", "alfa"),)
    assert members.below("C") == ()


def test_a_combination_lacks_ingredients_until_all_are_on_record() -> None:
    members = ClassMembers(
        [group("first", medicine("alfa"), medicine("alfa and more", ingredients_complete=False))]
    )
    assert not members.lacks_ingredients([concept("first", "alfa")])
    assert members.lacks_ingredients([concept("first", "alfa"), concept("first", "alfa and more")])
    assert not members.lacks_ingredients([])


ROUTES = ClassMembers(
    [
        group(
            "first",
            medicine("alfa", routes=[MedicineRoute.intravenous, MedicineRoute.inhaled]),
            medicine("beta", routes=[MedicineRoute.inhaled]),
            medicine(
                "doxanol",
                brands=[
                    brand("Doxa", rxcui="21", routes=[MedicineRoute.topical]),
                    brand("Otherbrand", rxcui="22", routes=[MedicineRoute.topical]),
                    brand("Tablebrand", rxcui="23"),
                ],
            ),
        )
    ]
)


@pytest.mark.parametrize(
    ("medicines", "named", "routes"),
    [
        (["alfa"], ["alfa"], (MedicineRoute.intravenous, MedicineRoute.inhaled)),
        (["alfa", "beta"], [], (MedicineRoute.intravenous, MedicineRoute.inhaled)),
        (["alfa", "doxanol"], [], ()),
        (["alfa", "of no class"], [], ()),
        ([], ["alfa"], ()),
        (["doxanol"], ["otherbrand"], (MedicineRoute.other,)),
        (["doxanol"], ["doxanol", "22"], (MedicineRoute.other,)),
        (["doxanol"], ["tablebrand", "23"], ()),
        (["doxanol"], ["doxa"], ()),
        (["doxanol"], ["21"], (MedicineRoute.other,)),
    ],
)
def test_a_route_is_usual_if_none_of_the_medicines_is_ever_swallowed(
    medicines: list[str], named: list[str], routes: tuple[MedicineRoute, ...]
) -> None:
    """A name with which that of the medicine begins may be short for it: `doxa` is no brand alone."""
    assert ROUTES.usual_routes([concept("first", name) for name in medicines], named) == routes
