"""Requests are read once, and no text of one is kept."""

import re

import pytest
from pydantic import ValidationError

from app.safety.clock_times import A_CLOCK_TIME
from app.safety.request import CheckRequest, Supplement
from tests.safety.asking import checker


def test_no_text_that_was_sent_is_kept_by_the_reader() -> None:
    sent = (
        b'{"supplement":{"elemental_mg":1},"conditions":[{"text":"a name"}],"medicines":[{"text":"a name"}]}'
    )
    requests = [CheckRequest.model_validate_json(sent) for _ in range(2)]
    texts = [
        each.text for asked in requests for each in (*(asked.conditions or ()), *(asked.medicines or ()))
    ]
    answers = [checker().check(asked).inputs for asked in requests]
    texts += [each.given for inputs in answers for each in inputs]
    assert set(texts) == {"a name"}
    assert len({id(text) for text in texts[:4]}) == 4


TIMES = {
    "8:00": "08:00", "08:00": "08:00", "08:00:00": "08:00", "8am": "08:00", "8 AM": "08:00", "8 a.m.": "08:00", "8.30pm": "20:30",
    "12am": "00:00", "12pm": "12:00", "12:15 am": "00:15", "0:05": "00:05", "23:59:59": "23:59", " 7:00 ": "07:00",
}  # fmt: skip


@pytest.mark.parametrize(("given", "read"), TIMES.items())
def test_clock_times_are_read_as_people_write_them(given: str, read: str) -> None:
    assert Supplement.model_validate({"times": [given]}).times == [read]
    assert re.search(A_CLOCK_TIME, given)


@pytest.mark.parametrize(
    "given",
    ["8", "", "24:00", "8:60", "13pm", "0am", "8:5", "noonish", "8:00:99", "8:\uff10\uff10", "08:00 xm", 8],
)
def test_what_is_no_clock_time_is_refused(given: object) -> None:
    with pytest.raises(ValidationError):
        Supplement.model_validate({"times": [given]})
    assert not (isinstance(given, str) and re.search(A_CLOCK_TIME, given))


def test_the_same_time_written_in_two_ways_counts_once() -> None:
    assert Supplement.model_validate({"times": ["8am", "08:00", "8:00:00"]}).times == ["08:00"]
