"""Where a collector is named, it gets each request by its route, and nothing of who asked for what."""

import queue
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from tests.factories import StudyFactory
from tests.support.other_programs import database_address
from tests.support.receiver import receiver
from tests.support.served import served

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"


def spans_of(body: bytes, _: object) -> list[Any]:
    sent = ExportTraceServiceRequest.FromString(body)
    return [span for resource in sent.resource_spans for scope in resource.scope_spans for span in scope.spans]


@pytest.fixture
def collector() -> Iterator[tuple[str, queue.Queue[list[Any]]]]:
    """The address of a server that takes traces, and the spans that came together."""
    with receiver(spans_of) as (port, spans):
        yield f"http://127.0.0.1:{port}", spans


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_a_request_is_traced_without_personal_data(
    collector: tuple[str, queue.Queue[list[Any]]], tmp_path: Path
) -> None:
    address, spans = collector
    StudyFactory(slug="one")
    variables = {
        "DATABASE_URL": database_address(),
        "OTEL_EXPORTER_OTLP_ENDPOINT": address,
        "OTEL_BSP_SCHEDULE_DELAY": "50",
    }
    asked_with = {"traceparent": f"00-{TRACE}-00f067aa0ba902b7-01", "Cookie": "my_list=list-of-somebody"}
    with (tmp_path / "log").open("w+") as log, served(log, variables) as service:
        answer = service.ask("/studies/one/?q=words-of-somebody", **asked_with)
        assert answer.status == 200
        found: list[Any] = []
        while "GET study" not in {each.name for each in found}:
            found += [span for span in spans.get(timeout=30) if span.trace_id.hex() == TRACE]
    [request] = [each for each in found if each.name == "GET study"]
    said = {each.key: each.value.string_value or each.value.int_value for each in request.attributes}
    assert said == {
        "http.request.method": "GET",
        "http.route": "study",
        "http.response.status_code": 200,
        "request.id": answer.headers["x-request-id"],
    }
    assert "of-somebody" not in str(found)
    assert "SELECT" in {each.name for each in found}
    assert "evidence_study" not in str(found)
