"""Write the names of conditions so that they can be compared.

A name is compared without case, accents, punctuation and the order of its words, in British or American
spelling, in the singular or the plural. What must stay true: two names are the same only if they hold the
same words and numbers.
"""

import re
from collections.abc import Collection, Iterable, Iterator

from app.medicines.conditions.kidneys import kidneys_by_name
from app.medicines.conditions.pregnancies import pregnancies_by_name
from app.medicines.names import fold, plain

IN_BRACKETS = re.compile(
    r"\(\s*(hcc|disorder|finding|situation|procedure|diagnosis|mild|moderate|severe)\s*\)", re.IGNORECASE
)
"""Notes of records in brackets: payment category, kind of a SNOMED CT concept, degree of a stage."""

SPELLING = (("ae", "e"), ("oe", "e"), ("isation", "ization"), ("ised", "ized"), ("our", "or"))
"""British → American."""

CHRONIC = "chron chronisch chronische chronischer chronisches chronischem chronique cronica cronico"
ACUTE = "akut akute akuter akutes akutem akuten acuut aigu aigue aguda agudo acuta acuto"

WORDS_FOR_HIGH = "elevated raised increased"
LOW = "reduced decreased lowered diminished"

SAME_WORDS = {
    "renal": ["kidney"],
    "kdny": ["kidney"],
    "chr": ["chronic"],
    "deg": ["degree"],
    "bp": ["blood", "pressure"],
    **{word: ["chronic"] for word in CHRONIC.split()},
    **{word: ["acute"] for word in ACUTE.split()},
    **{word: ["high"] for word in WORDS_FOR_HIGH.split()},
    **{word: ["low"] for word in LOW.split()},
}
"""Words that mean the same as others in every name, also in other languages."""

ARROWS = str.maketrans({"↑": " high ", "↓": " low "})

PLURAL = re.compile(r"(?<=\w{3}[^\Wsiu])s\b")
"""The ending of a plural; a word in `ss`, `is` or `us` is none: `pelvis`, `lupus`."""

NUMBERS = {
    "i": "1",
    "ii": "2",
    "iii": "3",
    "iiia": "3 a",
    "iiib": "3 b",
    "iv": "4",
    "v": "5",
    "one": "1",
    "two": "2",
    "three": "3",
    "four": "4",
    "five": "5",
}
"""Roman numbers and numbers in words, as stages and types are stated."""

BEFORE_NUMBER = frozenset({"stage", "type", "grade", "class", "ckd", "mobitz", "disease"})
"""Words after which a Roman number is one."""

STAGE = re.compile(
    r"\b(?:stg|st|stad|stadium|stade|stadio|estadio|estagio|stage)\.? ?(?=g?[1-5]|i{1,3}[ab]?\b|iv\b|v\b)"
)
"""The word before the number of a stage, also short or in another language."""

TYPE = re.compile(r"\b(?:typ|tipo) (?=[12]\b|i{1,2}\b)")
"""The word before the number of a type, in another language."""

ALBUMINURIA = re.compile(r"\b((?:g|ckd ?|stage )[1-5][ab]?)[ ,/]*a[1-3]\b")
"""Kidney stage with its category of albuminuria, which no rule asks for."""

KIDNEY_GRADE = re.compile(r"\b(?:stage )?g(?=[1-5][ab]?\b)")
"""`Chronic kidney disease G3b`, where a stage is meant."""

KIDNEY_CONDITION = (
    r"(?:ckd|ckf|crf|erc|drc|irc"
    r"|(?:kidney|renal) (?:disease|failure|insufficiency|impairment|dysfunction)|nephropathy"
    r"|(?:nieren(?:insuffizienz|krankheit|erkrankung|versagen|schwache))"
    r"|(?:insuffisance|maladie) renale(?: chronique)?|(?:insuficiencia|enfermedad) renal(?: cronica)?"
    r"|(?:insufficienza|malattia) renale(?: cronica)?|doenca renal(?: cronica)?"
    r"|nier(?:insufficientie|falen|schade|ziekte))"
)
GRADE_OF_KIDNEYS = re.compile(
    rf"\b(?P<kidneys>{KIDNEY_CONDITION}),? (?:(?:de|of|di|do|en|in) )?"
    r"(?:grade|gr|grad|graad|grado|grau|degre|class|klasse)\b\.? ?(?=g?[1-5][ab]?\b|i{1,3}[ab]?\b|iv\b|v\b)"
)
"""The word `grade` where a kidney disease has stages: `insuficiencia renal grado 3`."""

DIAGNOSED = re.compile(r"\bdx ?['’]?d\b")
"""`dx'd 2014`."""

CAUSED_BY = re.compile(r"(?<![\d/.])\b2/2(?: to)?(?= [a-z])|\bd/t(?= )")
"""`2/2` and `d/t` before a cause: secondary to, due to."""

