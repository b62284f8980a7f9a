"""Settings of the service; docs/operations.md lists the variables that they read."""

import os
import warnings
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import csp.constants as csp_sources
from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict
from whitenoise.compress import Compressor

from caching.working_turns import CONNECTIONS
from config import environment

BASE_DIR = Path(__file__).resolve().parent.parent

# Safety

DEBUG = environment.flag("DEBUG")
SECRET_KEY = environment.secret("SECRET_KEY", "Set it to a long random text that is kept from everyone else.")
SECRET_KEY_FALLBACKS = environment.optional_list("SECRET_KEY_FALLBACKS")
ALLOWED_HOSTS = environment.required_list(
    "ALLOWED_HOSTS", "Set it to the host names that the service answers to, separated by commas."
)
CSRF_TRUSTED_ORIGINS = environment.optional_list("CSRF_TRUSTED_ORIGINS")

# Plain HTTP is for a service that only its own machine can reach.
SERVE_OVER_HTTP = environment.flag("SERVE_OVER_HTTP")
SECURE_SSL_REDIRECT = not SERVE_OVER_HTTP
SECURE_HSTS_SECONDS = 0 if SERVE_OVER_HTTP else 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = environment.flag("HSTS_INCLUDE_SUBDOMAINS")
SECURE_HSTS_PRELOAD = environment.flag("HSTS_PRELOAD")
if environment.flag("TRUST_X_FORWARDED_PROTO"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# Our own proxies, which say whom a request comes from. Nobody else is believed.
TRUSTED_PROXIES = environment.networks("TRUSTED_PROXIES")
# How much one address can have built; see config/request_limits.py.
REQUEST_LIMITS = not environment.flag("REQUEST_LIMITS_OFF")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not SERVE_OVER_HTTP
if not SERVE_OVER_HTTP:
    # Browsers then take them from this host alone, and over HTTPS alone.
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
CSRF_COOKIE_HTTPONLY = True
# Cookies’ other attributes, frames, referrers and openers: Django’s defaults are the strictest that work.

CSRF_FAILURE_VIEW = "pages.plain_pages.csrf_failure"
REQUEST_TOO_LARGE_VIEW = "pages.plain_pages.request_too_large"

# The design system's page tells its styles that scripts run. By its hash, since a nonce would change every page.
DESIGN_SYSTEM_SCRIPT = "tDOvXJi1PXbg0CWjLCCYSNHRXtps26K4JXkE3M6u/c0="
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [csp_sources.SELF],
        "script-src": [csp_sources.SELF, f"'sha256-{DESIGN_SYSTEM_SCRIPT}'"],
        "style-src": [csp_sources.SELF],
        # Charts and the admin's icons may be data addresses.
        "img-src": [csp_sources.SELF, "data:"],
        "object-src": [csp_sources.NONE],
        "base-uri": [csp_sources.NONE],
        "form-action": [csp_sources.SELF],
        "frame-ancestors": [csp_sources.NONE],
    }
}

DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
# An inline form in the admin has many fields, each a value of its own.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000

# The largest file of references that curators can import, and how many it may hold.
STUDY_IMPORT_MAX_BYTES = 256_000_000
STUDY_IMPORT_MAX_RECORDS = 100_000
# The same of files of WRES values.
WRES_IMPORT_MAX_BYTES = 50_000_000
WRES_IMPORT_MAX_ROWS = 200_000

# Whether curators can look up a study's record, and where; a mirror has the same paths.
RECORD_LOOKUPS = environment.flag("RECORD_LOOKUPS")
CROSSREF_ADDRESS = environment.optional("CROSSREF_ADDRESS", "https://api.crossref.org")
PUBMED_ADDRESS = environment.optional("PUBMED_ADDRESS", "https://eutils.ncbi.nlm.nih.gov/entrez/eutils")

# What the originals of imports are kept for, in days after they were imported or left: to look up what a file said.
IMPORT_ORIGINALS_DAYS = environment.number("IMPORT_ORIGINALS_DAYS", 365)
# What `manage.py tidy` removes every day: functions that remove what is too old, and return how much it was.
TIDY_STEPS = {
    "records of files of studies": "evidence.imports.keeping.remove_old_records",
    "rows of files of WRES values": "workforce.imports.keeping.remove_old_rows",
    "sign-ins and failed attempts": "curation.sign_in.keeping.remove_old_attempts",
    "sessions that ended": "curation.sign_in.keeping.remove_ended_sessions",
}

