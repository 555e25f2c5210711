"""Write what people and records say of a pregnancy, or of a wish for one, as the name of the condition.

What must stay true: a number of pregnancies alone names none of today.
"""

import re

GRAVIDA = re.compile(
    r"\bg(?:ravida)? ?\d{1,2}[ ,/]*p(?:ara)? ?\d{1,2}"
    r"(?:[ -]\d-\d(?:-\d)?|\d{3})?(?: ?a(?:b(?:ortus)?)? ?\d)?\b"
)
"""How many pregnancies and births: `G2P1`, `gravida 2 para 1`, `G3P1011`."""

WEEKS_OF_PREGNANCY = re.compile(
    r"\b(?:at |@ ?|in )?\d{1,2}(?:\+\d)?\.? ?(?:w(?:ee)?ks?|w|ssw|sa|semaines?|semanas?|settiman[ae]|weken)\b"
    r"|\b\d{1,2}/40\b|\b\d{1,2}\+[0-6]\b|\b(?:edd|edc|et|dpa|fpp)\b"
)
"""How far a pregnancy is, or when its end is expected."""

NOT_NOW = re.compile(
    r"\b(?:post|after|ago|delivered|delivery|miscarriage|abortion|stillbirth|termination"
    r"|nach|apres|tras|dopo|apos|na)\b"
)
"""Words by which weeks are those after a pregnancy, or those at which it ended."""

NAMES_A_PREGNANCY = re.compile(
    r"\b(?:pregnan\w*|gestation\w*|iup|schwanger\w*|grossesse|enceinte|embaraz\w*"
    r"|gravid\w+|incinta|zwanger\w*)\b"
)
"""Words that name a pregnancy."""

A_WISH = re.compile(
    r"\btry(?:ing)? (?:to conceive|for (?:a |another )?(?:baby|child))\b|\bttc\b|\bwants? to conceive\b"
    r"|\bkinderwunsch\b|\bdesir d'enfant\b|\bdeseo gestacional\b|\bdeseo de (?:concebir|gestacion)\b"
    r"|\b(?:tentando|tentar|quero|quer) (?:a )?engravidar\b"
    r"|\bcercando (?:di concepire|un (?:bambino|figlio))\b"
    r"|\bkinderwens\b"
)
"""A wish for a child, without a word for pregnancy."""


def pregnancies_by_name(text: str) -> str:
    """Return a text in plain letters in which a pregnancy in weeks is a condition, and a wish is a plan."""
    if (found := GRAVIDA.search(text)) is not None:
        rest = f"{text[: found.start()]} {text[found.end() :]}"
        if NAMES_A_PREGNANCY.search(rest):
            text = rest
        elif WEEKS_OF_PREGNANCY.search(rest) and not NOT_NOW.search(rest):
            text = f"{text[: found.start()]} pregnant {text[found.end() :]}"
    return text if NAMES_A_PREGNANCY.search(text) else A_WISH.sub("planning pregnancy", text)
