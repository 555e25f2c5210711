"""The vocabulary of medicines: the substances that a name or a code stands for.

Every name is stored as `app.medicines.names.fold` writes it and is found only whole: nothing is corrected,
and no name is found inside another word. What must stay true: a name that stands for several things keeps
every meaning, unless one of them is the name of a substance itself (`PRECEDENCE`).
"""

import re
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypedDict

from app.medicines.names import fold, most_words_by_first, with_german_spellings
from app.medicines.spelling import national_forms
from app.models import base
from app.suggestions import NamesByLength, by_length, near_names


class NameKind(base.Vocabulary):
    """How a name stands for its substances."""

    inn = "inn", "The international non-proprietary name, or the name of the list that has the substance."
    national_name = "national_name", "A name that one country uses."
    synonym = "synonym", "Another name of the same substance."
    salt = "salt", "A salt or ester that counts as the substance."
    translation = "translation", "A name in another language."
    brand = "brand", "A brand name."
    combination = "combination", "A combination by its substances."
    magnesium_product = "magnesium_product", "A product that holds magnesium."
    abbreviation = "abbreviation", "An abbreviation."


PRECEDENCE = (
    NameKind.inn,
    NameKind.national_name,
    NameKind.synonym,
    NameKind.salt,
    NameKind.translation,
)
"""Names of substances: the first kind that gives a name a meaning decides. All other kinds add meanings."""

INTERNATIONAL = (NameKind.inn, NameKind.national_name)
"""Names that are spelled by rule in other languages."""

BASES_OF = ("sodium", "bromide")
"""Salts that are left out of an international name when people write it."""

SHORTEST_BASE = 8
"""Letters of the shortest base that is so written; shorter ones may be other words."""

MOST_NEAR_NAMES = 3
"""Most names suggested for a misspelt one, all of the same thing."""

RXNORM = "rxnorm"

RXCUI = re.compile(r"[0-9]{1,8}")

LONGEST_TEXT = 255
"""Characters of the longest text that is read as a medicine; longer names of combinations are left out."""

WITH_A_HYPHEN = re.compile(r"\b([^\W\d_]+)-([^\W\d_]{2,})\b")
"""A name that is written with a hyphen, and often in one word: `Slow-Mag`; `Retin-A` is not."""

Meaning = tuple[str, ...]
"""The slugs of the substances that one name or code stands for, all of them together."""


@dataclass(frozen=True, slots=True)
class NamedSubstances:
    """What a name stands for."""

    kind: NameKind
    meanings: tuple[Meaning, ...]
    """More than one: the name is ambiguous. None: it names a class, or a product of unknown content."""
    whole_only: bool = False
    """Whether the name, an ordinary word, is only meant when nothing else is a name beside it."""
    complete: bool = True
    """False when the product holds more than its substances here."""


@dataclass(frozen=True, slots=True)
class SubstanceCodes:
    """A substance of the vocabulary: its name and codes."""

    slug: str
    name: str
    """INN, or the French name where no English one is on record."""
    rxcui: tuple[str, ...] = ()
    atc: tuple[str, ...] = ()
    unii: str | None = None


@dataclass(frozen=True, slots=True)
class NameEntry:
    """One name with one of its meanings, as the tables give it."""

    name: str
    kind: NameKind
    substances: Meaning
    complete: bool = True


def named_substances(
    entries: Iterable[NameEntry], whole_only: Iterable[str] = ()
) -> dict[str, NamedSubstances]:
    """Return what each folded name stands for; those in `whole_only` match as a whole string only."""
    only_whole = {fold(name) for name in whole_only}
    by_name: dict[str, list[NameEntry]] = {}
    in_one_word: dict[str, set[str]] = {}
    for entry in entries:
        for name in with_german_spellings([entry.name]):
            by_name.setdefault(fold(name), []).append(entry)
        if (joined := WITH_A_HYPHEN.sub(r"\1\2", entry.name)) != entry.name:
            in_one_word.setdefault(fold(joined), set()).add(fold(entry.name))
    names = {
        name: _merged(found, name in only_whole)
        for name, found in by_name.items()
        if 0 < len(name) <= LONGEST_TEXT
    }
    joined_names = {
        joined: names[name]
        for joined, (name, *others) in in_one_word.items()
        if joined not in names and name in names and not others
    }
    return spelled_in_other_languages(names) | joined_names | names


