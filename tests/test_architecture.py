"""The shape of the code: who may import whom, where rows stay, how small a route is."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import SQLModel

from tests.conftest import ROOT

APP = ROOT / "app"
WEB = {"fastapi", "starlette", "uvicorn"}
SQL = {"sqlalchemy", "sqlmodel", "alembic"}
MAY_NOT = {
    "models": WEB | {"app.db", "app.seeds", "app.api"},
    "seeds": WEB | SQL | {"app.db"},
    "evidence": WEB | SQL,
    "medicines": WEB | SQL,
    "safety": WEB | SQL,
    "publishing": WEB,
    "db": WEB,
    "db/filters.py": WEB | SQL,
    "db/words.py": WEB | SQL,
    "formats": WEB,
    "api": SQL,
}
"""Part of the program → what it must not import."""


def files(part: str) -> list[Path]:
    found = [APP / part] if part.endswith(".py") else sorted((APP / part).rglob("*.py"))
    assert all(file.exists() for file in found)
    assert found
    return found


def imports(file: Path) -> Iterator[str]:
    """Everything a file imports, `from ..database import x` as `app.database`."""
    package = file.relative_to(ROOT).with_suffix("").parts
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(package[: -node.level]) if node.level else ""
            module = ".".join(filter(None, (base, node.module)))
            yield module
            yield from (f"{module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("part", MAY_NOT)
def test_who_may_import_whom(part: str) -> None:
    for file in files(part):
        for name in imports(file):
            assert not any(name == banned or name.startswith(f"{banned}.") for banned in MAY_NOT[part]), (
                file.name,
                name,
            )


def test_nothing_but_the_app_imports_the_routes() -> None:
    for file in APP.rglob("*.py"):
        if file.name != "main.py" and file.parent.name not in ("api", "web"):
            assert not any(name.startswith("app.api") for name in imports(file)), file


def test_rows_stay_home() -> None:
    """Tables are known to the models, the questions, the publisher and the opener of the database."""
    tables = {mapper.class_.__name__ for mapper in SQLModel._sa_registry.mappers}
    assert len(tables) > 12
    home = {"queries.py", "statements.py", "load.py", "database.py"}
    for file in APP.rglob("*.py"):
        if file.parent.name == "models" or file.name in home:
            continue
        names = {
            node.id for node in ast.walk(ast.parse(file.read_text("utf-8"))) if isinstance(node, ast.Name)
        }
        assert not names & tables, file


def test_routes_are_thin() -> None:
    """A route parses, asks and answers."""
    for file in files("api"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                assert own_statements(node) <= 12, (file.name, node.name)


def own_statements(node: ast.AST) -> int:
    """Statements of a function, those of functions inside it left out."""
    inside = [child for child in ast.iter_child_nodes(node) if not isinstance(child, ast.FunctionDef)]
    return sum(isinstance(child, ast.stmt) + own_statements(child) for child in inside)


def test_no_layer_is_a_base_http_middleware() -> None:
    """It costs more than everything else together."""
    for file in APP.rglob("*.py"):
        assert "BaseHTTPMiddleware" not in "".join(imports(file)), file


def test_every_public_function_and_class_says_what_it_is() -> None:
    for file in APP.rglob("*.py"):
        tree = ast.parse(file.read_text("utf-8"))
        assert ast.get_docstring(tree), file
        for node in tree.body:
            if isinstance(
                node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
            ) and not node.name.startswith("_"):
                assert ast.get_docstring(node), (file.name, node.name)


def test_no_file_is_too_long_to_read() -> None:
    for file in APP.rglob("*.py"):
        assert len(file.read_text("utf-8").splitlines()) <= 500, file
