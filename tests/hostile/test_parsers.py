"""Whatever text comes in, each reader gives a value or its own refusal, and never another error."""

import json
import math
import re
from contextlib import suppress
from functools import partial
from typing import Any

import pytest
from hypothesis import strategies as st
from pydantic import ValidationError

from app.api.files import RANGES
from app.api.parameters import paged
from app.db.errors import BadQuestionError
from app.db.pagination import read_cursor, write_cursor
from app.db.search import read_start
from app.db.terms import written_terms
from app.errors import validation_faults
from app.middleware import cache, limits
from app.middleware.request_id import HEXADECIMAL
from app.middleware.strict_json import NotPlainError, plain_json
from app.models import DatasetStamp
from app.registry import LISTS
from app.safety import dose
from app.safety.answers import CheckAnswer
from app.safety.clock_times import WakingHours
from app.safety.request import CheckRequest, MedicineInput
from app.safety.schedule import Interval, conflicts, minutes, propose
from app.web import safety_form as form
from tests import laws
from tests.medicines.test_terminology import MEDICINES
from tests.safety.asking import LIBRARY, checker

pytestmark = pytest.mark.timeout(3_600)

law = partial(laws.law, quick=60, full=10_000)

STAMP = DatasetStamp(version="0", digest="0")
NAMES = [medicine.name for _, medicine in MEDICINES]
FORMS = list(LIBRARY.records["forms"].values())
BY_NAME = {collection.name: collection for collection in LISTS}

texts = st.text() | st.text(st.characters(max_codepoint=0x7F)) | st.sampled_from(NAMES)
pieces = st.lists(
    texts | st.sampled_from(["(", ")", " ", "08:00", "25:99", ",", "at", "\n"]), max_size=6
).map("".join)
json_values: Any = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | texts,
    lambda inside: st.lists(inside, max_size=4) | st.dictionaries(texts, inside, max_size=4),
    max_leaves=12,
)


def test_json_is_read_plainly_or_refused(request: pytest.FixtureRequest) -> None:
    def check(raw: bytes) -> None:
        try:
            content = plain_json(raw)
        except NotPlainError:
            return
        assert json.loads(json.dumps(content, allow_nan=False)) == content
        json.dumps(content, ensure_ascii=False).encode()

    written = json_values.map(lambda value: json.dumps(value).encode())
    syntax = st.text(st.sampled_from('{}[]",:0123456789eE+-.\\u d8NaInfity tru\n')).map(str.encode)
    law(
        request,
        check,
        st.binary() | written | syntax | texts.map(lambda text: text.encode("utf-8", "surrogatepass")),
    )


def test_terms_of_any_text_hold_no_blank(request: pytest.FixtureRequest) -> None:
    def check(text: str) -> None:
        for term, word in written_terms(text):
            assert term
            assert word
            assert not re.search(r"\s", term + word)

    law(request, check, texts)


def test_a_cursor_is_ours_or_refused(request: pytest.FixtureRequest) -> None:
    def check(text: str, key: str, name: str) -> None:
        asked = {"source": key}
        ours = write_cursor(key, STAMP, BY_NAME[name], asked)
        if "\0" in key:  # no record has such a key
            with pytest.raises(BadQuestionError):
                read_cursor(ours, STAMP, BY_NAME[name], asked)
        else:
            assert read_cursor(ours, STAMP, BY_NAME[name], asked) == key
        for read in (
            lambda: read_cursor(text, STAMP, BY_NAME[name], asked),
            lambda: read_cursor(ours[:-2] + text, STAMP, BY_NAME[name], asked),
            lambda: read_start(text, STAMP, asked),
            lambda: read_cursor(ours, STAMP, BY_NAME[name], {}),
        ):
            with suppress(BadQuestionError):
                read()

    shaped = st.text(st.sampled_from("abcdefXYZ0189-_="))
    law(
        request,
        check,
        texts | shaped,
        st.text(st.characters(codec="utf-8")),
        st.sampled_from(sorted(BY_NAME)),
    )


def test_a_name_is_one_of_ours_or_none(request: pytest.FixtureRequest) -> None:
    def check(text: str) -> None:
        try:
            asked = MedicineInput(text=text)
        except ValidationError:
            return
        found = checker().names.medicine(asked)
        if found.substances:
            assert checker().names.medicines.read(text).components
        assert found.checked <= (not found.not_understood)
        assert len(found.suggestions) <= 5

    law(request, check, pieces)


def test_any_question_is_answered_or_refused(request: pytest.FixtureRequest) -> None:
    def check(question: Any, place: str, value: Any) -> None:
        whole = {"supplement": {"elemental_mg": 200}, place: value}
        for asked in (question, whole, {**whole, "medicines": [{"text": value}]}):
            try:
                answer = checker().check(CheckRequest.model_validate(asked))
            except ValidationError as error:
                detail, faults = validation_faults(
                    error.errors(include_url=False, include_input=False), [], []
                )
                assert detail
                assert faults
            else:
                assert CheckAnswer.model_validate_json(answer.model_dump_json()) == answer

    fields = st.sampled_from([*CheckRequest.model_fields, "medicine"])
    law(request, check, json_values, fields, json_values)


