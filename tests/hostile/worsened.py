"""A question to the safety check, garbled in every way that people and programs garble one.

What must stay true: a garbled question still means the one it was made from; none of them says that
something is not so which was so.
"""

import json
from collections.abc import Iterator
from typing import Any

from tests.hostile.bodies import JSON, Raw, Spoilt, dotted, encoded, looked_up, places, replaced, written

NUMBERS: dict[str, Any] = {
    "NaN": Raw("NaN"), "Infinity": Raw("Infinity"), "-Infinity": Raw("-Infinity"), "1e400": Raw("1e400"),
    "text NaN": "NaN", "true": True, "false": False, "null": None, "negative": -1, "huge": 1e300, "list": [],
    "object": {"value": 1}, "minus zero one": Raw("-01"), "comma": "25,5", "30 digits": Raw("9" * 30),
}  # fmt: skip

TRUTHS: dict[str, Any] = {
    "text": "true", "one": 1, "zero": 0, "yes": "yes", "null": None, "list": [True], "Y": "Y", "empty": "",
    "Python": Raw("True"), "NaN": Raw("NaN"),
}  # fmt: skip


def worsened(question: dict[str, Any]) -> Iterator[Spoilt]:
    """Every garbled question."""
    plain = json.dumps(question).encode()
    yield from encoded(plain)
    for name, text in {
        "cut off": plain[:-1], "more after": plain + b"}", "twice": plain + plain, "in a list": b"[%s]" % plain,
        "as text": json.dumps(plain.decode()).encode(), "comment": plain + b"/**/", "comma": plain[:-1] + b",}",
        "in an object": b'{"request": %s}' % plain, "empty first": b"{}" + plain,
    }.items():  # fmt: skip
        yield Spoilt(name, text)
    for kind in (
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/fhir+json",
        "multipart/form-data",
    ):
        yield Spoilt(f"as {kind}", plain, [("Content-Type", kind)])
    yield Spoilt("without a type", plain, [])
    for place, value in places(question):
        for name, changed in spoilt_values(place, value):
            yield Spoilt(f"{dotted(place)}: {name}", written(replaced(question, place, changed)), list(JSON))
        if place and isinstance(place[-1], str):
            yield from spoilt_keys(question, place)


def spoilt_values(place: tuple[Any, ...], value: Any) -> Iterator[tuple[str, Any]]:
    """(name, what stands there instead)."""
    if isinstance(value, bool):
        yield from TRUTHS.items()
    elif isinstance(value, int | float):
        yield from NUMBERS.items()
        yield from {
            "text": f"{value}",
            "with unit": f"{value} mL/min",
            "full-width": wide(f"{value}"),
        }.items()
    elif isinstance(value, list):
        yield from spoilt_lists(value)
    elif isinstance(value, str):
        yield from spoilt_texts(place, value)
    elif place:
        yield from (("null", None), ("a list", [value]), ("its text", json.dumps(value)), ("number", 1))


def spoilt_lists(value: list[Any]) -> Iterator[tuple[str, Any]]:
    """Lists that are none, or another one."""
    yield "null", None
    yield "in itself", [value]
    yield "its text", json.dumps(value)
    yield "numbered", {str(number): each for number, each in enumerate(value)}
    yield "101 times", (value or [{"text": "x"}]) * 101
    yield "null inside", [*value, None]
    yield "empty inside", [*value, {}]
    yield "empty text inside", [*value, {"text": ""}]
    if value:
        yield "first alone", value[0]
        yield (
            "joined",
            ", ".join(str(each.get("text", each)) if isinstance(each, dict) else str(each) for each in value),
        )
        yield (
            "names alone",
            [each.get("text", "x") if isinstance(each, dict) else {"text": each} for each in value],
        )


