"""products of a name"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_n"
down_revision = "2026_11_m"


def upgrade() -> None:
    with op.batch_alter_table("medicine_names", schema=None) as batch_op:
        batch_op.add_column(sa.Column("products", sa.Integer(), nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("medicine_names", schema=None) as batch_op:
        batch_op.drop_column("products")
