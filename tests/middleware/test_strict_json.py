"""JSON that can be read in one way only."""

import json
import re
from typing import Any

import pytest

from app.middleware.strict_json import DEEPEST, LONGEST_NUMBER, NotPlainError, plain_json

WAYS_OF_WRITING: dict[str, dict[str, Any]] = {
    "as they come": {},
    "without blanks": {"separators": (",", ":")},
    "with blanks before colons": {"separators": (" , ", " : ")},
    "in lines": {"indent": 2},
    "with tabs and lines around colons": {"separators": ("\t,", "\t\n:\r")},
    "not in ASCII": {"ensure_ascii": False},
}


COLONS = '":" : ",":":'
EVERYTHING: dict[str, Any] = {
    "supplement": {"elemental_mg": 200, "form": "citrate", "times": ["08:00"]},
    "person": {"age": 40},
    "conditions": [{"text": "fibromyalgia"}],
    "medicines": [{"text": "Cipro"}, {"text": "Digoxin", "times": ["09:00"]}],
    "jurisdictions": ["EU"],
}
"""Every object a question without codes can have."""

WITH_CODES: dict[str, Any] = {
    **EVERYTHING,
    "supplement": {"elemental_mg": 200, "form": COLONS},
    "conditions": [{"text": ":"}, {"code": {"system": "icd10cm", "value": "M79.7"}}],
    "medicines": [{"text": ": :"}, {"code": {"system": "atc", "value": "J01MA02"}}],
}
"""With codes, and texts with colons wherever there may be any."""

MEMBER = re.compile(rb'"(\w+)"\s*:\s*(?=["\[{\d])')


@pytest.mark.parametrize("written", WAYS_OF_WRITING.values(), ids=WAYS_OF_WRITING)
@pytest.mark.parametrize("between", [b":", b" :", b"\t:", b"\n:", b"\r:", b": "])
@pytest.mark.parametrize(("told", "members"), [(EVERYTHING, 13), (WITH_CODES, 16)], ids=["names", "codes"])
def test_no_key_may_stand_twice_however_it_is_written(
    written: dict[str, Any], between: bytes, told: dict[str, Any], members: int
) -> None:
    body = json.dumps(told, **written).encode()
    assert plain_json(body) == told
    keys = list(MEMBER.finditer(body))
    assert len(keys) == members
    for key in keys:
        for value in (b"null", b'":"', b"1"):
            for name in (key[1], b"\\u%04x" % key[1][0] + key[1][1:]):
                twice = b'"' + name + b'"' + between + value + b","
                with pytest.raises(NotPlainError):
                    plain_json(body[: key.start()] + twice + body[key.start() :])


@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ('{"a":', "}")], ids=["lists", "objects"])
def test_what_is_nested_as_deeply_as_allowed_passes_and_one_level_more_does_not(
    opening: str, closing: str
) -> None:
    def nested(levels: int) -> bytes:
        return f"{opening * levels}1{closing * levels}".encode()

    assert plain_json(nested(DEEPEST))
    for levels in (DEEPEST + 1, DEEPEST + 2, 100_000):
        with pytest.raises(NotPlainError, match="nested too deeply"):
            plain_json(nested(levels))


def test_many_values_beside_each_other_are_not_nested() -> None:
    assert plain_json(b"[" + b",".join([b"[]"] * 3 * DEEPEST) + b"]") == [[]] * 3 * DEEPEST


def test_a_number_may_have_as_many_digits_as_allowed_and_one_more_is_refused() -> None:
    assert plain_json(b"9" * LONGEST_NUMBER) == int("9" * LONGEST_NUMBER)
    for number in (b"9" * (LONGEST_NUMBER + 1), b"1e999", b"NaN", b"-Infinity"):
        with pytest.raises(NotPlainError):
            plain_json(number)


@pytest.mark.parametrize("text", [b'"\\ud800"', b'["\\udfff"]', b'{"a": "x\\ud83d"}'])
def test_a_lone_surrogate_is_refused_and_a_pair_is_not(text: bytes) -> None:
    with pytest.raises(NotPlainError, match="lone surrogate"):
        plain_json(text)
    assert plain_json(b'"\\ud83d\\ude00"') == "\N{GRINNING FACE}"
