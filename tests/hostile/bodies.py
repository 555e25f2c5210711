"""Documented bodies, spoilt in every way a body can be."""

import gzip
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from tests.hostile.nasty import MARK

JSON = [("Content-Type", "application/json")]
FIRST_BYTES = 4096
ALMOST_ALL = 50_000
"""Bytes of a body that is not too long."""


@dataclass
class Spoilt:
    """A body and the headers it goes with."""

    name: str
    body: bytes
    headers: list[tuple[str, str]] = field(default_factory=lambda: list(JSON))
    refused: bool = True
    unfinished: bool = False

    def parts(self, request: bytes) -> bytes | list[bytes]:
        """The request on the wire; a chunked one says so in the place of its length."""
        if ("Transfer-Encoding", "chunked") not in self.headers:
            return request
        head = request.partition(b"\r\n\r\n")[0].split(b"\r\n")
        kept = [line for line in head if not line.startswith(b"Content-Length")]
        body = self.body
        chunks = [body[at : at + FIRST_BYTES] for at in range(0, len(body), FIRST_BYTES)]
        framed = [b"%x\r\n%s\r\n" % (len(chunk), chunk) for chunk in chunks]
        return [b"\r\n".join([*kept, b"", b""]), *framed, b"0\r\n\r\n"]


class Raw(str):
    """Text that stands in the JSON as it is, without quotes."""


def spoilt(kind: str, examples: list[Any], schema: Any, strict: bool) -> Iterator[Spoilt]:
    """Every body for an operation; each says whether it must be refused.

    Where it is not strict, what a body is called does not matter, nor what its texts hold.
    """
    if kind != "application/json" or not examples:
        return
    from jsonschema import Draft202012Validator  # late: it takes a second

    valid = Draft202012Validator(schema).is_valid
    plain = json.dumps(examples[0]).encode()
    yield from whole(plain)
    yield from encoded(plain)
    yield from announced(plain, strict)
    yield from outsized(examples[0])
    for number, example in enumerate(examples):
        for place, value in places(example):
            anything = valid(replaced(example, place, {MARK: [1]}))
            is_line = not LINES.isdisjoint(place)
            for name, changed, never in mutations(value):
                document = replaced(example, place, changed)
                never = never and not (is_line and name in NEVER_AS_TEXT)
                refused = name in NEVER or (strict and never and not anything) or not valid(unraw(document))
                yield Spoilt(f"{number}{dotted(place)}: {name}", written(document), refused=refused)
            yield from keyed(number, example, place, valid)


def whole(plain: bytes) -> Iterator[Spoilt]:
    """Bodies that are not what was asked for at all."""
    texts = {
        "empty": b"", "blanks": b" \r\n", "null": b"null", "list": b"[]", "object": b"{}", "text": b'"a"',
        "number": b"1", "true": b"true", "NaN": b"NaN", "Infinity": b"[Infinity]", "cut off": plain[:-1],
        "cut in a text": b'{"a":"b', "more after": plain + b"x", "two": plain + plain, "comma after": b"[1,]",
        "single quotes": b"{'a':1}", "comment": plain + b"//x", "no quotes": b"{a:1}", "octal": b"[010]",
        "plus": b"[+1]", "point": b"[.5]", "hexadecimal": b"[0x1]", "control character": b'["\x01"]',
        "bad escape": b'["\\x"]', "half escape": b'["\\u12"]', "NUL": plain + b"\x00",
        "form": b"supplement=1", "XML": b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
        "YAML": b"supplement: !!python/object:os.system [x]", "pickle": b"\x80\x04K\x01.",
    }  # fmt: skip
    return (Spoilt(f"body: {name}", text) for name, text in texts.items())


@cache
def bomb() -> bytes:
    """A small body that unpacks to 20 MB."""
    return gzip.compress(b" " * 20_000_000)


def encoded(plain: bytes) -> Iterator[Spoilt]:
    """Encodings other than UTF-8, and texts that are not quite UTF-8."""
    text = plain.decode()
    yield Spoilt("byte order mark", b"\xef\xbb\xbf" + plain)
    for name in ("utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-7", "cp037"):
        yield Spoilt(name, f"{text} ".encode(name)) if name != "utf-7" else Spoilt(name, b"+AHsAIgBh-")
    for name, raw in {
        "latin-1": b'{"a":"\xe9"}',
        "surrogate": b'{"a":"\xed\xa0\x80"}',
        "overlong": b'{"a":"\xc0\xaf"}',
    }.items():
        yield Spoilt(name, raw)
    for coding, packed in {
        "gzip": gzip.compress(plain), "deflate": zlib.compress(plain), "br": plain, "gzip, identity": plain,
        "bomb": bomb(), MARK: plain, "gzip, gzip": gzip.compress(gzip.compress(plain)),
    }.items():  # fmt: skip
        yield Spoilt(
            f"coding {coding}", packed, [*JSON, ("Content-Encoding", coding.replace("bomb", "gzip"))]
        )


