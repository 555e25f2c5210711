"""What is asked while a fault lasts, and whether the answers may be as they are.

An answer is right when it is the very answer that a whole dataset gives, or when it says 503, when to
come back, and nothing else. One server speaks for one dataset. After the fault it answers again.
"""

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

HANG_SECONDS = 20
"""No answer may take longer; the real limit is 4, but the machine may be busy."""

RECOVERY_SECONDS = 10
"""How soon all is well again after a fault; the real limit is 2, but the machine may be busy."""


@dataclass(frozen=True)
class Answer:
    """What came back, after how long."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    seconds: float = 0.0


Ask = Callable[[str], Answer]


@dataclass
class Judge:
    """Holds every answer against the true ones."""

    truths: list[Mapping[str, bytes]]
    """For each dataset that may be served: its answer at every address."""
    findings: list[str] = field(default_factory=list)
    spoken_for: set[int] = field(default_factory=set)
    counts: dict[int, int] = field(default_factory=dict)

    def hear(self, address: str, answer: Answer) -> None:
        """Take in one answer."""
        self.counts[answer.status] = self.counts.get(answer.status, 0) + 1
        if answer.seconds > HANG_SECONDS:
            self.findings.append(f"{address} took {answer.seconds:.1f} s")
        if answer.status == 200:
            speaks_for = {at for at, truth in enumerate(self.truths) if truth[address] == answer.body}
            if not speaks_for:
                self.findings.append(f"{address} is answered as no dataset does")
            elif len(speaks_for) == 1:
                self.spoken_for |= speaks_for
            if len(self.spoken_for) > 1:
                self.findings.append(f"{address}: one server speaks for two datasets")
        elif answer.status != 503:
            self.findings.append(f"{address} is answered with {answer.status}")
        elif "retry-after" not in answer.headers or "problem+json" not in answer.headers["content-type"]:
            self.findings.append(f"{address} is refused without saying when to come back")

    def ask(self, ask: Ask, addresses: Iterable[str]) -> list[int]:
        """Ask at each address; the statuses."""
        statuses = []
        for address in addresses:
            started = time.monotonic()
            answer = ask(address)
            took = time.monotonic() - started
            self.hear(address, Answer(answer.status, answer.headers, answer.body, took))
            statuses.append(answer.status)
        return statuses

    def recovery(self, ask: Ask, addresses: list[str]) -> float:
        """Ask until every address is answered again; how long that took."""
        started = time.monotonic()
        while set(self.ask(ask, addresses)) != {200}:
            if time.monotonic() - started > RECOVERY_SECONDS:
                self.findings.append("it does not recover by itself")
                break
            time.sleep(0.05)
        return time.monotonic() - started

    def passed(self) -> None:
        """Raise when something was found."""
        assert not self.findings, "; ".join(dict.fromkeys(self.findings))
