"""What is counted of the requests, and `/metrics` for Prometheus.

Counting is a few additions a request; prometheus-client is imported when somebody asks.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from prometheus_client.core import Metric

BOUNDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Upper bounds in seconds."""
CONTENT_TYPE = "text/plain; version=1.0.0; charset=utf-8"
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class Metrics:
    """The counters of one process. Labels are only ever known words, so that nobody can make them many."""

    def __init__(self) -> None:
        self._requests: Counter[tuple[str, str, int]] = Counter()
        self._times: dict[str, list[int]] = {}
        self._sums: Counter[str] = Counter()

    def answered(self, answer: Mapping[str, Any]) -> None:
        """Count one answer, as `RequestLog` tells it."""
        plugin = answer["plugin"] or "none"
        method = answer["method"] if answer["method"] in _METHODS else "other"
        self._requests[plugin, method, answer["status"]] += 1
        seconds = answer["milliseconds"] / 1000
        counts = self._times.setdefault(plugin, [0] * (len(BOUNDS) + 1))
        counts[next((place for place, bound in enumerate(BOUNDS) if seconds <= bound), len(BOUNDS))] += 1
        self._sums[plugin] += seconds

    def text(self, gauges: Mapping[str, float] | None = None) -> bytes:
        """Everything in Prometheus' text format; `gauges` are numbers of the moment (`outbox_waiting` → 3)."""
        from prometheus_client import CollectorRegistry, GCCollector, PlatformCollector, ProcessCollector, generate_latest

        registry = CollectorRegistry()
        ProcessCollector(registry=registry)
        PlatformCollector(registry=registry)
        GCCollector(registry=registry)
        registry.register(_Collected(self, gauges or {}))
        return generate_latest(registry)

    def collect(self, gauges: Mapping[str, float]) -> Iterator[Metric]:
        from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily

        requests = CounterMetricFamily("pendopo_requests", "Answers given", labels=["plugin", "method", "status"])
        for (plugin, method, status), number in self._requests.items():
            requests.add_metric([plugin, method, str(status)], number)
        yield requests
        times = HistogramMetricFamily("pendopo_request_seconds", "Time until the answer was sent", labels=["plugin"])
        for plugin, counts in self._times.items():
            total, buckets = 0, []
            for bound, number in zip([*map(str, BOUNDS), "+Inf"], counts, strict=True):
                total += number
                buckets.append((bound, total))
            times.add_metric([plugin], buckets, self._sums[plugin])
        yield times
        for name, value in gauges.items():
            gauge = GaugeMetricFamily(f"pendopo_{name}", name.replace("_", " "))
            gauge.add_metric([], value)
            yield gauge


class _Collected:
    """What prometheus-client's registry asks."""

    def __init__(self, metrics: Metrics, gauges: Mapping[str, float]) -> None:
        self._metrics = metrics
        self._gauges = gauges

    def collect(self) -> Iterator[Metric]:
        return self._metrics.collect(self._gauges)
