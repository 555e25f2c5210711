"""The shape of the code: which package may import which, where tables stay, how small a route is."""

import ast
import re
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.conftest import ROOT

APP = ROOT / "app"
FILES = sorted(APP.rglob("*.py"))

BASE = {"models", "registry", "suggestions"}
"""What every package of the second tier may build on."""

DOMAIN = BASE | {"db", "evidence", "medicines", "safety", "seeds"}
EDGE = DOMAIN | {"cds_hooks", "errors", "fault_words", "formats", "publishing", "settings"}

MAY_IMPORT = {
    "suggestions": set(),
    "settings": set(),
    "models": set(),
    "registry": {"models"},
    "seeds": BASE | {"medicines"},
    "db": BASE,
    "evidence": BASE,
    "medicines": BASE,
    "safety": BASE | {"medicines"},
    "cds_hooks": BASE | {"medicines", "safety"},
    "drafting": BASE | {"seeds"},
    "publishing": BASE | {"db", "evidence", "seeds"},
    "formats": BASE | {"db", "evidence", "publishing", "seeds"},
    "loading": DOMAIN,
    "fault_words": BASE | {"db", "medicines"},
    "errors": DOMAIN | {"fault_words", "settings"},
    "openapi": BASE | {"cds_hooks", "errors", "formats"},
    "middleware": EDGE,
    "api": EDGE | {"middleware", "openapi"},
    "web": EDGE | {"api", "openapi"},
    "mcp": EDGE | {"api", "openapi"},
    "main": EDGE | {"api", "loading", "mcp", "middleware", "openapi", "web"},
    "server": EDGE | {"main", "middleware"},
    "cli": EDGE | {"drafting", "loading", "main", "mcp", "middleware", "openapi", "server"},
    "__main__": {"cli"},
    "__init__": set(),
}
"""Package or module of `app` → the others it may import. Each must be listed here."""

WEB = {"fastapi", "starlette", "uvicorn", "prometheus_client", "jinja2"}
SQL = {"sqlalchemy", "sqlmodel", "alembic", "sqlite3", "psycopg"}
MAY_NOT_USE = {
    "suggestions": WEB | SQL,
    "settings": WEB | SQL,
    "models": WEB | SQL,
    "registry": WEB | SQL,
    "seeds": WEB | SQL,
    "db": WEB,
    "evidence": WEB | SQL,
    "medicines": WEB | SQL,
    "safety": WEB | SQL,
    "cds_hooks": WEB | SQL,
    "fault_words": WEB | SQL,
    "drafting": WEB | SQL,
    "publishing": WEB,
    "formats": WEB,
    "middleware": SQL,
    "api": SQL,
    "web": SQL,
    "main": SQL,
    "cli": SQL,
}
"""Package or module of `app` → libraries that it does not know."""


@cache
def tree_of(file: Path) -> ast.Module:
    """Return the syntax tree of a file."""
    return ast.parse(file.read_text("utf-8"))


def part(file: Path) -> str:
    """Return the package of a file, or the module where it lies directly in `app`."""
    return file.relative_to(APP).parts[0].removesuffix(".py")