def test_a_dose_is_a_range(request: pytest.FixtureRequest) -> None:
    def check(mg: float, limit: float, number: int) -> None:
        amount, how = dose.from_compound(mg, FORMS[number] if number < len(FORMS) else None, "supplement")
        assert amount.most is None or 0 <= amount.least <= amount.most <= mg * (1 + 1e-9)
        assert amount.above(limit) in (True, False, None)
        assert not (amount.above(limit) and amount.most is not None and amount.most <= limit)
        assert how
        assert math.isfinite((amount + dose.elemental(mg)).least)

    law(request, check, st.floats(0, 200_000), st.floats(0, 10_000), st.integers(0, len(FORMS)))


def test_a_schedule_keeps_its_intervals_or_says_why_not(request: pytest.FixtureRequest) -> None:
    def check(intervals: list[Interval], taken: list[str] | None) -> None:
        found = propose(intervals, taken or (), max(1, len(set(taken or ()))), WakingHours())
        assert found.why
        assert bool(found.magnesium_times) == bool(found.possible)
        for interval in intervals:
            assert not list(conflicts(interval, found.magnesium_times)), found
            assert all(0 <= each.hours_apart <= 24 for each in conflicts(interval, taken or ()))
        assert all(0 <= minutes(time) < 24 * 60 for time in found.magnesium_times)

    clocks = st.builds("{:02}:{:02}".format, st.integers(0, 23), st.integers(0, 59))
    hours = st.sampled_from([0, 0.5, 2, 4, 6, 8, 12, 24])
    interval = st.builds(
        Interval, st.sampled_from("abc"), hours, hours, st.lists(clocks, max_size=4).map(tuple)
    )
    law(request, check, st.lists(interval, max_size=4), st.none() | st.lists(clocks, max_size=4))


def test_a_form_is_a_question_or_says_what_is_wrong(request: pytest.FixtureRequest) -> None:
    def check(fields: dict[str, Any]) -> None:
        filled = form.FilledIn.model_validate(fields)
        read = form.read(filled, checker().names)
        assert (read.request is None) == bool(read.errors)
        assert read.errors.keys() <= form.FilledIn.model_fields.keys()
        if read.request is not None:
            checker().check(read.request)

    single = {name: pieces for name in form.FilledIn.model_fields if name != "jurisdictions"}
    likely = st.fixed_dictionaries(
        {
            "amount": st.sampled_from(["200", "0.5", "9999999"]),
            "amount_of": st.just("elemental"),
            "medicines_told": st.sampled_from(["none", "unknown", "named"]),
            "conditions_told": st.just("named"),
            "conditions": pieces,
            "jurisdictions": st.just(["US"]),
        },
        optional={"medicines": pieces, "times": pieces, "form": pieces},
    )
    anything = st.fixed_dictionaries({}, optional={**single, "jurisdictions": st.lists(texts, max_size=3)})
    law(request, check, likely | anything)


def test_filters_are_read_or_refused_by_name(request: pytest.FixtureRequest) -> None:
    models = {name: paged(collection) for name, collection in BY_NAME.items()}

    def check(name: str, field: str, value: str) -> None:
        try:
            read = models[name].model_validate({field: value})
        except ValidationError as error:
            _, faults = validation_faults(
                error.errors(include_url=False, include_input=False), list(models[name].model_fields), []
            )
            assert faults
            return
        assert field in models[name].model_fields
        assert set(read.asked()) <= {field}

    fields = st.sampled_from(sorted({field for model in models.values() for field in model.model_fields}))
    numbers = (
        st.integers().map(str)
        | st.floats().map(str)
        | st.sampled_from(["\u0661", "\u00b2", "1_0", "true", "\u2177"])
    )
    law(request, check, st.sampled_from(sorted(models)), fields | texts, texts | numbers)


def test_heads_are_read_or_refused(request: pytest.FixtureRequest) -> None:
    def check(raw: bytes, text: str) -> None:
        assert limits.is_printable(raw) in (True, False)
        known = limits.is_served(raw, frozenset({"localhost"}))
        assert not known or limits.is_served(raw, frozenset({"*"}))
        assert not known or re.fullmatch(rb"(localhost|[0-9.]+|\[[0-9a-f:.]+\])(:[0-9]{1,5})?", raw.lower())
        assert cache.coding_for(raw) in ("", *cache.CODINGS)
        assert sorted(cache.sorted_query(raw)) == sorted(raw)
        named = HEXADECIMAL.fullmatch(text)
        assert not named or text.isascii()
        RANGES.fullmatch(text)

    shaped = st.sampled_from(
        [b"localhost", b"localhost:8000", b"[::1]", b"localhost.", b"LOCALHOST:1", b"localhost:x"]
    )
    law(request, check, st.binary() | shaped, texts)