# The service

SERVICE_NAME = "Equity Evidence"
ERROR_REPORT_EMAIL = environment.optional("ERROR_REPORT_EMAIL")
SERVICE_OWNER = environment.optional("SERVICE_OWNER")
# Where to report what is unsafe: an address of e-mail or of a page, for /.well-known/security.txt.
SECURITY_CONTACT = environment.optional("SECURITY_CONTACT")
USE_NHS_LOGO = environment.flag("USE_NHS_LOGO")

# Addresses that entries point to are asked whether they work, but none within our own network. Tests have servers here.
LINK_CHECKS_REACH_THIS_MACHINE = False

# Metrics are for whoever has this token; without one there are none, and their library is not loaded.
METRICS_TOKEN = environment.optional("METRICS_TOKEN")
if METRICS_TOKEN:
    # Where the processes keep their metrics, so that any of them can give those of all. The library looks here. The
    # server makes the folder: a command of `manage.py` may run where it must not.
    os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", str(BASE_DIR / "var" / "metrics"))

# Where errors are reported, and where traces of requests are sent, under OpenTelemetry's own name. Both are without
# personal data, and need packages that nothing else does.
SENTRY_DSN = environment.optional("SENTRY_DSN")
TRACES_ADDRESS = environment.optional("OTEL_EXPORTER_OTLP_ENDPOINT")
for _address, _variable, _package in (
    (SENTRY_DSN, "SENTRY_DSN", "sentry_sdk"),
    (TRACES_ADDRESS, "OTEL_EXPORTER_OTLP_ENDPOINT", "opentelemetry"),
):
    if _address and find_spec(_package) is None:
        raise environment.InvalidVariable(
            f"{_variable} is set, but the package for it is missing. Install requirements-monitoring.lock, as "
            "deploy/release.sh does, or leave the variable out."
        )

# Parts

INSTALLED_APPS = [
    "curation.admin_config.CurationAdminConfig",
    *("django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions", "django.contrib.messages"),
    "config.static_files.StaticFilesConfig",
    *("django.contrib.postgres", "django.contrib.sitemaps", "django_filters", "pgtrigger", "pghistory"),
    *("csp", "config.apps.SignInAttemptsConfig"),
    *("django_otp", "django_otp.plugins.otp_totp", "django_otp.plugins.otp_static"),
    *("caching", "lists", "curation", "evidence", "workforce", "recommendations", "base", "pages"),
]

MIDDLEWARE = [
    # A load balancer checks health by address and over plain HTTP.
    "config.monitoring.health.HealthMiddleware",
    # Before all that asks who sent the request, or whether over HTTPS.
    "config.client_address.ClientAddressMiddleware",
    *(["config.monitoring.metrics.MetricsMiddleware"] if METRICS_TOKEN else []),
    "config.monitoring.requests.RequestLogMiddleware",
    *(["config.monitoring.tracing.TracingMiddleware"] if TRACES_ADDRESS else []),
    # Before all that answers by itself: each answer has these headers.
    "config.response_headers.response_headers",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Before sessions and sign-in, which a cached response does not need. It compresses other responses too: pages hold
    # no secret but the form token, which Django masks anew each time.
    "caching.page_cache.PageCacheMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    # Before all that asks who somebody is.
    "curation.sign_in.sessions.SignInMiddleware",
    # After those that tell who is signed in; none before it reads what was sent.
    "files.request_bodies.RequestBodiesMiddleware",
    "config.request_limits.RequestLimitMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "pghistory.middleware.HistoryMiddleware",
    # Axes asks to come last, so that it sees what every other part did to the request.
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "config.urls"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
FIXTURE_DIRS = [BASE_DIR / "fixtures"]
SERIALIZATION_MODULES = {"yaml": "base.yaml_fixtures"}

_CONTEXT_PROCESSORS = [
    "django.template.context_processors.request",
    "django.contrib.auth.context_processors.auth",
    "django.contrib.messages.context_processors.messages",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "environment": "config.jinja.environment",
            "context_processors": [*_CONTEXT_PROCESSORS, "pages.context_processors.service"],
        },
    },
    {
        # The admin's own templates.
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates" / "django"],
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": _CONTEXT_PROCESSORS},
    },
]
FORM_RENDERER = "curation.admin_base.renderers.FieldRenderer"

