"""Periods between two dates: a medicine with one may have been taken only then.

What must stay true: no amount with a unit, no times of a day (`1-0-1`) and no number of days or weeks (`3/7`)
is a period.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from app.medicines.condition_times import MONTH, YEAR_NUMBER
from app.medicines.tokens import Token
from app.medicines.words import WordList

MONTH_NUMBER = r"(?:0?[1-9]|1[0-2])"
WRITTEN_DATE = (
    rf"(?:\d\d?[./-]\d\d?[./-](?:{YEAR_NUMBER}|\d\d)|{MONTH_NUMBER}[./]{YEAR_NUMBER}"
    rf"|(?:\d\d?[ .-]*)?{MONTH}(?: ?\d\d?,)?(?:[ -]{YEAR_NUMBER}| ?'?\d\d)?|{YEAR_NUMBER}(?:-\d\d?){{0,2}})"
)
"""A date with its year, or a month by its name."""

BETWEEN = (
    r"(?:(?: ?[-/] ?| )(?:to|until|till|til|thru|through|and|bis|zum|a|au|al|hasta|ate|tot|t/m)"
    r"(?: the| zum)?\b[ :]*| ?- ?)"
)
"""What stands between two dates of a period."""

DAY_OF_A_YEAR = r"\d\d?/(?:1[0-9]|2[0-9]|3[01]|[5689])"
"""Day and month, or month and year, in numbers; their second number is none of those of weeks and months."""

PERIOD = re.compile(
    rf"{WRITTEN_DATE}{BETWEEN}{WRITTEN_DATE}(?![\w%])"
    rf"|{YEAR_NUMBER} ?[-/] ?'?\d\d(?![\d./-])"
    rf"|{DAY_OF_A_YEAR}{BETWEEN}{DAY_OF_A_YEAR}(?![\d.,/])"
    rf"|\d\d?\.\d\d?\. ?(?:-|bis) ?\d\d?\.\d\d?\.(?:{YEAR_NUMBER}|\d\d)?"
)
"""`2019-2021`, `03/2019 to 05/2021`, `01.03. bis 05.03.24`, `3/19-5/21`."""

OF_COUNTS = re.compile(r"(?P<unit>/12\b).*(?P=unit)")
"""Two numbers of months, which are no dates: `3/12 to 6/12`."""

YEARS_ALONE = re.compile(rf"(?<![\d.]){YEAR_NUMBER}(?![\d.])")
"""Years that are tokens of their own; of two, the second is reported wherever it stands."""

MOST_TOKENS = 18
"""Tokens of the longest period."""


def end_of_period(tokens: Sequence[Token], at: int, words: WordList) -> int | None:
    """Return the token after the period that begins at a token; None when none begins there."""
    some = tokens[at : at + MOST_TOKENS]
    gaps = [" " * (after.start > before.end) for before, after in pairwise(some)]
    text = "".join(token.text + gap for token, gap in zip(some, [*gaps, ""], strict=True))
    if (found := PERIOD.match(text)) is None or OF_COUNTS.search(found[0]):
        return None
    if len(YEARS_ALONE.findall(found[0])) > 1:
        return None
    length, end = 0, at
    for token, gap in zip(some, [*gaps, ""], strict=True):
        if length >= found.end():
            break
        length += len(token.text + gap)
        end += 1
    followed = end < len(tokens) and tokens[end].text in words.units
    return None if followed else end
