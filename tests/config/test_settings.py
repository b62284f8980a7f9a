"""A deployment that lacks a setting does not start, and says which."""

import subprocess
import sys
from pathlib import Path

import pytest

from config import embedded_database, environment

COMPLETE = {
    "SECRET_KEY": "Kq3v-9xTfW2mZr7LhPa1NcYb8UdGe5JsOi4tQw6BkHyMn0Vj-q8R",
    "ALLOWED_HOSTS": "equity.example, www.equity.example",
    "DATABASE_URL": "postgres://reader:pass%20word@db.example:6432/equity?sslmode=require",
}

WITHOUT_SENTRY = "import sys; sys.modules['sentry_sdk'] = None"


def read(
    variables: dict[str, str], expression: str = "None", before: str = "pass"
) -> "subprocess.CompletedProcess[str]":
    """Read the settings in a process of its own, with nothing but these variables, after a statement."""
    return subprocess.run(
        [sys.executable, "-c", f"{before}\nfrom config import settings; print({expression})"],
        cwd=embedded_database.REPOSITORY,
        env=variables,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("missing", list(COMPLETE))
@pytest.mark.parametrize("blank", [False, True])
def test_names_the_variable_that_is_missing(missing: str, blank: bool) -> None:
    variables = {name: value for name, value in COMPLETE.items() if name != missing}
    if blank:
        variables[missing] = "  "
    stopped = read(variables)
    assert stopped.returncode != 0
    assert f"MissingVariable: {missing} is not set. Set it to " in stopped.stderr


def test_hosts_of_commas_alone_are_missing() -> None:
    stopped = read({**COMPLETE, "ALLOWED_HOSTS": " , "})
    assert "MissingVariable: ALLOWED_HOSTS holds no value." in stopped.stderr


def test_a_database_address_gives_its_parts() -> None:
    shown = read(COMPLETE, "settings.DATABASES['default']")
    assert shown.returncode == 0, shown.stderr
    for part in ("'equity'", "'reader'", "'pass word'", "'db.example'", "'6432'", "'sslmode': 'require'", "'pool'"):
        assert part in shown.stdout


def test_an_address_of_something_else_is_refused_without_its_password() -> None:
    stopped = read({**COMPLETE, "DATABASE_URL": "mysql://root:hunter2@localhost/equity"})
    assert "InvalidVariable: DATABASE_URL is not a PostgreSQL address" in stopped.stderr
    assert "hunter2" not in stopped.stderr


def test_is_closed_unless_it_is_opened() -> None:
    names = ["DEBUG", "SECURE_SSL_REDIRECT", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "USE_NHS_LOGO"]
    expression = "[getattr(settings, name) for name in " + repr(names) + "]"
    assert read(COMPLETE, expression).stdout.strip() == "[False, True, True, True, False]"
    opened = {**COMPLETE, "SERVE_OVER_HTTP": "1", "DEBUG": "yes", "USE_NHS_LOGO": "on"}
    assert read(opened, expression).stdout.strip() == "[True, False, False, False, True]"


@pytest.mark.parametrize("key", ["x", "change-me", "a" * 64, "abcd" * 20])
def test_a_secret_key_that_can_be_guessed_is_refused_and_not_shown(key: str) -> None:
    stopped = read({**COMPLETE, "SECRET_KEY": key})
    assert "InvalidVariable: SECRET_KEY can be guessed" in stopped.stderr
    assert key == "x" or key not in stopped.stderr


def test_django_finds_nothing_unsafe_in_a_deployment() -> None:
    safest = {**COMPLETE, "HSTS_INCLUDE_SUBDOMAINS": "1", "HSTS_PRELOAD": "1"}
    checked = subprocess.run(
        [sys.executable, "-m", "django", "check", "--deploy", "--fail-level", "INFO"],
        cwd=embedded_database.REPOSITORY,
        env={**safest, "DJANGO_SETTINGS_MODULE": "config.settings", "PYTHONPATH": "."},
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stderr
    assert "no issues" in checked.stdout


def test_cookies_of_a_deployment_come_from_this_host_alone() -> None:
    expression = "[settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME]"
    assert read(COMPLETE, expression).stdout.strip() == "['__Host-sessionid', '__Host-csrftoken']"


def test_reports_of_errors_need_their_package() -> None:
    """Otherwise each process of the server would end where it starts to report."""
    stopped = read({**COMPLETE, "SENTRY_DSN": "https://key@sentry.example/1"}, before=WITHOUT_SENTRY)
    assert "InvalidVariable: SENTRY_DSN is set, but the package for it is missing." in stopped.stderr
    assert read(COMPLETE, before=WITHOUT_SENTRY).returncode == 0


MAIL = {"EMAIL_HOST": "smtp.example", "EMAIL_FROM": "Evidence <us@example.org>", "SITE_ADDRESS": "https://e.example/"}


def test_without_a_mail_server_e_mails_are_printed() -> None:
    assert read(COMPLETE, "settings.EMAIL_BACKEND").stdout.strip() == "django.core.mail.backends.console.EmailBackend"


def test_a_mail_server_is_spoken_to_safely() -> None:
    names = ["EMAIL_BACKEND", "EMAIL_PORT", "EMAIL_USE_TLS", "DEFAULT_FROM_EMAIL", "SITE_ADDRESS"]
    shown = read({**COMPLETE, **MAIL}, f"[getattr(settings, name) for name in {names!r}]")
    sent = ["django.core.mail.backends.smtp.EmailBackend", 587, True, "Evidence <us@example.org>", "https://e.example"]
    assert shown.stdout.strip() == str(sent), shown.stderr


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"EMAIL_HOST": ""}, "EMAIL_HOST is not set. Set it, or leave EMAIL_FROM out."),
        ({"SITE_ADDRESS": ""}, "SITE_ADDRESS is not set."),
        ({"EMAIL_USER": "us", "EMAIL_PASSWORD": "hunter2", "EMAIL_SECURITY": "none"}, "EMAIL_SECURITY is none, which"),
    ],
    ids=["no server", "no address", "no encryption"],
)
def test_a_mail_server_that_is_half_set_stops_the_start(changed: dict[str, str], said: str) -> None:
    stopped = read({**COMPLETE, **MAIL, **changed})
    assert said in stopped.stderr
    assert "hunter2" not in stopped.stderr


@pytest.mark.parametrize("value", ["Equity Evidence", "", "us@example.org\nBcc: all@example.org"])
def test_e_mails_come_from_an_address(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("EMAIL_FROM", value)
    with pytest.raises((environment.InvalidVariable, environment.MissingVariable), match="EMAIL_FROM is "):
        environment.sender("EMAIL_FROM")


@pytest.mark.parametrize("value", ["evidence.example.org", "https://", "ftp://e.example", "https://e.example/admin/"])
def test_links_in_e_mails_lead_to_a_website(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("SITE_ADDRESS", value)
    with pytest.raises(environment.InvalidVariable, match="SITE_ADDRESS is "):
        environment.site("SITE_ADDRESS")


def test_reading_the_settings_makes_no_folder_for_metrics(tmp_path: Path) -> None:
    """Commands read them, too, as a user who may write nothing where the program is."""
    folder = tmp_path / "metrics"
    shown = read({**COMPLETE, "METRICS_TOKEN": "a-token", "PROMETHEUS_MULTIPROC_DIR": str(folder)})
    assert shown.returncode == 0, shown.stderr
    assert not folder.exists()


def test_a_switch_takes_a_plain_yes_or_no(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEBUG", "maybe")
    with pytest.raises(environment.InvalidVariable, match='DEBUG is "maybe"'):
        environment.flag("DEBUG")
