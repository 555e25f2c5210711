"""Java clients are generated from the contract, compile with javac alone, and work on a live server.

The generator has Jackson in its jar; the other libraries are packages of Debian.
"""

import json
import os
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.generators.calls import Call, all_called, calls, camel, check_body, generate, generator, need, run

JARS = Path("/usr/share/java")
LIBRARIES = ("httpclient5", "httpcore5", "httpcore5-h2", "slf4j-api", "jakarta-annotation-api")
LIBRARY = "apache-httpclient"
"""The library that reads answers in text; `native` takes them for JSON."""
OPTIONS = "openApiNullable=false,useJakartaEe=true,containerDefaultToNull=true"
"""Without the last one, a check would send empty lists for what was not set; they mean *none*."""
FULL_ANSWER = "SafetyAnswer=org.openapitools.client.model.CheckAnswer"
"""The generator knows no choice between classes for this library: the client asks for whole answers."""


def test_openapi_generator_for_java_calls_every_operation(tmp_path: Path, server: str) -> None:
    need("javac")
    classpath = os.pathsep.join(map(str, [generator(), *libraries()]))
    out = tmp_path / "client"
    options = ("--additional-properties", OPTIONS, "--schema-mappings", FULL_ANSWER)
    generate("java", out, "--library", LIBRARY, *options)
    (out / "src" / "main" / "java" / "Use.java").write_text(java_program(), "utf-8")
    sources = tmp_path / "sources"
    sources.write_text("\n".join(map(str, out.glob("src/main/java/**/*.java"))), "utf-8")
    quick = ("-J-XX:TieredStopAtLevel=1", "-proc:none", "-nowarn")
    run("javac", *quick, "-cp", classpath, "-d", tmp_path / "classes", f"@{sources}", cwd=tmp_path)
    classpath = os.pathsep.join([classpath, str(tmp_path / "classes")])
    printed = run("java", "-XX:TieredStopAtLevel=1", "-cp", classpath, "Use", server, cwd=tmp_path)
    all_called(printed)
    assert "lists that are not set are null ok" in printed


def test_the_documentation_names_the_options() -> None:
    documented = (ROOT / "docs" / "integrate.md").read_text("utf-8")
    for option in (LIBRARY, OPTIONS, FULL_ANSWER):
        assert f" {option}" in documented


def libraries() -> list[Path]:
    """Return the jars that the client needs beside Jackson; skip the test when one is not here."""
    jars = [JARS / f"{name}.jar" for name in LIBRARIES]
    missing = [jar.name for jar in jars if not jar.exists()]
    if missing:
        pytest.skip(
            f"needs {', '.join(missing)} in {JARS}: packages libhttpclient5-java, libjakarta-annotation-api-java"
        )
    return jars


def java_program() -> str:
    """Return a program that calls everything through the Java client."""
    lines = [
        f'        call("{call.operation}", () -> new {api(call)}(client).{camel(call.operation)}({arguments(call)}));'
        for call in calls()
    ]
    body = json.dumps(json.dumps(check_body()))
    return JAVA.replace("CALLS", "\n".join(lines)).replace("BODY", body)


def api(call: Call) -> str:
    """Return the class with the operations of a tag: `DataFilesApi` of `Data files`."""
    return "".join(map(str.capitalize, call.tag.split())) + "Api"


def arguments(call: Call) -> str:
    """Return the arguments of a call: one for every parameter, null where it is not given."""
    given = call.in_path | call.query
    return ", ".join(json.dumps(given.get(name)) for name in call.takes)


JAVA = """\
import java.io.File;
import org.openapitools.client.ApiClient;
import org.openapitools.client.api.*;
import org.openapitools.client.model.*;

public class Use {
    interface Ask { Object answer() throws Exception; }

    static void call(String name, Ask ask) {
        try {
            Object answer = ask.answer();
            boolean empty = answer == null
                || answer instanceof String text && text.isEmpty()
                || answer instanceof File file && file.length() == 0;
            System.out.println(name + (empty ? " no answer" : " ok"));
        } catch (Exception e) {
            System.out.println(name + " failed " + e.toString().replace("\\n", " "));
        }
    }

    public static void main(String[] args) throws Exception {
        ApiClient client = new ApiClient().setBasePath(args[0]);
CALLS
        CheckRequest body = client.getObjectMapper().readValue(BODY, CheckRequest.class);
        call("check_safety", () -> {
            CheckAnswer answer = new SafetyApi(client).checkSafety(body, null, null);
            boolean whole = !answer.getActions().isEmpty() && !answer.getInputs().isEmpty();
            for (Alert alert : answer.getAlerts()) whole &= alert.getRule() != null && alert.getReview() != null;
            return whole && !answer.getAlerts().isEmpty() ? answer : null;
        });
        call("lists that are not set are null", () -> {
            CheckRequest unset = new CheckRequest().supplement(new Supplement());
            String sent = client.getObjectMapper().writeValueAsString(unset);
            return sent.contains("[") ? null : sent;
        });
    }
}
"""