DEGREE_SIGN = re.compile(r"\b([123]|I{1,3}) ?[°º](?: gra[du]\w*)?", re.IGNORECASE)
DEGREE = re.compile(
    r"\b(?:de |du |di |do )?"
    r"(?:(?P<ordinal>i{1,3}|[123])(?:[.]|er|re|e|eme|o|a)? ?(?:grad(?:es|s|o)?|graads?|degre|grau)\b"
    r"|(?:grad|graad|grado|degre|grau) (?P<after>i{1,3}|[123])\b"
    r"|(?P<word>premier|primer|primo|primeiro|ersten|eerste|deuxieme|second|segundo|secondo|zweiten|tweede"
    r"|troisieme|tercer|terzo|terceiro|dritten|derde)[ -]?(?:degre|grado|grau|grades|graads?)\b)"
)
"""A degree in figures, or in another language: `2. Grades`, `grado III`, `premier degré`."""

BLOCK_NUMBER = re.compile(
    r"\b(?P<block>(?:av|atrioventri[ck]ul\w+)[ -]?blo[ck]k?|bloc av|bloqueo av|blocco av|bloqueio av|avb|bav)"
    r"[ -]?(?P<number>i{1,3}|[123])(?= ?(?:$|[,;()]|typ|mobitz|wenckebach))"
)
"""A block of the heart with the number of its degree: `AV-Block III`, not `AV block 2:1` or `3 years`."""

WITHOUT = re.compile(r"\bw/o\b", re.IGNORECASE)

DEGREES = {1: "first degree ", 2: "second degree ", 3: "third degree "}
ORDINALS = {
    **dict.fromkeys(("1", "i", "premier", "primer", "primo", "primeiro", "ersten", "eerste"), 1),
    **dict.fromkeys(("2", "ii", "deuxieme", "second", "segundo", "secondo", "zweiten", "tweede"), 2),
    **dict.fromkeys(("3", "iii", "troisieme", "tercer", "terzo", "terceiro", "dritten", "derde"), 3),
}

QUALIFIERS = frozenset({"stage", "degree", "type"})
"""Words of a part of a name that tells one kind or stage of a condition: `stage 4`, `first degree`."""


def plain_stages(text: str) -> str:
    """Return a text in plain letters in which stages, types and degrees are written one way: `stage 3b`.

    Kidneys that do not work, and a pregnancy in weeks, are named as a condition.
    """
    text = WITHOUT.sub("without", DEGREE_SIGN.sub(r"\1. grad", text.translate(ARROWS)))
    text = GRADE_OF_KIDNEYS.sub(r"\g<kidneys> stage ", DIAGNOSED.sub("dx", plain(text)))
    text = CAUSED_BY.sub("due to", text)
    text = ALBUMINURIA.sub(r"\1", STAGE.sub("stage ", TYPE.sub("type ", text)))
    text = BLOCK_NUMBER.sub(r"\g<block> \g<number>. grad", text)
    text = kidneys_by_name(KIDNEY_GRADE.sub("stage ", DEGREE.sub(degree_in_words, text)))
    return pregnancies_by_name(text)


def degree_in_words(found: re.Match[str]) -> str:
    """Return a degree as names tell it: `second degree`."""
    return DEGREES[ORDINALS[found["ordinal"] or found["after"] or found["word"]]]


def compared_words(text: str, noise: Collection[str]) -> list[str]:
    """Return the words of a text as names are compared: folded, spelled one way, without noise."""
    found: list[str] = []
    for word in fold(IN_BRACKETS.sub(" ", plain_stages(text))).split():
        before = found[-1] if found else ""
        if word in NUMBERS and before in BEFORE_NUMBER:
            found += NUMBERS[word].split()
        elif word not in noise or (before.isdigit() and len(word) == 1):  # the a of 3a
            found += SAME_WORDS.get(word, [american_spelling(word)])
    return found


def american_spelling(word: str) -> str:
    """Return a word in American spelling, or nearly so: both sides of a comparison are spelled alike."""
    for british, spelled in SPELLING:
        word = word.replace(british, spelled)
    return word


def singulars(words: Iterable[str]) -> list[str]:
    """Return words without the `s` of a plural, or nearly so: both sides of a comparison lose it."""
    return PLURAL.sub("", " ".join(words)).split()


def name_key(words: Iterable[str]) -> str:
    """Return the key under which words are looked up, in whatever order they come."""
    return key_of_singulars(singulars(words))


def key_of_singulars(words: Iterable[str]) -> str:
    """Return the key under which words that have lost the `s` of a plural are looked up."""
    return " ".join(sorted(words))


def qualified(words: list[str]) -> Iterator[tuple[list[str], list[str]]]:
    """Yield the ways to split a name into what names the kind or stage, and the rest."""
    for at in range(1, len(words)):
        for qualifier, rest in ((words[:at], words[at:]), (words[at:], words[:at])):
            if not QUALIFIERS.isdisjoint(qualifier):
                yield qualifier, rest
