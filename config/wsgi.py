"""The entry point for a web server."""

import os
from contextlib import closing
from wsgiref.util import setup_testing_defaults

from django.core.wsgi import get_wsgi_application

from config.monitoring import error_reports
from config.slow_clients import SlowClients

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")


def _warm_up() -> None:
    """Ask for a page, so that a process has loaded all that it takes before it gets its first request.

    What the answer is does not matter: without a database it is an error, and is again for the first reader.
    """
    from django.conf import settings

    host = settings.ALLOWED_HOSTS[0].lstrip(".*") or "localhost"
    environ = {"HTTP_HOST": host, "wsgi.url_scheme": "https", "PATH_INFO": "/recommendations/"}
    setup_testing_defaults(environ)
    with closing(application(environ, lambda *args: None)) as page:  # type: ignore[type-var]
        b"".join(page)


application = SlowClients(get_wsgi_application())
_warm_up()
# What goes wrong without a database is reported when somebody asks, not at every start.
error_reports.set_up()
