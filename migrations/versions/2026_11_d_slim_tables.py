"""slim tables: only the columns that queries need; the views move to the export"""

from collections.abc import Iterator
from importlib import import_module
from typing import Any

import sqlalchemy as sa
from alembic import op

from migrations.columns import prose, word

revision = "2026_11_d"
down_revision = "2026_11_c"

DROPPED = {
    "biomarkers": """
        name:word study:word comparator:word participants_fibromyalgia:integer?
        participants_comparator:integer? levels:json? p_value:float? p_reported:word?
        symptom_links:json other_results:json association_only:json provenance:json absent:json
        review:word
    """,
    "claims": """
        section:word paragraph:integer sentence:integer sha256:word restatement:prose why:prose
        sources:json records:json review:word
    """,
    "conditions": """
        name:word members:json provenance:json absent:json review:word
    """,
    "disagreements": """
        question:prose domains:json claims:json sides:json why_they_differ:json
        what_would_settle_it:word? provenance:json absent:json review:word
    """,
    "domains": """
        name:word definition:prose omeract_name:word? synonyms:json certainty:json
        provenance:json absent:json review:word
    """,
    "forms": """
        name:word synonyms:json hydrates:json absorption:json gastrointestinal:json
        studied_in_fibromyalgia:json provenance:json absent:json review:word
    """,
    "limits": """
        name:word body:word? counts:word age_min_years:float? age_max_years:float? sex:word
        elemental_mg_per_day:float? elemental_mg_per_day_min:float?
        elemental_mg_per_day_max:float? reported:word year:integer? note:word? provenance:json
        absent:json review:word
    """,
    "mechanisms": """
        name:word statement:prose target:word hedge:word domains:json claims:json
        is_clinical_evidence:json evidence:json caveats:json provenance:json absent:json
        review:word
    """,
    "medicine_classes": """
        name:word medicines:json note:word? provenance:json absent:json review:word
    """,
    "rules": """
        name:word when:json effect:prose mechanism:word action:prose separation:json?
        jurisdiction:word? scope_note:word? disagreement:word? claims:json examples:json
        provenance:json absent:json review:word
    """,
    "sources": """
        name:word read_note:word? title:word? authors:json? authors_complete:boolean?
        container:word? volume:word? issue:word? pages:word? doi:word? pmid:word? pmcid:word?
        registration:word? warnings:json provenance:json absent:json review:word
    """,
    "test_vectors": """
        name:word request:json expected:json
    """,
    "trials": """
        name:word title:word? acronym:word? design_reported:word? candidates:json
        publications:json same_study_as:json registration:word? question:word population:json
        intervention:word comparator:word? measured:json arms:json blinded:boolean?
        washout_weeks:float? adverse_events:json? funding:word? conflicts_of_interest:word?
        findings:json? limitations:json risk_of_bias:json discrepancies:json open_questions:json
        provenance:json absent:json review:word
    """,
    "outcomes": """
        trial_name:word design:word elemental_mg_per_day:float? name:word label:word
        instrument:word? sources:json locator:word? derivation:word? subgroup:word? arm:word?
        blinded:boolean? timepoint_weeks:float? timepoint_reported:word? p_value:float?
        p_reported:word? groups:json estimate:json? same_result_as:word? calculated:json
        flags:json note:word? absent:json
    """,
}
"""Table → dropped columns as `name:type`, with `?` where null was allowed."""

TYPES: dict[str, Any] = {
    "word": word,
    "prose": prose,
    "json": sa.JSON,
    "integer": sa.Integer,
    "float": sa.Float,
    "boolean": sa.Boolean,
}

VIEWS = import_module("migrations.versions.2026_11_b_views_worth_reading")

OUTCOMES: dict[str, Any] = {
    "trial": word,
    "year": sa.Integer,
    "form": word,
    "single_agent": sa.Boolean,
    "domain": word,
    "basis": word,
    "verification": word,
    "role": word,
    "comparison": word,
    "analysis_set": word,
    "direction": word,
    "significance": word,
}
"""Indexed columns of `outcomes`, with their types. SQLite adds a foreign key by making the table again."""


def upgrade() -> None:
    VIEWS.downgrade()
    op.rename_table("findings", "summaries")
    slim_outcomes()
    for table in DROPPED:
        if table != "outcomes":
            for dropped in columns(table):  # one by one: a batch makes the indexes again in any order
                op.drop_column(table, dropped.name)


def slim_outcomes() -> None:
    op.create_table(
        "outcomes_slim",
        sa.Column("id", word(), nullable=False),
        *(
            sa.Column(name, kind(), nullable=name in ("year", "form", "single_agent"))
            for name, kind in OUTCOMES.items()
        ),
        sa.Column("document", prose(), nullable=False),
        sa.ForeignKeyConstraint(["trial"], ["trials.slug"], name="fk_outcomes_trial"),
        sa.ForeignKeyConstraint(["form"], ["forms.slug"], name="fk_outcomes_form"),
        sa.ForeignKeyConstraint(["domain"], ["domains.slug"], name="fk_outcomes_domain"),
        sa.PrimaryKeyConstraint("id"),
    )
    names = ", ".join(["id", *OUTCOMES, "document"])
    op.execute(f"INSERT INTO outcomes_slim ({names}) SELECT {names} FROM outcomes")  # noqa: S608
    op.drop_table("outcomes")
    op.rename_table("outcomes_slim", "outcomes")
    for name in OUTCOMES:
        op.create_index(f"ix_outcomes_{name}", "outcomes", [name, "id"])


def downgrade() -> None:
    """Restore the columns; possible on empty tables only, as nothing here has their values."""
    for table in reversed(DROPPED):
        with op.batch_alter_table(table, schema=None) as batch_op:
            if table == "outcomes":
                batch_op.drop_constraint("fk_outcomes_form", type_="foreignkey")
            for dropped in columns(table):
                batch_op.add_column(dropped)
    op.rename_table("summaries", "findings")
    VIEWS.upgrade()


def columns(table: str) -> Iterator[sa.Column[Any]]:
    for described in DROPPED[table].split():
        name, _, kind = described.partition(":")
        yield sa.Column(name, TYPES[kind.rstrip("?")](), nullable=kind.endswith("?"))