# Data


# A pooler may give each transaction another session, where a cursor or a prepared statement of the last is not known.
NO_SESSIONS = environment.flag("PREPARED_STATEMENTS_OFF")
# By which the driver notices within seconds that a server or the way to it is gone; an address may say otherwise.
NOTICE_SOON = {
    "connect_timeout": 2,
    "tcp_user_timeout": 5_000,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
}


def _parts(variable: str, address: str) -> dict[str, Any]:
    """Return what a PostgreSQL address says, by the driver's names."""
    try:
        return conninfo_to_dict(address)
    except ProgrammingError:
        raise environment.InvalidVariable(
            f"{variable} is not a PostgreSQL address such as postgres://user:password@host:5432/name."
        ) from None  # the driver's own message may quote the password


def _database(address: str) -> dict[str, Any]:
    """Return Django's settings for a PostgreSQL address, whose further parameters go on to the driver."""
    parts = _parts("DATABASE_URL", address)
    return {
        "ENGINE": "database.postgresql",
        "NAME": parts.pop("dbname", ""),
        "USER": parts.pop("user", ""),
        "PASSWORD": parts.pop("password", ""),
        "HOST": parts.pop("host", ""),
        "PORT": parts.pop("port", ""),
        "DISABLE_SERVER_SIDE_CURSORS": NO_SESSIONS,
        "OPTIONS": {
            **NOTICE_SOON,
            **parts,
            # Statements that are compiled once are prepared once on each connection, too; None prepares none.
            "prepare_threshold": None if NO_SESSIONS else 5,
            # How long a request may wait for a connection, too, before it is answered that the service is unavailable.
            "pool": {"min_size": 1, "max_size": CONNECTIONS, "timeout": 0.8},
        },
    }


DATABASES = {
    "default": _database(
        environment.required(
            "DATABASE_URL", "Set it to the address of a PostgreSQL database: postgres://user:password@host:5432/name."
        )
    )
}

# Servers that answer readers in place of the primary. What an address leaves out is as in DATABASE_URL.
DATABASE_REPLICAS = [
    # Where DATABASE_URL asks for a server that can be written to, a replica must not.
    {"target_session_attrs": "any", **_parts("DATABASE_REPLICA_URLS", each)}
    for each in environment.optional_list("DATABASE_REPLICA_URLS")
]
# A replica that is further behind is left alone while another server answers.
REPLICA_LAG_SECONDS = environment.number("REPLICA_LAG_SECONDS", 60)
# How long a statement of the public site may run; 0 sets no limit.
SITE_STATEMENT_SECONDS = environment.number("SITE_STATEMENT_SECONDS", 15)

# The triggers that keep the history are installed after migrating (curation/apps.py), so that no migration prints their
# SQL, and not by django-pgtrigger, which would also try where migrations were taken back.
PGTRIGGER_MIGRATIONS = False
PGTRIGGER_INSTALL_ON_MIGRATE = False

# Reading changes nothing that the history should know of, so only writes carry who made them.
PGHISTORY_MIDDLEWARE_METHODS = ("POST", "PUT", "PATCH", "DELETE")

# Caches

