"""Laws: what holds of every input, tried on generated ones."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings


def law(
    request: pytest.FixtureRequest, check: Callable[..., None], *strategies: Any, quick: int, full: int
) -> None:
    """Try a law on `quick` generated inputs, in the full run on `full`."""
    many = full if request.config.getoption("--full") else quick
    tried = settings(max_examples=many, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    on_generated: Callable[[], None] = given(*strategies)(check)  # type: ignore[no-untyped-call]
    tried(on_generated)()
