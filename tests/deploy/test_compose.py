"""`compose.yaml` is consistent and gives each service no more than it needs. It is read, not run: no Docker here."""

import re
import subprocess
from typing import Any

import pytest
import yaml
from typer.main import get_command

from app.cli import cli
from app.settings import Settings
from tests.conftest import ROOT

COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))
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
    assert re.fullmatch(r"\d+m", service["mem_limit"])
    assert service["memswap_limit"] == service["mem_limit"], "no swap"
    assert 0 < service["pids_limit"] <= 128
    assert all("size=" in mount for mount in service["tmpfs"]), "tmpfs counts as memory"
    assert "privileged" not in service
    assert "cap_add" not in service
    assert service["healthcheck"].get("test") or (name == "publish" and service["healthcheck"]["disable"])
    for volume in service.get("volumes", []):
        assert volume.endswith(":ro") or volume == "postgres:/var/lib/postgresql/data"
    for port in service.get("ports", []):
        assert name == "nginx"
        assert port.startswith("127.0.0.1:"), "an operator opens it to other machines on purpose"


@pytest.mark.parametrize("name", SERVICES)
def test_everything_a_service_refers_to_exists(name: str) -> None:
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


def test_it_holds_no_password() -> None:
    text = (ROOT / "compose.yaml").read_text("utf-8")
    assert re.findall(r"(?i)password\S*[:=]\s*(?!\$\{)[\w'\"]", text) == []


def test_each_service_knows_only_the_password_it_needs() -> None:
    known = {name: set(re.findall(r"\$\{(\w+_PASSWORD)", str(SERVICES[name]))) for name in SERVICES}
    assert known == {
        "postgres": {"POSTGRES_PASSWORD", "PUBLISHER_PASSWORD", "READER_PASSWORD"},
        "publish": {"PUBLISHER_PASSWORD"},
        "app": {"READER_PASSWORD"},
        "nginx": set(),
    }
    roles = (ROOT / "deploy" / "postgresql-roles.sql").read_text("utf-8")
    for name, role in (("publish", "fibromag_publisher"), ("app", "fibromag_reader")):
        assert f"//{role}@postgres/" in SERVICES[name]["environment"]["FIBROMAG_DATABASE_URL"]
        assert f"CREATE ROLE {role} LOGIN" in roles


def test_images_are_pinned_by_digest() -> None:
    dockerfile = (ROOT / "Dockerfile").read_text("utf-8")
    images = [SERVICES["postgres"]["image"], SERVICES["nginx"]["image"]]
    images += re.findall(r"^ARG PYTHON_IMAGE=(.*)$", dockerfile, re.MULTILINE)
    assert len(images) == 3
    for image in images:
        assert re.search(r":\d+\.\d+(\.\d+)?-(slim-)?bookworm@sha256:[0-9a-f]{64}\b", image), image
    scale = (ROOT / "docs" / "scale.md").read_text("utf-8")
    for variable in ("POSTGRES_IMAGE", "NGINX_IMAGE", "PYTHON_IMAGE"):
        assert variable in str(COMPOSE)
        assert variable in scale


def test_only_the_proxy_has_a_route_to_the_outside() -> None:
    networks = COMPOSE["networks"]
    inside = {name for name, network in networks.items() if (network or {}).get("internal")}
    members = {name: set(service["networks"]) for name, service in SERVICES.items()}
    assert {name for name, joined in members.items() if joined - inside} == {"nginx"}
    assert {name for name, joined in members.items() if "database" in joined} == {
        "postgres",
        "publish",
        "app",
    }
    assert members["app"] & members["nginx"], "the proxy reaches the servers"
    (trusted,) = networks["proxied"]["ipam"]["config"]
    assert SERVICES["app"]["environment"]["FIBROMAG_TRUSTED_PROXIES"] == trusted["subnet"]


def test_the_commands_are_commands() -> None:
    known = get_command(cli)
    for name in ("publish", "app"):
        verb, *words = SERVICES[name]["command"]
        command = known.commands[verb]  # type: ignore[attr-defined]
        options = {option for parameter in command.params for option in parameter.opts}
        assert {word for word in words if word.startswith("-")} <= options


def test_every_substitution_in_the_proxy_configuration_matches() -> None:
    """Each substitution of the proxy's command matches, and no path outside /tmp is left."""
    told = SERVICES["nginx"]["command"][2]
    expressions = re.findall(r"-e '([^']+)'", told)
    assert len(expressions) == 8
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
