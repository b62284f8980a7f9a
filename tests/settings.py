"""The service's settings, but for what makes tests slow or needs a build first."""

from config.settings import *  # noqa: F403
from config.settings import CACHES, DATABASES, INSTALLED_APPS, STORAGES

# Each test process works on several databases in turn; a pool would keep connections to those that it has left.
DATABASES["default"]["OPTIONS"].pop("pool")

# Hashing is slow on purpose; a test that logs in need not wait for it.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# Files are served from where they lie, so that no test depends on what was last collected.
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
# The live server looks for Django's own name of the part that finds them.
INSTALLED_APPS = [
    "django.contrib.staticfiles" if app == "config.static_files.StaticFilesConfig" else app for app in INSTALLED_APPS
]
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True

# Tests of a shared cache need no Redis, but where Redis is the point.
CACHES["pages"] = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "pages"}
