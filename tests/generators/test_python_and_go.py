"""Python and Go clients are generated from the contract, compile, and work on a live server.

openapi-generator needs Java and, for Go, the option `enumClassPrefix`: two closed lists may share a word.
"""

import json
import os
from dataclasses import asdict
from pathlib import Path

import pytest

from tests.generators.calls import (
    CONTRACT,
    HERE,
    PYTHON,
    all_called,
    calls,
    check_body,
    generate,
    need,
    run,
)


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The calls as a file, for programs that run in another interpreter."""
    file = tmp_path_factory.mktemp("calls") / "calls.json"
    told = {"calls": [asdict(call) for call in calls()], "check": check_body()}
    file.write_text(json.dumps(told), "utf-8")
    return file


def test_openapi_python_client_calls_every_operation(tmp_path: Path, server: str, asked: Path) -> None:
    need(PYTHON)
    with_ruff = os.pathsep.join([str(PYTHON.parent), os.environ["PATH"]])
    command = ("generate", "--path", CONTRACT, "--output-path", tmp_path / "client")
    run(PYTHON, "-m", "openapi_python_client", *command, cwd=tmp_path, PATH=with_ruff)
    driver = HERE / "use_openapi_python_client.py"
    all_called(run(PYTHON, driver, tmp_path / "client", server, asked, cwd=tmp_path))


def test_openapi_generator_for_python_calls_every_operation(tmp_path: Path, server: str, asked: Path) -> None:
    generate("python", tmp_path / "client", "--package-name", "fm_client")
    driver = HERE / "use_openapi_generator.py"
    all_called(run(PYTHON, driver, tmp_path / "client", server, asked, cwd=tmp_path))


def test_openapi_generator_for_go_calls_every_operation(tmp_path: Path, server: str) -> None:
    need("go")
    out = tmp_path / "client"
    generate("go", out, "--package-name", "fm", "--additional-properties", "enumClassPrefix=true")
    (out / "use").mkdir()
    (out / "use" / "main.go").write_text(go_program(), "utf-8")
    alone = {"GOFLAGS": "-mod=mod", "GOPROXY": "off", "GOTOOLCHAIN": "local"}
    run("go", "build", "-o", "use-it", "./use", cwd=out, **alone)
    all_called(run(out / "use-it", server, cwd=out))


def go_program() -> str:
    """Return a program that calls everything through the Go client."""
    lines = []
    for call in calls():
        group = "".join(word[0].upper() + word[1:] for word in call.tag.split())
        path = "".join(f", {json.dumps(value)}" for value in call.in_path.values())
        query = "".join(f".{pascal(name)}({json.dumps(value)})" for name, value in call.query.items())
        lines.append(
            f"\t{{ _, r, err := client.{group}API.{pascal(call.operation)}(ctx{path}){query}.Execute();"
            f' report("{call.operation}", r, err) }}'
        )
    return GO.replace("CALLS", "\n".join(lines)).replace("BODY", json.dumps(check_body()))


def pascal(name: str) -> str:
    """Return `list_trials` as `ListTrials`."""
    return "".join(word[0].upper() + word[1:] for word in name.split("_"))


GO = """\
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"

	fm "github.com/GIT_USER_ID/GIT_REPO_ID"
)

func report(name string, r *http.Response, err error) {
	if err != nil || r.StatusCode != 200 {
		fmt.Println(name, "failed", err)
		return
	}
	fmt.Println(name, "ok")
}

func main() {
	configuration := fm.NewConfiguration()
	configuration.Servers = fm.ServerConfigurations{{URL: os.Args[1]}}
	client := fm.NewAPIClient(configuration)
	ctx := context.Background()
CALLS
	var body fm.CheckRequest
	if err := json.Unmarshal([]byte(`BODY`), &body); err != nil {
		panic(err)
	}
	_, r, err := client.SafetyAPI.CheckSafety(ctx).CheckRequest(body).Execute()
	report("check_safety", r, err)
}
"""