def announced(plain: bytes, strict: bool) -> Iterator[Spoilt]:
    """Content types that are absent, wrong, or say more than one thing."""
    for kind in (
        "text/plain", "application/xml", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x",
        "application/json; charset=utf-16", "application/json; charset=latin-1", "application/fhir+json",
        "application/json, text/plain", "application/jsonx", MARK, "application/json;" * 200, "*/*", "",
        "application/json; charset=utf-8; charset=utf-16", "\xff", "application/problem+json",
    ):  # fmt: skip
        yield Spoilt(f"type {kind[:40]!r}", plain, [("Content-Type", kind)], refused=strict)
    yield Spoilt("no type", plain, [], refused=strict)
    yield Spoilt("two types", plain, [*JSON, ("Content-Type", "text/plain")], refused=False)
    yield Spoilt(
        "type in capitals", plain, [("content-TYPE", "Application/JSON; Charset=UTF-8")], refused=False
    )
    yield Spoilt("chunked", plain, [*JSON, ("Transfer-Encoding", "chunked")], refused=False)
    yield Spoilt(
        "chunked, too long", b" " * 300_000 + plain, [*JSON, ("Transfer-Encoding", "chunked")], refused=strict
    )


def outsized(example: Any) -> Iterator[Spoilt]:
    """Bodies that are deep, long or crowded."""
    key = next(iter(example))
    crowds = {
        "900 lists deep": b"[" * 900 + b"]" * 900,
        "33 lists deep": b"[" * 33 + b"]" * 33,
        "30,000 lists deep": b"[" * 30_000 + b"]" * 30_000,
        "30,000 open": b"[" * 30_000,
        "9,000 objects deep": b'{"a":' * 9_000 + b"1" + b"}" * 9_000,
        "20,000 numbers": b"[" + b",".join([b"1"] * 20_000) + b"]",
        "5,000 keys": b"{" + b",".join(b'"k%d":1' % n for n in range(5_000)) + b"}",
        "5,000 known keys": b"{" + b",".join(b'"%s":1' % key.encode() for _ in range(5_000)) + b"}",
        "60,000 digits": b"[" + b"9" * 60_000 + b"]",
        "60,000 decimals": b"[0." + b"9" * 60_000 + b"]",
        "60,000 letters": b'{"a":"' + b"q" * 60_000 + b'"}',
        "262,145 bytes": b" " * 262_143 + b"{}",
        "1 MB": b'{"a":"' + b"q" * 1_000_000 + b'"}',
        "numbers for objects": written({key: [1] * 20_000}),
        "lists for objects": written({key: [[]] * 15_000}),
        "texts for objects": written({"medicines": [MARK] * 5_000, "conditions": [MARK] * 3_000}),
        "objects without fields": written({"medicines": [{}] * 10_000}),
        "escapes": b'{"a":"' + b"\\u0041" * 10_000 + b'"}',
        "same hash": b"{" + b",".join(b'"%s":1' % (b"\\u0000" * n) for n in range(100)) + b"}",
    }
    for name, text in crowds.items():
        yield Spoilt(name, text)


VALUES: dict[str, Any] = {
    "null": None, "text": MARK, "empty text": "", "blank": " ", "number": 7, "zero": 0, "minus one": -1,
    "half": 0.5, "true": True, "false": False, "list": [], "object": {}, "list of lists": [[[]]],
    "2^53+1": 2**53 + 1, "2^63": 2**63, "2^64": 2**64, "tiny": 5e-324, "huge": 1.7e308, "text NaN": "NaN",
    "text number": "200", "with unit": f"200 mg {MARK}", "121 letters": MARK * 31, "9,000 letters": MARK * 2250,
    "101 items": [MARK] * 101, "5,000 items": [1] * 5000, "emoji": "😀", "full-width": "\uff11\uff10", "date": "2024-01-31",
    "script": f"<script>{MARK}</script>", "SQL": f"{MARK}'; DROP TABLE trial;--", "path": f"../../{MARK}",
    "template": f"{{{{{MARK}}}}}", "format": f"%s%n{MARK}", "combining": "a" + "\u0301" * 100,
}  # fmt: skip

NEVER: dict[str, Any] = {
    "NaN": Raw("NaN"), "Infinity": Raw("Infinity"), "-Infinity": Raw("-Infinity"), "1e400": Raw("1e400"),
    "-1e400": Raw("-1e400"), "30 digits": Raw("9" * 30), "5,000 digits": Raw("9" * 5000),
    "lone surrogate": Raw('"\\ud800"'), "swapped surrogates": Raw('"\\udc00\\ud800"'),
    "object with surrogate": Raw('{"\\udfff":1}'), "same key twice": Raw('{"a":1,"a":2}'),
    "deep": Raw("[" * 40 + "]" * 40), "NaN in a list": Raw("[1,NaN]"), "minus zero zero": Raw("-00"),
}  # fmt: skip

