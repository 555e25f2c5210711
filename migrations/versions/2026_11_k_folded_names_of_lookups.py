"""folded names of lookups"""

import sqlalchemy as sa
from alembic import op

from migrations.columns import prose

revision = "2026_11_k"
down_revision = "2026_11_j"


def upgrade() -> None:
    with op.batch_alter_table("everyday_conditions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("folded_names", prose(), nullable=False))

    with op.batch_alter_table("substances", schema=None) as batch_op:
        batch_op.add_column(sa.Column("folded_names", prose(), nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("substances", schema=None) as batch_op:
        batch_op.drop_column("folded_names")

    with op.batch_alter_table("everyday_conditions", schema=None) as batch_op:
        batch_op.drop_column("folded_names")
