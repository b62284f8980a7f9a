"""How log lines look: JSON objects in a deployment, plain text on a developer's machine, and no secret in either."""

import logging
import re
import time
from contextvars import ContextVar
from functools import cache
from typing import Any

from django.conf import settings
from pythonjsonlogger.core import RESERVED_ATTRS
from pythonjsonlogger.json import JsonFormatter

#: The request that this thread answers; empty outside one.
request_id: ContextVar[str] = ContextVar("request_id", default="")

HIDDEN = "***"
#: What may hold a secret, by what stands before it.
_SECRETS = re.compile(
    # Addresses of databases and caches.
    r"(\w+://[^\s:@/]*:(?=[^\s@/]*@)"
    # Cookies, parameters and fields, as dictionaries, headers and query strings write them.
    r"|\b(?:sessionid|csrftoken|csrfmiddlewaretoken|password\d?|passwd|secret|otp_token|token|dsn)[\"']?\s*[=:]\s*[\"']?"
    r"|\bBearer\s+)"
    r"[^\s\"'&;,@]+"
)
#: PostgreSQL quotes the row or the value that it did not take.
_DETAIL = re.compile(r"(\bDETAIL:)[^\n]*")


def redact(text: str) -> str:
    """A text without secrets: those that the settings hold, and what looks like one."""
    for secret in _known_secrets():
        text = text.replace(secret, HIDDEN)
    return _DETAIL.sub(rf"\1 {HIDDEN}", _SECRETS.sub(rf"\1{HIDDEN}", text))


@cache
def _known_secrets() -> list[str]:
    database = settings.DATABASES["default"]
    found = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS, settings.METRICS_TOKEN, settings.SENTRY_DSN]
    found += [database["PASSWORD"], *(each.get("password", "") for each in settings.DATABASE_REPLICAS)]
    found.append(settings.EMAIL_HOST_PASSWORD)
    # A short one would be found in every line.
    return [each for each in found if len(each) >= 6]


class JsonLines(JsonFormatter):
    """A JSON object for each line, with the request's id."""

    def __init__(self) -> None:
        super().__init__(
            ["levelname", "name", "message"],
            timestamp=True,
            rename_fields={"levelname": "level", "name": "logger", "exc_info": "traceback"},
            # Django adds the request, which has the reader's words in its address.
            reserved_attrs=[*RESERVED_ATTRS, "request"],
        )

    def add_fields(self, log_data: dict[str, Any], record: logging.LogRecord, message_dict: dict[str, Any]) -> None:
        """Add the request's id to what the line says."""
        super().add_fields(log_data, record, message_dict)
        # Django logs some answers when all middleware is done with them.
        log_data["request_id"] = getattr(getattr(record, "request", None), "id", "") or request_id.get()

    def process_log_record(self, log_data: dict[str, Any]) -> dict[str, Any]:
        """Hide secrets, and leave out what is empty."""
        fields = log_data.items()
        return {name: redact(value) if isinstance(value, str) else value for name, value in fields if value != ""}


class PlainLines(logging.Formatter):
    """Lines to read in a terminal."""

    def __init__(self) -> None:
        super().__init__("{asctime} {levelname} {name}: {message}", style="{")

    def format(self, record: logging.LogRecord) -> str:
        """The line, and its traceback if it has one."""
        return redact(super().format(record))


class WithoutTracebackOfOutage(logging.Filter):
    """Says of a request that failed for an outage what failed, in a line rather than a traceback each."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record pass."""
        if getattr(record, "status_code", None) == 503 and record.exc_info and (error := record.exc_info[1]):
            reason = str(error).partition("\n")[0]
            record.msg, record.args = f"{record.getMessage()} ({type(error).__name__}: {reason})", ()
            record.exc_info = None
        return True


class OncePerMinute(logging.Filter):
    """Lets the same kind of message pass once a minute: an outage needs no line for each attempt to connect."""

    SECONDS = 60

    def __init__(self, name: str = "") -> None:
        super().__init__(name)
        self._passed: dict[str, float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether this one passes."""
        now = time.monotonic()
        passes = now - self._passed.get(record.msg, -self.SECONDS) >= self.SECONDS
        if passes:
            self._passed[record.msg] = now
        return passes
