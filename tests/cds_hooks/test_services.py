"""Every hook has a service, and the documentation names services and indicators."""

from app.cds_hooks.schemas import INDICATORS
from app.cds_hooks.services import SERVICES
from app.models.rule import Severity
from tests.cds_hooks.calls import REQUESTS, service_path
from tests.conftest import ROOT


def test_the_table_of_indicators_is_published() -> None:
    told = (ROOT / "docs" / "integrate.md").read_text("utf-8")
    assert set(INDICATORS) == set(Severity)
    for severity, indicator in INDICATORS.items():
        assert f"| `{severity}` | `{indicator}` |" in told
    for each in SERVICES:
        assert f"`{each}`" in told


def test_every_hook_of_the_samples_has_a_service() -> None:
    for request in REQUESTS.values():
        assert service_path(request["hook"]).rpartition("/")[2] in SERVICES
