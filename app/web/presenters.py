"""Arrange records for pages. Pure: no web, no SQL, no HTML."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from app.evidence.aggregation import COMPARISON_ORDER, ROLE_ORDER
from app.evidence.labels import Tone, group_title, label
from app.evidence.map_schemas import EvidenceMap
from app.evidence.questions import people_counted
from app.evidence.schemas import Counts, DomainSummary, MagnesiumGiven, Result, ResultGroup
from app.models import Trial
from app.models.outcome import CONTROLLED, AnalysisSet, Direction, Outcome, OutcomeFields, Role
from app.models.provenance import Basis, Record


@dataclass
class DirectionCounts:
    """One cell of the summary of findings: results by direction."""

    counts: Counter[Direction] = field(default_factory=Counter)
    in_subgroups: int = 0

    def add(self, counts: Counts) -> None:
        """Add the counts of one group of results."""
        self.counts.update(counts.by_direction)
        self.in_subgroups += counts.in_subgroups


@dataclass(frozen=True)
class StudiesAndPeople:
    """Studies with a result on one symptom, and the people in them."""

    studies: int
    compared: int
    """Studies of them with a comparator that ran at the same time."""
    people: int
    """People in the studies whose number of people was read."""
    people_of: int
    """Studies whose number of people was read."""


def studies_and_people(summary: DomainSummary, trials: Mapping[str, Trial]) -> StudiesAndPeople:
    """Return how many studies gave magnesium and report a result on a symptom, and their people.

    `trials` are by slug. What the article and reviews report is left out.
    """
    given = [group for group in summary.groups if group.given is not MagnesiumGiven.without]
    studies = {slug for group in given for slug in group.counts.trials}
    compared = {slug for group in given if group.comparison in CONTROLLED for slug in group.counts.trials}
    people = [people_counted(trials[slug])[0] for slug in studies]
    known = [number for number in people if number is not None]
    return StudiesAndPeople(len(studies), len(compared), sum(known), len(known))


def findings_row(summary: DomainSummary) -> dict[str, DirectionCounts]:
    """Return the cells of one row of the summary of findings, by column."""
    row = {name: DirectionCounts() for name in ("alone", "combined", "uncontrolled", "article")}
    for group in summary.groups:
        row["article"].add(group.article_counts)
        if group.given is not MagnesiumGiven.without:
            row[findings_column(group)].add(group.counts)
    return row


def findings_column(group: ResultGroup) -> str:
    """Return the column of the summary of findings for a group of results."""
    if group.comparison not in CONTROLLED:
        return "uncontrolled"
    return "alone" if group.given is MagnesiumGiven.alone else "combined"


def map_table(
    evidence: EvidenceMap, domain: str | None, form: str | None
) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return (form or preparation, rows of symptom and results in words) of the evidence map.

    Without a chosen form, what was tried is shown; without a chosen symptom, what is known to be measured.
    """
    shown = [row for row in evidence.rows if (form in (row.form, *row.stands_for) if form else row.trials)]
    return [
        (
            row.name if row.preparation else f"{row.name}: {label(row.given).wording.lower()}",
            [
                (symptom.name, cell.text)
                for symptom, cell in zip(evidence.domains, row.cells, strict=True)
                if (symptom.slug == domain if domain else form or cell.trials)
            ],
        )
        for row in shown
    ]


def results_by_side(summary: DomainSummary) -> dict[str, list[tuple[str, Result]]]:
    """Return (group title, result) in three lists: in favour of magnesium, not in favour, and unclear.

    Groups that can show an effect come first. Comparison arms without magnesium are left out, and so is what
    the article reports, often of the same trials.
    """
    found: dict[str, list[tuple[str, Result]]] = {"in_favour": [], "not_in_favour": [], "unclear": []}
    for group in summary.groups:
        title = group_title(group.given, group.comparison)
        for each in group.results if group.given is not MagnesiumGiven.without else ():
            found[side_of(label(each.outcome.direction).tone)].append((title, each))
    return found


def side_of(tone: Tone) -> str:
    """Return the list of `results_by_side` for a tone."""
    return {Tone.toward: "in_favour", Tone.unclear: "unclear"}.get(tone, "not_in_favour")


def outcome_tables(outcomes: Sequence[Outcome]) -> Iterator[tuple[str, str, list[Outcome]]]:
    """Yield (heading, caption, outcomes) by comparison; what the article reports comes last."""
    ordered = sorted(outcomes, key=lambda each: ROLE_ORDER.index(each.role))
    for comparison in COMPARISON_ORDER:
        found = [each for each in ordered if each.comparison is comparison and each.basis is Basis.primary]
        if found:
            yield label(comparison).wording.capitalize(), comparison.meaning, found
    if found := [each for each in ordered if each.basis is Basis.article]:
        yield "As the article reports it", "Reported by the article; never added to the results above.", found


def circumstances(outcome: OutcomeFields) -> list[str]:
    """Return instrument, time, role, participants and blinding of a result, as far as they were read."""
    weeks = f"{outcome.timepoint_weeks:g} weeks" if outcome.timepoint_weeks is not None else None
    role = f"{outcome.role} endpoint" if outcome.role in (Role.primary, Role.secondary) else None
    participants = label(outcome.analysis_set).wording
    known = [
        outcome.instrument,
        outcome.timepoint_reported or weeks,
        role,
        None if outcome.analysis_set is AnalysisSet.not_stated else participants,
        {True: "blinded", False: "not blinded", None: None}[outcome.blinded],
    ]
    return [each for each in known if each is not None]


def sources_of(record: Record) -> list[str]:
    """Return the slug of every source of a record, each once."""
    return list(dict.fromkeys(source for entry in record.provenance for source in entry.sources))
