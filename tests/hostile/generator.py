"""Every hostile request that an OpenAPI document gives rise to.

What must stay true: an attack knows whether it may be answered at all (`refused`), and where it stands
in the document (`operation`), so that the answer can be judged without knowing the program.
"""

import json
import re
from collections.abc import Iterator
from itertools import cycle, islice
from random import Random
from urllib.parse import quote, unquote_to_bytes

from tests.hostile import bodies, framing
from tests.hostile.attack import Attack, Json, Operation, Wire, operations
from tests.hostile.nasty import MARK, VALUES


def attacks(document: Json, host: str) -> list[Attack]:
    """All of them."""
    known = list(operations(document))
    wire = Wire(host)
    return [
        attack
        for part in (
            of_parameters(known, wire, document),
            of_structure(known, wire),
            of_bodies(known, wire, document),
            of_methods(known, wire),
            of_headers(known, wire),
            framing.attacks(host),
        )
        for attack in part
    ]


def sample(everything: list[Attack], most: int, seed: int) -> list[Attack]:
    """Some attacks, as many of each kind as can be, others with every seed."""
    shuffled = Random(seed).sample(everything, len(everything))
    kinds = {
        kind: [each for each in shuffled if each.kind == kind] for kind in {each.kind for each in shuffled}
    }
    found: list[Attack] = []
    for kind in islice(cycle(sorted(kinds)), sum(map(len, kinds.values())) * len(kinds)):
        if len(found) == most:
            break
        if kinds[kind]:
            found.append(kinds[kind].pop())
    return found


def question(operation: Operation, changed: dict[str, str] | None = None, more: str = "") -> str:
    """A target that would be answered, but for the parameters that are changed."""
    changed = changed or {}
    path, asked = operation.path, []
    for each in operation.described.get("parameters", []):
        name, example = each["name"], str(each.get("example", "x"))
        raw = changed.get(name, quote(example, safe=""))
        if each["in"] == "path":
            path = path.replace(f"{{{name}}}", raw)
        elif name in changed or each.get("required"):
            asked.append(f"{name}={raw}")
    asked += [more] if more else []
    return f"{path}?{'&'.join(asked)}" if asked else path


def of_parameters(known: list[Operation], wire: Wire, document: Json) -> Iterator[Attack]:
    """Every parameter with every nasty value.

    The address of a record without its name is that of the list with a slash, which leads to the list.
    """
    for operation in known:
        headers, body = plain_request(operation)
        for each in operation.described.get("parameters", []):
            schema = resolved(each["schema"], document)
            for name, raw in VALUES.items():
                target = question(operation, {each["name"]: raw})
                in_path = each["in"] == "path"
                within = not in_path or not (set(text_of(raw) or "/") & set("/?#"))
                of_list = in_path and not raw and target.endswith("/")
                yield Attack(
                    "path" if in_path else "query",
                    f"{operation} {each['name']}: {name}",
                    wire.request(operation.method, target, headers, body),
                    operation if within and raw.isascii() and 0 < len(raw) < NEVER_A_REQUEST else None,
                    refused=not of_list and (in_path or not allows(schema, text_of(raw))),
                    secret=MARK if MARK in raw else None,
                )


NEVER_A_REQUEST = 16_384
"""Bytes of an address from which it may be refused before it is known what is asked, as one that is not
ASCII may be."""


def of_structure(known: list[Operation], wire: Wire) -> Iterator[Attack]:
    """Parameters repeated, unknown, in lists, in crowds."""
    for operation in known:
        headers, body = plain_request(operation)
        asked = [each["name"] for each in operation.described.get("parameters", []) if each["in"] == "query"]
        name = asked[0] if asked else "limit"
        extras = {
            "unknown": f"unknown{MARK}=1",
            "repeated": f"{name}=1&{name}=2",
            "repeated, encoded": f"{name}=1&%{ord(name[0]):02x}{name[1:]}=2",
            "list": f"{name}[]=1",
            "list, numbered": f"{name}[0]=1",
            "object": f"{name}[gt]=1",
            "capitals": f"{name.upper()}=1",
            "blank after": f"{name}%20=1",
            "prototype": "__proto__=1",
            "many": "&".join(f"a{number}=1" for number in range(700)),
            "no value": f"{MARK}",
            "NUL in name": "a%00b=1",
            "not UTF-8 in name": "%FF=1",
            "another query": "a=1?b=2",
            "semicolons": "a=1;b=2",
            "long name": f"{MARK * 1500}=1",
        }
        for what, extra in extras.items():
            target = question(operation, more=extra)
            yield Attack(
                "structure",
                f"{operation} {what}",
                wire.request(operation.method, target, headers, body),
                operation,
                refused=True,
                secret=MARK,
            )
        for what, extra in {"separators": "&" * 500, "fragment": "#a", "empty": "?"}.items():
            target = question(operation) + ("?" if what == "separators" else "") + extra
            yield Attack(
                "structure",
                f"{operation} {what}",
                wire.request(operation.method, target, headers, body),
                operation,
            )
        for what, path in {
            "slash after": f"{operation.path}/",
            "slashes": f"//evil{MARK}.example{operation.path}",
            "dots": f"/v1/../..{operation.path}",
            "capitals": operation.path.upper(),
            "encoded slash": operation.path.replace("/", "%2F"),
            "semicolon": f"{operation.path};a=b",
            "backslash": operation.path.replace("/", "\\"),
        }.items():
            yield Attack(
                "address",
                f"{operation} {what}",
                wire.request(operation.method, path, headers, body),
                secret=MARK,
            )


