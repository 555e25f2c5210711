"""Read the lines of a list that people type, below the headings that cast doubt on them. Pure.

What must stay true: a heading of doubt ends at a blank line and at the next heading, also one that is not
understood; it is shown with each entry below it, and never leaves one out.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from app.medicines.concepts import Said
from app.medicines.frequencies import doses_a_day
from app.medicines.names import fold
from app.medicines.parsing.allergies import ALLERGY
from app.medicines.parsing.headings import Heading
from app.medicines.parsing.other_medicines import OF_THE_NEXT
from app.medicines.vocabulary import LONGEST_TEXT
from app.safety.clock_times import CLOCK_WORD
from app.safety.typed_amounts import NUMBER, UNITS

STRENGTH = re.compile(rf"{NUMBER} ?(?:{'|'.join(UNITS)}|ml|iu|units?|%)s?", re.IGNORECASE)

LONGEST_HEADING = 100
"""Characters of the longest heading that is shown with each entry below it."""

DENYING_NAMES = OF_THE_NEXT | {"allergic to", "allergy to", "allergies to", "intolerant to", "intolerant of"}
"""Words at the beginning of a line that deny every name in it."""

MOST_WORDS_OF_DENIAL = 3

DOUBTED = Said(named=True, understood=True, doubted=True)
CLEAR = Said(named=True, understood=True, doubted=False)


@dataclass
class Sections:
    """The entries of the lines that were read, and the heading that stands above the next."""

    said: Callable[[str], Said]
    """Reads a text."""
    entries: list[str] = field(default_factory=list)
    doubt: str = ""
    """The heading of doubt above, without its colon; empty: none."""
    is_unused: bool = False
    """Whether the heading is the last entry, because none was read below it."""
    is_apart: bool = True
    """Whether no entry stands on the line above."""

    def add_blank(self) -> None:
        """Read an empty line, which ends a section; directly below its heading it does not."""
        self.is_apart = True
        if not self.is_unused:
            self.doubt = ""

    def add_line(self, pieces: list[str], is_last: bool) -> None:
        """Read the pieces of a line: a heading, or entries and what belongs to the one before."""
        if len(pieces) == 1 and self._is_heading(pieces[0], is_last):
            return
        self.is_apart = False
        if denies_all(pieces, self.said):
            self._end()
            self.entries.append(", ".join(pieces))
            return
        own = self._heading_in(pieces[0])
        if own is not None:
            self._end()
            self.doubt = own
        if own and self.said(pieces[0]).nothing:  # `Allergies: none`
            self.doubt = ""
            pieces = pieces if self.entries else pieces[1:] or pieces
        for group in groups(pieces, self.said):
            further = None if group[0] is pieces[0] else self._heading_in(group[0])
            if further is not None:
                own = self.doubt = further
            is_below = further is None and not (own and group[0] is pieces[0])
            self._add(group, self.doubt if is_below else "")
        if own is not None:
            self.doubt = ""

    def _is_heading(self, piece: str, is_last: bool) -> bool:
        """Return whether a line is a heading that is left out, or one of doubt, which stays until used."""
        of, ends = self.said(piece), piece.endswith(":")
        if (not is_last and self._is_left_out(of)) or (ends and of.nothing):
            self._end()
            return True
        doubts = of.heading is Heading.of_doubt or (of.heading is Heading.maybe_of_doubt and self.is_apart)
        if doubts and not is_last and len(piece) <= LONGEST_HEADING:
            self.entries.append(piece)
            self.doubt, self.is_unused = piece.rstrip(": "), True
            return True
        if ends or not (of.named or of.understood or is_one_name(piece)):
            self._end()
        return False

    def _is_left_out(self, of: Said) -> bool:
        """Return whether a line above others is a heading, or says nothing and stands above all others."""
        if of.heading is Heading.of_use or (self.doubt and of.heading is Heading.of_list):
            return True
        return of.nothing and of.heading is not Heading.of_class and not self.entries

    def _end(self) -> None:
        """End the section; a heading that was not used stays as an entry."""
        self.doubt, self.is_unused = "", False

    def _heading_in(self, piece: str) -> str | None:
        """Return the heading of doubt that begins a piece, or an empty text for another heading."""
        head, colon, rest = piece.partition(":")
        if not colon or not rest.strip() or len(head) > LONGEST_HEADING:
            return None
        of = self.said(f"{head}:")
        if of.heading is Heading.of_doubt:
            return head.strip()
        if of.heading in (Heading.of_list, Heading.of_use) or (of.nothing and self.said(piece).named):
            return ""
        return None

    def _add(self, group: list[str], doubt: str) -> None:
        """Add pieces as one entry or several, each with the heading of doubt above it."""
        if self.entries and not self.is_unused and self.said(group[0]).nothing:
            group = [self.entries.pop(), *group]
            as_before = DOUBTED if self.said(group[0]).doubted else CLEAR
            self.entries += joined(group, self.said, as_before)
            return
        for entry in joined(group, self.said, CLEAR):
            self._add_entry(entry, doubt)

    def _add_entry(self, entry: str, doubt: str) -> None:
        """Add an entry, with the heading of doubt above it unless it says that it is taken all the same.

        An amount below `Allergies:` is of a medicine that is taken; `none` says that there is no allergy.
        """
        of = self.said(entry) if doubt else CLEAR
        if of.named and STRENGTH.search(entry) and not ALLERGY.isdisjoint(fold(doubt).split()):
            self._end()
            doubt = ""
        if doubt and len(text := f"{doubt}: {entry}") <= LONGEST_TEXT:
            below = self.said(text)
            if below.nothing or (below.doubted and below.named == of.named):
                entry = text
                if self.is_unused:
                    self.entries.pop()
                    self.is_unused = False
            if below.nothing and self.entries:
                entry = f"{self.entries.pop()}, {entry}"
            elif below.nothing:
                return
        self.is_unused = False
        self.entries.append(entry)


def is_one_name(piece: str) -> bool:
    """Return whether a line that is not understood may be a medicine: one word, or with a number."""
    return " " not in piece or any(each.isdigit() for each in piece)


def denies_all(pieces: list[str], said: Callable[[str], Said]) -> bool:
    """Return whether a line is a denial and a list of mere names after it: `No furosemide, digoxin`."""
    first, *others = pieces
    words = fold(first).split()
    denied = any(" ".join(words[:number]) in DENYING_NAMES for number in range(1, MOST_WORDS_OF_DENIAL + 1))
    if not denied or not others or any(each.isdigit() for piece in pieces for each in piece):
        return False
    whole = ", ".join(pieces)
    if len(whole) > LONGEST_TEXT or any(doses_a_day(piece.split()[-1]) is not None for piece in others):
        return False
    return all(said(piece)[:2] == DOUBTED[:2] for piece in others) and said(whole)[:3] == DOUBTED[:3]


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


def joined(group: list[str], said: Callable[[str], Said], as_one: Said) -> list[str]:
    """Return pieces as one entry if they say `as_one` together, else as one for each that may be a name.

    A piece that casts doubt stays by itself: the name before it keeps its alerts.
    """
    doubted = [piece for piece in group[1:] if said(piece).doubted]
    for apart in ([], doubted):
        whole = ", ".join(piece for piece in group if piece not in apart)
        if len(whole) <= LONGEST_TEXT and said(whole) == as_one:
            return [whole, *apart]
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
