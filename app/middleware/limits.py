"""What the head of a request must look like before anything is done for it.

What must stay true: a request that has one reading passes; all others are refused, with a reason that
repeats nothing of them.
"""

import re
from functools import lru_cache
from ipaddress import ip_address
from urllib.parse import parse_qsl, unquote_to_bytes

from starlette.responses import Response
from starlette.types import Scope

from app.errors import Fault
from app.middleware.refusals import refuse

LONGEST_TARGET = 8 * 1024
"""Bytes of an address with its query."""

MOST_FIELDS = 64
"""Header fields of a request."""

LONGEST_HEAD = 16 * 1024
"""Bytes of all names and values of header fields."""

PROBES = frozenset({"/livez", "/readyz", "/metrics"})
"""Asked by machinery that may know this process by its address only: under any host name."""

SINGLE = frozenset(
    {
        b"authorization",
        b"content-encoding",
        b"content-length",
        b"content-type",
        b"host",
        b"range",
        b"transfer-encoding",
        b"x-request-id",
    }
)
"""Header fields of which two would contradict each other."""

HOST = re.compile(r"([a-z0-9._-]+|\[[0-9a-f:.]+\])(:[0-9]{1,5})?")

CLOSE = {"connection": "close"}
"""After a head that may have two readings, so may all that follows it."""

Fields = dict[bytes, bytes]
"""Header fields by name; of a repeated one, the last."""

Hosts = frozenset[str]
"""Names the service is known by; `*` is any."""


def refused_head(scope: Scope, fields: Fields, hosts: Hosts) -> Response | None:
    """Why a request is refused for its head, whatever its address says; None when it may pass."""
    given = scope["headers"]
    if len(scope["raw_path"]) + len(scope["query_string"]) > LONGEST_TARGET:
        return refuse(scope, 414, f"An address may have {LONGEST_TARGET} bytes.")
    if len(given) > MOST_FIELDS or sum([len(name) + len(value) for name, value in given]) > LONGEST_HEAD:
        return refuse(scope, 431, f"A head may have {MOST_FIELDS} fields and {LONGEST_HEAD} bytes.")
    if len(fields) != len(given) and contradictory(given):
        return refuse(scope, 400, "A header field that may be given once was given twice.", headers=CLOSE)
    if b"transfer-encoding" in fields and not (
        fields[b"transfer-encoding"].lower() == b"chunked" and scope["http_version"] == "1.1"
    ):
        return refuse(
            scope, 400, "A body may be sent in chunks of HTTP/1.1, and not otherwise encoded.", headers=CLOSE
        )
    if scope["http_version"] not in ("1.0", "1.1"):
        return refuse(scope, 400, "HTTP/1.1 and 1.0 are spoken here.", headers=CLOSE)
    if b"host" not in fields:
        return refuse(scope, 400, "The request names no host.", headers=CLOSE)
    if not served(fields[b"host"], hosts) and scope["path"] not in PROBES:
        return refuse(scope, 421, "This service is not known by that host name: see FIBROMAG_HOSTS.")
    return None


def contradictory(given: list[tuple[bytes, bytes]]) -> bool:
    """Whether a header field that may be given once was given twice."""
    names = [name for name, _ in given if name in SINGLE]
    return len(names) != len(set(names))


@lru_cache(maxsize=256)
def served(host: bytes, hosts: Hosts) -> bool:
    """Whether a Host field is a host name with or without a port, and one of those served."""
    found = HOST.fullmatch(host.decode("latin-1").lower())
    return found is not None and ("*" in hosts or found[1] in hosts or is_ip_address(found[1].strip("[]")))


def is_ip_address(name: str) -> bool:
    """Whether a host is named by its number, which no other site can have made a browser believe."""
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


def refused_address(scope: Scope) -> Response | None:
    """Why an address is refused that can be read in more than one way; None when it is plain."""
    query: bytes = scope["query_string"]
    for part in (scope["raw_path"], query):
        if not is_plain(unquote_to_bytes(part)):
            return refuse(scope, 400, "The address holds characters that are not plain UTF-8 text.")
    names = [name for name, _ in parse_qsl(query.decode("ascii", "replace"), keep_blank_values=True)]
    if len(names) != len(set(names)):
        faults = [Fault(place="query", problem="a parameter may be given once only")]
        return refuse(scope, 422, "A parameter was given more than once; nothing was looked up.", faults)
    return None


def is_plain(raw: bytes) -> bool:
    """Whether bytes are UTF-8 without control characters."""
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return all(character.isprintable() for character in text)
