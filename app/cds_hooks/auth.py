"""Tokens of CDS Hooks clients: signed by the client, for this address, for a short time, once.

What must stay true: only clients that were named, with the keys that were given for them, are trusted; no key
is ever fetched, and no symmetric or empty signature is taken.
"""

import time
from collections import OrderedDict
from collections.abc import Mapping
from typing import Any

from jwt import PyJWKSet, PyJWTError, decode, get_unverified_header

from app.cds_hooks.failures import UNTRUSTED, FailedError

ALGORITHMS = ["ES384", "RS384"]

REQUIRED = ["iss", "aud", "exp", "iat", "jti"]

LEEWAY_SECONDS = 30
"""How far clocks may differ."""

LONGEST_LIFE_SECONDS = 3600
"""How long a token may live: as long as it does, its name is remembered."""

MOST_REMEMBERED = 100_000
"""Names of tokens that are remembered. When there are more that still live, no further one is taken."""

LONGEST_NAME = 255


class TrustedClients:
    """The clients that may call, with their public keys."""

    def __init__(self, clients: Mapping[str, Any]) -> None:
        try:
            self.keys = {issuer: PyJWKSet.from_dict(dict(keys)) for issuer, keys in clients.items()}
        except PyJWTError:
            raise ValueError("a set of keys cannot be read") from None
        self._seen: OrderedDict[tuple[str, str], float] = OrderedDict()

    def admit(self, authorization: str | None, address: str) -> None:
        """Take a token for an address, once; `FailedError` otherwise."""
        scheme, _, token = (authorization or "").partition(" ")
        if scheme.lower() != "bearer" or not token.strip():
            raise FailedError(UNTRUSTED, "A bearer token of a trusted client is needed.")
        try:
            claims = self._claims(token.strip(), address)
        except (PyJWTError, ValueError, TypeError, KeyError):
            raise FailedError(
                UNTRUSTED, "The token is not one of a trusted client for this address."
            ) from None
        self._once(claims)

    def _claims(self, token: str, address: str) -> dict[str, Any]:
        """What a token says, once its signature, its audience and its times are right."""
        header = get_unverified_header(token)
        issuer = decode(token, options={"verify_signature": False}).get("iss")
        keys = self.keys[str(issuer)].keys
        (key,) = [key for key in keys if key.key_id == header.get("kid")]
        claims: dict[str, Any] = decode(
            token,
            key.key,
            algorithms=ALGORITHMS,
            audience=address,
            issuer=issuer,
            leeway=LEEWAY_SECONDS,
            options={"require": REQUIRED},
        )
        return claims

    def _once(self, claims: dict[str, Any]) -> None:
        """Remember the name of a token until it has expired; refuse one that is remembered."""
        now = time.time()
        name = claims["iss"], str(claims["jti"])
        while self._seen and next(iter(self._seen.values())) < now:
            self._seen.popitem(last=False)
        if not 0 < len(name[1]) <= LONGEST_NAME or float(claims["exp"]) - now > LONGEST_LIFE_SECONDS:
            raise FailedError(UNTRUSTED, "The token lives too long, or has no name of its own.")
        if name in self._seen:
            raise FailedError(UNTRUSTED, "The token was used before.")
        if len(self._seen) >= MOST_REMEMBERED:
            raise FailedError(UNTRUSTED, "Too many tokens are in use; try again later.")
        self._seen[name] = now + LONGEST_LIFE_SECONDS + 2 * LEEWAY_SECONDS
