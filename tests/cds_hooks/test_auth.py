"""Tokens are accepted once, from a trusted client, for the public address, while they are valid."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from jwt.algorithms import ECAlgorithm, RSAAlgorithm
from starlette.testclient import TestClient

from app.cds_hooks.auth import TrustedClients
from app.cds_hooks.failures import FailedError
from app.db.database import Database
from app.main import create_app
from app.settings import Settings, WrongSettingError
from tests.cds_hooks.calls import hook_request
from tests.conftest import ROOT

ISSUER = "https://ehr.test"
PUBLIC_URL = "https://mg.example.org"
SIGN_PATH = "/cds-services/magnesium-safety-order-sign"
SIGN = f"{PUBLIC_URL}{SIGN_PATH}"
EC, OTHER = ec.generate_private_key(ec.SECP384R1()), ec.generate_private_key(ec.SECP384R1())
RSA = rsa.generate_private_key(public_exponent=65537, key_size=2048)
KEYS = {
    "keys": [
        {**json.loads(ECAlgorithm.to_jwk(EC.public_key())), "kid": "ec", "alg": "ES384"},
        {**json.loads(RSAAlgorithm.to_jwk(RSA.public_key())), "kid": "rsa", "alg": "RS384"},
    ]
}
NUMBERS = iter(range(10_000))


def claims(**changed: Any) -> dict[str, Any]:
    now = int(time.time())
    told = {"iss": ISSUER, "aud": SIGN, "exp": now + 300, "iat": now, "jti": f"t{next(NUMBERS)}"} | changed
    return {name: value for name, value in told.items() if value is not None}


def token(key: Any = EC, algorithm: str = "ES384", kid: str | None = "ec", **changed: Any) -> str:
    return jwt.encode(claims(**changed), key, algorithm, headers={"kid": kid} if kid else None)


@pytest.fixture(scope="module")
def guarded(database: Database) -> TestClient:
    """The service with one trusted client."""
    settings = Settings.model_construct(
        hosts="*", public_url=f"{PUBLIC_URL}/", cds_trusted_clients={ISSUER: KEYS}
    )
    return TestClient(create_app(database, settings=settings), raise_server_exceptions=False)


def status(client: TestClient, authorization: str | None) -> int:
    headers = {} if authorization is None else {"authorization": authorization}
    answer = client.post(SIGN_PATH, json=hook_request(), headers=headers)
    if answer.status_code != 200:
        assert answer.json()["resourceType"] == "OperationOutcome"
        assert answer.json()["issue"][0]["code"] == "login"
        assert answer.headers["www-authenticate"] == "Bearer"
    return answer.status_code


def test_a_trusted_client_is_answered(guarded: TestClient) -> None:
    assert status(guarded, f"Bearer {token()}") == 200
    assert status(guarded, f"bearer {token(RSA, 'RS384', 'rsa')}") == 200


REFUSED: dict[str, Callable[[], str | None]] = {
    "no token": lambda: None,
    "another scheme": lambda: "Basic eDp5",
    "nothing after the scheme": lambda: "Bearer ",
    "no token at all": lambda: "Bearer nonsense",
    "wrong audience": lambda: f"Bearer {token(aud=f'{PUBLIC_URL}/cds-services')}",
    "the audience of the feedback": lambda: f"Bearer {token(aud=f'{SIGN}/feedback')}",
    "expired": lambda: f"Bearer {token(exp=int(time.time()) - 120)}",
    "not issued yet": lambda: f"Bearer {token(iat=int(time.time()) + 300)}",
    "lives for a day": lambda: f"Bearer {token(exp=int(time.time()) + 86_400)}",
    "no jti": lambda: f"Bearer {token(jti=None)}",
    "an empty jti": lambda: f"Bearer {token(jti='')}",
    "no exp": lambda: f"Bearer {token(exp=None)}",
    "no iat": lambda: f"Bearer {token(iat=None)}",
    "no aud": lambda: f"Bearer {token(aud=None)}",
    "another issuer": lambda: f"Bearer {token(iss='https://evil.test')}",
    "no issuer": lambda: f"Bearer {token(iss=None)}",
    "another key": lambda: f"Bearer {token(OTHER)}",
    "another key's name": lambda: f"Bearer {token(kid='rsa')}",
    "an unknown key": lambda: f"Bearer {token(kid='x')}",
    "no key's name": lambda: f"Bearer {token(kid=None)}",
    "unsigned": lambda: f"Bearer {token('', 'none')}",
    "HS256": lambda: f"Bearer {token('a-secret-that-is-long-enough-for-it', 'HS256')}",
    "RS256": lambda: f"Bearer {token(RSA, 'RS256', 'rsa')}",
}
"""Why a token is refused → what makes its header: a token is made when it is sent, or it would age."""


@pytest.mark.parametrize("why", REFUSED)
def test_a_token_is_refused(guarded: TestClient, why: str) -> None:
    assert status(guarded, REFUSED[why]()) == 401


def test_a_token_is_accepted_once(guarded: TestClient) -> None:
    once = f"Bearer {token()}"
    assert [status(guarded, once), status(guarded, once)] == [200, 401]


def test_every_address_needs_its_own_token(guarded: TestClient) -> None:
    services = f"{PUBLIC_URL}/cds-services"
    for address, send in ((services, guarded.get), (f"{SIGN}/feedback", guarded.post)):
        assert send(address).status_code == 401
        found = send(address, headers={"authorization": f"Bearer {token(aud=address)}"})
        assert found.status_code in (200, 400)
    assert guarded.get("/v1/dataset").status_code == 200, "the data stay open"


def test_a_cached_answer_still_needs_a_token(guarded: TestClient) -> None:
    address = f"{PUBLIC_URL}/cds-services"
    assert guarded.get(address, headers={"authorization": f"Bearer {token(aud=address)}"}).status_code == 200
    assert guarded.get(address).status_code == 401


def test_remembered_tokens_are_limited_and_expire(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.cds_hooks.auth.MAX_REMEMBERED_TOKENS", 2)
    clients = TrustedClients({ISSUER: KEYS})
    for _ in range(2):
        clients.admit(f"Bearer {token()}", SIGN)
    with pytest.raises(FailedError, match="Too many"):
        clients.admit(f"Bearer {token()}", SIGN)
    later = time.time() + 4_000
    monkeypatch.setattr("app.cds_hooks.auth.time.time", lambda: later)
    clients._remember(claims(exp=later + 60))
    assert len(clients._seen) == 1


def test_the_audience_never_follows_the_host_header(guarded: TestClient) -> None:
    """A token for another address is refused, also when the request claims that address as its host."""
    for host in ("evil.test", "testserver"):
        stolen = token(aud=f"https://{host}{SIGN_PATH}")
        plain = token(aud=f"http://{host}{SIGN_PATH}")
        for each in (stolen, plain):
            headers = {"authorization": f"Bearer {each}", "host": host}
            assert guarded.post(SIGN_PATH, json=hook_request(), headers=headers).status_code == 401
    headers = {"authorization": f"Bearer {token()}", "host": "internal.test"}
    assert guarded.post(SIGN_PATH, json=hook_request(), headers=headers).status_code == 200


def test_trusted_clients_need_a_public_url(database: Database) -> None:
    settings = Settings.model_construct(hosts="*", cds_trusted_clients={ISSUER: KEYS})
    with pytest.raises(WrongSettingError, match="needs FIBROMAG_PUBLIC_URL"):
        create_app(database, settings=settings)


def test_the_server_refuses_to_start_without_it_in_one_sentence(url: str) -> None:
    environment = {
        **os.environ,
        "FIBROMAG_DATABASE_URL": url,
        "FIBROMAG_CDS_TRUSTED_CLIENTS": json.dumps({ISSUER: KEYS}),
        "FIBROMAG_PUBLIC_URL": "",
    }
    serve = [sys.executable, "-m", "app", "serve", "--port", "0"]
    done = subprocess.run(
        serve, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=30
    )
    assert done.returncode == 1
    assert done.stderr.strip() == (
        "FIBROMAG_CDS_TRUSTED_CLIENTS needs FIBROMAG_PUBLIC_URL: the audience of tokens is made from it."
    )
