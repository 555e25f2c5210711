"""Read lists that people type: entries, each a medicine with its times, and clock times. Pure.

What must stay true: what cannot be read is refused or kept in the name; nothing but a heading is dropped.
"""

import re
from collections.abc import Callable
from typing import Any

from app.medicines.concepts import Said
from app.medicines.frequencies import doses_a_day
from app.medicines.vocabulary import LONGEST_TEXT
from app.safety.clock_times import CLOCK_WORD, NAMES_OF_TIMES, clock_time
from app.safety.list_sections import Sections
from app.safety.one_line_lists import items_of_line
from app.safety.request import MOST_ITEMS

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
    """Return the entries of a list: one a line, numbered, or separated by commas or semicolons.

    `said` reads a text. What follows a comma, or stands on the next line, belongs to the entry before it when
    it names nothing and both are understood together: `gabapentin 300 mg, take 1 capsule at night`. A heading
    is left out: `Medications:`, or a line such as `Name | Dose` above all others. One that casts doubt,
    `Stopped:`, is written before each entry below it, up to an empty line or the next heading.
    """
    if len(text) > LONGEST_LIST:
        return [piece for line in text.splitlines() for piece in pieces_of(line)]
    lines = [pieces_of(each) for line in text.splitlines() for each in items_of_line(line, said)]
    while lines and not lines[-1]:
        lines.pop()
    found = Sections(said)
    for number, pieces in enumerate(lines, 1):
        if pieces:
            found.add_line(pieces, number == len(lines))
        else:
            found.add_blank()
    return found.entries


def pieces_of(line: str) -> list[str]:
    """Return what stands between the commas of a line, without the sign of a list before it."""
    return list(filter(None, map(str.strip, BETWEEN_COMMAS.findall(BULLET.sub("", line)))))


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
