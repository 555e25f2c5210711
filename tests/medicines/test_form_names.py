"""Forms of magnesium by the names that people write: the salt alone, other languages, notes of labels."""

import pytest

from app.medicines.names import fold
from tests.published import library

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