def spelled_in_other_languages(names: Mapping[str, NamedSubstances]) -> dict[str, NamedSubstances]:
    """Return the forms of international names in other languages, where no table has the form.

    A form of two names stands for neither.
    """
    forms: dict[str, set[Meaning]] = {}
    beginnings: dict[str, set[tuple[Meaning, ...]]] = {}
    for name, found in names.items():
        beginnings.setdefault(name.partition(" ")[0], set()).add(found.meanings)
    for name, found in names.items():
        if found.kind in INTERNATIONAL and len(found.meanings) == 1 and not found.whole_only:
            base = base_of_a_salt(name)
            bases = [base] if base and len(beginnings[base]) == 1 else []
            for form in (
                *national_forms(name),
                *bases,
                *(form for each in bases for form in national_forms(each)),
            ):
                if form not in names:
                    forms.setdefault(form, set()).add(found.meanings[0])
    return {
        form: NamedSubstances(NameKind.translation, tuple(meanings))
        for form, meanings in forms.items()
        if len(meanings) == 1
    }


def base_of_a_salt(name: str) -> str | None:
    """Return the base of an international name of a salt, `metamizole sodium`; None of any other name.

    It stands for the salt where no other name begins with it.
    """
    base, _, salt = name.partition(" ")
    return base if salt in BASES_OF and len(base) >= SHORTEST_BASE else None


def _merged(entries: list[NameEntry], whole_only: bool) -> NamedSubstances:
    """Return the one reading of the entries of a name."""
    names_of_substances = [entry for entry in entries if entry.kind in PRECEDENCE]
    if names_of_substances:
        first = min(names_of_substances, key=lambda entry: PRECEDENCE.index(entry.kind)).kind
        entries = [entry for entry in names_of_substances if entry.kind is first]
    meanings = tuple(dict.fromkeys(entry.substances for entry in entries if entry.substances))
    return NamedSubstances(entries[0].kind, meanings, whole_only, all(entry.complete for entry in entries))


# The index ----------------------------------------------------------------------------------------


class VocabularyIndex(TypedDict):
    """The vocabulary as one JSON document, which is read within milliseconds and stays small in memory.

    Names and codes stand in order; beside each stands the number of what it means.
    """

    names: str
    """Folded names, one per line."""
    name_numbers: list[int]
    """For each name, a line of `named`."""
    named: list[str]
    """Kind, `whole_only`, `complete` and the numbers of the meanings, with blanks between them."""
    rxnorm: list[int]
    """RxNorm identifiers in ascending order."""
    rxnorm_numbers: list[int]
    """For each identifier, the number of its meaning."""
    codes: str
    """Other codes as `atc A12CC10`, one per line."""
    code_numbers: list[int]
    """For each code, the number of its meaning."""
    meanings: list[str]
    """Slugs with blanks between them."""
    substances: list[str]
    """Slug, name, RxNorm identifiers, ATC codes and UNII, with tabs between them."""
    words: list[str]
    """Folded phrase, kind, meaning and detail of each word beside names, with tabs between them."""
    looked_up: list[str]
    """Slug, authority, edition, subject and finding of each look-up, with tabs between them."""
    condition_names: list[str]
    """Name of each everyday condition, and its words as names are compared, with a tab between them."""


def index_of(
    names: Mapping[str, NamedSubstances],
    codes: Mapping[tuple[str, str], Meaning],
    substances: Iterable[SubstanceCodes],
    words: Iterable[Sequence[str]],
    looked_up: Iterable[Sequence[str]],
    condition_names: Iterable[Sequence[str]] = (),
) -> VocabularyIndex:
    """Return the index of names, codes and substances, with words, look-ups and conditions as their cells."""
    meanings, named = Numbers(), Numbers()
    name_numbers = [named.of(index_line(names[name], meanings)) for name in sorted(names)]
    rxnorm = sorted((int(value), meaning) for (system, value), meaning in codes.items() if system == RXNORM)
    others = sorted(code for code in codes if code[0] != RXNORM)
    return {
        "names": "\n".join(sorted(names)),
        "name_numbers": name_numbers,
        "named": list(named.by_text),
        "rxnorm": [value for value, _ in rxnorm],
        "rxnorm_numbers": [meanings.of(" ".join(meaning)) for _, meaning in rxnorm],
        "codes": "\n".join(map(" ".join, others)),
        "code_numbers": [meanings.of(" ".join(codes[code])) for code in others],
        "meanings": list(meanings.by_text),
        "substances": [
            "\t".join((each.slug, each.name, " ".join(each.rxcui), " ".join(each.atc), each.unii or ""))
            for each in substances
        ],
        "words": list(map("\t".join, words)),
        "looked_up": list(map("\t".join, looked_up)),
        "condition_names": list(map("\t".join, condition_names)),
    }


