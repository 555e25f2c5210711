"""One Alembic tree leads to exactly the tables that the models declare."""

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.script import ScriptDirectory

from app.schema import alembic_config


def test_there_is_one_head() -> None:
    assert len(ScriptDirectory.from_config(alembic_config()).get_heads()) == 1


def test_migrations_lead_to_the_declared_tables(tmp_path: Path) -> None:
    with sa.create_engine(f"sqlite:///{tmp_path / 'm.db'}").connect() as connection:
        command.upgrade(alembic_config(connection), "head")
        connection.commit()
        command.check(alembic_config(connection))


def test_migrations_go_back_to_nothing(tmp_path: Path) -> None:
    with sa.create_engine(f"sqlite:///{tmp_path / 'm.db'}").connect() as connection:
        command.upgrade(alembic_config(connection), "head")
        command.downgrade(alembic_config(connection), "base")
        connection.commit()
        assert set(sa.inspect(connection).get_table_names()) == {"alembic_version"}
