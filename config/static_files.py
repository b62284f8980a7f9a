"""How styles, scripts and images are collected and named."""

from django.contrib.staticfiles import apps
from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFilesConfig(apps.StaticFilesConfig):
    """Leaves out what only serves to build the published files."""

    ignore_patterns = [*apps.StaticFilesConfig.ignore_patterns, "scss"]


class StaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Hashes the names of files, also where one script imports another."""

    support_js_module_import_aggregation = True
