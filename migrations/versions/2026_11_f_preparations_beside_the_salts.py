"""preparations beside the salts: a table of them, and their column in the results"""

from typing import Any

import sqlalchemy as sa
from alembic import op

from migrations.columns import prose, word

revision = "2026_11_f"
down_revision = "2026_11_e"

FIRST: dict[str, Any] = {"trial": word, "year": sa.Integer}
LAST: dict[str, Any] = {
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
"""Indexed columns of `outcomes` that stay, before and behind the one that is replaced."""


def upgrade() -> None:
    op.create_table(
        "preparations",
        sa.Column("slug", word(), nullable=False),
        sa.Column("magnesium_alone", sa.Boolean(), nullable=False),
        sa.Column("document", prose(), nullable=False),
        sa.PrimaryKeyConstraint("slug"),
    )
    op.create_index("ix_preparations_magnesium_alone", "preparations", ["magnesium_alone", "slug"])
    remake_outcomes("preparation", "preparations")


def downgrade() -> None:
    remake_outcomes("form", "forms")
    op.drop_table("preparations")


def remake_outcomes(column: str, target: str) -> None:
    """Make `outcomes` again with a column that refers to a table, in place of the other one.

    Alembic's batch mode would write the foreign keys in an order that changes from run to run.
    """
    kept = {**FIRST, **LAST}
    op.create_table(
        "outcomes_new",
        sa.Column("id", word(), nullable=False),
        *(
            sa.Column(name, kind(), nullable=name in ("year", column, "single_agent"))
            for name, kind in {**FIRST, column: word, **LAST}.items()
        ),
        sa.Column("document", prose(), nullable=False),
        sa.ForeignKeyConstraint(["trial"], ["trials.slug"], name="fk_outcomes_trial"),
        sa.ForeignKeyConstraint([column], [f"{target}.slug"], name=f"fk_outcomes_{column}"),
        sa.ForeignKeyConstraint(["domain"], ["domains.slug"], name="fk_outcomes_domain"),
        sa.PrimaryKeyConstraint("id"),
    )
    names = ", ".join(["id", *kept, "document"])
    op.execute(f"INSERT INTO outcomes_new ({names}) SELECT {names} FROM outcomes")  # noqa: S608
    op.drop_table("outcomes")
    op.rename_table("outcomes_new", "outcomes")
    for name in (*FIRST, column, *LAST):
        op.create_index(f"ix_outcomes_{name}", "outcomes", [name, "id"])
