"""Work counted in calls of functions: the same on every machine, as seconds are not."""

import sys
from collections.abc import Callable
from typing import Any


def calls_during(work: Callable[[], object]) -> int:
    """Count the functions that Python enters while it does some work."""
    count = 0

    def counted(_frame: Any, event: str, _argument: Any) -> None:
        nonlocal count
        count += event == "call"

    sys.setprofile(counted)
    try:
        work()
    finally:
        sys.setprofile(None)
    return count
