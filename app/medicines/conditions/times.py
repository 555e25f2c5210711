"""Dates and times around the name of a condition.

What must stay true: a date is dropped only where the condition is there all the same; a time that is not now
leaves it open.
"""

import re
from collections.abc import Iterator

MONTHS = (
    "jan january januar januari janvier janv janeiro enero gennaio"
    " feb february februar februari fevrier fevr febrero febbraio fevereiro"
    " mar march marz maerz mrz mars marzo maart mrt marco apr april avril avr abril aprile"
    " may mai mayo maggio mei maio"
    " jun june juni juin junio giugno junho jul july juli juillet juil julio luglio julho"
    " aug august aout agosto augustus sep sept september septembre septiembre settembre setembro"
    " oct october okt oktober octobre octubre ottobre outubro nov november novembre noviembre novembro"
    " dec december dez dezember decembre diciembre dicembre dezembro"
)
"""Months, in full or short, in all the languages."""
MONTH = rf"(?:{'|'.join(sorted(MONTHS.split(), reverse=True))})\b[.]?"
YEAR_NUMBER = r"(?:19|20)\d\d"
DAY_OF_MONTH = (
    r"(?<!stage )(?<!type )(?<!ckd )(?<!disease )(?<!block )(?<!mobitz )\b\d\d?(?:st|nd|rd|th|[.])?"
)
"""The day of a month; after these words a number tells a stage or type."""
DATES = (
    rf"{YEAR_NUMBER}-\d\d?(?:-\d\d?)?",
    rf"\d\d?[/.-]\d\d?[/.-](?:{YEAR_NUMBER}|\d\d)",
    rf"\d\d?/{YEAR_NUMBER}",
    rf"{DAY_OF_MONTH}[ -](?:of |de )?{MONTH},?[ -](?:de |del )?{YEAR_NUMBER}",
    rf"{MONTH}(?: \d\d?(?:st|nd|rd|th)?,)?[ -](?:de |del )?{YEAR_NUMBER}",
    YEAR_NUMBER,
)
SINCE = ("since", "seit", "depuis", "desde", "dal", "sinds")
"""Words before the date of a beginning."""
BEFORE_A_DATE = (
    rf"(?:{'|'.join(SINCE)}|in the year|im jahre?|in|im|on|am|op|nel|il|en|el|em|le"
    r"|from|onset|noted|diagnosed|dx)\b[ :]*"
)
DATE_OF_A_REMARK = re.compile(rf"\b(?:{BEFORE_A_DATE})*\(?\b(?P<date>{'|'.join(DATES)})\)?(?![\d.])")
A_PERIOD = re.compile(
    rf"\b{YEAR_NUMBER} ?(?:[-–—]|to|until|till|bis|à|a|al|até|tot) ?{YEAR_NUMBER}\b"
    rf"|\bfor (?:about )?\w+ (?:day|week|month|year)s? (?:in|during) (?:{MONTH} )?{YEAR_NUMBER}\b",
    re.IGNORECASE,
)
"""A period of years in the past, or how long something lasted in one year."""

IN_THE_FUTURE = re.compile(
    r"\bin (?:about |the next )?\d{1,2} ?(?:day|week|wk|month|mth|year)s?\b", re.IGNORECASE
)
"""A time in the future."""

