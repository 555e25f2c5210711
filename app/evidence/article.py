"""The article as a whole: what it says, by topic, with the verdict on each statement.

Pure. What must stay true: nothing about the article is written here. Statements, numbers and verdicts come
from the claims; trials, symptoms and forms from the records that claims name.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

from app.evidence.article_schemas import (
    ArticleForm,
    ArticleMechanism,
    ArticleNumber,
    ArticleOverview,
    ArticleResult,
    ArticleStatement,
    ArticleSymptom,
    ArticleTopic,
    ArticleTrial,
)
from app.models import Claim, DatasetStamp, Domain, Form, Mechanism, TidyOutcome, Trial
from app.models.claim import ClaimKind, Verdict
from app.models.provenance import Basis


@dataclass(frozen=True)
class ArticleRecords:
    """The records that an overview of the article is made from."""

    dataset: DatasetStamp
    title: str
    """Title of the article."""
    claims: Sequence[Claim]
    """In the order of the article."""
    domains: Sequence[Domain]
    mechanisms: Sequence[Mechanism]
    forms: Sequence[Form]
    trials: Mapping[str, Trial]
    """By slug."""
    outcomes: Sequence[TidyOutcome]

    def naming(self, record: str) -> list[Claim]:
        """Return the claims that name a record or a part of it."""
        return [
            claim
            for claim in self.claims
            if any(f"{named}/".startswith(f"{record}/") for named in claim.records)
        ]

    @property
    def results(self) -> list[TidyOutcome]:
        """Return the results as the article reports them."""
        return [outcome for outcome in self.outcomes if outcome.basis is Basis.article]


def article_overview(records: ArticleRecords) -> ArticleOverview:
    """Return what the article says, by topic, mechanism, trial, symptom and form, and its numbers."""
    verdicts = Counter(claim.verdict for claim in records.claims)
    mechanisms, trials = list(mechanisms_of(records)), list(trials_of(records))
    forms, numbers = list(forms_of(records)), list(numbers_of(records.claims))
    named = {
        *(f"mechanisms/{each.mechanism}" for each in mechanisms),
        *(f"trials/{slug}" for each in trials for slug in (each.trial, *each.candidates)),
        *(f"forms/{each.form}" for each in forms),
        *(record for each in numbers for record in each.records),
    }
    return ArticleOverview(
        title=records.title,
        sentences=len(records.claims),
        verdicts={word.value: verdicts[word] for word in Verdict if verdicts[word]},
        topics=[topic for kind in ClaimKind if (topic := topic_of(kind, records.claims, named)).statements],
        mechanisms=mechanisms,
        trials=trials,
        symptoms=list(symptoms_of(records)),
        forms=forms,
        numbers=numbers,
        dataset=records.dataset,
    )


def topic_of(kind: ClaimKind, claims: Iterable[Claim], named: Set[str]) -> ArticleTopic:
    """Return the statements about a subject, and their records but for those that are named elsewhere."""
    about = [claim for claim in claims if claim.kind is kind]
    compared = whole_records(record for claim in about for record in claim.records)
    return ArticleTopic(
        topic=kind,
        statements=[
            ArticleStatement(claim=claim.slug, says=claim.restatement, verdict=claim.verdict)
            for claim in about
        ],
        records=[record for record in compared if record not in named],
    )


def whole_records(records: Iterable[str]) -> list[str]:
    """Return the records that references name, each once, without parts of them."""
    return list(dict.fromkeys("/".join(record.split("/")[:2]) for record in records))


def mechanisms_of(records: ArticleRecords) -> Iterator[ArticleMechanism]:
    """Yield each mechanism that the article proposes."""
    for each in records.mechanisms:
        yield ArticleMechanism(
            mechanism=each.slug, name=each.name, symptoms=each.domains, claims=sorted(each.claims)
        )


def trials_of(records: ArticleRecords) -> Iterator[ArticleTrial]:
    """Yield each trial and review whose results the article reports."""
    for slug in dict.fromkeys(outcome.trial for outcome in records.results):
        trial = records.trials[slug]
        yield ArticleTrial(
            trial=slug,
            name=trial.name,
            year=trial.year,
            identification=trial.identification,
            candidates=trial.candidates,
            claims=[claim.slug for claim in records.naming(f"trials/{slug}")],
        )


def symptoms_of(records: ArticleRecords) -> Iterator[ArticleSymptom]:
    """Yield each symptom for which the article reports a result."""
    for domain in records.domains:
        results = [result_of(each, records) for each in records.results if each.domain == domain.slug]
        if results:
            yield ArticleSymptom(symptom=domain.slug, name=domain.name, results=results)


def result_of(outcome: TidyOutcome, records: ArticleRecords) -> ArticleResult:
    """Return a result as the article reports it, with the first statement that names it."""
    naming = records.naming(f"trials/{outcome.id}")
    return ArticleResult(
        outcome=outcome.id,
        direction=outcome.direction,
        significance=outcome.significance,
        claim=naming[0].slug if naming else None,
    )


def forms_of(records: ArticleRecords) -> Iterator[ArticleForm]:
    """Yield each form of magnesium that a statement about forms names."""
    for form in records.forms:
        naming = [
            claim for claim in records.naming(f"forms/{form.slug}") if claim.kind is ClaimKind.formulation
        ]
        if naming:
            yield ArticleForm(form=form.slug, name=form.name, claims=[claim.slug for claim in naming])


def numbers_of(claims: Iterable[Claim]) -> Iterator[ArticleNumber]:
    """Yield each number that the article states, with its verdict and the records it was compared with."""
    for claim in claims:
        for number in claim.numbers:
            yield ArticleNumber(
                **number.model_dump(),
                claim=claim.slug,
                verdict=claim.verdict,
                records=whole_records(claim.records),
            )
