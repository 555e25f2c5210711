"""The article sentence by sentence: which records each sentence has, or why it has none."""

from pydantic import BaseModel

from app.api.dependencies import Db
from app.api.routing import PrefixRouter
from app.db import queries
from app.errors import RESPONSE_CONFIG, problem_responses
from app.models import Claim, DatasetStamp
from app.models.claim import Verdict

router = PrefixRouter(prefix="/v1/claims/coverage", responses=problem_responses(400, 422))


class SentenceCoverage(BaseModel):
    """One sentence of the article: its verdict and its records."""

    model_config = RESPONSE_CONFIG

    claim: str
    """Slug of the claim."""
    section: str
    """Heading of its section."""
    paragraph: int
    """Number of the paragraph, from the start of the article."""
    sentence: int
    """Number of the sentence in the paragraph."""
    verdict: Verdict
    records: list[str]
    """Records that were made from it or compared with it."""
    reason: str
    """Reason for the verdict; for `no_claim`, why there is nothing to check."""


class Coverage(BaseModel):
    """The article, sentence by sentence, with verdicts and records."""

    model_config = RESPONSE_CONFIG

    sentences: int
    """Number of sentences in the article."""
    accounted_for: int
    """Number of sentences with records, or with a reason why there are none."""
    by_verdict: dict[str, int]
    """Number of sentences with each verdict."""
    items: list[SentenceCoverage]
    dataset: DatasetStamp


@router.get(
    "",
    operation_id="get_coverage",
    summary="The article, sentence by sentence",
    response_model=Coverage,
    response_description="Every sentence.",
    responses=problem_responses(503),
)
def get_coverage(db: Db) -> Coverage:
    """Return each sentence of the article with its records, or with the reason why there are none."""
    with db.connect() as connection:
        claims = queries.documents(connection, Claim)
    items = [
        SentenceCoverage(
            claim=claim.slug,
            section=claim.section,
            paragraph=claim.paragraph,
            sentence=claim.sentence,
            verdict=claim.verdict,
            records=claim.records,
            reason=claim.why,
        )
        for claim in claims
    ]
    return Coverage(
        sentences=len(items),
        accounted_for=sum(bool(item.records) or item.verdict is Verdict.no_claim for item in items),
        by_verdict={word.value: sum(item.verdict is word for item in items) for word in Verdict},
        items=items,
        dataset=db.stamp,
    )
