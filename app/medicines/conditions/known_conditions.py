"""Gather every condition that can be recognised: those of the dataset, and everyday ones."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from app.models.condition import Condition
from app.models.lookup_tables import ConditionWord, EverydayCondition


@dataclass(frozen=True)
class ConditionVocabulary:
    """What the vocabulary holds about conditions."""

    everyday: Sequence[EverydayCondition] = ()
    words: Sequence[ConditionWord] = ()
    compared_names: Sequence[str] = ()
    """Names of everyday conditions with their words, as in the index of the vocabulary."""


@dataclass(frozen=True)
class ConditionEntry:
    """A condition with its names and codes."""

    target: str
    """`group/condition` of the dataset, or the slug of an everyday condition."""
    names: Sequence[str]
    icd10cm: Sequence[str]
    snomed_ct: Sequence[str]
    capitals: Sequence[str] = ()
    """Names that count in capitals alone."""
    no_source: bool = False
    """Whether it may matter for magnesium and no source that was read says so."""


def known_conditions(
    groups: Iterable[Condition], everyday: Iterable[EverydayCondition]
) -> Iterator[ConditionEntry]:
    """Yield every condition; one of the dataset comes again where everyday names stand for it."""
    for group in groups:
        for member in group.members:
            names = (*member.synonyms, member.label, member.name)
            yield ConditionEntry(f"{group.slug}/{member.name}", names, member.icd10cm, member.snomed_ct)
    for row in everyday:
        yield ConditionEntry(
            row.condition or row.slug,
            (row.name, *row.synonyms),
            row.icd10cm,
            row.snomed_ct,
            row.capitals,
            row.no_source,
        )
