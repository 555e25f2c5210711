"""How often one client may ask, and who a client is."""

import gc
import socket
import subprocess
import warnings
from collections.abc import Iterator
from shutil import which
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.db.database import Database
from app.main import create_app
from app.middleware.rate_limit import Limiter, network_of
from app.settings import Settings, WrongSettingError
from tests.serving import free_port


def limited(database: Database, **settings: Any) -> Any:
    told = Settings.model_construct(hosts="*", rate_limit="3/minute", **settings)
    return create_app(database, settings=told)


def test_asking_is_not_limited_unless_it_is_set(client: TestClient) -> None:
    assert "ratelimit" not in client.get("/v1").headers


def test_who_asks_too_often_is_told_when_there_is_more(database: Database) -> None:
    with TestClient(limited(database)) as client:
        for left in (2, 1, 0):
            answer = client.get("/v1/domains/sleep")
            assert answer.status_code == 200
            assert answer.headers["ratelimit-policy"] == '"client";q=3;w=60'
            assert answer.headers["ratelimit"].startswith(f'"client";r={left};t=')
        refused = client.get("/v1/domains/sleep")
        assert (refused.status_code, refused.headers["content-type"]) == (429, "application/problem+json")
        assert 0 < int(refused.headers["retry-after"]) <= 60
        assert refused.headers["ratelimit"].startswith('"client";r=0;t=')
        assert client.post("/v1/safety/checks", json={}).status_code == 429
        assert client.get("/livez").status_code == 200
        assert client.get("/readyz").status_code == 200


PROXIES = "10.0.0.0/8, 127.0.0.1, fd00::/8"
CLIENTS = {
    "nobody told": ("192.0.2.1", None, "192.0.2.1"),
    "a stranger who claims to be another": ("192.0.2.1", "198.51.100.7", "192.0.2.1"),
    "behind our proxy": ("10.0.0.1", "198.51.100.7", "198.51.100.7"),
    "behind two of ours": ("10.0.0.1", "198.51.100.7, 10.0.0.2", "198.51.100.7"),
    "behind our proxy, claiming more": ("10.0.0.1", "203.0.113.9, 198.51.100.7", "198.51.100.7"),
    "behind our proxy, with nonsense": ("10.0.0.1", "198.51.100.7, nonsense", "unknown"),
    "our proxy itself": ("10.0.0.1", None, "10.0.0.1"),
}


@pytest.mark.parametrize(("peer", "told", "known"), CLIENTS.values(), ids=CLIENTS)
def test_a_client_is_who_our_own_proxies_say(
    database: Database, monkeypatch: pytest.MonkeyPatch, peer: str, told: str | None, known: str
) -> None:
    counted: list[str] = []

    async def hit(_: Limiter, client: str) -> tuple[bool, int, int]:
        counted.append(client)
        return True, 1, 1

    monkeypatch.setattr(Limiter, "hit", hit)
    app = limited(database, trusted_proxies=PROXIES)
    headers = {} if told is None else {"x-forwarded-for": told}
    assert TestClient(app, client=(peer, 1)).get("/v1", headers=headers).status_code == 200
    assert counted == [known]


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2ff:3:4:5:6", "2001:db8:1:200::"),
        ("2001:db8:1:200::1", "2001:db8:1:200::"),
        ("2001:db8:1:300::1", "2001:db8:1:300::"),
        ("", "unknown"),
        ("testclient", "unknown"),
    ],
)
def test_a_client_is_an_ipv4_address_or_an_ipv6_network_of_56_bits(address: str, network: str) -> None:
    assert network_of(address) == network


def test_addresses_of_one_ipv6_network_are_counted_together(database: Database) -> None:
    app = limited(database)
    statuses = [
        TestClient(app, client=(f"2001:db8:0:{subnet:x}::1", 1)).get("/v1").status_code
        for subnet in (0x00, 0x01, 0xFE, 0xFF, 0x100)
    ]
    assert statuses == [200, 200, 200, 429, 200]


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"rate_limit": "often"}, "must be like 100/minute"),
        ({"rate_limit_storage": "nowhere://"}, "must be memory:// or redis://"),
        ({"trusted_proxies": "10.0.0.0/99"}, "must be addresses or networks"),
    ],
)
def test_a_setting_that_cannot_be_meant_is_told_in_one_sentence(
    database: Database, settings: Any, words: str
) -> None:
    with pytest.raises(WrongSettingError, match=words):
        create_app(database, settings=Settings.model_construct(**{"rate_limit": "3/minute", **settings}))


def test_a_store_that_is_down_takes_nothing_down_and_each_process_counts_for_itself(
    database: Database,
) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        address = f"redis://127.0.0.1:{nobody.getsockname()[1]}"
        with TestClient(limited(database, rate_limit_storage=address)) as client:
            assert [client.get("/v1").status_code for _ in range(5)] == [200, 200, 200, 429, 429]


@pytest.fixture
def redis(tmp_path: Any) -> Iterator[str]:
    program = which("redis-server")
    if program is None:
        pytest.skip("needs Debian's redis-server")
    port = free_port()
    process = subprocess.Popen(
        [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(tmp_path)],
        stdout=subprocess.DEVNULL,
    )
    try:
        for _ in range(200):
            with socket.socket() as trial:
                if trial.connect_ex(("127.0.0.1", port)) == 0:
                    break
        yield f"redis://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=10)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ResourceWarning)
            gc.collect()  # the connections of an event loop that has ended cannot be closed


def test_processes_with_one_store_count_together(database: Database, redis: str) -> None:
    apps = [limited(database, rate_limit_storage=redis) for _ in range(2)]
    with TestClient(apps[0]) as one, TestClient(apps[1]) as two:
        found = [each.get("/v1") for each in (one, two, one, two)]
    assert [answer.status_code for answer in found] == [200, 200, 200, 429]
