"""search terms: an inverted index instead of the full text of each database"""

from importlib import import_module

import sqlalchemy as sa
from alembic import op

from migrations.columns import prose, word

revision = "2026_11_i"
down_revision = "2026_11_h"


FULL_TEXT = import_module("migrations.versions.2026_11_a_the_first_tables")


def upgrade() -> None:
    FULL_TEXT.drop_full_text()
    op.create_table(
        "search_phrases",
        sa.Column("phrase", word(), nullable=False),
        sa.Column("concept", word(), nullable=False),
        sa.PrimaryKeyConstraint("phrase"),
    )
    op.create_table(
        "search_terms",
        sa.Column("term", word(), nullable=False),
        sa.Column("rarity", sa.Integer(), nullable=False),
        sa.Column("postings", prose(), nullable=False),
        sa.PrimaryKeyConstraint("term"),
    )
    op.create_table(
        "search_synonyms",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("concept", prose(), nullable=False),
        sa.Column("same", prose(), nullable=False),
        sa.Column("narrower", prose(), nullable=False),
        sa.PrimaryKeyConstraint("number"),
    )
    with op.batch_alter_table("search_entries", schema=None) as batch_op:
        batch_op.drop_column("words")


def downgrade() -> None:
    with op.batch_alter_table("search_entries", schema=None) as batch_op:
        batch_op.add_column(sa.Column("words", prose(), nullable=False))
    FULL_TEXT.create_full_text()
    op.drop_table("search_synonyms")
    op.drop_table("search_terms")
    op.drop_table("search_phrases")
