"""Query parameters of the pages: the filters of the API, sent by GET forms.

What must stay true: a choice left at `all` arrives as an empty string and is no filter.
"""

from typing import Any

from pydantic import model_validator

from app.models.claim import ClaimFilters
from app.models.disagreement import DisagreementFilters
from app.models.filters import DomainSlug, Filters, FormSlug
from app.models.source import SourceFilters
from app.models.trial import TrialFilters


class FilterForm(Filters):
    """Choices made in a form."""

    @model_validator(mode="before")
    @classmethod
    def drop_blanks(cls, given: Any) -> Any:
        """Remove choices that were left open."""
        return {name: value for name, value in given.items() if value not in ("", [""])}


class EvidenceForm(FilterForm):
    """Filters of the evidence by symptom."""

    domain: DomainSlug | None = None
    form: FormSlug | None = None


class ClaimForm(FilterForm, ClaimFilters):
    """Filters of the sentences of the article."""


class TrialForm(FilterForm, TrialFilters):
    """Filters of the trials."""


class DisagreementForm(FilterForm, DisagreementFilters):
    """Filters of the disagreements."""


class SourceForm(FilterForm, SourceFilters):
    """Filters of the sources."""
