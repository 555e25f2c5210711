"""Forms of magnesium by the names that people write: the salt alone, other languages, notes of labels."""

import pytest

from app.medicines.names import fold
from app.medicines.schemas import InputStatus
from tests.medicines.test_near_names import typos
from tests.published import library
from tests.safety.asking import checker

NAMES = {
    fold(name): form.slug
    for form in library().records["forms"].values()
    for name in (form.name, *form.synonyms)
}


@pytest.mark.parametrize(
    ("written", "slug"),
    [
        *((f"{salt}", f"magnesium-{salt}") for salt in ("oxide", "hydroxide", "carbonate", "chloride")),
        *((f"{salt}", f"magnesium-{salt}") for salt in ("sulfate", "lactate", "gluconate", "aspartate")),
        ("citrate", "magnesium-citrate"),
        ("threonate", "magnesium-l-threonate"),
        ("magnesium bisglycinate (anhydrous)", "magnesium-glycinate"),
        ("buffered magnesium glycinate", "magnesium-glycinate"),
        ("magnesium glycerophosphate", "magnesium-glycerophosphate"),
        ("Magnesiumcitrat", "magnesium-citrate"),
        ("oxyde de magnésium", "magnesium-oxide"),
    ],
)
def test_a_form_is_found_by_what_people_write(written: str, slug: str) -> None:
    assert NAMES[fold(written)] == slug


@pytest.mark.parametrize(
    "written",
    [
        "magnesium",
        "Magnesium",
        "magnésium",
        "Mg",
        "magnesium supplement",
        "magnesium tablets",
        "Magnesium 400 mg",
    ],
)
def test_magnesium_without_its_salt_may_be_any_form(written: str) -> None:
    """It is a known name, so no name like it is suggested."""
    match = checker().names.form(written)
    assert (match.status, match.concepts, match.suggestions) == (InputStatus.ambiguous, (), ())
    assert match.not_checked == ("the text names magnesium, not the form of it",)


@pytest.mark.parametrize("written", ["water", "500 mg", "1 tablet daily", "powder", "complex"])
def test_a_text_that_names_no_magnesium_is_not_taken_for_it(written: str) -> None:
    match = checker().names.form(written)
    assert (match.status, match.not_checked) == (InputStatus.not_recognised, ())


def test_a_form_is_never_suggested_for_another() -> None:
    names = checker().names
    suggested = 0
    for name, slug in NAMES.items():
        for written in {name, *typos(name, 5)} if len(name) > 2 else {name}:
            match = names.form(written)
            assert not (match.suggestions and match.status is not InputStatus.not_recognised), written
            meant = {NAMES[fold(each)] for each in match.suggestions}
            suggested += bool(meant)
            assert meant <= {slug}, (written, match.suggestions)
    assert suggested > len(NAMES)
