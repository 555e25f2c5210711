"""Terms: the words of a text as a search compares them.

What must stay true: records and queries pass the same functions, and no database cuts or stems a word. So a
search gives the same answer on every database. A term has no case, no accents and no ending, and its spelling
is American.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache

from Stemmer import Stemmer

STOP_WORDS = """
    i me my myself we our ours ourselves you your yours yourself yourselves he him his himself she her
    hers herself it its itself they them their theirs themselves what which who whom this that these
    those am is are was were be been being have has had having do does did doing a an the and but if or
    because as until while of at by for with about against between into through during before after
    above below to from up down in out on off over under again further then once here there when where
    why how all any both each few more most other some such no nor not only own same so than too very s
    t can will just don should now
"""
"""Words that say nothing about what is sought: the English list of the Snowball project."""


# Identifiers --------------------------------------------------------------------------------------

DOI = r"10\.\d{4,9}/[^\s\"<>]*[^\s\"<>.,;:)\]]"
IDENTIFIER = re.compile(
    rf"""
    (?:https?://)?(?:www\.)?(?:dx\.)?doi\.org/(?P<doi_link>{DOI})
    | (?:\bdoi\s*:?\s*)?(?P<doi>\b{DOI})
    | (?:https?://)?(?:www\.)?(?:pubmed\.ncbi\.nlm\.nih\.gov|ncbi\.nlm\.nih\.gov/pubmed)/(?P<pubmed>\d+)\S*
    | \bpmid\s*[:=]?\s*(?P<pmid>\d+)\b
    | (?:https?://[^\s/]+/\S*?)?\b(?P<pmc>pmc\d+)\b\S*
    | \bpmcid\s*[:=]?\s*(?=pmc)
    | (?:https?://[^\s/]+/\S*?)?\b(?P<nct>nct\d{{8}})\b\S*
    """,
    re.VERBOSE,
)
"""An identifier as people write it, with the address or the abbreviation before it; text is in lower case."""


# Words --------------------------------------------------------------------------------------------

TERM = re.compile(r"\d{1,3}(?:,\d{3})+(?!\d)|\d+(?:\.\d+)+|[^\W_]+")
NUMBER_WITH_UNIT = re.compile(r"(\d+)(mg|mcg|ug|μg|g|kg|ml|l|iu|mmol|weeks?|months?|years?)")


def terms(text: str) -> list[str]:
    """Return the terms of a text in order, stop words among them; an identifier is one term."""
    return [term for term, _ in written_terms(text)]


def telling(found: Iterable[str]) -> list[str]:
    """Return terms without stop words."""
    return [term for term in found if term not in STOP_TERMS]


def written_terms(text: str) -> Iterator[tuple[str, str]]:
    """Yield (term, word) for each term of a text: `sleep` was written `sleeping`."""
    text = folded(text)
    at = 0
    for identifier in IDENTIFIER.finditer(text):
        yield from word_terms(text[at : identifier.start()])
        yield from ((value, value) for value in identifier.groupdict().values() if value)
        at = identifier.end()
    yield from word_terms(text[at:])


def folded(text: str) -> str:
    """Return a text in lower case, without accents."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def word_terms(text: str) -> Iterator[tuple[str, str]]:
    """Yield (term, word) for each term of a plain text that holds no identifier."""
    for written in TERM.findall(text):
        word = written.replace(",", "")
        amount = NUMBER_WITH_UNIT.fullmatch(word)
        for part in amount.groups() if amount else (word,):
            yield stem(part), part


@lru_cache(maxsize=1 << 15)
def stem(word: str) -> str:
    """Return a word in American spelling without its ending: `sensitisation` is `sensit`."""
    # A stemmer may serve one thread at a time, and making one costs less than a lock.
    return str(Stemmer("english").stemWord(american(word))) if word.isalpha() else word


SPELLINGS = tuple(
    (re.compile(pattern), american)
    for pattern, american in (
        (r"[ao]e(?=.)", "e"),  # anaesthetic, diarrhoea
        (r"(?<=.)ou(?=r(s|ed|ing|ful|less|able|ite|al)*$)", "o"),  # colour, favourable
        (r"(?<=[a-z]{2}[tbd])re(?=s?$)", "er"),  # centre, fibre
        (r"(?<=[a-z]{2})is(?=(e|ed|es|er|ers|ing|ation|ations|able)$)", "iz"),  # randomised
        (r"(?<=[a-z]{2})ys(?=(e|ed|es|ing)$)", "yz"),  # analyse
        (r"(?<=[a-z]{2})ogue(?=s?$)", "og"),  # catalogue
        (r"(?<=[a-z]{2})amme(?=s?$)", "am"),  # programme
        (r"(?<=[a-z]{2})ence(?=s?$)", "ense"),  # licence
        (r"ulph", "ulf"),  # sulphate
        (r"(?<=[lmn])ium$", "um"),  # aluminium
    )
)
"""Patterns of British spellings and what Americans write. A word that fits one by chance is changed in
records and queries alike, so nothing is lost."""


def american(word: str) -> str:
    """Return a word in American spelling."""
    for pattern, replacement in SPELLINGS:
        word = pattern.sub(replacement, word)
    return word


STOP_TERMS = frozenset(map(stem, STOP_WORDS.split()))
