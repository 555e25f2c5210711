"""the first tables"""

import sqlalchemy as sa
from alembic import op

from migrations.columns import prose, word

revision = "2026_11_a"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "biomarkers",
        sa.Column("slug", word(), nullable=False),
        sa.Column("name", word(), nullable=False),
        sa.Column("study", word(), nullable=False),
        sa.Column("specimen", word(), nullable=False),
        sa.Column("comparator", word(), nullable=False),
        sa.Column("level", word(), nullable=False),
        sa.Column("significance", word(), nullable=False),
        sa.Column("participants_fibromyalgia", sa.Integer(), nullable=True),
        sa.Column("participants_comparator", sa.Integer(), nullable=True),
        sa.Column("levels", sa.JSON(), nullable=True),
        sa.Column("p_value", sa.Float(), nullable=True),
        sa.Column("p_reported", word(), nullable=True),
        sa.Column("symptom_links", sa.JSON(), nullable=False),
        sa.Column("other_results", sa.JSON(), nullable=False),
        sa.Column("association_only", sa.JSON(), nullable=False),
        sa.Column("provenance", sa.JSON(), nullable=False),
        sa.Column("absent", sa.JSON(), nullable=False),
        sa.Column("review", word(), nullable=False),
        sa.Column("document", prose(), nullable=False),
        sa.PrimaryKeyConstraint("slug"),
    )
    with op.batch_alter_table("biomarkers", schema=None) as batch_op:
        batch_op.create_index("ix_biomarkers_level", ["level", "slug"], unique=False)
        batch_op.create_index("ix_biomarkers_significance", ["significance", "slug"], unique=False)
        batch_op.create_index("ix_biomarkers_specimen", ["specimen", "slug"], unique=False)

    op.create_table(
        "claims",
        sa.Column("slug", word(), nullable=False),
        sa.Column("section", word(), nullable=False),
        sa.Column("paragraph", sa.Integer(), nullable=False),
        sa.Column("sentence", sa.Integer(), nullable=False),
        sa.Column("sha256", word(), nullable=False),
        sa.Column("restatement", prose(), nullable=False),
        sa.Column("kind", word(), nullable=False),
        sa.Column("hedge", word(), nullable=False),
        sa.Column("verdict", word(), nullable=False),
        sa.Column("why", prose(), nullable=False),
        sa.Column("sources", sa.JSON(), nullable=False),
        sa.Column("records", sa.JSON(), nullable=False),
        sa.Column("review", word(), nullable=False),
        sa.Column("document", prose(), nullable=False),
        sa.PrimaryKeyConstraint("slug"),
    )
    with op.batch_alter_table("claims", schema=None) as batch_op:
        batch_op.create_index("ix_claims_hedge", ["hedge", "slug"], unique=False)
        batch_op.create_index("ix_claims_kind", ["kind", "slug"], unique=False)
        batch_op.create_index("ix_claims_verdict", ["verdict", "slug"], unique=False)

    op.create_table(
        "conditions",
        sa.Column("slug", word(), nullable=False),
        sa.Column("name", word(), nullable=False),
        sa.Column("members", sa.JSON(), nullable=False),
        sa.Column("provenance", sa.JSON(), nullable=False),
        sa.Column("absent", sa.JSON(), nullable=False),
        sa.Column("review", word(), nullable=False),
        sa.Column("document", prose(), nullable=False),
        sa.PrimaryKeyConstraint("slug"),
    )
    op.create_table(
        "dataset",
        sa.Column("version", word(), nullable=False),
        sa.Column("digest", word(), nullable=False),
        sa.Column("schema_revision", word(), nullable=False),
        sa.Column("document", word(), nullable=False),
        sa.PrimaryKeyConstraint("version"),
    )
    op.create_table(
        "disagreements",
        sa.Column("slug", word(), nullable=False),
        sa.Column("question", prose(), nullable=False),
        sa.Column("kind", word(), nullable=False),
        sa.Column("domains", sa.JSON(), nullable=False),
        sa.Column("claims", sa.JSON(), nullable=False),
        sa.Column("sides", sa.JSON(), nullable=False),
        sa.Column("why_they_differ", sa.JSON(), nullable=False),
        sa.Column("what_would_settle_it", word(), nullable=True),
        sa.Column("provenance", sa.JSON(), nullable=False),
        sa.Column("absent", sa.JSON(), nullable=False),
        sa.Column("review", word(), nullable=False),
        sa.Column("document", prose(), nullable=False),
        sa.PrimaryKeyConstraint("slug"),
    )
    with op.batch_alter_table("disagreements", schema=None) as batch_op:
        batch_op.create_index("ix_disagreements_kind", ["kind", "slug"], unique=False)

    op.create_table(
        "domains",
        sa.Column("slug", word(), nullable=False),
        sa.Column("name", word(), nullable=False),
        sa.Column("definition", prose(), nullable=False),
        sa.Column("omeract_tier", word(), nullable=False),
        sa.Column("omeract_name", word(), nullable=True),
        sa.Column("synonyms", sa.JSON(), nullable=False),
        sa.Column("certainty", sa.JSON(), nullable=False),
        sa.Column("provenance", sa.JSON(), nullable=False),
        sa.Column("absent", sa.JSON(), nullable=False),
        sa.Column("review", word(), nullable=False),
        sa.Column("document", prose(), nullable=False),
        sa.PrimaryKeyConstraint("slug"),
    )
    with op.batch_alter_table("domains", schema=None) as batch_op:
        batch_op.create_index("ix_domains_omeract_tier", ["omeract_tier", "slug"], unique=False)

    op.create_table(
        "forms",
        sa.Column("slug", word(), nullable=False),
        sa.Column("name", word(), nullable=False),
        sa.Column("synonyms", sa.JSON(), nullable=False),
        sa.Column("antacid_type", sa.Boolean(), nullable=False),
        sa.Column("hydrates", sa.JSON(), nullable=False),
        sa.Column("absorption", sa.JSON(), nullable=False),
        sa.Column("gastrointestinal", sa.JSON(), nullable=False),
        sa.Column("studied_in_fibromyalgia", sa.JSON(), nullable=False),
        sa.Column("provenance", sa.JSON(), nullable=False),
        sa.Column("absent", sa.JSON(), nullable=False),
        sa.Column("review", word(), nullable=False),
        sa.Column("document", prose(), nullable=False),
        sa.PrimaryKeyConstraint("slug"),
    )
    with op.batch_alter_table("forms", schema=None) as batch_op:
        batch_op.create_index("ix_forms_antacid_type", ["antacid_type", "slug"], unique=False)

    op.create_table(
        "limits",
        sa.Column("slug", word(), nullable=False),
        sa.Column("name", word(), nullable=False),
        sa.Column("jurisdiction", word(), nullable=False),
        sa.Column("body", word(), nullable=True),
        sa.Column("kind", word(), nullable=False),
        sa.Column("counts", word(), nullable=False),
        sa.Column("age_min_years", sa.Float(), nullable=True),
        sa.Column("age_max_years", sa.Float(), nullable=True),
        sa.Column("life_stage", word(), nullable=False),
        sa.Column("sex", word(), nullable=False),
        sa.Column("elemental_mg_per_day", sa.Float(), nullable=True),
        sa.Column("elemental_mg_per_day_min", sa.Float(), nullable=True),
        sa.Column("elemental_mg_per_day_max", sa.Float(), nullable=True),
        sa.Column("reported", word(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("note", word(), nullable=True),
        sa.Column("provenance", sa.JSON(), nullable=False),
        sa.Column("absent", sa.JSON(), nullable=False),
        sa.Column("review", word(), nullable=False),
        sa.Column("document", prose(), nullable=False),
        sa.PrimaryKeyConstraint("slug"),
    )
    with op.batch_alter_table("limits", schema=None) as batch_op:
        batch_op.create_index("ix_limits_jurisdiction", ["jurisdiction", "slug"], unique=False)
        batch_op.create_index("ix_limits_kind", ["kind", "slug"], unique=False)
        batch_op.create_index("ix_limits_life_stage", ["life_stage", "slug"], unique=False)

    op.create_table(
        "links",
        sa.Column("collection", word(), nullable=False),
        sa.Column("slug", word(), nullable=False),
        sa.Column("target", word(), nullable=False),
        sa.Column("target_slug", word(), nullable=False),
        sa.PrimaryKeyConstraint("collection", "slug", "target", "target_slug"),
    )
    with op.batch_alter_table("links", schema=None) as batch_op:
        batch_op.create_index(
            "ix_links_target", ["target", "target_slug", "collection", "slug"], unique=False
        )

    op.create_table(
        "mechanisms",
        sa.Column("slug", word(), nullable=False),
        sa.Column("name", word(), nullable=False),
        sa.Column("statement", prose(), nullable=False),
        sa.Column("target", word(), nullable=False),
        sa.Column("hedge", word(), nullable=False),
        sa.Column("domains", sa.JSON(), nullable=False),
        sa.Column("claims", sa.JSON(), nullable=False),
        sa.Column("is_clinical_evidence", sa.JSON(), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.Column("caveats", sa.JSON(), nullable=False),
        sa.Column("provenance", sa.JSON(), nullable=False),
        sa.Column("absent", sa.JSON(), nullable=False),
        sa.Column("review", word(), nullable=False),
        sa.Column("document", prose(), nullable=False),
        sa.PrimaryKeyConstraint("slug"),
    )
    op.create_table(
        "medicine_classes",
        sa.Column("slug", word(), nullable=False),
        sa.Column("name", word(), nullable=False),
        sa.Column("medicines", sa.JSON(), nullable=False),
        sa.Column("note", word(), nullable=True),
        sa.Column("provenance", sa.JSON(), nullable=False),
        sa.Column("absent", sa.JSON(), nullable=False),
        sa.Column("review", word(), nullable=False),
        sa.Column("document", prose(), nullable=False),
        sa.PrimaryKeyConstraint("slug"),
    )
    op.create_table(
        "rules",
        sa.Column("slug", word(), nullable=False),
        sa.Column("name", word(), nullable=False),
        sa.Column("kind", word(), nullable=False),
        sa.Column("severity", word(), nullable=False),
        sa.Column("evidence", word(), nullable=False),
        sa.Column("when", sa.JSON(), nullable=False),
        sa.Column("effect", prose(), nullable=False),
        sa.Column("mechanism", word(), nullable=False),
        sa.Column("action", prose(), nullable=False),
        sa.Column("separation", sa.JSON(), nullable=True),
        sa.Column("jurisdiction", word(), nullable=True),
        sa.Column("scope_note", word(), nullable=True),
        sa.Column("disagreement", word(), nullable=True),
        sa.Column("claims", sa.JSON(), nullable=False),
        sa.Column("examples", sa.JSON(), nullable=False),
        sa.Column("provenance", sa.JSON(), nullable=False),
        sa.Column("absent", sa.JSON(), nullable=False),
        sa.Column("review", word(), nullable=False),
        sa.Column("document", prose(), nullable=False),
        sa.PrimaryKeyConstraint("slug"),
    )
    with op.batch_alter_table("rules", schema=None) as batch_op:
        batch_op.create_index("ix_rules_evidence", ["evidence", "slug"], unique=False)
        batch_op.create_index("ix_rules_kind", ["kind", "slug"], unique=False)
        batch_op.create_index("ix_rules_severity", ["severity", "slug"], unique=False)

    op.create_table(
        "search_entries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("collection", word(), nullable=False),
        sa.Column("slug", word(), nullable=False),
        sa.Column("title", prose(), nullable=False),
        sa.Column("body", prose(), nullable=False),
        sa.Column("words", prose(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "sources",
        sa.Column("slug", word(), nullable=False),
        sa.Column("name", word(), nullable=False),
        sa.Column("kind", word(), nullable=False),
        sa.Column("read", word(), nullable=False),
        sa.Column("read_note", word(), nullable=True),
        sa.Column("title", word(), nullable=True),
        sa.Column("authors", sa.JSON(), nullable=True),
        sa.Column("authors_complete", sa.Boolean(), nullable=True),
        sa.Column("container", word(), nullable=True),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("volume", word(), nullable=True),
        sa.Column("issue", word(), nullable=True),
        sa.Column("pages", word(), nullable=True),
        sa.Column("doi", word(), nullable=True),
        sa.Column("pmid", word(), nullable=True),
        sa.Column("pmcid", word(), nullable=True),
        sa.Column("registration", word(), nullable=True),
        sa.Column("warnings", sa.JSON(), nullable=False),
        sa.Column("provenance", sa.JSON(), nullable=False),
        sa.Column("absent", sa.JSON(), nullable=False),
        sa.Column("review", word(), nullable=False),
        sa.Column("document", prose(), nullable=False),
        sa.PrimaryKeyConstraint("slug"),
    )
    with op.batch_alter_table("sources", schema=None) as batch_op:
        batch_op.create_index("ix_sources_kind", ["kind", "slug"], unique=False)
        batch_op.create_index("ix_sources_read", ["read", "slug"], unique=False)
        batch_op.create_index("ix_sources_year", ["year", "slug"], unique=False)

    op.create_table(
        "test_vectors",
        sa.Column("slug", word(), nullable=False),
        sa.Column("name", word(), nullable=False),
        sa.Column("request", sa.JSON(), nullable=False),
        sa.Column("expected", sa.JSON(), nullable=False),
        sa.Column("document", prose(), nullable=False),
        sa.PrimaryKeyConstraint("slug"),
    )
    op.create_table(
        "trials",
        sa.Column("slug", word(), nullable=False),
        sa.Column("name", word(), nullable=False),
        sa.Column("title", word(), nullable=True),
        sa.Column("acronym", word(), nullable=True),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("design", word(), nullable=False),
        sa.Column("design_reported", word(), nullable=True),
        sa.Column("identification", word(), nullable=False),
        sa.Column("candidates", sa.JSON(), nullable=False),
        sa.Column("publications", sa.JSON(), nullable=False),
        sa.Column("same_study_as", sa.JSON(), nullable=False),
        sa.Column("registration", word(), nullable=True),
        sa.Column("question", word(), nullable=False),
        sa.Column("population", sa.JSON(), nullable=False),
        sa.Column("intervention", word(), nullable=False),
        sa.Column("comparator", word(), nullable=True),
        sa.Column("measured", sa.JSON(), nullable=False),
        sa.Column("arms", sa.JSON(), nullable=False),
        sa.Column("randomised", sa.Boolean(), nullable=True),
        sa.Column("blinded", sa.Boolean(), nullable=True),
        sa.Column("placebo_controlled", sa.Boolean(), nullable=True),
        sa.Column("single_agent", sa.Boolean(), nullable=True),
        sa.Column("washout_weeks", sa.Float(), nullable=True),
        sa.Column("adverse_events", sa.JSON(), nullable=True),
        sa.Column("funding", word(), nullable=True),
        sa.Column("conflicts_of_interest", word(), nullable=True),
        sa.Column("findings", sa.JSON(), nullable=True),
        sa.Column("limitations", sa.JSON(), nullable=False),
        sa.Column("risk_of_bias", sa.JSON(), nullable=False),
        sa.Column("discrepancies", sa.JSON(), nullable=False),
        sa.Column("open_questions", sa.JSON(), nullable=False),
        sa.Column("provenance", sa.JSON(), nullable=False),
        sa.Column("absent", sa.JSON(), nullable=False),
        sa.Column("review", word(), nullable=False),
        sa.Column("document", prose(), nullable=False),
        sa.PrimaryKeyConstraint("slug"),
    )
    with op.batch_alter_table("trials", schema=None) as batch_op:
        batch_op.create_index("ix_trials_design", ["design", "slug"], unique=False)
        batch_op.create_index("ix_trials_identification", ["identification", "slug"], unique=False)
        batch_op.create_index("ix_trials_placebo_controlled", ["placebo_controlled", "slug"], unique=False)
        batch_op.create_index("ix_trials_randomised", ["randomised", "slug"], unique=False)
        batch_op.create_index("ix_trials_single_agent", ["single_agent", "slug"], unique=False)
        batch_op.create_index("ix_trials_year", ["year", "slug"], unique=False)

    op.create_table(
        "outcomes",
        sa.Column("id", word(), nullable=False),
        sa.Column("trial", word(), nullable=False),
        sa.Column("trial_name", word(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("design", word(), nullable=False),
        sa.Column("form", word(), nullable=True),
        sa.Column("elemental_mg_per_day", sa.Float(), nullable=True),
        sa.Column("single_agent", sa.Boolean(), nullable=True),
        sa.Column("name", word(), nullable=False),
        sa.Column("label", word(), nullable=False),
        sa.Column("domain", word(), nullable=False),
        sa.Column("instrument", word(), nullable=True),
        sa.Column("basis", word(), nullable=False),
        sa.Column("verification", word(), nullable=False),
        sa.Column("sources", sa.JSON(), nullable=False),
        sa.Column("locator", word(), nullable=True),
        sa.Column("derivation", word(), nullable=True),
        sa.Column("role", word(), nullable=False),
        sa.Column("comparison", word(), nullable=False),
        sa.Column("analysis_set", word(), nullable=False),
        sa.Column("subgroup", word(), nullable=True),
        sa.Column("arm", word(), nullable=True),
        sa.Column("blinded", sa.Boolean(), nullable=True),
        sa.Column("timepoint_weeks", sa.Float(), nullable=True),
        sa.Column("timepoint_reported", word(), nullable=True),
        sa.Column("direction", word(), nullable=False),
        sa.Column("significance", word(), nullable=False),
        sa.Column("p_value", sa.Float(), nullable=True),
        sa.Column("p_reported", word(), nullable=True),
        sa.Column("groups", sa.JSON(), nullable=False),
        sa.Column("estimate", sa.JSON(), nullable=True),
        sa.Column("same_result_as", word(), nullable=True),
        sa.Column("calculated", sa.JSON(), nullable=False),
        sa.Column("flags", sa.JSON(), nullable=False),
        sa.Column("note", word(), nullable=True),
        sa.Column("absent", sa.JSON(), nullable=False),
        sa.Column("document", prose(), nullable=False),
        sa.ForeignKeyConstraint(
            ["domain"],
            ["domains.slug"],
        ),
        sa.ForeignKeyConstraint(
            ["trial"],
            ["trials.slug"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("outcomes", schema=None) as batch_op:
        batch_op.create_index("ix_outcomes_analysis_set", ["analysis_set", "id"], unique=False)
        batch_op.create_index("ix_outcomes_basis", ["basis", "id"], unique=False)
        batch_op.create_index("ix_outcomes_comparison", ["comparison", "id"], unique=False)
        batch_op.create_index("ix_outcomes_direction", ["direction", "id"], unique=False)
        batch_op.create_index("ix_outcomes_domain", ["domain", "id"], unique=False)
        batch_op.create_index("ix_outcomes_form", ["form", "id"], unique=False)
        batch_op.create_index("ix_outcomes_role", ["role", "id"], unique=False)
        batch_op.create_index("ix_outcomes_significance", ["significance", "id"], unique=False)
        batch_op.create_index("ix_outcomes_single_agent", ["single_agent", "id"], unique=False)
        batch_op.create_index("ix_outcomes_trial", ["trial", "id"], unique=False)
        batch_op.create_index("ix_outcomes_verification", ["verification", "id"], unique=False)
        batch_op.create_index("ix_outcomes_year", ["year", "id"], unique=False)

    create_full_text()


def create_full_text() -> None:
    if op.get_bind().dialect.name == "sqlite":
        # With these quotes Datasette finds what there is to search.
        op.execute(
            "CREATE VIRTUAL TABLE search_index USING fts5("
            'words, content="search_entries", content_rowid="id", tokenize="ascii")'
        )
    else:
        # The words as they are: PostgreSQL's own parsers would cut `1e5` and `x-ray` in their own way.
        op.execute(
            "ALTER TABLE search_entries ADD COLUMN lexemes tsvector "
            "GENERATED ALWAYS AS (array_to_tsvector(string_to_array(words, ' '))) STORED"
        )
        op.execute("ALTER TABLE search_entries ALTER COLUMN lexemes SET STATISTICS 1000")
        op.execute("CREATE INDEX ix_search_entries_lexemes ON search_entries USING gin (lexemes)")


def drop_full_text() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE search_index")
    else:
        op.execute("ALTER TABLE search_entries DROP COLUMN lexemes")


def downgrade() -> None:
    drop_full_text()
    with op.batch_alter_table("outcomes", schema=None) as batch_op:
        batch_op.drop_index("ix_outcomes_year")
        batch_op.drop_index("ix_outcomes_verification")
        batch_op.drop_index("ix_outcomes_trial")
        batch_op.drop_index("ix_outcomes_single_agent")
        batch_op.drop_index("ix_outcomes_significance")
        batch_op.drop_index("ix_outcomes_role")
        batch_op.drop_index("ix_outcomes_form")
        batch_op.drop_index("ix_outcomes_domain")
        batch_op.drop_index("ix_outcomes_direction")
        batch_op.drop_index("ix_outcomes_comparison")
        batch_op.drop_index("ix_outcomes_basis")
        batch_op.drop_index("ix_outcomes_analysis_set")

    op.drop_table("outcomes")
    with op.batch_alter_table("trials", schema=None) as batch_op:
        batch_op.drop_index("ix_trials_year")
        batch_op.drop_index("ix_trials_single_agent")
        batch_op.drop_index("ix_trials_randomised")
        batch_op.drop_index("ix_trials_placebo_controlled")
        batch_op.drop_index("ix_trials_identification")
        batch_op.drop_index("ix_trials_design")

    op.drop_table("trials")
    op.drop_table("test_vectors")
    with op.batch_alter_table("sources", schema=None) as batch_op:
        batch_op.drop_index("ix_sources_year")
        batch_op.drop_index("ix_sources_read")
        batch_op.drop_index("ix_sources_kind")

    op.drop_table("sources")
    op.drop_table("search_entries")
    with op.batch_alter_table("rules", schema=None) as batch_op:
        batch_op.drop_index("ix_rules_severity")
        batch_op.drop_index("ix_rules_kind")
        batch_op.drop_index("ix_rules_evidence")

    op.drop_table("rules")
    op.drop_table("medicine_classes")
    op.drop_table("mechanisms")
    with op.batch_alter_table("links", schema=None) as batch_op:
        batch_op.drop_index("ix_links_target")

    op.drop_table("links")
    with op.batch_alter_table("limits", schema=None) as batch_op:
        batch_op.drop_index("ix_limits_life_stage")
        batch_op.drop_index("ix_limits_kind")
        batch_op.drop_index("ix_limits_jurisdiction")

    op.drop_table("limits")
    with op.batch_alter_table("forms", schema=None) as batch_op:
        batch_op.drop_index("ix_forms_antacid_type")

    op.drop_table("forms")
    with op.batch_alter_table("domains", schema=None) as batch_op:
        batch_op.drop_index("ix_domains_omeract_tier")

    op.drop_table("domains")
    with op.batch_alter_table("disagreements", schema=None) as batch_op:
        batch_op.drop_index("ix_disagreements_kind")

    op.drop_table("disagreements")
    op.drop_table("dataset")
    op.drop_table("conditions")
    with op.batch_alter_table("claims", schema=None) as batch_op:
        batch_op.drop_index("ix_claims_verdict")
        batch_op.drop_index("ix_claims_kind")
        batch_op.drop_index("ix_claims_hedge")

    op.drop_table("claims")
    with op.batch_alter_table("biomarkers", schema=None) as batch_op:
        batch_op.drop_index("ix_biomarkers_specimen")
        batch_op.drop_index("ix_biomarkers_significance")
        batch_op.drop_index("ix_biomarkers_level")

    op.drop_table("biomarkers")
