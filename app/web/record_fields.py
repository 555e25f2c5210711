"""Find the fields of a record that its page has no place for, so that a new field is shown at once. Pure.

What must stay true: every field of a document with a page is shown by its template, listed by
`other_fields`, or named in `JSON_ONLY`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.formats.csv import Column, columns
from app.models import (
    BiasAssessment,
    Claim,
    Disagreement,
    Document,
    Domain,
    EvidenceProfile,
    Form,
    Limit,
    LiteratureSearch,
    Mechanism,
    Rule,
    ScreenedRecord,
    Source,
    Trial,
)
from app.models.lookup_tables import CELL_SEPARATOR
from app.web.text import capitalised, format_number, plain_word

JSON_ONLY = frozenset({"slug", "sha256", "absent", "is_clinical_evidence"})
"""Fields that pages leave to the JSON: identifiers, hashes, and reasons that stand beside empty values."""

RECORD_PARTS = frozenset({"provenance", "review"})
"""Fields that every record has; pages of one record show them at the end, lists leave them to the JSON."""

SHOWN_FIELDS: Mapping[type[Document], frozenset[str]] = {
    BiasAssessment: frozenset({"name", "trial", "tool", "results", "overall", "domains"}),
    EvidenceProfile: frozenset(
        {"name", "population", "comparator_detail", "trials", "reviews", "judgements", "questions"}
    ),
    LiteratureSearch: frozenset({"name", "where", "words", "searched_on", "hits", "found", "limits"}),
    ScreenedRecord: frozenset({"name", "kind", "decision", "reason", "why", "source", "read", "records"}),
    Claim: frozenset(
        {
            "section", "paragraph", "sentence", "restatement", "kind", "hedge", "verdict", "why", "sources",
            "records", "numbers",
        }
    ),
    Disagreement: frozenset(
        {"question", "kind", "domains", "claims", "sides", "why_they_differ", "what_would_settle_it"}
    ),
    Domain: frozenset({"name", "definition", "omeract_tier", "label_facts"}),
    Form: frozenset(
        {
            "name", "synonyms", "antacid_type", "hydrates", "absorption", "gastrointestinal",
            "studied_in_fibromyalgia",
        }
    ),
    Limit: frozenset(
        {
            "jurisdiction", "body", "kind", "counts", "age_min_years", "age_max_years", "life_stage", "sex",
            "elemental_mg_per_day", "elemental_mg_per_day_min", "elemental_mg_per_day_max", "reported",
            "year", "note", "name",
        }
    ),
    Mechanism: frozenset(
        {"name", "statement", "hedge", "target", "claims", "domains", "evidence", "caveats"}
    ),
    Rule: frozenset(
        {
            "name", "group", "kind", "severity", "evidence", "when", "effect", "mechanism", "action",
            "separation", "scope_note", "disagreement", "claims", "examples",
        }
    ),
    Source: frozenset(
        {
            "name", "kind", "read", "read_note", "title", "authors", "authors_complete", "container", "year",
            "volume", "issue", "pages", "doi", "pmid", "pmcid", "registration", "warnings",
        }
    ),
    Trial: frozenset(
        {
            "name", "title", "design", "design_reported", "identification", "candidates", "publications",
            "registration", "question", "population", "intervention", "comparator", "measured", "arms",
            "randomised", "blinded", "placebo_controlled", "single_agent", "washout_weeks", "outcomes",
            "adverse_events", "findings", "limitations", "risk_of_bias", "discrepancies", "open_questions",
            "funding", "conflicts_of_interest",
        }
    ),
}  # fmt: skip
"""Fields that a template shows in a place of their own, by document."""


@dataclass(frozen=True)
class OtherField:
    """One field of a record, ready for a table."""

    name: str
    text: str
    """The value in words; empty when `references` says it."""
    references: tuple[str, ...]
    """Records that the field refers to, as `collection/slug`."""
    description: str
    """Meaning of the field, from the model."""


def other_fields(record: Document) -> list[OtherField]:
    """Return the fields of a record that its template does not show; absent values with their reason."""
    document = type(record)
    shown = SHOWN_FIELDS[document] | JSON_ONLY | RECORD_PARTS
    content = record.model_dump(mode="json")
    fields = (other_field(column, content) for column in columns(document) if column.field not in shown)
    return [field for field in fields if field is not None]


def other_field(column: Column, content: dict[str, Any]) -> OtherField | None:
    """Return one field, or None where it is empty and no source could have filled it."""
    value = column.cell(content)
    reason = (content.get("absent") or {}).get(column.name)
    if value is None and reason is None:
        return None
    references: tuple[str, ...] = ()
    if value is not None and column.target:
        slugs = str(value).split(CELL_SEPARATOR) if column.several else [str(value)]
        references = tuple(f"{column.target}/{slug}" for slug in slugs)
    text = "" if references else plain_word(reason) if value is None else value_text(column, value)
    return OtherField(capitalised(plain_word(column.name)), text, references, column.description)


def value_text(column: Column, value: Any) -> str:
    """Return a value as people write it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return format_number(value)
    return plain_word(value) if column.vocabulary else str(value)