UNITS_OF_TIME = (
    r"ssw|sa|wochen?|monate?n?|jahre?n?|semaines?|mois|ans|semanas?|sem[.]?|mes(?:es)?|anos?|settiman[ae]|sett[.]?|mes[ei]|ann[io]"
    r"|weken|wkn|week|maand(?:en)?|jaar"
)
"""Weeks, months and years in other languages; `SSW` and `SA` are weeks of pregnancy."""
WEEK = r"(?:woche|semaine|sem|semana|settimana|sett|week(?:ly)?|wk(?:ly)?)"
SEVERAL_TIMES = (
    r"(?:(?:\d|zwei|drei|vier|deux|trois|quatre|dos|tres|cuatro|due|tre|quattro|duas|quatro|twee|drie"
    r"|two|three|four)"
    r" ?(?:times|mal|fois|veces|volte|vezes|keer)|x ?\d|\d ?x|once|twice|thrice)"
)
PER_WEEK = rf"(?:/|pro|par|por|alla|a la|per|in der|in de|a) ?{WEEK}"
OFTEN_A_WEEK = (
    rf"\b{SEVERAL_TIMES} ?(?:{PER_WEEK}|{WEEK}|wochentlich)\b|\b(?:\d|two|three|four) ?{PER_WEEK}\b"
    r"|\b(?:bi|tri)(?:settimanale|semanal|hebdomadaire)\b|\btiw\b"
)
"""How often a week, as in dialysis: `3x/wk`, `trois fois par semaine`, `trisettimanale`.

A number that may be a stage is left: `CKD 3 weekly bloods`.
"""
DAYS_OF_DIALYSIS = (
    r"l[-/, ]?(?:x|mi)[-/, ]?v\b|m[-/, ]?j[-/, ]?s\b|m[-/, ]?f[-/, ]?s\b|m/?w/?f\b|tts\b|t/t/s\b"
    r"|t(?:ue?)?/?thu?/?s(?:at?)?\b|"
    + "|".join(
        rf"{days.replace(' ', '[-/, ]{1,2}')}\b"
        for days in (
            *("mon wed fri", "tues? thurs? sat", "mo mi fr", "di do sa", "ma wo vr", "di do za"),
            *("lun mer ven", "mar jeu sam", "lun mie vie", "mar jue sab", "mar gio sab"),
            *("seg qua sex", "ter qui sab"),
        )
    )
)
"""The three days of a week on which people are dialysed."""
NO_STAGE = "".join(
    rf"(?<!{word}[ -])" for word in ("stage", "stadium", "stade", "estadio", "stadio", "estagio", "grade")
)
"""After these words a number is a stage, whatever stands behind it: `CKD stage 4 week 2`."""
DURATION = re.compile(
    rf"{NO_STAGE}\b(?:(?:for|over|x|of) )?\d{{1,2}}(?:\+\d?)? ?-?"
    r"(?:years?|yrs?|months?|mths?|weeks?|wks?|days?)\b(?! ago)"
    r"(?:[- ]old(?: (?:wo)?man| lady| gentleman)?\b|(?: and)? \d days?\b)?"
    r"|\b\d{1,2}w(?:k ?)?(?:\+?\dd?)?\b|\b\d{1,2}(?:\+\d)?/40\b|\b\d{1,2}\+[0-6](?: ?(?:ssw|sa))?\b"
    r"|\b\d{1,2} ?-?y[/.]?o\b\.?(?: (?:wo)?man\b| lady\b| gentleman\b)?"
    rf"|{NO_STAGE}\b(?:(?:seit|depuis|desde|sinds|da|(?<!gravida )de|di|im|in der|alla) )?"
    rf"\d{{1,2}}[.a]? ?(?:{UNITS_OF_TIME})\b"
    rf"|{OFTEN_A_WEEK}|^\d\d ?[mf]\b"
    r"|\b(?:post-?op(?:erative)? )?(?:day|pod) ?#?\d{1,2}\b"
    rf"|\b(?:{DAYS_OF_DIALYSIS})|\bx ?[2-9]\b"
)
"""How long or how often, which days of dialysis, the age of a person, how many times: `MI x2`."""

A_NUMBER_OF = r"(?:\d{1,2}|a|one|two|three|four|five|six|seven|eight|nine|ten|some|a few|several|many)"
TIME_AGO = re.compile(
    rf"\b(?:(?:about|over) )?{A_NUMBER_OF} (?:years?|yrs?|months?|mths?|weeks?|wks?|days?) ago\b"
    rf"|\b(?:vor|il y a|hace|ha) (?:etwa |ca[.] ?|environ )?\d{{1,2}} (?:{UNITS_OF_TIME}|jahren)\b"
    rf"|\b\d{{1,2}} (?:{UNITS_OF_TIME}) (?:fa|geleden|atras)\b"
)
"""How long ago something was, in plain letters."""


def is_of_another_time(text: str) -> bool:
    """Return whether a text names a time in the past or future: `2010-2015`, `in 2 weeks`."""
    return bool(A_PERIOD.search(text) or IN_THE_FUTURE.search(text))


def dates_of_events(text: str) -> Iterator[tuple[str, str]]:
    """Yield (text before it, date) of each date in a folded text on which something was, not since which."""
    start = 0
    for found in DATE_OF_A_REMARK.finditer(text):
        if not found[0].startswith(SINCE):
            yield text[start : found.start()], found["date"]
            start = found.end()
