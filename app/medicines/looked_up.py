"""What sources list, or do not list, of a substance together with magnesium or antacids."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.models.lookup_tables import LookupFinding


@dataclass(frozen=True, slots=True)
class LookUp:
    """One source in which a substance was looked up."""

    substance: str
    """Slug of the substance."""
    authority: str
    edition: str | None
    about: str
    finding: LookupFinding


LookedUpFacts = Mapping[str, Sequence[LookUp]]
"""Slug of a substance → the sources in which it was looked up."""


def facts_of(lines: Iterable[str]) -> LookedUpFacts:
    """Return look-ups by substance from their lines in the index of the vocabulary."""
    found: dict[str, list[LookUp]] = {}
    for line in lines:
        slug, authority, edition, about, finding = line.split("\t")
        fact = LookUp(slug, authority, edition or None, about, FINDINGS[finding])
        found.setdefault(slug, []).append(fact)
    return found


FINDINGS = {finding.value: finding for finding in LookupFinding}

SETTLES = (LookupFinding.none_stated, LookupFinding.list_without_it)
"""Findings that settle an entry elsewhere or a label that was not read."""

OPEN = (LookupFinding.listed_elsewhere, LookupFinding.label_not_read)
"""Findings that leave a substance open unless something read settles it."""


def nothing_listed(facts: Sequence[LookUp]) -> bool:
    """Return whether sources list nothing, and no other list has an entry that nothing read settles."""
    findings = {fact.finding for fact in facts}
    settled = bool(findings.intersection(SETTLES))
    return settled or (LookupFinding.not_listed in findings and findings.isdisjoint(OPEN))


def only_listed_elsewhere(facts: Sequence[LookUp]) -> bool:
    """Return whether another list has an entry that was not read and that nothing read settles.

    A label that is to be read counts before such a list.
    """
    findings = {fact.finding for fact in facts}
    is_open = LookupFinding.listed_elsewhere in findings and LookupFinding.label_not_read not in findings
    return is_open and not nothing_listed(facts)
