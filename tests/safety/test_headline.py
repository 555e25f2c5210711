"""The headline says the worst and what is open."""

from typing import Any

import pytest

from tests.safety.asking import ADULT, answer

HEADLINES: dict[str, tuple[dict[str, Any], str]] = {
    "nothing": (
        {},
        "Nothing above information is recorded in the sources read; no record here is no proof that nothing can "
        "happen.",
    ),
    "one": ({"medicines": [{"text": "ciprofloxacin"}]}, "Keep hours apart: ciprofloxacin."),
    "a name that is not known": (
        {"medicines": [{"text": "ciprofloxacin"}, {"text": "xqzv"}]},
        "Keep hours apart: ciprofloxacin. Not everything could be checked: “xqzv”: not recognised.",
    ),
    "a condition that is known in part": (
        {"conditions": [{"text": "asthma, xqzv"}]},
        "Nothing above information is recorded in the sources read; no record here is no proof that nothing can "
        "happen. Not everything could be checked: “asthma, xqzv”: not understood: xqzv.",
    ),
    "lists not stated": (
        {"medicines": None, "conditions": None},
        "Nothing above information is recorded in the sources read; no record here is no proof that nothing can "
        "happen. Not everything could be checked: which medicines are taken, which conditions there are.",
    ),
    "one list is the only source": (
        {"medicines": [{"text": "simvastatin"}, {"text": "penicillin v"}]},
        "Nothing above information is recorded in the sources read; no record here is no proof that nothing can "
        "happen. For 2 medicines (simvastatin, penicillin v) one list of 2020 (ANSM), about absorption with antacids, "
        "is the only source.",
    ),
    "kidneys": (
        {"person": {**ADULT, "egfr": None}},
        "Nothing above information is recorded in the sources read; no record here is no proof that nothing can "
        "happen. Not everything could be checked: kidney function (eGFR).",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("more", "text"), HEADLINES.values(), ids=HEADLINES)
def test_the_headline_says_the_worst_and_what_is_open(more: dict[str, Any], text: str) -> None:
    found = answer(**more)
    assert found.headline.text == text
    assert found.headline.complete is found.complete is (not found.headline.not_checked)


def test_a_told_kidney_function_is_not_asked_for() -> None:
    found = answer(person={**ADULT, "age": 80})
    assert "say it here" not in found.model_dump_json()
