"""past releases"""

import sqlalchemy as sa
from alembic import op

from migrations.columns import prose, word

revision = "2026_11_e"
down_revision = "2026_11_d"


def upgrade() -> None:
    op.create_table(
        "releases",
        sa.Column("version", word(), nullable=False),
        sa.Column("digest", word(), nullable=False),
        sa.Column("document", prose(), nullable=False),
        sa.Column("file", sa.LargeBinary(), nullable=False),
        sa.Column("database", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("version"),
    )


def downgrade() -> None:
    op.drop_table("releases")
