"""groups of results"""

import sqlalchemy as sa
from alembic import op

from migrations.columns import prose, word

revision = "2026_11_m"
down_revision = "2026_11_l"

INDEXED = ("outcome", "trial", "domain", "arm_role", "moment", "basis", "verification")


def upgrade() -> None:
    op.create_table(
        "groups",
        sa.Column("id", word(), nullable=False),
        sa.Column("outcome", word(), nullable=False),
        sa.Column("trial", word(), nullable=False),
        sa.Column("domain", word(), nullable=False),
        sa.Column("arm_role", word(), nullable=True),
        sa.Column("moment", word(), nullable=False),
        sa.Column("basis", word(), nullable=False),
        sa.Column("verification", word(), nullable=False),
        sa.Column("document", prose(), nullable=False),
        sa.ForeignKeyConstraint(["outcome"], ["outcomes.id"], name="fk_groups_outcome"),
        sa.ForeignKeyConstraint(["trial"], ["trials.slug"], name="fk_groups_trial"),
        sa.ForeignKeyConstraint(["domain"], ["domains.slug"], name="fk_groups_domain"),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("groups", schema=None) as batch_op:
        for name in INDEXED:
            batch_op.create_index(f"ix_groups_{name}", [name, "id"], unique=False)


def downgrade() -> None:
    op.drop_table("groups")
