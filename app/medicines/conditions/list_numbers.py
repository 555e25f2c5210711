"""Take away the numbers of a list from the conditions that they number: `1. Hypertension 2. CKD 3. Gout`.

What must stay true: the number of an item is never taken for the stage or type of its condition, and a stage
never for the number of an item.
"""

import re
import unicodedata

ORDINAL = r"(?!\s*(?:stad|stag(?!e \d)|grad|degree|trim|ssw|schwangerschaftsw|week|woche|month|monat))"
"""Nothing follows that is counted: `3. Stadium`, `2. degree`, `20. SSW`."""

FIRST = re.compile(
    r"(?:[-•*]\s+)?(?:"
    rf"[#(\[]{{0,2}}\s?(?P<number>\d{{1,2}})(?:\.?[)\]]|\.)(?=\s|[^\W\d_]){ORDINAL}\s*"
    r"|\(?(?P<letter>a)\)\s+"
    r"|[#(]?\d{1,2}\s?[:/-]\s+(?=[^\W\d_])"
    r"|(?:(?:problem|diagnosis|diagnose|dx|dg)[ :]*#?|#)\s?\d{1,2}[.):]?\s+"
    r"|\(?[ivx]{1,4}\)\s+|[ivx]{2,4}\.\s+"
    r"|\[[xdmv]\]"
    r"|\d{1,2}\s*(?=ckd\b|(?:chronic )?(?:kidney|renal) (?:disease|failure|insufficiency|impairment)\b"
    r"|stage\b\D*[1-5])"
    r")|[-•*]\s+",
    re.IGNORECASE,
)
"""A number or sign before the first item, or the kind of a Read term, `[X]`."""

FURTHER = re.compile(
    rf"(?P<before>[,;]? )(?:\(?(?P<number>\d{{1,2}}|[b-h](?=\)))[.)]{ORDINAL}|#\s?\d{{1,2}}[.):]?)(?=\s)",
    re.IGNORECASE,
)
"""A number or letter that may be that of a further item."""


def without_list_numbers(text: str) -> str:
    """Return a text with semicolons for the numbers and lines of a list, and with single blanks.

    A number after a blank is that of an item only if it goes on with those before: `CKD 3. Gout` has a stage.
    """
    lines = (" ".join(line.split()) for line in unicodedata.normalize("NFKC", text).splitlines())
    text = "; ".join(filter(None, lines))
    first = FIRST.match(text)
    following = next_number(first["number"] or first["letter"]) if first else None

    def as_sign(found: re.Match[str]) -> str:
        nonlocal following
        number, after_a_sign = found["number"], found["before"] != " "
        if number and number != following and not (after_a_sign and number.isdigit()):
            return found[0]
        following = next_number(number)
        return ";"

    return FURTHER.sub(as_sign, text[first.end() if first else 0 :]).strip()


def next_number(number: str | None) -> str | None:
    """Return the number or letter of the next item."""
    if number is None:
        return None
    return str(int(number) + 1) if number.isdigit() else chr(ord(number) + 1)