# Whole responses are cached in each process, or in Redis for all of them.
CACHE_URL = environment.optional("CACHE_URL")
PAGE_CACHE_BYTES = environment.number("PAGE_CACHE_MEGABYTES", 64) * 1_000_000
PAGE_CACHE_STORE = f"caching.stores.{'SharedStore' if CACHE_URL else 'LocalStore'}"
# Browsers ask each time whether a page changed. A content delivery network may answer from its copy for so long.
PAGE_CACHE_CONTROL = f"public, max-age=0, s-maxage={environment.number('CDN_SECONDS', 0)}, must-revalidate"
# While no database answers, pages are served as they last were, for so long after it was last seen.
STALE_PAGES_SECONDS = environment.number("STALE_PAGES_SECONDS", 3_600)
# Results of queries that many pages share are in each process. Off to measure what they save.
USE_QUERY_CACHE = not environment.flag("QUERY_CACHE_OFF")
CACHES: dict[str, Any] = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
SHARED_CACHE = {
    "BACKEND": "django.core.cache.backends.redis.RedisCache",
    # In seconds: to build a page takes less than to wait for a Redis that does not answer.
    "OPTIONS": {
        "serializer": "caching.responses.Serializer",
        "socket_connect_timeout": 0.5,
        "socket_timeout": 0.5,
    },
}
if CACHE_URL:
    CACHES["pages"] = {**SHARED_CACHE, "LOCATION": CACHE_URL}

# Language and time

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
FORMAT_MODULE_PATH = "config.formats"
LOCALE_PATHS = [BASE_DIR / "locale"]

# Static files

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "var" / "static"
STATICFILES_DIRS = [BASE_DIR / "static", BASE_DIR / "var" / "build"]
# No other site is to use them.
WHITENOISE_ALLOW_ALL_ORIGINS = False
# Maps of scripts are for developers' tools.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = [*Compressor.SKIP_COMPRESS_EXTENSIONS, "map"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "config.static_files.StaticFilesStorage"},
}

# Small numbers

# In organisations' own figures, counts of fewer people are not shown, nor what would reveal them. 0 shows all.
WRES_SMALLEST_COUNT = environment.number("WRES_SMALLEST_COUNT", 5)

# Accounts

# Not in a cookie of their own: the page on cookies names all that there are.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = [
    "curation.sign_in.passwords.BoundedArgon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    "django.contrib.auth.hashers.ScryptPasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "curation.sign_in.passwords.GuessablePasswordValidator"},
]
LOGIN_URL = "admin:login"

# Asked for from whoever may do more than a curator.
ONE_TIME_CODES = not environment.flag("ONE_TIME_CODES_OFF")
OTP_TOTP_ISSUER = SERVICE_NAME
# A working day. Nothing lengthens it, so that a session that somebody stole ends too; closing the browser ends it.
SESSION_COOKIE_AGE = environment.number("SESSION_HOURS", 10) * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True

AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 1  # hour
AXES_RESET_ON_SUCCESS = True
AXES_HANDLER = "curation.sign_in.lockouts.Handler"
AXES_LOCKOUT_CALLABLE = "curation.sign_in.lockouts.locked_out"
# What is tried while locked out is neither kept nor lengthens the time.
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "csrfmiddlewaretoken"]
# One person's failures must not lock out everyone behind the same hospital network.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
# How long sign-ins and failed attempts are kept, in days.
SIGN_INS_DAYS = environment.number("SIGN_INS_DAYS", 90)
AXES_CLIENT_IP_CALLABLE = "config.client_address.limited_address"
AXES_VERBOSE = False

# Logs

# Its warnings repeat what somebody typed into a workbook, which no log may hold.
warnings.filterwarnings("ignore", module="openpyxl")
LOG_FORMAT = environment.choice("LOG_FORMAT", ("json", "plain"))
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {"()": "config.monitoring.logs.JsonLines"},
        "plain": {"()": "config.monitoring.logs.PlainLines"},
    },
    "filters": {
        "outage": {"()": "config.monitoring.logs.WithoutTracebackOfOutage"},
        "once_per_minute": {"()": "config.monitoring.logs.OncePerMinute"},
    },
    "handlers": {"stdout": {"class": "logging.StreamHandler", "stream": "ext://sys.stdout", "formatter": LOG_FORMAT}},
    "root": {"handlers": ["stdout"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["stdout"], "level": "INFO", "propagate": False},
        "django.request": {"filters": ["outage"]},
        # Each attempt of each process to connect to a server that is away.
        "psycopg.pool": {"filters": ["once_per_minute"]},
        # Nobody reads it in a terminal.
        "access": {"level": "INFO" if LOG_FORMAT == "json" else "WARNING"},
    },
}
