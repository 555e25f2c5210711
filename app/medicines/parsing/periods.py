"""Periods between two dates: a medicine with one may have been taken only then.

What must stay true: no amount with a unit, no times of a day (`1-0-1`) and no number of days or weeks (`3/7`)
is a period.
"""

import re
from collections.abc import Sequence

from app.medicines.conditions.times import MONTH, YEAR_NUMBER
from app.medicines.parsing.tokens import Token
from app.medicines.parsing.words import WordList

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
    rf"(?<![\w.,/])(?:{WRITTEN_DATE}{BETWEEN}{WRITTEN_DATE}(?![\w%])"
    rf"|{YEAR_NUMBER} ?[-/] ?'?\d\d(?![\d./-])"
    rf"|'\d\d ?- ?'\d\d(?!\d)|(?<=[ (])-{YEAR_NUMBER}(?![\d./-])"
    rf"|{DAY_OF_A_YEAR}{BETWEEN}{DAY_OF_A_YEAR}(?![\d.,/])"
    rf"|\d\d?\.\d\d?\. ?(?:-|bis) ?\d\d?\.\d\d?\.(?:{YEAR_NUMBER}|\d\d)?)"
)
"""`2019-2021`, `03/2019 to 05/2021`, `01.03. bis 05.03.24`, `3/19-5/21`."""

OF_COUNTS = re.compile(r"(?P<unit>/12\b).*(?P=unit)")
"""Two numbers of months, which are no dates: `3/12 to 6/12`."""

ONE_DATE = re.compile(rf"\d\d?[ .-]*{MONTH}[ -]*{YEAR_NUMBER}")
"""A date with its month by name, such as `12-Oct-2026`: its last hyphen joins no two dates."""

YEARS_ALONE = re.compile(rf"(?<![\d.]){YEAR_NUMBER}(?![\d.])")
"""Years that are tokens of their own; of two, the second is reported wherever it stands."""


def periods_in(tokens: Sequence[Token], words: WordList) -> dict[int, int]:
    """Return the tokens at which periods begin, each with the token after its end."""
    starts: dict[int, int] = {}
    text = ""
    for at, token in enumerate(tokens):
        text += " " * (at > 0 and token.start > tokens[at - 1].end)
        starts[len(text)] = at
        text += token.text
    found = {}
    for period in PERIOD.finditer(text):
        several_years = len(YEARS_ALONE.findall(period[0])) > 1
        is_none = several_years or OF_COUNTS.search(period[0]) or ONE_DATE.fullmatch(period[0])
        end = starts.get(period.end(), starts.get(period.end() + 1, len(tokens)))
        followed = end < len(tokens) and tokens[end].text in words.units
        if period.start() in starts and not (is_none or followed):
            found[starts[period.start()]] = end
    return found