def spoilt_texts(place: tuple[Any, ...], text: str) -> Iterator[tuple[str, Any]]:
    """Names as they are misspelt, decorated and disguised; codes and words likewise."""
    half = len(text) // 2
    yield from (("null", None), ("number", 7), ("true", True), ("list", [text]), ("object", {"text": text}))
    yield "first letter gone", text[1:]
    yield "last letter gone", text[:-1]
    yield "middle letter gone", text[:half] + text[half + 1 :]
    yield (
        "letters swapped",
        text[: half - 1] + text[half] + text[half - 1] + text[half + 1 :] if half else "x",
    )
    yield "letter doubled", text[:half] + text[half : half + 1] * 2 + text[half + 1 :]
    yield "letter more", f"{text}x"
    for plain, other in (
        ("a", "\u0430"),
        ("e", "\u0435"),
        ("o", "\u043e"),
        ("c", "\u0441"),
        ("i", "\u0456"),
        ("o", "0"),
        ("l", "1"),
    ):
        if plain in text:
            yield f"look-alike of {plain}: {ord(other):x}", text.replace(plain, other)
    for name, odd in {
        "zero width": "\u200b", "joiner": "\u200d", "soft hyphen": "\u00ad", "bidi": "\u202e", "NUL": "\x00",
        "line break": "\n", "tab": "\t", "no-break space": "\u00a0", "combining": "\u0301", "hyphen": "-",
        "blank": " ", "point": ".", "variation": "\ufe0f", "byte order mark": "\ufeff",
    }.items():  # fmt: skip
        yield f"{name} inside", text[:half] + odd + text[half:]
        yield f"{name} after", text + odd
    yield "full-width", wide(text)
    yield "capitals", text.upper()
    yield "turned", text[::-1]
    yield "empty", ""
    yield "blank", " "
    yield "121 letters", (text * 121)[:121]
    for name, decorated in {
        "with strength": f"{text} 5 mg", "tablets": f"{text} tablets", "both": f"{text} 5 mg tablets",
        "dose first": f"500mg {text}", "salt": f"{text} sodium", "acid": f"{text} hydrochloride", "maker": f"Teva {text}",
        "generic": f"generic {text}", "question": f"{text}?", "quoted": f'"{text}"', "two": f"{text} and aspirin",
        "slash": f"{text}/aspirin", "plus": f"{text} + aspirin", "comma": f"{text}, aspirin", "negated": f"stopped {text}",
        "German": f"{text}e Tabletten", "HTML": f"<b>{text}</b>", "brackets": f"{text} (oral)", "twice": f"{text} {text}",
        "how often": f"{text} twice daily", "release": f"{text} XR", "star": f"{text}*", "percent": f"{text}%20",
        "escaped": f"{text}\\u0000", "unknown": "xyzol", "none": "none", "NA": "N/A", "nothing known": "unknown",
    }.items():  # fmt: skip
        yield name, decorated


def spoilt_keys(question: dict[str, Any], place: tuple[Any, ...]) -> Iterator[Spoilt]:
    """A key that is misspelt, missing, or there twice."""
    *above, key = place
    holder = looked_up(question, above)
    for name, other in {
        "one letter more": f"{key}s", "one letter less": key[:-1], "capital": key.capitalize(), "blank": f"{key} ",
        "look-alike": key.replace("e", "\u0435"), "zero width": f"{key}\u200b", "hyphens": key.replace("_", "-") + "-",
        "camel case": "".join(part.title() for part in key.split("_")), "prefix": f"x_{key}",
    }.items():  # fmt: skip
        if other != key:
            changed = {other if each == key else each: value for each, value in holder.items()}
            yield Spoilt(f"{dotted(place)}: key, {name}", written(replaced(question, tuple(above), changed)))
    if not is_choice(place):
        without = {each: value for each, value in holder.items() if each != key}
        yield Spoilt(f"{dotted(place)}: missing", written(replaced(question, tuple(above), without)))
    for name, second in {
        "null": "null",
        "empty": "[]",
        "object": "{}",
        "zero": "0",
        "false": "false",
    }.items():
        pairs = [f"{json.dumps(each)}: {json.dumps(value)}" for each, value in holder.items()]
        for order, parts in {
            "after": [*pairs, f'"{key}": {second}'],
            "before": [f'"{key}": {second}', *pairs],
        }.items():
            twice = replaced(question, tuple(above), Raw("{" + ", ".join(parts) + "}"))
            yield Spoilt(f"{dotted(place)}: key twice, {name} {order}", written(twice))


def is_choice(place: tuple[Any, ...]) -> bool:
    """Whether leaving a field out says something else, rather than nothing."""
    return place[-1] in ("route", "times", "jurisdictions")


def wide(text: str) -> str:
    """A text in full-width characters."""
    return "".join(chr(ord(each) + 0xFEE0) if "!" <= each <= "~" else each for each in text)
