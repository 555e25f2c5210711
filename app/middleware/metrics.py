"""Counters for Prometheus. They say how much was asked and how it went, never what.

What must stay true: every label comes from a list that the program knows; nothing a caller can choose.
"""

from bisect import bisect_left
from collections.abc import Iterator, Mapping
from itertools import accumulate

from prometheus_client import CollectorRegistry, Counter, Gauge, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, HistogramMetricFamily
from prometheus_client.registry import Collector

from app.models import DatasetStamp
from app.safety.schemas import Disposition

BOUNDS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
"""Seconds."""


class Requests(Collector):
    """How many requests were answered, by method, route and kind of status, and how long it took.

    A histogram as the library has it, at a fifth of its price per request.
    """

    def __init__(self) -> None:
        self.counted: dict[tuple[str, str | None, int], list[float]] = {}
        """Per bucket, the last without a bound; then all seconds."""

    def count(self, method: str, route: str | None, status: int, seconds: float) -> None:
        """Count one answer."""
        key = method, route, status // 100
        counts = self.counted.get(key)
        if counts is None:
            counts = self.counted[key] = [0] * (len(BOUNDS) + 2)
        counts[bisect_left(BOUNDS, seconds)] += 1
        counts[-1] += seconds

    def collect(self) -> Iterator[HistogramMetricFamily]:
        """All of it, for the library to write."""
        family = HistogramMetricFamily(
            "fibromag_request_seconds",
            "Time until an answer was handed to the server.",
            labels=["method", "route", "status"],
        )
        bounds = [*map(str, BOUNDS), "+Inf"]
        for (method, route, status), (*counts, seconds) in list(self.counted.items()):
            buckets = list(zip(bounds, accumulate(counts), strict=True))
            family.add_metric([method, route or "", f"{status}xx"], buckets, seconds)
        yield family


class Checks(Collector):
    """How many safety checks were answered, by what they amounted to."""

    def __init__(self, answered: Mapping[Disposition, int]) -> None:
        self.answered = answered

    def collect(self) -> Iterator[CounterMetricFamily]:
        """All of it, for the library to write."""
        family = CounterMetricFamily(
            "fibromag_safety_checks", "Safety checks answered.", labels=["disposition"]
        )
        for disposition in Disposition:
            family.add_metric([disposition.value], self.answered.get(disposition, 0))
        yield family


class Metrics:
    """The counters of one process."""

    def __init__(self, stamp: DatasetStamp, answered: Mapping[Disposition, int]) -> None:
        self.registry = CollectorRegistry()
        self.registry.register(Checks(answered))
        ProcessCollector(registry=self.registry)
        about = Gauge(
            "fibromag_dataset_info",
            "The dataset being served.",
            ["version", "digest"],
            registry=self.registry,
        )
        about.labels(stamp.version, stamp.digest).set(1)
        self.feedback = Counter(
            "fibromag_cds_feedback",
            "Cards of CDS Hooks, by what became of them.",
            ["service", "outcome"],
            registry=self.registry,
        )
        self.in_flight = Gauge(
            "fibromag_requests_in_flight", "Requests being answered.", registry=self.registry
        )
        self.kept_bytes = Gauge(
            "fibromag_kept_answers_bytes", "Bytes of finished answers kept.", registry=self.registry
        )
        self.requests = Requests()
        self.registry.register(self.requests)

    def exposed(self) -> bytes:
        """Everything counted, as Prometheus reads it."""
        return generate_latest(self.registry)
