"""Evidence made from the real seed files."""

import pytest

from app.evidence.summary import Evidence
from app.models import DatasetStamp, TidyOutcome, Trial
from app.publishing.outcomes import tidy_outcomes
from app.seeds.library import Library
from tests.evidence.records import WHOLE


@pytest.fixture(scope="module")
def evidence(library: Library) -> Evidence:
    """The real records."""
    records = library.records
    return Evidence(
        dataset=DatasetStamp(version="2026.11.0", digest="0" * 64),
        domains=list(records["domains"].values()),
        outcomes=tidy_outcomes(library),
        trials=records["trials"],
        forms=list(records["forms"].values()),
        preparations=list(records["preparations"].values()),
        disagreements=list(records["disagreements"].values()),
        profiles=list(records["evidence-profiles"].values()),
    )


@pytest.fixture(scope="module")
def stress(evidence: Evidence) -> TidyOutcome:
    """A result that was read: primary, between arms, magnesium alone, means and SDs in both arms."""
    return next(each for each in evidence.outcomes if each.id == WHOLE)


@pytest.fixture(scope="module")
def macian(evidence: Evidence) -> Trial:
    """The trial it is from."""
    return evidence.trials["macian-2022"]
