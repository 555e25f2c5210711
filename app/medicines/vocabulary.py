"""The vocabulary of medicines: the substances that a name or a code stands for.

Every name is stored as `app.medicines.names.fold` writes it and is found only whole: nothing is corrected,
and no name is found inside another word. What must stay true: a name that stands for several things keeps
every meaning, unless one of them is the name of a substance itself (`PRECEDENCE`).
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.medicines.names import fold
from app.medicines.spelling import national_forms


class NameKind(StrEnum):
    """How a name stands for its substances."""

    inn = "inn"
    national_name = "national_name"
    synonym = "synonym"
    salt = "salt"
    translation = "translation"
    brand = "brand"
    combination = "combination"
    magnesium_product = "magnesium_product"
    abbreviation = "abbreviation"


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

LONGEST_TEXT = 255
"""Characters of the longest text that is read as a medicine; longer names of combinations are left out."""

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
class Substance:
    """A substance of the vocabulary."""

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
    for entry in entries:
        by_name.setdefault(fold(entry.name), []).append(entry)
    names = {
        name: _merged(found, name in only_whole)
        for name, found in by_name.items()
        if 0 < len(name) <= LONGEST_TEXT
    }
    return names | spelled_in_other_languages(names)


def spelled_in_other_languages(names: Mapping[str, NamedSubstances]) -> dict[str, NamedSubstances]:
    """Return the forms of international names in other languages, where no table has the form.

    A form of two names stands for neither.
    """
    forms: dict[str, set[Meaning]] = {}
    for name, found in names.items():
        if found.kind in INTERNATIONAL and len(found.meanings) == 1 and not found.whole_only:
            for form in national_forms(name):
                if form not in names:
                    forms.setdefault(form, set()).add(found.meanings[0])
    return {
        form: NamedSubstances(NameKind.translation, tuple(meanings))
        for form, meanings in forms.items()
        if len(meanings) == 1
    }


def _merged(entries: list[NameEntry], whole_only: bool) -> NamedSubstances:
    """Return the one reading of the entries of a name."""
    names_of_substances = [entry for entry in entries if entry.kind in PRECEDENCE]
    if names_of_substances:
        first = min(names_of_substances, key=lambda entry: PRECEDENCE.index(entry.kind)).kind
        entries = [entry for entry in names_of_substances if entry.kind is first]
    meanings = tuple(dict.fromkeys(entry.substances for entry in entries if entry.substances))
    return NamedSubstances(entries[0].kind, meanings, whole_only, all(entry.complete for entry in entries))


class Vocabulary:
    """Every name and code of a medicine that can be recognised."""

    def __init__(
        self,
        names: Mapping[str, NamedSubstances],
        find_code: Callable[[str, str], Meaning | None],
        substance: Callable[[str], Substance],
    ) -> None:
        self._names = names
        self.find_code = find_code
        """The substances of a code (`rxnorm`, `atc` or `unii`, and its value); None when it is not known."""
        self.substance = substance
        """The substance with a slug; `KeyError` when there is none."""
        self.longest_name = max((name.count(" ") + 1 for name in names), default=0)
        """Words in the longest name."""

    def find_name(self, folded: str) -> NamedSubstances | None:
        """Return what a folded name stands for; None when it is not known."""
        return self._names.get(folded)
