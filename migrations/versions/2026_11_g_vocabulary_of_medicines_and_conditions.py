"""vocabulary of medicines and conditions"""

import sqlalchemy as sa
from alembic import op

from migrations.columns import prose, word

revision = "2026_11_g"
down_revision = "2026_11_f"


def upgrade() -> None:
    op.create_table(
        "abbreviations",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("written", prose(), nullable=False),
        sa.Column("substances", prose(), nullable=False),
        sa.Column("note", prose(), nullable=False),
        sa.Column("sources", prose(), nullable=False),
        sa.PrimaryKeyConstraint("number"),
    )
    op.create_table(
        "brand_meanings",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("brand", prose(), nullable=False),
        sa.Column("substances", prose(), nullable=False),
        sa.Column("sources", prose(), nullable=False),
        sa.PrimaryKeyConstraint("number"),
    )
    op.create_table(
        "clinical_drug_codes",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("rxcui", prose(), nullable=False),
        sa.Column("name", prose(), nullable=False),
        sa.Column("substances", prose(), nullable=False),
        sa.Column("sources", prose(), nullable=False),
        sa.PrimaryKeyConstraint("number"),
    )
    op.create_table(
        "combinations",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", prose(), nullable=False),
        sa.Column("substances", prose(), nullable=False),
        sa.Column("brands", prose(), nullable=False),
        sa.Column("rxcui", prose(), nullable=False),
        sa.Column("sources", prose(), nullable=False),
        sa.PrimaryKeyConstraint("number"),
    )
    op.create_table(
        "everyday_conditions",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("slug", prose(), nullable=False),
        sa.Column("name", prose(), nullable=False),
        sa.Column("synonyms", prose(), nullable=False),
        sa.Column("capitals", prose(), nullable=False),
        sa.Column("icd10cm", prose(), nullable=False),
        sa.Column("snomed_ct", prose(), nullable=False),
        sa.Column("condition", prose(), nullable=False),
        sa.Column("no_source", prose(), nullable=False),
        sa.Column("note", prose(), nullable=False),
        sa.Column("sources", prose(), nullable=False),
        sa.PrimaryKeyConstraint("number"),
    )
    with op.batch_alter_table("everyday_conditions", schema=None) as batch_op:
        batch_op.create_index("ux_everyday_conditions", ["slug"], unique=True)

    op.create_table(
        "looked_up",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("substance", prose(), nullable=False),
        sa.Column("authority", prose(), nullable=False),
        sa.Column("edition", prose(), nullable=False),
        sa.Column("about", prose(), nullable=False),
        sa.Column("finding", prose(), nullable=False),
        sa.Column("sources", prose(), nullable=False),
        sa.PrimaryKeyConstraint("number"),
    )
    op.create_table(
        "magnesium_products",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", prose(), nullable=False),
        sa.Column("substances", prose(), nullable=False),
        sa.Column("complete", prose(), nullable=False),
        sa.Column("note", prose(), nullable=False),
        sa.Column("sources", prose(), nullable=False),
        sa.PrimaryKeyConstraint("number"),
    )
    op.create_table(
        "medicine_names",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", prose(), nullable=False),
        sa.Column("shown", prose(), nullable=False),
        sa.Column("kind", word(), nullable=False),
        sa.Column("meanings", prose(), nullable=False),
        sa.Column("whole_only", sa.Boolean(), nullable=False),
        sa.Column("complete", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("number"),
    )
    with op.batch_alter_table("medicine_names", schema=None) as batch_op:
        batch_op.create_index("ux_medicine_names", ["name"], unique=True)

    op.create_table(
        "medicine_words",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", prose(), nullable=False),
        sa.Column("word", prose(), nullable=False),
        sa.Column("meaning", prose(), nullable=False),
        sa.Column("detail", prose(), nullable=False),
        sa.Column("language", prose(), nullable=False),
        sa.Column("review", prose(), nullable=False),
        sa.PrimaryKeyConstraint("number"),
    )
    op.create_table(
        "risky_names",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", prose(), nullable=False),
        sa.Column("why", prose(), nullable=False),
        sa.PrimaryKeyConstraint("number"),
    )
    op.create_table(
        "substances",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("slug", prose(), nullable=False),
        sa.Column("kind", prose(), nullable=False),
        sa.Column("inn", prose(), nullable=False),
        sa.Column("usan_or_ban", prose(), nullable=False),
        sa.Column("synonyms", prose(), nullable=False),
        sa.Column("names_fr", prose(), nullable=False),
        sa.Column("names_de", prose(), nullable=False),
        sa.Column("names_nl", prose(), nullable=False),
        sa.Column("salts_esters", prose(), nullable=False),
        sa.Column("brands", prose(), nullable=False),
        sa.Column("atc", prose(), nullable=False),
        sa.Column("atc_former", prose(), nullable=False),
        sa.Column("rxcui", prose(), nullable=False),
        sa.Column("unii", prose(), nullable=False),
        sa.Column("sources", prose(), nullable=False),
        sa.PrimaryKeyConstraint("number"),
    )
    with op.batch_alter_table("substances", schema=None) as batch_op:
        batch_op.create_index("ux_substances", ["slug"], unique=True)

    op.create_table(
        "vocabulary_index",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("document", prose(), nullable=False),
        sa.PrimaryKeyConstraint("number"),
    )
    op.create_table(
        "vocabulary_sources",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("key", prose(), nullable=False),
        sa.Column("title", prose(), nullable=False),
        sa.Column("dated", prose(), nullable=False),
        sa.Column("licence", prose(), nullable=False),
        sa.Column("exported", prose(), nullable=False),
        sa.PrimaryKeyConstraint("number"),
    )


def downgrade() -> None:
    op.drop_table("vocabulary_sources")
    op.drop_table("vocabulary_index")
    with op.batch_alter_table("substances", schema=None) as batch_op:
        batch_op.drop_index("ux_substances")

    op.drop_table("substances")
    op.drop_table("risky_names")
    op.drop_table("medicine_words")
    with op.batch_alter_table("medicine_names", schema=None) as batch_op:
        batch_op.drop_index("ux_medicine_names")

    op.drop_table("medicine_names")
    op.drop_table("magnesium_products")
    op.drop_table("looked_up")
    with op.batch_alter_table("everyday_conditions", schema=None) as batch_op:
        batch_op.drop_index("ux_everyday_conditions")

    op.drop_table("everyday_conditions")
    op.drop_table("combinations")
    op.drop_table("clinical_drug_codes")
    op.drop_table("brand_meanings")
    op.drop_table("abbreviations")
