"""JSON that can be read in one way only. Anything else is refused before it reaches a model."""

import json
import math
import re
from typing import Any, NoReturn

DEEPEST = 32
"""Most lists and objects inside each other."""

SURROGATE = re.compile("[\ud800-\udfff]")
"""Half of a character that UTF-16 writes in two."""

LONGEST_NUMBER = 20
"""Most characters of a whole number."""


class NotPlainError(ValueError):
    """The text is not JSON, or can be read in more than one way; the message repeats nothing of it."""


def plain_json(raw: bytes) -> Any:
    """The content of a JSON text, or `NotPlainError`."""
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
    """Whether a text could be nested too deeply or hold half a character; most can be seen not to."""
    return raw.count(b"[") + raw.count(b"{") > DEEPEST or b"\\u" in raw or not raw.isascii()


def without_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object, unless a key stands in it twice."""
    content = dict(pairs)
    if len(content) != len(pairs):
        raise NotPlainError("A key stands twice in the same object.")
    return content


def refuse_constant(_: str) -> NoReturn:
    """NaN and Infinity are not JSON."""
    raise NotPlainError("NaN and Infinity are not numbers.")


def finite(text: str) -> float:
    """A number that fits."""
    if not math.isfinite(number := float(text)):
        raise NotPlainError("A number is too large.")
    return number


def short(text: str) -> int:
    """A whole number of a length that somebody may have meant."""
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
    """Refuse what is nested too deeply, and texts with half characters."""
    waiting = [(content, 1)]
    while waiting:
        value, depth = waiting.pop()
        if depth > DEEPEST:
            raise NotPlainError("The body is nested too deeply.")
        if isinstance(value, dict):
            waiting += [(each, depth + 1) for pair in value.items() for each in pair]
        elif isinstance(value, list):
            waiting += [(each, depth + 1) for each in value]
        elif isinstance(value, str) and not value.isascii() and SURROGATE.search(value):
            raise NotPlainError("A text holds half a character.")
