"""TypeScript clients are generated from the contract, compile in strict mode, and work on a live server."""

import json
import shutil
from pathlib import Path

import pytest

from app.openapi.texts import JSON_BODY
from tests.generators.calls import CONTRACT, HERE, Call, all_called, calls, camel, check_body, need, run

BIN = HERE / "node_modules" / ".bin"
LINTERS = HERE.parent / "linters" / "node_modules" / ".bin"

START = """\
declare const process: { argv: string[] };
const base: string = process.argv[2] ?? "";
const asked: Array<[string, () => Promise<{ response?: Response; error?: unknown }>]> = [];
"""
END = """
const run = async (): Promise<void> => {
  for (const [name, ask] of asked) {
    const { response, error } = await ask();
    console.log(name, response?.status === 200 && error === undefined ? "ok" : `${response?.status} ${error}`);
  }
};
void run();
"""


def parsed_as(call: Call) -> str:
    """Return how a client should read a body."""
    if call.media_type == JSON_BODY:
        return "json"
    return "text" if call.media_type.startswith("text/") else "blob"


def openapi_fetch() -> str:
    """Return a program that calls everything through openapi-fetch."""
    lines = [
        'import createClient from "openapi-fetch";',
        'import type { components, paths } from "./api";',
        START,
    ]
    lines.append("const client = createClient<paths>({ baseUrl: base });")
    for call in calls():
        params = {"path": call.in_path, "query": call.query}
        options = json.dumps({"params": {key: value for key, value in params.items() if value}})
        lines.append(
            f'asked.push(["{call.operation}", () => client.GET("{call.path}", '
            f'{{ ...{options}, parseAs: "{parsed_as(call)}" }})]);'
        )
    lines.append(f"""
const body: components["schemas"]["CheckRequest"] = {json.dumps(check_body())};
asked.push(["check_safety", async () => {{
  const {{ data, response, error }} = await client.POST("/v1/safety/checks", {{ body }});
  const actions: number | undefined = data?.actions.length;
  return {{ response, error: error ?? (actions ? undefined : "no actions") }};
}}]);""")
    return "\n".join(lines) + END


def hey_api() -> str:
    """Return a program that calls everything through the functions of hey-api."""
    lines = ['import { client } from "./hey/client.gen";', 'import * as sdk from "./hey";', START]
    lines.append("client.setConfig({ baseUrl: base });")
    for call in calls():
        params = {"path": call.in_path, "query": call.query}
        options = json.dumps({key: value for key, value in params.items() if value})
        lines.append(
            f'asked.push(["{call.operation}", () => sdk.{camel(call.operation)}'
            f'({{ ...{options}, parseAs: "{parsed_as(call)}" }})]);'
        )
    lines.append(f"""
const body: sdk.CheckRequest = {json.dumps(check_body())};
asked.push(["check_safety", async () => {{
  const {{ data, response, error }} = await sdk.checkSafety({{ body }});
  return {{ response, error: error ?? (data?.actions.length ? undefined : "no actions") }};
}}]);""")
    return "\n".join(lines) + END


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with both generated clients and their programs, compiled in strict mode."""
    need("node", BIN / "openapi-typescript", BIN / "openapi-ts", BIN / "tsc")
    folder = tmp_path_factory.mktemp("typescript")
    (folder / "node_modules").symlink_to(HERE / "node_modules")
    shutil.copy(HERE / "tsconfig.json", folder)
    run(BIN / "openapi-typescript", CONTRACT, "-o", "api.d.ts", cwd=folder)
    run(BIN / "openapi-ts", "-i", CONTRACT, "-o", "hey", "--no-log-file", cwd=folder)
    (folder / "openapi-fetch.ts").write_text(openapi_fetch(), "utf-8")
    (folder / "hey-api.ts").write_text(hey_api(), "utf-8")
    run(BIN / "tsc", "-p", ".", cwd=folder)
    return folder


@pytest.mark.parametrize("client", ["openapi-fetch", "hey-api"])
def test_a_typescript_client_calls_every_operation(folder: Path, server: str, client: str) -> None:
    all_called(run("node", folder / "out" / f"{client}.js", server, cwd=folder))


def test_redocly_bundles_the_contract(tmp_path: Path) -> None:
    need("node", LINTERS / "redocly")
    out = tmp_path / "bundled.json"
    run(LINTERS / "redocly", "bundle", CONTRACT, "-o", out, cwd=tmp_path, REDOCLY_TELEMETRY="off")
    bundled, contract = (json.loads(path.read_text("utf-8")) for path in (out, CONTRACT))
    assert bundled["paths"].keys() == contract["paths"].keys()
