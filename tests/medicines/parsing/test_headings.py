"""What a text is as a heading of a list."""

import pytest

from app.medicines.parsing.headings import Heading
from tests.medicines.reading import read


@pytest.mark.parametrize(
    ("text", "heading"),
    [
        ("Current medications", Heading.of_list), ("Pain meds:", Heading.of_list), ("pain meds", Heading.of_list),
        ("blood thinner", Heading.of_class), ("take with food", Heading.none), ("warfarin", Heading.none), ("Stopped: warfarin", Heading.none), ("Stopped xyzzy:", Heading.none),
        ("START taking", Heading.of_use), ("start", Heading.none), ("Start:", Heading.of_use), ("Medications that have changed", Heading.of_use), ("Stopped or changed:", Heading.none),
        ("Stopped:", Heading.of_doubt), ("stopped", Heading.maybe_of_doubt), ("stopped last week", Heading.maybe_of_doubt), ("Stopped medications", Heading.of_doubt),
        ("Not taking:", Heading.of_doubt), ("No longer taking", Heading.maybe_of_doubt), ("no", Heading.none), ("was 250 mg", Heading.none), ("not daily", Heading.none),
        ("Allergies:", Heading.of_doubt), ("Allergies: none", Heading.none), ("Allergies: penicillin", Heading.none), ("Drug history:", Heading.none), ("Past history:", Heading.of_doubt),
        ("Do not stop these medications:", Heading.of_list), ("Not to be stopped:", Heading.none), ("Possible:", Heading.none), ("Husband:", Heading.none),
    ],
)  # fmt: skip
def test_a_heading_is_told_by_its_words(text: str, heading: Heading) -> None:
    assert read(text).heading is heading
