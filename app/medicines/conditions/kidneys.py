"""Write what people say of kidneys that do not work, and of dialysis, as the name of a condition.

What must stay true: kidneys that do not work are failing; those that do not work well have a low function.
"""

import re

from app.medicines.conditions.times import DAYS_OF_DIALYSIS, OFTEN_A_WEEK

WELL = (
    r"(?: (?:all|that|like|they|so|too|very|as|quite|fully|really|ganz|mehr|so|sehr|tres|assez|muy|tan|del"
    r"|todo|molto|tanto|muito|zo|heel|al|a|at|to|au)){0,3} "
    r"(?:well|good|great|properly|right|correctly|normally|completely|efficiently|enough|fully|should"
    r"|full (?:capacity|power|strength)|\d+ ?%|100|they should|before"
    r"|richtig|gut|voll|optimal|vollstandig|einwandfrei|ausreichend|normal|rund"
    r"|bien|correctement|normalement|suffisamment|comme il faut|correctamente|bem|corretamente|direito"
    r"|bene|correttamente|a dovere|come dovrebbero|como deberian|como deviam|como deveriam|normalmente"
    r"|goed|helemaal|optimaal|voldoende|volledig|naar behoren)\b(?: as (?:they|it) should| as before)?"
)
"""How well: what kidneys that do not work so still do in part."""

DO_NOT_WORK = re.compile(
    r"\b(?:kidneys (?:(?:are|do|have) )?(?:not|no longer|don'?t|aren'?t|ain'?t)(?: really| currently| been)?"
    r" (?:work|function)(?:ing)?"
    r"|nieren (?:arbeiten|funktionieren) (?:nicht(?: mehr)?|kaum(?: noch| mehr)?)"
    r"|reins (?:ne )?(?:fonctionnent|marchent|travaillent) (?:plus|pas)"
    r"|rinones (?:ya )?no (?:me )?(?:funcionan|trabajan)"
    r"|no me funcionan(?P<before> bien)?(?: los| mis)? rinones"
    r"|reni (?:che )?non (?:mi )?(?:funzionano|lavorano)(?: piu)?"
    r"|rins (?:que )?(?:ja )?nao (?:me )?(?:funcionam|trabalham|estao (?:a )?funciona(?:r|ndo))"
    r"|nieren (?:werken|functioneren) niet(?: meer)?)\b"
    rf"(?P<well>{WELL})?"
    r"|\bkidneys (?:have )?(?:both |now |completely )*(?:failed|shut down|stopped working"
    r"|given up|packed up)\b"
)


HD_BY_WEEK = re.compile(
    rf"\bi?hd\b(?=[ ,:(]{{1,2}}(?:on )?(?:{OFTEN_A_WEEK}|{DAYS_OF_DIALYSIS}))"
    r"|\bi?hd(?=[ -]dependent\b)|(?:(?<=week )|(?<=/wk )|(?<=weekly ))hd\b"
)
"""`HD`, which may be other things, with how often a week or the days: `HD 3x/wk`, `HD MWF`."""


def kidneys_by_name(text: str) -> str:
    """Return a text in plain letters in which kidneys that do not work, or not well, are a condition.

    So is dialysis that is named by its days.
    """
    return HD_BY_WEEK.sub("hemodialysis", DO_NOT_WORK.sub(low_or_failing, text))


def low_or_failing(found: re.Match[str]) -> str:
    """Return the condition of kidneys that do not work well, or do not work."""
    return "low kidney function" if found["well"] or found["before"] else "kidney failure"