def of_bodies(known: list[Operation], wire: Wire, document: Json) -> Iterator[Attack]:
    """Every body that a documented one can be spoilt into."""
    for operation in known:
        for kind, content in operation.described.get("requestBody", {}).get("content", {}).items():
            examples = [each["value"] for each in content.get("examples", {}).values()]
            schema = {**content["schema"], "components": document["components"]}
            for spoilt in bodies.spoilt(kind, examples, schema, operation.path.startswith("/v1")):
                yield Attack(
                    "body",
                    f"{operation} {spoilt.name}",
                    spoilt.parts(
                        wire.request(operation.method, question(operation), spoilt.headers, spoilt.body)
                    ),
                    operation,
                    refused=spoilt.refused,
                    secret=MARK if MARK.encode() in spoilt.body else None,
                    end=spoilt.unfinished,
                    silent=spoilt.unfinished,
                )


METHODS = (
    "TRACE",
    "PUT",
    "DELETE",
    "PATCH",
    "OPTIONS",
    "get",
    "Post",
    "BREW",
    "PROPFIND",
    "CONNECT",
    "M" * 300,
)


def of_methods(known: list[Operation], wire: Wire) -> Iterator[Attack]:
    """Methods that nobody documents, and bodies where none is taken."""
    for operation in known:
        headers, body = plain_request(operation)
        documented = {each.method for each in known if each.path == operation.path}
        if operation.method != min(documented):
            continue
        for method in (*METHODS, *({"GET", "POST"} - documented)):
            yield Attack(
                "method",
                f"{method[:12]} {operation.path}",
                wire.request(method, question(operation), headers, body),
                refused=method != "OPTIONS",
                silent=method in ("CONNECT", "M" * 300, "get", "Post", "BREW"),
            )
        target = question(operation)
        yield Attack("method", f"HEAD {operation.path}", wire.request("HEAD", target), head=True)
        if operation.method == "GET":
            for size in (2, 300_000):
                raw = wire.request("GET", target, [("Content-Type", "application/json")], b" " * size)
                refused = size > 262_144 and not operation.path.startswith("/cds-services")
                yield Attack("method", f"{operation} with {size} bytes", raw, operation, refused=refused)


def of_headers(known: list[Operation], wire: Wire) -> Iterator[Attack]:
    """Every operation with headers that are odd, and some of them with all."""
    for number, operation in enumerate(known):
        headers, body = plain_request(operation)
        target = question(operation)
        odd = list(HEADERS.items())
        for name, extra in odd if number % 12 == 0 else odd[number % 5 :: 5]:
            raw = wire.request(operation.method, target, [*headers, *extra], body)
            yield Attack("header", f"{operation} {name}", raw, operation, secret=MARK)
        for name, host in HOSTS.items() if number % 6 == 0 else ():
            raw = wire.request(operation.method, target, headers, body, host.replace("HOST", wire.host))
            yield Attack(
                "host",
                f"{operation} {name}",
                raw,
                operation,
                refused=operation.path not in PROBES,
                secret=MARK,
                silent=True,
            )


PROBES = ("/livez", "/readyz", "/metrics")
"""Asked by machinery that may know a process by its address only: under any name."""

HOSTS = {
    "another host": f"evil{MARK}.example",
    "no name": "",
    "two names": f"HOST, evil{MARK}.example",
    "user": f"HOST@evil{MARK}.example",
    "path": f"HOST/evil{MARK}",
    "blanks": f"HOST evil{MARK}",
    "tab": "HOST\tx",
    "port too large": "127.0.0.1:99999999",
    "not ASCII": "127.0.0.1\xe9",
    "dots after": "HOST..",
    "long": f"{MARK * 500}.example",
}

