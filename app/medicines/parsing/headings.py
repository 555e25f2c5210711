"""Tell the headings of a list: `Current medications`, and those that cast doubt on what stands below them.

What must stay true: a heading names no medicine and hides no word that is not understood; words that may mean
what is taken, `Drug history:`, cast no doubt on a whole list.
"""

from collections.abc import Sequence
from enum import StrEnum

from app.medicines.names import fold
from app.medicines.parsing.part_predicates import says
from app.medicines.parsing.parts import Part, PartKind
from app.medicines.parsing.words import WordKind

HISTORY = frozenset({"history", "hx", "h o", "anamnese"})
"""Words of the past that also head what is taken: `Medication history:`."""

OF_USE = frozenset(
    {"start", "started", "starting", "change", "changed", "changes", "iniciar", "comenzar", "empezar"}
    | {"iniziare", "commencer", "debuter", "beginnen", "starten", "geandert", "modifie", "modificado"}
    | {"cambiado", "modificato", "gewijzigd", "alterado"}
)
"""Words of doubt beside a medicine; above a list they say that it is taken: `START taking`."""

CLASS = "class of medicines"
OF_A_LIST = frozenset({"way of writing", "brand or generic", "amount taken", "and"})
"""Meanings of the words that may stand in a heading."""

NOT_TAKEN = frozenset({"stopped", "in the past", "allergy"})
"""Meanings of the doubts that may head a list; `doubtful` never does, `not taken` by certain words only."""

OF_SEVERAL_MEDICINES = frozenset(
    {"medications", "meds", "medicines", "drugs", "pills", "tablets", "treatments", "allergies", "these"}
    | {"medikamente", "medikation", "arzneimittel", "allergien", "medicaments", "traitements", "allergies"}
    | {"medicamentos", "medicacion", "tratamientos", "alergias", "farmacos", "medicinali", "farmaci"}
    | {"terapia", "terapie", "allergie", "medicacao", "tratamentos", "medicijnen", "medicatie"}
    | {"geneesmiddelen", "allergieen"}
)
"""Words for several medicines or allergies."""


BESIDE_USE = frozenset({"taking", "take"})
"""Words beside those of use."""


class Heading(StrEnum):
    """What a text is as a heading."""

    none = "none"
    of_class = "of_class"
    """None; a medicine without a name: `blood thinner`."""
    of_list = "of_list"
    """Of what is taken: `Current medications`."""
    of_use = "of_use"
    """The same, in words that beside a medicine cast doubt: `START taking these medications`."""
    of_doubt = "of_doubt"
    """Of what may not be taken: `Stopped:`, `Past medications`."""
    maybe_of_doubt = "maybe_of_doubt"
    """The same, or a remark on the medicine above: `stopped last week`."""


def heading_of(parts: Sequence[Part]) -> Heading:
    """Return what a text without names, of which everything is understood, is as a heading."""
    if ":" in [part.text for part in parts[:-1]]:
        return Heading.none
    doubts = [part for part in parts if part.is_word(WordKind.negation)]
    others = [part for part in parts if part.kind is not PartKind.sign and part not in doubts]
    words = fold(" ".join([part.text for part in parts])).split()
    of_several = not OF_SEVERAL_MEDICINES.isdisjoint(words)
    if not doubts:
        return heading_without_doubt(others, of_several)
    ends = parts[-1].text == ":"
    plain = all(part.words and part.words[0].meaning in OF_A_LIST for part in others)
    if not OF_USE.isdisjoint(words):
        of_use = OF_USE.issuperset([part.text for part in doubts])
        clear = ends or of_several or not BESIDE_USE.isdisjoint(words)
        return Heading.of_use if of_use and plain and clear else Heading.none
    if not casts_doubt_on_a_list(doubts):
        return Heading.none
    if ends or (plain and of_several):
        return Heading.of_doubt
    denied = any(says_one_of(part, NOT_TAKEN) for part in doubts)
    return Heading.maybe_of_doubt if plain and denied else Heading.none


def heading_without_doubt(parts: list[Part], of_several: bool) -> Heading:
    """Return what words without doubt are as a heading."""
    meanings = [part.words[0].meaning if part.words else "" for part in parts]
    if CLASS in meanings and not of_several:
        return Heading.of_class
    headed = any(each != "amount taken" for each in meanings)
    return Heading.of_list if headed and {*meanings} <= OF_A_LIST | {CLASS} else Heading.none


def casts_doubt_on_a_list(doubts: list[Part]) -> bool:
    """Return whether words of doubt say that medicines are not taken: `not taking`, and not `do not stop`."""
    if HISTORY.issuperset([part.text for part in doubts]):
        return False
    denied = next((at for at, part in enumerate(doubts) if says(part, "not taken")), len(doubts))
    if any(says(part, "stopped") for part in doubts[denied:]):
        return False
    return any(says_one_of(part, NOT_TAKEN | {"not taken"}) for part in doubts)


def says_one_of(part: Part, meanings: frozenset[str]) -> bool:
    """Return whether a part is a word of one of several meanings."""
    return any(word.meaning in meanings for word in part.words)