def imports(file: Path) -> Iterator[str]:
    """Yield everything a file imports: modules, and names as `module.name`."""
    for node in ast.walk(tree_of(file)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{file.name}: imports are absolute"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def packages_of_app(file: Path) -> Iterator[str]:
    """Yield the packages and modules of `app` that a file imports, without its own."""
    for name in imports(file):
        words = name.split(".")
        if words[0] == "app" and words[1] not in (part(file), "__version__"):
            yield words[1]


def functions(file: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Yield every function and method of a file."""
    for node in ast.walk(tree_of(file)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


# Imports ------------------------------------------------------------------------------------------


def test_every_package_is_in_the_table() -> None:
    assert {part(file) for file in FILES} <= MAY_IMPORT.keys()


@pytest.mark.parametrize("file", FILES, ids=[str(file.relative_to(APP)) for file in FILES])
def test_imports_point_one_way(file: Path) -> None:
    assert set(packages_of_app(file)) <= MAY_IMPORT[part(file)]
    libraries = {name.split(".")[0] for name in imports(file)}
    assert not libraries & MAY_NOT_USE.get(part(file), set())


def test_the_table_of_imports_has_no_circle() -> None:
    ordered: list[str] = []
    waiting = dict(MAY_IMPORT)
    while waiting:
        ready = [name for name, needs in waiting.items() if needs <= set(ordered)]
        assert ready, waiting
        ordered += ready
        waiting = {name: needs for name, needs in waiting.items() if name not in ready}


LOADED = {
    "app.main": ("alembic", "yaml", "xlsxwriter", "pyarrow", "app.formats.archive", "app.publishing.publish", "httpx", "typer", "rich"),
    "app.cli": ("fastapi", "sqlalchemy", "yaml", "rich.progress", "app.models"),
    "app.safety.check": ("fastapi", "starlette", "app.db"),
    "app.cds_hooks.adapter": ("fastapi", "starlette", "app.db"),
}  # fmt: skip
"""Module → what importing it must not load."""


@pytest.mark.parametrize("module", LOADED)
def test_importing_loads_no_more_than_is_needed(module: str) -> None:
    code = f"import sys, {module}; print(*sys.modules)"
    told = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert not set(LOADED[module]) & set(told.stdout.split())


PRIVATE = re.compile(r"RequestResponseCycle|STATUS_LINE|STATUS_PHRASES|_start_asgi_task|_captured_signals")
"""Parts of uvicorn that are private without an underscore, or inherited with one."""


@pytest.mark.parametrize("file", FILES, ids=[str(file.relative_to(APP)) for file in FILES])
def test_no_private_part_of_a_library_is_used(file: Path) -> None:
    private = [name for name in imports(file) if re.search(r"(^|\.)_(?!_)", name)]
    assert not [name for name in private if not name.startswith("__future__")]
    assert not PRIVATE.search(file.read_text("utf-8"))
    for node in ast.walk(tree_of(file)):
        if isinstance(node, ast.Attribute) and re.match(r"_(?!_)\w*[^_]$", node.attr):
            owner = node.value.id if isinstance(node.value, ast.Name) else None
            assert owner in ("self", "cls"), f"line {node.lineno}: {node.attr}"


def test_no_layer_is_a_base_http_middleware() -> None:
    """It costs more than everything else together."""
    for file in FILES:
        assert "BaseHTTPMiddleware" not in "".join(imports(file)), file


# Names and places ---------------------------------------------------------------------------------


def test_few_modules_lie_directly_in_app() -> None:
    flat = [file.name for file in APP.glob("*.py") if not file.name.startswith("__")]
    assert len(flat) <= 8, flat


def test_tables_are_known_to_few_modules() -> None:
    """The database layer asks them; publishing fills them, and the exported copy widens them."""
    writers = {"publishing/publish.py", "publishing/rows.py", "formats/sqlite_copy.py"}
    for file in FILES:
        if part(file) != "db" and str(file.relative_to(APP)) not in writers:
            assert not any(name.startswith("app.db.tables") for name in imports(file)), file


def test_routes_are_thin() -> None:
    """A route parses, asks and answers."""
    for file in FILES:
        if part(file) == "api":
            for function in functions(file):
                assert own_statements(function) <= 12, (file.name, function.name)


def own_statements(node: ast.AST) -> int:
    """Return the number of statements of a function, without those of functions inside it."""
    inside = [child for child in ast.iter_child_nodes(node) if not isinstance(child, ast.FunctionDef)]
    return sum(isinstance(child, ast.stmt) + own_statements(child) for child in inside)


CALLED_BY_LIBRARIES = {
    ("middleware/connections.py", "eof_received"),
    ("middleware/connections.py", "send_400_response"),
    ("middleware/metrics.py", "collect"),
}
"""Methods that override those of uvicorn's protocol and of a collector of prometheus_client."""

TWO_HOMES = {"router", "logger"}
"""Names that a framework or a habit gives to every module."""


def homes() -> dict[str, set[str]]:
    """Return the modules in which each name of a module is defined."""
    found: dict[str, set[str]] = defaultdict(set)
    for file in FILES:
        for node in tree_of(file).body:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                names = [node.name]
            else:
                names = [target.id for target in assigned(node) if isinstance(target, ast.Name)]
            for name in names:
                if name not in TWO_HOMES and not name.startswith("__") and len(name) > 1:
                    found[name].add(str(file.relative_to(APP)))
    return found


def assigned(node: ast.stmt) -> Iterator[ast.expr]:
    """Yield what a statement gives a value, with or without a type."""
    if isinstance(node, ast.Assign):
        yield from node.targets
    elif isinstance(node, ast.AnnAssign):
        yield node.target


def test_a_name_has_one_home() -> None:
    assert {name: sorted(files) for name, files in homes().items() if len(files) > 1} == {}


def test_the_program_uses_every_function_that_it_has() -> None:
    """What only tests or benchmarks call stands with them. A framework calls what it decorates or overrides."""
    pages = [path.read_text("utf-8") for path in APP.rglob("*.html")]
    words = Counter(re.findall(r"\w+", " ".join([*pages, *(file.read_text("utf-8") for file in FILES)])))
    unused = {
        (str(file.relative_to(APP)), function.name)
        for file in FILES
        for function in functions(file)
        if words[function.name] == 1
        and not function.name.startswith("__")
        and all(
            ast.unparse(each) in ("cache", "property", "cached_property") for each in function.decorator_list
        )
    }
    assert unused == CALLED_BY_LIBRARIES


# Words --------------------------------------------------------------------------------------------


def test_every_public_function_and_class_is_described() -> None:
    for file in FILES:
        assert ast.get_docstring(tree_of(file)), file
        for node in tree_of(file).body:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                assert node.name.startswith("_") or ast.get_docstring(node), (file.name, node.name)


NOUN_PHRASE = re.compile(
    r"(What|Who|Whether|How|Which|Where|The|A|An|Nothing|Every|All|Those|That|One|It|Each|Any|No) "
)
"""Start of a docstring that does not begin with a verb."""


@pytest.mark.parametrize("file", FILES, ids=[str(file.relative_to(APP)) for file in FILES])
def test_docstrings_of_functions_start_with_a_verb(file: Path) -> None:
    """Return …, Raise …, Yield …: PEP 257."""
    for function in functions(file):
        described = ast.get_docstring(function) or ""
        assert function.name.startswith("_") or not NOUN_PHRASE.match(described), (function.name, described)


@pytest.mark.parametrize(
    "package",
    [path.parent for path in sorted(APP.glob("*/**/__init__.py"))],
    ids=lambda path: str(path.relative_to(APP)),
)
def test_the_docstring_of_a_package_says_where_to_find_what(package: Path) -> None:
    if package.name == "models":
        return  # one entity, one file
    about = ast.get_docstring(ast.parse((package / "__init__.py").read_text("utf-8"))) or ""
    modules = {path.parent.name for path in package.glob("*/__init__.py")}
    modules |= {path.stem for path in package.glob("*.py")} - {"__init__"}
    lost = sorted(name for name in modules if f"`{name}`" not in about)
    assert not lost, f"name these modules in the docstring of {package.relative_to(ROOT)}/__init__.py"


def test_no_file_is_too_long_to_read() -> None:
    for file in FILES:
        assert len(file.read_text("utf-8").splitlines()) <= 500, file
