"""JSON that can be read in one way only. Anything else is refused before it reaches a model."""

import json
import math
import re
from typing import Any, NoReturn

DEEPEST = 32
"""Maximum depth of lists and objects."""

SURROGATE = re.compile("[\ud800-\udfff]")
"""Lone surrogates (Unicode)."""

LONGEST_NUMBER = 20
"""Maximum number of characters of a whole number."""


class NotPlainError(ValueError):
    """The text is not JSON, or can be read in more than one way; the message repeats nothing of it."""


def plain_json(raw: bytes) -> Any:
    """Return the content of a JSON text; raise `NotPlainError` when it cannot be read in one way."""
    if raw.startswith(b"\xef\xbb\xbf"):
        raise NotPlainError("The body begins with a byte order mark.")
    try:
        content = DECODER.decode(raw.decode("utf-8"))
    except UnicodeDecodeError:
        raise NotPlainError("The body is not UTF-8.") from None
    except RecursionError:
        raise NotPlainError("The body is nested too deeply.") from None
    except NotPlainError:
        raise
    except ValueError:
        raise NotPlainError("The body is not JSON.") from None
    if may_be_odd(raw):
        refuse_odd(content)
    return content


def may_be_odd(raw: bytes) -> bool:
    """Return whether a text may be nested too deeply or hold a lone surrogate; most cannot."""
    return raw.count(b"[") + raw.count(b"{") > DEEPEST or b"\\u" in raw or not raw.isascii()


def without_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object; raise `NotPlainError` when a key stands in it twice."""
    content = dict(pairs)
    if len(content) != len(pairs):
        raise NotPlainError("An object has the same key twice.")
    return content


def refuse_constant(_: str) -> NoReturn:
    """Raise `NotPlainError` for NaN and Infinity, which are not JSON."""
    raise NotPlainError("NaN and Infinity are not numbers.")


def finite(text: str) -> float:
    """Return a number; raise `NotPlainError` when it is infinite."""
    if not math.isfinite(number := float(text)):
        raise NotPlainError("A number is too large.")
    return number


def short(text: str) -> int:
    """Return a whole number; raise `NotPlainError` when it has too many digits."""
    if len(text) > LONGEST_NUMBER:
        raise NotPlainError("A number is too large.")
    return int(text)


DECODER = json.JSONDecoder(
    object_pairs_hook=without_twins,
    parse_constant=refuse_constant,
    parse_float=finite,
    parse_int=short,
)


def refuse_odd(content: Any) -> None:
    """Raise `NotPlainError` for content that is nested too deeply or holds a lone surrogate."""
    waiting = [(content, 1)]
    while waiting:
        value, depth = waiting.pop()
        if depth > DEEPEST and isinstance(value, (dict, list)):
            raise NotPlainError("The body is nested too deeply.")
        if isinstance(value, dict):
            waiting += [(each, depth + 1) for pair in value.items() for each in pair]
        elif isinstance(value, list):
            waiting += [(each, depth + 1) for each in value]
        elif isinstance(value, str) and not value.isascii() and SURROGATE.search(value):
            raise NotPlainError("A string contains a lone surrogate.")
