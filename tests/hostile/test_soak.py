"""Good and hostile requests together for a while: the good ones are answered, and nothing piles up."""

import os
import threading
import time
from collections import Counter
from itertools import cycle
from pathlib import Path
from random import Random

import httpx
import psutil
import pytest

from tests.hostile import generator
from tests.hostile.wire import exchange
from tests.serving import Served, serving

SECONDS = float(os.environ.get("FIBROMAG_SOAK_SECONDS", "30"))
WARM_SHARE = 1 / 3
"""The part of the time after which memory is expected to stay as it is."""

GOOD = [
    "/v1", "/v1/trials?limit=20", "/v1/outcomes?domain=sleep", "/v1/trials/macian-2022", "/v1/search?q=sleep",
    "/v1/outcomes.csv", "/v1/evidence-map", "/v1/medicines?q=cipro", "/readyz", "/livez", "/", "/claims", "/v1/safety/rules.csv",
]  # fmt: skip
QUESTION = {
    "supplement": {"elemental_mg": 400},
    "person": {"egfr": 25},
    "medicines": [{"text": "ciprofloxacin"}],
}


class Traffic:
    """Several callers at once until it is time."""

    def __init__(self, served: Served) -> None:
        self.served = served
        self.ended = threading.Event()
        self.good: Counter[int] = Counter()
        self.hostile: Counter[str] = Counter()
        self.slowest = 0.0
        document = httpx.get(f"{served.url}/openapi.json", timeout=60).json()
        attacks = generator.attacks(document, f"127.0.0.1:{served.port}")
        self.attacks = Random(1).sample(attacks, 4_000)

    def ask(self) -> None:
        """Ordinary requests, one after the other."""
        with httpx.Client(base_url=self.served.url, timeout=30) as client:
            for address in cycle(GOOD):
                if self.ended.is_set():
                    return
                started = time.monotonic()
                self.good[client.get(address).status_code] += 1
                self.good[client.post("/v1/safety/checks", json=QUESTION).status_code] += 1
                self.slowest = max(self.slowest, time.monotonic() - started)
                time.sleep(0.01)

    def attack(self, first: int) -> None:
        """Hostile requests, one after the other."""
        for attack in cycle(self.attacks[first:] + self.attacks[:first]):
            if self.ended.is_set():
                return
            found = exchange(self.served.host, attack.sent, attack.head, 10, attack.end)
            self.hostile[found.ended] += 1


def soak(served: Served, seconds: float) -> None:
    """Both kinds of traffic; then figures."""
    traffic, process = Traffic(served), psutil.Process(served.process.pid)
    callers = [threading.Thread(target=traffic.ask) for _ in range(2)]
    callers += [threading.Thread(target=traffic.attack, args=(number * 1_300,)) for number in range(3)]
    for caller in callers:
        caller.start()
    samples: list[tuple[int, int]] = []
    started = time.monotonic()
    while time.monotonic() - started < seconds:
        time.sleep(seconds / 60)
        samples.append((process.memory_info().rss >> 20, process.num_fds()))
    traffic.ended.set()
    for caller in callers:
        caller.join()
    warm = samples[int(len(samples) * WARM_SHARE) :]
    memory, files = [rss for rss, _ in warm], [open_files for _, open_files in warm]
    print(f"{seconds:.0f} s: {traffic.good} good, slowest {traffic.slowest:.2f} s; hostile {traffic.hostile}")
    print(
        f"memory {samples[0][0]} → {memory[0]} → {memory[-1]} MiB (most {max(memory)}), files {files[0]} → {files[-1]} (most {max(files)})"
    )
    assert set(traffic.good) == {200}, traffic.good
    assert not traffic.hostile["hung"]
    assert not traffic.hostile["refused"]
    assert sum(memory[-5:]) / 5 <= sum(memory[:5]) / 5 * 1.1 + 8, memory
    assert max(files) < 100


@pytest.mark.full
@pytest.mark.timeout(3_600)
def test_nothing_piles_up(url: str, exported: Path, tmp_path: Path) -> None:
    with serving(url, tmp_path, FIBROMAG_EXPORT=str(exported)) as served:
        soak(served, SECONDS)
