"""How often one client may ask. Off unless `FIBROMAG_RATE_LIMIT` says otherwise.

What must stay true: the store of the counts is a help, not a condition. While it does not answer, each
process counts for itself, and asks the store again after a while.
"""

import time
from dataclasses import dataclass
from typing import Any

from starlette.types import Scope

from app.db.errors import UnusableError
from app.middleware.clients import client, networks
from app.middleware.headers import Headers
from app.middleware.limits import PROBES, Fields
from app.settings import Settings

LONGEST_WAIT = 0.25
"""Seconds the store has for an answer."""

AGAIN_AFTER = 5
"""Seconds after which a store that did not answer is asked again."""


@dataclass(frozen=True)
class Allowance:
    """What is left for a client."""

    exceeded: bool
    headers: Headers
    wait: int
    """Seconds until there is more."""


class Rates:
    """Counts the requests of each client, in a sliding window."""

    def __init__(self, settings: Settings) -> None:
        try:
            from limits import parse
            from limits.aio.strategies import SlidingWindowCounterRateLimiter
            from limits.storage import storage_from_string
        except ImportError:
            raise UnusableError("FIBROMAG_RATE_LIMIT needs the extra `rate-limit`.") from None
        try:
            self.rate = parse(settings.rate_limit)
        except ValueError:
            raise UnusableError("FIBROMAG_RATE_LIMIT must be like 100/minute.") from None
        address = settings.rate_limit_storage
        waits = {"socket_timeout": LONGEST_WAIT, "socket_connect_timeout": LONGEST_WAIT}
        options: dict[str, Any] = {"implementation": "redispy", **waits} if "redis" in address else {}
        try:
            shared: Any = storage_from_string(f"async+{address}", **options)
        except Exception:
            raise UnusableError(
                "FIBROMAG_RATE_LIMIT_STORAGE must be memory:// or redis://a-server."
            ) from None
        own: Any = storage_from_string("async+memory://")
        self.shared, self.own = (SlidingWindowCounterRateLimiter(each) for each in (shared, own))
        self.proxies = networks(settings.trusted_proxies)
        self.ask_shared_from = 0.0
        self.policy = f'"client";q={self.rate.amount};w={self.rate.get_expiry()}'.encode()

    async def allowance(self, scope: Scope, fields: Fields) -> Allowance | None:
        """Count one request; None for what is not counted."""
        if scope["path"] in PROBES:
            return None
        who = client(scope, fields, self.proxies)
        if time.monotonic() >= self.ask_shared_from:
            try:
                return await self.counted(self.shared, who)
            except Exception:
                self.ask_shared_from = time.monotonic() + AGAIN_AFTER
        return await self.counted(self.own, who)

    async def counted(self, limiter: Any, who: str) -> Allowance:
        """Count one request in one store."""
        passes = await limiter.hit(self.rate, who)
        reset, left = await limiter.get_window_stats(self.rate, who)
        wait = max(1, round(reset - time.time()))
        state = f'"client";r={left};t={wait}'.encode()
        return Allowance(not passes, [(b"ratelimit", state), (b"ratelimit-policy", self.policy)], wait)
