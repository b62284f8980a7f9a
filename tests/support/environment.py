"""What the tests run in, set before Django reads its settings."""

import os

from config import embedded_database

os.environ.update(
    {
        "SECRET_KEY": "only-for-tests-which-sign-nothing-that-anybody-else-reads",
        "SECRET_KEY_FALLBACKS": "former-for-tests, older-for-tests",
        "ALLOWED_HOSTS": "testserver,localhost,127.0.0.1",
        "SERVE_OVER_HTTP": "1",
        "DEBUG": "0",
        # Those of signing in ask for codes.
        "ONE_TIME_CODES_OFF": "1",
        "LOG_FORMAT": "plain",
        # All tests come from one address.
        "REQUEST_LIMITS_OFF": "1",
        # A browser test drives Playwright, which runs an event loop in the thread that also uses the database.
        "DJANGO_ALLOW_ASYNC_UNSAFE": "true",
    }
)
# What a developer's own environment says must not change what the tests see.
for name in (
    *("CSRF_TRUSTED_ORIGINS", "ERROR_REPORT_EMAIL", "SERVICE_OWNER", "TRUST_X_FORWARDED_PROTO"),
    *("DATABASE_REPLICA_URLS", "METRICS_TOKEN", "SENTRY_DSN"),
    *("HSTS_INCLUDE_SUBDOMAINS", "HSTS_PRELOAD", "USE_NHS_LOGO", "SECURITY_CONTACT", "TRUSTED_PROXIES"),
):
    os.environ.pop(name, None)

# The process that the tests are started in comes first; the workers that it starts find its address here.
if "PYTEST_XDIST_WORKER" not in os.environ and not os.environ.get("DATABASE_URL"):
    os.environ["DATABASE_URL"] = embedded_database.attach()
