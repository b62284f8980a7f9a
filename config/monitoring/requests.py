"""An id for each request, and a line in the log."""

import logging
import re
import time
import uuid
from collections.abc import Callable, Iterator

from django.http import HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase

from config.monitoring.logs import request_id

logger = logging.getLogger("access")

HEADER = "X-Request-ID"
WELL_FORMED = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{7,63}")


class RequestLogMiddleware:
    """Names each request as a proxy did, or else by an id of its own, and logs how it was answered.

    The log has no query strings, which hold what people search for, and nothing of bodies or cookies.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer a request."""
        given = request.headers.get(HEADER, "")
        name = given if WELL_FORMED.fullmatch(given) else uuid.uuid4().hex
        request.id = name  # type: ignore[attr-defined]  # for the pages that say what went wrong
        token = request_id.set(name)
        began = time.monotonic()
        try:
            response = self.get_response(request)
            _log(request, response, time.monotonic() - began)
            if type(response) is StreamingHttpResponse:
                response.streaming_content = _logged(iter(response), name)
        finally:
            request_id.reset(token)
        response.headers[HEADER] = name
        return response


def _logged(parts: Iterator[bytes], name: str) -> Iterator[bytes]:
    """The parts of a file, which nobody else sees break off: its answer has long begun."""
    try:
        yield from parts
    except Exception:
        token = request_id.set(name)
        logger.exception("A file broke off.")
        request_id.reset(token)
        raise


def _log(request: HttpRequest, response: HttpResponseBase, seconds: float) -> None:
    fields = {
        "method": request.method,
        "path": request.path,
        "status": response.status_code,
        "milliseconds": round(seconds * 1000, 1),
        "page_cache": getattr(request, "page_cache", ""),
    }
    logger.info("%s %s %s", request.method, request.path, response.status_code, extra=fields)
