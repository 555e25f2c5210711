"""Read how often a day something is taken: `bid`, `tds`, `every 8 hours`, `3 times a day`, `1-0-1`."""

import re

from app.medicines.names import plain
from app.medicines.parsing.number_words import NUMBERS_IN_WORDS

MOMENTS = frozenset({
    "every morning", "in the morning", "morning", "mornings", "mane", "om", "with breakfast",
    "at breakfast", "after breakfast", "at noon", "at lunch", "at lunchtime", "with lunch", "at dinner",
    "with dinner", "after dinner", "at supper", "with supper", "every evening",
    "in the evening", "evening", "evenings", "every night", "at night", "night", "nightly", "nocte", "on",
    "qhs", "hs", "at bedtime", "bedtime", "before bed", "before bedtime",
    "morgens", "mittags", "abends", "nachts", "zur nacht", "vor dem schlafengehen",
    "matin", "le matin", "midi", "le midi", "soir", "le soir", "au coucher",
    "por la manana", "por la noche", "al acostarse", "al mattino", "la mattina", "alla sera", "la sera",
    "prima di dormire", "de manha", "a noite", "ao deitar", "voor het slapen",
})  # fmt: skip
"""Moments of a day; two of them may be joined: `in the morning and at night`."""

MOMENTS_BY_THEMSELVES = frozenset({"am", "pm", "noon", "midday", "qam", "qpm", "lunchtime"})
"""Moments of a day that may mean something else in the text of a medicine."""

WORDS_BY_DOSES = {
    1: ("od", "qd", "uid", "once", "once daily", "once a day", "daily", "a day", "every day", "each day",
        "taglich", "pro tag", "am tag", "tgl", "par jour", "chaque jour", "tous les jours", "al dia",
        "cada dia", "diario", "diariamente", "al giorno", "ao dia", "per dag", "dagelijks", *MOMENTS),
    2: ("bd", "bid", "bds", "twice", "twice daily", "twice a day"),
    3: ("tds", "tid", "td", "thrice daily", "thrice a day"),
    4: ("qds", "qid"),
}  # fmt: skip
"""Doses a day → the words for it, in plain letters."""

DOSES = {words: float(doses) for doses, named in WORDS_BY_DOSES.items() for words in named}

HOURLY = re.compile(
    r"(?:every|each|q) ?([0-9]{1,2}) ?(?:h|hr|hrs|hour|hours|hourly)?|([0-9]{1,2}) hourly"
    r"|(?:alle|toutes les|cada|a cada|ogni|elke|om de|de [0-9]{1,2} em) ([0-9]{1,2})"
    r" ?(?:h|std|stunden|heures|horas|ore|uur)"
    r"|(?:every |each )hour|hourly|stundlich|toutes les heures|cada hora|ogni ora|elk uur"
)
TIMES = "x|mal|fois|vez|veces|volta|volte|vezes|maal|keer"
"""Words after a number, before a day."""

NUMBER_OF_TIMES = re.compile(
    r"([0-9]{1,2}) ?(?:x|times|×) ?(?:a day|per day|daily|/ ?d(?:ay)?|d)?"
    rf"|([0-9]{{1,2}}) ?(?:{TIMES}) ?"
    r"(?:taglich|tgl|am tag|pro tag|tag|par jour|al dia|por dia|al giorno|al di|ao dia|per dag|dag|daags)"
    rf"|([0-9]{{1,2}}) ?(?:{TIMES})? ?/ ?(?:tag|jour|j|dia|giorno|die|dag|day)"
    r"|([0-9]{1,2}) ?dd"
)
IN_WORDS = re.compile(rf"\b(?:{'|'.join(NUMBERS_IN_WORDS)})(?= |mal\b|maal\b)")
"""A number in words: `zweimal`, `deux fois`, `every eight hours`."""

EVERY_DAY = re.compile(
    r"(?:every day|each day|daily|taglich|jeden tag|chaque jour|tous les jours"
    r"|cada dia|ogni giorno|elke dag) "
)
"""Words before the moments of a day that do not change their number."""
BETWEEN_MOMENTS = re.compile(r",? (?:and|und|et|y|e|en) |, ")

DOSE_OF_EACH_MOMENT = re.compile(r"[0-9](?:/[0-9])?(?:-[0-9](?:/[0-9])?){2,3}")
"""The tablets in the morning, at noon, in the evening and at night: `1-0-1`, `1/2-0-0-1`."""

BETWEEN_LETTERS = re.compile(r"(?<=[a-z0-9])-(?=[a-z])")
"""A hyphen before a word: `twice-daily`, `12-hourly`."""

CLOSINGS = re.compile(
    r" (?:with food|with water|after food|with meals|with a meal|zum essen|nach dem essen|zu den mahlzeiten"
    r"|pendant les repas|apres les repas|con las comidas|con alimentos|ai pasti|as refeicoes"
    r"|bij de maaltijd)$"
)
"""Words at the end that do not change how often it is taken."""


def hours_between(text: str | None) -> float | None:
    """Return the hours between doses of `every 8 hours`, `q8h`; None when the text is none of these."""
    found = HOURLY.fullmatch(written(text))
    if found is None:
        return None
    hours = int(next(filter(None, found.groups()), 1))
    return float(hours) if 1 <= hours <= 24 else None


def doses_a_day(text: str | None, by_itself: bool = False) -> float | None:
    """Return the doses a day that a frequency means; None when it is not understood.

    `by_itself`: the text can be nothing but a frequency, so that `am` is a time of the day.
    """
    words = written(text)
    if words in DOSES:
        return DOSES[words]
    moments = BETWEEN_MOMENTS.split(EVERY_DAY.sub("", words, count=1))
    if (MOMENTS | MOMENTS_BY_THEMSELVES if by_itself else MOMENTS).issuperset(moments):
        return float(len(moments))
    if hours := hours_between(text):
        return 24 / hours
    if found := NUMBER_OF_TIMES.fullmatch(words):
        return float(next(filter(None, found.groups()))) or None
    if DOSE_OF_EACH_MOMENT.fullmatch(words):
        return float(sum(part not in ("0", "0/0") for part in words.split("-"))) or None
    return None


def written(text: str | None) -> str:
    """Return a frequency as it is compared: plain letters, numbers in digits, nothing about food."""
    words = BETWEEN_LETTERS.sub(" ", plain(text or "").replace(".", ""))
    words = CLOSINGS.sub("", " ".join(words.split()))
    return IN_WORDS.sub(lambda number: f"{NUMBERS_IN_WORDS[number[0]]:g}", words)