HEADERS: dict[str, list[tuple[str, str]]] = {
    "forwarded": [
        ("X-Forwarded-Host", f"evil{MARK}.example"), ("X-Forwarded-Proto", MARK), ("X-Forwarded-For", MARK),
        ("Forwarded", f"host=evil{MARK}.example"), ("X-Original-URL", f"/{MARK}"), ("X-Forwarded-Prefix", f"/{MARK}"),
    ],
    "request id": [("X-Request-Id", f"{MARK}\"><script>")],
    "long request id": [("X-Request-Id", MARK * 500)],
    "traceparent": [("Traceparent", f"00-{MARK}")],
    "other method": [("X-HTTP-Method-Override", "DELETE")],
    "any etag": [("If-None-Match", f'"{MARK}", W/, "')],
    "etag, not ASCII": [("If-None-Match", "\xff\xfe")],
    "many etags": [("If-None-Match", ", ".join(f'"{n}"' for n in range(900)))],
    "dates": [("If-Modified-Since", "never"), ("If-Unmodified-Since", "Mon, 99 Foo 99999"), ("If-Match", "*")],
    "range": [("Range", "bytes=0-0")],
    "many ranges": [("Range", "bytes=" + ",".join(f"{n}-{n}" for n in range(900)))],
    "odd range": [("Range", "bytes=99999999999999999999999-0")],
    "range of lines": [("Range", f"lines={MARK}")],
    "any type": [("Accept", "*/*;q=nan, ;;;, text/html;q=-1;q=2")],
    "many types": [("Accept", ", ".join(f"a/b{n};q=0.{n}" for n in range(700)))],
    "page wanted": [("Accept", "text/html")],
    "nothing wanted": [("Accept", "")],
    "coding": [("Accept-Encoding", f"{MARK};q=1e400, identity;q=0, gzip;q=")],
    "language": [("Accept-Language", "xx-" + "a" * 2000)],
    "origin": [("Origin", f"https://evil{MARK}.example")],
    "origin null": [("Origin", "null")],
    "preflight": [("Origin", "https://a.example"), ("Access-Control-Request-Method", "DELETE")],
    "credentials": [("Authorization", f"Bearer {MARK}"), ("Cookie", f"a={MARK}"), ("Proxy-Authorization", "x")],
    "cookies": [("Cookie", f"a={MARK * 1500}")],
    "upgrade": [("Upgrade", "h2c"), ("HTTP2-Settings", "AAMAAABkAAQAAP__")],
    "websocket": [("Upgrade", "websocket"), ("Sec-WebSocket-Key", "x"), ("Sec-WebSocket-Version", "13")],
    "expect": [("Expect", "100-continue")],
    "other expectation": [("Expect", MARK)],
    "bytes": [("X-Odd", "\xff\xfe\x80")],
    "60 fields": [(f"X-{n}", "a") for n in range(55)],
    "300 fields": [(f"X-{n}", "a") for n in range(300)],
    "20 KiB field": [("X-Long", "a" * 20_000)],
    "prefer": [("Prefer", "return=minimal"), ("TE", "trailers"), ("Via", f"1.1 {MARK}")],
}  # fmt: skip


def plain_request(operation: Operation) -> tuple[list[tuple[str, str]], bytes | None]:
    """Headers and body that an operation takes."""
    for kind, content in operation.described.get("requestBody", {}).get("content", {}).items():
        examples: list[Json] = [*content.get("examples", {}).values(), {"value": {}}]
        example = examples[0]["value"]
        return [("Content-Type", kind)], json.dumps(example).encode()
    return [], None


def resolved(schema: Json, document: Json) -> Json:
    """The schema that is meant by a reference, or the schema itself."""
    if "$ref" in schema:
        found: Json = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
        return found
    return schema


def text_of(raw: str) -> str | None:
    """What a value says once decoded; None when that is not text."""
    try:
        return unquote_to_bytes(raw.replace("+", " ").encode("latin-1")).decode("utf-8")
    except UnicodeDecodeError:
        return None


def allows(schema: Json, text: str | None) -> bool:
    """Whether a value is one that the document allows."""
    if text is None or not text.isprintable():
        return False
    if "enum" in schema:
        return text in schema["enum"]
    kinds = schema.get("type", "string")
    if "integer" in kinds:
        least, most = schema.get("minimum", -(2**53)), schema.get("maximum", 2**53)
        return bool(re.fullmatch("[0-9]{1,16}", text)) and least <= int(text) <= most
    if "boolean" in kinds:
        return text in ("true", "false", "0", "1")
    fits = schema.get("minLength", 0) <= len(text) <= schema.get("maxLength", 10**9)
    return fits and bool(re.search(schema.get("pattern", ""), text))
