"""Split a line that holds a list: `1. warfarin daily 2. digoxin every other day`, `zinc · iron`. Pure.

What must stay true: an item keeps its own times and doses; another number stays where it is.
"""

import re
from collections.abc import Callable

from app.medicines.concepts import Said

NUMBER_OF_AN_ITEM = re.compile(
    r"(?:^|(?<=[\s,;.:]))(?:\(?(?P<number>\d{1,2}|[a-h](?=\)))[.)](?=\s|[^\W\d_])"
    r"|#\s?(?P<counted>\d{1,2})[.):]?(?=\s)"
    r"|(?P<dashed>\d{1,2})\s?[-/](?=\s+[^\W\d_]))",
    re.IGNORECASE,
)
"""The number or letter of an item."""

BEFORE_THE_FIRST = " \t-–•*"
"""What may stand before the first item."""

BULLETS = re.compile(r"\s[•●▪◦‣·|]\s")
"""Signs between entries, or between a name and its dose."""

COUNTED_OTHERWISE = re.compile(
    r"(?:stage|type|grade|class|nyha|phase|ckd|stadium|typ|grad|stade|grado|tipo|estadio|stadio|day|tag)\W*$",
    re.IGNORECASE,
)
"""Words before a number that is none of a list: `CKD stage 2.`"""


def items_of_line(line: str, said: Callable[[str], Said]) -> list[str]:
    """Return the items of a list in one line, with its heading and an empty line if it has one; else it."""
    bulleted = BULLETS.split(line)
    if len(bulleted) > 1 and all(said(each).named for each in bulleted):
        return bulleted
    marks = marks_of_items(line, said)
    if len(marks) < 2:
        return [line]
    ends = [*(mark.start() for mark in marks[1:]), len(line)]
    items = [line[mark.end() : end].strip(" ,;") for mark, end in zip(marks, ends, strict=True)]
    head = line[: marks[0].start()].strip(BEFORE_THE_FIRST)
    return [head, *items, ""] if head else items


def marks_of_items(line: str, said: Callable[[str], Said]) -> list[re.Match[str]]:
    """Return the marks of a list that begins a line or follows a heading, in the order of their numbers."""
    found: list[re.Match[str]] = []
    every = list(NUMBER_OF_AN_ITEM.finditer(line))
    for at, mark in enumerate(every):
        end = every[at + 1].start() if at + 1 < len(every) else len(line)
        item = line[mark.end() : end].strip(" ,;")
        if place_of_item(mark) != len(found) + 1 or not item:
            continue
        if found and (mark.lastgroup != found[0].lastgroup or said(item).nothing):
            continue
        if COUNTED_OTHERWISE.search(line, max(0, mark.start() - 12), mark.start()):
            continue
        if (
            not found
            and (before := line[: mark.start()].strip(BEFORE_THE_FIRST))
            and not before.endswith(":")
        ):
            return []
        found.append(mark)
    return found


def place_of_item(mark: re.Match[str]) -> int:
    """Return the place of an item: `2.` and `b)` are second."""
    written = mark[mark.lastgroup or 0]
    return int(written) if written.isdigit() else ord(written.lower()) - ord("a") + 1
