"""evidence profiles and their questions"""

import sqlalchemy as sa
from alembic import op

from migrations.columns import prose, word

revision = "2026_11_j"
down_revision = "2026_11_i"


def upgrade() -> None:
    op.create_table(
        "evidence_profiles",
        sa.Column("slug", word(), nullable=False),
        sa.Column("preparation", word(), nullable=False),
        sa.Column("route", word(), nullable=True),
        sa.Column("comparator", word(), nullable=False),
        sa.Column("document", prose(), nullable=False),
        sa.ForeignKeyConstraint(
            ["preparation"], ["preparations.slug"], name="fk_evidence_profiles_preparation"
        ),
        sa.PrimaryKeyConstraint("slug"),
    )
    with op.batch_alter_table("evidence_profiles", schema=None) as batch_op:
        batch_op.create_index("ix_evidence_profiles_comparator", ["comparator", "slug"], unique=False)
        batch_op.create_index("ix_evidence_profiles_preparation", ["preparation", "slug"], unique=False)
        batch_op.create_index("ix_evidence_profiles_route", ["route", "slug"], unique=False)

    op.create_table(
        "questions",
        sa.Column("id", word(), nullable=False),
        sa.Column("profile", word(), nullable=False),
        sa.Column("preparation", word(), nullable=False),
        sa.Column("comparator", word(), nullable=False),
        sa.Column("domain", word(), nullable=False),
        sa.Column("importance", word(), nullable=False),
        sa.Column("certainty", word(), nullable=False),
        sa.Column("document", prose(), nullable=False),
        sa.ForeignKeyConstraint(["domain"], ["domains.slug"], name="fk_questions_domain"),
        sa.ForeignKeyConstraint(["preparation"], ["preparations.slug"], name="fk_questions_preparation"),
        sa.ForeignKeyConstraint(["profile"], ["evidence_profiles.slug"], name="fk_questions_profile"),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("questions", schema=None) as batch_op:
        batch_op.create_index("ix_questions_certainty", ["certainty", "id"], unique=False)
        batch_op.create_index("ix_questions_comparator", ["comparator", "id"], unique=False)
        batch_op.create_index("ix_questions_domain", ["domain", "id"], unique=False)
        batch_op.create_index("ix_questions_importance", ["importance", "id"], unique=False)
        batch_op.create_index("ix_questions_preparation", ["preparation", "id"], unique=False)
        batch_op.create_index("ix_questions_profile", ["profile", "id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("questions", schema=None) as batch_op:
        batch_op.drop_index("ix_questions_profile")
        batch_op.drop_index("ix_questions_preparation")
        batch_op.drop_index("ix_questions_importance")
        batch_op.drop_index("ix_questions_domain")
        batch_op.drop_index("ix_questions_comparator")
        batch_op.drop_index("ix_questions_certainty")

    op.drop_table("questions")
    with op.batch_alter_table("evidence_profiles", schema=None) as batch_op:
        batch_op.drop_index("ix_evidence_profiles_route")
        batch_op.drop_index("ix_evidence_profiles_preparation")
        batch_op.drop_index("ix_evidence_profiles_comparator")

    op.drop_table("evidence_profiles")
