"""risk of bias, searches and selection"""

import sqlalchemy as sa
from alembic import op

from migrations.columns import prose, word

revision = "2026_11_l"
down_revision = "2026_11_k"


def upgrade() -> None:
    op.create_table(
        "searches",
        sa.Column("slug", word(), nullable=False),
        sa.Column("document", prose(), nullable=False),
        sa.PrimaryKeyConstraint("slug"),
    )
    op.create_table(
        "selection",
        sa.Column("slug", word(), nullable=False),
        sa.Column("kind", word(), nullable=False),
        sa.Column("decision", word(), nullable=False),
        sa.Column("reason", word(), nullable=True),
        sa.Column("read", word(), nullable=True),
        sa.Column("document", prose(), nullable=False),
        sa.PrimaryKeyConstraint("slug"),
    )
    with op.batch_alter_table("selection", schema=None) as batch_op:
        batch_op.create_index("ix_selection_decision", ["decision", "slug"], unique=False)
        batch_op.create_index("ix_selection_kind", ["kind", "slug"], unique=False)
        batch_op.create_index("ix_selection_read", ["read", "slug"], unique=False)
        batch_op.create_index("ix_selection_reason", ["reason", "slug"], unique=False)

    op.create_table(
        "bias_assessments",
        sa.Column("slug", word(), nullable=False),
        sa.Column("trial", word(), nullable=False),
        sa.Column("tool", word(), nullable=False),
        sa.Column("overall", word(), nullable=False),
        sa.Column("document", prose(), nullable=False),
        sa.ForeignKeyConstraint(["trial"], ["trials.slug"], name="fk_bias_assessments_trial"),
        sa.PrimaryKeyConstraint("slug"),
    )
    with op.batch_alter_table("bias_assessments", schema=None) as batch_op:
        batch_op.create_index("ix_bias_assessments_overall", ["overall", "slug"], unique=False)
        batch_op.create_index("ix_bias_assessments_tool", ["tool", "slug"], unique=False)
        batch_op.create_index("ix_bias_assessments_trial", ["trial", "slug"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("bias_assessments", schema=None) as batch_op:
        batch_op.drop_index("ix_bias_assessments_trial")
        batch_op.drop_index("ix_bias_assessments_tool")
        batch_op.drop_index("ix_bias_assessments_overall")

    op.drop_table("bias_assessments")
    with op.batch_alter_table("selection", schema=None) as batch_op:
        batch_op.drop_index("ix_selection_reason")
        batch_op.drop_index("ix_selection_read")
        batch_op.drop_index("ix_selection_kind")
        batch_op.drop_index("ix_selection_decision")

    op.drop_table("selection")
    op.drop_table("searches")
