"""Who is asking: the address of a client, as far as it can be believed."""

from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from starlette.types import Scope

from app.db.errors import UnusableError
from app.middleware.limits import Fields

Network = IPv4Network | IPv6Network

ONE_HOME = 64
"""Bits of an IPv6 address that name one customer of a network; the rest is theirs to choose."""


def networks(setting: str) -> list[Network]:
    """The proxies of a setting: addresses and networks with commas between them."""
    try:
        return [ip_network(each.strip()) for each in setting.split(",") if each.strip()]
    except ValueError:
        raise UnusableError(
            "FIBROMAG_TRUSTED_PROXIES must be addresses or networks such as 10.0.0.0/8, with commas between."
        ) from None


def client(scope: Scope, fields: Fields, proxies: list[Network]) -> str:
    """The nearest address that is not one of our proxies.

    X-Forwarded-For is read from its end, where our own proxies write, and only if one of them sent it.
    """
    peer = scope["client"][0] if scope.get("client") else ""
    told = fields.get(b"x-forwarded-for", b"").decode("latin-1").split(",")
    nearest = peer
    while told and trusted(nearest, proxies):
        further = told.pop().strip()
        if address(further) is None:
            break
        nearest = further
    found = address(nearest)
    if isinstance(found, IPv6Address):
        found = found.ipv4_mapped or ip_network((found, ONE_HOME), strict=False).network_address
    return str(found or peer)


def trusted(name: str, proxies: list[Network]) -> bool:
    """Whether an address is one of our proxies."""
    found = address(name)
    return found is not None and any(found in network for network in proxies)


def address(name: str) -> object:
    """An address that was written down; None when it is none."""
    try:
        return ip_address(name)
    except ValueError:
        return None
