"""The time of one safety check by number of medicines, and of one CDS Hooks call, for a single caller."""

import http.client
import json
import statistics
import sys
import time
from pathlib import Path
from typing import Any

from app.publishing.publish import publish
from app.seeds.reader import read_seeds
from app.settings import Settings

from .compare import CHECK, JSON_BODY
from .machine import Server, start

PORT = 18130
ROUNDS = 200
SAMPLES = Path(__file__).parent.parent / "tests" / "cds_hooks" / "samples"


def run(folder: Path) -> int:
    """Print a table of times."""
    library = read_seeds(Settings().seeds)
    url = f"sqlite:///{folder / 'fibromag.db'}"
    publish(library, url)
    names = [
        medicine.name
        for group in library.records["medicine-classes"].values()
        for medicine in group.medicines
        if not medicine.ingredients
    ]
    env = {"FIBROMAG_DATABASE_URL": url, "FIBROMAG_EXPORT": str(folder / "none")}
    command = [sys.executable, "-m", "app", "serve", "--port", str(PORT)]
    server = start("fibromag", command, PORT, "/readyz", folder, env)
    print(f"{'':28}{'median ms':>10}{'95 % ms':>10}{'most ms':>10}")
    try:
        for count in (0, 1, 10, 30, 60):
            medicines = [{"text": name, "times": ["09:00"]} for name in names[:: len(names) // 60][:count]]
            body = {**CHECK, "medicines": medicines}
            show(f"check, {count} medicines", times(server, [("/v1/safety/checks", body)] * ROUNDS))
        show("CDS Hooks, sample requests", times(server, cds_calls() * 10))
    finally:
        server.stop()
    return 0


def cds_calls() -> list[tuple[str, Any]]:
    """Return the (address, body) of every sample request whose hook is current."""
    calls = []
    for line in (SAMPLES / "requests.jsonl").read_text("utf-8").splitlines():
        sample = json.loads(line)
        if sample["hook"] in ("patient-view", "order-select", "order-sign"):
            calls.append((f"/cds-services/magnesium-safety-{sample['hook']}", sample["request"]))
    return calls


def times(server: Server, calls: list[tuple[str, Any]]) -> list[float]:
    """Return the milliseconds of each call; refusals count, errors raise."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    found = []
    for address, body in calls:
        text = json.dumps(body)
        began = time.perf_counter()
        connection.request("POST", address, text, JSON_BODY)
        answer = connection.getresponse()
        answer.read()
        found.append((time.perf_counter() - began) * 1000)
        if answer.status >= 500:
            raise RuntimeError(f"{address}: {answer.status}")
    connection.close()
    return found


def show(name: str, milliseconds: list[float]) -> None:
    """Print one row."""
    most = sorted(milliseconds)
    row = (statistics.median(most), most[len(most) * 95 // 100], most[-1])
    print(f"{name:28}" + "".join(f"{each:10.2f}" for each in row))
