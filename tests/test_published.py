"""The kept dataset is made again when anything it is made from changes, and only then."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests import published
from tests.published import DATABASE, EXPORT, LIBRARY, ROOT, imported, kept


def test_a_step_covers_its_modules_packages_and_imports_in_functions() -> None:
    found = {str(path.relative_to(ROOT)) for path in imported(EXPORT)}
    assert found > {"app/registry.py", "app/models/trial.py", "app/formats/__init__.py", "app/db/filters.py"}
    assert "app/db/postgresql.py" in found, "publishing imports it in a function"
    assert imported(LIBRARY) < imported(DATABASE) < imported(EXPORT)


def test_a_step_covers_nothing_that_only_answers_requests() -> None:
    packages = {path.relative_to(ROOT / "app").parts[0] for path in imported(EXPORT)}
    assert packages.isdisjoint({"api", "cds_hooks", "cli", "main.py", "mcp", "middleware", "safety", "web"})


@pytest.mark.parametrize("modules", [LIBRARY, DATABASE, EXPORT])
def test_everything_that_is_loaded_is_covered(modules: tuple[str, ...]) -> None:
    code = f"import sys, {', '.join(modules)}; print(*(m.__file__ for n, m in sys.modules.items() if n.partition('.')[0] == 'app'))"
    told = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = {Path(each) for each in told.stdout.split()}
    assert ROOT / "app" / "registry.py" in loaded
    assert loaded <= imported(modules)


def test_a_step_is_made_once_for_each_key_and_replaces_the_one_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(published, "FOLDER", tmp_path)
    made: list[Path] = []
    for value in ("a", "a", "b"):
        monkeypatch.setattr(published, "key", lambda _, value=value: value)
        (tmp_path / "library-unfinished").mkdir(exist_ok=True)  # of a session that was killed
        folder = kept("library", LIBRARY, made.append)
        assert folder.is_dir()
    assert len(made) == 2
    assert [each.name for each in tmp_path.glob("*/") if "unfinished" not in each.name] == ["library-b"]
