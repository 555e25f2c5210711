"""An input that was not understood, or not in full, is named, with what was left over."""

from typing import Any

import pytest

from app.medicines.schemas import InputStatus
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
