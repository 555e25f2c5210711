"""Write a migration: `./run migration "what changed"`.

A fresh database is brought to the newest revision and compared with the tables of the program. What differs
becomes a new file in `migrations/versions/`, to be read and committed.
"""

import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from alembic import command
from sqlalchemy import create_engine

from app.db.schema import FOLDER, alembic_config, head


def main(words: list[str]) -> int:
    """Write the migration that leads from the newest revision to the tables of the program."""
    if len(words) != 1:
        print('usage: ./run migration "what changed"', file=sys.stderr)
        return 2
    with TemporaryDirectory() as folder:
        engine = create_engine(f"sqlite:///{Path(folder) / 'fresh.db'}")
        with engine.connect() as connection:
            config = alembic_config(connection)
            command.upgrade(config, "head")
            connection.commit()
            script = command.revision(config, words[0], autogenerate=True, rev_id=next_revision(head()))
        engine.dispose()
    path = Path(script.path)  # type: ignore[union-attr]
    if not re.search(r"^    op\.|^    with op", path.read_text("utf-8"), re.MULTILINE):
        path.unlink()
        print("The tables are as the migrations make them: there is nothing to write.", file=sys.stderr)
        return 1
    path.write_text(re.sub(r"^ +# ###.*\n", "", path.read_text("utf-8"), flags=re.MULTILINE), "utf-8")
    for tidy in (("check", "--fix"), ("format",)):
        subprocess.run([sys.executable, "-m", "ruff", *tidy, "--quiet", str(path)], check=True)
    print(
        f"wrote {path.relative_to(FOLDER.parent)}: read it, then run ./run test tests/db/test_migrations.py"
    )
    return 0


def next_revision(last: str) -> str:
    """Return the identifier after another, of this month: `2026_11_d`, or `2026_11_za` after `2026_11_z`."""
    month = datetime.now(UTC).strftime("%Y_%m")
    if not last.startswith(month):
        return f"{month}_a"
    return f"{last}a" if last.endswith("z") else last[:-1] + chr(ord(last[-1]) + 1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
