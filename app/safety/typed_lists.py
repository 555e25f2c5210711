"""Read lists that people type: entries, each a medicine with its times, and clock times. Pure.

What must stay true: what cannot be read is refused or kept in the name; nothing but a heading is dropped.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any

from app.medicines.concepts import Said
from app.medicines.frequencies import doses_a_day
from app.medicines.vocabulary import LONGEST_TEXT
from app.safety.clock_times import clock_time
from app.safety.request import MOST_ITEMS
from app.safety.typed_amounts import NUMBER, UNITS

STRENGTH = re.compile(rf"{NUMBER} ?(?:{'|'.join(UNITS)}|ml|iu|units?|%)s?", re.IGNORECASE)

NAMES_OF_TIMES = {
    **dict.fromkeys(("12 noon", "noon", "midday"), "12:00"),
    **dict.fromkeys(("12 midnight", "midnight"), "00:00"),
}

CLOCK_WORD = re.compile(
    r"(?:and |& ?)?(?:at |about |around )?"
    r"([0-9]{1,2}(?:[:.][0-9]{2}(?::[0-9]{2})?)? ?(?:am|pm|a\.m\.|p\.m\.)"
    rf"|[0-9]{{1,2}}:[0-9]{{2}}(?::[0-9]{{2}})?|{'|'.join(NAMES_OF_TIMES)})",
    re.IGNORECASE,
)

CLOCK_ALONE = re.compile(r"\b([0-9]{1,2})[.:h]([0-9]{2})(?![0-9:.])(?: ?(?:uhr|h|uur)\b)?", re.IGNORECASE)
HOUR_ALONE = re.compile(r"(?<![0-9:.])([0-9]{1,2}) ?(?:uhr|h|uur)(?![a-z0-9])", re.IGNORECASE)
"""Times where nothing but times stands: `20.30`, `20h30`, `8 Uhr`."""

LONGEST_CLOCK = 60
"""Characters of the longest clock time that is read, with the words before it."""

LAST_CLOCK = re.compile(rf"(?:^|[\s,;/])\s*{CLOCK_WORD.pattern}\s*$", re.IGNORECASE)

BETWEEN_COMMAS = re.compile(r"(?:[^,;(]+|\([^()]*\)|\(|(?<=\d),(?=\d))+")
"""What stands between commas and semicolons, other than those in brackets and in numbers: `2,5`, `1,000`."""

BULLET = re.compile(r"^\s*(?:[•●▪◦‣·*–—-]|\[x\]|\(?[a-h]\))\s+", re.IGNORECASE)
"""The sign of a list before an entry: a point, a letter, a box that is ticked."""

LONGEST_LIST = MOST_ITEMS * LONGEST_TEXT
"""Characters of the longest list of which each piece is read; in a longer one, each counts as an entry."""

WORDS_IN_A_FREQUENCY = 7
"""Words in the longest frequency at the end of an entry: `in the morning and in the evening`."""

IN_NAMES_TOO = frozenset({"morning", "evening", "night", "bedtime"})
"""Words of a frequency that may belong to the name of a product instead: `Lemsip Max Night`."""


def read_times(text: str) -> list[str] | None:
    """Return clock times; None when something else is there."""
    rest, times = clock_times_at_end(CLOCK_ALONE.sub(r"\1:\2", HOUR_ALONE.sub(r"\1:00", text)))
    return None if rest else times


def clock_times_at_end(text: str) -> tuple[str, list[str]]:
    """Return a text without the clock times it ends with, and these."""
    times: list[str] = []
    while (found := LAST_CLOCK.search(text, max(0, len(text) - LONGEST_CLOCK))) is not None:
        times.insert(0, found[1])
        text = text[: found.start()].rstrip(" ,;/")
    return text.strip(), [as_clock(time) for time in times]


def as_clock(text: str) -> str:
    """Return a clock time as `08:00`, or as it is when there is no such time."""
    try:
        return NAMES_OF_TIMES.get(text.lower()) or clock_time(text)
    except ValueError:
        return text


def entries(text: str, said: Callable[[str], Said]) -> list[str]:
    """Return the entries of a list: one a line, or separated by commas or semicolons.

    `said` reads a text. What follows a comma, or stands on the next line, belongs to the entry before it when
    it names nothing and both are understood together: `gabapentin 300 mg, take 1 capsule at night`. A heading
    is left out: `Medications:`, or a line such as `Name | Dose` above all others.
    """
    lines = list(filter(None, map(pieces_of, text.splitlines())))
    if len(text) > LONGEST_LIST:
        return [piece for pieces in lines for piece in pieces]
    found: list[str] = []
    for pieces in lines:
        is_first = not found and pieces is not lines[-1]
        if len(pieces) == 1 and (is_first or pieces[0].endswith(":")) and said(pieces[0]).nothing:
            continue
        for group in groups(pieces, said):
            if found and group[0] is pieces[0] and said(group[0]).nothing:
                group = [found.pop(), *group]
            found += joined(group, said)
    return found


def pieces_of(line: str) -> list[str]:
    """Return what stands between the commas of a line, without the sign of a list before it."""
    return list(filter(None, map(str.strip, BETWEEN_COMMAS.findall(BULLET.sub("", line)))))


def groups(pieces: list[str], said: Callable[[str], Said]) -> Iterator[list[str]]:
    """Yield each piece of a line with those after it that may be about it."""
    group: list[str] = []
    for piece in pieces:
        if group and not belongs_to_entry(piece):
            of_piece = said(piece)
            if of_piece.named or not of_piece.understood:
                yield group
                group = []
        group.append(piece)
    if group:
        yield group


def joined(group: list[str], said: Callable[[str], Said]) -> list[str]:
    """Return pieces as one entry if they are understood together, else as one for each that may be a name.

    A piece that casts doubt stays by itself: the name before it keeps its alerts.
    """
    whole = ", ".join(group)
    if len(whole) <= LONGEST_TEXT and said(whole) == Said(named=True, understood=True, doubted=False):
        return [whole]
    found = group[:1]
    for piece in group[1:]:
        if belongs_to_entry(piece):
            found[-1] += f", {piece}"
        else:
            found.append(piece)
    return found


def belongs_to_entry(piece: str) -> bool:
    """Return whether a piece after a comma is about the name before it."""
    return bool(CLOCK_WORD.fullmatch(piece) or STRENGTH.fullmatch(piece)) or doses_a_day(piece) is not None


def read_medicine_entry(entry: str) -> dict[str, Any]:
    """Return `gentamicin (intravenous) 8am, 8pm` as an input of the check: text, times and frequency."""
    name, times = clock_times_at_end(entry)
    name, frequency = frequency_at_end(name)
    if not times:
        name, times = clock_times_at_end(name)
    given: dict[str, Any] = {"text": name or entry}
    if times:
        given["times"] = times
    if frequency:
        given["frequency"] = frequency
    return given


def frequency_at_end(text: str) -> tuple[str, str | None]:
    """Return a name without the frequency it ends with, and that."""
    words = text.split()
    for number in range(min(WORDS_IN_A_FREQUENCY, len(words) - 1), 0, -1):
        frequency = " ".join(words[-number:])
        if frequency.lower() not in IN_NAMES_TOO and doses_a_day(frequency) is not None:
            return " ".join(words[:-number]).rstrip(","), frequency
    return text, None
