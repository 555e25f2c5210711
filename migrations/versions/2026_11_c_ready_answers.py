"""ready answers and counts"""

import sqlalchemy as sa
from alembic import op

from migrations.columns import prose, word

revision = "2026_11_c"
down_revision = "2026_11_b"


def upgrade() -> None:
    op.create_table(
        "counts",
        sa.Column("collection", word(), nullable=False),
        sa.Column("filter", word(), nullable=False),
        sa.Column("value", word(), nullable=False),
        sa.Column("records", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("collection", "filter", "value"),
    )
    op.create_table(
        "findings",
        sa.Column("name", word(), nullable=False),
        sa.Column("document", prose(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )


def downgrade() -> None:
    op.drop_table("findings")
    op.drop_table("counts")
