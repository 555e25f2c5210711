"""Every route that a record may mean is checked; words that are in doubt are reported."""

from typing import Any

import pytest

from app.cds_hooks.routes import read_routes
from app.models.rule import MedicineRoute

ORAL, IV, EYE = MedicineRoute.oral, MedicineRoute.intravenous, MedicineRoute.ophthalmic


def instruction(text: str | None = None, code: str | None = None) -> dict[str, Any]:
    coding = [{"system": "http://snomed.info/sct", "code": code}] if code else []
    return {"route": {"text": text, "coding": coding}}


@pytest.mark.parametrize(
    ("instructions", "names", "possible", "unclear"),
    [
        ([instruction("Oral")], (), {ORAL}, False),
        ([instruction("per os", "26643006")], (), {ORAL}, False),
        ([instruction("by mouth (not for eyes)")], (), {ORAL, EYE}, True),
        ([instruction("PO, switched from IV")], (), {ORAL, IV}, True),
        ([instruction("not by mouth")], (), {ORAL}, True),
        ([instruction("Oral"), instruction("IV")], (), {ORAL, IV}, True),
        ([instruction("IV", "26643006")], (), {ORAL, IV}, True),
        ([instruction("Suun kautta")], (), set(), True),
        ([instruction("po", "123")], (), {ORAL}, False),
        ([{}], ("Ciprofloxacin 3 MG/ML Ophthalmic Solution",), {EYE}, False),
        ([], ("ciprofloxacin",), set(), False),
        ([{"route": "po"}], (), {ORAL}, False),
        ([{"route": 7}], (), set(), False),
    ],
)
def test_routes_are_read(
    instructions: list[dict[str, Any]],
    names: tuple[str, ...],
    possible: set[MedicineRoute],
    unclear: bool,
) -> None:
    found = read_routes(instructions, names)
    assert set(found.possible) == possible
    assert bool(found.unclear) is unclear
    assert found.checked == (found.possible or (ORAL,))
