"""The judge finds a planted fault of each kind, so that its silence means something."""

from collections.abc import Iterator

import pytest

from tests.faults.judge import RECOVERY_SECONDS, Answer, Judge

A, B = {"/x": b"a1", "/y": b"a2", "/z": b"both"}, {"/x": b"b1", "/y": b"b2", "/z": b"both"}
REFUSAL = {"retry-after": "2", "content-type": "application/problem+json"}
RIGHT = [
    ("/x", Answer(200, {}, b"a1")),
    ("/z", Answer(200, {}, b"both")),
    ("/y", Answer(503, REFUSAL, b"{}")),
]


def test_right_answers_pass() -> None:
    judge = Judge([A, B])
    for address, answer in RIGHT:
        judge.hear(address, answer)
    judge.passed()
    assert judge.counts == {200: 2, 503: 1}


@pytest.mark.parametrize(
    ("address", "planted", "finding"),
    [
        ("/x", Answer(200, {}, b"a1 "), "as no dataset does"),
        ("/x", Answer(200, {}, b"a2"), "as no dataset does"),
        ("/y", Answer(200, {}, b"b2"), "two datasets"),
        ("/x", Answer(500, REFUSAL, b"{}"), "answered with 500"),
        ("/x", Answer(404, {}, b"{}"), "answered with 404"),
        ("/x", Answer(503, {"content-type": "text/plain"}, b""), "without saying when"),
        ("/x", Answer(200, {}, b"a1", seconds=21), "took 21.0 s"),
    ],
)
def test_each_wrong_answer_is_found(address: str, planted: Answer, finding: str) -> None:
    judge = Judge([A, B])
    for right in RIGHT:
        judge.hear(*right)
    judge.hear(address, planted)
    with pytest.raises(AssertionError, match=finding):
        judge.passed()


def test_a_lasting_outage_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    clock: Iterator[float] = iter(range(0, 10_000, RECOVERY_SECONDS // 4))
    monkeypatch.setattr("time.monotonic", lambda: next(clock))
    judge = Judge([A])
    judge.recovery(lambda _: Answer(503, REFUSAL, b"{}"), ["/x"])
    with pytest.raises(AssertionError, match="does not recover"):
        judge.passed()
