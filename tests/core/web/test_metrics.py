"""What was answered is counted, by known words only."""

from __future__ import annotations

from core.web.metrics import Metrics


def answer(**changes: object) -> dict[str, object]:
    return {"plugin": "complaints", "method": "GET", "status": 200, "milliseconds": 12.0} | changes


def test_answers_are_counted_by_plugin_method_and_status() -> None:
    metrics = Metrics()
    for changes in ({}, {}, {"status": 404}, {"plugin": ""}, {"method": "X" * 1000}):
        metrics.answered(answer(**changes))

    text = metrics.text({"outbox_waiting": 3}).decode()

    assert 'pendopo_requests_total{method="GET",plugin="complaints",status="200"} 2.0' in text
    assert 'pendopo_requests_total{method="GET",plugin="none",status="200"} 1.0' in text
    assert 'method="other"' in text
    assert "XXXX" not in text
    assert "pendopo_outbox_waiting 3.0" in text
    assert "process_resident_memory_bytes" in text


def test_times_fall_into_buckets() -> None:
    metrics = Metrics()
    for milliseconds in (1, 5, 6, 20_000):
        metrics.answered(answer(milliseconds=milliseconds))

    text = metrics.text().decode()

    assert 'pendopo_request_seconds_bucket{le="0.005",plugin="complaints"} 2.0' in text
    assert 'pendopo_request_seconds_bucket{le="0.01",plugin="complaints"} 3.0' in text
    assert 'pendopo_request_seconds_bucket{le="+Inf",plugin="complaints"} 4.0' in text
    assert 'pendopo_request_seconds_count{plugin="complaints"} 4.0' in text