class Numbers:
    """Numbers for texts, in the order in which they come."""

    def __init__(self) -> None:
        self.by_text: dict[str, int] = {}

    def of(self, text: str) -> int:
        """Return the number of a text."""
        return self.by_text.setdefault(text, len(self.by_text))


def index_line(named: NamedSubstances, meanings: Numbers) -> str:
    """Return what a name stands for as a line of the index."""
    numbers = (meanings.of(" ".join(meaning)) for meaning in named.meanings)
    return " ".join(map(str, (named.kind.value, int(named.whole_only), int(named.complete), *numbers)))


class NameIndex:
    """Every name and code of a medicine that can be recognised."""

    def __init__(self, index: VocabularyIndex) -> None:
        names = index["names"].split("\n")
        self._names = dict(zip(names, index["name_numbers"], strict=True))
        self._named = index["named"]
        self._meanings = index["meanings"]
        self._rxnorm = array("L", index["rxnorm"])
        self._rxnorm_numbers = array("L", index["rxnorm_numbers"])
        self._codes = dict(zip(index["codes"].split("\n"), index["code_numbers"], strict=True))
        self._substances = {line.partition("\t")[0]: line for line in index["substances"]}
        self._most_words = most_words_by_first(names)
        self._products = frozenset(each for each in self._meanings if " " in each)
        """Each set of several substances that a name or code stands for, as in the index."""
        self._found: dict[int, NamedSubstances] = {}
        """Lines of the index that were looked at; nothing of what was asked."""

    def find_name(self, folded: str) -> NamedSubstances | None:
        """Return what a folded name stands for; None when it is not known."""
        number = self._names.get(folded)
        if number is None:
            return None
        return self._found.get(number) or self._found.setdefault(number, self._named_in(number))

    def _named_in(self, number: int) -> NamedSubstances:
        """Return what a line of the index says."""
        kind, whole_only, complete, *numbers = self._named[number].split()
        meanings = tuple(self._meaning(int(each)) for each in numbers)
        return NamedSubstances(NameKind[kind], meanings, whole_only == "1", complete == "1")

    def near(self, folded: str) -> list[str]:
        """Return names, of one thing, that an unknown one is nearly; none for a known name."""
        if folded in self._names:
            return []
        near = near_names(folded, self._by_length, self._suggested)
        in_english = [name for name in near if self._kind(name) is not NameKind.translation]
        return (in_english or near)[:MOST_NEAR_NAMES]

    @cached_property
    def _by_length(self) -> NamesByLength:
        """Names by first letter and length; made for the first unknown name."""
        return by_length(self._names)

    def _suggested(self, name: str) -> tuple[Meaning, ...] | None:
        found = self.find_name(name)
        return None if found is None or found.whole_only else found.meanings or None

    def _kind(self, name: str) -> NameKind:
        return NameKind[self._named[self._names[name]].partition(" ")[0]]

    def most_words(self, first: str) -> int:
        """Return how many words the longest name has that begins with a word."""
        return self._most_words.get(first, 1)

    def most_words_with(self, names: Iterable[str]) -> dict[str, int]:
        """Return how many words the longest name has by its first word, among these and further names."""
        most = dict(self._most_words)
        for first, words in most_words_by_first(names).items():
            most[first] = max(words, most.get(first, 1))
        return most

    def find_code(self, system: str, value: str) -> Meaning | None:
        """Return the substances of a code (`rxnorm`, `atc` or `unii`); None when it is not known."""
        number = (
            self._rxnorm_number(value) if system == RXNORM else self._codes.get(f"{system} {value.upper()}")
        )
        return None if number is None else self._meaning(number)

    def is_product(self, substances: Meaning) -> bool:
        """Return whether a name or code stands for just these substances, which are sorted."""
        return " ".join(substances) in self._products

    def substance(self, slug: str) -> SubstanceCodes:
        """Return the name and codes of a substance; raise `KeyError` when there is none."""
        _, name, rxcui, atc, unii = self._substances[slug].split("\t")
        return SubstanceCodes(slug, name, tuple(rxcui.split()), tuple(atc.split()), unii or None)

    def _rxnorm_number(self, value: str) -> int | None:
        if not RXCUI.fullmatch(value):
            return None
        at = bisect_left(self._rxnorm, int(value))
        found = at < len(self._rxnorm) and self._rxnorm[at] == int(value)
        return self._rxnorm_numbers[at] if found else None

    def _meaning(self, number: int) -> Meaning:
        return tuple(self._meanings[number].split())
