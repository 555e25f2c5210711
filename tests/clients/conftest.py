"""Both clients, built and installed as their users get them, and what plain HTTP answers."""

import json
import shutil
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.openapi.structure import inlined, operations
from app.openapi.texts import JSON_BODY
from tests.conftest import ROOT, walk
from tests.generators.calls import contract, need, run
from tools.clients import OPENAPI_TYPESCRIPT, fields_of

UV = Path(sys.executable).parent / "uv"
PYTHON_CLIENT = ROOT / "clients" / "python"
TYPESCRIPT_CLIENT = ROOT / "clients" / "typescript"
Lists = dict[str, dict[str, Any]]
Rows = dict[str, list[Any]]


@pytest.fixture(scope="session")
def lists() -> Lists:
    """The address of each list of the contract, with parameters that make several pages of most."""
    document = inlined(contract())
    schemas = document["components"]["schemas"]
    found = {}
    for path, method, operation in operations(document):
        content = operation["responses"]["200"].get("content", {})
        if method == "get" and JSON_BODY in content:
            schema = schemas[content[JSON_BODY]["schema"]["$ref"].rpartition("/")[2]]
            if "cursor" in fields_of(schema, schemas):
                required = [each for each in operation["parameters"] if each.get("required")]
                query = {each["name"]: each["example"] for each in required}
                found[path] = {**query, "limit": 200 if path == "/v1/substances" else 20}
    assert len(found) > 20
    return found


@pytest.fixture(scope="session")
def rows(server: str, lists: Lists) -> Rows:
    """Every record of every list, by plain HTTP."""
    with httpx.Client(base_url=server, timeout=60) as http:
        return {
            path: list(walk(lambda address: http.get(address).json(), f"{path}?{httpx.QueryParams(query)}"))
            for path, query in lists.items()
        }


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of the Python client, built from its source distribution."""
    out = tmp_path_factory.mktemp("python")
    offline = ("--offline", "--no-build-isolation", "--python", sys.executable)
    run(UV, "build", *offline, "--out-dir", out, PYTHON_CLIENT, cwd=out)
    (found,) = out.glob("*.whl")
    return found


@pytest.fixture(scope="session")
def installed(wheel: Path) -> Path:
    """A folder with the installed Python client; httpx, all that it depends on, is that of the project."""
    folder = wheel.parent / "installed"
    into = ("--python", sys.executable, "--target", folder)
    run(UV, "pip", "install", "--offline", "--no-deps", *into, wheel, cwd=wheel.parent)
    return folder


@pytest.fixture(scope="session")
def packed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package of the TypeScript client, compiled and packed in a copy of its folder."""
    need("npm", OPENAPI_TYPESCRIPT)
    source = tmp_path_factory.mktemp("typescript") / "source"
    shutil.copytree(TYPESCRIPT_CLIENT, source, ignore=shutil.ignore_patterns("node_modules", "dist"))
    (source / "node_modules").symlink_to(TYPESCRIPT_CLIENT / "node_modules")
    run("npm", "pack", "--offline", cwd=source)
    (found,) = source.glob("*.tgz")
    return found


@pytest.fixture(scope="session")
def project(packed: Path, server: str) -> Path:
    """A project that installed the package and uses it: the README's example and `use.ts`, compiled."""
    folder = packed.parent.parent / "project"
    modules = folder / "node_modules"
    modules.mkdir(parents=True)
    run("tar", "-xzf", packed, cwd=modules)
    (modules / "package").rename(modules / "fibromag")
    for name in depended_on(TYPESCRIPT_CLIENT, "."):
        (modules / name).symlink_to(TYPESCRIPT_CLIENT / "node_modules" / name)
    (folder / "package.json").write_text('{"type": "module"}', "utf-8")
    shutil.copy(Path(__file__).parent / "use.ts", folder)
    (folder / "example.ts").write_text(example(TYPESCRIPT_CLIENT, "ts", server), "utf-8")
    options = json.loads((TYPESCRIPT_CLIENT / "tsconfig.json").read_text("utf-8"))["compilerOptions"]
    options = {**options, "skipLibCheck": False, "declaration": False, "rootDir": ".", "outDir": "."}
    (folder / "tsconfig.json").write_text(
        json.dumps({"compilerOptions": options, "files": ["use.ts", "example.ts"]})
    )
    run(TYPESCRIPT_CLIENT / "node_modules" / ".bin" / "tsc", cwd=folder)
    return folder


def depended_on(folder: Path, package: str) -> set[str]:
    """Return the packages that a package of a lock needs when it runs."""
    packages = json.loads((folder / "package-lock.json").read_text("utf-8"))["packages"]
    needed = set(packages["" if package == "." else f"node_modules/{package}"].get("dependencies", {}))
    return needed.union(*(depended_on(folder, each) for each in needed))


def example(client: Path, language: str, server: str) -> str:
    """Return the example of a client's README, with the address of a server."""
    (_, block) = (client / "README.md").read_text("utf-8").split(f"```{language}\n")
    code = block.partition("```")[0]
    assert "http://127.0.0.1:8000" in code
    return code.replace("http://127.0.0.1:8000", server)
