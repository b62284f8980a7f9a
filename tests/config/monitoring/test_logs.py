"""The log names each request, and holds nothing that somebody could misuse."""

import io
import json
import logging
import re
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import OperationalError, connection
from django.http import StreamingHttpResponse
from django.test import Client, RequestFactory

from config.monitoring.logs import JsonLines, OncePerMinute, PlainLines, WithoutTracebackOfOutage, _known_secrets
from config.monitoring.requests import RequestLogMiddleware

PASSWORD = "correct horse battery staple"


class Log:
    """What loggers write, in the format of a deployment."""

    def __init__(self) -> None:
        self.stream = io.StringIO()
        self.handler = logging.StreamHandler(self.stream)
        self.handler.setFormatter(JsonLines())

    @property
    def text(self) -> str:
        return self.stream.getvalue()

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.text.splitlines()]


@pytest.fixture
def log() -> Iterator[Log]:
    """Everything that is logged, however unimportant."""
    log = Log()
    loggers = [logging.getLogger(name) for name in ("", "django", "access")]
    before = [(logger, logger.level, logger.handlers[:], logger.propagate) for logger in loggers]
    for logger in loggers:
        logger.handlers = [log.handler]
        logger.setLevel(logging.DEBUG)
        logger.propagate = False
    yield log
    for logger, level, handlers, propagates in before:
        logger.setLevel(level)
        logger.handlers, logger.propagate = handlers, propagates


@pytest.mark.django_db
def test_each_request_has_an_id_in_its_answer_and_in_every_line(client: Client, log: Log) -> None:
    response = client.get("/studies/nowhere/?q=my+own+words", headers={"X-Request-ID": "from-proxy.1"})
    assert response.headers["X-Request-ID"] == "from-proxy.1"
    lines = [line for line in log.lines if line["logger"] in ("access", "django.request")]
    assert {line["request_id"] for line in lines} == {"from-proxy.1"}
    access = next(line for line in lines if line["logger"] == "access")
    assert (access["method"], access["path"], access["status"]) == ("GET", "/studies/nowhere/", 404)
    assert 0 < access["milliseconds"] < 60_000
    assert "my+own+words" not in "".join(line for line in log.text.splitlines(True) if "SELECT" not in line)


@pytest.mark.django_db
@pytest.mark.parametrize("given", ["", "short", "a" * 65, "has space 1", 'quo"te-12345', "line\r\nX-Bad: 1", "é" * 12])
def test_an_id_that_is_not_well_formed_is_replaced(client: Client, given: str) -> None:
    response = client.get("/about/", HTTP_X_REQUEST_ID=given)
    assert re.fullmatch("[0-9a-f]{32}", response.headers["X-Request-ID"])


@pytest.mark.django_db
@pytest.mark.urls("tests.support.browser.error_urls")
@pytest.mark.parametrize(("status", "error"), [(500, "RuntimeError"), (503, "OperationalError")])
def test_pages_of_errors_quote_the_id_and_the_log_says_what_broke(log: Log, status: int, error: str) -> None:
    response = Client(raise_request_exception=False).get(f"/errors/{status}/")
    reference = response.headers["X-Request-ID"]
    assert response.status_code == status
    assert f"quote the reference {reference}." in response.content.decode()
    line = next(each for each in log.lines if each.get("request_id") == reference and each["level"] == "ERROR")
    assert error in line.get("traceback", line["message"])


def test_a_file_that_breaks_off_is_logged_with_the_id_of_its_request(log: Log) -> None:
    def parts() -> Iterator[bytes]:
        yield b"begun"
        raise ValueError("No more rows.")

    answered = RequestLogMiddleware(lambda request: StreamingHttpResponse(parts()))(RequestFactory().get("/x.csv"))
    with pytest.raises(ValueError, match="No more rows"):
        list(answered)
    line = next(each for each in log.lines if each["level"] == "ERROR")
    assert (line["message"], line["request_id"]) == ("A file broke off.", answered.headers["X-Request-ID"])


@pytest.fixture
def _secrets_of_this_test() -> Iterator[None]:
    _known_secrets.cache_clear()
    yield
    _known_secrets.cache_clear()


@pytest.mark.django_db
@pytest.mark.usefixtures("_secrets_of_this_test")
def test_no_secret_is_logged(log: Log, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    of_the_database = {**settings.DATABASES["default"], "PASSWORD": "of-the-database"}
    monkeypatch.setitem(settings.DATABASES, "default", of_the_database)
    settings.EMAIL_HOST_PASSWORD = "of-the-mail-server"
    User.objects.create_superuser("carla", password=PASSWORD)
    client = Client(raise_request_exception=False)
    for password in ("a wrong guess 4711", PASSWORD):
        form = {"username": "carla", "password": password, "otp_token": "314159"}
        client.post("/admin/login/?next=/admin/", form)
    session = client.cookies["sessionid"].value
    client.get("/admin/", headers={"Authorization": f"Bearer {session}"})
    client.get("/nowhere/", headers={"Cookie": f"sessionid={session}"})
    logger = logging.getLogger("config")
    logger.warning("Cannot reach postgres://equity:of-the-database@db.example/equity or redis://:of-the-cache@c")
    logger.warning("%s", {"password": PASSWORD.replace(" ", "-"), "otp_token": "314159"})
    logger.warning("GET /admin/?token=%s&q=words; sessionid=%s; password: guess-4711", session, session)
    logger.warning("Refused: us, of-the-mail-server")
    try:
        with connection.cursor() as cursor:
            cursor.execute("UPDATE auth_user SET username = NULL")
    except Exception:
        logger.exception("A row was refused.")
    text = "".join(line for line in log.text.splitlines(True) if '"django.db.backends"' not in line)
    assert "A row was refused." in text
    assert "null value in column" in text
    for secret in (
        *(PASSWORD, PASSWORD.replace(" ", "-"), "a wrong guess 4711", "guess-4711", "314159", session),
        *("of-the-database", "of-the-cache", "of-the-mail-server", settings.SECRET_KEY, "argon2", "md5$"),
    ):
        assert secret not in text, secret


def record(message: str, **fields: Any) -> logging.LogRecord:
    made = logging.LogRecord("django.request", logging.ERROR, "", 1, message, (), fields.pop("exc_info", None))
    made.__dict__.update(fields)
    return made


def test_plain_lines_hide_secrets_too() -> None:
    assert PlainLines().format(record("at postgres://a:hunter22@b/c")).endswith("at postgres://a:***@b/c")


def test_an_outage_takes_a_line_for_each_request_and_no_traceback() -> None:
    try:
        raise OperationalError("no connection\nand why")
    except OperationalError:
        made = record("Service Unavailable: /", status_code=503, exc_info=sys.exc_info())
    assert WithoutTracebackOfOutage().filter(made)
    assert (made.getMessage(), made.exc_info) == ("Service Unavailable: / (OperationalError: no connection)", None)


def test_attempts_to_connect_are_logged_once_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    monkeypatch.setattr("config.monitoring.logs.time.monotonic", lambda: now[0])
    once = OncePerMinute()
    passed = []
    for now[0] in (0.0, 1.0, 59.0, 60.0, 61.0):
        passed.append(once.filter(record("error connecting in %r: %s")))
    assert passed == [True, False, False, True, False]
    assert once.filter(record("another message"))
