"""An input that was not understood, or not in full, is named, with what was left over."""

from typing import Any

import pytest

from app.medicines.concepts import Match
from app.medicines.looked_up import LookUp
from app.medicines.schemas import InputStatus
from app.medicines.vocabulary import SubstanceCodes
from app.models.lookup_tables import LookupFinding
from app.safety.inputs import RecognisedInput, looked_up, one_source_only, open_input
from tests.safety.asking import answer

LEFT_OVER: dict[str, tuple[dict[str, Any], str, list[str]]] = {
    "a medicine": ({"medicines": [{"text": "ciprofloxacin zzplug"}]}, "not_recognised", ["zzplug"]),
    "two words apart": ({"medicines": [{"text": "zzplug gabapentin zzquux"}]}, "not_recognised", ["zzplug", "zzquux"]),
    "a condition": ({"conditions": [{"text": "kidney disease zzplug"}]}, "matched", ["zzplug"]),
    "a condition with its code": ({"conditions": [{"text": "N18.4 zzplug"}]}, "matched", ["zzplug"]),
}  # fmt: skip


@pytest.mark.parametrize(("given", "status", "left"), LEFT_OVER.values(), ids=LEFT_OVER)
def test_what_is_left_over_is_named_with_the_input(
    given: dict[str, Any], status: InputStatus, left: list[str]
) -> None:
    found = answer(**given)
    _, shown = found.inputs
    assert (shown.status, shown.not_understood, shown.checked) == (status, left, False)
    (said,) = found.headline.not_checked
    assert said.startswith(f"“{shown.given}”: ")
    assert said.endswith(", ".join(f"not understood: {each}" for each in left))
    assert not found.complete


def test_an_input_that_is_understood_has_nothing_left_over() -> None:
    found = answer("ciprofloxacin 500 mg", conditions=[{"text": "N18.4"}])
    assert [each.not_understood for each in found.inputs] == [[], [], []]
    assert all(each.checked for each in found.inputs)
    assert found.headline.not_checked == []


# One input ----------------------------------------------------------------------------------------


def fact(
    substance: str,
    finding: LookupFinding = LookupFinding.not_listed,
    authority: str = "ANSM",
    edition: str | None = "2020-10",
    about: str = "antacids",
) -> LookUp:
    return LookUp(substance, authority, edition, about, finding)


def named(*slugs: str) -> tuple[SubstanceCodes, ...]:
    return tuple(SubstanceCodes(slug, slug) for slug in slugs)


def given(text: str, status: InputStatus, **match: Any) -> RecognisedInput:
    return RecognisedInput("medicines[0]", text, Match(status, **match))


def test_sources_that_say_the_same_stand_together() -> None:
    match = Match(
        InputStatus.not_listed,
        substances=named("a", "b"),
        looked_up=(
            fact("b"),
            fact("a"),
            fact("b", authority="BNF", edition=None),
            fact("b"),
            fact("a", LookupFinding.none_stated),
            fact("a", about="magnesium"),
        ),
    )
    assert [
        (each.substances, each.authority, each.edition, each.about, each.finding) for each in looked_up(match)
    ] == [
        ([], "ANSM", "2020-10", "antacids", "not_listed"),
        (["b"], "BNF", None, "antacids", "not_listed"),
        (["a"], "ANSM", "2020-10", "antacids", "none_stated"),
        (["a"], "ANSM", "2020-10", "magnesium", "not_listed"),
    ]


@pytest.mark.parametrize(
    ("recognised", "said"),
    [
        (given("zz", InputStatus.not_recognised), "“zz”: not recognised"),
        (given("zz", InputStatus.not_recognised, not_understood=("zz",)), "“zz”: not recognised"),
        (
            given("zz", InputStatus.not_recognised, suggestions=("za", "zb")),
            "“zz”: not recognised (looks like za, zb)",
        ),
        (
            given("a zz", InputStatus.not_recognised, substances=named("a"), not_understood=("zz",)),
            "“a zz”: not recognised, not understood: zz",
        ),
        (
            given("a zz", InputStatus.matched, not_understood=("zz", "y")),
            "“a zz”: not understood: zz, not understood: y",
        ),
        (given("a", InputStatus.matched, not_checked=("its route",)), "“a”: its route"),
        (given("  ", InputStatus.unreadable), "medicines[0]: unreadable"),
    ],
)
def test_an_input_that_is_open_says_why(recognised: RecognisedInput, said: str) -> None:
    assert open_input(recognised) == said


def test_the_only_source_of_several_medicines_is_named_once() -> None:
    inputs = [
        given("A", InputStatus.not_listed, looked_up=(fact("a"), fact("a2"))),
        given("B", InputStatus.not_listed, looked_up=(fact("b"),)),
        given("C", InputStatus.not_listed, looked_up=(fact("c", authority="BNF", edition="2024"),)),
    ]
    assert one_source_only(inputs) == (
        "For 2 medicines (A, B) one list of 2020 (ANSM), about absorption with antacids, is the only source. "
        "For 1 medicine (C) one list of 2024 (BNF), about absorption with antacids, is the only source"
    )


@pytest.mark.parametrize(
    "recognised",
    [
        given("a", InputStatus.not_listed),
        given("a", InputStatus.matched, looked_up=(fact("a"),)),
        given("a", InputStatus.not_listed, looked_up=(fact("a"), fact("a", authority="BNF"))),
        given("a", InputStatus.not_listed, looked_up=(fact("a"), fact("a", LookupFinding.none_stated))),
        given("a", InputStatus.not_listed, looked_up=(fact("a", LookupFinding.none_stated),)),
        given("a", InputStatus.not_listed, looked_up=(fact("a", edition=None),)),
    ],
)
def test_a_medicine_with_another_source_or_none_is_not_among_them(recognised: RecognisedInput) -> None:
    assert one_source_only([recognised]) is None
