"""`compose.yaml` hangs together and gives nothing more than it needs; read, not run: that takes Docker."""

import re
import subprocess
from typing import Any

import pytest
from ruamel.yaml import YAML
from typer.main import get_command

from app.cli import cli
from app.settings import Settings
from tests.conftest import ROOT

COMPOSE: dict[str, Any] = YAML(typ="safe", pure=True).load((ROOT / "compose.yaml").read_text("utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]


def test_there_is_a_database_a_publisher_two_servers_and_a_proxy() -> None:
    assert set(SERVICES) == {"postgres", "publish", "app", "nginx"}
    assert SERVICES["app"]["deploy"]["replicas"] == 2


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_may_do_no_more_than_it_must(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", service["user"]), "a number, and not root's"
    assert "privileged" not in service
    assert "cap_add" not in service
    assert service["healthcheck"].get("test") or (name == "publish" and service["healthcheck"]["disable"])
    for volume in service.get("volumes", []):
        assert volume.endswith(":ro") or volume == "postgres:/var/lib/postgresql/data"
    for port in service.get("ports", []):
        assert name == "nginx"
        assert port.startswith("127.0.0.1:"), "who wants it open to the world says so"


@pytest.mark.parametrize("name", SERVICES)
def test_what_a_service_names_is_there(name: str) -> None:
    service = SERVICES[name]
    for wanted, how in service.get("depends_on", {}).items():
        assert wanted in SERVICES
        has_health = "test" in SERVICES[wanted]["healthcheck"]
        assert how["condition"] == "service_healthy" if has_health else "service_completed_successfully"
    assert set(service.get("networks", [])) <= set(COMPOSE["networks"])
    for volume in service.get("volumes", []):
        source = volume.partition(":")[0]
        if source != "./deploy/tls":  # the certificates are the operator's
            assert (ROOT / source).exists() if source.startswith("./") else source in COMPOSE["volumes"]
    for variable in service.get("environment", {}):
        if variable.startswith("FIBROMAG_"):
            assert variable.removeprefix("FIBROMAG_").lower() in Settings.model_fields, variable


def test_no_password_stands_in_it() -> None:
    text = (ROOT / "compose.yaml").read_text("utf-8")
    assert re.findall(r"(?i)password\S*[:=]\s*(?!\$\{)[\w'\"]", text) == []


def test_the_commands_are_commands() -> None:
    known = get_command(cli)
    for name in ("publish", "app"):
        verb, *words = SERVICES[name]["command"]
        command = known.commands[verb]  # type: ignore[attr-defined]
        options = {option for parameter in command.params for option in parameter.opts}
        assert {word for word in words if word.startswith("-")} <= options


def test_what_it_changes_in_the_sample_stands_there() -> None:
    """Each substitution of the proxy's command finds something, and nothing outside /tmp is left."""
    told = SERVICES["nginx"]["command"][2]
    expressions = re.findall(r"-e '([^']+)'", told)
    assert len(expressions) == 6
    sample = (ROOT / "deploy" / "nginx.conf").read_text("utf-8")
    for expression in expressions:
        changed = subprocess.run(
            ["sed", "-e", expression], input=sample, capture_output=True, text=True, check=True
        ).stdout
        assert changed != sample, expression
        sample = changed
    assert "/var/run" not in sample
    assert "/var/log" not in sample
    assert "app:8000" in sample
