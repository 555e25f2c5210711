"""Read how often a day something is taken: `bid`, `tds`, `every 8 hours`, `3 times a day`, `1-0-1`."""

import re

MOMENTS = frozenset({
    "every morning", "in the morning", "morning", "mornings", "mane", "om", "with breakfast",
    "after breakfast", "at noon", "with lunch", "with dinner", "after dinner", "with supper", "every evening",
    "in the evening", "evening", "evenings", "every night", "at night", "night", "nightly", "nocte", "on",
    "qhs", "hs", "at bedtime", "bedtime", "before bed", "before bedtime",
})  # fmt: skip
"""Moments of a day; two of them may be joined: `in the morning and at night`."""

WORDS_BY_DOSES = {
    1: ("od", "qd", "uid", "once", "once daily", "once a day", "daily", "a day", "every day", "each day",
        *MOMENTS),
    2: ("bd", "bid", "bds", "twice", "twice daily", "twice a day", "two times a day", "two times daily"),
    3: ("tds", "tid", "td", "three times a day", "three times daily", "thrice daily", "thrice a day"),
    4: ("qds", "qid", "four times a day", "four times daily"),
}  # fmt: skip
"""Doses a day → the words for it."""

DOSES = {words: float(doses) for doses, named in WORDS_BY_DOSES.items() for words in named}

HOURLY = re.compile(r"(?:every|each|q) ?([0-9]{1,2}) ?(?:h|hr|hrs|hour|hours|hourly)?|([0-9]{1,2}) hourly")
NUMBER_OF_TIMES = re.compile(r"([0-9]{1,2}) ?(?:x|times|×) ?(?:a day|per day|daily|/ ?d(?:ay)?|d)?")
PATTERN = re.compile(r"[0-9](?:/[0-9])?(?:-[0-9](?:/[0-9])?){2,3}")

CLOSINGS = re.compile(r" (?:with food|with water|after food|with meals|with a meal)$")
"""Words at the end that do not change how often it is taken."""


def hours_between(text: str | None) -> float | None:
    """Return the hours between doses of `every 8 hours`, `q8h`; None when the text is none of these."""
    found = HOURLY.fullmatch(written(text))
    if found is None:
        return None
    hours = int(found[1] or found[2])
    return float(hours) if 1 <= hours <= 24 else None


def doses_a_day(text: str | None) -> float | None:
    """Return the doses a day that a frequency means; None when it is not understood."""
    words = written(text)
    if words in DOSES:
        return DOSES[words]
    if MOMENTS.issuperset(moments := words.split(" and ")):
        return float(len(moments))
    if hours := hours_between(text):
        return 24 / hours
    if found := NUMBER_OF_TIMES.fullmatch(words):
        return float(found[1]) or None
    if PATTERN.fullmatch(words):
        return float(sum(part not in ("0", "0/0") for part in words.split("-"))) or None
    return None


def written(text: str | None) -> str:
    """Return a frequency as it is compared: without case, dots, doubled spaces and words about food."""
    return CLOSINGS.sub("", " ".join((text or "").lower().replace(".", "").split()))
