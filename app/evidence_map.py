"""The evidence map: form of magnesium × symptom domain. Pure.

What must stay true: every form that people buy has a row and every domain a column, so that nothing
found is said as plainly as something found; a result stands in exactly one cell.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .models import Form, TidyOutcome
from .models.outcome import Direction
from .models.summary import CellState, EvidenceMap, MagnesiumGiven, MapCell, MapColumn, MapRow, Tally
from .synthesis import COMPARISONS, Evidence, Place, given_in, is_subgroup, sort_out
from .wording import COMPARED, SAID

LEFT_OUT = (
    "Left out: reviews, what the article reports, what happened in comparison arms without magnesium, and "
    "second reports of the same result. Results in subgroups are in it."
)

NOTHING = {CellState.not_read: "result not read", CellState.no_trial_found: "no trial found"}
"""What a cell without results says."""

UNNAMED = "Form not reported"


@dataclass(frozen=True)
class Placed:
    """An outcome with its place on the map."""

    outcome: TidyOutcome
    given: MagnesiumGiven
    read: bool
    """False for a result that was looked for and not read."""


def evidence_map(evidence: Evidence) -> EvidenceMap:
    """Form × domain: what exists, and which way it points. Magnesium alone and combinations apart."""
    placed = [each for domain in evidence.domains for each in on_the_map(domain.slug, evidence)]
    return EvidenceMap(
        domains=[MapColumn(slug=domain.slug, name=domain.name) for domain in evidence.domains],
        rows=[
            MapRow(
                form=form.slug if form else None,
                name=form.name if form else UNNAMED,
                given=given,
                cells=[cell(domain.slug, in_row(placed, form, given)) for domain in evidence.domains],
            )
            for given in (MagnesiumGiven.alone, MagnesiumGiven.combined, MagnesiumGiven.not_stated)
            for form in (*evidence.forms, None)
            if given is not MagnesiumGiven.not_stated or in_row(placed, form, given)
        ],
        left_out=LEFT_OUT,
        dataset=evidence.dataset,
    )


def on_the_map(domain: str, evidence: Evidence) -> Iterator[Placed]:
    """The outcomes of a domain that have a place on the map."""
    found = sort_out((each for each in evidence.outcomes if each.domain == domain), evidence.trials)
    for place in (Place.counted, Place.open_question):
        for result in found.results[place]:
            given = given_in(result.outcome, evidence.trials[result.outcome.trial])
            if given is not MagnesiumGiven.without:
                yield Placed(result.outcome, given, place is Place.counted)


def in_row(placed: Sequence[Placed], form: Form | None, given: MagnesiumGiven) -> list[Placed]:
    """What belongs to one form, alone or not."""
    slug = form.slug if form else None
    return [each for each in placed if each.outcome.form == slug and each.given is given]


def cell(domain: str, row: Sequence[Placed]) -> MapCell:
    """What one row has for one domain."""
    here = [each for each in row if each.outcome.domain == domain]
    tallies = list(tallied([each.outcome for each in here if each.read]))
    state = CellState.results if tallies else CellState.not_read if here else CellState.no_trial_found
    return MapCell(
        domain=domain,
        state=state,
        text="; ".join(map(in_words, tallies)) or NOTHING[state],
        trials=sorted({each.outcome.trial for each in here}),
        tallies=tallies,
    )


def tallied(outcomes: Sequence[TidyOutcome]) -> Iterator[Tally]:
    """Outcomes by what was compared and which way they point."""
    for comparison in COMPARISONS:
        for direction in Direction:
            found = [
                each for each in outcomes if each.comparison is comparison and each.direction is direction
            ]
            if found:
                yield Tally(
                    comparison=comparison,
                    direction=direction,
                    outcomes=[each.id for each in found],
                    in_subgroups=sum(map(is_subgroup, found)),
                )


def in_words(tally: Tally) -> str:
    """A tally as a cell says it: `2 no clear difference (against a comparator; 1 in a subgroup)`."""
    apart = f"; {tally.in_subgroups} in a subgroup" if tally.in_subgroups else ""
    return f"{len(tally.outcomes)} {SAID[tally.direction]} ({COMPARED[tally.comparison]}{apart})"
