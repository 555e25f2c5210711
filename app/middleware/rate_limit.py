"""A limit of requests for each client. Off unless `FIBROMAG_RATE_LIMIT` is set.

What must stay true: a store that does not answer fails no request. Each process then counts for itself, and
asks the store again after a while.
"""

import time
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.errors import problem
from app.middleware.headers import Headers
from app.middleware.limits import PROBES, unread
from app.settings import Settings, WrongSettingError

STORE_SECONDS = 0.25
"""Time the store has for an answer."""

RETRY_SECONDS = 5
"""Time after which a store that did not answer is asked again."""

CUSTOMER_BITS = 56
"""Bits of an IPv6 address that providers assign to one customer (RIPE-690); the rest is the customer's."""


def network_of(address: str) -> str:
    """Return what counts as one client: an IPv4 address, or the /56 of an IPv6 address."""
    try:
        found = ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(found, IPv6Address):
        found = found.ipv4_mapped or ip_network((found, CUSTOMER_BITS), strict=False).network_address
    return str(found)


class RateLimit:
    """Refuse clients that send too many requests, counted in a sliding window; tell each what is left.

    The client's address is that of the connection, or what `ProxyHeadersMiddleware` made of it.
    """

    def __init__(self, app: ASGIApp, limiter: "Limiter") -> None:
        self.app = app
        self.limiter = limiter

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] in PROBES:
            await self.app(scope, receive, send)
            return
        passes, left, seconds = await self.limiter.hit(network_of((scope.get("client") or [""])[0]))
        headers: Headers = [
            (b"ratelimit", f'"client";r={left};t={seconds}'.encode()),
            (b"ratelimit-policy", self.limiter.policy),
        ]

        async def reply(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", []), *headers]
            await send(message)

        if passes:
            await self.app(scope, receive, reply)
            return
        wait = {"retry-after": str(seconds)}
        refusal = problem(429, "Too many requests came from this address; try again later.", headers=wait)
        await unread(refusal, scope)(scope, receive, reply)


class Limiter:
    """Counts in a store that several processes share, or in this process."""

    def __init__(self, settings: Settings) -> None:
        try:
            from limits import parse
            from limits.aio.strategies import SlidingWindowCounterRateLimiter
            from limits.storage import storage_from_string
        except ImportError:
            raise WrongSettingError("FIBROMAG_RATE_LIMIT needs the extra `rate-limit`.") from None
        try:
            self.rate = parse(settings.rate_limit)
        except ValueError:
            raise WrongSettingError("FIBROMAG_RATE_LIMIT must be like 100/minute.") from None
        address = settings.rate_limit_storage
        waits = {"socket_timeout": STORE_SECONDS, "socket_connect_timeout": STORE_SECONDS}
        options: dict[str, Any] = {"implementation": "redispy", **waits} if "redis" in address else {}
        try:
            shared: Any = storage_from_string(f"async+{address}", **options)
        except Exception:
            raise WrongSettingError(
                "FIBROMAG_RATE_LIMIT_STORAGE must be memory:// or redis://a-server."
            ) from None
        own: Any = storage_from_string("async+memory://")
        self.shared, self.own = (SlidingWindowCounterRateLimiter(each) for each in (shared, own))
        self.ask_shared_from = 0.0
        self.policy = f'"client";q={self.rate.amount};w={self.rate.get_expiry()}'.encode()

    async def hit(self, client: str) -> tuple[bool, int, int]:
        """Count one request; return (passes, requests left, seconds until there are more)."""
        if time.monotonic() >= self.ask_shared_from:
            try:
                return await self.hit_in(self.shared, client)
            except Exception:
                self.ask_shared_from = time.monotonic() + RETRY_SECONDS
        return await self.hit_in(self.own, client)

    async def hit_in(self, limiter: Any, client: str) -> tuple[bool, int, int]:
        """Count one request in one store."""
        passes = await limiter.hit(self.rate, client)
        reset, left = await limiter.get_window_stats(self.rate, client)
        return passes, left, max(1, round(reset - time.time()))
