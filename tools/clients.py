"""Write what is generated of the clients from openapi.json: models for Python, types for TypeScript.

  python -m tools.clients

Both are made from a part of the contract: what answers in JSON below /v1, without wordings and examples. So
they are short, and change only when a name or a type does. `.ci/run` installs the generators.
"""

import json
import re
import subprocess
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
CONTRACT = ROOT / "openapi.json"
MODELS = ROOT / "clients" / "python" / "src" / "fibromag_client" / "models.py"
TYPES = ROOT / "clients" / "typescript" / "src" / "contract.ts"
PYTHON = ROOT / "build" / "generators" / "bin" / "python"
OPENAPI_TYPESCRIPT = ROOT / "clients" / "typescript" / "node_modules" / ".bin" / "openapi-typescript"
GENERATED = "Generated from openapi.json by `python -m tools.clients`. Do not edit."

SOURCE, RESULT = "contract.json", "generated"
JSON = "application/json"
KEPT = {"operationId", "parameters", "requestBody"}
WORDS = {"description", "summary", "title", "example", "examples"}
"""Keys of a schema, parameter or body that only explain."""


def main() -> None:
    """Write both files."""
    for file, text in generated().items():
        file.write_text(text, "utf-8")
        print(f"wrote {file.relative_to(ROOT)}")


def generated() -> dict[Path, str]:
    """Return the text of each generated file."""
    part = part_for_clients(json.loads(CONTRACT.read_text("utf-8")))
    return {MODELS: models(part), TYPES: types(part)}


# The part of the contract -------------------------------------------------------------------------


def part_for_clients(contract: Any) -> Any:
    """Return the operations that answer in JSON below /v1, and the components that they use."""
    problem = contract["components"]["responses"]["Problem"]["content"]
    paths: dict[str, dict[str, Any]] = {}
    for path, operations in contract["paths"].items():
        for method, operation in operations.items():
            content = operation["responses"]["200"].get("content", {})
            if path.startswith("/v1") and JSON in content:
                kept = {
                    key: operation[key]
                    for key in ("operationId", "parameters", "requestBody")
                    if key in operation
                }
                responses = {
                    "200": {"description": "", "content": content},
                    "default": {"description": "", "content": problem},
                }
                paths.setdefault(path, {})[method] = {**without_words(kept), "responses": responses}
    components = {
        kind: {name: without_words(each) for name, each in contract["components"][kind].items()}
        for kind in ("schemas", "parameters")
    }
    return only_used({**contract, "paths": paths, "components": components})


def without_words(value: Any, named: bool = False) -> Any:
    """Return a part of the contract without its explanations; names of properties stay."""
    if isinstance(value, list):
        return [without_words(each) for each in value]
    if not isinstance(value, dict):
        return value
    return {
        key: without_words(each, key == "properties" and not named)
        for key, each in value.items()
        if named or key not in WORDS
    }


def only_used(contract: Any) -> Any:
    """Return the contract without components to which nothing refers."""
    components = contract["components"]
    while True:
        text = json.dumps(contract)
        used = {
            kind: {name: each for name, each in members.items() if f'"#/components/{kind}/{name}"' in text}
            for kind, members in components.items()
        }
        if used == components:
            return contract
        components = used
        contract = {**contract, "components": components}


def fields_of(schema: Any, schemas: Any) -> set[str]:
    """Return the names of the properties of a schema, with those of the schemas that it extends."""
    extended = (each["$ref"].rpartition("/")[2] for each in schema.get("allOf", []))
    return set(schema.get("properties", {})).union(*(fields_of(schemas[name], schemas) for name in extended))


# The generators -----------------------------------------------------------------------------------


def models(part: Any) -> str:
    """Return the schemas as TypedDicts; the client has one `Page` for all lists."""
    schemas = part["components"]["schemas"]
    schemas = {name: each for name, each in schemas.items() if "cursor" not in fields_of(each, schemas)}
    return generate(
        {**part, "paths": {}, "components": {"schemas": schemas}},
        *(str(PYTHON), "-m", "datamodel_code_generator", "--input", SOURCE, "--output", RESULT),
        *("--input-file-type", "openapi", "--output-model-type", "typing.TypedDict"),
        *("--target-python-version", "3.11", "--use-standard-collections", "--use-union-operator"),
        *("--enum-field-as-literal", "all", "--no-use-closed-typed-dict", "--formatters", "builtin"),
        *("--custom-file-header", f"# {GENERATED}"),
    )


def types(part: Any) -> str:
    """Return the paths and schemas as types, without lines for what is not there."""
    text = generate(part, str(OPENAPI_TYPESCRIPT), SOURCE, "--output", RESULT)
    there = re.sub(r"^ +\w+\?: never;\n", "", text, flags=re.MULTILINE)
    return f"// {GENERATED}\n{there}"


def generate(contract: Any, *command: str) -> str:
    """Return what a generator makes of `SOURCE` and writes to `RESULT`."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / SOURCE).write_text(json.dumps(contract), "utf-8")
        subprocess.run(command, cwd=folder, check=True, capture_output=True)
        return (Path(folder) / RESULT).read_text("utf-8")


if __name__ == "__main__":
    main()