NEVER_AS_TEXT: dict[str, str] = {
    "NUL": "a\x00b", "line break": f"{MARK}\r\nX: y", "bidi": f"\u202e{MARK}", "zero width": f"a\u200b{MARK}",
    "byte order mark": f"\ufeff{MARK}", "escape": f"\x1b[31m{MARK}", "noncharacter": f"\uffff{MARK}",
    "private use": f"\ue000{MARK}", "line separator": f"a\u2028{MARK}",
}  # fmt: skip

LINES = frozenset({"text", "times", "frequency"})
"""Members of which one with what cannot be seen is reported in the answer and refuses nothing."""


def mutations(value: Any) -> Iterator[tuple[str, Any, bool]]:
    """(name, other value, must be refused where not anything at all may stand)."""
    for name, other in VALUES.items():
        yield name, other, False
    for name, other in (NEVER | NEVER_AS_TEXT).items():
        yield name, other, True
    yield "in a list", [value], False
    if isinstance(value, list):
        yield "101 times", (value or [{"text": MARK}]) * 101, False
        yield "in itself", [value], False
        if value:
            yield "as often as fits", value * (ALMOST_ALL // len(json.dumps(value))), False
    if isinstance(value, int | float) and not isinstance(value, bool):
        yield "as text", str(value), True
        yield "negative", -abs(value) - 1, False


def keyed(number: int, example: Any, place: tuple[Any, ...], valid: Any) -> Iterator[Spoilt]:
    """What goes wrong with the key of a value."""
    if not place or not isinstance(place[-1], str):
        return
    *above, key = place
    holder = looked_up(example, above)
    for name, other in {
        "key misspelt": f"{key}x", "key shortened": key[:-1], "key in capitals": key.upper(),
        "key with blank": f"{key} ", "key with NUL": f"{key}\x00", "key look-alike": key.replace("e", "\u0435"),
        "key zero width": f"{key}\u200b",
    }.items():  # fmt: skip
        changed = {other if each == key else each: value for each, value in holder.items()}
        document = replaced(example, tuple(above), changed)
        yield Spoilt(f"{number}{dotted(place)}: {name}", written(document), refused=not valid(document))
    without = {each: value for each, value in holder.items() if each != key}
    document = replaced(example, tuple(above), without)
    yield Spoilt(f"{number}{dotted(place)}: missing", written(document), refused=not valid(document))
    for name, other in {"more": f"extra{MARK}", "prototype": "__proto__", "dunder": "__class__"}.items():
        document = replaced(example, tuple(above), {**holder, other: MARK})
        yield Spoilt(f"{number}{dotted(place)}: {name}", written(document), refused=not valid(document))
    twice = "{" + ", ".join(
        [
            *(f"{json.dumps(each)}: {json.dumps(value)}" for each, value in holder.items()),
            f"{json.dumps(key)}: null",
        ]
    )
    document = replaced(example, tuple(above), Raw(twice + "}"))
    yield Spoilt(f"{number}{dotted(place)}: key twice", written(document))


def places(value: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """Every place of a document with its value, the document itself first."""
    yield at, value
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in inside:
        yield from places(each, (*at, key))


def looked_up(value: Any, place: Any) -> Any:
    """What stands at a place."""
    for key in place:
        value = value[key]
    return value


def replaced(document: Any, place: tuple[Any, ...], value: Any) -> Any:
    """The document with something else at a place; what lies beside it is shared."""
    if not place:
        return value
    first, *rest = place
    changed = document.copy()
    changed[first] = replaced(document[first], tuple(rest), value) if rest else value
    return changed


def dotted(place: tuple[Any, ...]) -> str:
    """A place in words."""
    return "".join(f".{each}" for each in place)


def written(value: Any) -> bytes:
    """JSON, raw parts as they are."""
    if isinstance(value, Raw):
        return value.encode()
    if isinstance(value, dict):
        pairs = (
            json.dumps(key, ensure_ascii=False).encode() + b": " + written(each)
            for key, each in value.items()
        )
        return b"{" + b", ".join(pairs) + b"}"
    if isinstance(value, list):
        return b"[" + b", ".join(written(each) for each in value) + b"]"
    return json.dumps(value, ensure_ascii=False).encode()


def unraw(value: Any) -> Any:
    """A document for the validator: raw parts, which are refused in any case, as null."""
    if isinstance(value, Raw):
        return None
    if isinstance(value, dict):
        return {key: unraw(each) for key, each in value.items()}
    return [unraw(each) for each in value] if isinstance(value, list) else value
