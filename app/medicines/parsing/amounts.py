"""Parse numbers: strengths with their unit, `1-0-1`, `1 to 2`, `q2w`, and units apart from a number."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from app.medicines.parsing.parts import PART_COST, Part, PartKind
from app.medicines.parsing.periods import periods_in
from app.medicines.parsing.tokens import Strength, Token, number_value
from app.medicines.parsing.words import ListedWord, WordKind, WordList

GLUED_COST = 20
"""Added for a number that is written in one word with what is before it, as in `D2`."""

NUMBER_WORDS = {
    "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "fourteen",
    "fifteen", "sixteen", "eighteen", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty",
    "ninety", "hundred", "thousand",
}  # fmt: skip
"""Numbers in words, before a unit; their value is not worked out."""

EVERY = frozenset({"q", "c"})
"""Letters before a number of hours, days or weeks: `q2w`, `c/8h`."""

TIMES_OF_A_DAY = re.compile(
    r"[\d.,]+(?:(?:-[\d.,]+){2,3}|(?:/[\d.,]+){2,3}|(?:/\d)?(?:-[\d.,]+(?:/\d)?){2,5})"
)
"""How many at each time of a day: `1-0-1`, `1/0/1`, `1/2-0-1/2-0`."""

HIGHEST_VITAMIN = 20
"""Highest number after the letter of a vitamin that belongs to its name."""

DEGREE, SCALES = "°", (["c"], ["f"])
"""The sign of a temperature, and the letters after it."""

LIMITS_OF_FEVER = frozenset({"<", ">", "≤", "≥", "above", "over", "ab", "uber"})
"""Signs and words before a temperature whose sign is left out."""

YEAR = re.compile(r"(?:19|20)\d\d")
"""A number that is a year; beside others it is a date."""

BEFORE_METALS = frozenset(",;/+&")
"""Signs after which a metal that is written as a unit may be the next of a list: `C 500, Mg 250`."""

BEFORE_UNITS = frozenset({"unit", "units", "dose", "strength", "half", *NUMBER_WORDS})
"""Words after which, with a sign between, `mg` is the unit: `unit: mg`, `five-mg`."""

CLOSED = ([")"], ["]"])
"""What ends a bracket."""

SHORT_UNITS_OF_TIME = {"w": "week", "mo": "month", "m": "month"}
"""Units of time that are understood after `q` and a number only."""


@dataclass(slots=True)
class Amounts:
    """Every number with what belongs to it that can begin at a token."""

    tokens: list[Token]
    words: WordList
    texts: list[str] = field(init=False)
    """The tokens as names are written: numbers with a decimal point."""
    ends_of_numbers: dict[int, int] = field(init=False)
    """Start → end of the longest run of numbers with `-` or `/` between them."""

    periods: dict[int, int] = field(init=False)
    """Start → end of each period between two dates."""

    def __post_init__(self) -> None:
        """Write the tokens as names are written, and find the runs of numbers once."""
        self.texts = [token.text.replace(",", ".") for token in self.tokens]
        ends: dict[int, int] = {}
        for at in range(len(self.tokens) - 1, -1, -1):
            if self.tokens[at].is_number:
                goes_on = at + 2 in ends and self.tokens[at + 1].text in "-/"
                ends[at] = ends[at + 2] if goes_on else at + 1
        self.ends_of_numbers = ends
        self.periods = periods_in(self.tokens, self.words)

    def numbers(self, at: int) -> Iterator[Part]:
        """Yield numbers as strengths with their unit, as `1-0-1`, and by themselves."""
        end = self.ends_of_numbers[at]
        numbers = [token.text for token in self.tokens[at:end:2]]
        yield from self.strength([self.tokens[at].text], at, at + 1)
        if len(numbers) > 1:
            yield from self.strength(numbers, at, end)
        elif end < len(self.tokens) and self.tokens[end].text == "000":
            yield from self.strength([numbers[0] + "000"], at, end + 1)
        run = "".join([token.text for token in self.tokens[at:end]]) if len(numbers) > 2 else ""
        if TIMES_OF_A_DAY.fullmatch(run) and not any(map(YEAR.fullmatch, numbers)):
            times = ListedWord(WordKind.frequency, run.replace("/", "-") if run.count("-") < 2 else run)
            yield Part(PartKind.word, at, end, times.meaning, words=(times,))
        yield from self._range(at, end)
        if self.texts[at + 1 : at + 2] == [DEGREE] or (at > 0 and self.texts[at - 1] in LIMITS_OF_FEVER):
            yield from self._temperature(at)
        before = at - 1 - (at > 1 and self.tokens[at - 1].text == "-")
        glued = at > 0 and not self.tokens[before].is_sign and self.without_blanks(before, at + 1)
        if glued and self._is_of_a_vitamin(before, at):
            return
        cost = PART_COST + (GLUED_COST if glued else 1)
        yield Part(PartKind.number, at, at + 1, self.tokens[at].text, cost=cost)

    def _is_of_a_vitamin(self, letter: int, at: int) -> bool:
        """Return whether a number tells which vitamin it is: `vitamin K2`; `vitamin D1000` is a dose."""
        vitamin = letter > 0 and len(self.texts[letter]) == 1 and self.texts[letter - 1].startswith("vit")
        return vitamin and (number_value(self.texts[at]) or 0) <= HIGHEST_VITAMIN

    def _temperature(self, at: int) -> Iterator[Part]:
        """Yield a temperature: `38.5 °C`, and `> 101 F` where a limit is before it."""
        end = at + 1 + (self.texts[at + 1 : at + 2] == [DEGREE])
        end += self.texts[end : end + 1] in SCALES
        if end > at + 1:
            strengths = (Strength(number_value(self.tokens[at].text), DEGREE),)
            yield Part(PartKind.strength, at, end, " ".join(self.texts[at:end]), strengths=strengths)

    def _range(self, at: int, end: int) -> Iterator[Part]:
        """Yield two numbers with a word between them: `1 to 2 tablets`, `5 mg oder 10 mg`."""
        if (unit := self.unit(end)) is not None:
            end = unit[0]
        word = self.words.ranges.get(self.texts[end]) if end < len(self.tokens) else None
        if word is None or (last := self.ends_of_numbers.get(end + 1)) is None:
            return
        numbers = [self.tokens[at].text, self.tokens[end + 1].text]
        if any(map(YEAR.fullmatch, self.texts[at:last])):
            return
        words, cost = (word,), PART_COST + 1  # in `interferon alfa-2a 50 mg` the name is the longer part
        for part in self.strength(numbers, at, last):
            yield Part(part.kind, at, part.end, part.text, strengths=part.strengths, words=words, cost=cost)
        yield Part(PartKind.number, at, last, " ".join(self.texts[at:last]), words=words, cost=cost)

    def strength(self, numbers: list[str], at: int, end: int) -> Iterator[Part]:
        """Yield numbers with the unit after them, alone and with what it is in one of."""
        written = self.tokens[at:end]
        if end < len(self.tokens) and self.tokens[end].text == "-":
            end += 1
        if (found := self.unit(end)) is None:
            return
        end, unit = found
        amounts = [number_value(number) for number in numbers]
        strengths = tuple(Strength(amount, unit.meaning) for amount in amounts)
        text = f"{' '.join(numbers)} {unit.meaning}"
        if any(token.is_sign for token in written):
            text = f"{''.join([token.text for token in written])} {unit.meaning}"
        yield Part(PartKind.strength, at, end, text, strengths=strengths)
        if (per := self.per(end, unit)) is not None:
            end, amount_in, unit_in = per
            strengths = tuple(Strength(amount, unit.meaning, amount_in, unit_in) for amount in amounts)
            yield Part(PartKind.strength, at, end, f"{text}/{unit_in}", strengths=strengths)

    def unit_apart(self, at: int) -> Iterator[Part]:
        """Yield a unit that is not directly after its number: `144 mg Mg`, `325 (65) mg`, `ten (10) mg`."""
        if self.tokens[at - 1].text == self.tokens[at].text:
            words = (ListedWord(WordKind.noise, "way of writing"),)
            yield Part(PartKind.word, at, at + 1, self.tokens[at].text, words=words, cost=PART_COST + 1)
        if self.tokens[at - 1].is_sign:
            yield from self._unit_after_a_sign(at)
        if self.tokens[at - 1].text in NUMBER_WORDS and (written := self.unit(at)):
            strengths = (Strength(None, written[1].meaning),)
            yield Part(PartKind.strength, at, written[0], written[1].meaning, strengths=strengths)
        if self.tokens[at - 1].text != ")":
            return
        texts = [token.text for token in self.tokens[max(0, at - 5) : at - 1]]
        if "(" not in texts or (opening := at - 2 - texts[::-1].index("(")) < 1:
            return
        number, unit = self.tokens[opening - 1], self.unit(at)
        is_stated = number.is_number or number.text in NUMBER_WORDS
        if is_stated and unit and unit[1].detail != "time":
            end, amount_in, unit_in = self.per(*unit) or (unit[0], None, None)
            value = number_value(number.text) if number.is_number else None
            strength = Strength(value, unit[1].meaning, amount_in, unit_in)
            yield Part(PartKind.strength, at, end, unit[1].meaning, strengths=(strength,))

    def _unit_after_a_sign(self, at: int) -> Iterator[Part]:
        """Yield a unit of mass that a sign sets apart from its number: `81|mg|daily`, `dose (mg): 81`."""
        unit = self.words.units[self.tokens[at].text]
        if (
            unit.detail != "mass"
            or len(self.tokens[at].text) == 1
            or self.tokens[at - 1].text in BEFORE_METALS
        ):
            return
        before = self.before_signs(at)
        cost = PART_COST + 1
        if before >= 0 and self.tokens[before].is_number:
            strength = Strength(number_value(self.tokens[before].text), unit.meaning)
            yield Part(PartKind.strength, at, at + 1, unit.meaning, strengths=(strength,), cost=cost)
        elif self._is_of_a_label(at):
            words = (ListedWord(WordKind.noise, "way of writing"),)
            yield Part(PartKind.word, at, at + 1, self.tokens[at].text, words=words, cost=cost)

    def is_no_unit(self, at: int, text: str) -> bool:
        """Return whether a metal that is written as a unit is, `Mg`, is none.

        After a number and a sign it is one only with a number of its own: `C 500, Mg 250` holds magnesium,
        `81|mg|daily` none, and of `15, Mg` it is not known.
        """
        if text not in self.words.units or (at > 0 and self.tokens[at - 1].text == "elemental"):
            return True
        if not self.begins(at):
            return False
        before = self.before_signs(at)
        follows = self.texts[before] if before >= 0 else ""
        if follows == text or follows in BEFORE_UNITS or (before >= 0 and self.tokens[before].is_number):
            has_number = at + 1 < len(self.tokens) and self.tokens[at + 1].is_number
            return has_number and self.tokens[at - 1].text in BEFORE_METALS
        return not self._is_of_a_label(at)

    def begins(self, at: int) -> bool:
        """Return whether a token is the first of the text or after a sign."""
        return at == 0 or self.tokens[at - 1].is_sign

    def before_signs(self, at: int) -> int:
        """Return the last token before another that is no sign; -1 where there is none."""
        at -= 1
        while at >= 0 and self.tokens[at].is_sign:
            at -= 1
        return at

    def _is_of_a_label(self, at: int) -> bool:
        """Return whether a unit stands alone in brackets, with its number after them: `dose (mg): 81`."""
        if at == 0 or self.tokens[at - 1].text not in ("(", "[") or self.texts[at + 1 : at + 2] not in CLOSED:
            return False
        after = at + 2 + (self.texts[at + 2 : at + 3] in ([":"], ["="]))
        return after < len(self.tokens) and self.tokens[after].is_number

    def every(self, at: int) -> Iterator[Part]:
        """Yield the time between doses: `q2w`, `q 4-6 h`, `q3 months`, `c/8h`."""
        start = at + 1 + (at + 1 < len(self.tokens) and self.tokens[at + 1].text == "/")
        if (end := self.ends_of_numbers.get(start)) is None or end >= len(self.tokens):
            return
        number = "-".join(token.text for token in self.tokens[start:end:2])
        unit = self.unit(end)
        if unit and unit[1].detail == "time":
            end, meaning = unit[0], unit[1].meaning
        elif short := SHORT_UNITS_OF_TIME.get(self.tokens[end].text):
            end, meaning = end + 1, short
        else:
            return
        words = (ListedWord(WordKind.frequency, f"every {number} {meaning}"),)
        yield Part(PartKind.word, at, end, words[0].meaning, words=words)

    def per(self, at: int, unit: ListedWord) -> tuple[int, float, str] | None:
        """Return (end, amount, unit) of what a strength is in one of, such as `/5 ml`."""
        if at >= len(self.tokens) or self.tokens[at].text not in ("/", "per", "pro", "par", "por"):
            return None
        amount, number_given = 1.0, at + 1 < len(self.tokens) and self.tokens[at + 1].is_number
        if number_given:
            amount = number_value(self.tokens[at + 1].text) or 1.0
        found = self.unit(at + 1 + number_given)
        if found is None or (number_given and found[1].detail in ("mass", "activity", "amount")):
            return None
        if found[0] < len(self.tokens) and self.tokens[found[0]].text == "'":
            return None  # an article, as in `500 mg per l'ansia`
        return found[0], amount, found[1].meaning

    def unit(self, at: int) -> tuple[int, ListedWord] | None:
        """Return (end, unit) of the longest unit that begins at a token."""
        if at >= len(self.tokens):
            return None
        for length in range(self.words.most_unit_words(self.tokens[at].text), 0, -1):
            tokens = self.tokens[at : at + length]
            if len(tokens) == length and (found := self.words.units.get(" ".join([t.text for t in tokens]))):
                return at + length, found
        return None

    def without_blanks(self, at: int, end: int) -> bool:
        """Return whether there is no blank between tokens."""
        return all(self.tokens[i].end == self.tokens[i + 1].start for i in range(at, end - 1))
