"""Attacks a server, watches it meanwhile, and reports what went wrong.

What must stay true: a finding that may be an accident of a busy machine is tried again alone before it
counts, and nothing that was found is dropped otherwise.
"""

import socket
import threading
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from tests.hostile.attack import Attack, Json
from tests.hostile.judge import HANG_SECONDS, findings
from tests.hostile.wire import Exchange, exchange

STALL_SECONDS = 0.25
PROBE_EVERY = 0.05
TRIES_ALONE = 4


@dataclass(frozen=True)
class Finding:
    """One thing that went wrong."""

    kind: str
    attack: Attack
    seen: str

    def __str__(self) -> str:
        return f"{self.kind}: {self.attack.name}: {self.seen}"


@dataclass
class Report:
    """What a run amounts to."""

    sent: Counter[str] = field(default_factory=Counter)
    statuses: Counter[int] = field(default_factory=Counter)
    found: list[Finding] = field(default_factory=list)
    slowest: float = 0.0
    longest_stall: float = 0.0
    seconds: float = 0.0

    def __str__(self) -> str:
        lines = [
            f"{self.sent.total()} hostile requests in {self.seconds:.0f} s: {dict(sorted(self.sent.items()))}",
            f"statuses {dict(sorted(self.statuses.items()))}; slowest {self.slowest:.2f} s,"
            f" longest silence of /livez {self.longest_stall * 1000:.0f} ms",
            f"{len(self.found)} findings: {dict(Counter(each.kind for each in self.found))}",
        ]
        seen: Counter[str] = Counter()
        for each in self.found:
            seen[each.kind] += 1
            if seen[each.kind] <= 25:
                lines.append(f"  {str(each)[:300]}")
        return "\n".join(lines)


class Probe(threading.Thread):
    """Asks /livez again and again; remembers when it was not answered soon."""

    def __init__(self, address: tuple[str, int]) -> None:
        super().__init__(daemon=True)
        self.address = address
        self.asked_since: float | None = None
        self.waits: list[tuple[float, float]] = []
        """(when asked, seconds) of every answer that took long."""
        self.done = threading.Event()

    def run(self) -> None:
        while not self.done.wait(PROBE_EVERY):
            self.asked_since = started = time.monotonic()
            took = alive(self.address)
            if took > STALL_SECONDS:
                self.waits.append((started, took))
            self.asked_since = None

    def longest(self, start: float, end: float) -> float:
        """The longest wait that overlaps a time."""
        asked = self.asked_since
        if asked is not None and asked < end and time.monotonic() - asked > STALL_SECONDS:
            while self.asked_since == asked:
                time.sleep(0.01)
        return max((took for at, took in self.waits if at < end and at + took > start), default=0.0)


def alive(address: tuple[str, int]) -> float:
    """Seconds until /livez has answered, or until nobody waits for it."""
    request = f"GET /livez HTTP/1.1\r\nHost: {address[0]}:{address[1]}\r\nConnection: close\r\n\r\n"
    return exchange(address, request.encode(), False, 20.0, False).seconds


def run(
    address: tuple[str, int], attacks: Iterable[Attack], document: Json, patience: float = HANG_SECONDS
) -> Report:
    """Every attack, one after the other, each judged."""
    report, probe = Report(), Probe(address)
    started = time.monotonic()
    probe.start()
    suspects: list[Attack] = []
    for attack in attacks:
        begun = time.monotonic()
        found = exchange(address, attack.sent, attack.head, patience, attack.end)
        report.sent[attack.kind] += 1
        report.statuses.update(answer.status for answer in found.answers)
        report.slowest = max(report.slowest, found.seconds)
        if found.ended == "hung" or probe.longest(begun, begun + found.seconds) > STALL_SECONDS:
            suspects.append(attack)
        else:
            report.found += [Finding(kind, attack, seen) for kind, seen in findings(attack, found, document)]
        if found.ended == "refused" and not listening(address):
            break
    probe.done.set()
    probe.join()
    if not listening(address) and all(each.kind != "died" for each in report.found):
        report.found.append(Finding("died", attack, "nobody listens any more"))
    for attack in suspects:
        report.found += alone(address, attack, document, patience, report)
    report.seconds = time.monotonic() - started
    return report


def alone(
    address: tuple[str, int], attack: Attack, document: Json, patience: float, report: Report
) -> list[Finding]:
    """What a suspect does on its own, at its best of several tries."""
    best: tuple[float, Exchange] | None = None
    for _ in range(TRIES_ALONE):
        probe = Probe(address)
        probe.start()
        time.sleep(2 * PROBE_EVERY)
        begun = time.monotonic()
        found = exchange(address, attack.sent, attack.head, patience, attack.end)
        time.sleep(2 * PROBE_EVERY)
        wait = probe.longest(begun, begun + found.seconds) / slowdown()
        probe.done.set()
        probe.join()
        if best is None or (found.ended == "hung", wait) < (best[1].ended == "hung", best[0]):
            best = wait, found
        if best[1].ended != "hung" and best[0] <= STALL_SECONDS:
            break
    assert best is not None
    wait, found = best
    report.longest_stall = max(report.longest_stall, wait)
    stalled = [Finding("stalled", attack, f"{wait * 1000:.0f} ms")] if wait > STALL_SECONDS else []
    return stalled + [Finding(kind, attack, seen) for kind, seen in findings(attack, found, document)]


def slowdown() -> float:
    """How many times longer work takes than it would on a machine that does nothing else."""
    started, used = time.monotonic(), time.process_time()
    while time.process_time() - used < 0.05:
        pass
    return max(1.0, (time.monotonic() - started) / (time.process_time() - used))


def listening(address: tuple[str, int]) -> bool:
    """Whether somebody still takes connections."""
    try:
        socket.create_connection(address, timeout=5).close()
    except OSError:
        return False
    return True
