"""The tables: which revision of them this program was written for, and how a database gets there."""

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection

if TYPE_CHECKING:
    from alembic.config import Config

REVISION = "2026_11_c"
"""The revision of the tables this program was written for: the head of `migrations/`."""


def upgrade(connection: Connection) -> None:
    """Bring the tables of a database to this program's revision."""
    from alembic import command

    command.upgrade(alembic_config(connection), "head")


def alembic_config(connection: Connection | None = None) -> "Config":
    """Alembic, on the migrations of this program; imported late, for nothing that serves needs it."""
    from alembic.config import Config

    import migrations

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    config.set_main_option("path_separator", "os")
    return config
