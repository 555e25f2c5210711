"""Metrics for Prometheus: how many requests there were and how they went, nothing of their content.

What must stay true: the values of labels come from lists that the program knows, never from a caller.
"""

from collections.abc import Iterator, Mapping

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily
from prometheus_client.registry import Collector

from app.models import DatasetStamp
from app.safety.answers import Disposition

BUCKETS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
"""Seconds."""


class Checks(Collector):
    """Safety checks answered, by disposition."""

    def __init__(self, answered: Mapping[Disposition, int]) -> None:
        self.answered = answered

    def collect(self) -> Iterator[CounterMetricFamily]:
        """Yield the counter."""
        family = CounterMetricFamily(
            "fibromag_safety_checks", "Safety checks answered.", labels=["disposition"]
        )
        for disposition in Disposition:
            family.add_metric([disposition.value], self.answered.get(disposition, 0))
        yield family


class Metrics:
    """The metrics of one process."""

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
            "Cards of CDS Hooks, by their outcome.",
            ["service", "outcome"],
            registry=self.registry,
        )
        self.in_flight = Gauge(
            "fibromag_requests_in_flight", "Requests being answered.", registry=self.registry
        )
        self.kept_bytes = Gauge(
            "fibromag_kept_answers_bytes", "Bytes of cached responses.", registry=self.registry
        )
        self.requests = Histogram(
            "fibromag_request_seconds",
            "Time until a response was handed to the server.",
            ["method", "route", "status"],
            buckets=BUCKETS,
            registry=self.registry,
        )

    def exposed(self) -> bytes:
        """Return all metrics in the Prometheus text format."""
        return generate_latest(self.registry)
