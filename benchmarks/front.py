"""nginx before our app, as `deploy/nginx.conf` has it: what share it answers itself, and what it does alone.

What must stay true: it is the sample that is measured, without TLS and without its rate limits, and with
answers that age within a second, so that going on without the app can be seen.
"""

import shutil
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from . import machine
from .machine import get, load_of, start

ROOT = Path(__file__).parent.parent
NGINX = shutil.which("nginx")
APP, FRONT = 18120, 18121

AGE = "proxy_ignore_headers Cache-Control; proxy_cache_valid 200 {seconds}s; proxy_cache reads;"


@dataclass(frozen=True)
class Phase:
    """One stretch of load, as nginx's log tells it."""

    requests: int
    per_second: float
    cpu_us: float
    """Of nginx and the app together, for each request."""
    by_cache: Mapping[str, int]
    """`HIT`, `MISS`, `STALE`, `UPDATING` … → requests."""
    failed: int
    """Answers other than 200."""

    @property
    def share(self) -> float:
        """The part that was answered without asking the app."""
        return sum(self.by_cache.get(each, 0) for each in ("HIT", "STALE", "UPDATING")) / self.requests


def configuration(folder: Path, seconds: int) -> str:
    """The sample for this machine; every line that is changed has to stand in it."""
    text = (ROOT / "deploy" / "nginx.conf").read_text("utf-8")
    changes = {
        "pid /var/run/nginx.pid;": f"pid {folder}/nginx.pid;",
        "/var/log/nginx/": f"{folder}/",
        "/var/cache/nginx/fibromag": f"{folder}/cache",
        "listen 80;": f"listen 127.0.0.1:{FRONT + 1};",
        "listen 443 ssl http2;": f"listen 127.0.0.1:{FRONT};",
        "server 127.0.0.1:8000 ": f"server 127.0.0.1:{APP} ",
        "worker_processes auto;": "worker_processes 1;",
        "proxy_cache reads;": AGE.format(seconds=seconds),
        "server_name evidence.example.org;": "server_name _;",
    }
    for old, new in changes.items():
        if old not in text:
            raise RuntimeError(f"deploy/nginx.conf has no longer: {old}")
        text = text.replace(old, new)
    left_out = ("ssl_", "limit_req ")
    text = "\n".join(line for line in text.splitlines() if not line.strip().startswith(left_out))
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    temporary = "".join(f"    {kind}_temp_path {folder}/{kind};\n" for kind in kinds)
    return text.replace("http {\n", f"http {{\n{temporary}", 1)


@contextmanager
def nginx(folder: Path, seconds: int) -> Iterator[machine.Server]:
    """nginx with the sample, on the servers' core."""
    (folder / "nginx.conf").write_text(configuration(folder, seconds), "utf-8")
    words = [str(NGINX), "-p", str(folder), "-c", str(folder / "nginx.conf"), "-g", "daemon off; user root;"]
    server = start("nginx", words, FRONT, "/livez", folder)
    try:
        yield server
    finally:
        server.stop()


def measure(folder: Path, app: list[str], env: Mapping[str, str], addresses: list[str]) -> dict[str, Phase]:
    """Load through nginx with the app behind it, and again after the app was killed."""
    if NGINX is None:
        return {}
    place = folder / "front"
    place.mkdir()
    server = start("ours behind nginx", [*app, str(APP)], APP, "/livez", folder, env)
    try:
        with nginx(place, seconds=60) as front:
            running = phase(place, [front, server], addresses)
        with nginx(place, seconds=1) as front:
            for address in addresses:
                get(FRONT, address)
            server.process.kill()
            server.process.wait()
            time.sleep(2.5)  # nginx counts whole seconds
            return {"with the app": running, "the app is killed": phase(place, [front], addresses)}
    finally:
        server.stop()


def phase(folder: Path, servers: list[machine.Server], addresses: list[str], seconds: int = 5) -> Phase:
    """Ask for all addresses in turn, as fast as may be."""
    log = folder / "access.log"
    before = log.stat().st_size
    used = sum(each.cpu_seconds() for each in servers)
    took = load_of(FRONT, addresses, seconds, folder)
    used = sum(each.cpu_seconds() for each in servers) - used
    time.sleep(0.2)
    with log.open() as file:
        file.seek(before)
        lines = [line.split() for line in file]
    by_cache = Counter(line[-2] for line in lines)
    failed = sum(line[3] != "200" for line in lines)
    return Phase(len(lines), len(lines) / took, used / len(lines) * 1e6, by_cache, failed)
