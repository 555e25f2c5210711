"""The tables: which revision of them this program was written for, and how a database gets there."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection


def code_revision() -> str:
    """The revision of the tables this program was written for."""
    return ScriptDirectory.from_config(alembic_config()).get_current_head() or ""


def upgrade(connection: Connection) -> None:
    """Bring the tables of a database to this program's revision."""
    command.upgrade(alembic_config(connection), "head")


def alembic_config(connection: Connection | None = None) -> Config:
    """Alembic, on the migrations of this program."""
    import migrations

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    config.set_main_option("path_separator", "os")
    return config
