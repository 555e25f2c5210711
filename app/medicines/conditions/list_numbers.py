"""Take away the numbers of a list from the conditions that they number: `1. Hypertension 2. CKD 3. Gout`.

What must stay true: the number of an item is never taken for the stage or type of its condition, and a stage
never for the number of an item.
"""

import re
import unicodedata

ORDINAL = r"(?!\s*(?:stad|stag(?!e \d)|grad|degree|trim|ssw|schwangersch|week|woche|month|monat))"
"""Nothing follows that is counted: `3. Stadium`, `2. degree`, `20. SSW`."""

FIRST = re.compile(
    r"\s*(?:[-•*]\s+)?(?:"
    rf"[#(\[]{{0,2}}\s?(?P<number>\d{{1,2}})(?:\.?[)\]]|\.)(?=\s|[^\W\d_]){ORDINAL}\s*"
    r"|[#(]?\d{1,2}\s?[:/-]\s+(?=[^\W\d_])"
    r"|(?:(?:problem|diagnosis|diagnose|dx|dg)[ :]*#?|#)\s?\d{1,2}[.):]?\s+"
    r"|\(?[ivx]{1,4}\)\s+|[ivx]{2,4}\.\s+"
    r"|\[[xdmv]\]"
    r"|\d{1,2}\s*(?=ckd\b|(?:chronic )?(?:kidney|renal) (?:disease|failure|insufficiency|impairment)\b"
    r"|stage\b\D*[1-5])"
    r")|\s*[-•*]\s+",
    re.IGNORECASE,
)
"""A number or sign before the first item, or the kind of a Read term, `[X]`."""

FURTHER = re.compile(rf"(?P<before>[,;\n]\s*|\s)\(?(?P<number>\d{{1,2}})[.)]{ORDINAL}(?=\s)", re.IGNORECASE)
"""A number that may be that of a further item."""


def without_list_numbers(text: str) -> str:
    """Return a text with semicolons for the numbers of a list, and with single blanks.

    A number after a blank is that of an item only if it goes on with those before: `CKD 3. Gout` has a stage.
    """
    text = unicodedata.normalize("NFKC", text)
    first = FIRST.match(text)
    following = int(first["number"]) + 1 if first and first["number"] else None

    def as_sign(found: re.Match[str]) -> str:
        nonlocal following
        if found["before"].isspace() and "\n" not in found["before"] and int(found["number"]) != following:
            return found[0]
        following = int(found["number"]) + 1
        return ";"

    return " ".join(FURTHER.sub(as_sign, text[first.end() if first else 0 :]).split())
