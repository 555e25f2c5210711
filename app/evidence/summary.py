"""What the evidence says by symptom domain, made from the published records. Pure: no web, no SQL.

What must stay true: every outcome of a domain is in exactly one place; null results rank with favourable
ones; nothing is pooled, and no direction is decided by counting significant results.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from app.evidence.aggregation import COMPARISONS, Entry, Pile, Place, entries_of
from app.evidence.effect_sizes import effect_of
from app.evidence.gaps import Known, gaps
from app.evidence.labels import CANNOT_SHOW, COMPARED, EFFECT, GIVEN, SAID, lowered, several
from app.evidence.schemas import (
    Accounting,
    DisagreementLink,
    DomainSummaries,
    DomainSummary,
    MagnesiumGiven,
    OpenQuestion,
    Result,
    ResultGroup,
    Statement,
    WordingRule,
)
from app.models import DatasetStamp, Disagreement, Domain, Form, TidyOutcome, Trial
from app.models.domain import Certainty
from app.models.outcome import Comparison, Direction


@dataclass(frozen=True)
class Evidence:
    """The records that summaries are made from, all of one dataset."""

    dataset: DatasetStamp
    domains: Sequence[Domain]
    outcomes: Sequence[TidyOutcome]
    trials: Mapping[str, Trial]
    """By slug."""
    forms: Sequence[Form]
    disagreements: Sequence[Disagreement]

    def entries(self) -> Iterator[Entry]:
        """Every result in its place, trial by trial."""
        ordered = sorted(self.outcomes, key=lambda outcome: (outcome.trial, outcome.id))
        for slug, outcomes in groupby(ordered, key=lambda outcome: outcome.trial):
            yield from entries_of(self.trials[slug], outcomes)


class Gathered:
    """What was gathered of one domain: each result in its place."""

    def __init__(self) -> None:
        self.groups: dict[tuple[Place, Comparison, MagnesiumGiven], Pile] = {}
        self.reviews = Pile()
        self.open_questions = Pile()
        self.known = Known()
        self.counted = 0
        self.article = 0
        self.repeated = 0

    def add(self, entry: Entry) -> None:
        """Put one more result, and those that repeat it, in their place."""
        self.repeated += len(entry.repeated)
        self.known.add(entry)
        place = entry.place
        if place is Place.counted:
            self.counted += 1
            self.pile(place, entry.outcome.comparison, entry.given).add(entry)
        elif place is Place.article:
            self.article += 1
            self.pile(place, entry.outcome.comparison, entry.given).add(entry)
        elif place is Place.review:
            self.reviews.add(entry)
        else:
            self.open_questions.add(entry)

    def merge(self, other: "Gathered") -> None:
        """Put what was gathered of other trials in its place."""
        for key, pile in other.groups.items():
            self.pile(*key).merge(pile)
        self.reviews.merge(other.reviews)
        self.open_questions.merge(other.open_questions)
        self.known.merge(other.known)
        self.counted += other.counted
        self.article += other.article
        self.repeated += other.repeated

    def pile(self, place: Place, comparison: Comparison, given: MagnesiumGiven) -> Pile:
        """The results of one group, of trials or of the article."""
        key = (place, comparison, given)
        if key not in self.groups:
            self.groups[key] = Pile()
        return self.groups[key]


def summarise(domain: Domain, evidence: Evidence) -> DomainSummary:
    """What the evidence says on one domain."""
    found = Gathered()
    for entry in evidence.entries():
        if entry.outcome.domain == domain.slug:
            found.add(entry)
    return summary(domain, found, evidence.forms, evidence.disagreements, evidence.dataset)


def summaries(evidence: Evidence) -> DomainSummaries:
    """What the evidence says on every domain."""
    items = [summarise(domain, evidence) for domain in evidence.domains]
    return DomainSummaries(items=items, dataset=evidence.dataset)


def summary(
    domain: Domain,
    found: Gathered,
    forms: Sequence[Form],
    disagreements: Sequence[Disagreement],
    dataset: DatasetStamp,
) -> DomainSummary:
    """What was gathered of one domain, as its summary."""
    accounting = Accounting(
        outcomes=found.counted
        + found.article
        + len(found.reviews)
        + found.repeated
        + len(found.open_questions),
        counted=found.counted,
        article=found.article,
        reviews=len(found.reviews),
        repeated=found.repeated,
        open_questions=len(found.open_questions),
    )
    return DomainSummary(
        domain=domain.slug,
        name=domain.name,
        definition=domain.definition,
        omeract_tier=domain.omeract_tier,
        conclusion=conclusion(
            domain, found.pile(Place.counted, Comparison.between_arms, MagnesiumGiven.alone)
        ),
        certainty=domain.certainty,
        groups=grouped(found),
        reviews=results(found.reviews),
        open_questions=[open_question(entry.outcome) for entry in found.open_questions.first],
        disagreements=[
            DisagreementLink(slug=each.slug, question=each.question, kind=each.kind)
            for each in disagreements
            if domain.slug in each.domains
        ],
        gaps=gaps(found.known, forms),
        accounting=accounting,
        dataset=dataset,
    )


def results(pile: Pile) -> list[Result]:
    """The first results of a pile, as they are shown."""
    return [
        Result(
            outcome=entry.outcome,
            also_reported_as=entry.repeated,
            effect=effect_of(entry.outcome, entry.trial),
        )
        for entry in pile.first
    ]


def grouped(found: Gathered) -> list[ResultGroup]:
    """Results of trials, and what the article reports, by what was compared and what was given."""
    groups = []
    for comparison in COMPARISONS:
        for given in MagnesiumGiven:
            own, article = (found.pile(place, comparison, given) for place in (Place.counted, Place.article))
            if len(own) or len(article):
                groups.append(group(comparison, given, own, article))
    return groups


def group(comparison: Comparison, given: MagnesiumGiven, own: Pile, article: Pile) -> ResultGroup:
    """One group with its counts and its sentence."""
    title = f"{GIVEN[given]}, {COMPARED[comparison]}"
    parts = [f"{title}: no result of a trial was read."]
    if len(own):
        number = f"{several(len(own), 'result')} of {several(own.trials.total, 'trial')}"
        parts = [f"{title}: {number} ({pointing(own)})."]
    if len(article):
        parts.append(f"The article reports {several(len(article), 'result')} ({pointing(article)}).")
    if given is MagnesiumGiven.without:
        parts.append("Shown beside what happened with magnesium; it says nothing of magnesium itself.")
    elif comparison in CANNOT_SHOW:
        parts.append(CANNOT_SHOW[comparison])
    return ResultGroup(
        comparison=comparison,
        given=given,
        uncontrolled=comparison in CANNOT_SHOW,
        statement=Statement(
            text=" ".join(parts),
            rule=WordingRule.results_by_direction,
            records=[*refs(own), *refs(article)],
        ),
        results=results(own),
        counts=own.counts,
        article_results=results(article),
        article_counts=article.counts,
    )


def pointing(pile: Pile) -> str:
    """Which way results point, in words: `1 no clear difference, 1 favours magnesium; 1 in a subgroup`."""
    ways = [f"{number} {SAID[word]}" for word, number in pile.counts.by_direction.items() if number]
    apart = f"; {pile.in_subgroups} in a subgroup" if pile.in_subgroups else ""
    return f"{', '.join(ways)}{apart}"


def refs(pile: Pile) -> list[str]:
    """The records of the first results, those that repeat them included."""
    return [f"trials/{id}" for entry in pile.first for id in (entry.outcome.id, *entry.repeated)]


def open_question(outcome: TidyOutcome) -> OpenQuestion:
    """A result nobody read, as a question."""
    return OpenQuestion(
        outcome=outcome.id,
        trial_name=outcome.trial_name,
        comparison=outcome.comparison,
        text=outcome.label,
    )


# The conclusion -----------------------------------------------------------------------------------


def conclusion(domain: Domain, rated: Pile) -> Statement:
    """The domain in one sentence, worded by its certainty.

    After Santesso et al., GRADE guidelines 26 (2020), doi:10.1016/j.jclinepi.2019.10.014.
    """
    about = f"{lowered(domain.name)} in fibromyalgia"
    rating = domain.certainty.rating
    if rating is Certainty.not_rated:
        reason = domain.certainty.note or "The reason is not given."
        text, rule = f"No rating: {lowered(reason)}", WordingRule.grade_not_rated
    elif rating is Certainty.very_low:
        text = f"The evidence is very uncertain about the effect of magnesium alone on {about}."
        rule = WordingRule.grade_very_low
    else:
        text, rule = stated(rating, about, rated.ways - {Direction.not_reported})
    return Statement(text=text, rule=rule, records=[f"domains/{domain.slug}", *refs(rated)])


def stated(rating: Certainty, about: str, ways: set[Direction]) -> tuple[str, WordingRule]:
    """The effect in a sentence, with the rule that made it; no effect where results differ."""
    way = next(iter(ways)) if len(ways) == 1 else None
    if way not in EFFECT:
        why = "results point different ways" if ways else "no result that says which way was read"
        text = f"Certainty on magnesium alone for {about} is rated {rating.value}, but {why}."
        return text, WordingRule.grade_without_direction
    plain, after_may = EFFECT[way]
    verbs = {
        Certainty.high: (plain, WordingRule.grade_high),
        Certainty.moderate: (f"probably {plain}", WordingRule.grade_moderate),
        Certainty.low: (f"may {after_may}", WordingRule.grade_low),
    }
    verb, rule = verbs[rating]
    return f"Magnesium alone {verb} {about}.", rule
