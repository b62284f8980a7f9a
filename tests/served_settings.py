"""The service's settings for a process of its own, but for static files, which need no build first."""

import os

from config.settings import *  # noqa: F403
from config.settings import STORAGES

STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
# Some tests need pages that break.
ROOT_URLCONF = os.environ.get("TEST_ROOT_URLCONF", "config.urls")
