"""Check the JSON Web Tokens of CDS Hooks clients: signature, audience, times and single use.

What must stay true: only the clients and keys of the settings are trusted. No key is fetched. Symmetric and
empty signatures are refused. The expected audience comes from the settings, never from the request.
"""

import time
from collections import OrderedDict
from collections.abc import Mapping
from typing import Any

from jwt import PyJWKSet, PyJWTError, decode, get_unverified_header

from app.cds_hooks.failures import UNAUTHORIZED, UNTRUSTED, FailedError

ALGORITHMS = ["ES384", "RS384"]

REQUIRED_CLAIMS = ["iss", "aud", "exp", "iat", "jti"]

LEEWAY_SECONDS = 30
"""Allowed difference between clocks."""

MAX_LIFETIME_SECONDS = 3600
"""Longest lifetime of a token; its `jti` is remembered for as long."""

MAX_REMEMBERED_TOKENS = 100_000
"""Number of tokens that are remembered; while all of them live, further ones are refused."""

MAX_TOKEN_ID_LENGTH = 255


class TrustedClients:
    """Clients that may call, with their public keys."""

    def __init__(self, clients: Mapping[str, Any]) -> None:
        try:
            self.keys = {issuer: PyJWKSet.from_dict(dict(keys)) for issuer, keys in clients.items()}
        except PyJWTError:
            raise ValueError("a set of keys cannot be read") from None
        self._seen: OrderedDict[tuple[str, str], float] = OrderedDict()

    def admit(self, authorization: str | None, audience: str) -> None:
        """Accept the token of an `Authorization` header once; raise `FailedError` otherwise.

        `audience` is the public address of the endpoint.
        """
        scheme, _, token = (authorization or "").partition(" ")
        if scheme.lower() != "bearer" or not token.strip():
            raise FailedError(UNAUTHORIZED, UNTRUSTED)
        try:
            claims = self._verified_claims(token.strip(), audience)
        except (PyJWTError, ValueError, TypeError, KeyError):
            raise FailedError(
                UNAUTHORIZED, "The token is not one of a trusted client for this address."
            ) from None
        self._remember(claims)

    def _verified_claims(self, token: str, audience: str) -> dict[str, Any]:
        """Return the claims of a token after checking its signature, audience and times."""
        header = get_unverified_header(token)
        issuer = decode(token, options={"verify_signature": False}).get("iss")
        keys = self.keys[str(issuer)].keys
        (key,) = [key for key in keys if key.key_id == header.get("kid")]
        claims: dict[str, Any] = decode(
            token,
            key.key,
            algorithms=ALGORITHMS,
            audience=audience,
            issuer=issuer,
            leeway=LEEWAY_SECONDS,
            options={"require": REQUIRED_CLAIMS},
        )
        return claims

    def _remember(self, claims: dict[str, Any]) -> None:
        """Remember a token until it has expired; refuse one that is remembered."""
        now = time.time()
        token_id = claims["iss"], str(claims["jti"])
        while self._seen and next(iter(self._seen.values())) < now:
            self._seen.popitem(last=False)
        if (
            not 0 < len(token_id[1]) <= MAX_TOKEN_ID_LENGTH
            or float(claims["exp"]) - now > MAX_LIFETIME_SECONDS
        ):
            raise FailedError(UNAUTHORIZED, "The token is valid for too long, or has no `jti`.")
        if token_id in self._seen:
            raise FailedError(UNAUTHORIZED, "The token was used before.")
        if len(self._seen) >= MAX_REMEMBERED_TOKENS:
            raise FailedError(UNAUTHORIZED, "Too many tokens are in use; try again later.")
        self._seen[token_id] = now + MAX_LIFETIME_SECONDS + 2 * LEEWAY_SECONDS
