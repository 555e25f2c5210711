"""Write how the inputs of a request were recognised, and which of them were not checked.

What must stay true: an input that was not understood, or not in full, is named.
"""

from collections.abc import Iterable
from typing import NamedTuple

from app.medicines.concepts import CHECKED, Match
from app.medicines.schemas import InputStatus
from app.models.lookup_tables import LookupFinding
from app.safety.answers import CheckedInput, LookedUpIn, SubstanceName
from app.safety.engine import unique
from app.safety.headline import some


class RecognisedInput(NamedTuple):
    """One input of a request, and what it stands for."""

    place: str
    """Where it was given: `medicines[0]`."""
    given: str
    match: Match


def checked_input(recognised: RecognisedInput) -> CheckedInput:
    """Return how one input was recognised, as an answer shows it."""
    match = recognised.match
    return CheckedInput(
        place=recognised.place,
        given=recognised.given,
        status=match.status,
        matched_by=match.by,
        concepts=match.shown_concepts,
        substances=[SubstanceName(slug=each.slug) for each in match.substances],
        suggestions=list(match.suggestions),
        not_understood=list(match.not_understood),
        checked=match.checked,
        not_checked=list(match.not_checked),
        looked_up=looked_up(match),
    )


def looked_up(match: Match) -> list[LookedUpIn]:
    """Return the look-ups of an input; substances with the same finding in one source share an entry."""
    found: dict[tuple[str, str | None, str, LookupFinding], list[str]] = {}
    for fact in match.looked_up:
        found.setdefault((fact.authority, fact.edition, fact.about, fact.finding), []).append(fact.substance)
    every = {each.slug for each in match.substances}
    return [
        LookedUpIn(
            substances=[] if every == set(substances) else unique(substances),
            authority=authority,
            edition=edition,
            about=about,
            finding=finding,
        )
        for (authority, edition, about, finding), substances in found.items()
    ]


def open_input(recognised: RecognisedInput) -> str:
    """Return why an input was not checked, or not in full, in words."""
    match = recognised.match
    why = [] if match.status in CHECKED else [match.status.words]
    why += match.not_checked
    if match.substances or match.status in CHECKED:
        why += [f"not understood: {text}" for text in match.not_understood]
    alike = f" (looks like {', '.join(match.suggestions)})" if match.suggestions else ""
    name = f"“{recognised.given}”" if recognised.given.strip() else recognised.place
    return f"{name}: {', '.join(why)}{alike}"


def one_source_only(inputs: Iterable[RecognisedInput]) -> str | None:
    """Name the medicines whose only source is one list of medicines; None when there are none."""
    by_list: dict[tuple[str, str], list[str]] = {}
    for given in inputs:
        facts = {(fact.authority, fact.edition, fact.finding) for fact in given.match.looked_up}
        if given.match.status is InputStatus.not_listed and len(facts) == 1:
            ((authority, edition, finding),) = facts
            if finding is LookupFinding.not_listed and edition:
                by_list.setdefault((authority, edition[:4]), []).append(given.given)
    said = [
        f"For {len(names)} medicine{'s' * (len(names) > 1)} ({some(names)}) one list of {year} "
        f"({authority}), about absorption with antacids, is the only source"
        for (authority, year), names in by_list.items()
    ]
    return ". ".join(said) or None
