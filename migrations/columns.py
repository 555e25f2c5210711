"""Column types of ours that migrations use, so that they never import the program.

What must stay true: texts are compared byte by byte in every database, as SQLite does, whatever the
locale of a PostgreSQL: the order of a list, and so its pages, is the same in both.
"""

import sqlalchemy as sa


def word() -> sa.types.TypeEngine[str]:
    """A short text, such as a slug or a word of a closed list."""
    return sa.String().with_variant(sa.String(collation="C"), "postgresql")


def prose() -> sa.types.TypeEngine[str]:
    """A text of any length."""
    return sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
