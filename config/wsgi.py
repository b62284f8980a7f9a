"""The entry point for a web server."""

import os

from django.core.wsgi import get_wsgi_application

from config.monitoring import error_reports
from config.slow_clients import SlowClients

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = SlowClients(get_wsgi_application())
error_reports.set_up()
