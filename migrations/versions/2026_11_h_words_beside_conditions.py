"""words beside conditions"""

import sqlalchemy as sa
from alembic import op

from migrations.columns import prose

revision = "2026_11_h"
down_revision = "2026_11_g"


def upgrade() -> None:
    op.create_table(
        "condition_words",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", prose(), nullable=False),
        sa.Column("word", prose(), nullable=False),
        sa.Column("language", prose(), nullable=False),
        sa.Column("review", prose(), nullable=False),
        sa.PrimaryKeyConstraint("number"),
    )


def downgrade() -> None:
    op.drop_table("condition_words")
