"""Traces of requests for OpenTelemetry, sent to where ``OTEL_EXPORTER_OTLP_ENDPOINT`` says.

A trace has what was asked for by its route, how it was answered, and how long each statement took; no address with its
query, no client, no text of a statement and no value in one.
"""

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.propagate import extract
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import SpanKind, StatusCode

from config.monitoring.logs import request_id
from config.monitoring.routes import METHODS, route_of


class TracingMiddleware:
    """Traces each request, as part of the trace that a proxy began."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        provider = TracerProvider(resource=Resource.create({"service.name": "equity-evidence"}))
        provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
        self._tracer = provider.get_tracer(__name__)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer a request."""
        method = request.method if request.method in METHODS else "_OTHER"
        began_by = extract({"traceparent": request.headers.get("traceparent", "")})
        with self._tracer.start_as_current_span(str(method), context=began_by, kind=SpanKind.SERVER) as span:
            with connection.execute_wrapper(self._statement):
                response = self.get_response(request)
            route = route_of(request)
            span.update_name(f"{method} {route}")
            span.set_attributes(
                {
                    "http.request.method": str(method),
                    "http.route": route,
                    "http.response.status_code": response.status_code,
                    "request.id": request_id.get(),
                }
            )
            if response.status_code >= 500:
                span.set_status(StatusCode.ERROR)
        return response

    def _statement(self, execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        """Run a statement of the ORM as a part of the trace."""
        name = str(sql).split(maxsplit=1)[0].upper()[:20]
        with self._tracer.start_as_current_span(
            name, kind=SpanKind.CLIENT, attributes={"db.system.name": "postgresql"}
        ):
            return execute(sql, params, many, context)
