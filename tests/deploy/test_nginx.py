"""Run `deploy/nginx.conf` in a real nginx in front of the real server."""

import json
import os
import re
import shutil
import ssl
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from app.server import IDLE_SECONDS
from tests.conftest import ROOT
from tests.serving import free_port, serving

NGINX = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
OPENSSL = shutil.which("openssl")

pytestmark = pytest.mark.skipif(
    not (NGINX and OPENSSL), reason="nginx or openssl is not there: apt-get install nginx-light openssl"
)

NAME = "evidence.example.org"
CHECK = {
    "supplement": {"form": "magnesium-citrate", "elemental_mg": 200},
    "medicines": [{"text": "ciprofloxacin"}],
    "conditions": [],
}


@dataclass
class Proxy:
    """A running nginx in front of the server."""

    client: httpx.Client
    plain: str
    """Address without TLS."""
    folder: Path

    def get(self, address: str, **headers: str) -> httpx.Response:
        return self.client.get(address, headers=headers)


AGE = "proxy_ignore_headers Cache-Control; proxy_cache_valid 200 1s; proxy_cache reads;"
"""Directives that expire cached responses after one second instead of five minutes."""


def configuration(folder: Path, ports: dict[str, int], aging: bool) -> str:
    """Return the configuration with the paths and ports of this test; each changed line must exist."""
    text = (ROOT / "deploy" / "nginx.conf").read_text("utf-8")
    for old, new in {
        "pid /var/run/nginx.pid;": f"pid {folder}/nginx.pid;",
        "/var/log/nginx/": f"{folder}/",
        "/var/cache/nginx/fibromag": f"{folder}/cache",
        "/etc/nginx/tls/fullchain.pem": f"{folder}/cert.pem",
        "/etc/nginx/tls/privkey.pem": f"{folder}/key.pem",
        "listen 80;": f"listen 127.0.0.1:{ports['plain']};",
        "listen 443 ssl http2;": f"listen 127.0.0.1:{ports['tls']} ssl http2;",
        "server 127.0.0.1:8000 ": f"server 127.0.0.1:{ports['app']} ",
        "keepalive 32;": "keepalive 4;",
        "worker_processes auto;": "worker_processes 1;",
        "proxy_cache reads;": AGE if aging else "proxy_cache reads;",
    }.items():
        assert old in text, old
        text = text.replace(old, new)
    temporary = "".join(
        f"    {kind}_temp_path {folder}/{kind};\n"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    return text.replace("http {\n", f"http {{\n{temporary}", 1)


def wait(address: str) -> None:
    """Wait until a server answers."""
    for _ in range(600):
        try:
            httpx.get(address, verify=False)
            return
        except httpx.TransportError:
            time.sleep(0.05)
    raise AssertionError(f"nothing answers at {address}")


@contextmanager
def proxied(folder: Path, app: int, aging: bool = False) -> Iterator[Proxy]:
    """Run nginx with the configuration and a new certificate."""
    assert NGINX
    assert OPENSSL
    folder.mkdir()
    ports = {"plain": free_port(), "tls": free_port(), "app": app}
    request = [OPENSSL, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={NAME}"]
    request += ["-addext", f"subjectAltName=DNS:{NAME}", "-keyout", "key.pem", "-out", "cert.pem"]
    subprocess.run(request, cwd=folder, check=True, capture_output=True)
    (folder / "nginx.conf").write_text(configuration(folder, ports, aging), "utf-8")
    user = "daemon off; user root;" if os.geteuid() == 0 else "daemon off;"
    trusted = ssl.create_default_context(cafile=str(folder / "cert.pem"))
    trusted.check_hostname = False
    with open(folder / "said", "wb") as said:
        words = [NGINX, "-p", str(folder), "-c", str(folder / "nginx.conf"), "-g", user]
        nginx = subprocess.Popen(words, stdout=said, stderr=said)
        try:
            plain = f"http://127.0.0.1:{ports['plain']}"
            wait(plain)
            base = f"https://127.0.0.1:{ports['tls']}"
            with httpx.Client(base_url=base, verify=trusted, headers={"host": NAME}, timeout=20) as client:
                yield Proxy(client, plain, folder)
        finally:
            nginx.terminate()
            nginx.wait(15)


def test_the_proxy_drops_an_idle_connection_before_the_app_does() -> None:
    """Otherwise nginx may send a request on a connection that the app is just closing: 502."""
    text = (ROOT / "deploy" / "nginx.conf").read_text("utf-8")
    (upstream,) = re.findall(r"upstream \w+ \{(.*?)\n    \}", text, re.DOTALL)
    (seconds,) = re.findall(r"keepalive_timeout (\d+)s;", upstream)
    assert int(seconds) < IDLE_SECONDS


@pytest.fixture(scope="module")
def port() -> int:
    """Return the port of the server behind the proxies."""
    return free_port()


@pytest.fixture(scope="module")
def server(
    url: str, port: int, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[subprocess.Popen[bytes]]:
    """Run the server behind the proxies; the last test kills it."""
    with serving(url, tmp_path_factory.mktemp("served"), port=port, FIBROMAG_HOSTS=NAME) as served:
        yield served.process


@pytest.fixture
def proxy(server: subprocess.Popen[bytes], port: int, tmp_path: Path) -> Iterator[Proxy]:
    """Run nginx with the configuration as it is."""
    with proxied(tmp_path / "nginx", port) as found:
        yield found


def test_safety_checks_are_neither_cached_nor_logged(proxy: Proxy) -> None:
    for _ in range(3):
        answer = proxy.client.post("/v1/safety/checks", json=CHECK)
        assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
        assert "x-cache" not in answer.headers
        assert answer.json()["disposition"] == "issues_found"
    assert proxy.get("/safety").status_code == 200
    assert proxy.get("/v1/search?q=canary").status_code == 200
    written = [path for path in proxy.folder.rglob("*") if path.is_file() and path.suffix == ".log"]
    logged = "".join(path.read_text("utf-8") for path in written)
    assert "/v1/safety/checks 200" in logged
    assert "canary" not in logged
    assert "iprofloxacin" not in logged
    cached = [path.read_bytes() for path in (proxy.folder / "cache").rglob("*") if path.is_file()]
    assert cached
    assert not [body for body in cached if b"disposition" in body]


def test_a_long_call_of_cds_hooks_reaches_the_app(proxy: Proxy) -> None:
    call = {
        "hook": "patient-view",
        "hookInstance": "d1577c69-dfbe-44ad-ba6d-3e05e953b2ea",
        "context": {"userId": "Practitioner/1", "patientId": "1", "padding": "x" * 1_000_000},
        "prefetch": {"medicationRequests": None},
    }
    answer = proxy.client.post("/cds-services/magnesium-safety-patient-view", json=call)
    assert answer.status_code == 200
    assert answer.json()["cards"]


def test_redirects_limits_and_headers_of_the_configuration(proxy: Proxy) -> None:
    moved = httpx.get(f"{proxy.plain}/v1/forms?limit=1", headers={"host": NAME})
    assert (moved.status_code, moved.headers["location"]) == (308, f"https://{NAME}/v1/forms?limit=1")
    long = json.dumps({"supplement": {"form": "x" * 300_000}})
    headers = {"content-type": "application/json"}
    assert proxy.client.post("/v1/safety/checks", content=long, headers=headers).status_code == 413
    answer = proxy.get("/v1/forms", **{"x-forwarded-for": "203.0.113.9"})
    assert answer.headers["strict-transport-security"] == "max-age=31536000"
    assert len(answer.headers.get_list("strict-transport-security")) == 1
    assert proxy.get("/v1/forms/nothing").headers["x-cache"] == "MISS"
    assert proxy.get("/v1/forms/nothing").headers["x-cache"] == "MISS", "an error is not cached"
    assert proxy.get("/readyz").status_code == 200
    assert proxy.get("/metrics").status_code == 200
    elsewhere = httpx.HTTPTransport(local_address="127.0.0.2", verify=False)
    with httpx.Client(transport=elsewhere, base_url=proxy.client.base_url, headers={"host": NAME}) as other:
        assert other.get("/metrics").status_code == 403
        assert other.get("/livez").status_code == 200


def test_too_many_checks_are_refused(proxy: Proxy) -> None:
    answers = [proxy.client.post("/v1/safety/checks", json=CHECK).status_code for _ in range(60)]
    assert answers[0] == 200
    assert 429 in answers


def test_reads_are_cached_and_continue_when_the_app_is_gone(
    proxy: Proxy, server: subprocess.Popen[bytes], port: int, tmp_path: Path
) -> None:
    """Keep this test last: it kills the server."""
    addresses = [
        "/v1/outcomes/macian-2022/stress-whole-sample",
        "/v1/outcomes?limit=20",
        "/v1/domains/sleep/summary",
        "/v1/claims/coverage",
        "/",
    ]
    before = {address: proxy.get(address) for address in addresses}
    assert {answer.status_code for answer in before.values()} == {200}
    states: Counter[str] = Counter(answer.headers["x-cache"] for answer in before.values())
    for _ in range(19):
        states.update(proxy.get(address).headers["x-cache"] for address in addresses)
    share = states["HIT"] / sum(states.values())
    print(f"{sum(states.values())} reads of {len(addresses)} addresses: {share:.0%} from nginx's cache")
    assert states["MISS"] == len(addresses)
    assert share == 0.95

    assert proxy.client.post("/v1/safety/checks", json=CHECK).status_code == 200
    etag = before[addresses[0]].headers["etag"]
    assert proxy.get(addresses[0], **{"if-none-match": etag}).status_code == 304
    with proxied(tmp_path / "aging", port, aging=True) as aging:
        for address in addresses:
            assert aging.get(address).headers["x-cache"] == "MISS"
        server.kill()
        server.wait()
        time.sleep(2.5)  # nginx counts whole seconds
        for each, state in ((proxy, "HIT"), (aging, "STALE")):
            for address, answer in before.items():
                again = each.get(address)
                assert (again.status_code, again.content) == (200, answer.content), address
                assert (again.headers["etag"], again.headers["x-cache"]) == (answer.headers["etag"], state)
    assert proxy.get("/v1/forms").status_code in (502, 503), "an address that is not cached"
    refused = proxy.client.post("/v1/safety/checks", json=CHECK)
    assert refused.status_code in (502, 503)
    assert "x-cache" not in refused.headers
